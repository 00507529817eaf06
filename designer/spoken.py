"""A segment as one listens to it: everything that the plot shows of it, in sentences."""

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import count_text, rate_text
from rampsmith.designer.words import phrase, repeat_words


def spoken_segment(rates: Rates, index: int, group: int) -> str:
    """Say a segment's shape, where it begins and ends, its rates, and how it is repeated.

    Args:
        rates: the schedule's rates.
        index: the segment.
        group: the parameter group whose rates are said.
    """
    schedule, line = rates.schedule, rates.timeline
    said = phrase(schedule.segments[index], schedule)
    begin, end = count_text(line.begins[index]), count_text(line.ends[index])
    parts = [f"{said[0].upper()}{said[1:]}.", f"From {schedule.step_word} {begin} to {end}."]
    if group < len(schedule.groups):
        start = rate_text(rates.level_at_start(index, group))
        parts.append(f"Rate {start} to {rate_text(rates.level_at_end(index, group))}.")
    repeat = schedule.repeat_of(index)
    if repeat is not None:
        parts.append(f"Part of “{repeat.name}”, which runs {repeat_words(repeat)}.")
    return " ".join(parts)

"""Find what is impossible and what is doubtful about repeats and their cycles."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from rampsmith.designer.document.schedule import SCALINGS, Repeat, Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.repeats import removed_repeat
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.repeats import Cycles, cycles_of, executed_cycles
from rampsmith.designer.evaluation.timeline import MOST_STRETCHED, Timeline, timeline
from rampsmith.designer.problems.problem import Fix, Place, Problem
from rampsmith.designer.values.limits import LARGEST_FACTOR, MOST_STEPS
from rampsmith.designer.values.numbers import count_text, counted, exact_text
from rampsmith.designer.values.spans import Span

MOST_TIMES = 10**12
"""Cycles; no run has more steps."""


def repeat_errors(schedule: Schedule) -> Iterator[Problem]:
    """Find every repeat that cannot be run."""
    for index, repeat in enumerate(schedule.repeats):
        yield from _block(schedule, index, repeat)
        yield from _times(schedule, index, repeat)
        yield from _numbers(index, repeat)
        yield from _lengths(index, repeat)


def cycle_errors(schedule: Schedule) -> Iterator[Problem]:
    """Find every repeat whose cycles cannot be laid out although each of its numbers is possible."""
    line = timeline(schedule)
    for number, cycles in enumerate(cycles_of(schedule, line)):
        repeat = schedule.blocks[number]
        index = schedule.repeats.index(repeat)
        cycle = line.repeats[number].cycle
        if cycle < 1:
            word = schedule.step_word
            takes = (
                f"takes {counted(cycle, word)}, less than one" if cycle > 0 else f"has no {word}"
            )
            sentence = f"A cycle of “{repeat.name}” {takes}."
            yield Problem("error", Place.of_repeat(index), sentence)
        elif len(repeat.lengths) > 1:
            yield from _one_by_one(schedule, line, number, cycles)
        elif repeat.stretch != 1:
            yield from _stretched(schedule, line, number, cycles)


def _with(schedule: Schedule, index: int, **changes: Any) -> Schedule:
    changed = replace(schedule.repeats[index], **changes)
    repeats = (*schedule.repeats[:index], changed, *schedule.repeats[index + 1 :])
    return replace(schedule, repeats=repeats)


def _block(schedule: Schedule, index: int, repeat: Repeat) -> Iterator[Problem]:
    place = Place.of_repeat(index)
    fix = Fix(f"Remove “{repeat.name}”", partial(removed_repeat, index=index))
    if not 0 <= repeat.first <= repeat.last < len(schedule.segments):
        sentence = f"“{repeat.name}” repeats segments that there are not."
        yield Problem("error", place, sentence, fix=fix)
        return
    for earlier in schedule.repeats[:index]:
        if earlier.first <= repeat.last and repeat.first <= earlier.last:
            sentence = f"“{repeat.name}” and “{earlier.name}” repeat the same segments."
            yield Problem("error", place, sentence, fix=fix)
            return
    if repeat.keeps_first and repeat.first == repeat.last:
        yield Problem(
            "error",
            place.at("keeps_first"),
            f"“{repeat.name}” has only one segment; if that keeps its length, nothing is stretched.",
            fix=Fix("Stretch it too", partial(_with, index=index, keeps_first=False)),
        )


def _times(schedule: Schedule, index: int, repeat: Repeat) -> Iterator[Problem]:
    place = Place.of_repeat(index, "times")
    name = repeat.name
    if repeat.times is not None:
        if repeat.times < 1:
            once = Fix("Run it once", partial(_with, index=index, times=1))
            sentence = f"“{name}” must run at least once, not {repeat.times} times."
            yield Problem("error", place, sentence, fix=once)
        elif repeat.times > (MOST_TIMES if repeat.stretch == 1 else MOST_STRETCHED):
            most = MOST_TIMES if repeat.stretch == 1 else MOST_STRETCHED
            how = "" if repeat.stretch == 1 else " where their lengths change"
            sentence = f"“{name}” has more than {count_text(most)} cycles, the most there can be"
            yield Problem("error", place, f"{sentence}{how}.")
        return
    if repeat.last < len(schedule.segments) - 1:
        sentence = f"“{name}” runs without end, so nothing can follow it."
        fix = Fix("Run it 3 times", partial(_with, index=index, times=3))
        yield Problem("error", place, sentence, fix=fix)
    for inside in range(max(0, repeat.first), min(repeat.last + 1, len(schedule.segments))):
        segment = schedule.segments[inside]
        if segment.span.unit == "fill":
            tenth = partial(with_segment, index=inside, span=Span.of_percent(10))
            yield Problem(
                "error",
                Place.of_segment(inside, "span"),
                f"“{segment.name}” cannot fill the rest, for “{name}” runs without end.",
                fix=Fix("Give it 10 % of the run", tenth),
            )


def _numbers(index: int, repeat: Repeat) -> Iterator[Problem]:
    place = Place.of_repeat(index)
    if not 1 / LARGEST_FACTOR <= repeat.stretch <= LARGEST_FACTOR:
        yield Problem(
            "error",
            place.at("stretch"),
            f"The cycles of “{repeat.name}” can only be stretched by a factor above 0, from "
            f"{exact_text(1 / LARGEST_FACTOR)} to {count_text(LARGEST_FACTOR)}, not "
            f"by {exact_text(repeat.stretch)}.",
            fix=Fix("Leave them as they are", partial(_with, index=index, stretch=1.0)),
        )
    if not 0 <= repeat.scale <= LARGEST_FACTOR:
        yield Problem(
            "error",
            place.at("scale"),
            f"The levels of “{repeat.name}” can only be scaled by a factor from 0 to "
            f"{count_text(LARGEST_FACTOR)}, not by {exact_text(repeat.scale)}.",
            fix=Fix("Leave them as they are", partial(_with, index=index, scale=1.0)),
        )
    if repeat.scaling not in SCALINGS:
        sentence = f"“{repeat.name}” can scale {', '.join(SCALINGS)}, not “{repeat.scaling}”."
        yield Problem("error", place.at("scaling"), sentence)


def _lengths(index: int, repeat: Repeat) -> Iterator[Problem]:
    """Look at lengths of cycles that are given one by one."""
    if not repeat.lengths:
        return
    place, name = Place.of_repeat(index, "lengths"), repeat.name
    wrong = [each for each in repeat.lengths if not 0 < each <= MOST_STEPS]
    if wrong:
        words = exact_text(wrong[0]) if math.isfinite(wrong[0]) else str(wrong[0])
        sentence = f"The lengths of the cycles of “{name}” must be above 0, not {words}."
        yield Problem("error", place, sentence)
    count = len(repeat.lengths)
    if repeat.times != count:
        sentence = f"“{name}” gives the lengths of {counted(count, 'cycle')}, so it runs as often."
        fix = Fix(f"Run it {counted(count, 'time')}", partial(_with, index=index, times=count))
        yield Problem("error", Place.of_repeat(index, "times"), sentence, fix=fix)
    if repeat.stretch != 1:
        sentence = f"“{name}” gives the length of each cycle, so none is stretched besides."
        fix = Fix("Take the lengths", partial(_with, index=index, stretch=1.0))
        yield Problem("error", Place.of_repeat(index, "stretch"), sentence, fix=fix)


def _one_by_one(
    schedule: Schedule, line: Timeline, number: int, cycles: Cycles
) -> Iterator[Problem]:
    """Look for cycles that are too short, where each has a length of its own."""
    repeat, span = schedule.blocks[number], line.repeats[number]
    least = span.inner[1] if repeat.keeps_first else 0.0
    for cycle in range(len(repeat.lengths)):
        begin, end = cycles.bounds(cycle)
        if end - begin >= 1 and end - begin > least:
            continue
        label = (
            f"Cycle {cycle + 1} of “{repeat.name}” takes {counted(end - begin, schedule.step_word)}"
        )
        sentence = f"{label}, less than one."
        if end - begin >= 1:
            first = schedule.segments[repeat.first].name
            sentence = f"{label}, which leaves nothing beside what “{first}” keeps."
        place = Place.of_repeat(schedule.repeats.index(repeat), "lengths")
        yield Problem("error", place, sentence, step=span.begin + begin, mark=label)
        return


def _stretched(
    schedule: Schedule, line: Timeline, number: int, cycles: Cycles
) -> Iterator[Problem]:
    """Look at cycles that become longer or shorter."""
    repeat, span = schedule.blocks[number], line.repeats[number]
    index = schedule.repeats.index(repeat)
    place, name = Place.of_repeat(index, "stretch"), repeat.name
    count = executed_cycles(line, number, cycles, schedule.counts_from)
    if count == 0:
        return
    is_endless = repeat.times is None
    if count >= MOST_STRETCHED and is_endless and repeat.stretch > 1:
        sentence = f"“{name}” has more than {count_text(MOST_STRETCHED)} cycles in the run"
        yield Problem("error", place, f"{sentence}, the most there can be.")
        return
    begin, end = cycles.bounds(min(count, MOST_STRETCHED) - 1)
    if is_endless and (end - begin < 1 or count >= MOST_STRETCHED):
        shortest = math.ceil(-math.log(span.cycle) / math.log(repeat.stretch))
        begin, _ = cycles.bounds(min(shortest, MOST_STRETCHED - 1))
        yield _shrunk(schedule, index, span.begin + begin)
    elif repeat.keeps_first and 0 < end - begin <= span.inner[1]:
        first = schedule.segments[repeat.first].name
        label = f"Cycle {count} of “{name}” takes {counted(end - begin, schedule.step_word)}"
        yield Problem(
            "error",
            Place.of_repeat(index, "keeps_first"),
            f"{label}, which leaves nothing beside the {count_text(span.inner[1])} that "
            f"“{first}” keeps.",
            step=span.begin + begin,
            mark=label,
        )


def _shrunk(schedule: Schedule, index: int, step: float) -> Problem:
    word = schedule.step_word
    label = f"The cycles of “{schedule.repeats[index].name}” have become shorter than one {word}"
    return Problem(
        "error",
        Place.of_repeat(index, "stretch"),
        f"{label} by {word} {count_text(math.floor(step))}, before the run ends.",
        step=step,
        mark=label,
        fix=Fix("Leave them as they are", partial(_with, index=index, stretch=1.0)),
    )


MOST_CYCLES = 64
"""Cycles in which a peak is looked for; in one of them a step comes very near to it."""


def cycle_notes(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    """Note repeats whose last cycle the run cuts off, or that never begin again.

    That a schedule with an end is longer than the run is noted whatever it is built of.
    """
    line = rates.timeline
    run = line.run_steps
    if schedule.after == "repeat":
        return
    for number, cycles in enumerate(cycles_of(schedule, line)):
        repeat, span = schedule.blocks[number], line.repeats[number]
        place = Place.of_repeat(schedule.repeats.index(repeat))
        count = executed_cycles(line, number, cycles)
        if count == 0 or span.end <= run:
            continue
        if count > 1 and not math.isinf(span.end):
            continue
        begin, end = (span.begin + bound for bound in cycles.bounds(count - 1))
        word = schedule.step_word
        done = f"{count_text(math.ceil(run - begin))} of {counted(end - begin, word)}"
        if repeat.times == 1:
            # A block that runs once may well be cut short, like the last cycle of restarts.
            sentence = f"The run ends within “{repeat.name}”, after {done}."
            yield Problem("note", place, sentence, step=run)
        elif count == 1:
            sentence = (
                f"The run ends before the first cycle of “{repeat.name}” does: nothing is repeated."
            )
            yield Problem("note", place.at("times"), sentence, step=run)
        elif end > run:
            yield Problem(
                "note",
                place,
                f"The run ends within cycle {count_text(count)} of “{repeat.name}”, after {done}.",
                step=run,
            )


def turning_places(schedule: Schedule, line: Timeline) -> Iterator[float]:
    """Yield where segments begin and end, in the first and the last executed cycles of a repeat."""
    yield from line.begins
    yield from line.ends
    for number, cycles in enumerate(cycles_of(schedule, line)):
        span = line.repeats[number]
        count = executed_cycles(line, number, cycles, schedule.counts_from)
        for cycle in {*range(min(count, MOST_CYCLES)), *range(max(0, count - 2), count)}:
            yield from (span.begin + cycles.step(cycle, place) for place in span.inner)

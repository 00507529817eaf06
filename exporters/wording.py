"""The words of an exported file, for a reader who has never heard of Rampsmith."""

import textwrap
from typing import Literal, TypeAlias

from rampsmith.designer.expressions import parsed_formula
from rampsmith.designer.numbers import count_text, counted, exact_text
from rampsmith.designer.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes import (
    Constant,
    Expression,
    InverseSqrt,
    Plateau,
    Polynomial,
    Shape,
    Staircase,
    has_end,
)
from rampsmith.designer.spans import Span
from rampsmith.designer.words import shape_words, span_words, updates_text
from rampsmith.exporters.sketch import sketch

WIDTH = 88
"""Characters in a line of an exported file at the most: the common formatters' default."""

Quantity: TypeAlias = Literal["rate", "momentum", "multiplier"]

MOST_TOLD = 8
"""Of a schedule with more segments than this, the head tells only the first ones and the last."""

_ALONE = "In a ``ChainedScheduler`` it overrules others."
_ALONE_WITH_METRIC = (
    "Use it alone: a ``SequentialLR`` or a ``ChainedScheduler`` would pass no metric on."
)


def headline(schedule: Schedule) -> str:
    """Name the file in one line."""
    title = _shortened(schedule.title, WIDTH - 30)
    return f"{title}: a learning-rate schedule." if title else "A learning-rate schedule."


def class_line(schedule: Schedule) -> str:
    """Say in one line what the class does."""
    names = [
        "a formula" if isinstance(segment.shape, Expression) else shape_words(segment.shape)
        for segment in schedule.segments
    ]
    what = "rate" if schedule.momentum is None else "rate and the momentum"
    line = f"Set the {what} of every parameter group: {_listed(names)}."
    if len(line) <= WIDTH - 10:
        return line
    return f"Set the {what} of every parameter group, in {len(names)} segments."


def head(schedule: Schedule) -> list[str]:
    """Say what the schedule does, when to call ``step()`` and how to resume, line by line."""
    both = (
        "the states of both" if schedule.stepping == "update" else "its state and the optimizer's"
    )
    alone = _ALONE_WITH_METRIC if _follows_metric(schedule) else _ALONE
    used = f"{stepping_sentence(schedule)} To resume, load {both}, in either order. {alone}"
    return [*course_lines(schedule), "", *wrapped(used)]


def course_lines(schedule: Schedule) -> list[str]:
    """Draw and tell what the schedule does, line by line."""
    told = f"{_sentence(schedule)}.{_tracks(schedule)} {_after(schedule)}{_base_rate(schedule)}"
    drawn = "" if _follows_metric(schedule) else sketch(schedule)
    return [*([drawn] if drawn else []), *wrapped(told)]


def wrapped(text: str) -> list[str]:
    """Break text into the lines of a docstring of the file."""
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False)


def comment_lines(text: str, *, indent: int) -> list[str]:
    """Write a comment that stands alone at some indentation, as a sentence."""
    return textwrap.wrap(
        f"{text[0].upper()}{text[1:]}.",
        WIDTH - indent,
        initial_indent="# ",
        subsequent_indent="# ",
        break_on_hyphens=False,
    )


def length_text(segment: Segment, spoken: str, schedule: Schedule) -> str:
    """Describe the parameter for a segment's length."""
    unit = f"{schedule.step_word}s"
    same = segment.span.unit == ("epochs" if schedule.stepping == "epoch" else "steps")
    designed = "" if same else f" ({_length(segment.span, schedule)})"
    if segment.span.unit == "percent":
        # It does not follow when somebody changes the length of the whole.
        fixed = ", fixed" if _has_rest(schedule) else ""
        words = span_words(segment.span, step_word=schedule.step_word)
        designed = f" ({words} of {count_text(schedule.total_steps)}{fixed})"
    return f"{unit} of {spoken}{designed}"


def total_text(schedule: Schedule) -> str:
    """Describe the parameter for the length of the whole schedule."""
    run = schedule.run
    by_update = schedule.stepping == "update" and run.in_epochs
    epochs = f" ({counted(run.epochs, 'epoch')})" if by_update and run.epochs else ""
    return f"{schedule.step_word}s of the whole schedule{epochs}"


def level_text(level: Level, where: str, quantity: Quantity = "rate") -> str:
    """Describe the parameter for a level, given where it is: ``at the end of the decay``."""
    if quantity != "rate":
        return where
    return f"{where}, {'times the base rate' if level.unit == 'factor' else 'for every group'}"


def repeat_text(what: str, spoken: str, repeat: Repeat) -> str:
    """Describe a parameter of a repeat."""
    paces = {"steps": "step to step", "peak": "cycle to cycle", "amplitude": "cycle to cycle"}
    scaled = {"peak": "the higher levels"}.get(repeat.scaling, "what lies above the lowest level")
    texts = {
        "count": f"how often {spoken} runs",
        "stretch": f"length of each cycle of {spoken}, times the one before",
        "scale": f"times {scaled}, from {paces[repeat.scaling]} of {spoken}",
    }
    return texts[what]


def setting_text(setting: str, spoken: str, shape: Shape, schedule: Schedule) -> str:
    """Describe the parameter for a shape's setting."""
    texts = {
        "power": f"power of {spoken}",
        "time_scale": f"time scale of {spoken}, in {schedule.step_word}s",
        "every": f"length of each stair of {spoken}, in {schedule.step_word}s",
        "factor": f"each stair of {spoken}, times the one before",
        "patience": f"{schedule.step_word}s without a better metric that pass before it falls",
        "threshold": "how much better is better",
        "cooldown": f"{schedule.step_word}s that are not counted after a fall",
        "min_lr": "lowest rate that it falls to, for every group",
        "eps": "a fall by less than this is left out",
    }
    if isinstance(shape, Plateau):
        texts["factor"] = "what the rate is multiplied by when it falls"
    return texts[setting]


def is_absolute(schedule: Schedule) -> bool:
    """Tell whether no level depends on a base rate; 0 is 0 in either unit."""
    levels = [level for segment in schedule.segments for level in segment.levels]
    absolute = all(level.unit == "rate" or level.value == 0 for level in levels)
    return absolute and "rate" in schedule.level_units and schedule.segments[0].start is not None


def _sentence(schedule: Schedule) -> str:
    parts = _parts(schedule)
    if len(parts) > MOST_TOLD:
        more = len(parts) - MOST_TOLD
        parts = [*parts[: MOST_TOLD - 1], f"{counted(more, 'more segment')}", parts[-1]]
    told = _listed(parts)
    if _is_relative(schedule):
        told += ", all times the rate that each parameter group was built with"
    return told[0].upper() + told[1:]


def _parts(schedule: Schedule) -> list[str]:
    """Say each segment, and each repeat as one part."""
    parts: list[str] = []
    relative = _is_relative(schedule)
    index = 0
    while index < len(schedule.segments):
        repeat = schedule.repeat_of(index)
        if repeat is None:
            parts.append(_phrase(schedule.segments[index], schedule, relative=relative))
            index += 1
            continue
        block = schedule.segments[repeat.first : repeat.last + 1]
        told = " and ".join(_phrase(each, schedule, relative=relative) for each in block)
        parts.append(f"{_times(repeat)} {told}{_changes(repeat)}")
        index = repeat.last + 1
    return parts


def _times(repeat: Repeat) -> str:
    if repeat.times is None:
        return "again and again"
    return "once" if repeat.times == 1 else f"{count_text(repeat.times)} times"


def _changes(repeat: Repeat) -> str:
    """Say what changes from cycle to cycle."""
    changes: list[str] = []
    if repeat.stretch != 1:
        changes.append(f"each cycle {exact_text(repeat.stretch)} times as long")
    if repeat.scale != 1:
        what = "its higher levels" if repeat.scaling == "peak" else "what lies above the lowest"
        pace = "each step" if repeat.scaling == "steps" else "each cycle"
        changes.append(f"{what} times {exact_text(repeat.scale)} {pace}")
    return f" ({', '.join(changes)})" if changes else ""


def _phrase(segment: Segment, schedule: Schedule, *, relative: bool) -> str:
    """Say a segment as a part of a sentence: ``linear from 0 to the base rate over 5 epochs``."""
    parts = [shape_words(segment.shape)]
    match segment.shape:
        case Polynomial(power=power):
            parts.append(f"of power {exact_text(power)}")
        case InverseSqrt(time_scale=span):
            parts.append(f"with a time scale of {_length(span, schedule)}")
        case Expression(text=text):
            # The source is written from the checked tree; the text is a person's.
            parts = [f"the formula {parsed_formula(text).source}"]
        case Plateau(mode=mode, factor=factor, patience=patience):
            better = "fallen" if mode == "min" else "risen"
            waits = counted(patience, schedule.step_word)
            falls = f"the rate times {exact_text(factor)} whenever the metric has not"
            parts = [f"{falls} {better} for more than {waits},"]
        case Staircase(every=span, factor=factor):
            parts.append(f"of ratio {exact_text(factor)} every {_length(span, schedule)}")
        case _:
            pass
    if segment.start is not None:
        word = "at" if isinstance(segment.shape, Constant) else "from"
        parts.append(f"{word} {_level(segment.start, relative=relative)}")
    if has_end(segment.shape) and segment.end is not None:
        parts.append(f"to {_level(segment.end, relative=relative)}")
    over = _length(segment.span, schedule)
    if segment.span.unit == "fill" and isinstance(segment.shape, Plateau):
        over = "all that is left"
    return " ".join([*parts, f"over {over}"])


def _level(level: Level, *, relative: bool) -> str:
    number = exact_text(level.value)
    if relative or level.unit == "rate" or level.value == 0:
        return number
    if level.value == 1:
        return "the base rate"
    return f"{number} of the base rate" if level.value < 1 else f"{number} times the base rate"


def _length(span: Span, schedule: Schedule) -> str:
    words = span_words(span, step_word=schedule.step_word)
    return f"{words} of the run" if span.unit == "percent" else words


def _tracks(schedule: Schedule) -> str:
    """Say what happens beside the rates."""
    told = ""
    if schedule.multiplier is not None:
        factors = _listed(_parts(schedule.with_track(schedule.multiplier)))
        told += f" All of it is multiplied by a factor: {factors}."
    if schedule.momentum is not None:
        momentum = _listed(_parts(schedule.with_track(schedule.momentum)))
        told += f" The momentum, or Adam's beta1, goes along: {momentum}."
    return told


def _after(schedule: Schedule) -> str:
    if any(repeat.times is None for repeat in schedule.repeats):
        return "The cycles have no end."
    if schedule.after == "repeat":
        return "After the end it begins again."
    return "After the end the last rate holds."


def _base_rate(schedule: Schedule) -> str:
    if _is_relative(schedule):
        return ""
    if is_absolute(schedule):
        return " Every parameter group gets the same rate, whatever it was built with."
    return " The base rate is what each parameter group was built with."


def _follows_metric(schedule: Schedule) -> bool:
    return any(isinstance(segment.shape, Plateau) for segment in schedule.segments)


def _has_rest(schedule: Schedule) -> bool:
    """Tell whether a segment takes what the others leave of the whole."""
    return any(segment.span.unit == "fill" for segment in schedule.segments)


def _is_relative(schedule: Schedule) -> bool:
    """Tell whether all is a multiple of the base rate, so that it need be said only once."""
    return schedule.level_units == {"factor"}


def stepping_sentence(schedule: Schedule) -> str:
    """Say when to call ``step()``, and how often."""
    if isinstance(schedule.segments[-1].shape, Plateau):
        each = "epoch" if schedule.stepping == "epoch" else "``optimizer.step()``"
        return (
            f"Call ``scheduler.step(metrics)`` after every {each}; before the last segment it needs"
            " no metric. ``last_epoch`` alone knows nothing of the metrics: resume from a"
            " checkpoint."
        )
    if schedule.stepping == "epoch":
        times = counted(schedule.total_steps, "time")
        return f"Call ``scheduler.step()`` at the end of every epoch, {times}."
    run = schedule.run
    per_epoch = ""
    if run.in_epochs and not _has_rest(schedule):
        # Where the whole has a parameter, that one says how many epochs it is.
        per_epoch = f", {updates_text(run)} an epoch"
    times = counted(run.total_updates, "time")
    return f"Call ``scheduler.step()`` after every ``optimizer.step()``, {times}{per_epoch}."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, then {parts[-1]}"


def _shortened(text: str, width: int) -> str:
    """Make text one line that is safe in a docstring: no quote, backslash or control is left."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    plain = plain.replace("\\", "/").replace('"', "'")
    return textwrap.shorten(plain, width, placeholder=" ...")

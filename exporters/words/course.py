"""What a schedule does, in the head of an exported file: for a reader who has never heard of Rampsmith."""

import math
from functools import partial

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.kinds import RATE, RATE_CURVE, CurveKey, CurveKind
from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.evaluation.rates import rates_of, set_curves
from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.names import capitalised
from rampsmith.designer.values.numbers import count_text, counted, exact_text
from rampsmith.designer.words.phrases import one_after_another, part_words, updates_text
from rampsmith.exporters.words.wording import WIDTH, shortened, told_length, what_is_scaled, wrapped

_MOST_DESCRIBED = 8
"""Of a schedule with more segments than this, the head describes only the first ones and the last."""

_MOST_CURVES = 6
"""Of more curves than this, and of more groups that are left alone, the head describes no more."""

_LONGEST_NAME = 30

_BARS = ".:-=+*%#"
_SKETCHED = "<- the rate over the run"
_COLUMNS = 60
_LOOKED_AT = 8
"""Steps of a column; the highest one counts, so that no peak is left out of a curve of few cycles."""

_ALONE = "The rate is absolute: what schedulers chained before it set has no effect."
_ALONE_WITH_METRIC = (
    "Use it alone: a ``SequentialLR`` or a ``ChainedScheduler`` would pass no metric on. Unlike"
    " torch's, it sets the rates at every step: one that is set by hand holds until the next."
)

_BASE = " Where a group has an ``initial_lr``, that counts as the rate it was built with."
_LATE = (
    " A group that is added later is scaled from its ``initial_lr``, or without one from the"
    " optimizer's default rate; any other ``lr`` is the rate of now, from where it goes on if the"
    " schedule can. To resume, add it again after building the scheduler, then load."
)
_LATE_IN_PLATEAU = (
    " A group that is added later is scaled from its ``initial_lr``, and has fallen as often as the"
    " others. Without one it has not fallen, and is scaled from the optimizer's default rate; any"
    " other ``lr`` is the rate of now. To resume, add it again after building the scheduler, then"
    " load."
)
_LATE_OTHERS = " Its {kinds} as it is then counts as what it was built with."

_ORDER = (
    "``groups`` names the optimizer's groups in their order: all of them, or those that one of"
    " several optimizers has. Groups past the last one named follow the common curves."
)


def class_line(schedule: Schedule) -> str:
    """Describe in one line what the class does."""
    names = [segment.shape.noun for segment in schedule.segments]
    *most, last = (f"the {key.kind.words}" for key in set_curves(schedule))
    what = f"{', '.join(most)} and {last}" if most else last
    of_all = f"Set {what} of every parameter group"
    told = [f"{of_all}: {one_after_another(names)}."]
    if len(names) > 1 and all(isinstance(each.shape, Constant) for each in schedule.segments):
        told = []  # Constant, constant, then constant says no more.
    lines = [*told, f"{of_all}, in {len(names)} segments.", f"{of_all}."]
    if _names_groups(schedule):
        lines = [f"Set {what} of parameter groups, by several curves."]
    lines.append("Set the numbers of parameter groups.")
    return next(line for line in lines if len(line) <= WIDTH - 10)


def head(schedule: Schedule) -> list[str]:
    """Describe what the schedule does, when to call ``step()`` and how to resume, line by line."""
    both = (
        "the states of both" if schedule.stepping == "update" else "its state and the optimizer's"
    )
    alone = _ALONE if plateau_of(schedule) is None else _ALONE_WITH_METRIC
    late = _LATE if plateau_of(schedule) is None else _LATE_IN_PLATEAU
    late = "" if is_absolute(schedule) else _BASE + late + _late_others(schedule)
    used = (
        f"{stepping_sentence(schedule)} To resume, load {both}, in either order (with"
        f" other numbers than were saved, the optimizer's first). {alone}{late}"
    )
    order = ["", *wrapped(_ORDER)] if _names_groups(schedule) else []
    return [*course_lines(schedule), "", *wrapped(used), *order]


def _late_others(schedule: Schedule) -> str:
    """Say what other numbers of a group that is added later are scaled from."""
    keys = (key for key in other_keys(schedule) if key.kind != RATE)
    scaled = (
        key.kind.words
        for key in keys
        if key.kind.usual_base is not None and curve_of(schedule, key).is_relative
    )
    kinds = " and ".join(dict.fromkeys(scaled))
    return _LATE_OTHERS.format(kinds=kinds) if kinds else ""


def course_lines(schedule: Schedule) -> list[str]:
    """Draw and describe what the schedule does, line by line."""
    words = (
        f"{_sentence(schedule)}.{_counted(schedule)}{_tracks(schedule)}{_left_alone(schedule)} {_after(schedule)}"
        f"{_base_rate(schedule)}"
    )
    drawn = _sketch(schedule) if plateau_of(schedule) is None else ""
    return [*([f"{drawn}  {_SKETCHED}"] if drawn else []), *wrapped(words)]


def _sketch(schedule: Schedule) -> str:
    """Draw the first group's rates from 0 to the highest; empty where there is nothing to see."""
    total = schedule.total_steps
    count = _COLUMNS * _LOOKED_AT
    steps = [number * total // count for number in range(count)]
    rates = rates_of(schedule).of_group(0, steps)
    highest = max(rates)
    if not (math.isfinite(highest) and highest > min(rates) >= 0):
        return ""
    columns = (max(rates[begin : begin + _LOOKED_AT]) for begin in range(0, count, _LOOKED_AT))
    bars = "".join(_BARS[round(rate / highest * (len(_BARS) - 1))] for rate in columns)
    # Cycles that are shorter than a column would look like a rate that does not move.
    return bars if len(set(bars)) > 1 else ""


def is_absolute(schedule: Schedule) -> bool:
    """Return whether no level depends on a base rate; 0 is 0 in either unit."""
    levels = [level for segment in schedule.segments for level in segment.levels]
    absolute = all(level.unit == "rate" or level.value == 0 for level in levels)
    first = schedule.segments[0]
    # A formula that names no start does not begin at the base rate; a plateau does.
    is_formula = isinstance(first.shape, Expression)
    begins = first.start is not None or (is_formula and first.shape.own_units == {"rate"})
    return absolute and "rate" in schedule.level_units and begins


def _sentence(schedule: Schedule) -> str:
    parts = _parts(schedule)
    if len(parts) > _MOST_DESCRIBED:
        more = len(parts) - _MOST_DESCRIBED
        parts = [*parts[: _MOST_DESCRIBED - 1], f"{counted(more, 'more segment')}", parts[-1]]
    words = one_after_another(parts)
    if schedule.is_relative:
        words += f", all times the rate that each parameter group was built with{_designed_bases(schedule)}"
    return capitalised(words)


def _counted(schedule: Schedule) -> str:
    """Say that the first step is on the way, where steps count from 1."""
    if schedule.counts_from == 0:
        return ""
    return f" Steps count from 1: the first {schedule.step_word} is one step on, not at the start."


def _parts(schedule: Schedule, kind: CurveKind = RATE) -> list[str]:
    """Describe each segment of a curve, and each repeat as one part."""
    parts: list[str] = []
    base = "" if schedule.is_relative or kind.usual_base is None else f"base {kind.words}"
    for index, repeat in schedule.parts():
        last = index if repeat is None else repeat.last
        block = schedule.segments[index : last + 1]
        words = " and ".join(_phrase(each, schedule, base=base) for each in block)
        parts.append(words if repeat is None else f"{_times(repeat)} {words}{_changes(repeat)}")
    return parts


def _times(repeat: Repeat) -> str:
    if repeat.times is None:
        return "again and again"
    return "once" if repeat.times == 1 else f"{count_text(repeat.times)} times"


def _changes(repeat: Repeat) -> str:
    """Describe what changes from cycle to cycle."""
    changes: list[str] = []
    if repeat.lengths:
        told = " : ".join(map(exact_text, repeat.lengths))
        changes.append(f"as long as {told}")
    elif repeat.stretch != 1:
        changes.append(f"each cycle {exact_text(repeat.stretch)} times as long")
    if repeat.scale != 1:
        scaled = {"peak": "its higher levels", "whole": "its levels"}
        what = scaled.get(repeat.scaling, what_is_scaled(repeat))
        pace = "each step" if repeat.scales_steps else "each cycle"
        changes.append(f"{what} times {exact_text(repeat.scale)} {pace}")
    return f" ({', '.join(changes)})" if changes else ""


def _phrase(segment: Segment, schedule: Schedule, *, base: str) -> str:
    """Describe a segment as a part of a sentence: ``linear from 0 to the base rate over 5 epochs``."""
    shape = segment.shape
    match shape:
        case Expression(text=text):
            # The source is written from the checked tree; the text is a person's.
            source = parsed_formula(text, allowed=shape.allowed_names).source
            numbers = [f"{each.name} = {exact_text(each.value)}" for each in shape.used_constants]
            told = [f"with {', '.join(numbers)}"] if numbers else []
            parts = [f"the formula {source}", *told]
        case Plateau(mode=mode, factor=factor, patience=patience):
            better = "fallen" if mode == "min" else "risen"
            waits = counted(patience, schedule.step_word)
            falls = f"the rate times {exact_text(factor)} whenever the metric has not"
            parts = [f"{falls} {better} for more than {waits},"]
        case _:
            bends = shape.setting_words(partial(told_length, step_word=schedule.step_word))
            parts = [shape.noun, *([bends] if bends else [])]
    if segment.start is not None and segment.uses_start:
        parts.append(f"{shape.preposition} {_level(segment.start, base=base)}")
    if segment.shape.has_end and segment.end is not None:
        parts.append(f"to {_level(segment.end, base=base)}")
    if segment.floor is not None:
        parts.append(f"and never below {_level(segment.floor, base=base)}")
    length = told_length(segment.span, schedule.step_word)
    over = length if segment.span.until else f"over {length}"
    if segment.span.unit == "fill" and isinstance(segment.shape, Plateau):
        over = "over all that is left"
    return " ".join([*parts, over]) + part_words(segment, schedule.step_word)


def _level(level: Level, *, base: str) -> str:
    """Write a level; a factor says of which base, where others are none."""
    number = exact_text(level.value)
    if not base or level.unit == "rate" or level.value == 0:
        return number
    if level.value == 1:
        return f"the {base}"
    return f"{number} of the {base}" if level.value < 1 else f"{number} times the {base}"


def _tracks(schedule: Schedule) -> str:
    """Describe what the curves other than the rates of all groups do."""
    keys = other_keys(schedule)
    sentences = [_track(schedule, key) for key in keys[:_MOST_CURVES]]
    more = len(keys) - _MOST_CURVES
    return "".join([*sentences, f" {counted(more, 'more curve')}." if more > 0 else ""])


def _track(schedule: Schedule, key: CurveKey) -> str:
    """Describe one of them in a sentence."""
    alone = curve_of(schedule, key)
    opening = key.kind.opening
    if key.group is not None:
        opening = f"The {key.kind.words} of {_quoted(key.group)} has a curve of its own"
    of_base = ""
    if key.kind.usual_base is not None and alone.is_relative:
        whose = "the group" if key.group is not None else "each parameter group"
        of_base = f", all times the {key.kind.words} that {whose} was built with"
    return f" {opening}: {one_after_another(_parts(alone, key.kind))}{of_base}."


def _left_alone(schedule: Schedule) -> str:
    """Say what is not touched of which group."""
    alone = [track.key for track in schedule.tracks if track.left_alone]
    found: list[str] = []
    for kind in dict.fromkeys(key.kind for key in alone):
        names = [_quoted(key.group or "") for key in alone if key.kind == kind]
        *most, last = names[:_MOST_CURVES]
        shown = f"{', '.join(most)} and {last}" if most else last
        more = len(names) - _MOST_CURVES
        others = f" and {counted(more, 'more group')}" if more > 0 else ""
        if kind.combines == "sets":
            found.append(f" The {kind.words} of {shown}{others} is left alone.")
        else:
            found.append(f" The {kind.words} is not for {shown}{others}.")
    return "".join(found)


def _names_groups(schedule: Schedule) -> bool:
    return any(track.key.group is not None for track in schedule.tracks)


def _quoted(group: str) -> str:
    return f'"{shortened(group, _LONGEST_NAME)}"'


def other_keys(schedule: Schedule) -> list[CurveKey]:
    """Return the curves besides the rates of all groups: first of rates, then what multiplies."""
    names = {None, *(group.name for group in schedule.groups)}
    keys = (key for key in curve_keys(schedule) if key != RATE_CURVE and key.group in names)
    return sorted(keys, key=lambda key: (key.kind != RATE, key.kind.combines != "multiplies"))


def _after(schedule: Schedule) -> str:
    if any(repeat.times is None for repeat in schedule.repeats):
        return "The cycles have no end."
    if schedule.after == "repeat":
        return "After the end it begins again."
    curves = (
        schedule,
        *(curve_of(schedule, key) for key in other_keys(schedule) if _moves_rate(key)),
    )
    if any(each.goes_on for each in curves):
        return "It goes on past the end of the run."
    return "After the end the rate stays at its end value."


def _moves_rate(key: CurveKey) -> bool:
    return key.kind == RATE or key.kind.combines == "multiplies"


def _base_rate(schedule: Schedule) -> str:
    if schedule.is_relative:
        return ""
    if is_absolute(schedule):
        which = "Every other" if _names_groups(schedule) else "Every"
        return f" {which} parameter group gets the same rate, whatever it was built with."
    bases = _designed_bases(schedule)
    return f" The base rate is what each parameter group was built with{bases}."


def _designed_bases(schedule: Schedule) -> str:
    """Say which base rates the groups have in the design; of many, the lowest and the highest."""
    rates = [exact_text(group.base_lr) for group in schedule.groups]
    told = [
        f"{_quoted(each.name)} {rate}" for each, rate in zip(schedule.groups, rates, strict=True)
    ]
    if len(set(rates)) == 1:
        told = rates[:1]
    elif len(rates) > _MOST_CURVES:
        low, *_, high = sorted(group.base_lr for group in schedule.groups)
        told = [f"{exact_text(low)} to {exact_text(high)}"]
    return f" ({', '.join(told)} in the design)"


def stepping_sentence(schedule: Schedule) -> str:
    """Describe when to call ``step()``, and how often."""
    if plateau_of(schedule) is not None:
        each = "epoch" if schedule.stepping == "epoch" else "``optimizer.step()``"
        earlier = "; before the last segment it needs no metric"
        return (
            f"Call ``scheduler.step(metrics)`` after every {each}"
            f"{earlier if len(schedule.segments) > 1 else ''}. ``last_epoch`` alone knows nothing"
            " of the metrics: resume from a checkpoint."
        )
    if schedule.stepping == "epoch":
        times = counted(schedule.total_steps, "time")
        return f"Call ``scheduler.step()`` at the end of every epoch, {times}."
    run = schedule.run
    per_epoch = ""
    if run.in_epochs and not schedule.filling:
        # Where the whole has a parameter, that one says how many epochs it is.
        per_epoch = f", {updates_text(run)} an epoch"
    times = counted(run.total_updates, "time")
    return f"Call ``scheduler.step()`` after every ``optimizer.step()``, {times}{per_epoch}."

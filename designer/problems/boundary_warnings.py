"""Find what is doubtful about where segments begin and end: jumps, and lengths that hardly are."""

import math
from collections.abc import Iterator
from functools import partial

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import removed_segment, with_segment
from rampsmith.designer.evaluation.levels import level_at
from rampsmith.designer.evaluation.rates import jumps, unlike_groups
from rampsmith.designer.evaluation.span_steps import can_count
from rampsmith.designer.problems.problem import Fix, Place, Problem, ToldRate
from rampsmith.designer.problems.rate_curve import RateCurve, apart
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.numbers import count_text, counted, rate_text, rounded_text
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import span_words

STAIRS = (Constant, Staircase, Plateau)
"""Shapes that hold a rate: from one of them to another, a jump is a stair and is meant."""

LACKS_EPOCHS = "is given in epochs, and the data are a stream without end, which has none"

LEAST_JUMP = 0.01
"""Of the higher rate; nobody would see a smaller jump."""

EQUAL = 1e-9
"""Of a rate; two that are closer are one, worked out in two ways."""


def jump_warnings(curve: RateCurve, what: str = "rate") -> Iterator[Problem]:
    """Find the steps at which an executed value breaks: in each direction, of the group that jumps most."""
    schedule, rates = curve.schedule, curve.rates
    found: dict[int, dict[int, float]] = {}
    for group in apart(rates, unlike_groups(rates)):
        for index, before, _ in jumps(rates, group):
            found.setdefault(index, {})[group] = before
    for index, arrived in sorted(found.items()):
        if _are_stairs(schedule, _executed_before(curve, index), index):
            continue
        heights = {group: _height(curve, index, group) for group in arrived}
        for way in (1, -1):
            there = {group: way * height for group, height in heights.items()}
            seen = [group for group, height in there.items() if height > LEAST_JUMP]
            if seen:
                group = max(seen, key=lambda each: there[each])
                # Factors break all groups alike, of which only one is looked at.
                is_one_of = len(seen) > 1 or (curve.rates.relative and len(schedule.groups) > 1)
                say = ", say," if is_one_of and curve.names_groups else ""
                yield _jump(curve, index, group, arrived[group], f"{what}{curve.whose(group)}{say}")


def _are_stairs(schedule: Schedule, *indices: int) -> bool:
    return all(isinstance(schedule.segments[index].shape, STAIRS) for index in indices)


def _executed_before(curve: RateCurve, index: int) -> int:
    """Return the last segment before another one that has a length."""
    return next(i for i in reversed(range(index)) if curve.rates.timeline.length(i) > 0)


def _height(curve: RateCurve, index: int, group: int) -> float:
    """Return by how much of the higher rate a group jumps up, or down; 0 where it goes on as it went."""
    step = curve.first_step(curve.rates.timeline.begins[index])
    if not 0 < step < curve.run:
        return 0.0
    steps = range(max(0, step - 2), min(step + 2, curve.run))
    rates = dict(zip(steps, curve.rates.of_group(group, steps), strict=True))
    change = rates[step] - rates[step - 1]
    earlier = curve.steps_of(_executed_before(curve, index))
    usual = 0.0
    if step - 2 in rates and len(earlier) > 1:
        usual = abs(rates[step - 1] - rates[step - 2])
    if step + 1 in curve.steps_of(index):
        usual = max(usual, abs(rates[step + 1] - rates[step]))
    highest = max(rates[step], rates[step - 1])
    return change / highest if abs(change) > 2 * usual and highest > 0 else 0.0


def _jump(curve: RateCurve, index: int, group: int, arrived: float, what: str) -> Problem:
    schedule, begin = curve.schedule, curve.rates.timeline.begins[index]
    step = curve.first_step(begin)
    before, after = curve.told(group, step - 1), curve.told(group, step)
    ratio = ""
    if before.rate:
        ratio = f" ({rounded_text(after.rate / before.rate, 3)} ×)"
    rates = f"from {rate_text(before.rate)} to {rate_text(after.rate)}"
    label = f"The {what} jumps {rates}{ratio}"
    segment = schedule.segments[index]
    fix = None
    is_whole = segment.start is not None and segment.before is None and segment.floor is None
    if is_whole and curve.rates.level_arrived(index - 1, group) == arrived:
        joined = partial(with_segment, index=index, start=None)
        fix = Fix("Start where the last one ended", joined)
    return Problem(
        "warning",
        Place.of_segment(index, "start"),
        f"{label} at {schedule.step_word} {count_text(step + schedule.counts_from)}.",
        step=curve.place_of(begin),
        mark=label,
        fix=fix,
        rates=(before, after),
    )


def short_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find the segments that take less than one step."""
    schedule, line = curve.schedule, curve.rates.timeline
    for index, segment in enumerate(schedule.segments):
        length = line.length(index)
        if length >= 1:
            continue
        words = (
            "is squeezed out"
            if segment.span.unit == "fill"
            else f"rounds to no {schedule.step_word}"
        )
        if segment.span.until:
            words = (
                f"begins after it ends ({span_words(segment.span, step_word=schedule.step_word)})"
            )
        if length > 0:
            words = f"takes {counted(length, schedule.step_word)}, less than one"
        if lacks_epochs(schedule, index):
            words = LACKS_EPOCHS
        label = f"“{segment.name}” {words}"
        rest = "; it is never executed" if length <= 0 else ""
        yield Problem(
            "warning",
            Place.of_segment(index, "span"),
            f"{label}{rest}.",
            step=curve.place_of(line.begins[index]),
            mark=label,
            fix=_a_tenth(index) if lacks_epochs(schedule, index) else _removal(schedule, index),
        )


def lacks_epochs(schedule: Schedule, index: int) -> bool:
    """Return whether a segment's length is in epochs, and the run is one without them."""
    is_in_epochs = schedule.segments[index].span.unit == "epochs"
    return is_in_epochs and not can_count(schedule, "epochs")


def _a_tenth(index: int) -> Fix:
    """Offer a length that is a part of the run."""
    tenth = partial(with_segment, index=index, span=Span.of_percent(10))
    return Fix("Make it 10 % of the run", tenth)


def _removal(schedule: Schedule, index: int) -> Fix | None:
    """Offer to remove a segment that is hardly executed; what follows starts where it did."""
    if index == len(schedule.segments) - 1:
        # Its end is what holds after the schedule, so it has an effect all the same.
        return None
    remove = partial(_without_segment, index=index)
    return Fix(f"Remove “{schedule.segments[index].name}”", remove)


def _without_segment(schedule: Schedule, index: int) -> Schedule:
    start = level_at(schedule, index + 1, "start")
    removed = removed_segment(schedule, index)
    if level_at(removed, index, "start") != start:
        removed = with_segment(removed, index, start=start)
    return removed


def warmup_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find a warmup that takes more than half of the run."""
    rising = 0
    while rising < len(curve.schedule.segments) and _rises(curve, rising):
        rising += 1
    if rising == 0 or rising == len(curve.schedule.segments):
        return
    end = curve.rates.timeline.ends[rising - 1]
    if not end > curve.run / 2 > 0:
        return
    label = (
        f"The warmup takes {rounded_text(100 * end / curve.run, 3)} % of the run, more than half"
    )
    if end > curve.run:
        label = "The warmup is longer than the run"
    yield Problem(
        "warning",
        Place.of_segment(rising - 1, "span"),
        f"{label}.",
        step=curve.place_of(end),
        mark=label,
        fix=_a_tenth(rising - 1) if rising == 1 else None,
    )


def _rises(curve: RateCurve, index: int) -> bool:
    """Whether a segment rises from end to end for every group, once in the run."""
    schedule = curve.schedule
    # What rises in every cycle is no warmup of the run.
    if schedule.segments[index].shape.turns or schedule.repeat_of(index) is not None:
        return False
    segments = [each.segments[index] for each in curve.rates.curves]
    return all(each.end_value > each.start_value for each in segments)


def direction_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find decays that rise for some groups, since their end is above where those begin."""
    if curve.rates.relative or curve.is_multiplied:
        return
    for index, segment in enumerate(curve.schedule.segments):
        steps = curve.steps_of(index)
        before = curve.steps_of(index - 1) if index > 0 else ()
        if steps and before and _are_stairs(curve.schedule, index - 1, index):
            # A stair is no jump that is told.
            first, last = before[-1], steps[0]
        elif len(steps) > 1 and segment.shape.has_end and not segment.shape.turns:
            first, last = steps[0], steps[-1]
        else:
            continue
        ends = [(curve.told(group, first), curve.told(group, last)) for group in curve.unlike]
        ends = [
            (begin, end)
            for begin, end in ends
            if not math.isclose(begin.rate, end.rate, rel_tol=EQUAL)
        ]
        falling = [pair for pair in ends if pair[0].rate > pair[1].rate]
        rising = [pair for pair in ends if pair[0].rate < pair[1].rate]
        if falling and rising:
            yield _opposite(index, segment.name, falling[0], rising[0])


def _opposite(
    index: int,
    name: str,
    falling: tuple[ToldRate, ToldRate],
    rising: tuple[ToldRate, ToldRate],
) -> Problem:
    (fallen, risen) = (
        f"“{begin.group}”, from {rate_text(begin.rate)} to {rate_text(end.rate)}"
        for begin, end in (falling, rising)
    )
    return Problem(
        "warning",
        Place.of_segment(index, "end"),
        f"“{name}” falls for {fallen}, and rises for {risen}.",
        rates=(*falling, *rising),
    )


def length_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find a schedule that is shorter than the run, and note one that is longer."""
    schedule, line, run = curve.schedule, curve.rates.timeline, curve.run
    last = len(schedule.segments) - 1
    repeat = schedule.repeat_of(last)
    if repeat is not None and repeat.times is None:
        return  # It has no end.
    place, word = Place.of_segment(last, "span"), schedule.step_word
    if line.end > run:
        yield Problem(
            "note",
            place,
            f"The run ends at {word} {count_text(run)}, {count_text(line.end - run)} before the "
            "schedule does.",
            step=run,
            fix=filling(curve),
        )
    elif line.end < run and schedule.after == "hold":
        held, rates = _held(curve)
        yield Problem(
            "warning",
            place,
            f"The schedule ends at {word} {count_text(line.end)}, {count_text(run - line.end)} "
            f"before the run does{held}.",
            step=curve.place_of(line.end),
            mark="The schedule ends",
            fix=filling(curve),
            rates=rates,
        )


def _held(curve: RateCurve) -> tuple[str, tuple[ToldRate, ...]]:
    """Tell at which rate the rest of the run goes on, unless another curve moves it."""
    if curve.is_multiplied:
        return "", ()
    group = curve.trained[0]
    begin = max(0, curve.first_step(curve.rates.timeline.end))
    rates = tuple(curve.told(group, step) for step in (begin, curve.run - 1))
    words = f"; until then the rate{curve.whose(group)} stays at {rate_text(rates[-1].rate)}"
    return words, rates


def filling(curve: RateCurve) -> Fix | None:
    """Offer to let the last segment take what the others leave, where no other does."""
    schedule, line = curve.schedule, curve.rates.timeline
    last = len(schedule.segments) - 1
    if schedule.filling or line.begins[last] >= curve.run:
        return None
    filled = partial(with_segment, index=last, span=Span.of_the_rest())
    return Fix(f"Let “{schedule.segments[last].name}” fill the rest", filled)

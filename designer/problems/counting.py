"""How steps are counted: what counting from 1 would move, and other ways to execute the ends of a curve."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.rates import Rates, jumps, rates_of, unlike_groups
from rampsmith.designer.problems.problem import Fix, Place, Problem
from rampsmith.designer.problems.rate_curve import RateCurve
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.numbers import count_text, counted, rate_text

FROM_1 = partial(replace, counts_from=1)
FROM_0 = partial(replace, counts_from=0)


@remembers_last(8)
def _has_milestones(schedule: Schedule) -> bool:
    """Return whether a curve jumps at places of the run, which counting from 1 would move."""
    for key in curve_keys(schedule):
        alone = curve_of(schedule, key)
        if any(isinstance(segment.shape, Staircase) for segment in alone.segments):
            return True
        rates = rates_of(alone)
        if any(any(jumps(rates, group)) for group in unlike_groups(rates)):
            return True
    return False


def moves_milestones(fix: Fix, schedule: Schedule) -> bool:
    """Return whether a fix would execute jumps at other steps than those that were meant."""
    return fix.change(schedule).counts_from != schedule.counts_from == 0 and _has_milestones(
        schedule
    )


def _from_1(schedule: Schedule) -> Fix:
    word = schedule.step_word
    effect = f"Steps count from 1: the first {word} is one step along the curve, the last at the run's end"
    return Fix("Count steps from 1", FROM_1, effect)


def first_step_fix(schedule: Schedule) -> Fix | None:
    """Offer a first step that trains: at the second value of the curve, where nothing else moves."""
    if not _has_milestones(schedule):
        trains = max(Rates(FROM_1(schedule)).at(0)) > 0
        return _from_1(schedule) if trains else None
    if not schedule.segments or schedule.segments[0].before is not None:
        return None
    ends: dict[str, Any] = {"first_at_start": False, "last_at_end": True}
    begun: Callable[[Schedule], Schedule] = partial(with_segment, index=0, **ends)
    rate, name = max(Rates(begun(schedule)).at(0)), schedule.segments[0].name
    words = f"Begin “{name}” one {schedule.step_word} on, at {rate_text(rate)}"
    return Fix(words, begun) if rate > 0 else None


def last_step_fix(schedule: Schedule) -> Fix:
    """Offer a last step at the end value, where nothing else moves."""
    if not _has_milestones(schedule):
        return _from_1(schedule)
    last = len(schedule.segments) - 1
    ends: dict[str, Any] = {"last_at_end": True}
    words = f"Let “{schedule.segments[last].name}” arrive in the last {schedule.step_word}"
    return Fix(words, partial(with_segment, index=last, **ends))


def milestone_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find stairs that come one step before their places, because the steps are counted from 1."""
    schedule, line = curve.schedule, curve.rates.timeline
    if schedule.counts_from == 0:
        return
    found = sorted({index for group in curve.unlike for index, _, _ in jumps(curve.rates, group)})
    for index in found:
        shapes = {type(schedule.segments[i].shape) for i in (index - 1, index)}
        step = curve.first_step(line.begins[index])
        if not shapes <= {Constant, Staircase} or not 0 < step < curve.run:
            continue
        word, name = schedule.step_word, schedule.segments[index].name
        label = f"“{name}” begins one {word} early"
        yield Problem(
            "warning",
            Place.of_segment(index, "start"),
            f"{label}, after {counted(step, word)} and not {count_text(line.begins[index])}: "
            "the steps count from 1.",
            step=step,
            mark=label,
            fix=Fix(
                "Count steps from 0",
                FROM_0,
                f"Steps count from 0: the first {word} is at the curve's start, the last one step "
                "before the run's end",
            ),
        )

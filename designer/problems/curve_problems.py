"""Find what makes a curve impossible, and what is doubtful about those other than the rates."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from rampsmith.designer.document.curves import (
    curve_of,
    edited_curve,
    groups_that_follow,
    without_curve,
)
from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.levels import GivenLevel
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.problems.boundary_warnings import (
    LACKS_EPOCHS,
    filling,
    jump_warnings,
    lacks_epochs,
)
from rampsmith.designer.problems.problem import Fix, Place, Problem, ToldRate
from rampsmith.designer.problems.rate_curve import RateCurve
from rampsmith.designer.problems.rate_warnings import floor_warnings, unit_warnings
from rampsmith.designer.problems.repeat_problems import cycle_errors, repeat_errors
from rampsmith.designer.problems.segment_errors import (
    fill_errors,
    segment_errors,
    whole_step_errors,
)
from rampsmith.designer.problems.value_errors import value_errors
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.numbers import count_text, exact_text


def curve_errors(schedule: Schedule, *, below: float = math.inf) -> Iterator[Problem]:
    """Find everything that is impossible about segments and repeats, and then about the values."""
    yield from fill_errors(schedule)
    found = False
    for problems in (segment_errors(schedule), repeat_errors(schedule)):
        for problem in problems:
            found = True
            yield problem
    if not found:
        for problem in (*cycle_errors(schedule), *whole_step_errors(schedule)):
            found = True
            yield problem
    if not found:
        yield from value_errors(schedule, below=below)


def track_errors(schedule: Schedule) -> Iterator[Problem]:
    """Find everything that is impossible about the curves other than the rates of all groups."""
    names = [group.name for group in schedule.groups]
    for track in schedule.tracks:
        key = track.key
        without = Fix(f"Remove the {key.words}", partial(without_curve, key=key))
        place = replace(Place.of_segment(None), curve=key)
        if key.group is not None and key.group not in names:
            sentence = f"There is no group “{key.group}” that the {key.words} could be for."
            yield Problem("error", place, sentence, fix=without)
            continue
        if key.group is not None and names.count(key.group) > 1:
            sentence = (
                f"Several groups are called “{key.group}”; a curve of its own needs one of them."
            )
            yield Problem("error", place, sentence, fix=without)
            continue
        if track.left_alone:
            continue
        if not track.segments:
            yield Problem("error", place, f"The {key.words} has no segments.", fix=without)
            continue
        alone = curve_of(schedule, key)
        faults = [*_segment_errors(key, alone)]
        below = math.inf if faults else key.kind.below
        for problem in (*faults, *curve_errors(alone, below=below)):
            # What comes after the end belongs to the whole schedule.
            if problem.place.curve is not None:
                yield _on_track(key, problem)


def _on_track(key: CurveKey, problem: Problem) -> Problem:
    """Turn a problem of a track's own schedule, and its fix, into one of the whole schedule."""
    fix = problem.fix
    if fix is not None:
        fix = replace(fix, change=partial(edited_curve, key=key, edit=fix.change))
    return replace(problem, place=replace(problem.place, curve=key), fix=fix)


def _segment_errors(key: CurveKey, alone: Schedule) -> Iterator[Problem]:
    """Look at what the rates of all groups can have and other curves cannot."""
    kind = key.kind
    for index, segment in enumerate(alone.segments):
        place = Place.of_segment(index)
        if isinstance(segment.shape, Plateau):
            whose = "the rates of all groups" if kind == RATE else "the rates"
            sentence = f"“{segment.name}” is a plateau; only {whose} can wait for a metric."
            yield Problem("error", place.at("shape"), sentence)
        names_base = isinstance(segment.shape, Expression) and "base" in segment.shape.names
        if names_base and kind.usual_base is None:
            sentence = f"“{segment.name}” names a base, which the {kind.words} does not have."
            yield Problem("error", place.at("shape", "text"), sentence)
        given: dict[GivenLevel, Level | None] = {
            "start": segment.start,
            "end": segment.end,
            "floor": segment.floor,
        }
        for side, level in given.items():
            if level is not None and level in segment.levels:
                yield from _level_errors(key, alone, index, side, level)
    first = alone.segments[0]
    if not kind.base and first.start is None and _needs_start(first):
        begun = partial(with_segment, index=0, start=Level(kind.neutral, kind.unit))
        yield Problem(
            "error",
            Place.of_segment(0, "start"),
            f"“{first.name}” needs a start, for there is no base {kind.words} to begin at.",
            fix=Fix(f"Start at {exact_text(kind.neutral)}", begun),
        )


def _needs_start(segment: Segment) -> bool:
    if not isinstance(segment.shape, Expression):
        return True
    return bool(segment.shape.names & {"start", "previous"})


def _level_errors(
    key: CurveKey, alone: Schedule, index: int, side: GivenLevel, level: Level
) -> Iterator[Problem]:
    """Look at one level of a track."""
    kind = key.kind
    place = Place.of_segment(index, side)
    whose = f"The {side} of “{alone.segments[index].name}”"
    if level.unit not in dict(kind.units):
        changes: dict[str, Any] = {side: Level(level.value, kind.unit)}
        same = partial(with_segment, index=index, **changes)
        words = "a factor, not an absolute value"
        if kind.unit == "rate":
            words = f"the {kind.words} itself, not a factor"
        fix = Fix(f"Take {exact_text(level.value)} as it", same)
        yield Problem("error", place, f"{whose} must be {words}.", fix=fix)
    elif kind.below <= level.value < math.inf:
        limit, value = exact_text(kind.below), exact_text(level.value)
        yield Problem(
            "error", place, f"{whose} must be below {limit}, as {kind.words} is, not {value}."
        )


def track_warnings(schedule: Schedule) -> Iterator[Problem]:
    """Find multipliers that are 0, and segments of other curves that are never executed."""
    for track in schedule.tracks:
        if track.key.kind == RATE or track.left_alone:
            continue
        for problem in _doubtful_track(schedule, track.key):
            yield _on_track(track.key, problem)


def _doubtful_track(schedule: Schedule, key: CurveKey) -> Iterator[Problem]:
    alone = curve_of(schedule, key)
    if not alone.groups:
        sentence = f"The {key.words} is followed by no group: each is left alone or has its own."
        yield Problem("note", Place.of_segment(None), sentence)
        return
    curve = RateCurve(alone, rates_of(alone), names_groups=False)
    rates, word = curve.rates, alone.step_word
    for index, segment_curve in enumerate(rates.curves[0].segments):
        place, name = Place.of_segment(index), alone.segments[index].name
        if rates.timeline.length(index) <= 0:
            label = f"“{name}” of the {key.words} has no {word}"
            if lacks_epochs(alone, index):
                label = f"“{name}” of the {key.words} {LACKS_EPOCHS}"
            sentence = f"{label}; it is never executed."
            yield Problem(
                "warning",
                place.at("span"),
                sentence,
                step=curve.place_of(segment_curve.begin),
                mark=label,
            )
        elif key.kind.combines == "multiplies":
            yield from _multiplied_by_0(schedule, key, curve, index)
    # What is told there are no rates.
    yield from (replace(jump, rates=()) for jump in jump_warnings(curve, key.words))
    yield from floor_warnings(curve, f" of the {key.words}")
    if key.kind.usual_base is not None:
        yield from unit_warnings(curve, key.words)
    end = rates.timeline.end
    if end < alone.total_steps and alone.after == "hold":
        yield Problem(
            "note",
            Place.of_segment(len(alone.segments) - 1, "span"),
            f"The {key.words} ends at {word} {count_text(end)}, "
            f"{count_text(alone.total_steps - end)} before the run does, and stays there.",
            step=curve.place_of(end),
        )
    elif alone.total_steps < end < math.inf:
        yield Problem(
            "note",
            Place.of_segment(len(alone.segments) - 1, "span"),
            f"The run ends at {word} {count_text(alone.total_steps)}, "
            f"{count_text(end - alone.total_steps)} before the {key.words} does.",
            step=alone.total_steps,
            fix=filling(curve),
        )


def _multiplied_by_0(
    schedule: Schedule, key: CurveKey, curve: RateCurve, index: int
) -> Iterator[Problem]:
    """Find a segment of a multiplier that is 0 throughout."""
    segment, steps = curve.schedule.segments[index], curve.steps_of(index)
    ends = curve.rates.level_at_start(index, 0), curve.rates.level_at_end(index, 0)
    if any(ends) or segment.shape.turns or not steps:
        return
    followers = [schedule.groups[group] for group in groups_that_follow(schedule, key)]
    rate = "every rate"
    if len(followers) < len(schedule.groups):
        rate = f"the rate of {', '.join(f'“{group.name}”' for group in followers)}"
    label = f"“{segment.name}” of the {key.words} multiplies by 0"
    yield Problem(
        "warning",
        Place.of_segment(index),
        f"{label}: {rate} is 0 while it lasts.",
        step=steps[0],
        mark=label,
        rates=tuple(
            ToldRate(group.name, step, 0.0) for group in followers for step in (steps[0], steps[-1])
        ),
    )

"""What makes a curve impossible, that of the rates and those beside it."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.tracks import (
    USUAL_MOMENTUM,
    TrackName,
    as_schedule,
    edited_track,
    tracks,
    with_track,
)
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.numbers import exact_text
from rampsmith.designer.problems.impossible_repeats import wrong_cycles, wrong_repeats
from rampsmith.designer.problems.impossible_segments import wrong_fills, wrong_segments
from rampsmith.designer.problems.impossible_values import wrong_values
from rampsmith.designer.problems.problem import Fix, Problem
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Expression, LevelUnit, Plateau


def wrong_curve(schedule: Schedule, *, below: float = math.inf) -> Iterator[Problem]:
    """Find everything that is impossible about segments and repeats, and then about the values.

    Args:
        schedule: the schedule.
        below: what every value has to be less than.
    """
    yield from wrong_fills(schedule)
    found = False
    for problems in (wrong_segments(schedule), wrong_repeats(schedule)):
        for problem in problems:
            found = True
            yield problem
    if not found:
        for problem in wrong_cycles(schedule):
            found = True
            yield problem
    if not found:
        yield from wrong_values(schedule, below=below)


def wrong_tracks(schedule: Schedule) -> Iterator[Problem]:
    """Find everything that is impossible about the momentum and the multiplier."""
    for name, track in tracks(schedule):
        if not track.segments:
            without = Fix(f"Remove the {name}", partial(with_track, name=name, track=None))
            yield Problem("error", f"{name}.segments", f"The {name} has no segments.", fix=without)
            continue
        alone = as_schedule(schedule, name)
        faults = [*_segments(name, alone)]
        below = 1.0 if name == "momentum" else math.inf
        for problem in (*faults, *wrong_curve(alone, below=math.inf if faults else below)):
            # What comes after the end is the whole schedule's affair.
            if problem.place != "after":
                yield _on_track(name, problem)


def _on_track(name: TrackName, problem: Problem) -> Problem:
    """Say a problem of a track's own schedule, and its fix, of the schedule around it."""
    fix = problem.fix
    if fix is not None:
        fix = Fix(fix.words, partial(edited_track, name=name, edit=fix.change))
    return replace(problem, place=f"{name}.{problem.place}", fix=fix)


def _segments(name: TrackName, alone: Schedule) -> Iterator[Problem]:
    """Look at what a track cannot have though rates can."""
    for index, segment in enumerate(alone.segments):
        if isinstance(segment.shape, Plateau):
            sentence = f"“{segment.name}” is a plateau; only the rates can wait for a metric."
            yield Problem("error", f"segments[{index}].shape", sentence)
        if isinstance(segment.shape, Expression) and "base" in segment.shape.names:
            sentence = f"“{segment.name}” names a base rate, which a {name} does not have."
            yield Problem("error", f"segments[{index}].shape.text", sentence)
        ends: dict[Side, Level | None] = {"start": segment.start, "end": segment.end}
        for side, level in ends.items():
            if level is not None and level in segment.levels:
                yield from _level(name, alone, (index, side), level)
    first = alone.segments[0]
    if name == "momentum" and first.start is None and _needs_start(first):
        begun = partial(with_segment, index=0, start=Level.of_rate(USUAL_MOMENTUM))
        yield Problem(
            "error",
            "segments[0].start",
            f"“{first.name}” needs a start, for there is no base momentum to begin at.",
            fix=Fix(f"Start at {USUAL_MOMENTUM}", begun),
        )


def _needs_start(segment: Segment) -> bool:
    if not isinstance(segment.shape, Expression):
        return True
    return bool(segment.shape.names & {"start", "previous"})


def _level(
    name: TrackName, alone: Schedule, place: tuple[int, Side], level: Level
) -> Iterator[Problem]:
    """Look at one level of a track."""
    index, side = place
    whose = f"The {side} of “{alone.segments[index].name}”"
    unit: LevelUnit = "rate" if name == "momentum" else "factor"
    if level.unit != unit:
        changes: dict[str, Any] = {side: Level(level.value, unit)}
        same = partial(with_segment, index=index, **changes)
        words = "the momentum itself, not a factor" if unit == "rate" else "a factor, not a rate"
        yield Problem(
            "error",
            f"segments[{index}].{side}",
            f"{whose} must be {words}.",
            fix=Fix(f"Take {exact_text(level.value)} as it", same),
        )
    elif name == "momentum" and 1 <= level.value < math.inf:
        sentence = f"{whose} must be below 1, as momentum is, not {exact_text(level.value)}."
        yield Problem("error", f"segments[{index}].{side}", sentence)

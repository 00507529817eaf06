"""The curves beside the rates, momentum and multiplier: edited with the same edits as the rates."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from rampsmith.designer.lately import known_lately
from rampsmith.designer.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.shapes import Constant
from rampsmith.designer.spans import Span

TrackName: TypeAlias = Literal["momentum", "multiplier"]

TRACK_NAMES: tuple[TrackName, ...] = ("momentum", "multiplier")

USUAL_MOMENTUM = 0.9


def track_of(schedule: Schedule, name: TrackName) -> Track | None:
    """Return one of the curves beside the rates, if there is one."""
    return schedule.momentum if name == "momentum" else schedule.multiplier


def tracks(schedule: Schedule) -> Iterator[tuple[TrackName, Track]]:
    """Yield the curves that there are beside the rates, with their names."""
    for name in TRACK_NAMES:
        track = track_of(schedule, name)
        if track is not None:
            yield name, track


def with_track(schedule: Schedule, name: TrackName, track: Track | None) -> Schedule:
    """Give a schedule a curve beside its rates, or take it away."""
    if name == "momentum":
        return replace(schedule, momentum=track)
    return replace(schedule, multiplier=track)


def added_track(schedule: Schedule, name: TrackName) -> Schedule:
    """Add a curve beside the rates that changes nothing yet; one that is there stays."""
    if track_of(schedule, name) is not None:
        return schedule
    level = Level.of_rate(USUAL_MOMENTUM) if name == "momentum" else Level(1.0)
    segment = Segment("Hold", Constant(), Span.of_the_rest(), level)
    return with_track(schedule, name, Track((segment,)))


@known_lately(8)
def as_schedule(schedule: Schedule, name: TrackName) -> Schedule:
    """Return a curve beside the rates as the only one of a schedule, in a group of base 1."""
    track = track_of(schedule, name) or Track(())
    return replace(schedule.with_track(track), groups=(Group(name, 1.0),))


def put_back(schedule: Schedule, name: TrackName, edited: Schedule) -> Schedule:
    """Take what ``as_schedule`` gave, however it was edited since, as the curve that it was."""
    return with_track(schedule, name, Track(edited.segments, edited.repeats))


def edited_track(
    schedule: Schedule, name: TrackName, edit: Callable[[Schedule], Schedule]
) -> Schedule:
    """Apply an edit of schedules to a curve beside the rates; without one there is nothing to do.

    Args:
        schedule: the schedule.
        name: the curve.
        edit: what changes its segments or repeats; whatever else it changes is left out.
    """
    if track_of(schedule, name) is None:
        return schedule
    return put_back(schedule, name, edit(as_schedule(schedule, name)))

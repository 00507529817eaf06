"""The curves of a schedule by their keys: each is edited as a schedule of its own, and put back.

A group follows the common curve of a kind, the one whose key names no group; or it has a curve of
its own, or is left alone: then a track's key names it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from rampsmith.designer.document.kinds import (
    KINDS,
    MULTIPLIER,
    RATE,
    RATE_CURVE,
    CurveKey,
    CurveKind,
)
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.palette import Shade, told_apart
from rampsmith.designer.values.spans import Span


@remembers_last(8)
def segment_shades(schedule: Schedule) -> tuple[Shade, ...]:
    """Return the colours of the segments; every second one of a family of shapes differs."""
    return told_apart(segment.shape.family for segment in schedule.segments)


def has_curve(schedule: Schedule) -> bool:
    """Return whether a design has any curve yet."""
    return bool(schedule.segments or schedule.tracks)


def curve_keys(schedule: Schedule) -> tuple[CurveKey, ...]:
    """Return the keys of all curves of a schedule, that of the rates first."""
    return (RATE_CURVE, *(track.key for track in schedule.tracks if not track.left_alone))


@remembers_last(8)
def _tracks(schedule: Schedule) -> dict[CurveKey, Track]:
    return {track.key: track for track in schedule.tracks}


def track_of(schedule: Schedule, key: CurveKey) -> Track | None:
    """Return the track of a key; None where there is none, as for the rates of all groups."""
    return _tracks(schedule).get(key) if schedule.tracks else None


def followed(schedule: Schedule, kind: CurveKind, group: str | None) -> CurveKey | None:
    """Return the key of the curve that sets a kind for a group; None where nothing does.

    A group without a name is one that the schedule does not know.
    """
    own = track_of(schedule, CurveKey(kind, group))
    if own is not None:
        return None if own.left_alone else own.key
    common = CurveKey(kind)
    return common if kind == RATE or track_of(schedule, common) is not None else None


@remembers_last(8)
def groups_that_follow(schedule: Schedule, key: CurveKey) -> tuple[int, ...]:
    """Return the indexes of the groups whose number of the curve's kind it sets or multiplies."""
    return tuple(
        index
        for index, group in enumerate(schedule.groups)
        if followed(schedule, key.kind, group.name) == key
    )


def first_group(schedule: Schedule, key: CurveKey) -> int:
    """Return the index of the group that a curve is for, or of the first that follows a common one."""
    if key.group is not None:
        names = [group.name for group in schedule.groups]
        return names.index(key.group) if key.group in names else 0
    return next(iter(groups_that_follow(schedule, key)), 0)


def is_one_for_all(schedule: Schedule, kind: CurveKind) -> bool:
    """Whether one value of a kind stands for all groups, for nothing about it differs in them."""
    return kind.usual_base is None and not any(
        track.key.kind == kind and track.key.group is not None for track in schedule.tracks
    )


def groups_set(schedule: Schedule, kind: CurveKind) -> tuple[int, ...]:
    """Return the indexes of the groups that there is a value of a kind for.

    A rate is one also where it is left alone: the group's base rate.
    """
    return tuple(
        index
        for index, group in enumerate(schedule.groups)
        if kind == RATE or followed(schedule, kind, group.name) is not None
    )


def based_kinds(schedule: Schedule) -> tuple[CurveKind, ...]:
    """Return the kinds besides the rate that groups are built with a number of, for their curves."""
    kinds = dict.fromkeys(track.key.kind for track in schedule.tracks)
    return tuple(kind for kind in kinds if kind.usual_base is not None and kind != RATE)


def common_curve(schedule: Schedule) -> Schedule:
    """Return a schedule without the rate curves of single groups, and without those groups.

    Where no group follows the common rates, all stay, so that there is something to draw.
    """
    if not any(track.key.kind == RATE for track in schedule.tracks):
        return schedule
    groups = tuple(schedule.groups[i] for i in groups_that_follow(schedule, RATE_CURVE))
    tracks = tuple(track for track in schedule.tracks if track.key.kind != RATE)
    return replace(schedule, groups=groups or schedule.groups, tracks=tracks)


@remembers_last(32)
def curve_of(schedule: Schedule, key: CurveKey) -> Schedule:
    """Return a curve as the rates of a schedule of its own, for the groups that it is for.

    The rates of all groups are the schedule itself. The common curve of another kind takes the
    curves of its kind that single groups have with it, as such of the rates. Where neither the
    groups' bases nor a curve of a group's own make a difference, one group stands for all.
    A curve that there is not, or of a group that is left alone, has no segments.
    """
    if key == RATE_CURVE:
        return schedule
    track = track_of(schedule, key) or Track(key)
    return replace(
        schedule,
        segments=track.segments,
        repeats=track.repeats,
        tracks=_tracks_with(schedule, track),
        groups=_groups_of(schedule, key),
    )


def curve_of_group(schedule: Schedule, group: str) -> Schedule | None:
    """Return the rates of one group, if they are not those that the other groups have.

    They are its own where it has a curve of its own, is left alone, or is multiplied by a curve
    of its own.
    """
    own = CurveKey(RATE, group)
    if track_of(schedule, own) is not None:
        return curve_of(schedule, own)
    if track_of(schedule, CurveKey(MULTIPLIER, group)) is None:
        return None
    return replace(schedule, tracks=_multipliers(schedule, group), groups=_groups_of(schedule, own))


def _tracks_with(schedule: Schedule, track: Track) -> tuple[Track, ...]:
    """Return the tracks that go along with a curve which is made a schedule of its own."""
    kind, group = track.key.kind, track.key.group
    if group is not None:
        return _multipliers(schedule, group) if kind == RATE and not track.left_alone else ()
    return tuple(
        replace(other, key=CurveKey(RATE, other.key.group))
        for other in schedule.tracks
        if other.key.kind == kind and other.key.group is not None
    )


def _multipliers(schedule: Schedule, group: str) -> tuple[Track, ...]:
    """Return what multiplies a group's rates, as the common multiplier."""
    key = followed(schedule, MULTIPLIER, group)
    track = None if key is None else track_of(schedule, key)
    return () if track is None else (replace(track, key=CurveKey(MULTIPLIER)),)


def _groups_of(schedule: Schedule, key: CurveKey) -> tuple[Group, ...]:
    """Return the groups that a curve is for, with what they are built with of its kind."""
    kind = key.kind
    if key.group is not None:
        groups = [group for group in schedule.groups if group.name == key.group]
        return tuple(Group(group.name, group.base(kind)) for group in groups[:1]) or (
            Group(key.group, 1.0),
        )
    if is_one_for_all(schedule, kind):
        return (Group(kind.name, 1.0),)
    found = (schedule.groups[index] for index in groups_set(schedule, kind))
    return tuple(Group(group.name, group.base(kind)) for group in found)


def with_curve(schedule: Schedule, key: CurveKey, edited: Schedule) -> Schedule:
    """Put back what ``curve_of`` has returned, after any edits, as the curve that it was."""
    if key == RATE_CURVE:
        return edited
    return with_track(schedule, Track(key, edited.segments, edited.repeats))


def edited_curve(
    schedule: Schedule, key: CurveKey, edit: Callable[[Schedule], Schedule]
) -> Schedule:
    """Apply an edit of schedules to a curve, if there is such a curve."""
    if key not in curve_keys(schedule):
        return schedule
    edited = edit(curve_of(schedule, key))
    # All curves count their steps from the same number.
    return replace(with_curve(schedule, key, edited), counts_from=edited.counts_from)


def added_curve(schedule: Schedule, key: CurveKey) -> Schedule:
    """Add a curve that changes nothing yet; one that is there stays.

    A group's own curve begins as a copy of the common one.
    """
    if key in curve_keys(schedule):
        return schedule
    if key.group is not None and CurveKey(key.kind) in curve_keys(schedule):
        common = curve_of(schedule, CurveKey(key.kind))
        return with_track(schedule, Track(key, common.segments, common.repeats))
    level = Level(key.kind.neutral, key.kind.unit)
    segment = Segment("Hold", Constant(), Span.of_the_rest(), level)
    return with_track(schedule, Track(key, (segment,)))


def left_alone(schedule: Schedule, key: CurveKey) -> Schedule:
    """Leave a group as the optimizer has it, in what a kind of curve would set."""
    return with_track(schedule, Track(key, left_alone=True))


def without_curve(schedule: Schedule, key: CurveKey) -> Schedule:
    """Remove a curve other than the rates of all groups; the key's group follows the common one."""
    return replace(schedule, tracks=tuple(t for t in schedule.tracks if t.key != key))


def with_track(schedule: Schedule, track: Track) -> Schedule:
    """Put a track in its place among the others, or in the place of the one that has its key."""
    if track_of(schedule, track.key) is not None:
        tracks = tuple(track if other.key == track.key else other for other in schedule.tracks)
        return replace(schedule, tracks=tracks)
    return replace(schedule, tracks=in_order((*schedule.tracks, track)))


def in_order(tracks: Iterable[Track]) -> tuple[Track, ...]:
    """Put tracks in the order of their kinds, the common one of a kind before those of groups."""
    places = {kind: place for place, kind in enumerate(KINDS)}

    def place(track: Track) -> tuple[int, str, bool]:
        kind = track.key.kind
        return places.get(kind, len(KINDS)), kind.name, track.key.group is not None

    return tuple(sorted(tracks, key=place))

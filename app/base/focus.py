"""The curve that is edited and the group that has its handles, from one document to the next."""

from collections.abc import Sequence

from rampsmith.designer.document.curves import curve_keys, groups_that_follow
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Group, Schedule


def curve_after(before: Schedule, after: Schedule, focus: CurveKey) -> CurveKey:
    """Stay at a curve, under its group's new name too; from one that is gone, go to the rates."""
    keys, earlier = curve_keys(after), curve_keys(before)
    if focus in keys:
        return focus
    # A group that is renamed takes its curves along, each in its place.
    renamed = focus in earlier and len(keys) == len(earlier)
    return keys[earlier.index(focus)] if renamed else RATE_CURVE


def group_in_curve(curve: Schedule, chosen: str | None, index: int) -> int:
    """Return which of a curve's groups has the handles: the chosen one, if it follows the curve.

    Args:
        curve: the curve as a schedule of its own.
        chosen: the name of the chosen group; None where there are no groups.
        index: its index among all groups, which tells groups of one name apart.
    """
    following = groups_that_follow(curve, RATE_CURVE) or tuple(range(len(curve.groups)))
    named = [number for number in following if curve.groups[number].name == chosen]
    if index in named:
        return index
    return next(iter((*named, *following)), 0)


def places_among(groups: Sequence[Group], everyone: Sequence[Group]) -> tuple[int, ...]:
    """Return where a curve's groups stand among all, by their names; one for all stands first."""
    places = {group.name: place for place, group in reversed(list(enumerate(everyone)))}
    return tuple(
        place
        if place < len(everyone) and everyone[place].name == group.name
        else places.get(group.name, 0)
        for place, group in enumerate(groups)
    )


def group_of_all(schedule: Schedule, name: str | None, index: int) -> int:
    """Return the index among all groups of the one of a name; else, the nearest to an index."""
    nearest = max(0, min(index, len(schedule.groups) - 1))
    places = [number for number, group in enumerate(schedule.groups) if group.name == name]
    return nearest if nearest in places or not places else places[0]

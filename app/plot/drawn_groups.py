"""Which parameter groups the plot draws: all of a few, and of many as many as can be told apart."""

from rampsmith.designer.schedule import Schedule

MOST_DRAWN = 24
"""Curves; a guess. More lie so close to each other that the eye sees them as an area."""


def drawn_groups(schedule: Schedule, chosen: int = 0) -> tuple[int, ...]:
    """Give the groups to draw, in order: of many, those spread evenly over their base rates.

    The lowest, the lowest above 0 and the highest are always among them, so that all curves lie
    between those that are drawn; groups of the same base rate have the same curve.

    Args:
        schedule: the schedule with the groups.
        chosen: the group that has the handles, which is drawn in any case.
    """
    groups = schedule.groups
    if len(groups) <= MOST_DRAWN:
        return tuple(range(len(groups)))
    by_rate = {group.base_lr: index for index, group in reversed(list(enumerate(groups)))}
    rates = sorted(by_rate)
    last = len(rates) - 1
    places = {round(last * number / (MOST_DRAWN - 1)) for number in range(MOST_DRAWN)}
    places.add(min(1, last))
    return tuple(sorted({by_rate[rates[place]] for place in places} | {chosen}))

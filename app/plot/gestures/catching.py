"""Where a dragged boundary or level comes to lie: on what it catches, or on a short number."""

from collections.abc import Iterable
from functools import lru_cache

from rampsmith.app.plot.gestures.gesture import Guide, View
from rampsmith.app.plot.gestures.handles import handles
from rampsmith.app.plot.snapping import (
    SNAP_REACH,
    Catch,
    caught_step,
    nearest_within,
    round_rates,
    shortened_rate,
)
from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.schedule import Schedule

Guides = tuple[Guide, ...]


def settled_step(wanted: float, schedule: Schedule, view: View) -> tuple[float, Guides]:
    """Let a position catch on a round one, with the line that shows it."""
    caught = caught_step(wanted, view.step_pixel, schedule, view.time_snaps)
    if caught is None:
        return wanted, ()
    return caught.value, (Guide("time", caught.value - schedule.counts_from, caught.words),)


def settled_rate(height: float, view: View, in_use: Iterable[Catch]) -> tuple[float, Guides]:
    """Turn a height into a rate that may catch on a level in use or on a round one."""
    scale = view.scale
    rate = max(0.0, scale.rate(height))
    reach = SNAP_REACH * view.height_pixel
    kinds = {"levels": list(in_use), "decades": round_rates(rate)}
    for kind, candidates in kinds.items():
        if kind not in view.level_snaps:
            continue
        at_heights = {scale.height(each.value): each for each in reversed(candidates)}
        places = [Catch(place, each.words) for place, each in at_heights.items()]
        caught = nearest_within(height, places, reach)
        if caught is not None:
            value = at_heights[caught.value].value
            return value, (Guide("level", value, caught.words),)
    above = scale.rate(height + view.height_pixel)
    return shortened_rate(rate, above - rate), ()


@lru_cache(maxsize=1)
def levels_in_use(
    rates: Rates, group: int, dragged: frozenset[tuple[int, Side]]
) -> tuple[Catch, ...]:
    """Give the base rate and the levels of all handles but those that are dragged.

    They stay the same for as long as a drag goes on.
    """
    schedule = rates.schedule
    base = Catch(schedule.groups[group].base_lr, "the base rate")
    return (
        *(
            Catch(handle.rate, f"{handle.side} of {schedule.segments[handle.segment].name}")
            for handle in handles(rates, group)
            if handle.key not in dragged
        ),
        base,
    )

"""What part of the run and of the rates a view shows: all of it, or some segments."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rampsmith.app.plot.drawn_groups import drawn_groups
from rampsmith.app.plot.gestures.handles import end_handle, start_handle
from rampsmith.app.plot.scale import RateScale
from rampsmith.designer.evaluation.rates import Rates

MOST_ZOOM = 1000
"""How many times the schedule the view may show; on a log axis ten times as many decades."""

LARGEST = 1e100
"""The largest step or rate that the view goes to; near the largest float Qt itself crashes."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the plot, in steps and heights."""

    steps: tuple[float, float]
    heights: tuple[float, float]


@lru_cache(maxsize=2)
def designed_rates(rates: Rates) -> tuple[float, ...]:
    """Give the rates at both ends of every segment, for the groups drawn, and where the multiplier bends."""
    groups = drawn_groups(rates.schedule)
    found = rates_at_ends(rates, range(len(rates.schedule.segments)), groups)
    if rates.multiplier is not None:
        places = (place - rates.schedule.counts_from for place in rates.multiplier.timeline.ends)
        for step in places:
            at = rates.at(max(0.0, step)) if math.isfinite(step) else None
            found += [] if at is None else [at[group] for group in groups]
    return tuple(found)


def rates_at_ends(rates: Rates, segments: Iterable[int], groups: Iterable[int]) -> list[float]:
    """Give the rates at both ends of some segments, for some groups."""
    places = [(index, group) for group in groups for index in segments]
    ends = [end_handle(rates, index, group).rate for index, group in places]
    return ends + [start_handle(rates, index, group, None).rate for index, group in places]


def longest(rates: Rates) -> float:
    """How many steps there are to see: the run's or the schedule's."""
    return min(max(rates.timeline.run_steps, rates.timeline.end, 1), LARGEST)


def whole(
    rates: Rates,
    scale: RateScale,
    *,
    highest: Callable[[float, RateScale], float],
    headroom: float,
) -> Frame:
    """Frame the whole run and all rates.

    Args:
        rates: the design's rates.
        scale: the rate axis.
        highest: makes the highest rate to be seen of the design's, for what lies behind its curve.
        headroom: the part of the view's height that is kept free above the highest rate.
    """
    steps = longest(rates)
    finite = [rate for rate in designed_rates(rates) if math.isfinite(rate)]
    top = min(highest(max([*finite, 0.0]) or 1.0, scale), LARGEST)
    if scale.logarithmic:
        floor, high = scale.height(0.0), scale.height(top)
        low = floor - 0.02 * (high - floor)
    else:
        high = max(top, 1 / LARGEST)
        low = -0.015 * high
    above = max(high - low, 0.5) if scale.logarithmic else high - low
    heights = low, high + above * headroom / (1.0 - headroom)
    return Frame((-0.012 * steps, 1.06 * steps), heights)


def around_segments(rates: Rates, segments: Iterable[int], scale: RateScale) -> Frame:
    """Frame some segments with a margin; in a repeat, in its first cycle."""
    chosen = list(segments)
    line, offset = rates.timeline, rates.schedule.counts_from
    begin = min(line.begins[index] for index in chosen) - offset
    end = min(max(line.ends[index] for index in chosen) - offset, LARGEST)
    groups = drawn_groups(rates.schedule)
    known = [rate for rate in rates_at_ends(rates, chosen, groups) if math.isfinite(rate)]
    places = [scale.height(min(rate, LARGEST)) for rate in known] or [0.0]
    low, high = min(places), max(places)
    room = 0.12 * (high - low) or 0.12 * abs(high) or 0.5
    margin = 0.06 * max(end - begin, 1.0)
    return Frame((begin - margin, end + margin), (low - room, high + 1.6 * room))

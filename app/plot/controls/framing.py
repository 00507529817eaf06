"""The part of the run and of the rates that a view shows: all of it, or some segments."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rampsmith.app.plot.gestures.handles import end_handle, start_handle
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import PIXELS_FOR_TOP, drawn_groups
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import sample_steps

MOST_ZOOM = 1000
"""The largest view, in schedules; on a log axis, ten times as many decades."""

LARGEST = 1e100
"""The largest step or rate that the view goes to; near the largest float Qt itself crashes."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of the plot, in steps and heights."""

    steps: tuple[float, float]
    heights: tuple[float, float]


@lru_cache(maxsize=2)
def designed_rates(rates: Rates) -> tuple[float, ...]:
    """Return the rates at the ends of all curves' segments and where they turn, multipliers included."""
    groups = [group for group in drawn_groups(rates.schedule) if group not in rates.own]
    found = _segment_rates(rates, groups)
    for own in rates.own.values():
        found += _segment_rates(own, (0,))
    for multiplier in rates.multipliers:
        for place in multiplier.timeline.ends:
            if math.isfinite(place):
                at = rates.at(max(0.0, place - rates.schedule.counts_from))
                found += [at[group] for group in groups]
    return tuple(found)


def _segment_rates(rates: Rates, groups: Iterable[int]) -> list[float]:
    """Return the rates at both ends of all segments, and inside those that may turn."""
    chosen, line, segments = list(groups), rates.timeline, rates.schedule.segments
    found = rates_at_ends(rates, range(len(segments)), chosen)
    for index, segment in enumerate(segments):
        if segment.shape.turns:
            places = (line.begins[index], line.ends[index])
            first, last = (
                min(max(place - rates.schedule.counts_from, 0.0), LARGEST) for place in places
            )
            steps = sample_steps(rates, first, last, PIXELS_FOR_TOP)
            for group in chosen:
                found += rates.of_group(group, steps)
    return found


def rates_at_ends(rates: Rates, segments: Iterable[int], groups: Iterable[int]) -> list[float]:
    """Return the rates at both ends of some segments, for some groups."""
    places = [(index, group) for group in groups for index in segments]
    ends = [end_handle(rates, index, group).rate for index, group in places]
    return ends + [start_handle(rates, index, group, None).rate for index, group in places]


def longest(rates: Rates) -> float:
    """Return how many steps there are to see: the run's or the schedule's."""
    return min(max(rates.timeline.run_steps, rates.timeline.end, 1), LARGEST)


def frame_all(
    rates: Rates,
    scale: RateScale,
    *,
    highest: Callable[[float, RateScale], float],
    headroom: float,
    footroom: float,
) -> Frame:
    """Frame the whole run and all rates.

    Args:
        highest: raises the design's highest rate to that of the curves shown with it.
        headroom: the part of the view's height that is kept free above the highest rate.
        footroom: the part that is kept free below the rate 0.
    """
    steps = longest(rates)
    finite = [rate for rate in designed_rates(rates) if math.isfinite(rate)]
    top = min(highest(max([*finite, 0.0]) or 1.0, scale), LARGEST)
    floor, high = scale.height(0.0), scale.height(max(top, 1 / LARGEST))
    span = max(high - floor, 0.5) if scale.logarithmic else high - floor
    height = span / (1.0 - headroom - footroom)
    low = floor - footroom * height
    return Frame((-0.012 * steps, 1.06 * steps), (low, low + height))


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

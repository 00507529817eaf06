"""Which steps a drawing of a schedule needs: enough for its pixels, and never the whole run."""

import math
from collections.abc import Iterable, Iterator

from rampsmith.designer.falls import fall_steps
from rampsmith.designer.rates import Rates
from rampsmith.designer.shapes import Staircase
from rampsmith.designer.timeline import span_in_steps

POINTS_PER_PIXEL = 2


def boundary_steps(rates: Rates) -> tuple[int, ...]:
    """Return the first executed step of each segment and, last, of what comes after the end."""
    offset = rates.schedule.counts_from
    return tuple(max(0, math.ceil(place) - offset) for place in rates.timeline.boundaries)


def sample_steps(rates: Rates, first: float, last: float, pixels: int) -> list[int]:
    """Choose the steps at which to draw a schedule between two steps, both included.

    Every step where there are no more than two for each pixel. Otherwise two for each pixel, at
    multiples of one number, so that nothing shimmers when the view moves; and both sides of every
    boundary and stair, so that a jump is drawn as one. The steps are whole, rising and unique.

    Args:
        rates: the schedule's rates.
        first: where the view begins; nothing before step 0 is chosen.
        last: where the view ends.
        pixels: how wide the view is.
    """
    begin, end = max(0, math.floor(first)), math.ceil(last)
    if end < begin:
        return []
    stride = -(-(end - begin) // (POINTS_PER_PIXEL * max(1, pixels)))
    if stride <= 1:
        return list(range(begin, end + 1))
    steps = {begin, end, *range(begin - begin % stride + stride, end, stride)}
    for step in _breaks(rates, begin, end, stride):
        steps.add(step - 1)
        steps.add(step)
    return sorted(step for step in steps if begin <= step <= end)


def _breaks(rates: Rates, begin: int, end: int, stride: int) -> Iterator[int]:
    """Yield the steps before which the curve may break."""
    if rates.schedule.after == "repeat" and rates.timeline.end > 0:
        yield from _repeated_breaks(rates, begin, end, stride)
        return
    yield from boundary_steps(rates)
    yield from _stairs(rates, begin, end, stride)
    yield from fall_steps(rates)


def _stairs(rates: Rates, begin: int, end: int, stride: int) -> Iterator[int]:
    """Yield the steps at which staircases fall, as long as each stair is wider than a pixel."""
    offset = rates.schedule.counts_from
    places = zip(rates.schedule.segments, rates.timeline.boundaries, strict=False)
    for index, (segment, place) in enumerate(places):
        if not isinstance(segment.shape, Staircase):
            continue
        every = span_in_steps(segment.shape.every, rates.schedule)
        if every < POINTS_PER_PIXEL * stride:
            continue
        origin = place - offset
        stop = min(end, rates.timeline.boundaries[index + 1] - offset)
        stair = max(1, math.ceil((begin - origin) / every))
        while origin + stair * every <= stop:
            yield math.ceil(origin + stair * every)
            stair += 1


def _repeated_breaks(rates: Rates, begin: int, end: int, stride: int) -> Iterator[int]:
    """Yield the breaks of every cycle or, where they are too dense, its lowest and highest step.

    Steps at multiples of one number could meet every cycle at the same place and show a rate that
    rises and falls a thousand times as a flat line. So a cycle shorter than a pixel is drawn by
    what it reaches, once for each pixel.
    """
    cycle = rates.timeline.end
    breaks: Iterable[int] = (0, *boundary_steps(rates))
    cycles = (end - begin) / cycle + 1
    column = POINTS_PER_PIXEL * stride
    if cycles * len(rates.timeline.boundaries) * column > 2 * (end - begin):
        breaks = _extremes(rates)
    else:
        breaks = [*breaks, *_stairs(rates, 0, math.ceil(cycle), stride)]
    pace = max(1, math.ceil(column / cycle)) * cycle
    origin = begin // pace * pace
    while origin <= end:
        yield from (math.ceil(origin + step) for step in breaks)
        origin += pace


def _extremes(rates: Rates) -> tuple[int, int]:
    """Return the steps of a cycle's lowest and highest rate, of those that two pixels show."""
    count = math.ceil(rates.timeline.end)
    inner = range(0, count, max(1, count // 64))
    around = (b + shift for b in boundary_steps(rates) for shift in (-1, 0))
    steps = [step for step in {*inner, *around} if 0 <= step < count]
    values = {step: rates.curves[0].at(step) for step in steps}
    return min(steps, key=values.__getitem__), max(steps, key=values.__getitem__)

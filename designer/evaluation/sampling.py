"""The steps that a drawing of a schedule needs: enough for its pixels, and never the whole run."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.cycle_sampling import SeenSteps, block_breaks, dense_ranges
from rampsmith.designer.evaluation.plateau_falls import fall_steps
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.segment_curve import stair_length, whole_place

POINTS_PER_PIXEL = 2


def boundary_steps(rates: Rates) -> tuple[int, ...]:
    """Return the first executed step of each segment and, last, of what comes after the end.

    In a repeat these are the steps of its first cycle.
    """
    offset = rates.schedule.counts_from
    return tuple(max(0, math.ceil(place) - offset) for place in rates.timeline.boundaries)


def is_held(schedule: Schedule, index: int | None = None) -> bool:
    """Return whether a segment's values hold until the next step; without an index, whether any does.

    They do in every segment where a step is an epoch, for all of its updates.
    """
    segments = schedule.segments if index is None else (schedule.segments[index],)
    return schedule.stepping == "epoch" or any(segment.shape.holds for segment in segments)


def squared(steps: Sequence[float], values: Sequence[float]) -> tuple[list[float], list[float]]:
    """Hold each value until the next step, where it changes at once, as a stair does."""
    found = list(zip(steps[:1], values[:1], strict=True))
    for step, value in zip(steps[1:], values[1:], strict=True):
        if value != found[-1][1] and step != found[-1][0]:
            found.append((step, found[-1][1]))
        found.append((step, value))
    return [step for step, _ in found], [value for _, value in found]


def as_executed(
    schedule: Schedule,
    steps: Sequence[float],
    values: Sequence[float],
    index: int | None = None,
) -> tuple[Sequence[float], Sequence[float]]:
    """Make stairs of a line through some values where these are held until the next step."""
    return squared(steps, values) if is_held(schedule, index) else (steps, values)


def sample_steps(rates: Rates, first: float, last: float, pixels: int) -> list[int]:
    """Choose the steps at which to draw a schedule between two steps, both included.

    Every step where there are no more than two for each pixel. Otherwise two for each pixel, at
    multiples of one number, so that nothing shimmers when the view moves; and both sides of every
    boundary and stair, so that a jump is drawn as one. Where cycles are denser than the pixels, it
    is the lowest and the highest step of a cycle for each pixel: the zigzag between them covers
    all that the curve reaches. The steps are whole, rising, unique and from 0 on.
    """
    begin, end = max(0, math.floor(first)), math.ceil(last)
    if end < begin:
        return []
    stride = -(-(end - begin) // (POINTS_PER_PIXEL * max(1, pixels)))
    if stride <= 1:
        return list(range(begin, end + 1))
    steps = {begin, end}
    seen = SeenSteps(begin, end, max(1, (end - begin) // max(1, pixels)))
    # The product also turns where a curve that multiplies it turns.
    layers = (rates, *rates.multipliers)
    for place, until in _gaps(begin, end, layers[0], seen):
        steps.update(range(place - place % stride + stride, until, stride))
    breaks = {step for layer in layers for step in _breaks(layer, seen)}
    breaks.update(fall - shift for fall in fall_steps(rates) for shift in (0, 1))
    steps.update(step for step in breaks if begin <= step <= end)
    return sorted(steps)


def _gaps(begin: int, end: int, layer: Rates, seen: SeenSteps) -> Iterator[tuple[int, int]]:
    """Yield what lies between the ranges of dense cycles, where nothing else has to be drawn."""
    at = begin
    if layer.schedule.after != "repeat":
        for low, high in dense_ranges(layer, seen):
            if low > at:
                yield at, low
            at = max(at, high)
    if at < end:
        yield at, end


def _breaks(layer: Rates, seen: SeenSteps) -> Iterator[int]:
    """Yield the steps that must be drawn: both sides of all breaks, and what dense cycles reach."""
    if layer.schedule.begins_again and layer.timeline.end > 0:
        yield from _rounds(layer, seen)
        return
    yield from _round_breaks(layer, seen)


def _round_breaks(layer: Rates, seen: SeenSteps) -> Iterator[int]:
    """Yield the breaks of a schedule that is run through once."""
    offset = layer.schedule.counts_from
    places = layer.timeline.boundaries
    first = bisect_left(places, seen.begin + offset)
    stop = bisect_right(places, seen.end + offset + 1, first)
    for place in places[first:stop]:
        step = math.ceil(place) - offset
        yield from (step - 1, step)
    yield from _stairs(layer, seen)
    yield from block_breaks(layer, seen)


def _stairs(layer: Rates, seen: SeenSteps) -> Iterator[int]:
    """Yield both sides of the stairs outside of repeats, if each is wider than a pixel."""
    offset = layer.schedule.counts_from
    ends = [end - offset for end in layer.timeline.ends]
    if layer.schedule.goes_on:
        ends[-1] = math.inf
    seen_from = bisect_left(ends, seen.begin)
    seen_to = bisect_right(layer.timeline.begins, seen.end + offset)
    for index, segment in islice(enumerate(layer.schedule.segments), seen_from, seen_to):
        every = stair_length(segment.shape, layer.schedule)
        if every is None or every < seen.column or layer.schedule.repeat_of(index):
            continue
        begin = layer.timeline.begins[index]
        origin = whole_place(segment, layer.schedule, begin, begin).begin - offset
        stop = min(seen.end, ends[index])
        stair = max(1, math.ceil((max(seen.begin, begin - offset) - origin) / every))
        while origin + stair * every <= stop:
            step = math.ceil(origin + stair * every)
            yield from (step - 1, step)
            stair += 1


def _rounds(layer: Rates, seen: SeenSteps) -> Iterator[int]:
    """Yield the breaks of every round of a schedule that is run through again and again.

    Steps at multiples of one number could meet every round at the same place and show a rate that
    rises and falls a thousand times as a flat line. So a round shorter than a pixel is drawn by
    what it reaches, once for each pixel.
    """
    whole = layer.timeline.end
    rounds = (seen.end - seen.begin) / whole + 1
    is_dense = rounds * len(layer.timeline.boundaries) * seen.column > 2 * (seen.end - seen.begin)
    pace = max(1, math.floor(seen.column / whole)) * whole if is_dense else whole
    origin = seen.begin // pace * pace
    reached = _reached(layer) if is_dense else ()
    while origin <= seen.end:
        if is_dense:
            yield from (math.ceil(origin + step) for step in reached)
        else:
            yield math.ceil(origin) - 1
            yield math.ceil(origin)
            inside = SeenSteps(
                max(0, math.floor(seen.begin - origin)),
                math.ceil(min(seen.end - origin, whole)),
                seen.column,
            )
            yield from (math.ceil(origin + step) for step in _round_breaks(layer, inside))
        origin += pace


def _reached(layer: Rates) -> tuple[int, ...]:
    """Return the steps of a round's lowest and highest rate, of those that two pixels show."""
    count = math.ceil(layer.timeline.end)
    inner: Iterable[int] = range(0, count, max(1, count // 64))
    view = SeenSteps(0, count, max(1, count // 64))
    steps = {step for step in {*inner, *_round_breaks(layer, view)} if 0 <= step < count}
    curve = layer.curves[0]
    values = {step: curve.at(step) for step in steps}
    return min(steps, key=values.__getitem__), max(steps, key=values.__getitem__)

"""Which steps a drawing of a schedule needs: enough for its pixels, and never the whole run."""

import math
from collections.abc import Iterable, Iterator

from rampsmith.designer.editing.tracks import TrackName, as_schedule
from rampsmith.designer.evaluation.cycle_sampling import Layer, Window, block_breaks, dense_ranges
from rampsmith.designer.evaluation.falls import fall_steps
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.shapes import Staircase

POINTS_PER_PIXEL = 2


def boundary_steps(rates: Rates) -> tuple[int, ...]:
    """Return the first executed step of each segment and, last, of what comes after the end.

    In a repeat these are the steps of its first cycle.
    """
    offset = rates.schedule.counts_from
    return tuple(max(0, math.ceil(place) - offset) for place in rates.timeline.boundaries)


def sample_steps(
    rates: Rates, first: float, last: float, pixels: int, *, track: TrackName | None = None
) -> list[int]:
    """Choose the steps at which to draw a schedule between two steps, both included.

    Every step where there are no more than two for each pixel. Otherwise two for each pixel, at
    multiples of one number, so that nothing shimmers when the view moves; and both sides of every
    boundary and stair, so that a jump is drawn as one. Where cycles are denser than the pixels, it
    is the lowest and the highest step of a cycle for each pixel: the zigzag between them covers
    all that the curve reaches. The steps are whole, rising and unique.

    Args:
        rates: the schedule's rates.
        first: where the view begins; nothing before step 0 is chosen.
        last: where the view ends.
        pixels: how wide the view is.
        track: the curve beside the rates that is drawn instead of them.
    """
    begin, end = max(0, math.floor(first)), math.ceil(last)
    if end < begin:
        return []
    stride = -(-(end - begin) // (POINTS_PER_PIXEL * max(1, pixels)))
    if stride <= 1:
        return list(range(begin, end + 1))
    steps = {begin, end}
    window = Window(begin, end, max(1, (end - begin) // max(1, pixels)))
    layers = _layers(rates, track)
    for place, until in _gaps(begin, end, layers[0], window):
        steps.update(range(place - place % stride + stride, until, stride))
    breaks = {step for layer in layers for step in _breaks(layer, window)}
    if track is None:
        breaks.update(fall - shift for fall in fall_steps(rates) for shift in (0, 1))
    steps.update(step for step in breaks if begin <= step <= end)
    return sorted(steps)


def _layers(rates: Rates, track: TrackName | None) -> list[Layer]:
    """Give the curves that are drawn together; the rates are multiplied where there is a factor."""
    found: list[Layer] = []
    if track is None:
        found.append(Layer(rates.schedule, rates.timeline, rates.curves))
    beside = rates.momentum if track == "momentum" else rates.multiplier
    if beside is not None:
        name = track or "multiplier"
        found.append(Layer(as_schedule(rates.schedule, name), beside.timeline, (beside,)))
    return found


def _gaps(begin: int, end: int, layer: Layer, window: Window) -> Iterator[tuple[int, int]]:
    """Yield what lies between the ranges of dense cycles, where nothing else has to be drawn."""
    at = begin
    if layer.schedule.after != "repeat":
        for low, high in dense_ranges(layer, window):
            if low > at:
                yield at, low
            at = max(at, high)
    if at < end:
        yield at, end


def _breaks(layer: Layer, window: Window) -> Iterator[int]:
    """Yield the steps that must be drawn: both sides of all breaks, and what dense cycles reach."""
    if layer.schedule.begins_again and layer.line.end > 0:
        yield from _rounds(layer, window)
        return
    yield from _round_breaks(layer, window)


def _round_breaks(layer: Layer, window: Window) -> Iterator[int]:
    """Yield the breaks of a schedule that is run through once."""
    offset = layer.schedule.counts_from
    for place in layer.line.boundaries:
        step = math.ceil(place) - offset
        yield from (step - 1, step)
    yield from _stairs(layer, window)
    yield from block_breaks(layer, window)


def _stairs(layer: Layer, window: Window) -> Iterator[int]:
    """Yield both sides of the stairs outside of repeats, if each is wider than a pixel."""
    offset = layer.schedule.counts_from
    for index, segment in enumerate(layer.schedule.segments):
        if not isinstance(segment.shape, Staircase) or layer.schedule.repeat_of(index):
            continue
        every = span_in_steps(segment.shape.every, layer.schedule)
        if every < window.column:
            continue
        origin = layer.line.begins[index] - offset
        stop = min(window.end, layer.line.ends[index] - offset)
        stair = max(1, math.ceil((window.begin - origin) / every))
        while origin + stair * every <= stop:
            step = math.ceil(origin + stair * every)
            yield from (step - 1, step)
            stair += 1


def _rounds(layer: Layer, window: Window) -> Iterator[int]:
    """Yield the breaks of every round of a schedule that is run through again and again.

    Steps at multiples of one number could meet every round at the same place and show a rate that
    rises and falls a thousand times as a flat line. So a round shorter than a pixel is drawn by
    what it reaches, once for each pixel.
    """
    whole = layer.line.end
    rounds = (window.end - window.begin) / whole + 1
    is_dense = rounds * len(layer.line.boundaries) * window.column > 2 * (window.end - window.begin)
    pace = max(1, math.floor(window.column / whole)) * whole if is_dense else whole
    origin = window.begin // pace * pace
    reached = _reached(layer) if is_dense else ()
    while origin <= window.end:
        if is_dense:
            yield from (math.ceil(origin + step) for step in reached)
        else:
            yield math.ceil(origin) - 1
            yield math.ceil(origin)
            inside = Window(
                max(0, math.floor(window.begin - origin)),
                math.ceil(min(window.end - origin, whole)),
                window.column,
            )
            yield from (math.ceil(origin + step) for step in _round_breaks(layer, inside))
        origin += pace


def _reached(layer: Layer) -> tuple[int, ...]:
    """Return the steps of a round's lowest and highest rate, of those that two pixels show."""
    count = math.ceil(layer.line.end)
    inner: Iterable[int] = range(0, count, max(1, count // 64))
    view = Window(0, count, max(1, count // 64))
    steps = {step for step in {*inner, *_round_breaks(layer, view)} if 0 <= step < count}
    curve = layer.curves[0]
    values = {step: curve.at(step) for step in steps}
    return min(steps, key=values.__getitem__), max(steps, key=values.__getitem__)

"""The frame of a picture's plot: its scales, grid and labels, and what is drawn under the curves."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from rampsmith.designer.document.curves import segment_shades
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.span_steps import can_count, counted_at, step_at
from rampsmith.designer.shapes.palette import shade_colour, written_colour
from rampsmith.designer.values.names import printable
from rampsmith.designer.values.numbers import alike_texts, count_text
from rampsmith.designer.words.phrases import repeat_words
from rampsmith.exporters.drawing.font import words_width
from rampsmith.exporters.drawing.marks import Box, Dot, Line, Mark, Text
from rampsmith.exporters.drawing.thinning import thinned
from rampsmith.exporters.pictures.picture_curves import stretches
from rampsmith.exporters.pictures.strokes import Stroke

WIDTH, LEFT, RIGHT = 1100, 82, 1072
"""Pixels: of the picture, and where its plots begin and end."""
QUIET, RULE, GRID = "#69747F", "#AEB6BF", "#E9ECEF"
SIZE, SMALL = 13.5, 12.0
ROOM = 0.06
"""Which share of the range of values is left empty above and below a curve."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A frame on the picture, and the steps and values at its edges."""

    top: float
    bottom: float
    last: float
    low: float
    high: float

    def x(self, step: float) -> float:
        """Return where a step is."""
        return LEFT + step / self.last * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        """Return where a value is."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def framed(
    strokes: Iterable[Stroke], last: float, top: float, bottom: float, *, from_zero: bool
) -> Plot:
    """Frame strokes, with some room above and below them."""
    values = [value for stroke in strokes for value in stroke.values if math.isfinite(value)]
    low, high = min(values, default=0.0), max(values, default=0.0)
    room = ROOM * (high - low) or 0.05 * abs(high) or 0.05
    low, high = low - room, high + room
    if from_zero:
        low, high = min(0.0, low), high if high > 0 else 1.0
    return Plot(top, bottom, last, low, high)


def stroke_marks(plot: Plot, strokes: Iterable[Stroke]) -> Iterator[Mark]:
    """Place strokes; where a value is no number, a line has a gap."""
    for stroke in strokes:
        pairs = zip(stroke.steps, stroke.values, strict=True)
        for finite, run in groupby(pairs, key=lambda pair: math.isfinite(pair[1])):
            places = tuple((plot.x(step), plot.y(value)) for step, value in run if finite)
            if stroke.is_dots:
                yield from (Dot(x, y, stroke.width, stroke.colour) for x, y in places)
            elif places:
                dashes = tuple(length * stroke.width for length in stroke.dashes)
                yield Line(thinned(places), stroke.colour, stroke.width, dashes)


def grid(plot: Plot, schedule: Schedule, *, labelled: bool) -> Iterator[Mark]:
    """Draw the grid and the ground line, and say what they mean."""
    values = _ticks(plot.low, plot.high, min(7, int((plot.bottom - plot.top) / 22)))
    for value, words in zip(values, alike_texts(values), strict=True):
        y = plot.y(value)
        yield Line(((LEFT, y), (RIGHT, y)), GRID, 1.1)
        yield Text(LEFT - 9, y + 0.36 * SIZE, words, SIZE, QUIET, anchor="end")
    for step in _step_ticks(schedule, plot.last):
        x = plot.x(step)
        yield Line(((x, plot.top), (x, plot.bottom)), GRID, 1.1)
        for row, words in enumerate(_step_label(schedule, step) if labelled else ()):
            middle = min(x, WIDTH - 4 - SIZE * words_width(words) / 2)
            y = plot.bottom + 20 + 17 * row
            yield Text(middle, y, words, SIZE, QUIET, anchor="middle")
    yield Line(((LEFT, plot.bottom), (RIGHT, plot.bottom)), RULE, 1.1)


def _ticks(low: float, high: float, most: int, least_step: float = 0.0) -> list[float]:
    """Choose round numbers from low to high, with at most so many steps between them."""
    power = math.floor(math.log10((high - low) / most))
    steps = ((factor, exponent) for exponent in (power, power + 1) for factor in (1, 2, 5))
    factor, exponent = next(
        (factor, exponent)
        for factor, exponent in steps
        if factor * 10.0**exponent >= max((high - low) / most, least_step)
    )
    step = factor * 10.0**exponent
    numbers = range(math.ceil(low / step), math.floor(high / step) + 1)
    # By a division, because ten to a negative power is no whole part of a number.
    return [n * factor / 10**-exponent if exponent < 0 else n * step for n in numbers]


def _step_ticks(schedule: Schedule, last: float) -> list[float]:
    per_epoch = schedule.steps_per_epoch
    in_epochs = schedule.stepping == "update" and schedule.run.epochs is not None
    if in_epochs and last > 4 * per_epoch > 0:
        epochs = _ticks(0, last / per_epoch, 8, 1)
        if schedule.run.stages:
            return [float(step_at(schedule, "epochs", int(epoch))) for epoch in epochs]
        return [epoch * per_epoch for epoch in epochs]
    return _ticks(0, last, 9, 1)


def _step_label(schedule: Schedule, step: float) -> tuple[str, str]:
    """Name a step, with its epoch or its update."""
    if schedule.stepping == "epoch":
        return count_text(step), f"update {count_text(step * schedule.run.updates_per_epoch)}"
    if not can_count(schedule, "epochs"):
        return count_text(step), ""
    epoch = float(counted_at(schedule, "epochs", Fraction(step)))
    epoch = round(epoch, 1) if epoch < 100 else round(epoch)
    return count_text(step), f"epoch {count_text(epoch)}"


def tints(plot: Plot, rates: Rates) -> Iterator[Mark]:
    """Tint each segment's range, and mark where the next one begins and where the run ends."""
    for stretch in stretches(rates.schedule, rates.timeline):
        colour = shade_colour(segment_shades(rates.schedule)[stretch.segment])
        begin, end = plot.x(stretch.begin), plot.x(stretch.end)
        yield Box(begin, plot.top, end, plot.bottom, colour, 0.08)
        if stretch.begin > 0:
            yield Line(((begin, plot.top), (begin, plot.bottom)), RULE, 1.1)
    end = plot.x(rates.timeline.run_steps)
    yield Line(((end, plot.top), (end, plot.bottom)), QUIET, 1.1, (1.1, 2.2))
    if rates.timeline.run_steps < rates.timeline.end:
        yield Text(end - 6, plot.top + 16, "end of the run", SMALL, QUIET, anchor="end")


def names(plot: Plot, rates: Rates) -> Iterator[Mark]:
    """Write the segments' names above their ranges, as far as there is room for them."""
    names_end = -math.inf
    for stretch in stretches(rates.schedule, rates.timeline):
        if stretch.cycle > 0 or stretch.is_dense:
            continue
        segment = rates.schedule.segments[stretch.segment]
        name = printable(segment.name)
        width = SIZE * words_width(name, bold=True)
        begin, end = plot.x(stretch.begin), plot.x(stretch.end)
        # A narrow segment's name begins where it does and goes on over the next ones.
        place = begin + max(0.0, end - begin - width) / 2
        place = min(place, WIDTH - 4 - width)
        if place >= names_end:
            names_end = place + width + 8
            colour = written_colour(segment.shape.family)
            yield Text(place, plot.top - 10, name, SIZE, colour, bold=True)


def brackets(plot: Plot, rates: Rates) -> Iterator[Mark]:
    """Put a bracket over all cycles of each repeat, with what it does where there is room for it."""
    offset = rates.schedule.counts_from
    upper = plot.top + 0.015 * (plot.bottom - plot.top)
    lower = plot.top + 0.035 * (plot.bottom - plot.top)
    for repeat, span in zip(rates.schedule.blocks, rates.timeline.repeats, strict=True):
        begin = plot.x(max(0.0, span.begin - offset))
        end = plot.x(min(span.end, rates.timeline.end) - offset)
        yield Line(((begin, lower), (begin, upper), (end, upper), (end, lower)), QUIET, 1.4)
        words = cut_to_fit(f"{repeat.name}: {repeat_words(repeat)}", 70)
        half, middle = SMALL * words_width(words) / 2, (begin + end) / 2
        if 2 * half + 12 < end - begin:
            left, right = middle - half - 3, middle + half + 3
            yield Box(left, upper + 3, right, upper + 22, "#FFFFFF", 0.8)
            yield Text(middle, upper + 17, words, SMALL, QUIET, anchor="middle")


def cut_to_fit(text: str, most: int) -> str:
    """Cut a text that is too long for its place."""
    shown = printable(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"

"""The strokes of a curve's picture, in steps and values: one for each segment, jump and dash."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rampsmith.designer.document.curves import segment_shades
from rampsmith.designer.evaluation.sampling import as_executed
from rampsmith.designer.shapes.palette import group_colour, shade_colour
from rampsmith.exporters.pictures.picture_curves import (
    ColouredPart,
    Drawing,
    points,
    points_after,
    stretches,
)

FEW_STEPS = 70
"""Up to here each step gets a dot of its own."""
MOST_STRETCHES = 300
"""Up to here each segment is a stroke in its own colour; more are narrower than three pixels."""
INK = "#1F2933"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A part of a curve, in steps and values.

    Attributes:
        steps: from left to right.
        values: the value at each.
        colour: its colour.
        width: its width in pixels; of dots, their radius.
        dashes: lengths of dashes and gaps in turn, in widths.
        is_dots: whether each step gets a dot, and no line joins them.
    """

    steps: Sequence[float]
    values: Sequence[float]
    colour: str
    width: float
    dashes: tuple[float, ...] = ()
    is_dots: bool = False


def group_strokes(drawing: Drawing, group: int, last: float, *, is_alone: bool) -> Iterator[Stroke]:
    """Draw one group's values in its colour; those of one alone in its segments' colours."""
    colour = None if is_alone else group_colour(group)
    return curve_strokes(drawing, last, width=stroke_width(group), colour=colour)


def curve_strokes(
    drawing: Drawing, last: float, *, width: float, colour: str | None
) -> Iterator[Stroke]:
    """Draw a curve in one colour or, without one, each segment in that of its shape."""
    schedule = drawing.schedule
    few = max(schedule.total_steps, drawing.line.end) <= FEW_STEPS
    end: tuple[float, float] | None = None
    cuts = list(stretches(schedule, drawing.line))
    if len(cuts) > MOST_STRETCHES:
        colour = colour or INK
        cuts = [ColouredPart(cuts[0].segment, cuts[0].begin, cuts[-1].end, is_dense=True)]
    for stretch in cuts:
        ink = colour or shade_colour(segment_shades(schedule)[stretch.segment])
        x, y = points(drawing, stretch)
        if end is not None and not math.isclose(end[1], y[0], rel_tol=1e-9, abs_tol=1e-15):
            # A jump has no rate between its two ends.
            yield Stroke([x[0]] * 2, [end[1], y[0]], ink, 1.6, (1, 1.65))
        end = (x[-1], y[-1])
        lines = (x, y) if stretch.is_dense else as_executed(schedule, x, y, stretch.segment)
        yield Stroke(*lines, ink, 1.4 if stretch.is_dense else width)
        if few:
            steps = list(range(math.ceil(stretch.begin), math.ceil(stretch.end)))
            yield Stroke(steps, drawing.values(steps), ink, 3.4, is_dots=True)
    x, y = points_after(drawing, last)
    if schedule.after == "repeat" and end is not None:
        x, y = [end[0], *x], [end[1], *y]
    ink = colour or (shade_colour(segment_shades(schedule)[-1]) if end else INK)
    lines = as_executed(schedule, x, y)
    yield Stroke(*lines, ink, width, (3, 2))


def stroke_width(group: int) -> float:
    """Return how wide a group's curve is."""
    return 3.0 if group == 0 else 2.1

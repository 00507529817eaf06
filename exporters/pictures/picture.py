"""A picture of a schedule as PNG or SVG, drawn without a display."""

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from rampsmith.designer.document.curves import curve_keys, curve_of, groups_set, is_one_for_all
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey, CurveKind
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.palette import group_colour
from rampsmith.designer.values.names import printable
from rampsmith.designer.values.numbers import counted, exact_text
from rampsmith.designer.words.phrases import summary
from rampsmith.exporters.drawing.font import words_width
from rampsmith.exporters.drawing.marks import Line, Mark, Sheet, Text
from rampsmith.exporters.drawing.png import png
from rampsmith.exporters.drawing.svg import svg
from rampsmith.exporters.pictures.frame import (
    LEFT,
    QUIET,
    RIGHT,
    SIZE,
    SMALL,
    WIDTH,
    brackets,
    cut_to_fit,
    framed,
    grid,
    names,
    stroke_marks,
    tints,
)
from rampsmith.exporters.pictures.picture_curves import of_groups
from rampsmith.exporters.pictures.strokes import (
    INK,
    Stroke,
    curve_strokes,
    group_strokes,
    stroke_width,
)

Format: TypeAlias = Literal["png", "svg"]

FORMATS: tuple[Format, ...] = ("png", "svg")
HEIGHT, TOP, BOTTOM = 560, 98, 490
LANE, GAP = 137, 43
"""The height of another curve than the rates, with the gap above its plot."""
SCALE, DOTS_PER_INCH = 1.5, 150
"""How a PNG is painted: eleven inches wide."""
MOST_DRAWN = 60
"""Groups whose curves are drawn; more could not be told apart."""
MOST_LANES = 20
"""Other curves than the rates that are drawn; more would be no picture any more."""
LINE_OF_LEGEND, LINES_OF_LEGEND = 20, 4
"""How far its lines are apart, and how many there are before the rest is left out."""


def picture(schedule: Schedule, file_format: Format) -> bytes:
    """Draw a schedule without errors and return the file's content."""
    sheet = drawn(schedule)
    if file_format == "svg":
        return svg(sheet).encode()
    return png(sheet, scale=SCALE, dots_per_inch=DOTS_PER_INCH)


def drawn(schedule: Schedule) -> Sheet:
    """Draw a schedule without errors: the rates, and every other kind in a lane below them."""
    curves = set_curves(schedule)
    rates = curves.pop(RATE_CURVE)
    ends = (timeline(curve_of(schedule, key)).end for key in curve_keys(schedule))
    last = 1.06 * max(*ends, rates.timeline.run_steps, 1)
    legend, lines = _legend(schedule)
    top = TOP + LINE_OF_LEGEND * lines
    count = len(schedule.groups)
    strokes = _strokes(rates, _shown(range(count)), last, is_alone=count == 1)
    # The first lane is cut off the plot of the rates, every other one makes the picture higher.
    bottom = BOTTOM - LANE if curves else BOTTOM
    plot = framed(strokes, last, top, bottom, from_zero=True)
    marks = [
        *grid(plot, schedule, labelled=not curves),
        *tints(plot, rates),
        *stroke_marks(plot, strokes),
        *names(plot, rates),
        *brackets(plot, rates),
        *_heading(schedule, len(curves)),
        *legend,
        Text(28, top, "learning rate", SIZE, QUIET, anchor="end", upwards=True),
    ]
    shown = list(curves.items())[:MOST_LANES]
    for number, (key, curve) in enumerate(shown, 1):
        strokes = _lane_strokes(schedule, key.kind, curve, last)
        upper, bottom = bottom + GAP, bottom + LANE
        lane = framed(strokes, last, upper, bottom, from_zero=False)
        labelled = number == len(shown)
        marks += [*grid(lane, schedule, labelled=labelled), *stroke_marks(lane, strokes)]
        words = cut_to_fit(_lane_words(schedule, key.kind), 80)
        marks.append(Text(LEFT, upper - 7, words, SMALL, QUIET))
    unit, height = f"{schedule.step_word}s", round(bottom) + HEIGHT - BOTTOM
    marks.append(Text(RIGHT, height - 12, unit, SIZE, QUIET, anchor="end"))
    return Sheet(WIDTH, height, printable(f"{schedule.title}: {summary(schedule)}"), tuple(marks))


def _lane_strokes(schedule: Schedule, kind: CurveKind, curve: Rates, last: float) -> list[Stroke]:
    """Draw the values of a kind, those of each group in its colour where they may differ."""
    if is_one_for_all(schedule, kind):
        (drawing,) = of_groups(curve, (0,))
        return list(curve_strokes(drawing, last, width=2.5, colour=None))
    shown = _shown(groups_set(schedule, kind))
    return _strokes(curve, shown, last, is_alone=len(schedule.groups) == 1)


def _strokes(
    rates: Rates, groups: Sequence[tuple[int, int]], last: float, *, is_alone: bool
) -> list[Stroke]:
    """Draw groups, the first one above all others: their places among the rates, and their numbers."""
    behind = groups[::-1]
    drawings = of_groups(rates, (place for place, _ in behind))
    return [
        stroke
        for drawing, (_, group) in zip(drawings, behind, strict=True)
        for stroke in group_strokes(drawing, group, last, is_alone=is_alone)
    ]


def _shown(groups: Sequence[int]) -> list[tuple[int, int]]:
    """Return the places and the numbers of groups that are drawn: all, or as many from end to end."""
    count = len(groups)
    if count <= MOST_DRAWN:
        return list(enumerate(groups))
    places = [round(n * (count - 1) / (MOST_DRAWN - 1)) for n in range(MOST_DRAWN)]
    return [(place, groups[place]) for place in places]


def _lane_words(schedule: Schedule, kind: CurveKind) -> str:
    """Name what a lane shows, and the group where it is but one of several."""
    groups = groups_set(schedule, kind)
    is_of_one = len(groups) == 1 < len(schedule.groups)
    return CurveKey(kind, schedule.groups[groups[0]].name if is_of_one else None).words


def _heading(schedule: Schedule, lanes: int) -> Iterator[Mark]:
    length = counted(schedule.total_steps, schedule.step_word)
    if len(schedule.groups) > MOST_DRAWN:
        length += f"  ·  {MOST_DRAWN} of {len(schedule.groups):,} groups are drawn"
    if lanes > MOST_LANES:
        length += f"  ·  {MOST_LANES} of {lanes:,} other curves are drawn"
    below = f"{cut_to_fit(summary(schedule), 150 - len(length))}  ·  {length}"
    yield Text(LEFT, 30, cut_to_fit(schedule.title, 80), 18, INK, bold=True)
    yield Text(LEFT, 56, below, SMALL, QUIET)


def _legend(schedule: Schedule) -> tuple[list[Mark], int]:
    """Name the groups, in lines below the heading; return how many lines there are, too."""
    marks: list[Mark] = []
    if len(schedule.groups) == 1:
        return marks, 0
    x, line = float(LEFT), 0
    for index, group in enumerate(schedule.groups):
        words = f"{cut_to_fit(group.name, 24)}  {exact_text(group.base_lr)}"
        width = 40 + SMALL * words_width(words)
        if x + width > RIGHT and x > LEFT:
            x, line = LEFT, line + 1
        y = 76 + LINE_OF_LEGEND * line
        if line == LINES_OF_LEGEND:
            marks.append(Text(RIGHT, y - LINE_OF_LEGEND, "…", SMALL, INK, anchor="end"))
            return marks, line
        colour = group_colour(index)
        marks.append(Line(((x, y - 4), (x + 26, y - 4)), colour, stroke_width(index)))
        marks.append(Text(x + 33, y, words, SMALL, INK))
        x += width + 22
    return marks, line + 1

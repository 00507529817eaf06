"""From a schedule to what the plot draws: lines, ranges and marks, without Qt's event loop."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rampsmith.app.plot.items import Line, Mark, Range
from rampsmith.app.plot.scale import RateScale
from rampsmith.app.theme import Theme
from rampsmith.designer.palette import group_colour
from rampsmith.designer.problem import Problem
from rampsmith.designer.rates import Rates
from rampsmith.designer.sampling import sample_steps

MOST_MARKS = 4
"""Problems that are written on the plot; the tab lists them all."""


def group_pen_colour(theme: Theme, index: int) -> QColor:
    """The colour of a group's curve: black for the first, white where the ground is dark."""
    return QColor(theme.text) if index == 0 else QColor(group_colour(index))


def ranges(rates: Rates, selected: int | None) -> tuple[Range, ...]:
    """Place each segment's range."""
    schedule = rates.schedule
    offset = schedule.counts_from
    places = [max(0.0, place - offset) for place in rates.timeline.boundaries]
    return tuple(
        Range(places[i], places[i + 1], segment.name, segment.shape.family, i == selected)
        for i, segment in enumerate(schedule.segments)
    )


def curve_lines(
    rates: Rates, group: int, view: tuple[float, float, int], scale: RateScale, theme: Theme
) -> tuple[Line, ...]:
    """Draw every group thinly and the chosen one in its segments' colours.

    Args:
        rates: the schedule's rates.
        group: the chosen group.
        view: the first and last step seen, and how many pixels lie between.
        scale: the rate axis.
        theme: the colours.
    """
    steps = sample_steps(rates, *view)
    if not steps:
        return ()
    lines: list[Line] = []
    for index in range(len(rates.schedule.groups)):
        if index != group and rates.schedule.segments:
            heights = scale.heights(rates.of_group(index, steps))
            lines.append(Line(steps, heights, group_pen_colour(theme, index), 1.0))
    if rates.schedule.groups and rates.schedule.segments:
        lines += _segment_lines(rates, group, steps, scale, theme)
    return tuple(lines)


def _segment_lines(
    rates: Rates, group: int, steps: Sequence[float], scale: RateScale, theme: Theme
) -> list[Line]:
    """Cut the chosen group's curve at the boundaries; what comes after the end is dashed."""
    schedule = rates.schedule
    heights = scale.heights(rates.of_group(group, steps))
    offset = schedule.counts_from
    lines: list[Line] = []
    at = 0
    for index, segment in enumerate(schedule.segments):
        end = rates.timeline.boundaries[index + 1] - offset
        until = bisect_left(steps, end, at)
        colour = theme.family(segment.shape.family)
        piece_steps = [*steps[at:until]]
        piece_heights = heights[at:until]
        if until < len(steps) and piece_steps:
            arrival = scale.height(rates.level_at_end(index, group))
            piece_steps.append(end)
            piece_heights.append(arrival)
            if index + 1 < len(schedule.segments):
                departure = scale.height(rates.level_at_start(index + 1, group))
                if departure != arrival:
                    jump = Line([end, end], [arrival, departure], colour, 1.0, Qt.PenStyle.DotLine)
                    lines.append(jump)
        lines.append(Line(piece_steps, piece_heights, colour, 2.0))
        at = until
    if at < len(steps):
        colour = theme.family(schedule.segments[-1].shape.family)
        lines.append(Line(steps[at:], heights[at:], colour, 2.0, Qt.PenStyle.DashLine))
    return lines


def mark_words(sentence: str) -> str:
    """Keep of a problem's sentence what its place on the plot does not already say."""
    return re.split(r"[:;.](?:\s|$)| at ", sentence, maxsplit=1)[0]


def marks(problems: Sequence[Problem]) -> tuple[Mark, ...]:
    """Place the problems that have a step; notes are left to the list."""
    return tuple(
        Mark(problem.step, mark_words(problem.sentence), problem.severity == "error")
        for problem in problems
        if problem.step is not None and problem.severity != "note"
    )[:MOST_MARKS]

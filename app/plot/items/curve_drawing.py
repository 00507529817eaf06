"""The lines, ranges and marks that the plot draws of a schedule."""

import math
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.items.curve_item import Line
from rampsmith.app.plot.items.plot_state import Mark, Range
from rampsmith.app.plot.items.repeat_drawing import later_ranges, runs
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import ViewRange, drawn_groups
from rampsmith.designer.document.curves import segment_shades
from rampsmith.designer.document.schedule import Repeat
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import as_executed, sample_steps
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.shapes.palette import (
    GROUP_COLOURS,
    SECOND_OF_INK,
    Shade,
    group_colour,
    has_second_shade,
)

MOST_MARKS = 4
"""Problems that are written on the plot; the tab lists them all."""

NARROWEST = 2.0
"""Pixels that a line is wide at least; segments narrower than that share one, drawn thinly."""

LIGHTER = 140
"""Percent of its lightness that the second shade of a group's colour has on a dark ground."""


@dataclass(frozen=True, slots=True)
class SegmentLook:
    """The rate axis, the segments' colours, and which segments are straight lines."""

    scale: RateScale
    colours: tuple[QColor, ...]
    straight: tuple[bool, ...]


@lru_cache(maxsize=64)
def _shade_colour(theme: Theme, shade: Shade) -> QColor:
    """Return the colour of a shade, remembered because every line of every frame asks for it."""
    return theme.shade(shade)


def group_pen_colour(theme: Theme, index: int) -> QColor:
    """Return the colour of a group's curve: that of text for the first, and where it comes again."""
    colour = group_colour(index)
    if colour == group_colour(0):
        return QColor(theme.text)
    if theme.is_dark and has_second_shade(index) and colour != SECOND_OF_INK:
        return QColor(group_colour(index - len(GROUP_COLOURS))).lighter(LIGHTER)
    return QColor(colour)


def ranges(rates: Rates, selected: Collection[int], step_pixel: float) -> tuple[Range, ...]:
    """Place each segment's range, and those of the cycles that follow the first."""
    schedule, line = rates.schedule, rates.timeline
    offset, shades = schedule.counts_from, segment_shades(schedule)
    first = [
        Range(
            max(0.0, line.begins[i] - offset),
            max(0.0, line.ends[i] - offset),
            segment.name,
            shades[i],
            selected=i in selected,
        )
        for i, segment in enumerate(schedule.segments)
    ]
    last = max(line.end, line.run_steps)
    return (*first, *later_ranges(rates, step_pixel, last))


def curve_lines(
    rates: Rates,
    group: int,
    view: ViewRange,
    scale: RateScale,
    theme: Theme,
    *,
    elsewhere: Collection[int] = (),
    places: Sequence[int] = (),
    is_one_of_several: bool = False,
) -> tuple[Line, ...]:
    """Draw the groups thinly and the chosen one strongly, each in its own colour.

    Where there is one group alone, its segments have the colours of their shapes.

    Args:
        rates: the values of the curve.
        group: the chosen group.
        view: the steps that are seen.
        scale: the axis of the values.
        theme: the colours.
        elsewhere: groups that are drawn by something else.
        places: where each of the curve's groups stands among all, for its colour.
        is_one_of_several: whether the design has other groups than the chosen one.
    """
    straight = _straight(rates, scale)
    steps = _without_straight(rates, sample_steps(rates, *view), straight)
    if not steps or not rates.schedule.segments:
        return ()
    lines: list[Line] = []
    others = [
        index
        for index in drawn_groups(rates.schedule, group)
        if index != group and index not in elsewhere
    ]
    for index, values in zip(others, rates.of_groups(others, steps), strict=True):
        points = as_executed(rates.schedule, steps, scale.heights(values))
        place = places[index] if places else index
        lines.append(Line(*points, group_pen_colour(theme, place), 1.0))
    if rates.schedule.groups:
        colours = tuple(_shade_colour(theme, each) for each in segment_shades(rates.schedule))
        if is_one_of_several:
            place = places[group] if group < len(places) else group
            colours = (group_pen_colour(theme, place),) * len(colours)
        lines += _segment_lines(rates, group, steps, view, SegmentLook(scale, colours, straight))
    return tuple(lines)


def _without_straight(rates: Rates, steps: list[int], straight: tuple[bool, ...]) -> list[int]:
    """Leave out the steps within straight segments, which need only their two ends."""
    schedule, line = rates.schedule, rates.timeline
    found: list[int] = []
    at = 0
    for index, end in enumerate(line.ends):
        until = bisect_left(steps, end - schedule.counts_from, at)
        if straight[index] and until - at > 1 and schedule.repeat_of(index) is None:
            found += (steps[at], steps[until - 1])
        else:
            found += steps[at:until]
        at = until
    return found + steps[at:]


def _segment_lines(
    rates: Rates, group: int, steps: Sequence[int], view: ViewRange, look: SegmentLook
) -> list[Line]:
    """Cut the chosen group's curve at the boundaries; what comes after the end is dashed."""
    schedule, line = rates.schedule, rates.timeline
    heights = look.scale.heights(rates.of_group(group, steps))
    offset = schedule.counts_from
    step_pixel = (view.high - view.low) / view.pixels
    lines: list[Line] = []
    at = index = 0
    while index < len(schedule.segments):
        repeat = schedule.repeat_of(index)
        last = _last_of_narrow(rates, index, step_pixel) if repeat is None else repeat.last
        end = line.ends[last] if repeat is None else _end_of_repeat(rates, repeat)
        until = bisect_left(steps, end - offset, at)
        if repeat is None and last > index:
            places = slice(at, until + 1)
            if until > at:
                lines.append(Line(steps[places], heights[places], look.colours[index], 1.0))
        elif repeat is None:
            lines += _single_lines(
                rates, group, index, look, steps=steps[at:until], heights=heights[at:until]
            )
        else:
            block = schedule.blocks.index(repeat)
            for segment, begin, stop in runs(rates, block, steps[at:until], step_pixel):
                places = slice(at + begin, min(at + stop + 1, len(steps)))
                points = as_executed(schedule, steps[places], heights[places], segment)
                lines.append(Line(*points, look.colours[segment], 2.0))
        at = until
        index = last + 1
    if at < len(steps):
        points = as_executed(schedule, steps[at:], heights[at:])
        lines.append(Line(*points, look.colours[-1], 2.0, Qt.PenStyle.DashLine))
    return lines


def _last_of_narrow(rates: Rates, first: int, step_pixel: float) -> int:
    """Find the last of the segments from one on that share a line; most have one of their own."""
    line, widest = rates.timeline, NARROWEST * step_pixel
    last = first
    for index in range(first + 1, len(rates.schedule.segments)):
        too_wide = line.lengths[index] >= widest or line.ends[last] - line.begins[first] >= widest
        if too_wide or rates.schedule.repeat_of(index) is not None:
            break
        last = index
    return last


def _end_of_repeat(rates: Rates, repeat: Repeat) -> float:
    """Return where a repeat ends; cycles without end go on dashed past the run."""
    line = rates.timeline
    end = line.repeats[rates.schedule.blocks.index(repeat)].end
    return max(line.end, line.run_steps) if math.isinf(end) else end


def _single_lines(
    rates: Rates,
    group: int,
    index: int,
    look: SegmentLook,
    *,
    steps: Sequence[float],
    heights: Sequence[float],
) -> list[Line]:
    """Draw a segment up to its boundary, and the jump there if there is one."""
    schedule = rates.schedule
    colour = look.colours[index]
    if not steps:
        return []
    if look.straight[index]:
        steps, heights = steps[:1], heights[:1]
    end = rates.timeline.ends[index] - schedule.counts_from
    # Levels are the curve's own; what is drawn is multiplied by the curve of factors, if any.
    times = rates.scale(end)
    arrival = look.scale.height(times * rates.level_at_end(index, group))
    points = as_executed(schedule, [*steps, end], [*heights, arrival], index)
    lines = [Line(*points, colour, 2.0)]
    # Most of what has no start of its own begins where the one before arrives.
    if index + 1 < len(schedule.segments) and schedule.segments[index + 1].may_jump:
        departure = look.scale.height(times * rates.level_at_start(index + 1, group))
        if departure != arrival:
            lines.append(Line([end, end], [arrival, departure], colour, 1.0, Qt.PenStyle.DotLine))
    return lines


def _straight(rates: Rates, scale: RateScale) -> tuple[bool, ...]:
    """Return for each segment whether it is a straight line, which two points draw."""
    segments = rates.schedule.segments
    if scale.logarithmic or rates.multipliers or rates.schedule.stepping == "epoch":
        return (False,) * len(segments)
    return tuple(
        segment.is_straight and math.isfinite(end)
        for segment, end in zip(segments, rates.timeline.ends, strict=True)
    )


def marks(problems: Sequence[Problem]) -> tuple[Mark, ...]:
    """Place the problems that have a step; notes are left to the list."""
    return tuple(
        Mark(problem.step, problem.label, problem.severity == "error")
        for problem in problems
        if problem.step is not None and problem.severity != "note"
    )[:MOST_MARKS]

"""From a schedule to what the plot draws: lines, ranges and marks, without Qt's event loop."""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rampsmith.app.plot.curve_item import Line
from rampsmith.app.plot.cycles import later_ranges, runs
from rampsmith.app.plot.drawn_groups import drawn_groups
from rampsmith.app.plot.marks import Mark
from rampsmith.app.plot.scale import RateScale
from rampsmith.app.plot.tints import Range
from rampsmith.app.theme import Theme
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import sample_steps
from rampsmith.designer.palette import group_colour
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Repeat
from rampsmith.designer.shapes import Constant, Linear, Staircase

MOST_MARKS = 4
"""Problems that are written on the plot; the tab lists them all."""

NARROWEST = 2.0
"""Pixels that a line is wide at least; segments narrower than that share one, drawn thinly."""


@dataclass(frozen=True, slots=True)
class Look:
    """How curves are drawn: the rate axis, the colours, and of which segments two points are all."""

    scale: RateScale
    theme: Theme
    straight: tuple[bool, ...]


@lru_cache(maxsize=64)
def _family_colour(theme: Theme, family: str) -> QColor:
    """Give a colour that every line of every frame asks for; nobody changes it."""
    return theme.family(family)


def group_pen_colour(theme: Theme, index: int) -> QColor:
    """The colour of a group's curve: black for the first, white where the ground is dark."""
    return QColor(theme.text) if index == 0 else QColor(group_colour(index))


def ranges(rates: Rates, selected: Collection[int], step_pixel: float) -> tuple[Range, ...]:
    """Place each segment's range, and those of the cycles that follow the first."""
    schedule, line = rates.schedule, rates.timeline
    offset = schedule.counts_from
    first = [
        Range(
            max(0.0, line.begins[i] - offset),
            max(0.0, line.ends[i] - offset),
            segment.name,
            segment.shape.family,
            selected=i in selected,
        )
        for i, segment in enumerate(schedule.segments)
    ]
    last = max(line.end, line.run_steps)
    return (*first, *later_ranges(rates, step_pixel, last))


def curve_lines(
    rates: Rates, group: int, view: tuple[float, float, int], scale: RateScale, theme: Theme
) -> tuple[Line, ...]:
    """Draw the groups thinly and the chosen one in its segments' colours.

    Args:
        rates: the schedule's rates.
        group: the chosen group.
        view: the first and last step seen, and how many pixels lie between.
        scale: the rate axis.
        theme: the colours.
    """
    straight = _straight(rates, scale)
    steps = _without_straight(rates, sample_steps(rates, *view), straight)
    if not steps:
        return ()
    lines: list[Line] = []
    for index in drawn_groups(rates.schedule, group):
        if index != group and rates.schedule.segments:
            heights = scale.heights(rates.of_group(index, steps))
            lines.append(Line(steps, heights, group_pen_colour(theme, index), 1.0))
    if rates.schedule.groups and rates.schedule.segments:
        lines += _segment_lines(rates, group, steps, view, Look(scale, theme, straight))
    return tuple(lines)


def _without_straight(rates: Rates, steps: list[int], straight: tuple[bool, ...]) -> list[int]:
    """Leave out the steps within straight segments; they would be reckoned and painted in vain."""
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
    rates: Rates, group: int, steps: Sequence[int], view: tuple[float, float, int], look: Look
) -> list[Line]:
    """Cut the chosen group's curve at the boundaries; what comes after the end is dashed."""
    schedule, line = rates.schedule, rates.timeline
    heights = look.scale.heights(rates.of_group(group, steps))
    offset = schedule.counts_from
    step_pixel = (view[1] - view[0]) / view[2]
    lines: list[Line] = []
    at = index = 0
    while index < len(schedule.segments):
        repeat = schedule.repeat_of(index)
        last = _last_of_narrow(rates, index, step_pixel) if repeat is None else repeat.last
        end = line.ends[last] if repeat is None else _laps_end(rates, repeat)
        until = bisect_left(steps, end - offset, at)
        if repeat is None and last > index:
            colour = _family_colour(look.theme, schedule.segments[index].shape.family)
            places = slice(at, until + 1)
            if until > at:
                lines.append(Line(steps[places], heights[places], colour, 1.0))
        elif repeat is None:
            lines += _single_lines(rates, group, index, (steps[at:until], heights[at:until]), look)
        else:
            block = schedule.blocks.index(repeat)
            for segment, begin, stop in runs(rates, block, steps[at:until], step_pixel):
                colour = _family_colour(look.theme, schedule.segments[segment].shape.family)
                places = slice(at + begin, min(at + stop + 1, len(steps)))
                lines.append(Line(steps[places], heights[places], colour, 2.0))
        at = until
        index = last + 1
    if at < len(steps):
        colour = _family_colour(look.theme, schedule.segments[-1].shape.family)
        lines.append(Line(steps[at:], heights[at:], colour, 2.0, Qt.PenStyle.DashLine))
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


def _laps_end(rates: Rates, repeat: Repeat) -> float:
    """Where a repeat ends; cycles without end go on dashed past the run."""
    line = rates.timeline
    end = line.laps[rates.schedule.blocks.index(repeat)].end
    return max(line.end, line.run_steps) if math.isinf(end) else end


def _single_lines(
    rates: Rates,
    group: int,
    index: int,
    points: tuple[Sequence[float], Sequence[float]],
    look: Look,
) -> list[Line]:
    """Draw a segment up to its boundary, and the jump there if there is one."""
    schedule = rates.schedule
    steps, heights = points
    colour = _family_colour(look.theme, schedule.segments[index].shape.family)
    if not steps:
        return []
    if look.straight[index]:
        steps, heights = steps[:1], heights[:1]
    end = rates.timeline.ends[index] - schedule.counts_from
    # Levels are the curve's own; what is drawn is multiplied by the curve of factors, if any.
    times = 1.0 if rates.multiplier is None else rates.multiplier.at(end)
    arrival = look.scale.height(times * rates.level_at_end(index, group))
    steps, heights = [*steps, end], [*heights, arrival]
    if isinstance(schedule.segments[index].shape, Staircase):
        steps, heights = squared(steps, heights)
    lines = [Line(steps, heights, colour, 2.0)]
    # What has no start of its own begins where the one before arrives.
    if index + 1 < len(schedule.segments) and schedule.segments[index + 1].start is not None:
        departure = look.scale.height(times * rates.level_at_start(index + 1, group))
        if departure != arrival:
            lines.append(Line([end, end], [arrival, departure], colour, 1.0, Qt.PenStyle.DotLine))
    return lines


def squared(steps: Sequence[float], heights: Sequence[float]) -> tuple[list[float], list[float]]:
    """Hold each height until the next step, where it changes at once, as a stair does."""
    found = [(steps[0], heights[0])]
    for step, height in zip(steps[1:], heights[1:], strict=True):
        if height != found[-1][1]:
            found.append((step, found[-1][1]))
        found.append((step, height))
    return [step for step, _ in found], [height for _, height in found]


def _straight(rates: Rates, scale: RateScale) -> tuple[bool, ...]:
    """Tell for each segment whether two points are all of its curve; more would be painted in vain."""
    segments = rates.schedule.segments
    if scale.logarithmic or rates.multiplier is not None:
        return (False,) * len(segments)
    kinds = (Constant, Linear)
    return tuple(
        isinstance(segment.shape, kinds) and math.isfinite(end)
        for segment, end in zip(segments, rates.timeline.ends, strict=True)
    )


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

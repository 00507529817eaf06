"""What a picture draws of one curve: its stretches, cycle by cycle, and the points between them."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rampsmith.designer.editing.tracks import TrackName, as_schedule
from rampsmith.designer.evaluation.laps import cycles_of, executed_cycles
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import sample_steps
from rampsmith.designer.evaluation.timeline import Timeline
from rampsmith.designer.schedule import Repeat, Schedule

PIXELS = 1_400
"""How wide the plot is, roughly; it decides how many steps are drawn."""
FEWEST_PIXELS = 6
"""How wide a cycle has to be for its segments to be drawn apart."""

Line = tuple[list[float], list[float]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a curve that is drawn in one colour.

    Attributes:
        segment: the index of the segment; the last one of the block where cycles are not told apart.
        begin: the step at which it begins, which may lie between two.
        end: the step at which it ends.
        cycle: the cycle, counted from 0; 0 outside of repeats.
        is_dense: whether it stands for all cycles of a repeat.
    """

    segment: int
    begin: float
    end: float
    cycle: int = 0
    is_dense: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """One curve to be drawn: that of a group, or one beside the rates.

    Attributes:
        schedule: whose segments it has.
        line: where they lie.
        values: gives the values at steps in rising order.
        sample: chooses the steps between two for so many pixels.
    """

    schedule: Schedule
    line: Timeline
    values: Callable[[Sequence[float]], list[float]]
    sample: Callable[[float, float, int], list[int]]


def of_group(rates: Rates, group: int) -> Drawing:
    """Draw the rates of a group."""
    return Drawing(
        rates.schedule,
        rates.timeline,
        lambda steps: rates.of_group(group, steps),
        lambda first, last, pixels: sample_steps(rates, first, last, pixels),
    )


def beside(rates: Rates, name: TrackName) -> Drawing | None:
    """Draw a curve beside the rates, if there is one."""
    curve = rates.momentum if name == "momentum" else rates.multiplier
    if curve is None:
        return None
    return Drawing(
        as_schedule(rates.schedule, name),
        curve.timeline,
        curve.samples,
        lambda first, last, pixels: sample_steps(rates, first, last, pixels, track=name),
    )


def stretches(schedule: Schedule, line: Timeline) -> Iterator[Stretch]:
    """Cut a curve into its segments, in every cycle that the run begins."""
    offset = schedule.counts_from
    blocks = dict(zip((repeat.first for repeat in schedule.blocks), range(1_000), strict=False))
    index = 0
    while index < len(schedule.segments):
        repeat = schedule.repeat_of(index)
        if repeat is None:
            found: Iterator[Stretch] = iter([Stretch(index, line.begins[index], line.ends[index])])
        else:
            found = _cycles(schedule, line, blocks[repeat.first], repeat)
        for each in found:
            begin, end = max(0.0, each.begin - offset), max(0.0, each.end - offset)
            if end > begin:
                yield Stretch(each.segment, begin, end, each.cycle, each.is_dense)
        index = index + 1 if repeat is None else repeat.last + 1


def _cycles(schedule: Schedule, line: Timeline, number: int, repeat: Repeat) -> Iterator[Stretch]:
    laps, cycles = line.laps[number], cycles_of(schedule, line)[number]
    end = min(laps.end, line.end)
    count = repeat.times
    if count is None:
        count = executed_cycles(line, number, cycles, schedule.counts_from)
    if count * FEWEST_PIXELS * line.end > PIXELS * (end - laps.begin):
        yield Stretch(repeat.last, laps.begin, end, is_dense=True)
        return
    for cycle in range(count):
        places = [laps.begin + cycles.step(cycle, place) for place in laps.inner]
        for index in range(repeat.first, repeat.last + 1):
            begin, until = places[index - repeat.first], places[index - repeat.first + 1]
            yield Stretch(index, begin, min(until, end), cycle)


def points(drawing: Drawing, stretch: Stretch) -> Line:
    """Return a stretch's curve: the steps, and the values at its ends between them."""
    first, stop = math.ceil(stretch.begin), math.ceil(stretch.end)
    share = (stretch.end - stretch.begin) / max(1, drawing.line.end)
    steps: list[float] = [*drawing.sample(first, stop - 1, max(1, round(PIXELS * share)))]
    if not steps or stretch.begin < steps[0]:
        steps.insert(0, stretch.begin)
    # Where it arrives is what the curve comes to just before the next stretch begins.
    arrival = math.nextafter(stretch.end, 0.0)
    if arrival > steps[-1]:
        x = [*steps, stretch.end]
        return x, drawing.values([*steps, arrival])
    return steps, drawing.values(steps)


def points_after(drawing: Drawing, last: float) -> Line:
    """Return the curve past the end of the schedule."""
    begin = max(0, drawing.line.end - drawing.schedule.counts_from)
    steps = drawing.sample(math.ceil(begin), last, PIXELS // 8)
    return list(steps), drawing.values(steps)

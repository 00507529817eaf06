"""The lines of one curve in a picture: its stretches, cycle by cycle, and the points between them."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import count

from rampsmith.designer.document.schedule import Repeat, Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.repeats import cycles_of, executed_cycles
from rampsmith.designer.evaluation.sampling import sample_steps
from rampsmith.designer.evaluation.timeline import Timeline

PIXELS = 1_400
"""How wide the plot is, roughly; it decides how many steps are drawn."""
FEWEST_PIXELS = 6
"""How wide a cycle has to be for its segments to be drawn apart."""

Line = tuple[list[float], list[float]]


@dataclass(frozen=True, slots=True)
class ColouredPart:
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
    """One curve to be drawn: that of a group, or another than the rates.

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


def of_groups(rates: Rates, groups: Iterable[int]) -> Iterator[Drawing]:
    """Draw the values of groups, each in the segments of the curve that it follows.

    At which steps a curve is drawn is found once for all groups that follow it.
    """
    sample = cache(partial(sample_steps, rates))
    for group in groups:
        if group in rates.own:
            yield from of_groups(rates.own[group], (0,))
        else:
            values = partial(rates.of_group, group)
            yield Drawing(rates.schedule, rates.timeline, values, sample)


def stretches(schedule: Schedule, line: Timeline) -> Iterator[ColouredPart]:
    """Cut a curve into its segments, in every cycle that the run begins."""
    offset = schedule.counts_from
    numbers = count()
    for index, repeat in schedule.parts():
        found: Iterable[ColouredPart] = (ColouredPart(index, line.begins[index], line.ends[index]),)
        if repeat is not None:
            found = _cycles(schedule, line, next(numbers), repeat)
        for each in found:
            begin, end = max(0.0, each.begin - offset), max(0.0, each.end - offset)
            if end > begin:
                yield ColouredPart(each.segment, begin, end, each.cycle, each.is_dense)


def _cycles(
    schedule: Schedule, line: Timeline, number: int, repeat: Repeat
) -> Iterator[ColouredPart]:
    span, cycles = line.repeats[number], cycles_of(schedule, line)[number]
    end = min(span.end, line.end)
    times = repeat.times
    if times is None:
        times = executed_cycles(line, number, cycles, schedule.counts_from)
    if times * FEWEST_PIXELS * line.end > PIXELS * (end - span.begin):
        yield ColouredPart(repeat.last, span.begin, end, is_dense=True)
        return
    for cycle in range(times):
        places = [span.begin + cycles.step(cycle, place) for place in span.inner]
        for index in range(repeat.first, repeat.last + 1):
            begin, until = places[index - repeat.first], places[index - repeat.first + 1]
            yield ColouredPart(index, begin, min(until, end), cycle)


def points(drawing: Drawing, stretch: ColouredPart) -> Line:
    """Return a stretch's curve: the steps, and the values at its ends between them."""
    first, stop = math.ceil(stretch.begin), math.ceil(stretch.end)
    share = (stretch.end - stretch.begin) / max(1, drawing.line.end)
    steps: list[float] = [*drawing.sample(first, stop - 1, max(1, round(PIXELS * share)))]
    if not steps or stretch.begin < steps[0]:
        steps.insert(0, stretch.begin)
    # It arrives at the curve's value just before the next stretch begins.
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

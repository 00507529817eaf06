"""The steps that a proof looks at: all of a short run, the decisive ones of a long one."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.repeats import cycles_of, executed_cycles
from rampsmith.designer.evaluation.segment_curve import stair_length, whole_place
from rampsmith.designer.evaluation.timeline import Timeline, timeline
from rampsmith.designer.proof.workbench import TrainingStepper

EVERY_STEP_UP_TO = 100_000
SPREAD = 2_000
"""How many steps are looked at in a longer run, besides the decisive ones."""
STAIRS = 100
"""How many edges of a staircase are looked at in a longer run."""
CYCLES = 40
"""How many cycles of a repeat are looked at in a longer run, besides the first and the last two."""
NEIGHBOURS = 2
"""How many steps on either side of a boundary are looked at."""
PAST_THE_END = 20
"""How many steps are taken past the end of the run."""


@dataclass(frozen=True, slots=True)
class ExaminedSteps:
    """The steps at which a schedule is examined.

    Attributes:
        last: the last step of the run, or of a curve where one is longer.
        walked: how many steps are taken one after the other, from 0.
        visited: the steps beyond those, each reached through a changed checkpoint.
        watched: the steps of a plateau after those, taken one after the other with its metric.
        past: the steps beyond all of them, reached like those visited.
        resumed: the steps at which the state is saved and loaded.
        free: those of them that need to have seen no metric.
    """

    last: int
    walked: int
    visited: tuple[int, ...]
    resumed: tuple[int, ...]
    watched: range = range(0)
    past: tuple[int, ...] = ()
    free: tuple[int, ...] = ()

    @property
    def compared(self) -> int:
        """How many steps of the run itself are compared, step 0 not counted."""
        if self.walked >= self.last:
            return self.last
        others = (*self.visited, *self.watched, *self.past)
        return self.walked + sum(1 for step in others if step <= self.last)


def examined_steps(schedule: Schedule) -> ExaminedSteps:
    """Choose the steps at which a schedule is examined."""
    line = timeline(schedule)
    ends = (timeline(curve_of(schedule, key)).end for key in curve_keys(schedule))
    last = max(schedule.total_steps, math.ceil(max(ends)), 1)
    beyond = {2 * last, 2 * last + 1, 3 * last + 1}
    if last <= EVERY_STEP_UP_TO:
        walked = last + PAST_THE_END
        chosen = beyond
    else:
        walked = NEIGHBOURS
        chosen = beyond | set(_decisive(schedule))
        chosen |= {last * i // SPREAD for i in range(SPREAD + 1)}
        chosen |= {last + i for i in range(-NEIGHBOURS, PAST_THE_END)}
    resumed = _resumed(schedule, line, last)
    visited = tuple(sorted(step for step in chosen.union(resumed) if step > walked))
    plain = ExaminedSteps(last, walked, visited, resumed, free=resumed)
    first = TrainingStepper(schedule).first
    if math.isinf(first) or (first > last and not schedule.goes_on):
        return plain
    waiting = _watched(plain, int(first))
    # A plateau without an end falls again and again until then; no checkpoint knows how often.
    return replace(waiting, past=()) if schedule.goes_on else waiting


def _watched(chosen: ExaminedSteps, first: int) -> ExaminedSteps:
    """Choose the same with a plateau, each step of which follows from all before it.

    Args:
        chosen: what would be looked at without it.
        first: the first step that depends on a metric.
    """
    last, walked = chosen.last, chosen.walked
    visited = tuple(step for step in chosen.visited if step < first)
    before = max(walked, first - 1)
    if before > walked:
        visited = tuple(sorted({*visited, before}))
    end = last + PAST_THE_END
    stop = min(end, before + EVERY_STEP_UP_TO)
    watched = range(before + 1, stop + 1)
    past = tuple(step for step in chosen.visited if step > stop) if stop == end else ()
    begun = max(first, 1)
    inside = (begun, begun + (stop - begun) // 2, min(stop, last) - NEIGHBOURS)
    # A class that is built at a step goes to the next one by itself, without a metric.
    free = tuple(step for step in chosen.resumed if step + 1 < first)
    resumed = tuple(sorted({*free, *(step for step in inside if step > 0)}))
    return ExaminedSteps(last, walked, visited, resumed, watched, past, free)


def _decisive(schedule: Schedule) -> Iterator[int]:
    """Yield the steps at which something happens to any curve, with their neighbours."""
    for key in curve_keys(schedule):
        for edge in _edges(curve_of(schedule, key)):
            step = math.floor(edge) - schedule.counts_from
            yield from range(step - NEIGHBOURS, step + NEIGHBOURS + 2)


def _edges(schedule: Schedule) -> Iterator[float]:
    """Yield the boundaries, those of some cycles of each repeat, and the edges of staircases."""
    line = timeline(schedule)
    yield from line.boundaries
    yield from _stairs(schedule, line)
    for number, cycles in enumerate(cycles_of(schedule, line)):
        span = line.repeats[number]
        count = executed_cycles(line, number, cycles, schedule.counts_from)
        some = range(0, count, max(1, count // CYCLES))
        for cycle in {*some, *range(max(0, count - 2), count)}:
            yield from (span.begin + cycles.step(cycle, place) for place in span.inner)


def _stairs(schedule: Schedule, line: Timeline) -> Iterator[float]:
    for segment, begin, end in zip(schedule.segments, line.begins, line.ends, strict=True):
        every = stair_length(segment.shape, schedule)
        if every is not None:
            origin = whole_place(segment, schedule, begin, end).begin
            gone = math.floor((begin - origin) / every)
            count = math.ceil((end - origin) / every) - gone
            chosen = range(count) if count <= STAIRS else range(0, count, count // STAIRS)
            yield from (origin + every * (gone + i) for i in chosen)


def _resumed(schedule: Schedule, line: Timeline, last: int) -> tuple[int, ...]:
    """Choose a step inside the first segment, one on a boundary, and one in the tail.

    Where there are repeats, one in the middle of all their cycles is among them too.
    """
    end = math.ceil(line.end) - schedule.counts_from
    first = math.ceil(line.ends[0]) - schedule.counts_from
    boundary = max(1, first)
    # Two steps before the end, so that the steps that follow lead past it.
    tail = end - 2 if end - 2 > boundary else max(end, last) + NEIGHBOURS
    middle = {
        max(1, math.floor((span.begin + min(span.end, line.end)) / 2)) for span in line.repeats
    }
    return tuple(sorted({max(1, boundary // 2), boundary, tail} | middle))

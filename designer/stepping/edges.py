"""The steps at which the rates, or a curve beside them, go from one segment to another."""

import contextlib
import math
from collections.abc import Iterator

from rampsmith.designer.editing.tracks import as_schedule, tracks
from rampsmith.designer.evaluation.laps import Cycles, cycles_of
from rampsmith.designer.evaluation.timeline import Laps, timeline
from rampsmith.designer.schedule import Schedule


def step_edge_after(schedule: Schedule, t: int) -> int | None:
    """Return the first step behind t that another segment begins with, or None."""
    return min((step for step in _near(schedule, t) if step > t), default=None)


def step_edge_before(schedule: Schedule, t: int) -> int | None:
    """Return the last step before t that another segment begins with, or None."""
    return max((step for step in _near(schedule, t) if step < t), default=None)


def _near(schedule: Schedule, t: int) -> Iterator[int]:
    """Yield the steps that segments begin with, of repeats the cycles around t only."""
    line = timeline(schedule)
    offset = schedule.counts_from
    every = line.end if schedule.begins_again else 0.0
    for begin in _rounds(t, every):
        edges = list(line.boundaries)
        for laps, cycles in zip(line.laps, cycles_of(schedule, line), strict=True):
            edges += _cycle_edges(laps, cycles, t - begin + offset)
        yield from (max(0, math.ceil(begin + edge - offset)) for edge in edges)
    for name, _ in tracks(schedule):
        yield from _near(as_schedule(schedule, name), t)


def _rounds(t: int, every: float) -> Iterator[float]:
    """Yield where the round that t is in begins, and those beside it; 0 where there is but one."""
    if every <= 0:
        yield 0.0
        return
    number = t // every
    yield from ((number + i) * every for i in (-1, 0, 1) if number + i >= 0)


def _cycle_edges(laps: Laps, cycles: Cycles, position: float) -> Iterator[float]:
    """Yield the boundaries within the cycle at a position, the one before and the one behind."""
    within = min(max(position, laps.begin), laps.end) - laps.begin
    with contextlib.suppress(ArithmeticError, ValueError):
        number, _ = cycles.place(within)
        for cycle in range(max(0, number - 1), number + 2):
            for place in laps.inner:
                edge = laps.begin + cycles.step(cycle, place)
                if edge <= laps.end:
                    yield edge

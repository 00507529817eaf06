"""A walk through the training loop as a debugger takes it: from line to line, or further at once."""

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.repeats import Cycles, cycles_of
from rampsmith.designer.evaluation.timeline import RepeatSpan, timeline
from rampsmith.designer.training_loop.loop import BatchPlace, Loop

Line: TypeAlias = Literal["backward", "optimizer", "scheduler"]
Stride: TypeAlias = Literal["line", "batch", "update", "epoch", "boundary"]

LINES: tuple[Line, ...] = ("backward", "optimizer", "scheduler")
STRIDES: tuple[Stride, ...] = ("line", "batch", "update", "epoch", "boundary")


@dataclass(frozen=True, slots=True)
class Stop:
    """The line of the loop that comes next in a walk, at a batch counted over the whole run."""

    index: int = 0
    line: Line = "backward"


def lines_at(place: BatchPlace) -> tuple[Line, ...]:
    """Return the lines that the loop comes through at a batch."""
    done: dict[Line, bool] = {"optimizer": place.updates, "scheduler": place.steps}
    return tuple(line for line in LINES if done.get(line, True))


class Walk:
    """The places of the training loop of a schedule's run, which has at least one batch."""

    def __init__(self, schedule: Schedule) -> None:
        """Take the schedule whose boundaries one can go to."""
        self._schedule = schedule
        self.loop = Loop.of(schedule)

    @property
    def end(self) -> Stop:
        """The last line of the run."""
        return self._end_of(self.loop.batches - 1)

    def at(self, epoch: int, batch: int) -> Stop:
        """Return the beginning of a batch counted from that of an epoch, or of the run's last one."""
        epoch = max(0, min(epoch, self.loop.epochs - 1))
        index = self.loop.first_batch_of_epoch(epoch) + max(0, batch)
        return Stop(min(index, self.loop.batches - 1))

    def at_update(self, update: int) -> Stop:
        """Return the first batch of an update, or of the run's last one."""
        update = max(0, min(update, self.loop.updates - 1))
        return Stop(self.loop.first_batch_of_update(update))

    def held(self, stop: Stop) -> Stop:
        """Return the same stop, or the nearest that a changed run has."""
        index = max(0, min(stop.index, self.loop.batches - 1))
        is_there = stop.line in lines_at(self.loop.place(index))
        return Stop(index, stop.line if is_there else "backward")

    def after(self, stop: Stop, stride: Stride) -> Stop:
        """Return the next line, batch, update, epoch or boundary; at the end, the last line."""
        match stride:
            case "line":
                lines = lines_at(self.loop.place(stop.index))
                follows = lines.index(stop.line) + 1
                found = Stop(stop.index + 1)
                if follows < len(lines):
                    found = Stop(stop.index, lines[follows])
            case "batch":
                found = Stop(stop.index + 1)
            case "update":
                found = self._update(self._updates_done(stop, ("optimizer", "scheduler")))
            case "epoch":
                epoch = self.loop.place(stop.index).epoch
                found = Stop(self.loop.first_batch_of_epoch(epoch + 1))
            case "boundary":
                t = step_edge_after(self._schedule, self.loop.place(stop.index).t)
                found = self.end if t is None else Stop(self.loop.first_batch_of_step(t))
        return found if found.index < self.loop.batches else self.end

    def before(self, stop: Stop, stride: Stride) -> Stop:
        """Return the line, update or boundary before, or where a batch or epoch began."""
        match stride:
            case "line":
                lines = lines_at(self.loop.place(stop.index))
                number = lines.index(stop.line)
                if number > 0:
                    return Stop(stop.index, lines[number - 1])
                return self._end_of(stop.index - 1) if stop.index > 0 else Stop()
            case "batch":
                return Stop(max(0, stop.index - (stop.line == "backward")))
            case "update":
                update = self._updates_done(stop, ("scheduler",)) - 1
                return self._update(update) if update >= 0 else Stop()
            case "epoch":
                last = stop.index - (stop.line == "backward")
                epoch = self.loop.place(max(0, last)).epoch
                return Stop(self.loop.first_batch_of_epoch(epoch))
            case "boundary":
                return self._boundary_before(stop)

    def _boundary_before(self, stop: Stop) -> Stop:
        """Return where the step of this stop began, or the boundary before it."""
        place = self.loop.place(stop.index)
        begun = Stop(self.loop.first_batch_of_step(place.t)) != stop
        t = step_edge_before(self._schedule, place.t + begun)
        return Stop() if t is None else Stop(self.loop.first_batch_of_step(t))

    def _update(self, update: int) -> Stop:
        return Stop(self.loop.batch_of_update(update), "optimizer")

    def _updates_done(self, stop: Stop, lines: tuple[Line, ...]) -> int:
        """Count the updates before a stop; at one of these lines, that of its batch with them."""
        return self.loop.updates_before(stop.index + (stop.line in lines))

    def _end_of(self, index: int) -> Stop:
        return Stop(index, lines_at(self.loop.place(index))[-1])


def step_edge_after(schedule: Schedule, t: int) -> int | None:
    """Return the first step after t that another segment of any curve begins with, or None."""
    return min((step for step in _near(schedule, t) if step > t), default=None)


def step_edge_before(schedule: Schedule, t: int) -> int | None:
    """Return the last step before t that another segment of any curve begins with, or None."""
    return max((step for step in _near(schedule, t) if step < t), default=None)


def _near(schedule: Schedule, t: int) -> Iterator[int]:
    """Yield the steps that segments of all curves begin with."""
    for key in curve_keys(schedule):
        yield from _of_curve(curve_of(schedule, key), t)


def _of_curve(schedule: Schedule, t: int) -> Iterator[int]:
    """Yield the steps that segments begin with, of repeats the cycles around t only."""
    line = timeline(schedule)
    offset = schedule.counts_from
    every = line.end if schedule.begins_again else 0.0
    for begin in _rounds(t, every):
        edges = list(line.boundaries)
        for span, cycles in zip(line.repeats, cycles_of(schedule, line), strict=True):
            edges += _cycle_edges(span, cycles, t - begin + offset)
        yield from (max(0, math.ceil(begin + edge - offset)) for edge in edges)


def _rounds(t: int, every: float) -> Iterator[float]:
    """Yield where the round of t begins, and those before and after it; 0 where there is one only."""
    if every <= 0:
        yield 0.0
        return
    number = t // every
    yield from ((number + i) * every for i in (-1, 0, 1) if number + i >= 0)


def _cycle_edges(span: RepeatSpan, cycles: Cycles, position: float) -> Iterator[float]:
    """Yield the boundaries within the cycle at a position, the one before and the one after."""
    within = min(max(position, span.begin), span.end) - span.begin
    with contextlib.suppress(ArithmeticError, ValueError):
        number, _ = cycles.place(within)
        for cycle in range(max(0, number - 1), number + 2):
            for place in span.inner:
                edge = span.begin + cycles.step(cycle, place)
                if edge <= span.end:
                    yield edge

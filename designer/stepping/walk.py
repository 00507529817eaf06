"""A walk through the training loop as a debugger takes it: from line to line, or further at once."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.edges import step_edge_after, step_edge_before
from rampsmith.designer.stepping.loop import Loop, Place

Line: TypeAlias = Literal["backward", "optimizer", "scheduler"]
Stride: TypeAlias = Literal["line", "batch", "update", "epoch", "boundary"]

LINES: tuple[Line, ...] = ("backward", "optimizer", "scheduler")
STRIDES: tuple[Stride, ...] = ("line", "batch", "update", "epoch", "boundary")


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a walk stands: before a line of the loop, at a batch counted over the whole run.

    Attributes:
        index: the batch.
        line: the line that comes next: ``loss.backward()``, ``optimizer.step()`` or
            ``scheduler.step()``.
    """

    index: int = 0
    line: Line = "backward"


def lines_at(place: Place) -> tuple[Line, ...]:
    """Return the lines that the loop comes through at a batch."""
    done: dict[Line, bool] = {"optimizer": place.updates, "scheduler": place.steps}
    return tuple(line for line in LINES if done.get(line, True))


class Walk:
    """Where one gets to in the training loop of a schedule's run, which has at least one batch."""

    def __init__(self, schedule: Schedule) -> None:
        """Take the schedule whose boundaries one can go to."""
        self._schedule = schedule
        self.loop = Loop.of(schedule)

    @property
    def end(self) -> Stop:
        """The last line of the run."""
        return self._end_of(self.loop.batches - 1)

    def at(self, epoch: int, batch: int) -> Stop:
        """Return the beginning of a batch of an epoch, or of the nearest that the run has."""
        epoch = max(0, min(epoch, self.loop.epochs - 1))
        index = self.loop.place_at(epoch, max(0, batch)).index
        return Stop(min(index, self.loop.batches - 1))

    def at_step(self, t: int) -> Stop:
        """Return the first batch that has t calls of ``scheduler.step()`` before it."""
        index = self.loop.first_batch_of_step(max(0, t))
        return Stop(min(index, self.loop.batches - 1))

    def held(self, stop: Stop) -> Stop:
        """Return the same stop, or the nearest that a changed run has."""
        index = max(0, min(stop.index, self.loop.batches - 1))
        return Stop(
            index, stop.line if stop.line in lines_at(self.loop.place(index)) else "backward"
        )

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

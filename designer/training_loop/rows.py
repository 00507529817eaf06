"""The table of a run: a row for each batch, update, step or epoch, any of them found at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rampsmith.designer.document.kinds import RATE_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Values, set_curves
from rampsmith.designer.training_loop.loop import Loop

By: TypeAlias = Literal["step", "batch", "update", "epoch"]

BYS: tuple[By, ...] = ("step", "batch", "update", "epoch")

ROWS_AT_ONCE = 1_000
"""So many rows are worked out together, which is faster than one by one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: it lasts until the next one begins.

    Attributes:
        index, epoch, batch, update: those of the ``Place`` at which it begins.
        t: how many calls of ``scheduler.step()`` are done when its first update is made; of a
            batch, when it begins.
        values: what each curve sets then.
        after: what each curve has set when it is over; the rates are what ``get_last_lr()`` returns.
    """

    index: int
    epoch: int
    batch: int
    update: int | None
    t: int
    values: Values
    after: Values

    @property
    def rates(self) -> tuple[float, ...]:
        """The rate of each parameter group when it begins."""
        return self.values[RATE_CURVE]


class Rows:
    """All rows of a run, none of them held; rows after its end are those of a longer run."""

    def __init__(self, schedule: Schedule, by: By) -> None:
        """Resolve the schedule once for all rows.

        Args:
            schedule: a schedule; where it is impossible, there are no rows.
            by: what a row stands for: "step" is an update or an epoch, as the schedule steps.
        """
        self.schedule = schedule
        self.by = by
        self.loop = Loop.of(schedule)
        self._curves = set_curves(schedule)
        self._unit = schedule.stepping if by == "step" else by

    def __len__(self) -> int:
        """Count the rows of the run, if there are no more than Python can count so."""
        return self.count

    @property
    def count(self) -> int:
        """How many rows the run has, which may be more than ``len`` can return."""
        match self._unit:
            case "batch":
                return self.loop.batches
            case "update":
                return self.loop.updates
            case _:
                return self.loop.epochs

    def begin(self, row: int) -> int:
        """Return the batch that a row begins with, counted over the whole run."""
        match self._unit:
            case "batch":
                return row
            case "update":
                return self.loop.first_batch_of_update(row)
            case _:
                return self.loop.first_batch_of_epoch(row)

    def row_of(self, index: int) -> int:
        """Return the row that a batch belongs to."""
        match self._unit:
            case "batch":
                return index
            case "update":
                # Batches whose gradients reach no update go with the one before them.
                update = self.loop.updates_before(index)
                row = update - (self.begin(update) > index)
                return min(row, self.count - 1) if index < self.loop.batches else row
            case _:
                return self.loop.place(index).epoch

    def first_row_of_step(self, t: int) -> int:
        """Return the first row that has at least t calls of ``scheduler.step()`` before it."""
        index = self.loop.first_batch_of_step(t)
        if self._unit == "update":
            return self.loop.updates_before(index)
        row = self.row_of(index)
        return row + (self.begin(row) < index)

    def read(self, first: int, stop: int) -> list[Row]:
        """Return the rows from first up to stop."""
        begins = [self.begin(row) for row in range(first, stop)]
        ends = [self._end(row) for row in range(first, stop)]
        places = [self.loop.place(index) for index in begins]
        steps = [self._step(row) for row in range(first, stop)]
        now = self._values(steps)
        after = self._values([self.loop.steps_before(index) for index in ends])
        return [
            Row(
                index=place.index,
                epoch=place.epoch,
                batch=place.batch,
                update=place.update,
                t=t,
                values=values,
                after=values_after,
            )
            for place, t, values, values_after in zip(places, steps, now, after, strict=True)
        ]

    def each(self, first: int, stop: int) -> Iterator[Row]:
        """Yield the rows from first up to stop, however many there are."""
        for begin in range(first, stop, ROWS_AT_ONCE):
            yield from self.read(begin, min(begin + ROWS_AT_ONCE, stop))

    def _step(self, row: int) -> int:
        """Return the step whose values a row shows."""
        if self._unit == "update":
            return self.loop.step_of_update(row)
        return self.loop.steps_before(self.begin(row))

    def _end(self, row: int) -> int:
        """Return the batch that no longer belongs to a row."""
        return self.loop.batches if row == self.count - 1 else self.begin(row + 1)

    def _values(self, steps: list[int]) -> list[Values]:
        """Return what each curve sets at steps in rising order."""
        columns = [rates.of_all_groups(steps) for rates in self._curves.values()]
        return [dict(zip(self._curves, row, strict=True)) for row in zip(*columns, strict=True)]

"""The values of a run as a table, for people and as CSV, one line at a time however long it is."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rampsmith.designer.document.curves import is_one_for_all
from rampsmith.designer.document.kinds import RATE_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.training_loop.rows import Row, Rows
from rampsmith.designer.values.names import printable
from rampsmith.designer.values.numbers import rate_text

Columns: TypeAlias = Literal["rates", "loop"]

COLUMNS: tuple[Columns, ...] = ("rates", "loop")

LOOKED_AT = 100
"""Steps at which the highest rate is looked for, besides the levels."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a run from the first up to a stop, and what is shown of each.

    The columns of "rates" are t, epoch, batch and the rates there; those of "loop" are the update
    and what ``get_last_lr()`` returns afterwards, too.
    """

    rows: Rows
    first: int
    stop: int
    columns: Columns = "rates"

    @classmethod
    def of_steps(cls, rows: Rows, first: int, stop: int, columns: Columns = "rates") -> "Table":
        """Choose the rows that begin at a step from first up to stop."""
        begin, end = rows.first_row_of_step(first), rows.first_row_of_step(stop)
        return cls(rows, begin, end, columns)

    def csv_lines(self) -> Iterator[str]:
        """Yield the table as CSV; reading a rate gives exactly the designer's."""
        yield _csv_line(self.heads)
        for values in self.values():
            yield _csv_line(["" if value is None else value for value in values])

    def values(self) -> Iterator[tuple[float | None, ...]]:
        """Yield the cells of each row: counts, of which there may be none, and rates."""
        for row in self.rows.each(self.first, self.stop):
            yield (*self._counts(row), *self._values(row))

    def text_lines(self) -> Iterator[str]:
        """Yield the table for people: the numbers stand under each other."""
        heads = tuple(map(printable, self.heads))
        decimals = [_decimals(peak) for peak in _peaks(self.rows.schedule)]
        if self.columns == "loop":
            decimals *= 2
        least = [*self._widest(), *(max(digits + 2, 9) for digits in decimals)]
        widths = [max(width, len(head)) for width, head in zip(least, heads, strict=True)]
        yield _text_line(heads, widths)
        for row in self.rows.each(self.first, self.stop):
            counts = ("-" if count is None else f"{count:,}" for count in self._counts(row))
            values = zip(self._values(row), decimals, strict=True)
            yield _text_line((*counts, *(_rate(*value) for value in values)), widths)

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the columns."""
        heads = self._value_heads("rate")
        if self.columns == "rates":
            return ("t", "epoch", "batch", *heads)
        after = self._value_heads("get_last_lr", " after")
        return ("t", "epoch", "batch", "update", *heads, *after)

    def _value_heads(self, rate: str, when: str = "") -> Iterator[str]:
        """Yield the heads of the rates of each group, and of what other curves set."""
        for key, curve in set_curves(self.rows.schedule).items():
            what = rate if key == RATE_CURVE else key.kind.name
            after = "" if key == RATE_CURVE else when
            if is_one_for_all(self.rows.schedule, key.kind):
                yield f"{what}{after}"
            else:
                yield from (f"{what} {group.name}{after}" for group in curve.schedule.groups)

    def _counts(self, row: Row) -> tuple[int | None, ...]:
        counts = (row.t, row.epoch, row.batch)
        return counts if self.columns == "rates" else (*counts, row.update)

    def _values(self, row: Row) -> tuple[float, ...]:
        shown = [row.values] if self.columns == "rates" else [row.values, row.after]
        return tuple(value for each in shown for values in each.values() for value in values)

    def _widest(self) -> list[int]:
        """Return how many characters the counts of all lines have at most."""
        loop = self.rows.loop
        last = loop.place(self.rows.begin(max(self.first, self.stop - 1)))
        updates = loop.updates_before(last.index)
        counts = (last.t, last.epoch, max(loop.run.batches_per_epoch, last.batch), updates)
        return [len(f"{count:,}") for count in counts[: 3 if self.columns == "rates" else 4]]


def _csv_line(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _text_line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)) + "\n"


def _peaks(schedule: Schedule) -> list[float]:
    """Return the highest value that each column of values is designed to have."""
    return [
        _peak(curve, group)
        for curve in set_curves(schedule).values()
        for group in range(len(curve.schedule.groups))
    ]


def _peak(rates: Rates, group: int) -> float:
    """Return the highest value that a group is designed to have."""
    if group in rates.own:
        return _peak(rates.own[group], 0)
    schedule = rates.schedule
    some = range(0, schedule.total_steps + 1, max(1, schedule.total_steps // LOOKED_AT))
    return max(
        *(rates.level_at_start(index, group) for index in range(len(schedule.segments))),
        *(rates.level_at_end(index, group) for index in range(len(schedule.segments))),
        # Formulas and scaled cycles go where no level is.
        *rates.of_group(group, some),
    )


def _decimals(peak: float) -> int:
    """Return how many decimals show six digits of the highest rate."""
    if not math.isfinite(peak) or peak <= 0:
        return 6
    return min(12, max(1, 5 - math.floor(math.log10(peak))))


def _rate(value: float, decimals: int) -> str:
    """Write a rate with its decimals under the others', or as 1.234e-7 where these say too little."""
    if value == 0:
        return "0"  # Eight zeros next to 7e-6 would look like a number that is too small to see.
    fixed = f"{value:.{decimals}f}"
    shown = abs(value) >= 1_000 * 10.0**-decimals
    return fixed if shown or math.isclose(float(fixed), value, rel_tol=1e-9) else rate_text(value)

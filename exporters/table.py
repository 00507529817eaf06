"""The rates of a run as a table, for people and as CSV, one line at a time however long it is."""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import rate_text
from rampsmith.designer.schedule import Schedule

By: TypeAlias = Literal["step", "update", "epoch"]

ROWS_AT_ONCE = 1_000
"""So many rows are worked out together, which is faster than one by one."""

LOOKED_AT = 100
"""Steps at which the highest rate is looked for, besides the levels."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        t: how many calls of ``scheduler.step()`` are done.
        epoch: the epoch in which the line begins, counted from 0.
        batch: the batch of that epoch with which it begins, counted from 0.
        rates: the rate of each parameter group.
        momentum: the momentum, where that changes too.
    """

    t: int
    epoch: int
    batch: int
    rates: tuple[float, ...]
    momentum: float | None = None

    @property
    def values(self) -> tuple[float, ...]:
        """The rates, and behind them the momentum where there is one."""
        return self.rates if self.momentum is None else (*self.rates, self.momentum)


def rows(schedule: Schedule, by: By, first: int, stop: int) -> Iterator[Row]:
    """Yield a row for each step, update or epoch that begins at a step from first up to stop.

    Args:
        schedule: a schedule without errors.
        by: what each row stands for.
        first: the first step.
        stop: the first step that is left out.
    """
    rates = Rates(schedule)
    places = _places(schedule, by, first, stop)
    for begin in range(0, len(places), ROWS_AT_ONCE):
        updates = places[begin : begin + ROWS_AT_ONCE]
        steps = [_step(schedule, update) for update in updates]
        columns = [rates.of_group(group, steps) for group in range(len(schedule.groups))]
        momenta: list[float] | list[None] = [None] * len(steps)
        if rates.momentum is not None:
            momenta = rates.momentum.samples(steps)
        values = zip(*columns, strict=True)
        for update, t, each, momentum in zip(updates, steps, values, momenta, strict=True):
            epoch, batch = _epoch_and_batch(schedule, update)
            yield Row(t, epoch, batch, each, momentum)


def csv_lines(schedule: Schedule, by: By, first: int, stop: int) -> Iterator[str]:
    """Yield the table as CSV; reading a rate gives exactly the designer's."""
    yield _csv_line(("t", "epoch", "batch", *_value_heads(schedule)))
    for row in rows(schedule, by, first, stop):
        yield _csv_line((row.t, row.epoch, row.batch, *map(repr, row.values)))


def text_lines(schedule: Schedule, by: By, first: int, stop: int) -> Iterator[str]:
    """Yield the table for people: the numbers stand under each other."""
    decimals = [_decimals(rates) for rates in _peaks(schedule)]
    heads = ("t", "epoch", "batch", *map(_printable, _value_heads(schedule)))
    places = _places(schedule, by, first, stop)
    last = places[-1] if len(places) else 0
    epoch, _ = _epoch_and_batch(schedule, last)
    widest = (_step(schedule, last), epoch, schedule.run.batches_per_epoch)
    widths = [
        max(len(f"{number:,}"), len(head)) for number, head in zip(widest, heads, strict=False)
    ]
    widths += [
        max(digits + 2, 9, len(head)) for digits, head in zip(decimals, heads[3:], strict=True)
    ]
    yield _text_line(heads, widths)
    for row in rows(schedule, by, first, stop):
        counts = (f"{number:,}" for number in (row.t, row.epoch, row.batch))
        rates = (_rate(rate, digits) for rate, digits in zip(row.values, decimals, strict=True))
        yield _text_line((*counts, *rates), widths)


def _places(schedule: Schedule, by: By, first: int, stop: int) -> range:
    """Return the updates with which the rows begin; epochs may have one or thousands."""
    per_epoch = max(1, schedule.run.updates_per_epoch)
    per_step = per_epoch if schedule.stepping == "epoch" else 1
    begin, end = first * per_step, stop * per_step
    match by:
        case "step":
            return range(begin, end, per_step)
        case "update":
            return range(begin, end)
        case "epoch":
            return range(-(-begin // per_epoch) * per_epoch, end, per_epoch)


def _step(schedule: Schedule, update: int) -> int:
    """Return how many calls of ``scheduler.step()`` come before an update."""
    if schedule.stepping == "epoch":
        return update // max(1, schedule.run.updates_per_epoch)
    return update


def _epoch_and_batch(schedule: Schedule, update: int) -> tuple[int, int]:
    epoch, within = divmod(update, max(1, schedule.run.updates_per_epoch))
    return epoch, within * schedule.run.accumulation


def _value_heads(schedule: Schedule) -> tuple[str, ...]:
    rates = tuple(f"rate {group.name}" for group in schedule.groups)
    return rates if schedule.momentum is None else (*rates, "momentum")


def _csv_line(cells: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _text_line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)) + "\n"


def _peaks(schedule: Schedule) -> list[float]:
    """Return the highest rate that each group is designed to have, and the highest momentum."""
    rates = Rates(schedule)
    some = range(0, schedule.total_steps + 1, max(1, schedule.total_steps // LOOKED_AT))
    peaks = [
        max(
            *(rates.level_at_start(index, group) for index in range(len(schedule.segments))),
            *(rates.level_at_end(index, group) for index in range(len(schedule.segments))),
            # Formulas and scaled cycles go where no level is.
            *rates.of_group(group, some),
        )
        for group in range(len(schedule.groups))
    ]
    if rates.momentum is not None:
        peaks.append(max(max(p.start_value, p.end_value) for p in rates.momentum.pieces))
    return peaks


def _decimals(peak: float) -> int:
    """Return how many decimals show six digits of the highest rate."""
    if not math.isfinite(peak) or peak <= 0:
        return 6
    return min(12, max(1, 5 - math.floor(math.log10(peak))))


def _rate(value: float, decimals: int) -> str:
    """Write a rate with its decimals under the others', or as 1.234e-7 where these say too little."""
    fixed = f"{value:.{decimals}f}"
    shown = abs(value) >= 1_000 * 10.0**-decimals
    return fixed if shown or math.isclose(float(fixed), value, rel_tol=1e-9) else rate_text(value)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)

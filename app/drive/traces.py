"""What a drive has told so far: the losses of every design with every seed, as lines to draw."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.events import Diverged, Event, Rows, RunFinished, Started
from rampsmith.designer.drive.range_test import smoothed
from rampsmith.designer.logs.log import Floats

SMOOTHED_OVER = 1 / 40
"""The share of a run's updates over which a smoothed line goes; a guess."""


@dataclass(frozen=True, slots=True)
class DrivenDesign:
    """A design as it was when it was driven.

    Attributes:
        pin: the number of the pin that it is; None for the design of the window.
        updates: how many updates its network is trained for.
    """

    name: str
    schedule: Schedule
    pin: int | None
    updates: int


@dataclass(slots=True, eq=False)
class Trace:
    """One run with one seed: its rate and loss at each update, and how it ended."""

    rates: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    diverged: Diverged | None = None
    final_loss: float | None = None


@dataclass(frozen=True, slots=True)
class MeanLoss:
    """The losses of a design over its seeds: as they are, smoothed, and the range of the seeds."""

    raws: tuple[LoggedSeries, ...]
    smooth: LoggedSeries
    band: tuple[LoggedSeries, LoggedSeries] | None


class Traces:
    """The traces of a drive; events are taken as they come."""

    def __init__(self, designs: tuple[DrivenDesign, ...], seeds: int) -> None:
        """Begin with nothing told."""
        self.designs, self.seeds = designs, seeds
        self.started: Started | None = None
        self._traces: dict[tuple[int, int], Trace] = {}
        self._total = seeds * sum(design.updates for design in designs)

    def take(self, event: Event) -> None:
        """Add what was told."""
        match event:
            case Started():
                self.started = event
            case Rows():
                trace = self.trace(event.run, event.seed)
                trace.rates += event.rates
                trace.losses += event.losses
            case Diverged():
                self.trace(event.run, event.seed).diverged = event
            case RunFinished():
                self.trace(event.run, event.seed).final_loss = event.final_loss

    def trace(self, run: int, seed: int) -> Trace:
        """Return the trace of a run with a seed."""
        return self._traces.setdefault((run, seed), Trace())

    def of_run(self, run: int) -> tuple[Trace, ...]:
        """Return the traces of a run that have been begun, in the order of the seeds."""
        return tuple(trace for (at, _), trace in sorted(self._traces.items()) if at == run)

    @property
    def share(self) -> float:
        """How much of the drive is done, from 0 to 1."""
        done = sum(
            self.designs[run].updates if trace.diverged else len(trace.losses)
            for (run, _), trace in self._traces.items()
        )
        return min(1.0, done / max(1, self._total))

    @property
    def now(self) -> tuple[int, int] | None:
        """The run and the seed that are under way."""
        unfinished = (
            at
            for at, trace in self._traces.items()
            if trace.final_loss is None and trace.diverged is None
        )
        return next(unfinished, None)

    def finals(self, run: int) -> list[float]:
        """Return the final losses of the seeds of a run that came to their end."""
        return [each.final_loss for each in self.of_run(run) if each.final_loss is not None]

    def divergences(self, run: int) -> list[Diverged]:
        """Return where seeds of a run stopped being finite, the first one first."""
        found = (trace.diverged for trace in self.of_run(run))
        return sorted((each for each in found if each is not None), key=lambda each: each.update)

    def in_order(self) -> Iterator[int]:
        """Yield the runs: the lowest final loss first, those without one last."""

        def key(run: int) -> tuple[bool, float, int]:
            finals = self.finals(run)
            return (not finals, math.fsum(finals) / len(finals) if finals else 0.0, run)

        return iter(sorted(range(len(self.designs)), key=key))

    def mean(self, run: int) -> MeanLoss | None:
        """Return the losses of a run over its seeds; None while there are none.

        A seed that diverged is no part of the mean where others go on. Where none does, the mean goes
        as far as all of them came.
        """
        found = [trace for trace in self.of_run(run) if trace.losses]
        if not found:
            return None
        design = self.designs[run]
        kept = [trace for trace in found if trace.diverged is None]
        shortest = min(len(trace.losses) for trace in found)
        rows = [np.array(trace.losses) for trace in kept] or [
            np.array(trace.losses[:shortest]) for trace in found
        ]
        over = max(1, round(design.updates * SMOOTHED_OVER))
        raw, smooth = _table(rows), _table([smoothed(losses, over) for losses in rows])

        def series(values: Floats) -> LoggedSeries:
            return LoggedSeries(design.name, np.arange(len(values), dtype=float), values)

        lost = [series(np.array(trace.losses)) for trace in found if trace not in kept]
        band = None
        if len(rows) > 1:
            band = series(np.nanmin(smooth, axis=0)), series(np.nanmax(smooth, axis=0))
        raws = (series(np.nanmean(raw, axis=0)), *lost)
        return MeanLoss(raws, series(np.nanmean(smooth, axis=0)), band)


def _table(rows: list[Floats]) -> Floats:
    """Put rows of different lengths below each other; what is missing is NaN."""
    table = np.full((len(rows), max(map(len, rows))), np.nan)
    for row, values in enumerate(rows):
        table[row, : len(values)] = values
    return table

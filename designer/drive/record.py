"""What is known of a drive so far: its curves, its ends, and the words for them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rampsmith.designer.drive.driven_log import DrivenCurve, log_text
from rampsmith.designer.drive.events import Diverged, Event, RunFinished, Started, UpdateRows
from rampsmith.designer.drive.request import DriveRequest
from rampsmith.designer.values.numbers import count_text, counted, rate_text, rounded_text


@dataclass(frozen=True, slots=True)
class RunEnds:
    """How a run has ended so far, with one seed after the other.

    Attributes:
        final_losses: one for each seed that did not diverge.
        divergences: one for each that did.
    """

    final_losses: tuple[float, ...] = ()
    divergences: tuple[Diverged, ...] = ()

    @property
    def mean(self) -> float:
        """The mean of the final losses; infinite where there is none."""
        return _mean(self.final_losses) if self.final_losses else math.inf

    @property
    def spread(self) -> float | None:
        """The standard deviation of the final losses; None where there are no two."""
        # No window waits for what only a finished drive needs.
        import statistics

        return statistics.stdev(self.final_losses) if len(self.final_losses) > 1 else None


class DriveRecord:
    """Collects the events of a drive."""

    def __init__(self, request: DriveRequest) -> None:
        """Begin with nothing."""
        self.request = request
        self._rates: list[list[float]] = [[] for _ in request.runs]
        self._losses: list[list[list[float]]] = [[] for _ in request.runs]
        self._ends = [RunEnds() for _ in request.runs]
        self.started: Started | None = None
        self.latest: tuple[int, int] | None = None
        """The run and the seed of the newest event."""
        self.done = 0
        """The updates that are done, or need not be done because their run has diverged."""

    def take(self, event: Event) -> None:
        """Take the next event."""
        match event:
            case Started():
                self.started = event
            case UpdateRows(run, seed, first, rates, losses):
                self.latest = run, seed
                while len(self._losses[run]) <= seed:
                    self._losses[run].append([])
                self._losses[run][seed] += losses
                if first + len(rates) > len(self._rates[run]):
                    self._rates[run][first:] = rates
                self.done += len(losses)
            case Diverged(run, _, update, _):
                ends = self._ends[run]
                divergences = (*ends.divergences, event)
                self._ends[run] = RunEnds(ends.final_losses, divergences)
                self.done += self.request.runs[run].updates - update
            case RunFinished(run, _, final_loss):
                ends = self._ends[run]
                self._ends[run] = RunEnds((*ends.final_losses, final_loss), ends.divergences)

    @property
    def share(self) -> float:
        """How much of the drive is done, from 0 to 1."""
        return self.done / self.request.total_updates

    def rates(self, run: int) -> Sequence[float]:
        """Return the rates of a run at each update, as far as any seed has come."""
        return self._rates[run]

    def losses(self, run: int) -> Sequence[Sequence[float]]:
        """Return the losses of a run at each update, for each seed that has begun."""
        return self._losses[run]

    def mean_losses(self, run: int) -> list[float]:
        """Return the means over the seeds, as far as all seeds that have begun have come."""
        return [_mean(losses) for losses in zip(*self._losses[run], strict=False)]

    def ends(self, run: int) -> RunEnds:
        """Return how a run has ended so far."""
        return self._ends[run]

    def in_order(self) -> list[int]:
        """Return the runs: the one with the lowest mean of its final losses first."""
        return sorted(range(len(self._ends)), key=lambda run: self._ends[run].mean)

    def log_text(self, *, ended: bool = False) -> str:
        """Write what was driven as a log.

        Args:
            ended: leaves out the runs that did not come to their end with any seed.
        """
        return log_text(
            DrivenCurve(
                run.name,
                own_updates=run.file.schedule.run.total_updates,
                updates=run.updates,
                rates=self._rates[number],
                losses=self._losses[number],
                diverged=bool(ends.divergences) and not ends.final_losses,
            )
            for number, (run, ends) in enumerate(zip(self.request.runs, self._ends, strict=True))
            if ends.final_losses or not ended
        )


def divergence_words(divergence: Diverged) -> str:
    """Say where a run diverged: ``not finite at update 312, at 0.031``."""
    update, rate = count_text(divergence.update), rate_text(divergence.rate)
    return f"not finite at update {update}, at {rate}"


def ends_words(ends: RunEnds) -> str:
    """Say how a run has ended: the mean of its final losses, their spread, each divergence."""
    parts = []
    if ends.final_losses:
        spread = "" if ends.spread is None else f" ± {rounded_text(ends.spread, 2)}"
        parts.append(f"{rate_text(ends.mean)}{spread}")
    several = len(ends.final_losses) + len(ends.divergences) > 1
    for each in ends.divergences:
        seed = f" with seed {each.seed + 1}" if several else ""
        parts.append(f"{divergence_words(each)}{seed}")
    return "; ".join(parts)


def progress_words(record: DriveRecord) -> str:
    """Say how far a drive has come."""
    return f"{count_text(record.done)} of {counted(record.request.total_updates, 'update')}"


def _mean(losses: Sequence[float]) -> float:
    return math.fsum(losses) / len(losses)

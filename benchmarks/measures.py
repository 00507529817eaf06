"""The common ground of all benchmarks: times taken in turns, their ratios, and tables with targets."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Rounds: TypeAlias = Sequence[Sequence[float]]
"""The times of one thing, round for round."""


def turn_about(
    timed: Mapping[str, Callable[[], Sequence[float]]], *, rounds: int, warm_up: int = 0
) -> dict[str, list[list[float]]]:
    """Time everything in every round, so that what slows the machine slows all.

    The order is turned round from one round to the next; the first rounds may be for warming up.
    """
    times: dict[str, list[list[float]]] = {name: [] for name in timed}
    names = list(timed)
    for number in range(rounds + warm_up):
        for name in names if number % 2 else reversed(names):
            taken = list(timed[name]())
            if number >= warm_up:
                times[name].append(taken)
    return times


def processor_time(job: Callable[[], object]) -> float:
    """Run a job and return the milliseconds that the processor worked on it.

    Other programs do not count, which is what makes a ratio hold on a busy machine.
    """
    begin = time.process_time()
    job()
    return 1000 * (time.process_time() - begin)


def ratio(one: Rounds, other: Rounds) -> float:
    """Return the median, over all rounds, of the ratio of two medians of the same round."""
    pairs = zip(one, other, strict=True)
    return statistics.median(
        statistics.median(mine) / statistics.median(its) for mine, its in pairs
    )


def lateness(rounds: Rounds) -> float:
    """Return the 95th percentile of all times as a multiple of their median."""
    times = [each for taken in rounds for each in taken]
    return statistics.quantiles(times, n=20)[-1] / statistics.median(times)


@dataclass(slots=True)
class Table:
    """A table of ratios, printed row by row; it knows whether all targets were met."""

    title: str
    kept: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        """Print the head."""
        print(f"{self.title:<64} {'found':>8} {'target':>8}")

    def at_most(self, words: str, found: float, target: float) -> None:
        """Print a figure that must not be above its target."""
        self._judge(words, f"{found:.2f}", f"≤ {target:.2f}", met=found <= target)

    def at_least(self, words: str, found: float, target: float) -> None:
        """Print a figure that must not be below its target."""
        self._judge(words, f"{found:.2f}", f"≥ {target:.2f}", met=found >= target)

    def holds(self, words: str, *, met: bool) -> None:
        """Print what must be so."""
        self._judge(words, "yes" if met else "no", "yes", met=met)

    def tell(self, words: str, found: str) -> None:
        """Print something for information."""
        print(f"{words:<64} {found:>8}")

    @property
    def status(self) -> int:
        """The exit status of a benchmark: 0, or 1 where a target was missed."""
        return 0 if self.kept else 1

    def _judge(self, words: str, found: str, target: str, *, met: bool) -> None:
        self.kept &= met
        print(f"{words:<64} {found:>8} {target:>8}  {'yes' if met else 'NO'}")

"""Times the largest gap in the window's event loop while a class is proved, and while nothing happens.

While the check of a long run goes on, by a worker that is warm or just starting, the largest gap is at
most three times that of an idle window in the same time.
"""

import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, Qt, QTimer

from benchmarks.measures import Table, ratio
from benchmarks.offscreen import closed, opened, prepare
from rampsmith.app.window import Window
from rampsmith.designer.presets import preset_named
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Schedule

TARGET = 3.0
ROUNDS = {"warm": 15, "cold": 5}
UPDATES = 1_000_000
AT_MOST = 120_000
"""Milliseconds; a check that takes longer has failed."""


class Beat:
    """A timer that strikes as often as the loop lets it, and the largest gap between two strikes."""

    def __init__(self) -> None:
        """Prepare."""
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._strike)
        self._begin = self._last = self._largest = 0.0

    def start(self) -> None:
        """Measure from now on."""
        self._begin = self._last = time.perf_counter()
        self._largest = 0.0
        self._timer.start()

    def stop(self) -> tuple[float, float]:
        """Measure no more; return the largest gap and how long it all took, in milliseconds."""
        self._strike()
        self._timer.stop()
        return 1000 * self._largest, 1000 * (self._last - self._begin)

    def _strike(self) -> None:
        now = time.perf_counter()
        self._largest = max(self._largest, now - self._last)
        self._last = now


def long_run(updates: int) -> Schedule:
    """Give a schedule whose check goes through many steps."""
    run = Run(updates=updates, epochs=None)
    return replace(preset_named("warmup-cosine").make(), run=run)


def checked(window: Window, updates: int) -> tuple[float, float]:
    """Have a run checked, as after any edit; return the largest gap and how long the check took."""
    beat, loop = Beat(), QEventLoop()
    checker = window.proving.checker
    checker.started.connect(beat.start)
    checker.verdict_arrived.connect(loop.quit)
    QTimer.singleShot(AT_MOST, loop, loop.quit)
    window.store.open(long_run(updates), None)
    loop.exec()
    found = beat.stop()
    checker.started.disconnect(beat.start)
    checker.verdict_arrived.disconnect(loop.quit)
    if checker.is_checking:
        raise RuntimeError("The check did not come to its end.")
    return found


def idle(milliseconds: float) -> float:
    """Do nothing for a while; return the largest gap."""
    beat, loop = Beat(), QEventLoop()
    QTimer.singleShot(round(milliseconds), loop, loop.quit)
    beat.start()
    loop.exec()
    return beat.stop()[0]


def compare(table: Table, worker: str, folder: Path) -> None:
    """Compare checks, one after the other, with as much idleness behind each."""
    window = opened(long_run(UPDATES), folder)
    if worker == "warm":
        checked(window, UPDATES)
    gaps: list[list[float]] = []
    quiet: list[list[float]] = []
    lengths: list[float] = []
    for number in range(ROUNDS[worker]):
        if worker == "cold":
            closed(window)
            window = opened(long_run(UPDATES), folder)
        # Another number each time: what has been proved already is not proved again.
        gap, length = checked(window, UPDATES + number + 1)
        gaps.append([gap])
        lengths.append(length)
        quiet.append([idle(length)])
    closed(window)
    words = f"while a {worker} worker proves {UPDATES:,} steps : idle"
    table.at_most(words, ratio(gaps, quiet), TARGET)
    for name, taken in ((f"{worker} worker", gaps), ("idle", quiet)):
        median = statistics.median(each for (each,) in taken)
        table.tell(f"{name}: median of the largest gaps in milliseconds", f"{median:.1f}")
    table.tell("such a check in milliseconds", f"{statistics.median(lengths):.0f}")


def main() -> int:
    """Print the table; return 0 where every target is met."""
    prepare()
    table = Table("the largest gap in the event loop")
    with TemporaryDirectory() as folder:
        for worker in ROUNDS:
            compare(table, worker, Path(folder))
    return table.status


if __name__ == "__main__":
    sys.exit(main())

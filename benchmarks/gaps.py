"""Times the largest gap in the window's event loop while a class is proved, and while nothing happens.

While the check of a long run goes on, by a worker that is warm or just starting, the largest gap is at
most three times that of an idle window in the same time. While a design as large as a file can hold is
opened or saved, it is told beside the time that all of it takes.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEventLoop, Qt, QTimer

from benchmarks.measures import Table, ratio
from benchmarks.offscreen import closed, opened, prepare
from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.presets import preset_named
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.limits import MOST_METRICS, MOST_SEGMENTS
from rampsmith.designer.values.spans import Span

TARGET = 3.0
ROUNDS = {"warm": 15, "cold": 5}
UPDATES = 1_000_000
LARGE_ROUNDS = 5
AFTERWARDS = 3_000
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
    """Return a schedule whose check goes through many steps."""
    run = Run(updates=updates, epochs=None)
    return replace(preset_named("warmup-cosine").make(), run=run)


def checked(window: Window, updates: int) -> tuple[float, float]:
    """Have a run checked, as after any edit; return the largest gap and how long the check took."""
    beat, loop = Beat(), QEventLoop()
    checks = window.checking.queries
    checks.asked.connect(beat.start)
    checks.answered.connect(loop.quit)
    QTimer.singleShot(AT_MOST, loop, loop.quit)
    window.store.open(long_run(updates), None)
    loop.exec()
    found = beat.stop()
    checks.asked.disconnect(beat.start)
    checks.answered.disconnect(loop.quit)
    if checks.is_asking:
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


def largest() -> Schedule:
    """Return a design with as many segments and values of a metric as a file may have."""
    segments = [
        Segment(f"Part {number}", span=Span.of_steps(100), end=Level(0.1 + number % 7 / 10))
        for number in range(MOST_SEGMENTS - 1)
    ]
    metric = tuple(1 / (1 + number % 997) for number in range(MOST_METRICS))
    last = Segment("Plateau", Plateau(), start=Level(1.0))
    return replace(long_run(UPDATES), segments=(*segments, last), metric=metric)


def done_by(jobs: BackgroundJobs, begin: Callable[[], object]) -> tuple[float, float]:
    """Start a job in the background; return the largest gap and how long it all took."""
    beat, loop = Beat(), QEventLoop()
    beat.start()
    begin()
    while jobs.is_busy:
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    loop.processEvents()  # What is shown now is painted too.
    return beat.stop()


def tell_large(table: Table, folder: Path) -> None:
    """Print the gaps while a large design is opened and saved."""
    paths = [folder / f"{number}.ramp" for number in range(LARGE_ROUNDS)]
    for path in paths:
        write_design(largest(), path)
    window = opened(long_run(UPDATES), folder)
    documents, store = window.documents, window.store
    found: dict[str, list[tuple[float, float]]] = {"opened": [], "saved": []}
    for path in paths:
        found["opened"].append(done_by(documents.reading.jobs, partial(documents.open_path, path)))
        # Until the code is written too, which goes on in the background.
        idle(AFTERWARDS)
        store.edit(lambda design: replace(design, title=f"{design.title}x"), "Rename")
        idle(AFTERWARDS)
        found["saved"].append(done_by(documents.writing.jobs, documents.save))
    closed(window)
    for done, times in found.items():
        gap, length = (statistics.median(each) for each in zip(*times, strict=True))
        words = f"{MOST_SEGMENTS:,} segments and {MOST_METRICS:,} values {done}"
        table.tell(f"{words}, in milliseconds", f"{length:.0f}")
        table.tell("  median of the largest gaps meanwhile", f"{gap:.0f}")


def main() -> int:
    """Print the table; return 0 where every target is met."""
    prepare()
    table = Table("the largest gap in the event loop")
    with TemporaryDirectory() as folder:
        for worker in ROUNDS:
            compare(table, worker, Path(folder))
        tell_large(table, Path(folder))
    return table.status


if __name__ == "__main__":
    sys.exit(main())

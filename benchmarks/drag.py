"""Times a frame of a drag: one real mouse move until the whole window is painted again.

The targets are ratios: a frame at ten million steps, with a repeat of 100,000 cycles, with 64 segments, or
with four pins behind the curve takes at most 1.3 times one at a thousand steps in four segments.
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

# Before Qt: nothing is opened on anybody's screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pyqtgraph
from PySide6.QtCore import QEvent, QPoint, QPointF, QSettings, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.launch import application
from rampsmith.app.window import Window
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes import Cosine, Linear
from rampsmith.designer.spans import Span

TARGET = 1.3
ROUNDS = 60
MOVES_IN_A_ROUND = 5
WARM_UP = 3
FRAME = 16.7
"""Milliseconds of a frame at 60 a second; for information, times depend on the machine."""

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True, slots=True)
class Case:
    """What is dragged: so many steps in so many segments, with or without the grid.

    Where there are cycles, they are those of the last two segments; pins are versions of the same.
    """

    name: str
    steps: int
    segments: int = 4
    grid: bool = True
    cycles: int = 1
    pins: int = 0

    @property
    def boundary(self) -> int:
        """The boundary that is dragged; not one of the repeat's own."""
        return 2 if self.cycles == 1 else 1


CASES = (
    Case("1e3 steps", 1_000),
    Case("1e7 steps", 10_000_000),
    Case("100,000 cycles", 10_000_000, cycles=100_000),
    Case("64 segments", 1_000, segments=64),
    Case("4 pins", 1_000, pins=4),
    Case("no grid", 1_000, grid=False),
)


def schedule(case: Case) -> Schedule:
    """Make a schedule that goes up and down through equal segments."""
    length = case.steps // case.segments
    levels = (Level(1.0), Level(0.1))
    segments = tuple(
        Segment(
            f"part {index}",
            Cosine() if index % 2 else Linear(),
            Span.of_steps(length // (case.cycles if index >= case.segments - 2 else 1)),
            Level(0.0) if index == 0 else None,
            levels[index % 2],
        )
        for index in range(case.segments)
    )
    last = case.segments - 1
    repeats = (Repeat("Cycles", last - 1, last, case.cycles),) if case.cycles > 1 else ()
    return Schedule(
        title=case.name,
        segments=segments,
        repeats=repeats,
        groups=(Group("all", 1e-3),),
        run=Run(updates=case.steps, epochs=None, samples=3200, batch_size=32),
    )


class Dragged:
    """A window in which a boundary is being dragged to and fro."""

    def __init__(self, case: Case, folder: Path) -> None:
        """Open the window and take hold of the second boundary."""
        settings = QSettings(str(folder / f"{case.name}.ini"), QSettings.Format.IniFormat)
        settings.setValue("theme", "light")
        self.window = Window(settings=settings)
        self.window.fill(schedule(case))
        self.window.show()
        QApplication.processEvents()
        plot = self.window.plot
        plot.change_settings(snaps_time=False, snaps_level=False)
        if not case.grid:
            for axis in (plot.time_axis, plot.rate_axis):
                axis.setGrid(False)
        for number in range(case.pins):
            longer = Run(updates=case.steps + 100 * number, epochs=None)
            pinned = replace(schedule(case), run=longer)
            self.window.comparing.pin(f"version {number}", pinned)
        boundary = self.window.store.rates.timeline.boundaries[case.boundary]
        scene = plot.view_box.mapViewToScene(QPointF(boundary, 5e-4))
        self._start = plot.mapFromScene(scene)
        # Within the neighbours, which 64 segments leave little room between.
        self._reach = max(2, min(60, plot.viewport().width() // (3 * case.segments)))
        self._moves = 0
        self._move(self._start)
        QTest.mousePress(plot.viewport(), LEFT, NO_KEYS, self._start)
        for place in (20, -20, 0):
            self._move(self._start + QPoint(place, 0))
        if not plot.is_dragging:
            raise RuntimeError(f"Nothing was taken hold of in “{case.name}”.")

    def frame(self) -> float:
        """Move by a pixel and paint; return the milliseconds from the event to the picture."""
        self._moves += 1
        width = 2 * self._reach
        place = abs(self._moves % (2 * width) - width) - self._reach
        begin = time.perf_counter()
        self._move(self._start + QPoint(place, 0))
        QApplication.processEvents()
        return 1000 * (time.perf_counter() - begin)

    def close(self) -> None:
        """End the drag and the window."""
        QTest.mouseRelease(self.window.plot.viewport(), LEFT, NO_KEYS, self._start)
        self.window.proving.checker.close()
        self.window.hide()
        self.window.deleteLater()

    def _move(self, place: QPoint) -> None:
        viewport = self.window.plot.viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            LEFT,
            NO_KEYS,
        )
        QApplication.sendEvent(viewport, event)


def measured(cases: tuple[Case, ...] = CASES, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Time frames of all cases in turn, so that what slows the machine slows all of them."""
    application()
    pyqtgraph.setConfigOption("mouseRateLimit", -1)
    qInstallMessageHandler(_only_what_matters)
    times: dict[str, list[float]] = {case.name: [] for case in cases}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        drags = {case.name: Dragged(case, folder) for case in cases}
        for drag in drags.values():
            stack.callback(drag.close)
        gc.collect()
        for number in range(rounds + WARM_UP):
            for name, drag in drags.items():
                frames = [drag.frame() for _ in range(MOVES_IN_A_ROUND)]
                if number >= WARM_UP:
                    times[name] += frames
    return times


def ratio(times: dict[str, list[float]], name: str, to: str) -> float:
    """The median of the ratios of frames that followed one another."""
    pairs = zip(times[name], times[to], strict=True)
    return statistics.median(one / other for one, other in pairs)


def table(times: dict[str, list[float]]) -> tuple[str, bool]:
    """Write the ratios; tell whether the target is met."""
    small, large, cycles, many, pins, plain = (case.name for case in CASES)
    aims = {
        "10,000,000 steps : 1,000 steps": ratio(times, large, small),
        "100,000 cycles : none": ratio(times, cycles, small),
        "64 segments : 4 segments": ratio(times, many, small),
        "4 pins behind the curve : none": ratio(times, pins, small),
    }
    row: Callable[[str, str, str], str] = "{:<38}{:>8}{:>10}".format
    lines = [row("a frame of a drag", "ratio", "target")]
    lines += [row(words, f"{found:.2f}", f"{TARGET:.2f}") for words, found in aims.items()]
    lines.append(row("with grid : without", f"{ratio(times, small, plain):.2f}", ""))
    for name, values in times.items():
        words = f"{name}, milliseconds (median, 95 of 100)"
        late = statistics.quantiles(values, n=20)[-1]
        lines.append(row(words, f"{statistics.median(values):.1f}", f"{late:.1f}"))
    return "\n".join(lines), all(found <= TARGET for found in aims.values())


def _only_what_matters(_kind: QtMsgType, _context: object, message: str) -> None:
    if "This plugin does not support" not in message:
        sys.stderr.write(f"{message}\n")


def main() -> int:
    """Print the table; return 0 where the target is met."""
    text, is_met = table(measured())
    print(text)
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())

"""Times a frame of a drag: one real mouse move until the whole window is painted again.

The targets are ratios. A frame at ten million steps, with a repeat of 100,000 cycles, with 64 segments, with
four pins behind the curve, or with four lanes takes at most 1.3 times one at a thousand steps in four segments; with a
log of two million rows, or with the predicted loss, at most 1.3 times one at as many steps without; one at a million steps is ten times as fast as the naive way; and few frames are late.

The naive way is a plot and nothing else, so it is compared with the plot alone, outside of the window and as large. In
the window, list, fields and status line follow the drag too, which is work that the naive way does not do: how the whole
window compares with it is told besides.
"""

import gc
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measures import Rounds, Table, lateness, processor_time, ratio, turn_about
from benchmarks.naive import NaivePlot
from benchmarks.offscreen import closed, let_go, move, opened, prepare, take_hold
from rampsmith.app.base.store import Store
from rampsmith.app.code.code_view import RESTS_AFTER
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.kinds import WEIGHT_DECAY, CurveKey, own_kind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span

LIKE_A_SHORT_RUN = 1.3
NAIVE = 10.0
GRID = 1.5
LATE = 2.5
ROUNDS = 40
MOVES_IN_A_ROUND = 5
WARM_UP = 3
REST = RESTS_AFTER + 30

LANES = (WEIGHT_DECAY, own_kind("temperature"), own_kind("dropout"))
"""The kinds of curves below that of the rates."""

MILLION = 1_000_000
LOG_NAME = "1e6 steps, a log of 2e6 rows"
LOSS_NAME = "1e6 steps, predicted loss"
NAIVE_NAME = "the naive way"
ALONE_NAME = "1e6 steps, the plot alone"


@dataclass(frozen=True, slots=True)
class Case:
    """The design that is dragged: so many steps in so many segments, with or without the grid.

    Where there are cycles, they are those of the last two segments; pins are versions of the same.
    Of several lanes, the first is that of the rates, which are dragged; the others have curves alike.
    A log has as many rows, and the loss may be predicted from it.
    """

    name: str
    steps: int
    segments: int = 4
    grid: bool = True
    cycles: int = 1
    pins: int = 0
    lanes: int = 1
    rows: int = 0
    predicts: bool = False

    @property
    def boundary(self) -> int:
        """The boundary that is dragged, not one of the repeat's own.

        It is in the middle: near an edge, the view would follow the mouse, and nothing would be dragged.
        """
        return self.segments // 2 if self.cycles == 1 else 1


SMALL = Case("1e3 steps", 1_000)
CASES = (
    SMALL,
    Case("1e6 steps", MILLION),
    Case("1e7 steps", 10_000_000),
    Case("100,000 cycles", 10_000_000, cycles=100_000),
    Case("64 segments", 1_000, segments=64),
    Case("4 pins", 1_000, pins=4),
    Case("4 lanes", 1_000, lanes=4),
    Case("no grid", 1_000, grid=False),
    Case(LOG_NAME, MILLION, rows=2 * MILLION),
    Case(LOSS_NAME, MILLION, rows=2_000, predicts=True),
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
        tracks=tuple(Track(CurveKey(kind), segments) for kind in LANES[: case.lanes - 1]),
        groups=(Group("all", 1e-3),),
        run=Run(updates=case.steps, epochs=None, samples=3200, batch_size=32),
    )


class Drag:
    """A drag that goes to and fro over a few pixels."""

    def __init__(self, viewport: QWidget, start: QPoint, reach: int) -> None:
        """Take hold of what is there."""
        self._viewport = viewport
        self._start = start
        self._reach = reach
        self._moves = 0
        take_hold(viewport, start)

    def frames(self) -> list[float]:
        """Time some frames: a move by a pixel, until all is painted."""
        times = [processor_time(self._frame) for _ in range(MOVES_IN_A_ROUND)]
        # The code follows when the mouse rests; it shall not do so in another window's frame.
        QTest.qWait(REST)
        return times

    def end(self) -> None:
        """Let go."""
        let_go(self._viewport, self._start)

    def _frame(self) -> None:
        self._moves += 1
        width = 2 * self._reach
        place = abs(self._moves % (2 * width) - width) - self._reach
        move(self._viewport, self._start + QPoint(place, 0))
        QApplication.processEvents()


def dragged(case: Case, folder: Path, stack: ExitStack) -> Drag:
    """Open a window and drag its boundary."""
    window = opened(schedule(case), folder)
    stack.callback(closed, window)
    if not case.grid:
        for axis in (window.plot.time_axis, window.plot.rate_axis):
            axis.setGrid(False)
    for number in range(case.pins):
        longer = Run(updates=case.steps + 100 * number, epochs=None)
        window.comparing.pin(f"version {number}", replace(schedule(case), run=longer))
    if case.rows:
        _show_log(window, case, folder)
    return _taken(window.plot, case, stack)


def _show_log(window: Window, case: Case, folder: Path) -> None:
    """Open the log of a run whose loss falls with the sum of its rates, and predict the loss."""
    path = folder / f"{case.rows}.csv"
    steps = np.arange(case.rows) * (case.steps / case.rows)
    falls = 1e-3 * (1 - 0.9 * steps / case.steps)
    losses = 2 + (1 + np.cumsum(falls)) ** -0.3
    columns = np.stack([steps, falls, losses], axis=1)
    np.savetxt(path, columns, "%.1f,%.6e,%.4f", header="step,lr,loss", comments="")
    window.logs.open_logs.open(path)
    if case.predicts:
        window.loss.toggle()
    lanes = 1 + case.predicts
    while len(window.lanes.shown()) < lanes or window.logs.overlay.jobs.is_busy:
        QTest.qWait(50)


def _taken(plot: SchedulePlot, case: Case, stack: ExitStack) -> Drag:
    """Take hold of a boundary's line."""
    plot.change_settings(snaps_time=False, snaps_level=False)
    # The axes are as wide as their numbers once these have been painted.
    QTest.qWait(REST)
    boundary = plot.store.rates.timeline.boundaries[case.boundary]
    scene = plot.view_box.mapViewToScene(QPointF(boundary, 5e-4))
    # Within the neighbours, which 64 segments leave little room between.
    reach = max(2, min(60, plot.viewport().width() // (3 * case.segments)))
    drag = Drag(plot.viewport(), plot.mapFromScene(scene), reach)
    stack.callback(drag.end)
    if not plot.is_dragging:
        raise RuntimeError(f"Nothing was taken hold of in “{case.name}”.")
    return drag


def _size() -> QSize:
    """The size of the plot in a window."""
    size: QSize = _window().plot.size()
    return size


def _window() -> Window:
    windows = (each for each in QApplication.topLevelWidgets() if isinstance(each, Window))
    return next(windows)


def dragged_alone(stack: ExitStack) -> Drag:
    """Show the plot alone, as large as the window's, and drag a boundary of the million steps."""
    case = Case(ALONE_NAME, MILLION)
    plot = SchedulePlot(Store(schedule(case)), _window().appearance)
    stack.callback(plot.close)
    plot.resize(_size())
    plot.show()
    QApplication.processEvents()
    return _taken(plot, case, stack)


def dragged_naively(stack: ExitStack) -> Drag:
    """Show a plot of the naive kind, as large as the window's, and drag its line."""
    naive = NaivePlot(MILLION, _size())
    stack.callback(naive.close)
    before = naive.curve.yData
    drag = Drag(naive.plot.viewport(), naive.hold(), 60)
    stack.callback(drag.end)
    drag.frames()
    if naive.curve.yData is before:
        raise RuntimeError("Nothing was taken hold of in the naive plot.")
    return drag


def measured() -> dict[str, list[list[float]]]:
    """Time frames of all cases in turn."""
    prepare()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        drags = {case.name: dragged(case, folder, stack) for case in CASES}
        drags[ALONE_NAME] = dragged_alone(stack)
        drags[NAIVE_NAME] = dragged_naively(stack)
        gc.collect()
        timed: dict[str, Callable[[], list[float]]] = {
            name: drag.frames for name, drag in drags.items()
        }
        return turn_about(timed, rounds=ROUNDS, warm_up=WARM_UP)


def main() -> int:
    """Print the table; return 0 where every target is met."""
    times: dict[str, Rounds] = dict(measured())
    small = times[SMALL.name]
    table = Table("a frame of a drag")
    for words, name in (
        ("10,000,000 steps : 1,000 steps", "1e7 steps"),
        ("100,000 cycles : none", "100,000 cycles"),
        ("64 segments : 4 segments", "64 segments"),
        ("4 pins behind the curve : none", "4 pins"),
        ("4 lanes : 1 lane", "4 lanes"),
    ):
        table.at_most(words, ratio(times[name], small), LIKE_A_SHORT_RUN)
    plain = times["1e6 steps"]
    table.at_most("a log of 2,000,000 rows : none", ratio(times[LOG_NAME], plain), LIKE_A_SHORT_RUN)
    table.at_most("predicted loss : none", ratio(times[LOSS_NAME], plain), LIKE_A_SHORT_RUN)
    table.at_most("with grid : without", ratio(small, times["no grid"]), GRID)
    naive = ratio(times[NAIVE_NAME], times[ALONE_NAME])
    table.at_least("frames a second at 1,000,000 steps : the naive way's", naive, NAIVE)
    whole = ratio(times[NAIVE_NAME], times["1e6 steps"])
    table.tell("the same of the whole window, which does more", f"{whole:.2f}")
    for case in CASES:
        table.at_most(f"95th percentile : median, {case.name}", lateness(times[case.name]), LATE)
    for name, rounds in times.items():
        median = statistics.median(each for taken in rounds for each in taken)
        table.tell(f"{name}: median in milliseconds of the processor", f"{median:.1f}")
    return table.status


if __name__ == "__main__":
    sys.exit(main())

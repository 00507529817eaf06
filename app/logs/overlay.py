"""What is shown of the open logs: rates behind the curve, losses and metrics in lanes."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.app.logs.job_marks import JobMark, JobMarks, job_words
from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.app.logs.open_logs import OpenLogs
from rampsmith.app.plot.items.series_layer import Background
from rampsmith.app.plot.items.view_item import Depth
from rampsmith.app.plot.lane import LaneContent, LaneLine
from rampsmith.app.plot.lanes import Lanes
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.shapes.palette import LOG_COLOURS

if TYPE_CHECKING:
    from rampsmith.app.logs.lined_up import LinedUp


class Overlay(QObject):
    """Lines the logs up with the design in a background thread, and shows them."""

    changed = Signal()
    """The logs are lined up again."""

    def __init__(
        self,
        logs: OpenLogs,
        store: Store,
        plot: SchedulePlot,
        lanes: Lanes,
        appearance: Appearance,
    ) -> None:
        """Follow the logs and the design."""
        super().__init__(logs)
        self._logs, self._store, self._plot, self._lanes = logs, store, plot, lanes
        self._appearance = appearance
        self.jobs = BackgroundJobs(self)
        self.lined_up: dict[int, LinedUp] = {}
        """What was lined up, by the numbers of the logs."""
        self.jobs_seen = JobMarks()
        plot.add_item(self.jobs_seen, Depth.JOBS, in_pictures=False)
        for signal in (logs.changed, store.document_changed):
            signal.connect(self._line_up)
        for signal in (store.selection_changed, appearance.changed):
            signal.connect(self._show)

    def _line_up(self) -> None:
        logs, schedule = self._logs.logs, self._store.document
        if not logs:
            self.jobs.cancel()
            self._end(dict)
            return
        known = dict(self.lined_up)
        cancellation = Cancellation()

        def line_up() -> "dict[int, LinedUp]":
            # Imported when first needed: few windows have a log.
            from rampsmith.app.logs.lined_up import lined_up

            found = {}
            for log in logs:
                cancellation.raise_if_cancelled()
                found[log.number] = lined_up(schedule, log, known.get(log.number))
            return found

        self.jobs.begin_newest("", line_up, self._end, cancellation=cancellation)

    def _end(self, outcome: "Callable[[], dict[int, LinedUp]]") -> None:
        try:
            self.lined_up = outcome()
        except CancelledError:
            return
        self._show()
        self.changed.emit()

    def job_words(self, number: int) -> str:
        """Say how far the job has come that writes a log; nothing where no job seems to write it."""
        found = self.lined_up.get(number)
        if found is None or found.end is None or found.log.written is None:
            return ""
        return job_words(self._store.document, found.end[0], found.log.written)

    def _marks(self) -> Iterator[JobMark]:
        """Mark the places of the jobs that have not come to the end of the run."""
        total = self._store.document.total_steps
        for number, found in self.lined_up.items():
            words = self.job_words(number)
            if words and found.end is not None and found.end[1] < total:
                yield JobMark(found.end[0], LOG_COLOURS[number], words)

    def _show(self) -> None:
        self.jobs_seen.show_marks(tuple(self._marks()))
        edits_rates = self._store.focus.kind == RATE
        rates: list[Background] = []
        lanes: dict[str | None, list[LaneLine]] = {}  # Losses of all names share one.
        for log in self._logs.logs:
            found = self.lined_up.get(log.number)
            for column, series in () if found is None else found.columns:
                if column.kind == "rate":
                    if edits_rates:
                        rates.append(Background(series, log.colours(column), Qt.PenStyle.SolidLine))
                    continue
                metric = None if column.kind == "loss" else column.name
                lanes.setdefault(metric, []).append(self._line(series, log.colours(column)))
        self._plot.show_behind("logs", tuple(rates))
        contents = (
            LaneContent(("logged", metric), f"logged {metric or 'loss'}", tuple(lines))
            for metric, lines in lanes.items()
        )
        self._lanes.show_more("logs", tuple(contents))

    def _line(self, series: LoggedSeries, colours: tuple[str, str]) -> LaneLine:
        """Draw the mean of the values around each, and faintly the values themselves."""
        colour = QColor(colours[1 if self._appearance.theme.is_dark else 0])
        smoothed = series.smoothed
        raw = None if smoothed is series else series
        return LaneLine(smoothed, series.name, colour, raw=raw)

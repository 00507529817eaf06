"""The training logs of a window: opened, kept for the next start, and followed on disk."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings

from rampsmith.app.base.actions import ActionSpec, Menu
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.fitting.fit_source import FitSource
from rampsmith.app.fitting.fitting import Fitting
from rampsmith.app.logs.log_list import LogList
from rampsmith.app.logs.open_logs import OpenLogs, logs_from_text, logs_text
from rampsmith.app.logs.overlay import Overlay
from rampsmith.app.plot.lanes import Lanes
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.widgets.lines_dialog import LinesDialog
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.files.places import is_gone
from rampsmith.designer.proof.cancellation import Cancellation

LOGS = "logs"
"""The key in the settings."""


class TrainingLogs(Reporting):
    """The open logs of one window, their list, and the actions about them."""

    def __init__(
        self,
        store: Store,
        plot: SchedulePlot,
        lanes: Lanes,
        settings: QSettings,
        appearance: Appearance,
        *,
        fitting: Fitting,
        ask: Callable[[], Path | None],
    ) -> None:
        """Show logs on a plot and its lanes; the settings remember them, and ``ask`` asks for one."""
        super().__init__(lanes)
        self._settings = settings
        self._appearance = appearance
        self._parent = lanes
        self._ask = ask
        self._fitting = fitting
        fitting.offer(self.fit_sources)
        self.open_logs = OpenLogs(self)
        self.report_for(self.open_logs)
        self.overlay = Overlay(self.open_logs, store, plot, lanes, appearance)
        self.list = LogList(self.open_logs, self.overlay, store, appearance)
        self._store = store
        self.list.columns_wanted.connect(self.choose_columns)
        self.list.design_wanted.connect(self.make_design)
        self.list.report_wanted.connect(self.tell_report)
        self.open_logs.changed.connect(self.keep)

    def specs(self) -> tuple[ActionSpec, ...]:
        """List what the Compare menu has for logs."""
        return (
            ActionSpec(
                "open_log", Menu.COMPARE, "Open a &log…", ("Ctrl+L",), self.choose_file, rule=True
            ),
        )

    def choose_file(self) -> None:
        """Ask for a log, and show it."""
        path = self._ask()
        if path is not None:
            self.open_logs.open(path)

    def choose_columns(self, number: int) -> None:
        """Offer the columns of a log."""
        # Dialogs are imported when they are opened: no window waits for them.
        from rampsmith.app.logs.column_picker import ColumnPicker

        log = next(each for each in self.open_logs.logs if each.number == number)
        picker = ColumnPicker(log, self._appearance, self._parent.window())
        picker.ticked.connect(lambda shown: self.open_logs.show(number, shown))
        picker.show()

    def make_design(self, number: int) -> None:
        """Fit the rates of a log in the background; the design becomes what was found."""
        # Imported when first needed: no window waits for it.
        from rampsmith.app.fitting.log_source import fit_of_log

        log = next(each for each in self.open_logs.logs if each.number == number)
        self._fitting.begin(fit_of_log(log.path.name, log.log))

    def tell_report(self, number: int) -> None:
        """Compare all rates of a log with the design in the background, and show the report."""
        log = next(each for each in self.open_logs.logs if each.number == number)
        found, schedule = self.overlay.lined_up.get(number), self._store.document
        if found is None or found.diagnosis is None:
            self.told.emit("The design has no run or no groups to compare the log with")
            return
        cancellation = Cancellation()

        def compare() -> tuple[str, ...]:
            from rampsmith.designer.diagnosis.diagnosis import diagnosed
            from rampsmith.designer.diagnosis.phrases import report

            lines: list[str] = []
            for series in log.log.of_kind("rate"):
                cancellation.raise_if_cancelled()
                lines += report(diagnosed(schedule, series), schedule)
            return tuple(lines)

        self.open_logs.jobs.begin(
            f"Comparing {log.path.name} …",
            compare,
            partial(self._show_report, log.path.name),
            cancellation=cancellation,
        )

    def _show_report(self, name: str, outcome: Callable[[], tuple[str, ...]]) -> None:
        title = f"Does {name} follow the design?"
        LinesDialog(
            title,
            "What its rates say, row by row beside those of the design:",
            "What was found, a sentence a line",
            outcome(),
            self._parent.window(),
        ).show()

    def fit_sources(self) -> Iterator[FitSource]:
        """Offer the logs that have rates to make a design of."""
        from rampsmith.app.fitting.log_source import fit_of_log

        logs = (log for log in self.open_logs.logs if log.log.of_kind("rate"))
        return (fit_of_log(log.path.name, log.log) for log in logs)

    def keep(self) -> None:
        """Remember the logs for the next start."""
        self._settings.setValue(LOGS, logs_text(self.open_logs.logs))

    def close(self) -> None:
        """Read and line up nothing any more."""
        self.open_logs.stop()
        self.overlay.jobs.close()

    def restore(self) -> None:
        """Open again what was open in the last session, and is still there."""
        for path, shown in logs_from_text(self._settings.value(LOGS)):
            # One that cannot be read any more is told of; one that was deleted is no news.
            if not is_gone(path):
                self.open_logs.open(path, shown)

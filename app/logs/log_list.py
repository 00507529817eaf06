"""The list of the open logs: a row for each, with its columns, and whether it follows the design."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.logs.open_logs import OpenLog, OpenLogs, ticked_at_first
from rampsmith.app.logs.overlay import Overlay
from rampsmith.app.widgets.buttons import ElidedLink, LineButton, link_button
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.shapes.palette import LOG_COLOURS
from rampsmith.designer.values.names import capitalised


class LogRow(QWidget):
    """A log: its line, its name, its columns, and the button that closes it."""

    columns_wanted = Signal()
    design_wanted = Signal()
    report_wanted = Signal()

    def __init__(self, logs: OpenLogs, number: int) -> None:
        """Show the log of a number."""
        super().__init__()
        self._logs, self._number = logs, number
        self.swatch = LineButton()
        self.name = ElidedLink("Choose the columns that are shown")
        self.remove = link_button("×")
        self.remove.setFixedWidth(24)
        self.verdict = quiet()
        self.verdict.setContentsMargins(38, 0, 8, 2)
        self.design = link_button(
            "Make a design of this", "Fit the fewest segments to its rates; can be undone"
        )
        self.design.clicked.connect(self.design_wanted)
        self.follows = link_button(
            "Does it follow?", "Compare its rates with the design, row by row"
        )
        self.follows.clicked.connect(self.report_wanted)
        below = spaced(QVBoxLayout(), margins=(34, 0, 0, 2))
        for button in (self.follows, self.design):
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.swatch)
        row.addWidget(self.name, 1)
        row.addWidget(self.remove)
        layout = spaced(QVBoxLayout(self), margins=(8, 1, 4, 1))
        layout.addLayout(row)
        layout.addWidget(self.verdict)
        layout.addLayout(below)
        self.swatch.clicked.connect(self._toggle)
        self.name.clicked.connect(self.columns_wanted)
        self.remove.clicked.connect(lambda: logs.remove(number))

    def show_log(self, log: OpenLog, colour: QColor) -> None:
        """Show the log as it is now."""
        is_shown = bool(log.shown)
        pen = QPen(colour, 2.0 if is_shown else 1.0)
        self.swatch.show_line(pen, checked=is_shown)
        self.swatch.setAccessibleName(f"Show {log.path.name}")
        self.swatch.setToolTip(f"{'Hide' if is_shown else 'Show'} this log")
        for button in (self.design, self.follows):
            button.setVisible(bool(log.log.of_kind("rate")))
        self.follows.setAccessibleName(f"Does {log.path.name} follow the design?")
        self.design.setAccessibleName(f"Make a design of {log.path.name}")
        self.name.show_words(log.path.name)
        self.name.setAccessibleName(f"Columns of {log.path.name}")
        self.remove.setAccessibleName(f"Close {log.path.name}")
        self.remove.setToolTip(tooltip(f"Close {log.path.name}"))

    def show_verdict(self, words: str) -> None:
        """Say whether it follows the design."""
        # A name breaks between its words, too: whole, the longest would make the window wider.
        self.verdict.setText(words.replace("_", "_\u200b"))
        self.verdict.setAccessibleName(words)
        self.verdict.setVisible(bool(words))

    def _toggle(self, shown: bool) -> None:  # noqa: FBT001  (Qt's own signature.)
        log = next(each for each in self._logs.logs if each.number == self._number)
        self._logs.show(self._number, ticked_at_first(log.log) if shown else frozenset())


class LogList(QWidget):
    """The open logs, below what is pinned; hidden while there are none."""

    columns_wanted = Signal(int)
    """The columns of the log of a number are to be chosen."""

    design_wanted = Signal(int)
    """The rates of the log of a number are to become a design."""

    report_wanted = Signal(int)
    """The rates of the log of a number are to be compared with the design, for a full report."""

    def __init__(
        self, logs: OpenLogs, overlay: Overlay, store: Store, appearance: Appearance
    ) -> None:
        """Follow the logs, and how they are lined up."""
        super().__init__()
        self._logs, self._overlay, self._store = logs, overlay, store
        self._appearance = appearance
        self.rows: dict[int, LogRow] = {}
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(heading("Logs"), 1)
        self._layout = spaced(QVBoxLayout(self), margins=(0, 0, 0, 6))
        self._layout.addLayout(head)
        for signal in (logs.changed, overlay.changed, appearance.changed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the logs as they are now."""
        logs = {log.number: log for log in self._logs.logs}
        for number in [number for number in self.rows if number not in logs]:
            row = self.rows.pop(number)
            row.hide()
            row.deleteLater()
        for place, log in enumerate(self._logs.logs):
            if log.number not in self.rows:
                row = LogRow(self._logs, log.number)
                row.columns_wanted.connect(
                    lambda number=log.number: self.columns_wanted.emit(number)
                )
                row.design_wanted.connect(lambda number=log.number: self.design_wanted.emit(number))
                row.report_wanted.connect(lambda number=log.number: self.report_wanted.emit(number))
                self.rows[log.number] = row
                self._layout.insertWidget(1 + place, row)
            colour = LOG_COLOURS[log.number][1 if self._appearance.theme.is_dark else 0]
            self.rows[log.number].show_log(log, QColor(colour))
            self.rows[log.number].show_verdict(self._verdict(log.number))
        self.setVisible(bool(logs))

    def _verdict(self, number: int) -> str:
        # Imported when first needed: few windows have a log.
        from rampsmith.designer.diagnosis import phrases

        found = self._overlay.lined_up.get(number)
        place = self._overlay.job_words(number)
        place = f"{capitalised(place)}." if place else ""
        if found is None:
            return place
        told = "" if found.told is None else phrases.reading_words(found.told)
        if found.diagnosis is None:
            return " ".join(filter(None, (place, told)))
        schedule, diagnosis = self._store.document, found.diagnosis
        departure = diagnosis.departure
        parts = (
            place,
            phrases.sentence(diagnosis, schedule),
            "" if departure is None else phrases.departure_words(departure),
            phrases.cure(diagnosis, schedule),
            told,
        )
        return " ".join(filter(None, parts))

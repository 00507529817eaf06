"""The columns of a log as small pictures, each with its kind, to be ticked for the plot."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import paint_event
from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.app.logs.open_logs import OpenLog
from rampsmith.app.plot.view.series import ViewRange, polyline
from rampsmith.app.widgets.choices import Check
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.logs.log import Series
from rampsmith.designer.values.numbers import counted, rate_text

MOST_COLUMNS = 300
"""Columns that are offered; a log with more is named so."""

PICTURE = QSize(150, 30)

KIND_WORDS = {"rate": "rate", "loss": "loss", "metric": "metric", "other": ""}


class ColumnPicture(QWidget):
    """The values of a column over the rows of the log."""

    def __init__(self, series: Series, appearance: Appearance) -> None:
        """Draw a column."""
        super().__init__()
        self._series = LoggedSeries.of(series.full_name, series.positions, series.values)
        self._appearance = appearance
        self.setFixedSize(PICTURE)

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the line."""
        steps = self._series.steps
        if len(steps) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._appearance.theme.accent), 1.2))
        view = ViewRange(float(steps[0]), float(steps[-1]), self.width())
        place = QRectF(self.rect()).adjusted(2, 3, -2, -3)
        painter.drawPolyline(polyline(self._series.points(view), view, place))


class ColumnPicker(QDialog):
    """A window of its own; a tick shows a column at once."""

    ticked = Signal(frozenset)
    """The names of the columns that are to be shown."""

    def __init__(self, log: OpenLog, appearance: Appearance, parent: QWidget) -> None:
        """Offer the columns of a log, those that count steps or epochs left out."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle(f"Columns of {log.path.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        columns = [
            each for each in log.log.series if each.axis != "rows" or len(log.log.series) == 1
        ]
        self.checks: dict[str, Check] = {}
        rows = QWidget()
        rows.setObjectName("panel")
        grid = QGridLayout(rows)
        grid.setContentsMargins(16, 8, 16, 8)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        kinds = ("rate", "loss", "metric", "other")
        columns.sort(key=lambda each: kinds.index(each.kind))
        for row, series in enumerate(columns[:MOST_COLUMNS]):
            check = Check(series.full_name or "(no name)")
            check.setChecked(series.full_name in log.shown)
            check.clicked.connect(self._tell)
            self.checks[series.full_name] = check
            grid.addWidget(check, row, 0)
            grid.addWidget(QLabel(KIND_WORDS[series.kind]), row, 1)
            grid.addWidget(ColumnPicture(series, appearance), row, 2)
            grid.addWidget(quiet(_range_words(series), wraps=False), row, 3)
        grid.setRowStretch(len(columns), 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Columns")
        area.setWidget(rows)
        notes = quiet("\n".join(_note_lines(log, len(columns))))
        notes.setContentsMargins(16, 10, 16, 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(notes)
        layout.addWidget(area, 1)
        open_on_screen(self, QSize(620, 120 + 38 * min(len(columns), 14)))

    def _tell(self) -> None:
        self.ticked.emit(
            frozenset(name for name, check in self.checks.items() if check.isChecked())
        )


def _range_words(series: Series) -> str:
    """Say between what the values of a column are."""
    known = LoggedSeries.of(series.name, series.positions, series.values).values
    if not known.size:
        return "no numbers"
    ends = dict.fromkeys(map(rate_text, (float(known.min()), float(known.max()))))
    return f"{counted(len(series), 'value')}, {' … '.join(ends)}"


def _note_lines(log: OpenLog, columns: int) -> list[str]:
    """Say what can be shown, and what of the file was not understood."""
    lines = ["Rates are drawn behind the curve, everything else in lanes below it."]
    if columns > MOST_COLUMNS:
        lines.append(f"The first {MOST_COLUMNS} of {columns} columns are offered here.")
    lines += [
        f"{note.place}: {note.sentence}" if note.place else note.sentence for note in log.log.notes
    ]
    return lines

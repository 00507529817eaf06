"""The table of a drive: each design with the loss that it ends with, the lowest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from rampsmith.app.base.painting import transparent_picture
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.tooltip import tooltip

SWATCH = QSize(22, 12)
ROW = 24
"""Pixels of a row."""

HIGH_ROW = 42
"""Pixels of a row whose loss stands below the name."""

BESIDE = 28
"""Pixels around the words of two columns, the swatch not counted."""


@dataclass(frozen=True, slots=True)
class Result:
    """A row: a design with its line, its final loss, and what happened in whole sentences."""

    name: str
    colour: QColor
    style: Qt.PenStyle
    end: str
    sentences: str


class ResultsTable(QTableWidget):
    """Lists what each design ends with."""

    def __init__(self) -> None:
        """Start without rows."""
        super().__init__(0, 2)
        self._results: tuple[Result, ...] = ()
        self.is_stacked = False
        """Whether the losses stand below the names, because one row has no room for both."""
        self.setAccessibleName("Final losses")
        self.setObjectName("results")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        # What tells two names apart stands at their ends as often as at their beginnings.
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setIconSize(SWATCH)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._lay_out()

    def show_results(self, results: Sequence[Result]) -> None:
        """Show other rows."""
        self._results = tuple(results)
        self._lay_out()

    def texts(self) -> list[tuple[str, str]]:
        """Return the rows as they are read."""
        return [(result.name, result.end) for result in self._results]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the losses below the names where they do not fit into one row, or back."""
        super().resizeEvent(event)
        if self._is_too_narrow() != self.is_stacked:
            self._lay_out()

    def _is_too_narrow(self) -> bool:
        metrics = self.fontMetrics()
        widest = (
            max((metrics.horizontalAdvance(text) for text in texts), default=0)
            for texts in zip(*self.texts(), strict=True)
        )
        return bool(self._results) and sum(widest) + SWATCH.width() + BESIDE > self.width()

    def _lay_out(self) -> None:
        """Fill the rows."""
        self.is_stacked = self._is_too_narrow()
        self.setColumnHidden(1, self.is_stacked)
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        heads = ("Design, final loss" if self.is_stacked else "Design", "Final loss")
        for column, (words, side) in enumerate(zip(heads, sides, strict=True)):
            head = QTableWidgetItem(words)
            head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, head)
        row_height = scaled(HIGH_ROW if self.is_stacked else ROW)
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.setRowCount(len(self._results))
        rows = len(self._results) * row_height
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2)
        for row, result in enumerate(self._results):
            words = f"{result.name}\n{result.end}" if self.is_stacked else result.name
            for column, (text, side) in enumerate(zip((words, result.end), sides, strict=True)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(tooltip(result.sentences))
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, result.sentences)
                if column == 0:
                    item.setIcon(_swatch(result))
                self.setItem(row, column, item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy the rows as a spreadsheet takes them."""
        if event.matches(QKeySequence.StandardKey.Copy):
            lines = ["\t".join(row) for row in self.texts()]
            QApplication.clipboard().setText("\n".join(lines) + "\n")
            event.accept()
            return
        super().keyPressEvent(event)


def _swatch(result: Result) -> QIcon:
    """Draw a piece of the line of a design."""
    picture = transparent_picture(SWATCH.width(), SWATCH.height(), 2)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(result.colour, 2.0, result.style))
    painter.drawLine(1, SWATCH.height() // 2, SWATCH.width() - 1, SWATCH.height() // 2)
    painter.end()
    return QIcon(picture)

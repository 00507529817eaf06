"""The table of a drive: each design with the loss that it ends with, the lowest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QKeySequence, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from rampsmith.app.base.scaling import scaled

SWATCH = QSize(22, 12)
ROW = 24
"""Pixels of a row."""


@dataclass(frozen=True, slots=True)
class Result:
    """A row: a design with its line, what it ends with, and in whole sentences what happened."""

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
        self.setAccessibleName("Final losses")
        self.setHorizontalHeaderLabels(["Design", "Final loss"])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(SWATCH)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(scaled(ROW))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        first, second = self.horizontalHeaderItem(0), self.horizontalHeaderItem(1)
        if first is not None and second is not None:
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            second.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_results(self, results: Sequence[Result]) -> None:
        """Show other rows."""
        self.setRowCount(len(results))
        rows = len(results) * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2)
        for row, result in enumerate(results):
            name = QTableWidgetItem(_swatch(result), result.name)
            end = QTableWidgetItem(result.end)
            end.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, item in enumerate((name, end)):
                item.setToolTip(result.sentences)
                item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, result.sentences)
                self.setItem(row, column, item)

    def texts(self) -> list[tuple[str, str]]:
        """Return the rows as they are read."""
        return [(self._text(row, 0), self._text(row, 1)) for row in range(self.rowCount())]

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return "" if item is None else item.text()

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
    picture = QPixmap(SWATCH * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(result.colour, 2.0, result.style))
    painter.drawLine(1, SWATCH.height() // 2, SWATCH.width() - 1, SWATCH.height() // 2)
    painter.end()
    return QIcon(picture)

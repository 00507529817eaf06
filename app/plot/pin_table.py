"""The part of the read-out about pins: a row for each, painted, because rich text takes 18 ms."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from rampsmith.app.painting import painted_safely

ROW = 17
SWATCH = 13
COLUMN_GAP = 10
POINTS = 9
TEXT = "#f5f7fa"
"""As the read-out's; it is dark in both themes."""


@dataclass(frozen=True, slots=True)
class PinReading:
    """What is read out about a pin.

    Attributes:
        name: what it is called.
        colour: that of its line.
        ground: on what the line is drawn.
        rate: the pin's rate.
        difference: by how much the design's is above it.
        percent: the same in percent of the pin's.
    """

    name: str
    colour: str
    ground: str
    rate: str
    difference: str
    percent: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The texts beside each other."""
        return self.name, self.rate, self.difference, self.percent


class PinTable(QWidget):
    """Rows in columns that line up."""

    def __init__(self, parent: QWidget) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.rows: tuple[PinReading, ...] = ()
        self._widths: list[float] = []
        self._font = QFont(self.font())
        self._font.setPointSizeF(POINTS)
        self._bold = QFont(self._font)
        self._bold.setBold(True)

    def show_rows(self, rows: tuple[PinReading, ...]) -> None:
        """Show other rows, and be as large as they are."""
        if rows == self.rows:
            return
        self.rows = rows
        usual, bold = QFontMetricsF(self._font), QFontMetricsF(self._bold)
        columns = zip(*(row.cells for row in rows), strict=True)
        self._widths = [
            max((bold if place == 1 else usual).horizontalAdvance(cell) for cell in column)
            for place, column in enumerate(columns)
        ]
        wide = SWATCH + 6 + sum(self._widths) + COLUMN_GAP * (len(self._widths) - 1)
        self.resize(round(wide) + 2 if rows else 0, ROW * len(rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows."""
        self._paint(QPainter(self))

    @painted_safely
    def _paint(self, painter: QPainter) -> None:
        for number, row in enumerate(self.rows):
            top = ROW * number
            painter.fillRect(QRectF(0, top + 2, SWATCH, SWATCH), QColor(row.ground))
            painter.fillRect(QRectF(2, top + 6, SWATCH - 4, SWATCH - 8), QColor(row.colour))
            painter.setPen(QColor(TEXT))
            left = SWATCH + 6.0
            for place, (cell, width) in enumerate(zip(row.cells, self._widths, strict=True)):
                painter.setFont(self._bold if place == 1 else self._font)
                side = Qt.AlignmentFlag.AlignRight if place == 3 else Qt.AlignmentFlag.AlignLeft
                box = QRectF(left, top, width + 1, ROW)
                painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, cell)
                left += width + COLUMN_GAP

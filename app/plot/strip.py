"""The curves that are not edited now, small and below the plot, over the same steps."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.small_curve import polyline, sampled
from rampsmith.app.store import Focus, Store
from rampsmith.app.theme import Theme
from rampsmith.designer.editing.tracks import as_schedule, tracks
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.numbers import rate_text

ROW = 62


class CurveStrip(QWidget):
    """A row for each curve beside the one that is edited; a click goes to it."""

    def __init__(self, store: Store, plot: SchedulePlot, theme: Theme) -> None:
        """Follow the store and the plot's view."""
        super().__init__()
        self._store = store
        self._plot = plot
        self._theme = theme
        self._shown: list[tuple[Focus, Rates]] | None = None
        self.setAccessibleName("Other curves: momentum and multiplier")
        self.setToolTip("Click to edit this curve")
        store.changed.connect(self.refresh)
        plot.view_box.sigXRangeChanged.connect(self.update)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Recolour the curves."""
        self._theme = theme
        self.update()

    def rows(self) -> list[tuple[Focus, Rates]]:
        """Give the curves that are shown."""
        schedule, focus = self._store.schedule, self._store.focus
        found: list[tuple[Focus, Rates]] = []
        if focus != "rates":
            found.append(("rates", self._store.document_rates))
        for name, _ in tracks(schedule):
            if name != focus:
                found.append((name, rates_of(as_schedule(schedule, name))))
        return found

    def sizeHint(self) -> QSize:
        """Be as high as the rows."""
        return QSize(200, ROW * len(self.rows()))

    def refresh(self) -> None:
        """Show the curves as they are now; to save or to select changes nothing about them."""
        rows = self.rows()
        if rows == self._shown:
            return
        self._shown = rows
        count = len(rows)
        self.setVisible(count > 0)
        self.setFixedHeight(ROW * count)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the curve that is clicked."""
        row = int(event.position().y() // ROW)
        rows = self.rows()
        if row < len(rows):
            self._store.look_at(rows[row][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a row for each curve, over the steps that the plot shows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.ground))
        box = self._plot.view_box.sceneBoundingRect()
        for number, (name, rates) in enumerate(self.rows()):
            place = QRectF(box.left(), number * ROW + 6, box.width(), ROW - 12)
            self._paint_row(painter, name, rates, place)

    def _paint_row(self, painter: QPainter, name: str, rates: Rates, place: QRectF) -> None:
        low, high = self._plot.view_box.viewRange()[0]
        painter.setPen(QPen(QColor(self._theme.line), 1))
        painter.drawLine(QPointF(0, place.top() - 6), QPointF(self.width(), place.top() - 6))
        points = sampled(rates, low, high, int(place.width()))
        finite = [value for _, value in points]
        painter.setPen(QPen(QColor(self._theme.quiet), 1.5))
        painter.drawPolyline(polyline(points, low, high, place))
        painter.setPen(QColor(self._theme.text))
        words = "rate" if name == "rates" else name
        if finite:
            ends = sorted({rate_text(min(finite)), rate_text(max(finite))}, key=float)
            words = f"{words}   {' … '.join(ends)}"
        label = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-5, -2, 5, 2)
        label.moveTopLeft(QPointF(place.left() + 6, place.top() - 2))
        ground = QColor(self._theme.ground)
        ground.setAlpha(215)
        painter.fillRect(label, ground)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)

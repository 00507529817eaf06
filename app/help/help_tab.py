"""The tab that explains the selected segment, or without one the window; it follows the selection."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import paint_event
from rampsmith.app.base.store import Store
from rampsmith.app.help.explained import EMPTY, segment_page
from rampsmith.app.plot.view.series import Points, SegmentSeries, ViewRange, polyline
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.late import LateWidget
from rampsmith.app.widgets.page import Page
from rampsmith.designer.editing.edits import reshaped
from rampsmith.designer.evaluation.rates import Rates, rates_of
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.values.numbers import rate_text

POINTS = 240
SIZE = QSize(230, 168)
ROOM = 26
"""Pixels above and below the curve, for the words."""


class ShapePicture(QWidget):
    """Paints a segment's curve."""

    def __init__(self, appearance: Appearance) -> None:
        """Make an empty picture."""
        super().__init__()
        self._appearance = appearance
        appearance.changed.connect(self.update)
        self._points: Points = (), ()
        self._view = ViewRange(0.0, 0.0, POINTS)
        self._family = "flat"
        self._ends = ("", "")
        self.setFixedSize(SIZE)
        self.setAccessibleName("Picture of the shape")

    def show_segment(self, rates: Rates, index: int, group: int) -> None:
        """Show a segment's curve, with the rates of a group at its ends."""
        series = SegmentSeries(rates, index)
        self._view = series.whole(POINTS)
        self._points = series.points(self._view)
        self._family = rates.schedule.segments[index].shape.family
        self._ends = ("", "")
        if self._points[0]:
            first, last = rates.level_at_start(index, group), rates.level_at_end(index, group)
            self._ends = (rate_text(first), rate_text(last))
        self.setAccessibleDescription(" to ".join(self._ends))
        self.update()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the frame, the curve and the words at its ends."""
        theme = self._appearance.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QColor(theme.line))
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(frame, 6, 6)
        inside = frame.adjusted(14, ROOM, -14, -ROOM)
        line = polyline(self._points, self._view, inside)
        if line.isEmpty():
            painter.setPen(QColor(theme.quiet))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "It has no curve here.")
            return
        colour = theme.family(self._family)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2.2))
        painter.drawPolyline(line)
        painter.setPen(QPen(QColor(theme.text), 1.4))
        painter.setBrush(QColor(theme.field))
        for place in (line.first(), line.last()):
            painter.drawEllipse(place, 3.5, 3.5)
        self._paint_ends(painter, frame, line)

    def _paint_ends(self, painter: QPainter, frame: QRectF, line: QPolygonF) -> None:
        """Write the rates, each above its end where that is the higher one, or else below."""
        painter.setPen(QColor(self._appearance.theme.quiet))
        first, last = line.first().y(), line.last().y()
        flag = Qt.AlignmentFlag
        for text, y, other, side in (
            (self._ends[0], first, last, flag.AlignLeft),
            (self._ends[1], last, first, flag.AlignRight),
        ):
            top = y - ROOM + 4 if y <= other else y + 5
            row = QRectF(frame.left() + 10, top, frame.width() - 20, 18)
            painter.drawText(row, side | flag.AlignVCenter, text)


class HelpTab(LateWidget):
    """A picture of the shape, and a page about it."""

    closed = Signal()
    """The tab is to be closed."""

    wanted = Signal(str)
    """One of the window's commands was asked for: "presets", "commands" or "keys"."""

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Follow the store."""
        super().__init__()
        self._store, self._appearance = store, appearance
        self._tried: tuple[str, str] | None = None
        self.close_button = link_button("×", "Close the help (F1)")
        self.close_button.setAccessibleName("Close the help")
        # No higher than the words beside it: the row of tabs does not move.
        self.close_button.setMaximumHeight(self.close_button.fontMetrics().height())
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.closed)

    def make_parts(self) -> None:
        """Make the picture and the page."""
        self.picture = ShapePicture(self._appearance)
        self.page = Page("The selected segment explained", self._appearance)
        layout = spaced(QHBoxLayout(self), spacing=16, margins=(16, 14, 6, 6))
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.page, 1)
        self.page.followed.connect(self._follow)
        self._store.document_changed.connect(self.refresh)
        self._store.selection_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Explain what is selected now; what is not seen waits."""
        store, index = self._store, self._store.segment_index
        if not self.isVisible():
            return
        self.picture.setVisible(index is not None)
        if index is None or store.segment is None:
            self.page.show_html(EMPTY)
            return
        schedule, tried = store.curve, self._tried
        # Another selection or another edit is looked at as it is.
        if tried is not None and tried[0] != repr((index, store.segment)):
            tried = self._tried = None
        if tried is not None:
            schedule = reshaped(schedule, index, SHAPES[tried[1]]())
        group = store.group_index
        self.picture.show_segment(rates_of(schedule), index, group)
        page = segment_page(schedule, index, group, tried=tried is not None, kind=store.focus.kind)
        self.page.show_html(page)

    def _follow(self, link: str) -> None:
        verb, _, kind = link.partition(":")
        index = self._store.segment_index
        if verb in ("try", "back") and index is not None:
            own = self._store.segment
            same = own is None or verb == "back" or own.shape.kind == kind
            self._tried = None if same else (repr((index, own)), kind)
            self.refresh()
        elif verb == "use" and index is not None:
            shape = SHAPES[kind]()
            self._store.edit_curve(lambda s: reshaped(s, index, shape), "Change shape")
        else:
            self.wanted.emit(verb)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed unseen."""
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

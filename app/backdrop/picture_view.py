"""A picture with a line through each place that is lined up, moved by mouse and keys."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import paint_event

Key = Qt.Key

NEAR = 6.0
"""Pixels from a line within which a press takes hold of it."""

FURTHER = 10
"""Pixels of the picture by which an arrow key with Shift moves a line."""

UPRIGHT = (0, 1)
"""The lines that stand upright: those of the places along the run."""

WAYS: dict[int, tuple[int, int]] = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, -1),
    Key.Key_Down: (0, 1),
}


class PictureView(QWidget):
    """The picture with a line through each place; the one that is being set is the bright one."""

    settled = Signal()
    """The place that is being set has come to rest."""

    moved = Signal()

    def __init__(self, image: QImage, appearance: Appearance) -> None:
        """Show a picture without lines."""
        super().__init__()
        self.image = image
        self._appearance = appearance
        self.shares: list[float | None] = [None] * 4
        self.active = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Picture; arrow keys move the line of the place that is being set")

    def place(self) -> QRectF:
        """Return where the picture is drawn."""
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        return place

    def pixel(self, number: int, share: float) -> float:
        """Return where a line is drawn, across or down."""
        place = self.place()
        if number in UPRIGHT:
            return place.left() + share * place.width()
        return place.top() + share * place.height()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line under the mouse, or put the one that is being set there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        for number, share in enumerate(self.shares):
            along = at.x() if number in UPRIGHT else at.y()
            if share is not None and abs(self.pixel(number, share) - along) <= NEAR:
                self.active = number
                break
        self._put(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the line."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._put(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the line rest."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line by pixels of the picture; Enter lets it rest."""
        way, share = WAYS.get(event.key()), self.shares[self.active]
        if event.key() in (Key.Key_Return, Key.Key_Enter) and share is not None:
            self.settled.emit()
            return
        if way is None:
            super().keyPressEvent(event)
            return
        is_upright = self.active in UPRIGHT
        size = self.image.width() if is_upright else self.image.height()
        pixels = FURTHER if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        now = 0.5 if share is None else share
        self._set(now + pixels * way[0 if is_upright else 1] / size)

    def _put(self, at: QPointF) -> None:
        place = self.place()
        if self.active in UPRIGHT:
            self._set((at.x() - place.left()) / place.width())
        else:
            self._set((at.y() - place.top()) / place.height())

    def _set(self, share: float) -> None:
        self.shares[self.active] = min(1.0, max(0.0, share))
        self.update()
        self.moved.emit()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the picture and its lines."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self.place()
        painter.drawImage(place, self.image)
        theme = self._appearance.theme
        for number, share in enumerate(self.shares):
            if share is None:
                continue
            is_active = number == self.active
            colour = QColor(theme.accent if is_active else theme.warning)
            painter.setPen(QPen(colour, 2 if is_active else 1))
            at = self.pixel(number, share)
            if number in UPRIGHT:
                painter.drawLine(QPointF(at, place.top()), QPointF(at, place.bottom()))
            else:
                painter.drawLine(QPointF(place.left(), at), QPointF(place.right(), at))
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0, 0, -1, -1))

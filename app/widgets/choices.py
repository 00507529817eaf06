"""Lists to choose from and boxes to tick, drawn so that they can be seen in every theme."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionComboBox, QWidget

from rampsmith.app.base.painting import paint_event, painted_safely
from rampsmith.app.base.scaling import scaled
from rampsmith.app.widgets.elided_label import tells_whole
from rampsmith.app.widgets.fields import MIXED

MOST_SEEN = 16
"""Entries of an open list; it scrolls to the others, so that it is no higher than the window."""

ROOM = 10
"""Pixels around the words of an open list."""


class Choice(QComboBox):
    """A drop-down list of values with words; the wheel scrolls the panel, not the value."""

    chosen = Signal(object)

    def __init__(
        self, name: str, options: Sequence[tuple[Any, str]], parent: QWidget | None = None
    ) -> None:
        """Make a list of values, each with its words."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A long entry must not push what stands beside it out of its panel.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(MOST_SEEN)
        self._values: list[Any] = []
        self.set_options(options)
        self.activated.connect(lambda index: self.chosen.emit(self._values[index]))

    def set_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other values."""
        values = [value for value, _ in options]
        texts = [text for _, text in options]
        if values == self._values and texts == [self.itemText(i) for i in range(self.count())]:
            return
        with QSignalBlocker(self):
            self.clear()
            self.addItems(texts)
        self._values = values

    def show_value(self, value: Any) -> None:
        """Show the document's value."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def show_mixed(self) -> None:
        """Show that what is edited has several values; a choice is made for all of it."""
        self.setPlaceholderText(MIXED)
        self.setCurrentIndex(-1)

    def showPopup(self) -> None:
        """Open the list at its value, as wide as its words, in the window, with a bar where it scrolls."""
        self._go_to_value()
        view, window = self.view(), self.window()
        # Qt leaves the bar out for good where a list is made before the style sheet is known.
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        bar = view.verticalScrollBar().sizeHint().width()
        wide = view.sizeHintForColumn(0) + bar + ROOM
        view.setMinimumWidth(min(wide, window.width()))
        super().showPopup()
        popup = view.window()
        right = window.mapToGlobal(QPoint(window.width(), 0)).x()
        popup.move(min(popup.x(), right - popup.width()), popup.y())

    def _go_to_value(self) -> None:
        """Go to what is chosen now; Qt would go on where the list was left by Esc."""
        picked = self.view().selectionModel()
        picked.clear()
        if self.currentIndex() >= 0:
            here = self.model().index(self.currentIndex(), self.modelColumn())
            picked.setCurrentIndex(here, picked.SelectionFlag.ClearAndSelect)

    def event(self, event: QEvent) -> bool:
        """Keep letters for choosing by them; they must not run a shortcut of the window."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.text().isprintable()
            and event.text()
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        ):
            event.accept()
            return True
        # Whether it is cut is measured when the tooltip is asked for, and not at each event.
        if event.type() == QEvent.Type.ToolTip:
            whole = self.currentText()
            return tells_whole(self, event, whole, is_cut=self.is_cut) or super().event(event)
        return super().event(event)

    @property
    def is_cut(self) -> bool:
        """Whether there is no room for the whole words."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option.currentText != self.currentText()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """End words that are too long in an ellipsis."""
        super().initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, place.width()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow, which a style sheet leaves out."""
        super().paintEvent(event)
        self._paint_arrow(QPainter(self))

    @painted_safely
    def _paint_arrow(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().placeholderText().color(), 1.5))
        x, y, reach = self.width() - 14.0, self.height() / 2, scaled(4)
        painter.drawPolyline(
            [
                QPointF(x + across, y + up)
                for across, up in ((-reach, -reach / 2), (0, reach / 2), (reach, -reach / 2))
            ]
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel."""
        event.ignore()


class Check(QCheckBox):
    """A check box whose box can be seen in the dark too."""

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw box, tick and words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        middle, side = self.height() / 2, scaled(14)
        box = QRectF(1, middle - side / 2, side, side)
        marked = self.isChecked()
        colour = palette.highlight() if self.isEnabled() else palette.placeholderText()
        edge = colour if marked or self.hasFocus() else palette.placeholderText()
        painter.setPen(QPen(edge.color(), 1.2))
        painter.setBrush(colour if marked else palette.base())
        painter.drawRoundedRect(box, 3, 3)
        if marked:
            painter.setPen(QPen(palette.highlightedText().color(), 2))
            tick = [(3 / 14, 0), (6 / 14, 3 / 14), (11 / 14, -3 / 14)]
            painter.drawPolyline([QPointF(1 + x * side, middle + y * side) for x, y in tick])
        text = palette.windowText() if self.isEnabled() else palette.placeholderText()
        painter.setPen(text.color())
        words = QRectF(box.right() + 8, 0, self.width() - box.right() - 8, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

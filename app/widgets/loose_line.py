"""A line of words, and what stands after them, that no layout above it has to know of."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rampsmith.app.widgets.elided_label import ElidedLabel

GAP = 4
"""Pixels between the words and what stands after them."""


class LooseLine(QWidget):
    """Places its widgets itself: the words as wide as they are, or as there is room for.

    Words change in every frame of a drag. In one of Qt's layouts, each change would make Qt work out all
    layouts again, up to the window's.
    """

    def __init__(self, words: ElidedLabel, *after: QWidget) -> None:
        """Take over the words and what stands after them."""
        super().__init__()
        self._words, self._after = words, after
        for widget in (words, *after):
            widget.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be as high as the highest of the widgets."""
        heights = (each.sizeHint().height() for each in (self._words, *self._shown()))
        return QSize(1, max(heights))

    def minimumSizeHint(self) -> QSize:
        """Give way to what stands beside it."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Place the widgets again after one of them has changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            if self.sizeHint().height() != self.height():
                self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the widgets in another room."""
        super().resizeEvent(event)
        self._place()

    def _shown(self) -> list[QWidget]:
        return [each for each in self._after if not each.isHidden()]

    def _place(self) -> None:
        after = self._shown()
        room = self.width() - sum(each.sizeHint().width() + GAP for each in after)
        # Alone, the words have all of the line.
        left = room if not after else min(self._words.sizeHint().width(), room)
        self._words.setGeometry(0, 0, max(0, left), self.height())
        for widget in after:
            left += GAP
            widget.setGeometry(left, 0, widget.sizeHint().width(), self.height())
            left += widget.width()

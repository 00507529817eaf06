"""A label of one line, and the tooltip of whatever has no room for its whole text: the label's words end in an ellipsis where there is no room for all of them."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QLabel, QToolTip, QWidget

from rampsmith.app.base.painting import elided, paint_event
from rampsmith.app.base.tooltip import tooltip


class ElidedLabel(QLabel):
    """Plain words that give way to what stands beside them; they are whole in the tooltip."""

    def __init__(self, text: str = "") -> None:
        """Show a text."""
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def shown(self) -> str:
        """The words that there is room for."""
        return elided(self.text(), self.fontMetrics(), self.contentsRect().width())

    @property
    def is_cut(self) -> bool:
        """Whether there is no room for all of the words."""
        return self.shown != self.text()

    def event(self, event: QEvent) -> bool:
        """Have all of the words in the tooltip."""
        # Whether it is cut is measured when the tooltip is asked for, and not at each event.
        if event.type() == QEvent.Type.ToolTip:
            return tells_whole(self, event, self.text(), is_cut=self.is_cut) or super().event(event)
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """Give way to what stands beside it."""
        return QSize(1, super().minimumSizeHint().height())

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the words."""
        style, place = self.style(), self.contentsRect()
        role, align = self.foregroundRole(), self.alignment()
        style.drawItemText(
            painter, place, align, self.palette(), self.isEnabled(), self.shown, role
        )


def tells_whole(widget: QWidget, event: QEvent, text: str, *, is_cut: bool) -> bool:
    """Show a text that is cut as the tooltip that is asked for, before the usual one; return whether it did."""
    if not (is_cut and isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip):
        return False
    tip, whole = widget.toolTip(), tooltip(text)
    words = tip if whole in tip else "\n".join(filter(None, (whole, tip)))
    QToolTip.showText(event.globalPos(), words, widget)
    return True

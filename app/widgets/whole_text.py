"""The tooltip of a widget that has no room for its whole text: the text, then the usual tooltip."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget

from rampsmith.app.base.tooltip import tooltip


def tells_whole(widget: QWidget, event: QEvent, text: str, *, is_cut: bool) -> bool:
    """Show a text that is cut as the tooltip that is asked for; return whether that was to be done."""
    if not (is_cut and isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip):
        return False
    tip, whole = widget.toolTip(), tooltip(text)
    words = tip if whole in tip else "\n".join(filter(None, (whole, tip)))
    QToolTip.showText(event.globalPos(), words, widget)
    return True

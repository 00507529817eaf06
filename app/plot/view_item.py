"""An item of the plot that covers all of the view and is painted in pixels."""

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF

from rampsmith.app.theme import Theme


class ViewItem(pg.GraphicsObject):
    """An item that covers the whole view, whatever part of the schedule that shows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._seen = QRectF()

    def boundingRect(self) -> QRectF:
        """Cover what the view shows."""
        return self._seen

    def viewRangeChanged(self, *_: Any) -> None:
        """Cover what the view shows now."""
        self.prepareGeometryChange()
        view = self.getViewBox()
        self._seen = QRectF() if view is None else QRectF(view.viewRect())
        self.update()

"""The naive way to draw a schedule while it is dragged: the whole run at every move."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtWidgets import QApplication

HIGH, LOW = 1e-3, 1e-4


class NaivePlot:
    """A plot as pyqtgraph's own examples have it: a curve, a grid and a line that can be dragged.

    The curve goes up and down in four segments, as the window's does; its rates are computed by
    NumPy, all at once, and its line is not smoothed. Nothing but the plot is drawn.
    """

    def __init__(self, steps: int, size: QSize) -> None:
        """Show a run of so many steps."""
        self._steps = np.arange(steps)
        self.plot = pyqtgraph.PlotWidget()
        self.plot.showGrid(x=True, y=True)
        self.plot.resize(size)
        middle = steps // 2
        self.curve = self.plot.plot(self._steps, self._rates(middle), pen="b")
        self.line = pyqtgraph.InfiniteLine(middle, movable=True)
        self.line.sigPositionChanged.connect(self.redraw)
        self.plot.addItem(self.line)
        self.plot.show()
        QApplication.processEvents()

    def redraw(self) -> None:
        """Draw the curve with its boundary where the line is."""
        self.curve.setData(self._steps, self._rates(int(self.line.value())))

    def hold(self) -> QPoint:
        """Where the line can be taken hold of."""
        scene = self.plot.getViewBox().mapViewToScene(QPointF(self.line.value(), HIGH / 2))
        place: QPoint = self.plot.mapFromScene(scene)
        return place

    def close(self) -> None:
        """Close the plot."""
        self.plot.close()

    def _rates(self, boundary: int) -> np.ndarray:
        quarter = len(self._steps) // 4
        return np.concatenate(
            [
                np.linspace(0, HIGH, quarter),
                _cosine(HIGH, LOW, boundary - quarter),
                np.linspace(LOW, HIGH, 3 * quarter - boundary),
                _cosine(HIGH, LOW, len(self._steps) - 3 * quarter),
            ]
        )


def _cosine(start: float, end: float, steps: int) -> np.ndarray:
    position = np.arange(steps) / steps
    return end + (start - end) * 0.5 * (1 + np.cos(np.pi * position))

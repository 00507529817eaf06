"""The wheel and the trackpad over the plot: along the run and the rates, and closer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from rampsmith.app.plot.view_box import PlotViewBox

if TYPE_CHECKING:
    from rampsmith.app.plot.plot import SchedulePlot

NOTCH = 120.0
"""What Qt counts for one notch of a wheel."""

ALONG = 0.1
"""How much of the view one notch goes along."""


def scrolled(view: PlotViewBox, event: QWheelEvent) -> bool:
    """Go along the view where a wheel or two fingers ask for it; tell whether they did.

    Two fingers on a trackpad go along both axes; so does a wheel along the run with Ctrl, or one
    that turns sideways. Whatever else a wheel does zooms, and is left to pyqtgraph.
    """
    holds_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    if _is_trackpad(event) and not holds_control:
        way = event.pixelDelta()
        if way.isNull():
            way = event.angleDelta() / 8
        view.go_along(-way.x() / max(1.0, view.width()), way.y() / max(1.0, view.height()))
    elif holds_control and not _is_trackpad(event):
        view.go_along(-ALONG * event.angleDelta().y() / NOTCH, 0.0)
    elif event.angleDelta().x() and not event.angleDelta().y():
        view.go_along(-ALONG * event.angleDelta().x() / NOTCH, 0.0)
    else:
        return False
    event.accept()
    return True


def _is_trackpad(event: QWheelEvent) -> bool:
    is_pad = event.device().type() == QInputDevice.DeviceType.TouchPad
    return is_pad or event.phase() != Qt.ScrollPhase.NoScrollPhase


def pinched(plot: "SchedulePlot", event: QNativeGestureEvent) -> bool:
    """Zoom along the run around two fingers; tell whether they did that."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    scene = plot.mapToScene(event.position().toPoint())
    plot.view_box.zoom(1 / max(0.1, 1 + event.value()), around=scene)
    return True

"""What all painters need: words that fit, and errors that do not end the process as Qt would."""

import math
import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

Painted = TypeVar("Painted")
Widget = TypeVar("Widget", bound=QWidget)
Rest = ParamSpec("Rest")


def elided(text: str, metrics: QFontMetrics | QFontMetricsF, width: float) -> str:
    """Cut a text to a width, with an ellipsis right after its last word."""
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(width))
    return shown if shown == text else f"{shown.removesuffix('…').rstrip(' ,;:·–—(')}…"


def transparent_picture(width: float, height: float, ratio: float) -> QPixmap:
    """Make a picture to paint on, so large in pixels of a screen whose own are smaller by a ratio."""
    picture = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def painted_safely(
    paint: Callable[Concatenate[Painted, QPainter, Rest], None],
) -> Callable[Concatenate[Painted, QPainter, Rest], None]:
    """Restore the painter after a method, and pass its error to ``sys.excepthook``, which shows it."""

    @wraps(paint)
    def safely(self: Painted, painter: QPainter, /, *rest: Rest.args, **named: Rest.kwargs) -> None:
        painter.save()
        try:
            paint(self, painter, *rest, **named)
        except Exception as error:  # noqa: BLE001  (It is shown.)
            sys.excepthook(type(error), error, error.__traceback__)
        finally:
            painter.restore()

    return safely


def paint_event(
    paint: Callable[[Widget, QPainter], None],
) -> Callable[[Widget, QPaintEvent], None]:
    """Make the ``paintEvent`` of a widget of a method that paints it; its error is shown as above."""
    safely = painted_safely(paint)

    @wraps(paint)
    def painted(self: Widget, _event: QPaintEvent) -> None:
        safely(self, QPainter(self))

    return painted

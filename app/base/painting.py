"""Keeps an error in a painter from ending the process: Qt crashes where a paint event raises."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtGui import QPainter

Painted = TypeVar("Painted")
Rest = ParamSpec("Rest")


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

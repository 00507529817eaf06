"""Pixels that grow with the letters, where a screen has larger ones but does not scale its pixels."""

from PySide6.QtGui import QGuiApplication

USUAL = 96.0
"""Dots per inch at which pixels are as they are written down."""


def scaled(pixels: float) -> int:
    """Return how many pixels something needs whose letters fit into so many at 96 dots per inch."""
    if QGuiApplication.instance() is None:
        return round(pixels)
    dots = QGuiApplication.primaryScreen().logicalDotsPerInch()
    return round(pixels * max(1.0, dots / USUAL))

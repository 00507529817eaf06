"""Whatever is scrolled finds its place at every size."""

from itertools import product

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QScrollArea

from rampsmith.app.drive.results import Result
from rampsmith.app.shell.window import Window
from tests.app.driver import walk_through
from tests.designer.designs import OWN_CURVES

RESULTS = [
    Result(f"Warmup and cosine {number}", QColor("red"), Qt.PenStyle.SolidLine, "1.2345", "")
    for number in range(3)
]

WIDTHS, HEIGHTS = range(240, 660, 2), range(60, 120, 40)
"""Pixels; it went wrong at few of them only."""


def test_no_scroll_bar_comes_and_goes_without_an_end(window: Window) -> None:
    """Where a height went with the width, the one took room from the other until the stack was full."""
    walk_through(window, OWN_CURVES)
    window.stepping.tab.show_view(2)
    window.driving.tab.table.show_results(RESULTS)
    rooms = window.findChildren(QScrollArea)
    assert len(rooms) > 5
    for room in rooms:
        parent = room.parentWidget()
        room.setParent(None)
        room.show()
        for height, width in product(HEIGHTS, WIDTHS):
            room.resize(width, height)
        room.setParent(parent)

"""The curves as one item: what a gesture leaves as it is looks as if it were painted again."""

from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.theme import LIGHT
from rampsmith.app.plot.items.curve_drawing import curve_lines
from rampsmith.app.plot.items.curve_item import CurveItem
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import ViewRange, polyline
from rampsmith.app.shell.window import Window
from rampsmith.designer.evaluation.rates import Rates
from tests.app.designs import zigzag
from tests.app.driver import Hand


def curves(window: Window) -> CurveItem:
    """The item under test."""
    return window.plot._curves


def line_at(window: Window, boundary: int) -> QPoint:
    """Find a place on a boundary's line, away from its handle."""
    return Hand(window.plot).pixel(window.store.rates.timeline.boundaries[boundary], 5e-4)


def differing_pixels(one: QImage, other: QImage) -> int:
    """Count pixels that differ by more than rounding does."""
    pictures = (pg.functions.ndarray_from_qimage(each).astype(int) for each in (one, other))
    apart = np.abs(np.subtract(*pictures)).max(axis=-1)
    return int(np.count_nonzero(apart > 3))


def test_a_frame_of_a_drag_looks_as_if_all_of_it_were_painted_again(window: Window) -> None:
    window.store.open(zigzag(segments=6), None)
    window.plot.change_settings(snaps_time=False, snaps_level=False)
    hand = Hand(window.plot)
    hand.press(line_at(window, 3))
    for place in (8, 16, 24, 32):
        hand.move(line_at(window, 3) + QPoint(place, 0))
        QApplication.processEvents()
    assert len(curves(window)._moving) < len(curves(window)._strokes)
    with_picture = window.plot.grab().toImage()
    curves(window).show_lines(curves(window).lines)
    assert curves(window)._moving == curves(window)._strokes
    again = window.plot.grab().toImage()
    assert (
        differing_pixels(with_picture, again) <= 8
    )  # Where colours meet, one lies over the other.
    hand.release()


def test_a_drag_builds_only_the_lines_that_it_changes(window: Window) -> None:
    window.store.open(zigzag(segments=6), None)
    hand = Hand(window.plot)
    hand.press(line_at(window, 3))
    hand.move(line_at(window, 3) + QPoint(10, 0))
    before = curves(window)._strokes
    hand.move(line_at(window, 3) + QPoint(30, 0))
    after = curves(window)._strokes
    kept = [stroke for stroke in after if stroke in before]
    assert len(kept) == len(after) - 2
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    assert not [stroke for stroke in curves(window)._strokes if stroke in after]


def test_segments_too_narrow_to_be_told_apart_share_lines_that_meet() -> None:
    rates = Rates(zigzag(segments=600))
    lines = curve_lines(rates, 0, ViewRange(0.0, 1200.0, 800), RateScale(), LIGHT)
    assert 200 <= len(lines) <= 400
    assert {line.width for line in lines[:-1]} == {1.0}
    assert lines[-1].style == Qt.PenStyle.DashLine
    assert lines[0].steps[0] == 0
    assert lines[-1].steps[-1] == 1200
    assert all(a.steps[-1] == b.steps[0] for a, b in pairwise(lines))
    near = curve_lines(rates, 0, ViewRange(500.0, 520.0, 800), RateScale(), LIGHT)
    assert {line.width for line in near} == {2.0}
    assert len(near) >= 10


def test_what_differs_in_the_last_bits_alone_is_drawn_flat() -> None:
    place, view = QRectF(0, 0, 100, 40), ViewRange(0, 10, 100)

    def heights(values: list[float]) -> list[float]:
        line = polyline(([0, 10], values), view, place)
        return [line.at(n).y() for n in range(line.size())]

    assert heights([0.1 * 0.1, 0.01]) == heights([0.01, 0.01]) == [20, 20]
    assert heights([0.0, 1e-12]) == [40, 0]

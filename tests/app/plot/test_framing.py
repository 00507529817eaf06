"""The view is framed whenever a design begins, and goes along with what is dragged over its edge."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.plot.items.grid import GridItem
from rampsmith.app.shell.window import Window
from rampsmith.designer.files.design_file import write_design
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, Hand, answers, boundary, preset_entries, show, type_into
from tests.app.gestures import drop, pick

PATIENCE = 10.0
"""Seconds until the view must have gone along; a guess for a busy machine."""


def zoomed(window: Window) -> None:
    """Zoom into a part where later designs have nothing."""
    QTest.keyClick(window.plot, Qt.Key.Key_F)
    for _ in range(8):
        window.plot.view_box.zoom(0.6)
    window.plot.view_box.go_along(3.0, 2.0)


def dropped(window: Window, path: Path) -> None:
    """Drop a file onto the window."""
    assert drop(window, path)


def opened(window: Window, path: Path) -> None:
    """Open a file by the key."""
    answers(window).open = path
    QTest.keyClick(window.plot, Qt.Key.Key_O, CONTROL)


def begun(window: Window, path: Path) -> None:
    """Begin an empty design by the key."""
    QTest.keyClick(window.plot, Qt.Key.Key_N, CONTROL)


def chosen(window: Window, path: Path) -> None:
    """Begin from a preset of the menu."""
    preset_entries(window)[1].trigger()


@pytest.mark.parametrize("way", [opened, begun, chosen, dropped])
def test_a_design_is_seen_whole_however_it_comes(
    window: Window, tmp_path: Path, way: Callable[[Window, Path], None]
) -> None:
    path = tmp_path / "a.ramp"
    write_design(three_segments(), path)
    zoomed(window)
    way(window, path)
    seen = window.plot.view_box.viewRange()
    QTest.keyClick(window.plot, Qt.Key.Key_F)
    assert seen == window.plot.view_box.viewRange()


def test_nobody_sees_the_parts_of_the_window_find_their_places(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    QTest.keyClick(window.plot, Qt.Key.Key_N, CONTROL)
    for _ in range(5):
        QApplication.processEvents()
    parts = (window.plot, window.lanes, window.segments, window.segment_form, window.run_form)
    seen: list[list[QRect]] = []
    begin = GridItem.paint_pixels

    def look(*arguments: Any) -> None:
        seen.append([part.geometry() for part in parts])
        begin(*arguments)

    monkeypatch.setattr(GridItem, "paint_pixels", look)
    window.presets.begin("OneCycleLR")
    for _ in range(5):
        QApplication.processEvents()
    assert seen
    assert all(places == [part.geometry() for part in parts] for places in seen)


def held(hand: Hand, place: QPoint, until: Callable[[], bool]) -> None:
    """Drag what is under the hand to a place outside, and hold it there until something is so."""
    hand.move(place)
    end = time.monotonic() + PATIENCE
    while not until() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


def test_a_boundary_dragged_over_the_edge_takes_the_view_along(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    window.plot.view_box.zoom(0.3, around=QPointF(0, 0))
    before = window.plot.view_box.viewRange()
    hand.take(hand.pixel(200, 1e-3))
    edge = QPoint(hand.viewport.width() + 40, hand.pixel(200, 1e-3).y())
    held(hand, edge, lambda: boundary(window, 1) > before[0][1] + 40)
    now = boundary(window, 1)
    assert now > before[0][1] + 40, "it is where could not be seen before"
    # What is held keeps the part of a pixel by which it was taken beside its place.
    pixel = window.plot.view_box.pixel_size()[0]
    assert now <= window.plot.view_box.viewRange()[0][1] + pixel + 0.5, "and is seen there"
    hand.release()
    assert boundary(window, 1) == now


def test_a_level_dragged_over_the_top_takes_the_view_along(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    top = window.plot.view_box.viewRange()[1][1]
    hand.take(hand.pixel(200, 1e-3))
    place = QPoint(hand.pixel(200, 1e-3).x(), 1)
    held(hand, place, lambda: window.store.rates.level_at_end(0, 0) > 1.2 * top)
    level = window.store.rates.level_at_end(0, 0)
    assert level > 1.2 * top
    hand.release()
    assert window.plot.view_box.viewRange()[1][1] > level, "all is framed again"


def test_the_view_does_not_go_below_the_rate_0_nor_before_the_run(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    before = window.plot.view_box.viewRange()
    hand.take(hand.pixel(200, 1e-3))
    end = time.monotonic() + 0.3
    held(hand, QPoint(1, hand.viewport.height() - 1), lambda: time.monotonic() > end)
    assert window.plot.view_box.viewRange() == before
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert window.store.schedule == three_segments()


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_typed_formula_is_seen_whole_where_it_turns(window: Window, logarithmic: bool) -> None:
    show(window, three_segments())
    window.plot.change_settings(logarithmic=logarithmic)
    window.store.select_segment(2)
    pick(window.segment_form.shape, "Expression")
    field = window.segment_form.bends.fields["expression", "text"]
    for formula, highest in (("20 * sin(3 * p) + 0.01", 0.0200), ("5 + 4 * cos(20 * p)", 0.009)):
        type_into(field, formula)
        top = window.plot.view_box.viewRange()[1][1]
        assert window.plot.state.scale.height(highest) < top
        assert top < window.plot.state.scale.height((10 if logarithmic else 1.5) * highest)

"""The playhead: dragged by its triangle or along a ruler, set by a click; everything follows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from rampsmith.app.plot.view.time_axes import Ruler
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.schedule import Level, Segment, Track
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.numbers import rate_text
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import Hand, show, walk_through, words_of_history
from tests.app.gestures import across


def on_ruler(window: Window, ruler: Ruler, step: float) -> QPoint:
    """Find the pixel of a step on a ruler."""
    x = window.plot.view_box.mapViewToScene(QPointF(step, 0)).x()
    y = ruler.mapToScene(ruler.shape().boundingRect().center()).y()
    return QPoint(window.plot.mapFromScene(QPointF(x, y)))


def triangle(window: Window, step: float) -> QPoint:
    """Find the pixel in the middle of the triangle of a playhead."""
    view = window.plot.view_box
    x, top = view.mapViewToScene(QPointF(step, 0)).x(), view.sceneBoundingRect().top()
    return QPoint(window.plot.mapFromScene(QPointF(x, top + 4)))


@pytest.mark.parametrize("name", ["time_axis", "epoch_axis"])
def test_a_click_on_a_ruler_brings_the_walk_there(window: Window, hand: Hand, name: str) -> None:
    show(window, three_segments())
    before = window.store.selection
    hand.click(on_ruler(window, getattr(window.plot, name), 400))
    player = window.stepping.player
    assert player.step == pytest.approx(400, abs=2)
    assert window.tabs.currentWidget() is window.stepping.tab
    assert window.plot.state.playhead == player.step
    assert window.store.selection == before


def test_a_drag_along_a_ruler_takes_the_walk_along_and_not_the_view(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    seen = window.plot.view_box.viewRange()[0]
    ruler, steps = window.plot.time_axis, []
    player = window.stepping.player
    player.moved.connect(lambda: steps.append(player.step))
    hand.drag(on_ruler(window, ruler, 100), on_ruler(window, ruler, 700), moves=6)
    assert player.step == pytest.approx(700, abs=2)
    assert len(set(steps)) > 3
    assert window.plot.view_box.viewRange()[0] == seen


def test_the_triangle_takes_the_walk_along_and_leaves_the_curve(window: Window, hand: Hand) -> None:
    player = walk_through(window, three_segments())
    player.go_to_step(300)
    window.plot.view_box.hovered.emit(window.plot.mapToScene(triangle(window, 300)))
    assert window.plot.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    hand.drag(triangle(window, 300), triangle(window, 600))
    assert player.step == pytest.approx(600, abs=2)
    assert window.store.schedule == three_segments()
    assert words_of_history(window) == []


def test_without_a_playhead_that_place_is_the_name_of_the_segment(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    assert window.plot.state.playhead is None
    hand.drag(triangle(window, 300), triangle(window, 300) + across(60))
    assert len(words_of_history(window)) == 1


def test_past_the_edge_of_the_view_the_walk_stays_within_it(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    ruler = window.plot.time_axis
    start = on_ruler(window, ruler, 500)
    hand.drag(start, start - across(3000))
    assert window.stepping.player.step == 0
    hand.drag(start, start + across(3000))
    assert window.stepping.player.step == 999


def test_the_table_the_loop_and_the_lanes_follow(window: Window, hand: Hand) -> None:
    momentum = Segment("M", Linear(), Span.of_the_rest(), Level.of_rate(0.8), Level.of_rate(0.9))
    show(window, replace(three_segments(), tracks=(Track(MOMENTUM_CURVE, (momentum,)),)))
    hand.click(on_ruler(window, window.plot.time_axis, 500))
    hand.leave()
    stepping, step = window.stepping, window.stepping.player.step
    assert step is not None
    assert step == pytest.approx(500, abs=2)
    assert f"t = {step}" in stepping.tab.rates.where.text()
    assert stepping.tab.loop.marked
    table = stepping.tab.table.table
    assert table.model.here == step
    lane = window.lanes.shown()[0]
    (_, words), *_ = window.lanes._values(lane)
    assert words == rate_text(0.8 + 0.1 * step / 1000)
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert window.plot.state.playhead == window.stepping.player.step == step + 1
    window.tabs.setCurrentIndex(0)
    assert window.plot.state.playhead is None

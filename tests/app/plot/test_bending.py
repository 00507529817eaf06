"""Alt-drags and bends' handles: a real mouse bends segments by their settings."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve, with_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.editing.splitting import split_segment
from rampsmith.designer.shapes.bezier import Bezier
from rampsmith.designer.shapes.cosine_k import CosineK
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.ema_warmup import EmaWarmup
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.logarithmic import Logarithmic
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.polynomial_k import PolynomialK
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.rex import Rex
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.shapes.tanh import Tanh
from rampsmith.designer.values.spans import Span
from tests.app.designs import RUN, three_segments
from tests.app.driver import ALT, NO_KEYS, SHIFT, Hand, show, words_of_history
from tests.app.gestures import rate_of, up


def decay(shape: Shape, end: Level | None = None) -> Schedule:
    """Fall from 1e-3 over 1,000 steps."""
    segment = Segment("Decay", shape, Span.of_steps(1000), Level(1.0), end)
    return Schedule(segments=(segment,), groups=(Group("all", 1e-3),), run=RUN)


SHAPES = [
    decay(Polynomial(2.0), Level(0.0)),
    decay(InverseSqrt(Span.of_steps(400))),
    decay(Staircase(Span.of_steps(250), 0.7)),
    decay(PowerOfP(2.0), Level(0.0)),
    decay(ExponentialToEnd(0.5), Level(0.0)),
    decay(CosineK(1.5), Level(0.0)),
    decay(PolynomialK(2.0, 1.5), Level(0.0)),
    decay(Rex(0.5), Level(0.0)),
    decay(Tanh(-3.0, 2.0), Level(0.0)),
    decay(Logarithmic(Span.of_steps(100)), Level(0.0)),
    decay(EmaWarmup(0.999), Level(0.0)),
    decay(PowerLaw(Span.of_steps(200), 0.8, 0.1)),
    decay(DecayToFloor(Span.of_steps(300), 0.6, 0.1)),
]


@pytest.mark.parametrize("schedule", SHAPES)
@pytest.mark.parametrize("above", [0, 60])
def test_an_alt_drag_keeps_the_curve_under_the_mouse(
    window: Window, hand: Hand, schedule: Schedule, above: int
) -> None:
    show(window, schedule)
    rate = window.store.rates.at(600)[0]
    start = hand.pixel(600, rate) + up(above)
    hand.drag(start, start + up(40), ALT)
    bent = window.store.rates.at(600)[0]
    assert bent == pytest.approx(rate + rate_of(window, 40), rel=0.03)
    assert words_of_history(window) == ["Bend segment"]
    assert window.store.schedule.segments[0].shape != schedule.segments[0].shape


@pytest.mark.parametrize("schedule", SHAPES)
def test_the_handle_on_a_curve_bends_it_without_a_key(
    window: Window, hand: Hand, schedule: Schedule
) -> None:
    show(window, schedule)
    (bend,) = window.plot.state.bends
    start = hand.pixel(bend.step, bend.rate)
    hand.move(start)
    assert window.plot.viewport().cursor().shape() == Qt.CursorShape.SizeVerCursor
    hand.drag(start, start - up(30), NO_KEYS)
    assert words_of_history(window) == ["Bend segment"]
    assert window.store.rates.at(bend.step)[0] < bend.rate


def test_the_status_line_says_what_a_bend_sets(window: Window, hand: Hand) -> None:
    show(window, SHAPES[0])
    start = hand.pixel(600, 1.6e-4)
    hand.take(start, ALT)
    hand.move(start + up(50), ALT)
    shape = window.store.schedule.segments[0].shape
    assert isinstance(shape, Polynomial)
    assert f"of power {shape.power}" in window.status.hint.text()
    hand.release(ALT)


def test_a_shape_without_a_setting_says_so_and_nothing_moves(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    view = window.plot.view_box.viewRange()
    start = hand.pixel(350, 5e-4)
    hand.drag(start, start + up(50), ALT)
    assert window.store.schedule == three_segments()
    assert window.plot.view_box.viewRange() == view
    assert "“Hold” is Constant, which has no setting to bend" in window.status.hint.text()


def test_escape_takes_a_bend_back(window: Window, hand: Hand) -> None:
    show(window, SHAPES[0])
    start = hand.pixel(600, 1.6e-4)
    hand.take(start, ALT)
    hand.move(start + up(50), ALT)
    assert window.store.schedule != SHAPES[0]
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release(ALT)
    assert window.store.schedule == SHAPES[0]
    assert words_of_history(window) == []


def test_momentum_bends_like_a_rate(window: Window, hand: Hand) -> None:
    fall = Segment(
        "Fall", Polynomial(2.0), Span.of_the_rest(), Level.of_rate(0.9), Level.of_rate(0)
    )
    schedule = added_curve(three_segments(), MOMENTUM_CURVE)
    show(window, with_curve(schedule, MOMENTUM_CURVE, Schedule(segments=(fall,))))
    window.store.edit_curve_of(MOMENTUM_CURVE)
    before = window.store.rates.at(500)[0]
    start = hand.pixel(500, before)
    hand.drag(start, start + up(40), ALT)
    assert window.store.rates.at(500)[0] > before
    assert words_of_history(window) == ["Bend segment"]


def test_a_bend_in_a_later_cycle_says_where_to_bend(window: Window, hand: Hand) -> None:
    show(window, decay(Polynomial(2.0), Level(0.0)))
    window.store.edit(lambda schedule: repeated(schedule, 0, 0), "Repeat")
    schedule = window.store.schedule
    window.plot.frame_all()
    start = hand.pixel(1500, 2.5e-4) + QPoint(0, -30)
    hand.drag(start, start + up(40), ALT)
    assert window.store.schedule == schedule
    assert "first one" in window.status.hint.text()


def test_b_bends_the_curve_as_alt_does_and_shows_that_it_would(window: Window, hand: Hand) -> None:
    show(window, decay(Polynomial(2.0), Level(0.0)))
    start = hand.pixel(600, window.store.rates.at(600)[0]) + up(60)
    hand.move(start)
    shapes = [window.plot.viewport().cursor().shape()]
    QTest.keyPress(window.plot, Qt.Key.Key_B)
    shapes.append(window.plot.viewport().cursor().shape())
    hand.drag(start, start + up(40))
    QTest.keyRelease(window.plot, Qt.Key.Key_B)
    assert words_of_history(window) == ["Bend segment"]
    hand.move(start)
    shapes.append(window.plot.viewport().cursor().shape())
    cross, bends = Qt.CursorShape.CrossCursor, Qt.CursorShape.SizeVerCursor
    assert shapes == [cross, bends, cross]
    hand.drag(start, start + up(20))
    assert words_of_history(window) == ["Bend segment"]


def test_the_hint_names_the_key_that_bends(window: Window) -> None:
    assert "B bends the curve" in window.status.hint.text()


def ease_of(window: Window) -> Bezier:
    """Return the Bézier ease that is shown."""
    shape = window.store.schedule.segments[0].shape
    assert isinstance(shape, Bezier)
    return shape


def test_a_bezier_ease_has_a_handle_beside_each_of_its_ends(window: Window, hand: Hand) -> None:
    show(window, decay(Bezier(), Level(0.1)))
    first, second = window.plot.state.bends
    assert (first.step, first.rate) == pytest.approx((420, 1e-3))
    assert (second.step, second.rate) == pytest.approx((580, 1e-4))
    start = hand.pixel(first.step, first.rate)
    hand.move(start)
    assert window.plot.viewport().cursor().shape() == Qt.CursorShape.SizeAllCursor
    hand.drag(start, hand.pixel(200, 6.4e-4))
    assert words_of_history(window) == ["Bend segment"]
    assert ease_of(window).x1 == pytest.approx(0.2, abs=0.01)
    assert ease_of(window).y1 == pytest.approx(0.4, abs=0.02)
    second = window.plot.state.bends[1]
    start = hand.pixel(second.step, second.rate)
    hand.take(start)
    hand.move(hand.pixel(900, 2.8e-4))
    assert "by (0.2" in window.status.hint.text()
    hand.release()
    assert ease_of(window).x2 == pytest.approx(0.9, abs=0.01)
    assert ease_of(window).y2 == pytest.approx(0.8, abs=0.02)
    assert window.segment_form.bends.fields["bezier", "x2"].text() == str(ease_of(window).x2)


def test_a_handle_of_a_bezier_ease_keeps_to_one_axis_and_to_its_box(
    window: Window, hand: Hand
) -> None:
    show(window, decay(Bezier(), Level(0.1)))
    first, _ = window.plot.state.bends
    start = hand.pixel(first.step, first.rate)
    hand.drag(start, hand.pixel(200, 9e-4), SHIFT)
    assert ease_of(window).y1 == 0
    assert ease_of(window).x1 == pytest.approx(0.2, abs=0.01)
    second = window.plot.state.bends[1]
    start = hand.pixel(second.step, second.rate)
    hand.drag(start, start - up(60))
    assert (ease_of(window).y2, ease_of(window).x2) == pytest.approx((1.0, 0.58), abs=0.01)
    window.store.undo()
    assert ease_of(window) == Bezier()


def test_escape_takes_the_drag_of_a_handle_back(window: Window, hand: Hand) -> None:
    show(window, decay(Bezier(), Level(0.1)))
    first, _ = window.plot.state.bends
    hand.take(hand.pixel(first.step, first.rate))
    hand.move(hand.pixel(200, 5e-4))
    assert ease_of(window) != Bezier()
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert ease_of(window) == Bezier()
    assert words_of_history(window) == []


def test_the_handles_of_a_part_are_those_of_the_whole_ease(window: Window, hand: Hand) -> None:
    show(window, decay(Bezier(), Level(0.1)))
    window.store.edit(lambda schedule: split_segment(schedule, 0, 500), "Split")
    places = [(bend.segment, bend.step) for bend in window.plot.state.bends]
    assert places == [(0, 420), (0, 580), (1, 420), (1, 580)]

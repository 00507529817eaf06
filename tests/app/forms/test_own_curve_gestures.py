"""Own curves of groups by mouse and keys: all that the common one can do, for every kind of number."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve, curve_of, edited_curve, followed
from rampsmith.designer.document.kinds import (
    MOMENTUM,
    MOMENTUM_CURVE,
    RATE,
    RATE_CURVE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import ALT, CONTROL, NO_KEYS, Hand, show, type_into, words_of_history
from tests.app.gestures import pick, up

LEFT = Qt.MouseButton.LeftButton
COMMON_DECAY = CurveKey(WEIGHT_DECAY)
KEYS = [CurveKey(kind, "head") for kind in (RATE, MOMENTUM, WEIGHT_DECAY, own_kind("temperature"))]
STEPS = range(1001)


def with_own(key: CurveKey) -> Schedule:
    """Return two groups, the common curve of a kind, and one for the head: up, then bent down."""
    unit = key.kind.unit
    low, high = Level(0.2, unit), Level(0.8, unit)
    rise = Segment("Rise", Linear(), Span.of_steps(200), low, high)
    fall = Segment("Fall", Polynomial(2.0), Span.of_the_rest(), None, low)
    groups = (Group("body", 1e-3), Group("head", 2e-3))
    design = replace(three_segments(), groups=groups)
    design = added_curve(added_curve(design, CurveKey(key.kind)), key)
    return edited_curve(design, key, lambda alone: replace(alone, segments=(rise, fall)))


def look_at(window: Window, key: CurveKey, *, snaps: bool = False) -> Schedule:
    """Show such a design, and edit the head's own curve in it."""
    show(window, with_own(key), snaps=snaps)
    window.store.edit_curve_of(key)
    window.plot.setFocus()
    return window.store.document


def on_curve(window: Window, hand: Hand, step: int) -> QPoint:
    """Find the pixel at which the edited curve is drawn."""
    return hand.pixel(step, window.store.rates.at(step)[0])


def press(window: Window, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key in the plot."""
    window.activateWindow()
    window.plot.setFocus()
    QTest.keyClick(window.plot, key, keys)


def is_alone(window: Window, before: Schedule, key: CurveKey) -> bool:
    """Whether one edit has changed this curve and nothing else, and undo takes it back."""
    after = window.store.document
    others = edited_curve(after, key, lambda _: curve_of(before, key))
    changed = curve_of(after, key).segments != curve_of(before, key).segments
    changed |= curve_of(after, key).repeats != curve_of(before, key).repeats
    had_one = len(words_of_history(window)) == 1
    press(window, Qt.Key.Key_Z, CONTROL)
    return changed and had_one and others == before and window.store.document == before


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_handle_of_it_is_dragged_and_catches(window: Window, hand: Hand, key: CurveKey) -> None:
    before = look_at(window, key, snaps=True)
    window.plot.change_settings(time_snaps=frozenset({"epochs"}))
    handle = on_curve(window, hand, 200)
    hand.drag(handle, QPoint(hand.pixel(300, 0).x() + 4, handle.y() + 9))
    assert window.store.rates.timeline.ends[0] == 300
    assert is_alone(window, before, key)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_it_is_bent_by_the_mouse(window: Window, hand: Hand, key: CurveKey) -> None:
    before = look_at(window, key)
    place = on_curve(window, hand, 600)
    hand.drag(place, place - up(25), ALT)
    assert curve_of(window.store.document, key).segments[1].shape != Polynomial(2.0)
    assert is_alone(window, before, key)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_double_click_splits_it_and_moves_nothing(
    window: Window, hand: Hand, key: CurveKey
) -> None:
    before = look_at(window, key)
    values = [Rates(curve_of(before, key)).at(step)[0] for step in STEPS]
    hand.double_click(on_curve(window, hand, 100))
    curve = curve_of(window.store.document, key)
    assert len(curve.segments) == 3
    assert [Rates(curve).at(step)[0] for step in STEPS] == pytest.approx(values, rel=1e-12)
    assert is_alone(window, before, key)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_it_is_repeated_by_its_key(window: Window, key: CurveKey) -> None:
    before = look_at(window, key)
    press(window, Qt.Key.Key_R)
    assert len(curve_of(window.store.document, key).repeats) == 1
    assert is_alone(window, before, key)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_formula_is_typed_for_it(window: Window, key: CurveKey) -> None:
    before = look_at(window, key)
    pick(window.segment_form.shape, "Expression")
    type_into(window.segment_form.bends.fields["expression", "text"], "start + 0.1 * p")
    assert curve_of(window.store.document, key).segments[0].shape == Expression("start + 0.1 * p")
    while words_of_history(window):
        press(window, Qt.Key.Key_Z, CONTROL)
    assert window.store.document == before
    assert window.store.focus == key


def test_segments_go_from_one_groups_curve_to_anothers_by_keys(window: Window) -> None:
    first, second = CurveKey(MOMENTUM, "body"), CurveKey(MOMENTUM, "head")
    design = added_curve(with_own(second), first)
    show(window, design)
    window.store.edit_curve_of(second)
    press(window, Qt.Key.Key_A, CONTROL)
    press(window, Qt.Key.Key_C, CONTROL)
    while window.store.focus != first:
        press(window, Qt.Key.Key_Up, CONTROL)
    press(window, Qt.Key.Key_V, CONTROL)
    held, *pasted = curve_of(window.store.document, first).segments
    assert held == curve_of(design, first).segments[0]
    rise, fall = curve_of(design, second).segments
    # Only one segment of a curve fills the rest.
    assert pasted == [rise, replace(fall, span=pasted[1].span)]
    assert window.store.selection == (1, 2)
    press(window, Qt.Key.Key_Z, CONTROL)
    assert window.store.document == design
    assert window.store.focus == first


@pytest.mark.parametrize(
    ("typed", "way"),
    [
        ("own weight decay head", CurveKey(WEIGHT_DECAY, "head")),
        ("alone weight decay head", None),
    ],
)
def test_the_list_of_commands_gives_a_curve_leaves_alone_and_follows_again(
    window: Window, typed: str, way: CurveKey | None
) -> None:
    design = added_curve(replace(with_own(KEYS[0]), tracks=()), COMMON_DECAY)
    show(window, design)
    listing = window.help.commands
    for text, follows in ((typed, way), ("follow weight decay head", COMMON_DECAY)):
        press(window, Qt.Key.Key_K, CONTROL)
        QTest.keyClicks(listing.search, text)
        QTest.keyClick(listing.search, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert followed(window.store.document, WEIGHT_DECAY, "head") == follows
        assert window.store.focus == (follows or RATE_CURVE)
    assert window.store.document == design
    assert words_of_history(window)[-1] == "Let “head” follow the common weight decay"


def test_typing_the_name_of_a_group_finds_its_curves_and_all_that_it_can_have(
    window: Window,
) -> None:
    show(window, with_own(KEYS[1]))
    press(window, Qt.Key.Key_K, CONTROL)
    listing = window.help.commands
    QTest.keyClicks(listing.search, "head")
    shown = [command.spoken for command in listing.model.commands]
    for words in (
        "Edit curve: momentum of “head”",
        "Select group: head",
        "Curves of groups: “head”: Give a rate curve of its own",
        "Curves of groups: “head”: Follow the common momentum",
        "Curves of groups: “head”: Leave the momentum alone",
    ):
        assert words in shown
    QTest.keyClick(listing.search, Qt.Key.Key_Escape)


def with_lanes() -> Schedule:
    """Return the rate, the momentum and the weight decay, one of them for the head alone."""
    return added_curve(with_own(CurveKey(WEIGHT_DECAY, "head")), MOMENTUM_CURVE)


def test_one_line_goes_through_plot_and_lanes_wherever_the_mouse_is(
    window: Window, hand: Hand
) -> None:
    show(window, with_lanes())
    hand.move(hand.pixel(400, 5e-4))
    pointer = window.plot.state.pointer
    assert pointer is not None
    assert window.lanes._step == pointer.step == pytest.approx(400, abs=2)
    hand.leave()
    lane = window.lanes.shown()[0]
    place = QPoint(hand.pixel(700, 0).x(), round(lane.top + lane.height / 2))
    over = QPointF(window.lanes.mapToGlobal(place))
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), over, none, none, NO_KEYS)
    QApplication.sendEvent(window.lanes, move)
    pointer = window.plot.state.pointer
    assert pointer is not None
    assert pointer.step == window.lanes._step == pytest.approx(700, abs=2)
    said = window.plot.readout.text()
    for words in ("rate", "momentum", "weight decay"):
        assert words in said
    assert window.plot.readout.isVisible()


def test_control_with_the_arrows_goes_through_the_lanes_and_a_click_brings_one_up(
    window: Window,
) -> None:
    show(window, with_lanes())
    press(window, Qt.Key.Key_Down, CONTROL)
    assert window.store.focus != RATE_CURVE
    shown = [lane.title for lane in window.lanes.shown()]
    assert window.store.focus.kind.words not in shown
    place = QPoint(window.lanes.width() // 2, round(window.lanes.shown()[0].top) + 3)
    QTest.mouseClick(window.lanes, LEFT, pos=place)
    assert window.store.focus.kind.words == shown[0]
    assert window.plot.height() > 2 * max(lane.height for lane in window.lanes.shown())


def test_a_lane_shows_the_common_curve_as_those_have_it_that_follow_it(window: Window) -> None:
    own = CurveKey(MOMENTUM, "body")
    low = Segment("Low", Cosine(), Span.of_the_rest(), Level(0.1, "rate"), Level(0.2, "rate"))
    design = added_curve(with_own(CurveKey(RATE, "head")), MOMENTUM_CURVE)
    design = edited_curve(
        added_curve(design, own), own, lambda alone: replace(alone, segments=(low,))
    )
    show(window, design)
    window.plot.point_at(None)
    (lane,) = window.lanes.shown()
    words = {line.key: words for line, words in window.lanes._values(lane)}
    assert words[MOMENTUM_CURVE] == "0.9"
    assert words[own] == "“body” 0.1 … 0.2"

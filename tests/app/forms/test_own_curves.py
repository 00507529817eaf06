"""Curves of single groups and of one's own values: given, left alone, dragged, pasted, renamed."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from rampsmith.app.help.commands import found
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve, curve_keys, curve_of, followed
from rampsmith.designer.document.kinds import (
    MOMENTUM,
    MOMENTUM_CURVE,
    RATE,
    RATE_CURVE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.shapes.polynomial import Polynomial
from tests.app.designs import three_segments
from tests.app.driver import ALT, CONTROL, Hand, show, type_into, words_of_history
from tests.app.gestures import across, up

LEFT = Qt.MouseButton.LeftButton
HEAD = CurveKey(RATE, "head")
DECAY_OF_HEAD = CurveKey(WEIGHT_DECAY, "head")


def two_groups() -> Schedule:
    """Return three segments for a backbone and a head."""
    return replace(three_segments(), groups=(Group("backbone", 1e-3), Group("head", 2e-3)))


def with_own_rate() -> Schedule:
    """Return the same, with a curve of the rate for the head alone."""
    return added_curve(two_groups(), HEAD)


def with_lanes() -> Schedule:
    """Return the same with curves of the momentum and of the weight decay, one for the head alone."""
    schedule = with_own_rate()
    for key in (MOMENTUM_CURVE, CurveKey(WEIGHT_DECAY), DECAY_OF_HEAD):
        schedule = added_curve(schedule, key)
    return schedule


def choose(window: Window, row: int, place: int) -> None:
    """Open the menu of a group's curves, and click what stands at a place in it."""
    QTest.mouseClick(window.groups_form.curves[row].button, LEFT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = [action for action in menu.actions() if not action.isSeparator()]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(actions[place]).center())
    QApplication.processEvents()


def take_first_end(window: Window, hand: Hand) -> QPoint:
    """Find the handle at the end of the first segment."""
    rates = window.store.rates
    step = rates.timeline.ends[0]
    return hand.pixel(step, rates.at(round(step))[0])


def test_a_group_is_given_a_curve_of_its_own_which_is_then_edited(window: Window) -> None:
    show(window, two_groups())
    choose(window, 1, 1)
    assert window.store.focus == HEAD
    assert window.store.schedule == with_own_rate()
    assert window.groups_form.curves[1].button.words == "own rate"
    assert window.groups_form.curves[0].button.words == "common curves"
    assert window.curve_line.text() == "of the rate of “head”"
    window.store.undo()
    assert window.store.schedule == two_groups()
    assert window.store.focus == RATE_CURVE


def test_a_group_is_left_alone_and_follows_again(window: Window) -> None:
    show(window, added_curve(two_groups(), MOMENTUM_CURVE))
    choose(window, 1, 5)
    assert followed(window.store.schedule, MOMENTUM, "head") is None
    assert window.groups_form.curves[1].button.words == "momentum left alone"
    choose(window, 1, 3)
    assert window.store.schedule == added_curve(two_groups(), MOMENTUM_CURVE)


def test_a_drag_of_an_own_curves_handle_changes_it_alone(window: Window, hand: Hand) -> None:
    show(window, with_own_rate())
    window.store.edit_curve_of(HEAD)
    handle = take_first_end(window, hand)
    hand.drag(handle, handle + across(50) - up(60))
    after = window.store.schedule
    assert curve_of(after, HEAD).segments != curve_of(with_own_rate(), HEAD).segments
    assert replace(after, tracks=()) == two_groups()
    assert len(words_of_history(window)) == 1
    window.store.undo()
    assert window.store.schedule == with_own_rate()
    assert window.store.focus == HEAD
    assert window.store.segment is not None


def test_an_own_curve_is_bent_repeated_and_split(window: Window, hand: Hand) -> None:
    *steady, decay = three_segments().segments
    bendable = (*steady, replace(decay, shape=Polynomial(2.0)))
    show(window, added_curve(replace(two_groups(), segments=bendable), HEAD))
    window.store.edit_curve_of(HEAD)
    window.store.select_segment(2)
    line = window.store.rates.timeline
    middle = round((line.begins[2] + line.ends[2]) / 2)
    on_curve = hand.pixel(middle, window.store.rates.at(middle)[0])
    hand.drag(on_curve, on_curve - up(40), ALT)
    assert len(words_of_history(window)) == 1
    window.commands["split"].trigger()
    window.commands["repeat"].trigger()
    curve = curve_of(window.store.schedule, HEAD)
    assert len(curve.segments) == len(three_segments().segments) + 1
    assert len(curve.repeats) == 1
    assert curve.segments[2].shape != Polynomial(2.0)
    assert window.store.schedule.segments == bendable


def test_segments_are_pasted_from_the_common_curve_into_a_groups_own(window: Window) -> None:
    show(window, with_own_rate())
    count = len(window.store.curve.segments)
    window.commands["copy"].trigger()
    window.store.edit_curve_of(HEAD)
    window.commands["paste"].trigger()
    assert len(curve_of(window.store.schedule, HEAD).segments) == count + 1
    assert len(window.store.schedule.segments) == count


def test_a_renamed_group_keeps_its_curve_which_stays_edited(window: Window) -> None:
    show(window, with_lanes())
    window.store.edit_curve_of(DECAY_OF_HEAD)
    type_into(window.groups_form.names[1], "classifier")
    assert window.store.focus == CurveKey(WEIGHT_DECAY, "classifier")
    window.store.undo()
    assert window.store.focus == DECAY_OF_HEAD
    QTest.mouseClick(window.groups_form.removers[1], LEFT)
    assert all(key.group is None for key in curve_keys(window.store.schedule))
    assert window.store.focus in curve_keys(window.store.schedule)


def test_the_base_weight_decay_is_a_field_where_a_curve_scales_it(window: Window) -> None:
    show(window, two_groups())
    field = window.groups_form.bases[1].field
    assert not field.isVisible()
    window.store.edit_curve_of(CurveKey(WEIGHT_DECAY), adds=True)
    assert field.isVisible()
    type_into(field, "-1")
    assert field.fault
    type_into(field, "0.05")
    backbone, head = window.store.schedule.groups
    assert (backbone.base(WEIGHT_DECAY), head.base(WEIGHT_DECAY)) == (0.01, 0.05)
    assert window.store.rates.at(0)[1] == 0.05


def test_a_value_of_ones_own_is_added_by_its_name(window: Window) -> None:
    show(window, two_groups())
    curves = window.curves
    curves.adders.popup(QPoint(10, 10))
    action = curves.adders.actions()[-1]
    QTest.mouseClick(curves.adders, LEFT, pos=curves.adders.actionGeometry(action).center())
    type_into(curves.own_name, "lr")
    assert "optimizers use" in curves.own_name.fault
    assert window.store.schedule == two_groups()
    type_into(curves.own_name, "temperature")
    assert window.store.focus == CurveKey(own_kind("temperature"))
    QTest.mouseClick(curves.remove_button, LEFT)
    assert window.store.schedule == two_groups()


def test_words_find_curves_and_groups_in_the_list_of_commands(window: Window) -> None:
    show(window, with_lanes())
    heads = {command.name for command in found(window.help.all_commands(), "head")}
    assert {"curve rate[head]", "curve weight_decay[head]", "group 1"} <= heads
    found(window.help.all_commands(), "weight decay head")[0].do()
    assert window.store.focus == DECAY_OF_HEAD


def test_fifty_groups_with_own_curves_keep_the_list_low(window: Window) -> None:
    groups = tuple(Group(f"layer {number}", 1e-3) for number in range(50))
    schedule = replace(three_segments(), groups=groups)
    for group in groups:
        schedule = added_curve(schedule, CurveKey(RATE, group.name))
    show(window, schedule)
    rows = window.curves.rows
    assert rows.count() == 51
    assert rows.height() < window.height() / 3
    window.store.edit_curve_of(CurveKey(RATE, "layer 49"))
    assert rows.viewport().rect().contains(rows.visualItemRect(rows.currentItem()).center())


def test_control_with_up_and_down_goes_through_the_curves(window: Window) -> None:
    show(window, with_lanes())
    window.plot.setFocus()
    QTest.keyClick(window.plot, Qt.Key.Key_Down, CONTROL)
    assert window.store.focus == HEAD
    for _ in range(2):
        QTest.keyClick(window.plot, Qt.Key.Key_Up, CONTROL)
    assert window.store.focus == DECAY_OF_HEAD
    assert words_of_history(window) == []


def test_a_click_goes_to_the_curve_of_a_lane_that_is_nearest(window: Window, hand: Hand) -> None:
    schedule = with_lanes()
    higher = (schedule.groups[0], replace(schedule.groups[1], bases=(("weight_decay", 0.1),)))
    show(window, replace(schedule, groups=higher))
    lane = window.lanes.shown()[1]
    assert [line.key for line in lane.lines] == [CurveKey(WEIGHT_DECAY), DECAY_OF_HEAD]
    middle = hand.pixel(500, 0).x()
    QTest.mouseClick(window.lanes, LEFT, pos=QPoint(middle, round(lane.top) + 5))
    assert window.store.focus == DECAY_OF_HEAD


def test_a_lane_is_folded_by_its_sign_and_opened_again(window: Window) -> None:
    show(window, with_lanes())
    whole = window.lanes.height()
    sign = window.lanes._sign(window.lanes.shown()[0]).center().toPoint()
    QTest.mouseClick(window.lanes, LEFT, pos=sign)
    assert window.lanes.height() < whole
    assert window.store.focus == RATE_CURVE
    QTest.mouseClick(window.lanes, LEFT, pos=sign)
    assert window.lanes.height() == whole


def test_one_read_out_names_each_quantity(window: Window, hand: Hand) -> None:
    show(window, with_lanes())
    window.store.edit_curve_of(DECAY_OF_HEAD)
    hand.move(hand.pixel(500, 0.01))
    said = window.plot.readout.text()
    for words in (
        "weight decay of “head” <b>0.01</b>",
        "momentum <b>0.9</b>",
        "rate of “head” <b>",
    ):
        assert words in said
    window.store.edit_curve_of(RATE_CURVE)
    said = window.plot.readout.text()
    assert "rate of “backbone” <b>1e-3</b>" in said
    assert said.count("head") == 1 + 1


def test_the_common_rates_of_one_group_have_its_name_and_colour_beside_anothers_own(
    window: Window, hand: Hand
) -> None:
    show(window, with_own_rate())
    own = next(key for key in curve_keys(window.store.document) if key.group is not None)
    window.store.edit_curve_of(own)
    names = [group.name for group in window.store.document.groups]
    (other,) = (name for name in names if name != own.group)
    hand.move(hand.pixel(500, 0.0))
    assert f"rate of “{other}” <b>" in window.plot.readout.text()
    (line,) = window.plot._alike.lines
    assert line.colour == group_pen_colour(window.plot.state.theme, names.index(other))

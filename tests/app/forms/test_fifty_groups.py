"""Fifty groups with a dozen curves of their own: everything that names them fits, and follows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.theme import DARK, LIGHT
from rampsmith.app.forms.groups_form import PAGE
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.lane import FOLDED
from rampsmith.app.shell.empty_window import SIZE
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve, left_alone
from rampsmith.designer.document.kinds import (
    BETA2,
    MOMENTUM,
    MULTIPLIER,
    RATE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.evaluation.rates import Rates
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, Hand, show

SMALL = QSize(1024, 768)
KINDS = (MOMENTUM, BETA2, WEIGHT_DECAY, MULTIPLIER, own_kind("temperature"), own_kind("dropout"))


def fifty() -> Schedule:
    """Return fifty groups of as many rates, a dozen with curves of their own, and all kinds."""
    groups = tuple(Group(f"blocks.{i}.attention.weight", 1e-4 * (1 + i)) for i in range(50))
    schedule = replace(three_segments(), groups=groups)
    keys = [CurveKey(kind) for kind in KINDS]
    keys += [CurveKey(RATE, group.name) for group in groups[:8]]
    keys += [CurveKey(WEIGHT_DECAY, group.name) for group in groups[:4]]
    for key in keys:
        schedule = added_curve(schedule, key)
    return schedule


@pytest.fixture(params=[SIZE, SMALL], ids=["large", "small"])
def crowded(window: Window, request: pytest.FixtureRequest) -> Window:
    show(window, fifty())
    window.resize(request.param)
    QApplication.processEvents()
    window.plot.point_at(None)
    return window


def test_the_lane_that_is_edited_is_the_large_one(crowded: Window) -> None:
    lanes = crowded.lanes.shown()
    assert len(lanes) == len(KINDS)
    assert crowded.plot.height() > max(lane.height for lane in lanes)
    assert crowded.plot.height() >= crowded.lanes.height()
    assert any(lane.is_open for lane in lanes)


def test_a_lane_that_had_no_room_is_opened_by_its_sign(crowded: Window) -> None:
    crowded.resize(SMALL)
    QApplication.processEvents()
    closed = [lane for lane in crowded.lanes.shown() if not lane.is_open]
    assert closed
    QTest.mouseClick(
        crowded.lanes,
        Qt.MouseButton.LeftButton,
        pos=crowded.lanes._sign(closed[-1]).center().toPoint(),
    )
    heights = {lane.title: lane.height for lane in crowded.lanes.shown()}
    assert heights[closed[-1].title] > FOLDED
    assert crowded.plot.height() >= crowded.lanes.height()


def test_the_words_of_a_lane_end_before_its_edge(crowded: Window) -> None:
    lanes, metrics = crowded.lanes, crowded.lanes.fontMetrics()
    crowded.store.edit_curve_of(CurveKey(MOMENTUM))
    for lane in lanes.shown():
        texts = lanes.texts(lane, metrics)
        wide = sum(width + 10 for _, _, width in texts)
        assert lanes._box().left() + wide < lanes.width() + 10
        if len(lane.lines) > len(texts) - 1:
            assert texts[-1][0].startswith("and ")


@pytest.mark.parametrize("points", [9, 40])
def test_a_lane_tells_how_many_it_does_not_name_and_never_that_none_is_left(
    crowded: Window, points: int
) -> None:
    """Larger letters stand for a narrow window."""
    lanes, font = crowded.lanes, crowded.lanes.font()
    font.setPointSize(points)
    for lane in lanes.shown():
        for lines in (lane.lines, lane.lines[:1], lane.lines[:3]):
            fewer = replace(lane, content=replace(lane.content, lines=lines))
            texts = lanes.texts(fewer, QFontMetrics(font))
            named = [text for text, _, _ in texts[1:] if not text.startswith("and ")]
            said = [text for text, _, _ in texts[1:] if text.startswith("and ")]
            left = len(lines) - len(named)
            assert said == ([f"and {left} more"] if named and left else [])


@pytest.mark.parametrize("focus", [CurveKey(RATE), CurveKey(WEIGHT_DECAY), CurveKey(MOMENTUM)])
def test_the_read_out_stays_within_the_plot(crowded: Window, focus: CurveKey) -> None:
    crowded.store.edit_curve_of(focus)
    Hand(crowded.plot).move(crowded.plot.viewport().rect().center())
    readout = crowded.plot.readout
    assert readout.isVisible()
    assert readout.y() >= 0
    assert readout.geometry().bottom() <= crowded.plot.height()
    assert "more" in readout.text()


def test_a_group_that_is_chosen_in_the_list_of_commands_is_seen_in_the_form(
    crowded: Window,
) -> None:
    crowded.plot.setFocus()
    QTest.keyClick(crowded.plot, Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(crowded.help.commands.search, "select group blocks.33")
    QTest.keyClick(crowded.help.commands.search, Qt.Key.Key_Return)
    form = crowded.groups_form
    assert crowded.store.chosen_group == 33
    assert form.names[33 % PAGE].text() == "blocks.33.attention.weight"
    assert form.swatches[33 % PAGE].isChecked()
    QTest.mouseClick(form.pager.back, Qt.MouseButton.LeftButton)
    assert form.names[0].text() == "blocks.0.attention.weight"


def test_what_a_group_has_of_its_own_is_whole_in_a_tooltip(crowded: Window) -> None:
    button = crowded.groups_form.curves[0].button
    assert button.words == "own rate, weight decay"
    assert button.toolTip().startswith(button.words)
    assert button.fontMetrics().horizontalAdvance(button.text()) <= button.width()
    assert crowded.groups_form.heads.text() == "base rate\nweight decay"


def test_the_rows_of_the_list_of_curves_begin_with_what_tells_them_apart(crowded: Window) -> None:
    rows = crowded.curves.rows
    texts = [rows.item(row).text().strip() for row in range(rows.count())]
    assert texts[1] == "blocks.0.attention.weight: rate"
    assert len({text[:12] for text in texts[1:9]}) == 8


def test_every_group_can_be_seen_on_both_grounds() -> None:
    for theme in (LIGHT, DARK):
        for index in range(50):
            colour = group_pen_colour(theme, index)
            assert abs(colour.lightness() - QColor(theme.ground).lightness()) > 50


def test_many_groups_asked_for_together_have_what_each_has_alone() -> None:
    for schedule in (fifty(), replace(fifty(), tracks=())):
        rates, steps = Rates(schedule), [0, 7, 199, 200, 650, 999]
        groups = (3, 0, 49, 12)
        together = [*rates.of_groups(groups, steps)]
        assert together == [[rates.at(step)[group] for step in steps] for group in groups]
        assert rates.of_all_groups(steps) == [rates.at(step) for step in steps]


def test_a_group_has_its_colour_also_where_one_before_it_is_left_alone(window: Window) -> None:
    groups = (Group("a", 1e-3), Group("b", 1e-3), Group("c", 1e-3, (("weight_decay", 0.1),)))
    common = CurveKey(WEIGHT_DECAY)
    schedule = added_curve(replace(three_segments(), groups=groups), common)
    show(window, left_alone(schedule, CurveKey(WEIGHT_DECAY, "a")))
    window.store.edit_curve_of(common)
    state = window.plot.state
    assert [group.name for group in state.rates.schedule.groups] == ["b", "c"]
    assert [state.place(index) for index in range(2)] == [1, 2]
    drawn = {line.colour.name() for line in window.plot._curves.lines if line.width == 1.0}
    assert drawn == {group_pen_colour(LIGHT, 2).name()}

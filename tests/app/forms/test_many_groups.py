"""A thousand parameter groups: the plot draws enough of them, the form turns pages, the rest follows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.forms.groups_form import PAGE
from rampsmith.app.plot.view.series import MOST_DRAWN, drawn_groups
from rampsmith.app.shell.window import Window
from rampsmith.app.stepping.loop_view import MOST_LINES
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.document.starter import starter
from tests.app.driver import Hand, show, type_into

LEFT = Qt.MouseButton.LeftButton
COUNT = 1_000


def with_groups(count: int) -> Schedule:
    """The starter design with groups whose base rates rise from 0."""
    groups = tuple(Group(f"layer {i}", 1e-3 * i / count) for i in range(count))
    return replace(starter(), groups=groups)


@pytest.fixture
def crowded(window: Window) -> Window:
    show(window, with_groups(COUNT))
    return window


def test_all_of_a_few_groups_are_drawn() -> None:
    assert drawn_groups(with_groups(MOST_DRAWN)) == tuple(range(MOST_DRAWN))


def test_of_many_groups_the_lowest_the_highest_and_the_chosen_one_are_drawn() -> None:
    drawn = drawn_groups(with_groups(COUNT), 517)
    assert {0, 1, 517, COUNT - 1} <= set(drawn)
    assert list(drawn) == sorted(set(drawn))
    assert len(drawn) <= MOST_DRAWN + 2


def test_groups_of_one_base_rate_are_drawn_once() -> None:
    groups = tuple(Group(f"layer {i}", 1e-3 if i % 2 else 1e-4) for i in range(COUNT))
    assert drawn_groups(replace(starter(), groups=groups), 4) == (0, 1, 4)


def test_the_plot_shows_the_rates_of_all_groups(crowded: Window) -> None:
    top = crowded.plot.view_box.viewRange()[1][1]
    assert top > 1e-3 * (COUNT - 1) / COUNT
    assert crowded.groups_form.drawn.isVisibleTo(crowded)


def test_the_form_has_a_row_for_a_page_of_groups(crowded: Window) -> None:
    form = crowded.groups_form
    assert len(form.names) == PAGE
    assert form.pager.place.text() == "1–20 of 1,000 groups"
    assert not form.pager.back.isEnabled()
    QTest.mouseClick(form.pager.forth, LEFT)
    assert form.pager.place.text() == "21–40 of 1,000 groups"
    assert form.names[0].text() == "layer 20"
    assert form.names[0].accessibleName() == "Name of group 21"
    QTest.keyClick(form.pager.back, Qt.Key.Key_Space)
    assert form.names[0].text() == "layer 0"


def test_a_row_changes_the_group_of_its_page(crowded: Window) -> None:
    form = crowded.groups_form
    QTest.mouseClick(form.pager.forth, LEFT)
    type_into(form.rates[3], "5e-3")
    QTest.mouseClick(form.swatches[4], LEFT)
    assert crowded.store.schedule.groups[23].base_lr == 5e-3
    assert crowded.store.group_index == 24
    QTest.mouseClick(form.removers[3], LEFT)
    assert crowded.store.schedule.groups[23].name == "layer 24"
    assert len(crowded.store.schedule.groups) == COUNT - 1


def test_a_wrong_entry_stays_behind_when_the_page_is_turned(crowded: Window) -> None:
    form = crowded.groups_form
    type_into(form.rates[3], "many")
    assert form.rates[3].fault
    QTest.mouseClick(form.pager.forth, LEFT)
    assert not form.rates[3].fault
    assert form.rates[3].text() == "2.3e-5"


def test_an_added_group_is_shown_and_undo_turns_back(crowded: Window) -> None:
    form = crowded.groups_form
    # A file holds a thousand of them and no more.
    show(crowded, with_groups(COUNT - PAGE))
    QTest.mouseClick(form.add_button, LEFT)
    assert form.pager.place.text() == "981–981 of 981 groups"
    crowded.store.undo()
    assert form.pager.place.text() == "961–980 of 980 groups"


def test_few_groups_have_no_pages(window: Window) -> None:
    show(window, with_groups(PAGE))
    assert len(window.groups_form.names) == PAGE
    assert not window.groups_form.pager.isVisibleTo(window)
    assert not window.groups_form.drawn.isVisibleTo(window)


def test_the_highest_group_is_dragged_among_many(crowded: Window) -> None:
    crowded.store.select_group(COUNT - 1)
    hand, handle = Hand(crowded.plot), crowded.plot.state.handles[1]
    place = hand.pixel(handle.step, handle.rate)
    hand.drag(place, hand.pixel(handle.step * 2, handle.rate / 2))
    assert crowded.store.history.undo_words == "Move handle"


def test_the_table_has_the_rates_of_all_groups(crowded: Window) -> None:
    crowded.tabs.setCurrentWidget(crowded.stepping.tab)
    table = crowded.stepping.tab.table.table
    assert table.model.columnCount() == 4 + 2 * COUNT
    assert table.model.data(table.model.index(0, 4 + COUNT)) == "0"
    lines = crowded.stepping.tab.rates.lines.text().splitlines()
    assert lines[-1] == f"and {COUNT - MOST_LINES} more groups: see the table"

"""The selection: there always is one, and always of segments that exist."""

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.selection import Selection
from rampsmith.app.base.store import Store
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import removed_segment
from tests.app.designs import three_segments


@pytest.fixture
def store(qapp: QApplication) -> Store:
    return Store(three_segments())


def test_the_current_segment_is_always_among_the_selected_ones() -> None:
    assert Selection.of((3, 1, 1), 2) == Selection((1, 2, 3), 2)
    assert Selection.of((-4, 1), -3) == Selection((0, 1), 0)


def test_a_segment_that_is_taken_away_leaves_its_nearest_neighbour_current() -> None:
    assert Selection((1, 4, 6), 4).toggled(4) == Selection((1, 6), 6)
    assert Selection((1, 4), 4).toggled(1) == Selection((4,), 4)
    assert Selection((4,), 4).toggled(4) == Selection((4,), 4)
    assert Selection((4,), 4).toggled(2) == Selection((2, 4), 2)


def test_only_segments_that_exist_are_selected() -> None:
    assert Selection((1, 4, 6), 4).among(5) == Selection((1, 4), 4)
    assert Selection((4, 6), 6).among(2) == Selection((1,), 1)
    assert Selection((0,), 0).among(0) is None


def test_an_empty_curve_has_no_selection(store: Store) -> None:
    store.open(Schedule(), None)
    store.toggle_segment(0)
    assert list(store.selection) == []
    assert store.segment_index is None


def test_selecting_is_no_edit_and_is_told_once(store: Store) -> None:
    told = QSignalSpy(store.changed)
    store.select_segments((0, 2), 2)
    store.select_segments((2, 0), 2)
    assert list(store.selection) == [0, 2]
    assert told.count() == 1
    store.toggle_segment(1)
    assert list(store.selection) == [0, 1, 2]
    assert store.segment_index == 1
    store.select_segment(1)
    assert list(store.selection) == [1]
    assert store.history.undo_words is None


def test_what_is_removed_is_no_longer_selected(store: Store) -> None:
    store.select_segments((0, 2), 2)
    store.edit(lambda schedule: removed_segment(schedule, 2), "Remove segment")
    assert list(store.selection) == [0, 1]
    store.undo()
    assert list(store.selection) == [0, 2]


def test_another_curve_or_document_begins_with_its_first_segment(store: Store) -> None:
    store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
    store.select_segments((1, 2), 2)
    store.edit_curve_of(MOMENTUM_CURVE)
    assert list(store.selection) == [0]
    store.edit_curve_of(RATE_CURVE)
    store.select_segments((1, 2), 2)
    store.open(three_segments(), None)
    assert list(store.selection) == [0]

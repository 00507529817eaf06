"""The store says once what has changed, to whom it concerns."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.store import Store
from rampsmith.designer.document.curves import added_curve, curve_of
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE
from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.editing.edits import moved_level, removed_segment
from tests.app.designs import three_segments

KINDS = ("document_changed", "preview_changed", "unchanged", "selection_changed", "file_changed")


class Spies:
    """Counts what a store says."""

    def __init__(self, store: Store) -> None:
        self._spies = {name: QSignalSpy(getattr(store, name)) for name in ("changed", *KINDS)}
        self._before = dict.fromkeys(self._spies, 0)

    def said(self) -> list[str]:
        """Name what was said since this was asked last; whatever is shown is in ``changed`` too."""
        now = {name: spy.count() for name, spy in self._spies.items()}
        new = {name: count - self._before[name] for name, count in now.items()}
        self._before = now
        found = [name for name in KINDS for _ in range(new[name])]
        assert new["changed"] == len(found) - new["file_changed"]
        return found


@pytest.fixture
def store(qapp: QApplication) -> Store:
    return Store(three_segments())


def raised(schedule: Schedule) -> Schedule:
    return moved_level(schedule, 0, "end", 2e-3, group=0)


def test_an_edit_its_undo_and_its_redo_change_the_document(store: Store) -> None:
    spies = Spies(store)
    store.edit(raised, "Raise")
    assert spies.said() == ["document_changed"]
    store.undo()
    store.undo()
    assert spies.said() == ["document_changed"]
    store.redo()
    store.redo()
    assert spies.said() == ["document_changed"]


def test_an_edit_that_comes_to_nothing_has_what_was_typed_shown_again(store: Store) -> None:
    spies = Spies(store)
    store.edit(replace, "Change nothing")
    assert spies.said() == ["unchanged"]


def test_a_gesture_changes_the_document_at_its_end_alone(store: Store) -> None:
    spies = Spies(store)
    before = store.document
    store.preview(raised)
    store.preview(lambda schedule: schedule)
    assert spies.said() == ["preview_changed"]
    assert store.document is before
    assert store.schedule == raised(before)
    store.commit("Raise")
    store.commit("Raise")
    assert spies.said() == ["document_changed"]
    assert store.document == raised(before)


def test_a_gesture_that_is_taken_back_changes_no_document(store: Store) -> None:
    store.preview(raised)
    spies = Spies(store)
    store.cancel()
    store.cancel()
    assert spies.said() == ["preview_changed"]
    assert store.schedule is store.document


def test_a_gesture_that_comes_back_to_its_beginning_changes_no_document(store: Store) -> None:
    before = store.document
    store.preview(raised)
    store.preview(lambda _: replace(before))
    spies = Spies(store)
    store.commit("Raise")
    assert spies.said() == ["preview_changed"]
    assert store.schedule is store.document is before


def test_what_is_selected_and_where_it_is_saved_are_no_change_of_the_document(
    store: Store, tmp_path: Path
) -> None:
    spies = Spies(store)
    store.select_segment(1)
    store.select_segment(1)
    store.select_group(1)
    assert spies.said() == ["selection_changed"] * 2
    store.mark_saved(tmp_path / "a.ramp")
    store.mark_unsaved()
    assert spies.said() == ["file_changed"] * 2


def test_another_document_is_told_with_its_file(store: Store, tmp_path: Path) -> None:
    spies = Spies(store)
    store.open(three_segments(), tmp_path / "a.ramp")
    assert spies.said() == ["document_changed", "file_changed"]


def test_a_gesture_on_the_momentum_is_what_its_edit_will_be(store: Store) -> None:
    store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
    store.edit_curve_of(MOMENTUM_CURVE)
    before = store.document
    store.preview_curve(lambda curve: moved_level(curve, 0, "start", 0.5, group=0))
    assert store.curve == curve_of(store.schedule, MOMENTUM_CURVE)
    assert store.schedule.tracks != before.tracks
    assert store.schedule.segments == before.segments


def test_a_preview_of_the_document_leaves_the_curve_that_is_edited_alone(store: Store) -> None:
    """A metric is drawn in the document, whichever curve is edited meanwhile."""
    store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
    store.edit_curve_of(MOMENTUM_CURVE)
    before = store.document
    store.preview(lambda schedule: replace(schedule, metric=(1.0, 0.5)))
    store.commit("Draw metric")
    assert store.document == replace(before, metric=(1.0, 0.5))


def test_the_problems_of_a_preview_wait_for_its_end(store: Store) -> None:
    store.preview(lambda schedule: replace(schedule, segments=()))
    assert store.problems == Store(three_segments()).problems
    store.commit("Remove segments")
    assert store.problems == Store(replace(three_segments(), segments=())).problems


def test_a_curve_that_an_edit_removes_is_left(store: Store) -> None:
    store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
    store.edit_curve_of(MOMENTUM_CURVE)
    store.undo()
    assert store.focus == RATE_CURVE
    store.edit(lambda schedule: removed_segment(schedule, 0), "Remove segment")
    assert len(store.curve.segments) == 2


def test_an_edit_that_no_file_could_hold_is_refused_in_words() -> None:
    segments = tuple(Segment(f"s{number}") for number in range(1_000))
    store = Store(Schedule(segments=segments))
    said: list[str] = []
    store.said.connect(said.append)
    store.edit(lambda schedule: replace(schedule, segments=(*segments, Segment("x"))), "Add")
    assert len(store.document.segments) == 1_000
    assert said == ["There are 1,001 segments; 1,000 are the most."]

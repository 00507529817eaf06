"""Undo, redo, and whether what is shown is what is on disk."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.history import History


def titled(title: str) -> Schedule:
    """Make a document that is recognised by its title."""
    return Schedule(title=title)


A, B, C = titled("a"), titled("b"), titled("c")
TWO_EDITS = History.begin(A).edited(B, "Move boundary").edited(C, "Bend segment")


def test_a_history_begins_with_a_saved_document_and_nothing_to_undo() -> None:
    begun = History.begin(A)
    assert begun.schedule == A
    assert begun.is_saved
    assert (begun.undo_words, begun.redo_words) == (None, None)


def test_undo_goes_back_one_edit_and_says_which() -> None:
    assert TWO_EDITS.undo_words == "Bend segment"
    back = TWO_EDITS.undone()
    assert (back.schedule, back.undo_words, back.redo_words) == (B, "Move boundary", "Bend segment")


def test_redo_does_again_what_was_undone() -> None:
    assert TWO_EDITS.undone().undone().redone() == TWO_EDITS.undone()
    assert TWO_EDITS.undone().redone() == TWO_EDITS


def test_undo_and_redo_stay_where_there_is_no_further() -> None:
    assert History.begin(A).undone() == History.begin(A) == History.begin(A).redone()


def test_an_edit_forgets_what_had_been_undone() -> None:
    forked = TWO_EDITS.undone().edited(titled("d"), "Add segment")
    assert forked.redo_words is None
    assert [moment.schedule.title for moment in forked.moments] == ["a", "b", "d"]


def test_an_edit_that_changes_nothing_is_none() -> None:
    assert TWO_EDITS.edited(titled("c"), "Move boundary") is TWO_EDITS
    undone = TWO_EDITS.undone()
    assert undone.edited(B, "Move boundary").redo_words == "Bend segment"


def test_an_edit_makes_a_document_unsaved_and_undo_saved_again() -> None:
    assert not TWO_EDITS.is_saved
    assert TWO_EDITS.undone().undone().is_saved


def test_the_saved_mark_stays_with_its_document() -> None:
    saved = TWO_EDITS.marked_saved()
    assert saved.is_saved
    assert not saved.undone().is_saved
    assert saved.undone().redone().is_saved


def test_editing_back_to_what_is_on_disk_is_saved() -> None:
    assert History.begin(A).edited(B, "There").edited(A, "And back").is_saved


def test_a_saved_document_that_was_undone_and_edited_away_is_never_taken_for_saved() -> None:
    forked = TWO_EDITS.marked_saved().undone().edited(titled("d"), "Add segment")
    assert forked.saved is None
    for history in (forked, forked.undone(), forked.undone().undone()):
        assert not history.is_saved


@given(st.lists(st.sampled_from(["edit", "undo", "redo", "save", "same"]), max_size=30))
def test_a_history_behaves_like_a_list_of_documents_with_a_finger_on_it(acts: list[str]) -> None:
    history = History.begin(A)
    documents, finger, on_disk = [A], 0, A
    for number, act in enumerate(acts):
        match act:
            case "edit":
                new = replace(history.schedule, title=f"edit {number}")
                history = history.edited(new, "Edit")
                documents = [*documents[: finger + 1], new]
                finger += 1
            case "undo":
                history = history.undone()
                finger = max(0, finger - 1)
            case "redo":
                history = history.redone()
                finger = min(len(documents) - 1, finger + 1)
            case "save":
                history = history.marked_saved()
                on_disk = history.schedule
            case _:
                history = history.edited(history.schedule, "Nothing")
        assert [moment.schedule for moment in history.moments] == documents
        assert history.schedule == documents[finger]
        assert history.is_saved == (history.schedule == on_disk)


def test_what_was_written_is_what_is_saved_whatever_was_edited_meanwhile() -> None:
    history = History.begin(titled("new")).edited(titled("a"), "Rename")
    written = history.schedule
    later = history.edited(titled("b"), "Rename").marked_saved(written)
    assert not later.is_saved
    assert later.undone().is_saved
    assert not later.undone().undone().is_saved


def test_what_was_written_and_can_be_come_back_to_no_more_leaves_nothing_saved() -> None:
    history = History.begin(titled("new")).edited(titled("a"), "Rename")
    written = history.schedule
    later = history.undone().edited(titled("b"), "Rename").marked_saved(written)
    assert not later.is_saved
    assert not later.undone().is_saved


def test_an_amended_edit_is_one_edit_with_the_same_words() -> None:
    amended = TWO_EDITS.amended(titled("d"))
    assert amended.schedule == titled("d")
    assert amended.undo_words == "Bend segment"
    assert amended.undone().schedule == B
    assert TWO_EDITS.amended(C) is TWO_EDITS
    assert History.begin(A).amended(B).schedule == A


def test_a_dropped_edit_leaves_no_trace() -> None:
    dropped = TWO_EDITS.dropped()
    assert dropped == History.begin(A).edited(B, "Move boundary")
    assert dropped.dropped() == dropped.dropped().dropped() == History.begin(A)


def test_what_was_saved_is_no_longer_that_once_it_is_amended_or_dropped() -> None:
    saved = TWO_EDITS.marked_saved()
    assert not saved.amended(titled("d")).is_saved
    assert not saved.dropped().is_saved

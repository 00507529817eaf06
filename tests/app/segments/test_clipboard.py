"""Segments cut, copied, pasted and duplicated by keys: here, in another window, and as text."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.clipboard import SEGMENTS_TYPE
from rampsmith.app.base.store import Store
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.files.design_file import design_text
from rampsmith.designer.values.limits import MOST_SEGMENTS
from tests.app.designs import three_segments
from tests.app.driver import ALT, CONTROL, SHIFT, closed, made_window, words_of_history


@pytest.fixture
def listed(window: Window) -> Window:
    """The window on three segments, with the keys on their list."""
    window.store.open(three_segments(), None)
    window.segments.setFocus()
    QGuiApplication.clipboard().clear()
    return window


def names(store: Store) -> list[str]:
    """The names of the segments that are edited."""
    return [segment.name for segment in store.curve.segments]


def press(window: Window, key: Qt.Key, keys: Qt.KeyboardModifier = CONTROL) -> None:
    """Press a key where the keys go."""
    QTest.keyClick(QApplication.focusWidget() or window, key, keys)


def clipboard_text() -> str:
    """The text on the clipboard."""
    return QGuiApplication.clipboard().text()


def test_copied_segments_are_pasted_behind_the_selected_ones(listed: Window) -> None:
    press(listed, Qt.Key.Key_Down, SHIFT)
    press(listed, Qt.Key.Key_C)
    assert listed.status.hint.text() == "On the clipboard: 2 segments"
    press(listed, Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier)
    press(listed, Qt.Key.Key_V)
    assert names(listed.store) == ["Warmup", "Hold", "Decay", "Warmup 2", "Hold 2"]
    assert list(listed.store.selection) == [3, 4]
    assert listed.status.hint.text() == "Pasted: 2 segments"
    press(listed, Qt.Key.Key_Z)
    assert names(listed.store) == ["Warmup", "Hold", "Decay"]


def test_cut_segments_can_be_pasted_elsewhere(listed: Window) -> None:
    press(listed, Qt.Key.Key_X)
    assert names(listed.store) == ["Hold", "Decay"]
    press(listed, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    press(listed, Qt.Key.Key_V)
    assert names(listed.store) == ["Hold", "Decay", "Warmup"]
    assert words_of_history(listed) == ["Cut segment", "Paste segment"]


def test_a_repeat_goes_along_with_its_segments(listed: Window) -> None:
    listed.store.edit(lambda schedule: repeated(schedule, 0, 1), "Repeat")
    listed.store.select_segments((0, 1), 1)
    press(listed, Qt.Key.Key_D)
    assert names(listed.store) == ["Warmup", "Hold", "Warmup 2", "Hold 2", "Decay"]
    assert [(each.first, each.last) for each in listed.store.curve.repeats] == [(0, 1), (2, 3)]
    assert list(listed.store.selection) == [2, 3]
    press(listed, Qt.Key.Key_X)
    assert [(each.first, each.last) for each in listed.store.curve.repeats] == [(0, 1)]
    press(listed, Qt.Key.Key_V)
    assert len(listed.store.curve.repeats) == 2
    assert words_of_history(listed)[1:] == [
        "Duplicate 2 segments",
        "Cut 2 segments",
        "Paste 2 segments",
    ]


def test_segments_go_from_one_window_to_another(listed: Window, tmp_path: Path) -> None:
    other = made_window(Schedule(), tmp_path)
    listed.activateWindow()
    QApplication.processEvents()
    listed.segments.setFocus()
    press(listed, Qt.Key.Key_A)
    press(listed, Qt.Key.Key_C)
    other.activateWindow()
    QApplication.processEvents()
    other.plot.setFocus()
    press(other, Qt.Key.Key_V)
    assert other.store.curve.segments == three_segments().segments
    closed(other)


def test_the_clipboard_holds_text_that_can_be_read_and_pasted(listed: Window) -> None:
    press(listed, Qt.Key.Key_C)
    text = clipboard_text()
    assert '"name": "Warmup"' in text
    data = QGuiApplication.clipboard().mimeData()
    assert bytes(data.data(SEGMENTS_TYPE).data()).decode() == text
    QGuiApplication.clipboard().setText(text.replace("Warmup", "From a mail"))
    press(listed, Qt.Key.Key_V)
    assert names(listed.store) == ["Warmup", "From a mail", "Hold", "Decay"]


def test_a_whole_design_is_pasted_as_its_segments(listed: Window) -> None:
    QGuiApplication.clipboard().setText(design_text(starter()))
    listed.store.open(Schedule(), None)
    press(listed, Qt.Key.Key_V)
    assert listed.store.curve.segments == starter().segments
    assert listed.store.schedule.title == Schedule().title


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Nothing was pasted. There are no segments on the clipboard."),
        ("__import__('os').abort()", "Nothing was pasted. There are no segments on the clipboard."),
        (
            '{"rampsmith": 1, "segments": [{"name": "a", "shape": "lnear", "span": 5}]}',
            "Nothing was pasted. segments[0].shape: The word “lnear” means nothing here; did you",
        ),
        ("{" * 100_000, "Nothing was pasted. "),
    ],
    ids=["nothing", "code", "faulty", "deep"],
)
def test_what_cannot_be_pasted_gets_one_sentence_and_changes_nothing(
    listed: Window, text: str, sentence: str
) -> None:
    QGuiApplication.clipboard().setText(text)
    press(listed, Qt.Key.Key_V)
    assert listed.status.hint.text().startswith(sentence)
    assert "\n" not in listed.status.hint.text()
    assert listed.store.schedule == three_segments()


def test_a_false_name_for_bytes_does_no_harm(listed: Window) -> None:
    data = QMimeData()
    data.setData(SEGMENTS_TYPE, b"\xff\x00{}")
    QGuiApplication.clipboard().setMimeData(data)
    press(listed, Qt.Key.Key_V)
    assert listed.status.hint.text().startswith("Nothing was pasted.")
    assert listed.store.schedule == three_segments()


def test_no_more_segments_are_pasted_than_a_file_can_hold(listed: Window) -> None:
    first = three_segments().segments[0]
    QGuiApplication.clipboard().setText(
        design_text(Schedule(segments=(first,) * (MOST_SEGMENTS - 2)))
    )
    press(listed, Qt.Key.Key_V)
    assert listed.status.hint.text() == (
        "Nothing was pasted. There would be 1,001 segments; 1,000 are the most."
    )
    assert listed.store.schedule == three_segments()


def test_in_a_text_field_the_keys_are_about_the_text(listed: Window) -> None:
    name = listed.segment_form.name
    name.setFocus()
    press(listed, Qt.Key.Key_A)
    press(listed, Qt.Key.Key_C)
    assert clipboard_text() == "Warmup"
    press(listed, Qt.Key.Key_X)
    assert name.text() == ""
    press(listed, Qt.Key.Key_V)
    press(listed, Qt.Key.Key_V)
    assert name.text() == "WarmupWarmup"
    name.revert()
    assert listed.store.schedule == three_segments()
    listed.code.view.setFocus()
    press(listed, Qt.Key.Key_A)
    press(listed, Qt.Key.Key_C)
    assert "class " in clipboard_text()
    assert list(listed.store.selection) == [0]


def test_segments_can_be_pasted_into_the_momentum(listed: Window) -> None:
    listed.store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
    press(listed, Qt.Key.Key_C)
    listed.store.edit_curve_of(MOMENTUM_CURVE)
    press(listed, Qt.Key.Key_V)
    assert names(listed.store) == ["Hold", "Warmup"]
    assert listed.store.schedule.segments == three_segments().segments
    assert any(problem.place.curve == MOMENTUM_CURVE for problem in listed.store.problems)


def test_moving_removing_and_repeating_are_about_all_that_is_selected(listed: Window) -> None:
    listed.store.select_segments((0, 1), 1)
    press(listed, Qt.Key.Key_Down, ALT)
    assert names(listed.store) == ["Decay", "Warmup", "Hold"]
    assert list(listed.store.selection) == [1, 2]
    assert listed.segment_form.heading.text() == "2 SEGMENTS"
    assert not listed.commands["down"].isEnabled()
    press(listed, Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier)
    assert [(each.first, each.last) for each in listed.store.curve.repeats] == [(1, 2)]
    press(listed, Qt.Key.Key_Up, ALT)
    assert [(each.first, each.last) for each in listed.store.curve.repeats] == [(0, 1)]
    press(listed, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    assert names(listed.store) == ["Decay"]
    assert words_of_history(listed) == [
        "Reorder segments",
        "Repeat 2 segments",
        "Reorder segments",
        "Remove 2 segments",
    ]


def test_only_neighbours_can_be_repeated_together(listed: Window) -> None:
    listed.store.select_segments((0, 2), 0)
    press(listed, Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier)
    assert listed.store.curve.repeats == ()
    assert "neighbours" in listed.status.hint.text()


def test_a_segment_is_split_in_its_middle(listed: Window) -> None:
    press(listed, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier)
    assert names(listed.store) == ["Warmup", "Warmup 2", "Hold", "Decay"]
    lengths = [segment.span.amount for segment in listed.store.curve.segments[:2]]
    assert lengths[0] == lengths[1]
    for _ in range(12):
        press(listed, Qt.Key.Key_M, Qt.KeyboardModifier.NoModifier)
    assert "too short" in listed.status.hint.text()

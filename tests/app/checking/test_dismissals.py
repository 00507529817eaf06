"""A doubt can be dismissed for a design: it goes everywhere, and is remembered with the file."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from rampsmith.app.checking.dismissals import KEY, Dismissals
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import closed, made_window, show

LEFT = Qt.MouseButton.LeftButton


def doubtful() -> Schedule:
    """A jump, and a run that is shorter than the schedule."""
    jumps = with_segment(three_segments(), 1, start=Level(0.5))
    return with_segment(jumps, 2, span=Span.of_steps(900))


def sentences(window: Window) -> list[str]:
    return [problem.sentence for problem in window.store.problems]


def dismiss(window: Window, row: int) -> None:
    QTest.mouseClick(window.problems.rows[row].dismiss_button, LEFT)


def test_a_dismissed_doubt_goes_from_list_plot_and_cards_and_comes_back(window: Window) -> None:
    show(window, doubtful())
    window.tabs.setCurrentIndex(1)
    before, marks = sentences(window), len(window.plot.state.marks)
    jump = next(i for i, p in enumerate(window.store.problems) if p.topic == "jump")
    dismiss(window, jump)
    assert sentences(window) == [*before[:jump], *before[jump + 1 :]]
    assert len(window.problems.rows) == len(before) - 1
    assert len(window.plot.state.marks) == marks - 1
    assert window.tabs.tabText(1) == f"Problems  {len(before) - 1}".replace("  0", "")
    assert not window.store.history.undo_words
    again = window.problems.again_button
    assert again.text() == "1 dismissed · Show again"
    QTest.mouseClick(again, LEFT)
    assert sentences(window) == before


def test_it_stays_dismissed_when_its_numbers_change_and_another_doubt_there_does_not(
    window: Window,
) -> None:
    show(window, doubtful())
    jump = next(i for i, p in enumerate(window.store.problems) if p.topic == "jump")
    window.tabs.setCurrentIndex(1)
    dismiss(window, jump)
    window.store.edit(lambda s: with_segment(s, 1, start=Level(0.25)), "Change level")
    assert not [p for p in window.store.problems if p.topic == "jump"]
    window.store.edit(lambda s: with_segment(s, 2, start=Level(0.75)), "Change level")
    assert [p.place.segment for p in window.store.problems if p.topic == "jump"] == [2]


def test_an_error_cannot_be_dismissed(window: Window) -> None:
    show(window, replace(three_segments(), class_name="not a name"))
    window.tabs.setCurrentIndex(1)
    assert window.problems.rows[0].dismiss_button.isHidden()


def test_another_design_begins_with_all_its_doubts(window: Window) -> None:
    show(window, doubtful())
    before = sentences(window)
    window.tabs.setCurrentIndex(1)
    dismiss(window, 0)
    show(window, doubtful())
    assert sentences(window) == before


def test_what_was_dismissed_is_remembered_with_the_file(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "run.ramp"
    write_design(doubtful(), path)
    window = made_window(three_segments(), tmp_path)
    window.documents.open_path(path)
    before = sentences(window)
    window.tabs.setCurrentIndex(1)
    dismiss(window, 0)
    closed(window)
    again = made_window(three_segments(), tmp_path)
    again.documents.open_path(path)
    assert sentences(again) == before[1:]
    again.tabs.setCurrentIndex(1)
    QTest.mouseClick(again.problems.again_button, LEFT)
    assert sentences(again) == before
    assert again.settings.value(KEY) == "{}"
    closed(again)


def test_a_row_says_where_in_the_words_of_the_window(window: Window) -> None:
    show(window, doubtful())
    window.tabs.setCurrentIndex(1)
    labels = [label.text() for row in window.problems.rows for label in row.findChildren(QLabel)]
    assert any("segment “Hold”" in text for text in labels)
    assert not any("segments[" in text for text in labels)


def test_settings_with_anything_in_them_are_no_fault(window: Window, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "odd.ini"), QSettings.Format.IniFormat)
    for odd in ("[1, 2]", "{", '{"a": 3, "b": ["x"]}'):
        settings.setValue(KEY, odd)
        kept = Dismissals(window.store, settings)
        show(window, doubtful())
        assert window.store.dismissed == frozenset()
        kept.deleteLater()

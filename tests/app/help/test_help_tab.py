"""F1: the selected segment explained from its shape's own words, and a way to try related ones."""

import inspect
from dataclasses import replace
from html import unescape

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.theme import DARK
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.help.explained import SETTINGS_OF_REPEAT, segment_page
from rampsmith.app.help.help_tab import HelpTab
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import reshaped, with_segment
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.shapes.staircase import Staircase
from tests.app.designs import three_segments
from tests.app.driver import Hand, show, words_of_history
from tests.app.leaks import delete_what_is_due


@pytest.fixture
def opened(window: Window) -> HelpTab:
    """Open the help by its key on the third of three segments."""
    show(window, three_segments())
    window.store.select_segment(2)
    if not window.help_tab.isVisible():
        QTest.keyClick(window.plot, Qt.Key.Key_F1)
    assert window.help_tab.isVisible()
    return window.help_tab


def text(tab: HelpTab) -> str:
    """Return the text of the page."""
    return tab.page.toPlainText()


def click(tab: HelpTab, words: str) -> None:
    """Click a link by its words."""
    page = tab.page
    found = page.document().find(words)
    assert not found.isNull(), words
    page.setTextCursor(found)
    page.ensureCursorVisible()
    # The middle of the words; the cursor stands at their end.
    middle = page.cursorRect(found)
    place = middle.center() - QPoint(8, 0)
    assert page.anchorAt(place), words
    QTest.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_it_explains_the_selected_segment_and_follows_the_selection(
    window: Window, opened: HelpTab
) -> None:
    assert text(opened).startswith("Decay: Cosine")
    assert "rate = end + (start − end) · ½(1 + cos πp)" in text(opened)
    assert "def cosine(start: float, end: float, p: float)" in text(opened)
    assert "from 1e-3 to 1e-4" in text(opened)
    window.store.select_segment(0)
    assert text(opened).startswith("Warmup: Linear")
    window.store.edit_curve(lambda s: with_segment(s, 0, name="Rise"), "Rename segment")
    assert text(opened).startswith("Rise: Linear")


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Escape])
def test_f1_and_esc_close_it_and_bring_the_tab_before_it_back(window: Window, key: Qt.Key) -> None:
    window.tabs.setCurrentIndex(1)
    QTest.keyClick(window.plot, Qt.Key.Key_F1)
    assert QApplication.focusWidget() is window.help_tab.page
    QTest.keyClick(window.help_tab.page, key)
    assert not window.help_tab.isVisible()
    assert window.tabs.currentIndex() == 1
    assert QApplication.focusWidget() is window.plot


def test_its_tab_has_a_button_that_closes_it(window: Window, opened: HelpTab) -> None:
    QTest.mouseClick(opened.close_button, Qt.MouseButton.LeftButton)
    assert not opened.isVisible()


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.kind)
def test_every_shape_is_explained_by_its_own_words(shape: type[Shape]) -> None:
    schedule = reshaped(three_segments(), 2, shape())
    page = unescape(segment_page(schedule, 2, 0, tried=False))
    first = (inspect.getdoc(shape) or "").split(".")[0].split("(")[0].split(";")[0]
    assert " ".join(first.split()) in page
    for words in settings_of(shape).values():
        assert words.meaning in page
    if shape not in (Expression, Plateau):
        last = inspect.getsource(shape.curve).splitlines()[-1]
        assert last in page


def test_every_shape_leads_to_others() -> None:
    for kind, shape in SHAPES.items():
        assert shape.related
        assert set(shape.related) <= SHAPES.keys() - {kind}


def test_the_numbers_are_those_of_the_segment() -> None:
    schedule = reshaped(three_segments(), 2, Staircase(factor=0.25))
    page = segment_page(schedule, 2, 0, tried=False)
    assert "0.25: what the level is multiplied by at its end." in page
    assert "10 epochs: how long a stair is." in page


def test_a_repeat_is_explained_with_its_segment(window: Window, opened: HelpTab) -> None:
    assert "ITS REPEAT" not in text(opened)
    window.store.edit(lambda schedule: repeated(schedule, 1, 2), "Repeat")
    assert "ITS REPEAT" in text(opened)
    assert "A block of neighbouring segments that runs several times." in text(opened)
    assert SETTINGS_OF_REPEAT["Length ×"] in text(opened)


def test_a_formula_says_what_it_may_name(window: Window, opened: HelpTab) -> None:
    window.store.edit_curve(lambda s: reshaped(s, 2, Expression("1 - p < 2")), "Change shape")
    assert "steps done since the beginning" in text(opened)
    assert "sqrt" in text(opened)
    assert "1 - p < 2" in text(opened)


def test_a_related_shape_is_looked_at_before_it_is_taken(window: Window, opened: HelpTab) -> None:
    before = window.store.schedule
    click(opened, "Mirror cosine")
    assert text(opened).startswith("Mirror cosine")
    assert window.store.schedule is before
    click(opened, "Back to")
    assert text(opened).startswith("Decay: Cosine")
    click(opened, "Mirror cosine")
    click(opened, "Give it this one")
    assert words_of_history(window) == ["Change shape"]
    assert window.store.schedule.segments[2].shape.kind == "mirror_cosine"
    assert text(opened).startswith("Decay: Mirror cosine")


def test_another_selection_ends_the_look_at_a_related_shape(
    window: Window, opened: HelpTab
) -> None:
    click(opened, "Mirror cosine")
    window.store.select_segment(0)
    window.store.select_segment(2)
    assert text(opened).startswith("Decay: Cosine")


def test_the_picture_is_the_segments_own_curve(window: Window, opened: HelpTab) -> None:
    assert opened.picture.accessibleDescription() == "1e-3 to 1e-4"
    before = opened.picture.grab().toImage()
    click(opened, "Mirror cosine")
    assert opened.picture.grab().toImage() != before


def test_without_segments_it_says_what_the_window_does(window: Window, opened: HelpTab) -> None:
    window.store.open(Schedule(), None)
    assert text(opened).startswith("What this window does")
    assert not opened.picture.isVisible()
    click(opened, "preset")
    gallery = window.findChild(PresetDialog)
    assert gallery is not None
    gallery.close()
    delete_what_is_due()
    click(opened, "All commands")
    assert window.help.commands.isVisible()
    QTest.keyClick(window.help.commands.search, Qt.Key.Key_Escape)


def test_a_drag_is_explained_at_its_end(window: Window, opened: HelpTab, hand: Hand) -> None:
    handle = window.plot.state.handles[-1]
    before = text(opened)
    hand.take(hand.pixel(handle.step, handle.rate))
    hand.move(hand.pixel(handle.step, 4e-4))
    assert text(opened) == before
    hand.release()
    assert text(opened) != before


def test_it_follows_the_theme(window: Window, opened: HelpTab) -> None:
    window.appearance.choose("dark")
    assert DARK.accent in opened.page.toHtml()
    window.appearance.choose("light")


def test_names_of_segments_are_text_and_no_markup() -> None:
    schedule = with_segment(three_segments(), 2, name="<b>x</b>")
    assert "<b>x</b>" not in segment_page(schedule, 2, 0, tried=False)
    assert "<b>x</b>" not in segment_page(schedule, 2, 0, tried=True)
    named = repeated(schedule, 1, 2)
    odd = replace(named, repeats=(replace(named.repeats[0], name="<i>"),))
    assert "<i>" not in segment_page(odd, 2, 0, tried=False)

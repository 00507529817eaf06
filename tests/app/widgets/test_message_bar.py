"""Messages and offers: several at once, in order, by mouse and by keyboard, announced."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.message_bar import MOST_OFFERS, MessageBar, MessageRow, Offer, WayOut

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def done() -> list[str]:
    """A list of what is chosen."""
    return []


@pytest.fixture
def bar(qapp: QApplication) -> Iterator[MessageBar]:
    """A bar by itself."""
    bar = MessageBar()
    yield bar
    bar.deleteLater()


def offered(bar: MessageBar, topic: str, done: list[str], *, text: str = "Something?") -> None:
    """Make an offer with two choices."""
    choices = tuple(WayOut(words, partial(done.append, words)) for words in ("Yes", "No"))
    bar.offer(Offer(topic, text, choices, close=partial(done.append, "later")))


def row(bar: MessageBar, topic: str) -> MessageRow:
    """Return the row of an offer that is shown."""
    found = bar.row(topic)
    assert found is not None
    return found


def test_an_offer_stays_until_it_is_answered_and_does_what_was_chosen(
    bar: MessageBar, done: list[str]
) -> None:
    offered(bar, "a", done)
    bar.tell("Something went wrong")
    bar.forget_fault()
    assert bar.isVisible()
    QTest.mouseClick(row(bar, "a").choice_buttons[1], LEFT)
    assert done == ["No"]
    assert bar.row("a") is None
    assert not bar.isVisible()


def test_a_newer_offer_about_the_same_takes_the_place_of_the_older(
    bar: MessageBar, done: list[str]
) -> None:
    offered(bar, "a", done, text="Old")
    offered(bar, "a", done, text="New")
    assert row(bar, "a").text.text() == "New"
    assert len(bar.offers) == 1


def test_more_than_a_few_wait_for_their_turn(bar: MessageBar, done: list[str]) -> None:
    for number in range(MOST_OFFERS + 1):
        offered(bar, str(number), done)
    assert bar.row(str(MOST_OFFERS)) is None
    QTest.mouseClick(row(bar, "0").close_button, LEFT)
    assert done == ["later"]
    assert row(bar, str(MOST_OFFERS)).isVisible()


def test_looking_at_something_decides_nothing(bar: MessageBar, done: list[str]) -> None:
    show = WayOut("Show", lambda: done.append("shown"), decides=False)
    bar.offer(Offer("a", "Something?", (show,)))
    QTest.mouseClick(row(bar, "a").choice_buttons[0], LEFT)
    QTest.mouseClick(row(bar, "a").choice_buttons[0], LEFT)
    assert done == ["shown", "shown"]


def test_an_answer_may_make_the_next_offer_about_the_same(bar: MessageBar, done: list[str]) -> None:
    bar.offer(Offer("a", "First?", (WayOut("On", lambda: offered(bar, "a", done)),)))
    QTest.mouseClick(row(bar, "a").choice_buttons[0], LEFT)
    assert row(bar, "a").text.text() == "Something?"


def test_the_keyboard_reaches_it_answers_and_comes_back_to_the_plot(
    window: Window, done: list[str]
) -> None:
    offered(window.message, "a", done)
    offered(window.message, "b", done)
    QTest.keyClick(window.plot, Qt.Key.Key_F6)
    first = row(window.message, "a")
    assert QApplication.focusWidget() is first.choice_buttons[0]
    QTest.keyClick(first.choice_buttons[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is first.choice_buttons[1]
    QTest.keyClick(first.choice_buttons[1], Qt.Key.Key_Return)
    assert done == ["No"]
    assert QApplication.focusWidget() is window.plot
    QTest.keyClick(window.plot, Qt.Key.Key_F6)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    assert done == ["No", "later"]
    assert not window.message.isVisible()


def test_what_is_about_a_document_goes_away_with_it(window: Window, done: list[str]) -> None:
    offered(window.message, "a", done)
    window.message.offer(Offer("b", "About files", (), is_about_document=False))
    window.store.open(window.store.schedule, None)
    assert [offer.topic for offer in window.message.offers] == ["b"]


def test_rows_have_names_and_buttons_say_what_they_are_about(
    bar: MessageBar, done: list[str]
) -> None:
    offered(bar, "a", done, text="Restore it?")
    shown = row(bar, "a")
    assert shown.text.accessibleName() == "An offer"
    assert shown.choice_buttons[0].accessibleDescription() == "Restore it?"


def test_the_buttons_go_below_a_long_text_that_has_little_room_beside_them(
    window: Window, done: list[str]
) -> None:
    bar = window.message
    text = "“a_rather_long_name.py” was changed by hand since it was exported. " * 2
    offered(bar, "long", done, text=text)
    offered(bar, "short", done, text="Look again?")
    rows = [row(bar, topic) for topic in ("long", "short")]
    places = []
    for button in ("Export to another place", "Show what differs", "Leave it"):
        rows[0].add_choice(WayOut(button, list))
    for width in (1600, 1000):
        window.resize(width, 800)
        for _ in range(3):
            QApplication.processEvents()
        for each in rows:
            assert each.text.heightForWidth(each.text.width()) <= each.text.height() + 1
            assert each.close_button.geometry().right() <= each.width()
        places.append([each.close_button.y() >= each.text.geometry().bottom() for each in rows])
    assert places == [[False, False], [True, False]]


def test_esc_closes_the_bar_wherever_the_keys_are(window: Window, done: list[str]) -> None:
    offered(window.message, "a", done)
    window.message.tell("Something went wrong")
    field = window.segment_form.name
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not window.message.row_of_fault.isVisible()
    assert window.message.row("a") is not None
    assert window.plot.hasFocus()
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    assert done == ["later"]
    assert not window.message.isVisible()


def test_esc_that_takes_back_what_was_typed_leaves_the_bar(window: Window, done: list[str]) -> None:
    offered(window.message, "a", done)
    field = window.segment_form.name
    field.setFocus()
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert done == []
    assert window.message.isVisible()
    window.message.clear()

"""A right-click on the plot offers what can be done there; a double-click on a name renames."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level
from rampsmith.designer.editing.edits import with_segment
from tests.app.designs import three_segments
from tests.app.driver import Hand, boundary, show, words_of_history

RIGHT = Qt.MouseButton.RightButton


def offered(window: Window) -> dict[str, QAction]:
    """What the open menu offers, by its words."""
    assert window.plot_menu.isVisible()
    return {action.text().replace("&", ""): action for action in window.plot_menu.actions()}


def choose(window: Window, words: str) -> None:
    """Click an entry of the open menu."""
    place = window.plot_menu.actionGeometry(offered(window)[words]).center()
    QTest.mouseClick(window.plot_menu, Qt.MouseButton.LeftButton, pos=place)
    assert not window.plot_menu.isVisible()


def test_a_segment_is_selected_and_split_where_the_mouse_is(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.click(hand.pixel(750, 9e-4), RIGHT)
    assert window.store.selection == (2,)
    for words in ("Rename", "Add", "Duplicate", "Remove", "Repeat", "Cut", "Copy", "Paste"):
        assert words in offered(window)
    choose(window, "Split here")
    assert words_of_history(window) == ["Add boundary"]
    assert abs(boundary(window, 3) - 750) <= 2


def test_it_walks_to_the_step_under_the_mouse(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.click(hand.pixel(400, 5e-4), RIGHT)
    choose(window, "Walk to here")
    step = window.stepping.player.step
    assert step is not None
    assert abs(step - 400) <= 2


def test_a_boundary_is_picked_and_removed(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.click(hand.pixel(500, 4e-4), RIGHT)
    assert [handle.boundary for handle in window.plot.state.picked] == [2]
    choose(window, "Remove this boundary")
    assert len(window.store.curve.segments) == 2


def test_of_several_selected_segments_the_menu_is_about_all(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    window.store.select_segments((1, 2), 1)
    hand.click(hand.pixel(750, 9e-4), RIGHT)
    assert window.store.selection == (1, 2)
    choose(window, "Remove")
    assert len(window.store.curve.segments) == 1


def test_past_the_end_there_is_what_needs_no_segment(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.click(hand.pixel(1010, 9e-4), RIGHT)
    assert "Split here" not in offered(window)
    assert "Add" in offered(window)
    QTest.keyClick(window.plot_menu, Qt.Key.Key_Escape)


def test_the_menu_key_opens_the_menu_of_the_selected_segment(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(1)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(
        window.plot.viewport(), QContextMenuEvent(reason, QPoint(5, 5), QPoint(5, 5))
    )
    choose(window, "Duplicate")
    assert len(window.store.curve.segments) == 4


def test_a_double_click_on_a_name_renames_and_cuts_nothing(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    top = window.plot.view_box.sceneBoundingRect().top()
    place = QPoint(hand.pixel(350, 0).x(), round(window.plot.mapFromScene(0, top + 15).y()))
    hand.double_click(place)
    assert window.store.selection == (1,)
    assert window.segment_form.name.hasFocus()
    QTest.keyClicks(window.segment_form.name, "Plateau")
    QTest.keyClick(window.segment_form.name, Qt.Key.Key_Return)
    assert window.store.curve.segments[1].name == "Plateau"
    assert words_of_history(window) == ["Change name"]


def test_a_jump_is_closed_where_it_is(window: Window, hand: Hand) -> None:
    design = three_segments()
    jumping = with_segment(design, 2, start=Level(0.2))
    show(window, jumping)
    hand.click(hand.pixel(boundary(window, 2), 2e-4), RIGHT)
    choose(window, "Close the jump")
    assert words_of_history(window) == ["Close jump"]
    assert window.store.curve.segments[2].start is None
    hand.click(hand.pixel(boundary(window, 2), 4e-4), RIGHT)
    assert "Close the jump" not in offered(window)
    QTest.keyClick(window.plot_menu, Qt.Key.Key_Escape)


def test_segments_that_are_two_are_joined_from_the_menu_and_by_a_key(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    hand.click(hand.pixel(750, 9e-4), RIGHT)
    choose(window, "Split here")
    window.store.select_segment(2)
    hand.click(hand.pixel(600, 9e-4), RIGHT)
    choose(window, "Join")
    assert window.store.curve == three_segments()
    window.store.select_segments((0, 1, 2), 0)
    window.plot.setFocus()
    QTest.keyClick(window.plot, Qt.Key.Key_J)
    assert len(window.store.curve.segments) == 1
    assert words_of_history(window)[-1] == "Remove 2 boundaries"

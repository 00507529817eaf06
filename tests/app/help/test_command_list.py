"""The list of all commands: found by words, run by keys or the mouse, and complete."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.help.commands import Command, action_commands, found
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.rex import Rex
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, SHIFT, Hand, show, type_into, words_of_history

BOTH = CONTROL | SHIFT


def opened(window: Window, text: str = "") -> list[Command]:
    """Open the list by its keys, type something, and give what it shows."""
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_P, BOTH)
    listing = window.help.commands
    assert listing.isVisible()
    assert QApplication.focusWidget() is listing.search
    QTest.keyClicks(listing.search, text)
    return list(listing.model.commands)


def press(window: Window, key: Qt.Key) -> None:
    """Press a key in the open list."""
    QTest.keyClick(window.help.commands.search, key)


def words(commands: list[Command]) -> list[str]:
    """Return the name of each command."""
    return [command.words for command in commands]


def test_it_lists_every_action_with_its_menu_words_and_keys(window: Window) -> None:
    shown = opened(window)
    assert {command.name for command in shown} == set(window.commands.by_name)
    frame = next(command for command in shown if command.name == "frame_selection")
    assert (frame.group, frame.words, frame.keys) == ("View", "Show selection", "Shift+F")
    assert frame.spoken == "View: Show selection, Shift+F"
    press(window, Qt.Key.Key_Escape)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("show sel", "Show selection"),
        ("sel show", "Show selection"),
        ("save own", "Save as own preset…"),
        ("SNAP percent", "Snap time to percent of the run"),
        ("edit und", "Undo"),
        ("ctrl+e", "Export the class"),
        ("shsel", "Show selection"),
        ("vnth", "Next theme"),
        ("onecyclelr", "OneCycleLR"),
        ("select decay", "Decay"),
    ],
)
def test_words_in_any_order_and_letters_with_gaps_find_it(
    window: Window, typed: str, first: str
) -> None:
    show(window, three_segments())
    assert words(opened(window, typed))[0] == first
    press(window, Qt.Key.Key_Escape)


def test_what_has_the_words_leaves_out_what_has_only_the_letters(window: Window) -> None:
    assert all("save" in command.spoken.casefold() for command in opened(window, "save"))
    press(window, Qt.Key.Key_Escape)
    assert opened(window, "qqq") == []
    listing = window.help.commands
    assert listing.nothing.isVisible()
    press(window, Qt.Key.Key_Return)
    assert listing.isVisible(), "there is nothing to do"
    press(window, Qt.Key.Key_Escape)
    assert not listing.isVisible()


def test_enter_does_what_is_chosen_and_gives_the_keys_back(window: Window) -> None:
    opened(window, "add")
    press(window, Qt.Key.Key_Return)
    assert words_of_history(window) == ["Add segment"]
    assert not window.help.commands.isVisible()
    assert QApplication.focusWidget() is window.plot
    window.segment_form.length.setFocus()
    opened(window)
    press(window, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.segment_form.length


def test_up_and_down_choose_and_go_round(window: Window) -> None:
    shown = opened(window, "zoom")
    assert words(shown) == ["Zoom in", "Zoom out"]
    view = window.help.commands.view
    rows = [view.currentIndex().row()]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
        press(window, key)
        rows.append(view.currentIndex().row())
    assert rows == [0, 1, 0, 1, 0]
    search = window.help.commands.search
    assert search.accessibleDescription() == "View: Zoom in, +, 1 of 2"
    low, high = window.plot.view_box.viewRange()[0]
    press(window, Qt.Key.Key_Enter)
    closer = window.plot.view_box.viewRange()[0]
    assert closer[1] - closer[0] == pytest.approx((high - low) / 1.5)


def test_a_click_does_it_and_a_click_beside_the_list_closes_it(window: Window, hand: Hand) -> None:
    opened(window, "log axis")
    view = window.help.commands.view
    place = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.plot.settings.logarithmic
    assert not view.isVisible()
    opened(window)
    hand.click(QPoint(40, window.plot.height() - 60))
    assert not view.isVisible()
    assert QApplication.focusWidget() is window.plot


def test_what_cannot_be_done_now_is_shown_and_does_nothing(window: Window) -> None:
    window.store.open(Schedule(), None)
    shown = opened(window, "duplicate")
    assert [command.is_enabled for command in shown] == [False]
    assert shown[0].spoken == "Segment: Duplicate, Ctrl+D, not available now"
    press(window, Qt.Key.Key_Return)
    assert window.help.commands.isVisible()
    view = window.help.commands.view
    place = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.isVisible()
    assert window.store.schedule == Schedule()
    press(window, Qt.Key.Key_Escape)


def test_what_is_switched_says_how_it_stands(window: Window) -> None:
    shown = opened(window, "snap time")
    assert shown[0].is_on is True
    press(window, Qt.Key.Key_Return)
    assert not window.plot.settings.snaps_time
    assert opened(window, "snap time")[0].spoken == "View: Snap time, off, S"
    press(window, Qt.Key.Key_Escape)


def test_what_was_used_last_comes_first_also_at_the_next_start(window: Window) -> None:
    window.settings.remove("commands")
    for typed in ("show all", "next theme", "show all"):
        opened(window, typed)
        press(window, Qt.Key.Key_Return)
    assert words(opened(window))[:3] == ["Show all", "Next theme", "New"]
    press(window, Qt.Key.Key_Escape)
    assert str(window.settings.value("commands")).split()[:2] == ["frame", "theme"]
    window.appearance.choose("light")


def test_the_keys_that_open_it_close_it(window: Window) -> None:
    listing = window.help.commands
    for key, modifiers in ((Qt.Key.Key_K, CONTROL), (Qt.Key.Key_P, BOTH)):
        QTest.keyClick(window.plot, key, modifiers)
        assert listing.isVisible()
        QTest.keyClick(listing.search, key, modifiers)
        assert not listing.isVisible()


def test_it_opens_from_a_field_whose_text_is_entered_first(window: Window) -> None:
    show(window, three_segments())
    type_into(window.segment_form.name, "Rise", key=None)
    QTest.keyClick(window.segment_form.name, Qt.Key.Key_K, CONTROL)
    assert window.help.commands.isVisible()
    assert window.store.schedule.segments[0].name == "Rise"
    press(window, Qt.Key.Key_Escape)


def test_it_does_not_open_in_mid_drag(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    handle = window.plot.state.handles[1]
    hand.take(hand.pixel(handle.step, handle.rate))
    QTest.keyClick(window.plot, Qt.Key.Key_K, CONTROL)
    assert not window.help.commands.isVisible()
    hand.release()


def test_a_preset_and_a_segment_are_reached_by_their_names(window: Window) -> None:
    show(window, three_segments())
    opened(window, "select hold")
    press(window, Qt.Key.Key_Return)
    assert window.store.segment is not None
    assert window.store.segment.name == "Hold"
    window.store.open(Schedule(), None)
    opened(window, "new preset onecyclelr")
    press(window, Qt.Key.Key_Return)
    assert window.store.schedule == PRESETS["OneCycleLR"].make()


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        *[("deepspeed", "logarithmic"), ("log warmup", "logarithmic"), ("rexlr", "rex")],
        *[("k_decay", "cosine_k"), ("polylrscheduler", "polynomial_k"), ("tanhlr", "tanh")],
        *[("megatron wsd", "exponential_to_end"), ("lingua", "inverse_linear")],
        *[("quadratic warmup", "power_of_p"), ("powerlr", "power_law"), ("lrfn", "decay_to_floor")],
        *[("lr_delay_mult", "quarter_sine"), ("untuned exponential", "ema_warmup")],
        *[("noam", "inverse_sqrt"), ("cosine annealing", "cosine"), ("cubic-bezier", "bezier")],
    ],
)
def test_a_shape_is_found_by_the_name_that_a_library_has_for_it(
    window: Window, typed: str, kind: str
) -> None:
    # A library with presets of its own has them first.
    assert f"shape {kind}" in [command.name for command in opened(window, typed)][:8]
    press(window, Qt.Key.Key_Escape)


def test_the_command_of_a_shape_gives_it_to_the_selected_segment(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    opened(window, "change shape rex")
    press(window, Qt.Key.Key_Return)
    assert window.store.schedule.segments[2].shape == Rex()
    assert words_of_history(window) == ["Change shape"]
    window.store.edit_curve(lambda s: with_segment(s, 2, shape=Rex(0.9)), "Bend segment")
    opened(window, "change shape rex")
    press(window, Qt.Key.Key_Return)
    assert window.store.schedule.segments[2].shape == Rex(0.9)
    window.store.open(Schedule(), None)
    assert "not available" in opened(window, "change shape rex")[0].spoken
    press(window, Qt.Key.Key_Escape)


def test_it_fits_into_a_small_window(window: Window) -> None:
    size = window.size()
    window.resize(1024, 420)
    opened(window)
    listing = window.help.commands
    assert window.rect().contains(listing.geometry())
    press(window, Qt.Key.Key_Escape)
    window.resize(size)


def test_a_text_without_words_keeps_the_order_of_the_menus(window: Window) -> None:
    commands = action_commands(window.commands)
    assert found(commands, "   ") == commands
    assert found(commands, "", recent=("gone", "quit"))[0].name == "quit"
    assert all(command.keys for command in commands)

"""Every action has words and a key of its own, and the key does it; and how a new window begins."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolTip

from rampsmith.app.base.actions import Actions
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.fields import Field
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.presets import PRESETS
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, closed, made_window, press_in, show, words_of_history

KEYS = [
    ("new", "Ctrl+N"),
    ("from_preset", "Ctrl+Shift+N"),
    ("new_window", "Ctrl+Alt+N"),
    ("open", "Ctrl+O"),
    ("save", "Ctrl+S"),
    ("save_as", "Ctrl+Shift+S"),
    ("keep", "Ctrl+Alt+S"),
    ("export", "Ctrl+E"),
    ("export_as", "Ctrl+Shift+E"),
    ("export_form", "Ctrl+Alt+E"),
    ("check_again", "Ctrl+Alt+R"),
    ("save_plot", "Ctrl+Alt+P"),
    ("save_code", "Ctrl+Alt+K"),
    ("close", "Ctrl+W"),
    ("quit", "Ctrl+Q"),
    ("undo", "Ctrl+Z"),
    ("redo", "Ctrl+Shift+Z"),
    ("redo", "Ctrl+Y"),
    ("cut", "Ctrl+X"),
    ("copy", "Ctrl+C"),
    ("paste", "Ctrl+V"),
    ("select_all", "Ctrl+A"),
    ("copy_code", "Ctrl+Shift+C"),
    ("copy_plot", "Ctrl+Alt+C"),
    ("add", "A"),
    ("duplicate", "Ctrl+D"),
    ("split", "M"),
    ("join", "J"),
    ("remove", "Del"),
    ("repeat", "R"),
    ("up", "Alt+Up"),
    ("down", "Alt+Down"),
    ("pin", "P"),
    ("pin_preset", "Shift+P"),
    ("pin_file", "Ctrl+Shift+O"),
    ("open_log", "Ctrl+L"),
    ("predict_loss", "Ctrl+Shift+L"),
    ("fit_curve", "Ctrl+Shift+D"),
    ("trace", "Ctrl+Alt+T"),
    ("put_picture", "Ctrl+Alt+B"),
    ("hide_picture", "Shift+B"),
    ("hide_pins", "H"),
    ("clear_pins", "Shift+H"),
    ("walk_play", "F5"),
    ("walk_start", "Shift+F5"),
    ("walk_line", "F7"),
    ("walk_back_line", "Shift+F7"),
    ("walk_batch", "F8"),
    ("walk_back_batch", "Shift+F8"),
    ("walk_update", "F9"),
    ("walk_back_update", "Shift+F9"),
    ("walk_epoch", "F10"),
    ("walk_back_epoch", "Shift+F10"),
    ("walk_boundary", "F11"),
    ("walk_back_boundary", "Shift+F11"),
    ("walk_faster", "F12"),
    ("walk_slower", "Shift+F12"),
    ("walk_to", "Ctrl+G"),
    ("drive", "Ctrl+R"),
    ("range_test", "Ctrl+Shift+R"),
    ("use_base_rate", "Ctrl+Shift+B"),
    ("save_drive", "Ctrl+Alt+J"),
    ("drive_predict", "Ctrl+Alt+G"),
    ("drive_own", "Ctrl+Alt+F"),
    ("drive_template", "Ctrl+Alt+W"),
    ("frame", "F"),
    ("frame_selection", "Shift+F"),
    ("zoom_in", "+"),
    ("zoom_in", "="),
    ("zoom_out", "-"),
    ("snap_epochs", "Alt+1"),
    ("snap_percent", "Alt+2"),
    ("snap_steps", "Alt+3"),
    ("snap_decades", "Alt+4"),
    ("snap_levels", "Alt+5"),
    ("log", "L"),
    ("unit", "T"),
    ("snap_time", "S"),
    ("snap_level", "Shift+S"),
    ("theme", "Ctrl+Shift+T"),
    ("reset_layout", "Ctrl+Alt+L"),
    ("message", "F6"),
    ("go_segments", "Ctrl+1"),
    ("go_plot", "Ctrl+2"),
    ("go_numbers", "Ctrl+3"),
    ("go_run", "Ctrl+4"),
    ("go_tabs", "Ctrl+5"),
    ("commands", "Ctrl+Shift+P"),
    ("commands", "Ctrl+K"),
    ("explain", "F1"),
    ("guide", "Ctrl+Shift+F1"),
    ("add_group", "Ctrl+Shift+G"),
    ("rename", "F2"),
    ("shortcuts", "?"),
    ("shortcuts", "Ctrl+/"),
    ("show_log", "Shift+F1"),
    ("about", "Ctrl+F1"),
]


def press(window: Window, keys: str) -> None:
    """Press a key sequence on the plot."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    QTest.keyClick(window.plot, combination.key(), combination.keyboardModifiers())


@pytest.mark.parametrize(
    ("name", "tip"), [("split", "Split where the mouse is on the plot, "), ("duplicate", "")]
)
def test_an_entry_of_a_menu_has_a_tip_only_where_it_says_more(
    window: Window, name: str, tip: str
) -> None:
    action = window.commands[name]
    menus = (menu for menu in action.associatedObjects() if isinstance(menu, QMenu))
    menu = next(menu for menu in menus if menu.title())
    menu.popup(QPoint(100, 100))
    place = menu.actionGeometry(action).center()
    QTest.mouseMove(menu, place)
    QToolTip.hideText()
    asked = QHelpEvent(QEvent.Type.ToolTip, place, menu.mapToGlobal(place))
    QApplication.sendEvent(menu, asked)
    assert QToolTip.text().startswith(tip)
    assert bool(QToolTip.text()) == bool(tip)
    menu.close()
    QToolTip.hideText()


def test_every_action_has_words_and_a_key_and_all_are_listed_here(window: Window) -> None:
    for name, action in window.commands.by_name.items():
        assert action.text(), name
        assert action.iconText(), name
        assert action.toolTip(), name
        assert not action.shortcut().isEmpty(), name
    listed = {
        (name, keys.toString())
        for name, action in window.commands.by_name.items()
        for keys in action.shortcuts()
    }
    assert listed == set(KEYS)


def test_no_two_actions_have_the_same_words_or_keys(window: Window) -> None:
    actions = window.commands.by_name.values()
    words = Counter(action.text() for action in actions)
    keys = Counter(keys.toString() for action in actions for keys in action.shortcuts())
    assert max(words.values()) == 1
    assert max(keys.values()) == 1


def test_no_two_entries_of_a_menu_have_the_same_mnemonic(window: Window) -> None:
    for menu in window.menus.values():
        texts = [action.text() for action in menu.actions() if "&" in action.text()]
        letters = Counter(text[text.index("&") + 1].lower() for text in texts)
        assert max(letters.values()) == 1, letters


def test_every_action_is_in_a_menu(window: Window) -> None:
    listed = {action for menu in window.menus.values() for action in menu.actions()}
    assert set(window.commands.by_name.values()) <= listed


def test_every_key_does_its_action_and_only_that(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Callable[[], object]] = []
    # What they do is for other tests; quitting would end this one.
    monkeypatch.setattr(Actions, "perform", lambda self, do: done.append(do))
    window = made_window(three_segments(), tmp_path)
    window.store.edit(lambda schedule: with_run(schedule, updates=2000), "Change run")
    window.store.edit(lambda schedule: with_run(schedule, updates=3000), "Change run")
    window.store.undo()
    window.store.select_segment(1)
    specs = {spec.name: spec for spec in window.commands.specs}
    for name, keys in KEYS:
        done.clear()
        press(window, keys)
        assert done == [specs[name].do], keys
    closed(window)


def test_undo_and_redo_say_what_they_would_do(window: Window) -> None:
    show(window, three_segments())
    undo, redo = window.commands["undo"], window.commands["redo"]
    assert not undo.isEnabled()
    window.store.edit(lambda schedule: with_run(schedule, updates=2000), "Change run")
    assert undo.text() == "&Undo: Change run"
    assert undo.toolTip() == "Undo: Change run (Ctrl+Z)"
    press(window, "Ctrl+Z")
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
    assert redo.text() == "&Redo: Change run"
    assert window.status.hint.text() == "Undone: Change run"


def test_the_keys_work_in_a_window_that_has_just_been_opened(
    qapp: QApplication, tmp_path: Path
) -> None:
    window = made_window(starter(), tmp_path)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert not isinstance(focused, Field)
    QTest.keyClick(focused, Qt.Key.Key_A)
    assert words_of_history(window) == ["Add segment"]
    closed(window)


def test_an_empty_design_shows_where_to_begin(window: Window) -> None:
    window.store.open(Schedule(), None)
    assert window.invitation.isVisible()
    inside = window.plot.rect().contains(window.invitation.geometry())
    assert inside
    QTest.mouseClick(window.invitation.first, Qt.MouseButton.LeftButton)
    assert [segment.name for segment in window.store.schedule.segments] == ["Warmup"]
    assert not window.invitation.isVisible()
    window.store.undo()
    assert window.invitation.isVisible()


@pytest.mark.parametrize("size", [(940, 704), (1024, 704), (1440, 864)])
def test_the_invitation_stays_over_what_is_drawn(
    window: Window, size: tuple[int, int], tmp_path: Path
) -> None:
    for name in ("one", "two", "three"):
        window.recent.add(tmp_path / f"{name}.ramp")
    window.resize(*size)
    window.store.open(Schedule(), None)
    QApplication.processEvents()
    room = window.plot.view_box.sceneBoundingRect().toRect()
    assert room.contains(window.invitation.geometry())
    assert window.invitation.height() >= window.invitation.heightForWidth(window.invitation.width())
    window.recent.clear()


def test_every_preset_of_the_invitation_shows_its_curve(window: Window) -> None:
    window.store.open(Schedule(), None)
    buttons = window.invitation.findChildren(QPushButton)
    named = [button for button in buttons if button.accessibleName() in PRESETS]
    keys = {button.icon().cacheKey() for button in named}
    assert len(keys) == len(named)
    assert not any(button.icon().isNull() for button in named)
    window.appearance.choose("dark")
    assert keys.isdisjoint({button.icon().cacheKey() for button in named})
    window.appearance.choose("light")


def test_every_preset_of_the_invitation_begins_it(window: Window) -> None:
    buttons = window.invitation.findChildren(QPushButton)
    names = [name for button in buttons if (name := button.accessibleName()) in PRESETS]
    assert len(names) == len(set(names)) > 3
    for name in names:
        window.store.open(Schedule(), None)
        button = next(button for button in buttons if button.accessibleName() == name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert window.store.schedule == PRESETS[name].make()
        assert not window.invitation.isVisible()


def test_new_begins_empty_and_the_plot_can_be_used(window: Window) -> None:
    press(window, "Ctrl+N")
    assert window.store.schedule == Schedule()
    for keys in ("L", "F", "T", "S", "Del", "Alt+Up", "Ctrl+D"):
        press(window, keys)
    window.grab()
    assert window.store.schedule == Schedule()
    press(window, "A")
    assert len(window.store.schedule.segments) == 1


def test_the_go_menu_gives_the_keys_to_every_part(window: Window) -> None:
    show(window, three_segments())
    parts = [
        window.segments,
        window.plot,
        window.segment_form.name,
        window.run_form.fields["samples"],
        window.tabs.tabBar(),
    ]
    for number, part in enumerate(parts, 1):
        key = Qt.Key(Qt.Key.Key_0 + number)
        QTest.keyClick(QApplication.focusWidget() or window, key, CONTROL)
        assert QApplication.focusWidget() is part
        if isinstance(part, Field):
            assert part.selectedText() == part.text(), "what is typed replaces it"


def test_the_next_theme_is_told_also_where_it_looks_like_the_one_before(window: Window) -> None:
    window.appearance.choose("system")
    other, own = ("light", "dark") if window.appearance.theme.is_dark else ("dark", "light")
    for theme in (other, own, "system"):
        press_in(window, Qt.Key.Key_T, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        assert window.status.hint.text() == f"Theme: {theme}"

"""The bar on top: nothing is cut at any width, and its icons are in the colours of the theme."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QTabBar

from rampsmith.app.base.icons import GRID, icon
from rampsmith.app.base.theme import DARK, LIGHT, Theme, ThemeChoice
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.editing.edits import added_group, with_run, with_stepping
from rampsmith.designer.editing.repeats import repeated
from tests.app.designs import three_segments
from tests.app.driver import show, type_into

ICONS = sorted((Path(__file__).parents[3] / "app" / "base" / "svg").glob("*.svg"))


def at_width(window: Window, width: int) -> list[QPushButton]:
    """Make the window so wide, and give the buttons of the bar that are seen."""
    window.resize(width, 700)
    QApplication.processEvents()
    assert window.width() == width, "the window can be as narrow"
    return [each for each in window.top_bar.findChildren(QPushButton) if each.isVisible()]


@pytest.fixture
def bar_window(window: Window) -> Window:
    """Return the window with an edited design, whose bar needs the most room."""
    show(window, three_segments())
    window.store.edit(lambda schedule: with_run(schedule, updates=2000), "Change run")
    return window


@pytest.mark.parametrize("width", [1024, 1100, 1200, 1280, 1366, 1440, 1920])
def test_nothing_in_the_bar_is_cut_at_any_width(bar_window: Window, width: int) -> None:
    size = bar_window.size()
    bar = bar_window.top_bar
    buttons = at_width(bar_window, width)
    for button in buttons:
        assert button.width() >= button.sizeHint().width(), button.accessibleName()
        assert bar.rect().contains(button.geometry())
    room = bar.title.fontMetrics().horizontalAdvance(bar.title.text())
    assert bar.title.width() >= room, "the title can be read"
    assert bar.edited.isVisible()
    places = sorted((button.x(), button.x() + button.width()) for button in buttons)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(places))
    bar_window.resize(size)


def test_what_is_folded_unfolds_again_and_does_the_same(bar_window: Window) -> None:
    size = bar_window.size()
    bar = bar_window.top_bar
    wide = [button.text() for button in at_width(bar_window, 1600)]
    assert "New" in wide
    assert "Snap: time" in wide
    narrow = [button.text() for button in at_width(bar_window, 1024)]
    assert "New" not in narrow
    assert "Snap: time" not in narrow
    before = bar_window.plot.settings.snaps_time
    QTest.mouseClick(bar.snap_time, Qt.MouseButton.LeftButton)
    assert bar_window.plot.settings.snaps_time is not before
    QTest.mouseClick(bar.files[3], Qt.MouseButton.LeftButton)
    assert bar_window.store.history.redo_words == "Change run"
    assert [button.text() for button in at_width(bar_window, 1600)] == wide
    bar_window.resize(size)


def test_the_units_of_time_are_a_menu_where_the_bar_is_narrow(bar_window: Window) -> None:
    size = bar_window.size()
    bar = bar_window.top_bar
    at_width(bar_window, 1024)
    assert bar.unit.text() == "Updates"
    rows: list[QAction] = bar.unit.menu().actions()
    assert [row.text() for row in rows] == ["Updates", "Epochs", "%", "Samples", "Tokens"]
    assert not rows[-1].isEnabled(), "nothing is said about tokens"
    menu = bar.unit.menu()
    menu.popup(bar.unit.mapToGlobal(bar.unit.rect().bottomLeft()))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(rows[2]).center())
    assert bar_window.plot.settings.unit == "percent"
    assert bar.unit.text() == "%"
    assert [row.isChecked() for row in rows] == [False, False, True, False, False]
    bar_window.resize(size)


def test_every_button_of_an_action_says_its_keys(bar_window: Window) -> None:
    for button in (*bar_window.top_bar.files, bar_window.top_bar.search, bar_window.add_button):
        assert "(" in button.toolTip(), button.accessibleName()
        assert button.accessibleName()
    assert bar_window.top_bar.search.toolTip() == "All commands (Ctrl+Shift+P)"
    QTest.mouseClick(bar_window.top_bar.search, Qt.MouseButton.LeftButton)
    assert bar_window.help.commands.isVisible()
    QTest.keyClick(bar_window.help.commands.search, Qt.Key.Key_Escape)


def test_every_button_of_the_window_has_a_tooltip(bar_window: Window) -> None:
    store = bar_window.store
    store.edit(added_group, "Add group")
    store.edit(lambda schedule: repeated(schedule, 0, 1), "Repeat")
    store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
    bar_window.comparing.pin("A pin", store.schedule)
    bar_window.message.tell("Something")
    silent = [
        button.text() or button.accessibleName()
        for button in bar_window.findChildren(QAbstractButton)
        if not button.toolTip() and button.focusPolicy() != Qt.FocusPolicy.NoFocus
        if not isinstance(button.parent(), QTabBar)
    ]
    assert silent == []


def inked(drawn: QIcon, mode: QIcon.Mode, state: QIcon.State, ratio: int) -> QImage:
    """Draw an icon on a screen of some sharpness."""
    return drawn.pixmap(QSize(GRID, GRID), ratio, mode, state).toImage()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_every_icon_is_sharp_and_in_the_colours_of_the_theme(path: Path, theme: Theme) -> None:
    drawn = icon(path.stem, theme)
    for colour, mode, state in (
        (theme.text, QIcon.Mode.Normal, QIcon.State.Off),
        (theme.faint, QIcon.Mode.Disabled, QIcon.State.Off),
        (theme.text, QIcon.Mode.Normal, QIcon.State.On),
    ):
        for ratio in (1, 2):
            image = inked(drawn, mode, state, ratio)
            assert image.width() == GRID * ratio
            colours = [
                image.pixelColor(x, y)
                for x in range(image.width())
                for y in range(image.height())
                if image.pixelColor(x, y).alpha() > 200
            ]
            assert colours, "there are lines"
            wanted = QColor(colour)
            assert all(abs(c.red() - wanted.red()) < 8 for c in colours)
            assert all(abs(c.blue() - wanted.blue()) < 8 for c in colours)


def test_the_icons_are_drawn_in_one_style() -> None:
    assert len(ICONS) >= 15
    heads = {path.read_text(encoding="utf-8").partition(">")[0] for path in ICONS}
    assert len(heads) == 1, "one grid, one width of lines, one kind of ends"


def test_icons_follow_the_theme(bar_window: Window) -> None:
    size = bar_window.size()
    at_width(bar_window, 1024)
    button = bar_window.top_bar.files[0]
    key = button.icon().cacheKey()
    bar_window.appearance.choose("dark")
    assert button.icon().cacheKey() != key
    bar_window.appearance.choose("light")
    bar_window.resize(size)


def test_the_corner_of_the_tabs_leaves_them_room_where_it_is_narrow(bar_window: Window) -> None:
    size = bar_window.size()
    at_width(bar_window, 1024)
    code = bar_window.code
    bar = bar_window.tabs.tabBar()
    assert bar.width() >= bar.sizeHint().width(), "no tab is scrolled away"
    assert not code.corner.isAncestorOf(code.copy_button)
    assert code.copy_button.isVisible()
    at_width(bar_window, 1440)
    assert code.corner.isAncestorOf(code.copy_button)
    assert code.copy_button.isVisible()
    bar_window.resize(size)


def test_a_title_that_is_too_long_ends_in_an_ellipsis_until_it_is_edited(window: Window) -> None:
    title = window.top_bar.title

    def picture(text: str) -> QImage:
        window.store.edit(lambda design: replace(design, title=text), "Rename design")
        QApplication.processEvents()
        return title.grab().toImage()

    window.plot.setFocus()
    begun = "CosineAnnealingWarmRestarts of a run that is long"
    full = picture(begun)
    least = next(n for n in range(len(begun)) if picture(begun[:n] + "\u2026") == full)
    assert 10 < least < len(begun)
    assert title.fontMetrics().horizontalAdvance(begun[:least] + "\u2026") <= title.width()
    QTest.mouseClick(title, Qt.MouseButton.LeftButton)
    QTest.keyClick(title, Qt.Key.Key_End)
    assert title.grab().toImage() != full, "the end is seen where it is edited"


def test_the_snap_buttons_say_whether_and_on_what_a_drag_catches(window: Window) -> None:
    bar = window.top_bar
    assert bar.snap_time.toolTip() == (
        "Snap: time is on (S) and catches on epochs, round steps; right-click to choose"
    )
    for key in ("snap_epochs", "snap_steps", "snap_percent", "snap_level"):
        window.commands[key].trigger()
    assert "is on (S) and catches on percent of the run;" in bar.snap_time.toolTip()
    assert bar.snap_level.toolTip().startswith("Snap: level is off (Shift+S)")


def test_a_new_title_renames_the_class_that_nobody_has_named(window: Window) -> None:
    type_into(window.top_bar.title, "My own run")
    assert window.store.schedule.class_name == "MyOwnRun"
    type_into(window.code.class_name, "Ours")
    type_into(window.top_bar.title, "My second run")
    assert window.store.schedule.class_name == "Ours"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_esc_leave_the_title_for_the_plot(window: Window, key: Qt.Key) -> None:
    title = window.top_bar.title
    before = window.store.schedule.title
    title.setFocus()
    title.selectAll()
    QTest.keyClicks(title, "Another")
    QTest.keyClick(title, key)
    assert window.plot.hasFocus()
    taken = key == Qt.Key.Key_Return
    assert window.store.schedule.title == ("Another" if taken else before)
    assert title.text() == window.store.schedule.title
    QTest.keyClick(window, Qt.Key.Key_L)
    assert window.plot.settings.logarithmic
    assert title.text() == window.store.schedule.title


def test_a_wrong_title_keeps_the_keys(window: Window) -> None:
    type_into(window.top_bar.title, " ")
    assert window.top_bar.title.hasFocus()
    window.top_bar.title.revert()


@pytest.mark.parametrize("width", [940, 1024, 1440, 1920])
def test_no_button_of_the_bar_moves_whatever_is_edited_or_switched(
    window: Window, width: int
) -> None:
    size = window.size()
    show(window, three_segments())
    buttons = at_width(window, width)
    places = {button.accessibleName(): button.geometry() for button in buttons}
    plot, store = window.plot, window.store
    changes: list[Callable[[], object]] = [
        lambda: store.edit(lambda s: replace(s, title="A title that is much longer"), "Rename"),
        lambda: store.edit(lambda s: replace(s, title="x"), "Rename"),
        lambda: store.edit(lambda s: with_stepping(s, "epoch"), "Change stepping"),
        lambda: store.edit(lambda s: with_run(s, tokens_per_sample=9), "Change run"),
        lambda: plot.change_settings(logarithmic=True),
        lambda: plot.change_settings(unit="percent"),
        lambda: plot.change_settings(snaps_time=False, snaps_level=False),
        lambda: window.appearance.choose("dark"),
        lambda: window.appearance.choose("light"),
    ]
    for number, change in enumerate(changes):
        change()
        QApplication.processEvents()
        now = {button.accessibleName(): button.geometry() for button in buttons}
        moved = {name: (at, now[name]) for name, at in places.items() if now[name] != at}
        assert not moved, number
    window.resize(size)


def test_words_stay_where_there_is_room_for_them(window: Window) -> None:
    size = window.size()
    assert {"New", "Open", "Save", "Undo", "Redo"} <= {b.text() for b in at_width(window, 1440)}
    window.resize(size)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_export_is_the_only_filled_button(window: Window, choice: ThemeChoice) -> None:
    window.appearance.choose(choice)
    accent = QColor(window.appearance.theme.accent)
    filled = []
    for button in (b for b in window.top_bar.findChildren(QPushButton) if b.isVisible()):
        picture = button.grab().toImage()
        ratio = picture.devicePixelRatio()
        corner = picture.pixelColor(round(5 * ratio), round(5 * ratio))
        if corner == accent:
            filled.append(button.text())
    window.appearance.choose("light")
    assert filled == ["Export"]


def test_a_double_click_and_a_new_title_replace_the_old_one(window: Window) -> None:
    title = window.top_bar.title
    QTest.mouseDClick(title, Qt.MouseButton.LeftButton, pos=QPoint(20, title.height() // 2))
    QTest.keyClicks(title, "llama 3")
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert window.store.schedule.title == "llama 3"

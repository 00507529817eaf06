"""Every action of the window in one table: its words, its shortcut, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from rampsmith.app.drawn.icons import icon
from rampsmith.app.theme import Theme

Standard = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """An action as a person finds it in the menu.

    Attributes:
        name: what the program calls it.
        menu: the menu that it is in.
        text: its words, with the mnemonic marked.
        shortcuts: its keys; the first one is shown.
        do: what it does.
        short: its words on a button, where they are fewer.
        words: its words where they stand without their menu, if the text needs its neighbours.
        icon: the name of its icon, for those that have a button.
        rule: whether a line goes before it in the menu.
        is_on: tells whether it is ticked, for what is switched on and off.
    """

    name: str
    menu: str
    text: str
    shortcuts: tuple[str, ...]
    do: Callable[[], object]
    short: str = ""
    words: str = ""
    icon: str = ""
    rule: bool = False
    is_on: Callable[[], bool] | None = None


def made_actions(
    specs: tuple[ActionSpec, ...], window: QWidget, perform: Callable[[Callable[[], object]], None]
) -> dict[str, QAction]:
    """Make the actions, each done through ``perform``; tooltips name the shortcut."""
    actions: dict[str, QAction] = {}
    for spec in specs:
        action = QAction(spec.text, window)
        plain = spec.text.replace("&", "").rstrip("…")
        action.setIconText(spec.short or plain)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{plain} ({keys})" if keys else plain)
        action.triggered.connect(lambda _=False, do=spec.do: perform(do))
        if spec.is_on is not None:
            action.setCheckable(True)
            action.setChecked(spec.is_on())
        window.addAction(action)
        actions[spec.name] = action
    return actions


def draw_icons(specs: tuple[ActionSpec, ...], actions: dict[str, QAction], theme: Theme) -> None:
    """Give the actions their icons in the colours of a theme; menus stay without."""
    for spec in specs:
        if spec.icon:
            actions[spec.name].setIconVisibleInMenu(False)
            actions[spec.name].setIcon(icon(spec.icon, theme))


def fill_menus(
    bar: QMenuBar, specs: tuple[ActionSpec, ...], actions: dict[str, QAction]
) -> dict[str, QMenu]:
    """Put every action into its menu."""
    menus: dict[str, QMenu] = {}
    for spec in specs:
        menu = menus.get(spec.menu)
        if menu is None:
            menu = bar.addMenu(spec.menu)
            menu.setToolTipsVisible(True)
            menus[spec.menu] = menu
        if spec.rule:
            menu.addSeparator()
        menu.addAction(actions[spec.name])
    return menus


def tick(specs: tuple[ActionSpec, ...], actions: dict[str, QAction]) -> None:
    """Tick what is switched on now."""
    for spec in specs:
        if spec.is_on is not None:
            actions[spec.name].setChecked(spec.is_on())

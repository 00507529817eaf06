"""Every action of the window in one table: its words, its shortcut, and what it does."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.icons import icon

Native = QKeySequence.SequenceFormat.NativeText

Perform: TypeAlias = Callable[[Callable[[], object]], object]
"""Does an action, with what the window has to do before any of them."""


class Menu(Enum):
    """A menu of the window, with its words."""

    FILE = "&File"
    EDIT = "&Edit"
    SEGMENT = "&Segment"
    COMPARE = "&Compare"
    STEPPING = "Ste&pping"
    DRIVE = "&Drive"
    VIEW = "&View"
    GO = "&Go"
    HELP = "&Help"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """An action as a person finds it in the menu.

    Attributes:
        text: its words, with the mnemonic marked.
        shortcuts: its keys; the first one is shown.
        short: its words on a button, where they are fewer.
        words: its words where they stand without their menu, if the text needs its neighbours.
        tip: what it does, where its words alone do not say all of it.
        icon: the name of its icon, for those that have a button.
        rule: whether a line goes before it in the menu.
        is_on: returns whether it is ticked, for what is switched on and off.
    """

    name: str
    menu: Menu
    text: str
    shortcuts: tuple[str, ...]
    do: Callable[[], object]
    short: str = ""
    words: str = ""
    tip: str = ""
    icon: str = ""
    rule: bool = False
    is_on: Callable[[], bool] | None = None

    @property
    def plain_text(self) -> str:
        """Its text without the marks of a menu: the mnemonic's, and the dots of what asks first."""
        return plain(self.text).rstrip("…")


class Actions(QObject):
    """The actions of a window, of which its menus, buttons and list of commands are made."""

    def __init__(self, window: QWidget, appearance: Appearance, perform: Perform) -> None:
        """Make an empty table, whose actions are done through ``perform``."""
        super().__init__(window)
        self._window = window
        self._appearance = appearance
        self._perform = perform
        self.specs: tuple[ActionSpec, ...] = ()
        self.by_name: dict[str, QAction] = {}
        appearance.changed.connect(self._draw_icons)

    def __getitem__(self, name: str) -> QAction:
        """Return the action of a name."""
        return self.by_name[name]

    def __iter__(self) -> Iterator[tuple[ActionSpec, QAction]]:
        """Go through the actions in the order of the menus."""
        return ((spec, self.by_name[spec.name]) for spec in self.specs)

    def add(self, specs: Iterable[ActionSpec]) -> None:
        """Make more actions."""
        for spec in specs:
            self.specs += (spec,)
            self.by_name[spec.name] = self._made(spec)

    def perform(self, do: Callable[[], object]) -> None:
        """Do something as an action is done: with what the window does before each."""
        self._perform(do)

    def fill(self, bar: QMenuBar) -> dict[Menu, QMenu]:
        """Put every action into its menu."""
        menus: dict[Menu, QMenu] = {}
        # The tip of the others has nothing in it but what stands in the menu.
        tells = {action for spec, action in self if spec.tip}
        for spec, action in self:
            if spec.menu not in menus:
                menus[spec.menu] = menu = bar.addMenu(spec.menu.value)
                menu.hovered.connect(lambda at, menu=menu: menu.setToolTipsVisible(at in tells))
            if spec.rule:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(action)
        return menus

    def tick(self) -> None:
        """Tick what is switched on now."""
        for spec, action in self:
            if spec.is_on is not None:
                action.setChecked(spec.is_on())

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self._window)
        words = spec.plain_text
        action.setIconText(spec.short or words)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        keys = action.shortcut().toString(Native)
        tip = spec.tip or words
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.triggered.connect(lambda: self.perform(spec.do))
        if spec.icon:
            action.setIconVisibleInMenu(False)
            action.setIcon(icon(spec.icon, self._appearance.theme))
        if spec.is_on is not None:
            action.setCheckable(True)
            action.setChecked(spec.is_on())
        self._window.addAction(action)
        return action

    def _draw_icons(self) -> None:
        for spec, action in self:
            if spec.icon:
                action.setIcon(icon(spec.icon, self._appearance.theme))


def plain(text: str) -> str:
    """Remove the mark of the mnemonic from a menu's words; two marks are an ampersand."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")

"""The tab with the code: the class's name, the file, and the buttons that take it along."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.icons import icon
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.code.code_view import CodeView
from rampsmith.app.widgets.buttons import Fold, Folding, words_fold
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.designer.document.class_names import class_name_fault
from rampsmith.designer.document.schedule import CodeStyle, Schedule
from rampsmith.designer.values.numbers import EntryError

STYLES = {
    "docstrings": "Docstrings",
    "type_hints": "Type hints",
    "self_check": "Check itself when it is run",
    "oldest_torch": "Run on torch 1.13 too",
}
"""The words for the fields of ``CodeStyle``."""


NAME_WIDTHS = (220, 60)
"""Pixels for the name of the class, with and without room for all of the corner."""


class CodeTab(QWidget):
    """The live code; ``buttons`` belongs into the corner of the tabs."""

    copied = Signal()

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.view = CodeView(store, appearance)
        self.class_name = Field("Name of the class", _parsed_class_name)
        self.class_name.setFixedWidth(scaled(NAME_WIDTHS[0]))
        self.class_name.setToolTip("The name of the exported class")
        self.style_button = QPushButton("Style")
        self.style_button.setAccessibleName("Style of the code")
        self.style_button.setToolTip("What the exported file has; part of the design")
        self.style_actions = self._style_menu()
        self.copy_button = QPushButton("Copy")
        self.copy_button.setAccessibleName("Copy the code")
        self.copy_button.setToolTip("Copy the whole file (Ctrl+Shift+C)")
        self.copy_button.clicked.connect(self.copy)
        self._appearance = appearance
        self._is_folded = False
        self._words = words_fold((self.style_button, self.copy_button))
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 3, 8, 3)
        row.setSpacing(5)
        self._caption = QLabel("Class")
        self._caption.setObjectName("quiet")
        self._caption.setBuddy(self.class_name)
        for widget in (self._caption, self.class_name, self.style_button, self.copy_button):
            row.addWidget(widget)
        self._row = row
        self._room = -1
        self._folding = Folding(
            (
                Fold(lambda: self._fold_words(folded=True), lambda: self._fold_words(folded=False)),
                # It has a key and a place in the menu.
                Fold(self.copy_button.hide, self.copy_button.show),
                Fold(self.class_name.hide, self.class_name.show),
                Fold(self.style_button.hide, self.style_button.show),
            ),
            lambda: row.minimumSize().width(),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        fault = FaultLine(self.class_name)
        fault.setContentsMargins(16, 0, 12, 2)
        fault.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.addWidget(fault)
        layout.addWidget(self.view)
        self.class_name.committed.connect(self._rename)
        self.class_name.refused.connect(store.said)
        store.changed.connect(self.refresh)
        appearance.changed.connect(self._show_icons)
        self.refresh()

    def fit(self, room: int) -> None:
        """Leave words out of the corner, then the button to copy, where the tabs need the room."""
        if room != self._room:
            self._room = room
            self._folding.fit(room)
            # At once: in between, what stays was squeezed by what is hidden now.
            self._row.activate()

    def _fold_words(self, *, folded: bool) -> None:
        self._is_folded = folded
        self.class_name.setFixedWidth(scaled(NAME_WIDTHS[folded]))
        self._caption.setVisible(not folded)
        (self._words.fold if folded else self._words.unfold)()
        self._show_icons()

    def _show_icons(self) -> None:
        for button, name in ((self.style_button, "style"), (self.copy_button, "copy")):
            button.setIcon(icon(name, self._appearance.theme) if self._is_folded else QIcon())

    def refresh(self) -> None:
        """Show the class's name and the style as they are now."""
        self.class_name.show_text(self._store.schedule.class_name)
        for name, action in self.style_actions.items():
            action.setChecked(_has(self._store.schedule.code, name))

    def copy(self) -> None:
        """Put the whole file on the clipboard."""
        self.view.refresh()
        if self.view.source:
            self.view.copy_all()
            self.copied.emit()

    def _style_menu(self) -> dict[str, QAction]:
        menu = QMenu(self.style_button)
        actions: dict[str, QAction] = {}
        for name, words in STYLES.items():
            action = menu.addAction(words)
            action.setCheckable(True)
            # Qt counts a partial's arguments, and would leave its own out.
            action.triggered.connect(lambda has, name=name: self._restyle(name, has=has))
            actions[name] = action
        self.style_button.setMenu(menu)
        return actions

    def _restyle(self, name: str, *, has: bool) -> None:
        self._store.edit(lambda schedule: _styled(schedule, name, has=has), "Change code style")

    def _rename(self, name: str) -> None:
        self._store.edit(lambda schedule: replace(schedule, class_name=name), "Rename class")


def _has(code: CodeStyle, name: str) -> bool:
    return code.oldest_torch == "1.13" if name == "oldest_torch" else bool(getattr(code, name))


def _styled(schedule: Schedule, name: str, *, has: bool) -> Schedule:
    change: dict[str, Any] = {name: has}
    if name == "oldest_torch":
        change[name] = "1.13" if has else "2.0"
    return replace(schedule, code=replace(schedule.code, **change))


def _parsed_class_name(text: str) -> str:
    name = text.strip()
    fault = class_name_fault(name)
    if fault is not None:
        raise EntryError(fault)
    return name

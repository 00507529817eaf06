"""The tab with the code: the class's name, the file, and the buttons that take it along."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.code.code_view import CodeView
from rampsmith.app.widgets.buttons import give_menu
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.form import spaced
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


NAME_WIDTHS = (120, 220)
"""Pixels for the name of the class: at least, in a row above the code, and in the corner."""

EDGE = 8
"""Pixels between the buttons and the edge of the window."""


class CodeTab(QWidget):
    """The live code; ``corner`` belongs into the corner of the tabs.

    The name of the class and the buttons are there, or in a row above the code where the tabs
    leave them too little room.
    """

    copied = Signal()

    def __init__(self, store: Store, appearance: Appearance) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.view = CodeView(store, appearance)
        self.class_name = Field("Name of the class", _parsed_class_name)
        self.class_name.setToolTip("The name of the exported class")
        self.style_button = QPushButton("Style")
        self.style_button.setAccessibleName("Style of the code")
        self.style_button.setToolTip("What the exported file has; part of the design")
        self.style_actions = self._style_menu()
        self.copy_button = QPushButton("Copy")
        self.copy_button.setAccessibleName("Copy the code")
        self.copy_button.setToolTip("Copy the whole file (Ctrl+Shift+C)")
        self.copy_button.clicked.connect(self.copy)
        self.buttons, self.corner = QWidget(), QWidget()
        self._row = row = spaced(QHBoxLayout(self.buttons), spacing=5)
        self._caption = QLabel("Class")
        self._caption.setObjectName("quiet")
        self._caption.setBuddy(self.class_name)
        for widget in (self._caption, self.class_name, self.style_button, self.copy_button):
            row.addWidget(widget)
        row.setStretchFactor(self.class_name, 1)
        spaced(QHBoxLayout(self.corner))
        layout = spaced(QVBoxLayout(self), margins=(0, 4, 0, 0))
        fault = FaultLine(self.class_name)
        fault.setContentsMargins(16, 0, 12, 2)
        fault.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout.addWidget(fault)
        layout.addWidget(self.view)
        self.class_name.committed.connect(self._rename)
        self.class_name.refused.connect(store.said)
        for signal in (store.document_changed, store.unchanged):
            signal.connect(self.refresh)
        self.fit(0)
        self.refresh()

    def fit(self, room: int) -> None:
        """Stand in the corner where the tabs leave so much room, else in a row above the code."""
        least, most = map(scaled, NAME_WIDTHS)
        others = (self._caption, self.style_button, self.copy_button)
        row = self._row
        needed = sum(each.sizeHint().width() + row.spacing() for each in others) + most + EDGE
        in_corner = needed <= room
        host = self.corner if in_corner else self
        if self.buttons.parentWidget() is host:
            return
        row.setContentsMargins(0 if in_corner else EDGE, 3, EDGE, 3)
        self.class_name.setMinimumWidth(most if in_corner else least)
        # In the row it takes all that the words beside it leave, as the tab itself does.
        self.class_name.setMaximumWidth(most if in_corner else self.maximumWidth())
        places = host.layout()
        if isinstance(places, QBoxLayout):
            places.insertWidget(0, self.buttons)
        self.buttons.show()

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
        give_menu(self.style_button, menu)
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

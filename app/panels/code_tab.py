"""The tab with the code: the class's name, the file, and the buttons that take it along."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.panels.code_view import CodeView
from rampsmith.app.panels.fields import FaultLine, Field
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.class_names import class_name_fault
from rampsmith.designer.numbers import EntryError


class CodeTab(QWidget):
    """The live code; ``buttons`` belongs into the corner of the tabs."""

    copied = Signal()

    def __init__(self, store: Store, theme: Theme) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.view = CodeView(store, theme)
        self.class_name = Field("Name of the class", _parsed_class_name)
        self.class_name.setFixedWidth(220)
        self.class_name.setToolTip("The name of the exported class")
        self.copy_button = QPushButton("Copy")
        self.copy_button.setToolTip("Copy the whole file (Ctrl+Shift+C)")
        self.copy_button.clicked.connect(self.copy)
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 3, 12, 3)
        row.setSpacing(8)
        caption = QLabel("Class")
        caption.setObjectName("quiet")
        caption.setBuddy(self.class_name)
        for widget in (caption, self.class_name, self.copy_button):
            row.addWidget(widget)
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
        self.refresh()
        self.view.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Recolour the code."""
        self.view.set_theme(theme)

    def refresh(self) -> None:
        """Show the class's name as it is now."""
        self.class_name.show_text(self._store.schedule.class_name)

    def copy(self) -> None:
        """Put the whole file on the clipboard."""
        self.view.refresh()
        if self.view.source:
            self.view.copy_all()
            self.copied.emit()

    def _rename(self, name: str) -> None:
        self._store.edit(lambda schedule: replace(schedule, class_name=name), "Rename class")


def _parsed_class_name(text: str) -> str:
    name = text.strip()
    fault = class_name_fault(name)
    if fault is not None:
        raise EntryError(fault)
    return name

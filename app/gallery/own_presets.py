"""Presets of one's own: keep the open design as one, rename it, delete it."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.theme import restyle
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import Form, side_by_side, spaced
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.output import OutputError
from rampsmith.designer.presets.own import (
    OwnPreset,
    own_named,
    preset_line,
    preset_name,
    removed_own,
    renamed_own,
    saved_own,
    unused_name,
    write_own,
)
from rampsmith.designer.values.limits import LONGEST_TEXT
from rampsmith.designer.values.numbers import EntryError
from rampsmith.designer.words.phrases import summary


class KeepDialog(QDialog):
    """Two fields, each with its fault below while a person types."""

    kept = Signal(str)
    """The design is kept under this name."""

    def __init__(self, schedule: Schedule, parent: QWidget) -> None:
        """Offer the design's title, and its summary for the line."""
        super().__init__(parent)
        self._schedule = schedule
        self.setObjectName("panel")
        self.setWindowTitle("Save as own preset")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = Field("Name of the preset", preset_name)
        self.line = Field("What the preset is, in one line", preset_line)
        # As what Esc brings back; another Esc closes.
        self.name.show_text(schedule.title)
        self.line.show_text(summary(schedule)[:LONGEST_TEXT])
        self.note = quiet()
        self.save = QPushButton("Save")
        self.save.setObjectName("primary")
        self.save.setDefault(True)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        self._lay_out()
        self.name.textChanged.connect(self._check)
        self.line.textChanged.connect(self._check)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.name.selectAll()
        self._check()

    def _lay_out(self) -> None:
        form = Form()
        form.add("Name", self.name)
        form.add("What it is", self.line)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        layout = spaced(QVBoxLayout(self), spacing=12, margins=(18, 16, 18, 16))
        layout.addWidget(
            quiet("The gallery and the command line will offer this design for new ones.")
        )
        layout.addWidget(form)
        layout.addWidget(self.note)
        layout.addStretch(1)
        layout.addLayout(buttons)
        open_on_screen(self, QSize(460, 220))

    def _check(self) -> None:
        """Show what is wrong, or what saving would replace."""
        try:
            name = preset_name(self.name.text())
            preset_line(self.line.text())
        except EntryError as error:
            self._show_note(str(error), wrong=True)
            return
        there = own_named(name) is not None
        self._show_note(f"Your preset “{name}” is replaced." if there else "", wrong=False)

    def _show_note(self, sentence: str, *, wrong: bool) -> None:
        self.note.setText(sentence)
        restyle(self.note, wrong=wrong)
        self.save.setEnabled(not wrong)

    def _save(self) -> None:
        try:
            own = saved_own(self._schedule, self.name.text(), self.line.text())
        except (EntryError, OutputError, DesignError) as error:
            self._show_note(str(error), wrong=True)
            return
        self.kept.emit(own.name)
        self.accept()


class OwnForm(QWidget):
    """Name and line of the chosen preset; deleting can be taken back until the gallery closes."""

    changed = Signal(str)
    """The folder holds something else now; the name of the preset to look at, if there is one."""

    failed = Signal(str)
    """A sentence about what could not be written; empty once something could."""

    def __init__(self) -> None:
        """Make the fields, hidden until there is a preset."""
        super().__init__()
        self._own: OwnPreset | None = None
        self._removed: OwnPreset | None = None
        self.name = Field("Name of the preset", self._parsed_name)
        self.line = Field("What the preset is, in one line", preset_line)
        self.delete = link_button("Delete", "Delete this preset (Del in the gallery)")
        self.delete.setAutoDefault(False)
        self.take_back = link_button()
        self.take_back.setAccessibleName("Take back the deletion")
        self.take_back.setAutoDefault(False)
        self._form = Form()
        self._form.add("Name", side_by_side(self.name, self.delete))
        self._form.add("What it is", self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._form)
        layout.addWidget(self.take_back)
        self.name.committed.connect(lambda name: self._write(name, self.line.text()))
        self.line.committed.connect(lambda line: self._write(self.name.text(), line))
        self.delete.clicked.connect(self.remove)
        self.take_back.clicked.connect(self._restore)
        self.show_own(None)

    def show_own(self, own: OwnPreset | None) -> None:
        """Show a preset of one's own; any other has nothing to change."""
        if own is not None and (self._own is None or own.path != self._own.path):
            self.name.forget()
            self.line.forget()
        self._own = own
        self._form.setVisible(own is not None)
        if own is not None:
            self.name.show_text(own.name)
            self.line.show_text(own.line)
        removed = self._removed
        self.take_back.setVisible(removed is not None)
        self.take_back.setText(f"Take back: delete “{removed.name}”" if removed else "")
        self.setVisible(own is not None or removed is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter, which has entered a name, from pressing the gallery's button too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        else:
            super().keyPressEvent(event)

    def remove(self) -> None:
        """Delete the preset."""
        if self._own is not None:
            with self._failures_shown():
                removed_own(self._own)
                self._removed = self._own
                self._announce("")

    def _restore(self) -> None:
        removed = self._removed
        if removed is not None:
            with self._failures_shown():
                write_own(removed)
                self._removed = None
                self._announce(removed.name)

    def _write(self, name: str, line: str) -> None:
        if self._own is not None:
            with self._failures_shown():
                self._own = renamed_own(self._own, name=name, line=line)
                self._announce(self._own.name)

    @contextmanager
    def _failures_shown(self) -> Iterator[None]:
        try:
            yield
        except (OutputError, EntryError) as error:
            self.failed.emit(str(error))

    def _parsed_name(self, text: str) -> str:
        if self._own is None:
            raise EntryError("No preset of your own is chosen.")
        return unused_name(text, self._own)

    def _announce(self, name: str) -> None:
        self.failed.emit("")
        self.changed.emit(name)

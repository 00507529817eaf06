"""What can be done with a preset of one's own: another name, another line, and deleting it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rampsmith.app.panels.fields import Field
from rampsmith.app.panels.form import Form, side_by_side
from rampsmith.designer.files.output import OutputError
from rampsmith.designer.numbers import EntryError
from rampsmith.designer.presets.own import OwnPreset, preset_line
from rampsmith.designer.presets.own_files import (
    free_name,
    removed_own,
    renamed_own,
    restored_own,
)


class OwnForm(QWidget):
    """Name and line of the chosen preset; deleting can be taken back until the gallery closes."""

    changed = Signal(str)
    """The folder holds something else now; the name of the preset to look at, if there is one."""

    failed = Signal(str)
    """What could not be written, and why; empty once something could."""

    def __init__(self) -> None:
        """Begin without a preset."""
        super().__init__()
        self._own: OwnPreset | None = None
        self._removed: OwnPreset | None = None
        self.name = Field("Name of the preset", self._parsed_name)
        self.line = Field("What the preset is, in one line", preset_line)
        self.delete = QPushButton("Delete")
        self.delete.setObjectName("link")
        self.delete.setAutoDefault(False)
        self.delete.setToolTip("Delete this preset (Del in the gallery)")
        self.take_back = QPushButton()
        self.take_back.setAccessibleName("Take back the deletion")
        self.take_back.setObjectName("link")
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
        own = self._own
        if own is not None:
            try:
                removed_own(own)
            except OutputError as error:
                self.failed.emit(str(error))
                return
            self._removed = own
            self._tell("")

    def _restore(self) -> None:
        removed = self._removed
        if removed is not None:
            try:
                restored_own(removed)
            except OutputError as error:
                self.failed.emit(str(error))
                return
            self._removed = None
            self._tell(removed.name)

    def _write(self, name: str, line: str) -> None:
        own = self._own
        if own is None:
            return
        try:
            self._own = renamed_own(own, name=name, line=line)
        except (OutputError, EntryError) as error:
            self.failed.emit(str(error))
            return
        self._tell(self._own.name)

    def _parsed_name(self, text: str) -> str:
        if self._own is None:
            raise EntryError("No preset of your own is chosen.")
        return free_name(text, self._own)

    def _tell(self, name: str) -> None:
        self.failed.emit("")
        self.changed.emit(name)

"""Opening, saving and exporting the window's document, and asking about unsaved work."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from rampsmith.app.panels.code_view import exported_or_reasons
from rampsmith.app.store import Store
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text, schedule_in, write_design
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.schedule import Schedule
from rampsmith.exporters.hand_edits import HandEdits, hand_edits

Answer: TypeAlias = Literal["save", "discard", "cancel"]

DESIGNS = "Rampsmith designs (*.ramp)"
TO_OPEN = "Designs and exported classes (*.ramp *.py)"
CLASSES = "Python files (*.py)"


class Dialogs:
    """The only questions that the window asks; tests answer them in its place."""

    def __init__(self, parent: QWidget) -> None:
        """Ask over a window."""
        self._parent = parent

    def about_unsaved(self, title: str) -> Answer:
        """Ask what to do with unsaved work."""
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Unsaved work")
        box.setText(f"“{title}” has changes that are not saved.")
        box.setInformativeText("Save them first?")
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        chosen = box.exec()
        return {int(buttons.Save): "save", int(buttons.Discard): "discard"}.get(chosen, "cancel")  # type: ignore[return-value]

    def path_to_open(self, folder: Path) -> Path | None:
        """Ask which design to open."""
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open design", str(folder), TO_OPEN)
        return Path(name) if name else None

    def path_to_write(self, caption: str, suggested: Path, kind: str) -> Path | None:
        """Ask where to write; the dialog itself asks before it replaces a file."""
        name, _ = QFileDialog.getSaveFileName(self._parent, caption, str(suggested), kind)
        return Path(name) if name else None


class Documents(QObject):
    """What the File menu does."""

    told = Signal(str)
    """Something went as it should; for the status line."""

    failed = Signal(str)
    """Something went wrong; every reason on a line of its own."""

    hand_edited = Signal(HandEdits)
    """The exported file that was opened was changed by hand."""

    def __init__(self, store: Store, dialogs: Dialogs, parent: QObject | None = None) -> None:
        """Serve a store."""
        super().__init__(parent)
        self._store = store
        self.dialogs = dialogs
        self._exported: Path | None = None

    def replace_with(self, make: Callable[[], Schedule]) -> bool:
        """Begin another document, unless unsaved work is to be kept; tell whether it was begun."""
        if not self.may_leave():
            return False
        self._store.open(make(), None)
        self._exported = None
        return True

    def open(self) -> None:
        """Ask for a design and open it."""
        if self.may_leave():
            path = self.dialogs.path_to_open(self._folder())
            if path is not None:
                self.load(path)

    def load(self, path: Path) -> bool:
        """Open a design, or say everything that is wrong with it and keep what is open."""
        try:
            text = read_text(path)
            schedule = schedule_in(text, source=str(path))
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return False
        exported = path if path.suffix.lower() == ".py" else None
        # Saving must not put a design in the place of the program that it was found in.
        self._store.open(schedule, path if exported is None else None)
        self._exported = exported
        self.told.emit(f"Opened {path}")
        edits = hand_edits(text)
        if edits is not None:
            self.hand_edited.emit(edits)
        return True

    def save(self) -> bool:
        """Save where the design came from, or ask; tell whether it is saved."""
        path = self._store.path
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Ask where to save."""
        path = self._store.path
        if path is None:
            path = self._folder() / f"{file_stem(self._store.schedule.title)}.ramp"
        chosen = self.dialogs.path_to_write("Save design", path, DESIGNS)
        if chosen is None:
            return False
        return self._write(chosen if chosen.suffix else chosen.with_suffix(".ramp"))

    def _write(self, path: Path) -> bool:
        try:
            write_design(self._store.history.schedule, path)
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        self._store.mark_saved(path)
        self.told.emit(f"Saved {path}")
        return True

    def export(self) -> bool:
        """Ask where to write the class; tell whether it was written."""
        source, reasons = exported_or_reasons(self._store)
        if not source:
            self.failed.emit(reasons.replace("# ", "").strip())
            return False
        suggested = self._exported
        if suggested is None:
            stem = file_stem(self._store.schedule.title)
            suggested = self._folder() / f"{stem}.py"
        path = self.dialogs.path_to_write("Export the class", suggested, CLASSES)
        if path is None:
            return False
        path = path if path.suffix else path.with_suffix(".py")
        try:
            write_whole(path, source)
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        self._exported = path
        self.told.emit(f"Exported {self._store.schedule.class_name} to {path}")
        return True

    def may_leave(self) -> bool:
        """Ask about unsaved work, and only about that; tell whether one may go on."""
        if self._store.history.is_saved:
            return True
        answer = self.dialogs.about_unsaved(self._store.schedule.title)
        return self.save() if answer == "save" else answer == "discard"

    def rename(self, title: str) -> None:
        """Give the design another title."""
        self._store.edit(lambda schedule: replace(schedule, title=title), "Rename design")

    def _folder(self) -> Path:
        return Path.cwd() if self._store.path is None else self._store.path.parent


def file_stem(title: str) -> str:
    """Make a file's name of a title: ``digits warmup cosine`` to ``digits_warmup_cosine``."""
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return "_".join(words)[:60] or "schedule"

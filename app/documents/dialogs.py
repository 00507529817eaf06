"""The window's questions: about unsaved work, and where to read and write."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from rampsmith.app.documents.changes import ChangesDialog
from rampsmith.exporters.targets import TARGETS

if TYPE_CHECKING:
    from rampsmith.exporters.hand_edits import HandEdits

Answer: TypeAlias = Literal["save", "discard", "beside", "cancel"]

DESIGNS = "Rampsmith designs (*.ramp)"
TO_OPEN = "Designs and exported classes (*.ramp *.py)"
CLASSES = "Python files (*.py)"
PICTURES = {"PNG picture (*.png)": ".png", "SVG picture (*.svg)": ".svg"}

_Buttons = QMessageBox.StandardButton


class Dialogs:
    """The only questions that the window asks; tests answer them in its place."""

    def __init__(self, parent: QWidget) -> None:
        """Ask over a window."""
        self._parent = parent

    def about_closing(self, title: str) -> Answer:
        """Ask what to do with unsaved work before its window closes."""
        return self._chosen(self._unsaved(title))

    def about_replacing(self, title: str) -> Answer:
        """Ask what to do with unsaved work before another design takes its place."""
        box = self._unsaved(title)
        beside = box.addButton("Open in &new window", QMessageBox.ButtonRole.ActionRole)
        answer = self._chosen(box)
        return "beside" if box.clickedButton() is beside else answer

    def path_to_open(self, folder: Path) -> Path | None:
        """Ask which design to open."""
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open design", str(folder), TO_OPEN)
        return Path(name) if name else None

    def path_to_compare(self, folder: Path) -> Path | None:
        """Ask what to pin behind the curve."""
        name, _ = QFileDialog.getOpenFileName(self._parent, "Compare with", str(folder), TO_OPEN)
        return Path(name) if name else None

    def path_to_write(self, caption: str, suggested: Path, kind: str) -> Path | None:
        """Ask where to write; the dialog itself asks before it replaces a file."""
        name, _ = QFileDialog.getSaveFileName(self._parent, caption, str(suggested), kind)
        return Path(name) if name else None

    def picture_to_write(self, caption: str, suggested: Path) -> Path | None:
        """Ask where to write a picture; the chosen kind ends its name if nothing else does."""
        name, kind = QFileDialog.getSaveFileName(
            self._parent, caption, str(suggested), ";;".join(PICTURES)
        )
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(PICTURES.get(kind, ".png"))

    def form_to_write(self, suggested: Path) -> tuple[Path, str] | None:
        """Ask in which other form to export, by its name in ``TARGETS``, and where to write it."""
        forms = {
            f"{target.words[0].upper()}{target.words[1:]} (*{target.suffix})": name
            for name, target in TARGETS.items()
        }
        name, chosen = QFileDialog.getSaveFileName(
            self._parent, "Export in another form", str(suggested), ";;".join(list(forms)[1:])
        )
        return (Path(name), forms[chosen]) if name else None

    def show_changes(self, edits: "HandEdits") -> None:
        """Show, in a window beside, what was changed by hand in an exported file."""
        ChangesDialog(edits, self._parent).show()

    def _unsaved(self, title: str) -> QMessageBox:
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Unsaved work")
        box.setText(f"“{title}” has changes that are not saved.")
        box.setInformativeText("Save them first?")
        box.setStandardButtons(_Buttons.Save | _Buttons.Discard | _Buttons.Cancel)
        box.setDefaultButton(_Buttons.Save)
        return box

    def _chosen(self, box: QMessageBox) -> Answer:
        box.exec()
        answers: dict[QMessageBox.StandardButton, Answer] = {
            _Buttons.Save: "save",
            _Buttons.Discard: "discard",
        }
        return answers.get(box.standardButton(box.clickedButton()), "cancel")

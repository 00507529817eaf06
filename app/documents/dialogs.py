"""The window's questions: about unsaved work, and where to read and write."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtGui import QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import QGridLayout, QMessageBox, QSizePolicy, QTextEdit, QWidget

from rampsmith.app.widgets.file_dialogs import file_to_open, file_to_write
from rampsmith.app.widgets.lines_dialog import LinesDialog
from rampsmith.app.widgets.message_bar import WayOut
from rampsmith.app.widgets.read_text import ReadText, fixed_font
from rampsmith.designer.sources.reading import Note
from rampsmith.designer.values.names import capitalised

if TYPE_CHECKING:
    from rampsmith.exporters.targets.hand_edits import HandEdits

TINT = 45
"""Of 255; faint enough that text stays readable on it, on a light ground and on a dark one."""

_TINTED = {"+": QColor("#009e73"), "-": QColor("#d55e00")}
"""Of the colour-blind-safe palette; the signs say the same."""


class ChangesDialog(LinesDialog):
    """What was changed by hand in an exported file."""

    def __init__(self, edits: "HandEdits", parent: QWidget, use: WayOut | None = None) -> None:
        """Show the differences; ``use`` takes their numbers into the design, where that is possible."""
        if use is None:
            advice = "To keep the changes, do not export over this file."
        else:
            what = "number" if len(edits.numbers) == 1 else "numbers"
            advice = (
                f"“{use.words}” takes the {what} into the design; whatever else differs is lost"
                " when the design is exported over this file."
            )
        name = "Differences, line by line"
        sentence = f"{edits.sentence} {advice}"
        super().__init__("Changed by hand", sentence, name, edits.changes, parent)
        if use is not None:
            self.add_button(use.words, use.do)
        self.text.setLineWrapMode(ReadText.LineWrapMode.NoWrap)
        self.text.setStyleSheet(fixed_font())
        self.text.setExtraSelections(self._tints())

    def _tints(self) -> list[QTextEdit.ExtraSelection]:
        """Tint the lines that came and those that went; the first two name the files."""
        tints: list[QTextEdit.ExtraSelection] = []
        block = self.text.document().findBlockByNumber(2)
        while block.isValid():
            colour = _TINTED.get(block.text()[:1])
            if colour is not None:
                tint = QTextEdit.ExtraSelection()
                tinted = QColor(colour)
                tinted.setAlpha(TINT)
                tint.format.setBackground(tinted)
                tint.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                tint.cursor = QTextCursor(block)
                tints.append(tint)
            block = block.next()
        return tints


Answer: TypeAlias = Literal["save", "discard", "beside", "cancel"]

DESIGNS = "Rampsmith designs (*.ramp)"
TO_OPEN = (
    "All that opens (*.ramp *.py *.yaml *.yml *.json *.sh"
    " *.csv *.tsv *.jsonl *.log *.txt *.gz *tfevents*)"
)
CLASSES = "Python files (*.py)"
PICTURES = {"PNG picture (*.png)": ".png", "SVG picture (*.svg)": ".svg"}

_Buttons = QMessageBox.StandardButton

LOGS = "Training logs (*.csv *.tsv *.json *.jsonl *.log *.txt *.gz *tfevents*);;All files (*)"

TO_TRACE = "Pictures (*.png *.jpg *.jpeg);;All files (*)"

LETTERS = {_Buttons.Save: "&Save", _Buttons.Discard: "&Discard", _Buttons.Cancel: "&Cancel"}
"""The buttons of the question about unsaved work, each with its letter."""


def _without_indent(box: QMessageBox) -> None:
    """Leave out the space that a box keeps where an icon would be."""
    layout = box.layout()
    if not isinstance(layout, QGridLayout):
        return
    for index in range(layout.count()):
        item = layout.itemAt(index)
        space = None if item is None else item.spacerItem()
        if space is not None:
            space.changeSize(0, 0, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    layout.setHorizontalSpacing(0)
    # The words take what the buttons below are wider.
    layout.setColumnStretch(layout.columnCount() - 1, 1)


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
        return self._existing("Open design", folder)

    def path_to_compare(self, folder: Path) -> Path | None:
        """Ask which design to pin behind the curve."""
        return self._existing("Compare with", folder)

    def path_of_log(self, folder: Path) -> Path | None:
        """Ask which training log to show."""
        name = file_to_open(self._parent, "Open a training log", str(folder), LOGS)
        return Path(name) if name else None

    def path_of_own_task(self, folder: Path) -> Path | None:
        """Ask for a file that says what a test drive trains."""
        name = file_to_open(self._parent, "Drive a file of your own", str(folder), CLASSES)
        return Path(name) if name else None

    def path_to_trace(self, folder: Path) -> Path | None:
        """Ask for the file with the function that is to be run."""
        name = file_to_open(self._parent, "Run and trace a scheduler", str(folder), CLASSES)
        return Path(name) if name else None

    def path_of_picture(self, folder: Path) -> Path | None:
        """Ask which picture to put behind the curve."""
        name = file_to_open(self._parent, "Put a picture behind the curve", str(folder), TO_TRACE)
        return Path(name) if name else None

    def path_to_write(self, caption: str, suggested: Path, kind: str) -> Path | None:
        """Ask where to write; a name without an ending gets that of the suggested one."""
        kinds = {kind: suggested.suffix}
        name, _ = file_to_write(self._parent, caption, str(suggested), kinds)
        return Path(name) if name else None

    def picture_to_write(self, caption: str, suggested: Path) -> Path | None:
        """Ask where to write a picture; the chosen kind ends its name if nothing else does."""
        name, _ = file_to_write(self._parent, caption, str(suggested), PICTURES)
        return Path(name) if name else None

    def form_to_write(self, suggested: Path) -> tuple[Path, str] | None:
        """Ask in which other form to export, by its name in ``TARGETS``, and where to write it."""
        # Imported when first needed: a new window writes nothing.
        from rampsmith.exporters.targets.all_targets import TARGETS

        forms = {
            f"{capitalised(target.words)} (*{target.suffix})": name
            for name, target in list(TARGETS.items())[1:]
        }
        kinds = {words: TARGETS[form].suffix for words, form in forms.items()}
        name, chosen = file_to_write(self._parent, "Export in another form", str(suggested), kinds)
        return (Path(name), forms[chosen]) if name else None

    def show_changes(self, edits: "HandEdits", use: WayOut | None = None) -> None:
        """Show, in a window of its own, what was changed by hand in an exported file.

        Args:
            use: takes the changed numbers into the design, where that is possible.
        """
        self.close_changes()
        ChangesDialog(edits, self._parent, use).show()

    def show_notes(self, name: str, notes: tuple[Note, ...]) -> None:
        """Show, in a window of its own, what could not be known from a text."""
        sentence = (
            f"What {name} does not say. What is asked for has a usual number until it is set in "
            "the window."
        )
        lines = [note.words for note in notes]
        LinesDialog("Notes", sentence, "Notes, one a line", lines, self._parent).show()

    def close_changes(self) -> None:
        """Close that window: the file has no such changes any more, or others."""
        for dialog in self._parent.findChildren(ChangesDialog):
            dialog.close()

    def _existing(self, caption: str, folder: Path) -> Path | None:
        name = file_to_open(
            self._parent, caption, str(folder), f"{TO_OPEN};;{DESIGNS};;{CLASSES};;{LOGS}"
        )
        return Path(name) if name else None

    def _unsaved(self, title: str) -> QMessageBox:
        box = QMessageBox(self._parent)
        box.setWindowTitle("Unsaved work")
        box.setText(f"“{title}” has changes that are not saved.")
        box.setInformativeText("Save them first?")
        box.setStandardButtons(_Buttons.Save | _Buttons.Discard | _Buttons.Cancel)
        box.setDefaultButton(_Buttons.Save)
        for button, words in LETTERS.items():
            box.button(button).setText(words)
        _without_indent(box)
        return box

    def _chosen(self, box: QMessageBox) -> Answer:
        box.exec()
        match box.standardButton(box.clickedButton()):
            case _Buttons.Save:
                return "save"
            case _Buttons.Discard:
                return "discard"
            case _:
                return "cancel"

"""The loop to copy: the training loop of the run for a framework, whole."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.code.python_text import PythonText
from rampsmith.app.documents.documents import Documents
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.form import spaced
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.values.names import capitalised
from rampsmith.exporters.words.frameworks import FRAMEWORKS, Framework
from rampsmith.exporters.words.naming import file_stem

_MODULES = "Python modules (*.py)"
ACROSS = QBoxLayout.Direction.LeftToRight
BELOW = 4
"""Pixels between the drop-downs and the buttons below them."""

_DIVISIONS = ((False, "One optimizer"), (True, "One per group"))


class LoopCopy(QWidget):
    """Drop-downs of the frameworks and of one optimizer or several, the loop, and its buttons."""

    told = Signal(str)
    """The loop is on the clipboard or in a file, or cannot be written; the sentence says which."""

    def __init__(self, store: Store, documents: Documents, appearance: Appearance) -> None:
        """Follow the store while it is seen."""
        super().__init__()
        self._store = store
        self._documents = documents
        self._framework: Framework = "pytorch"
        self._divides = False
        self._source = ""
        options = [(name, capitalised(words)) for name, words in FRAMEWORKS.items()]
        self.framework = Choice("Loop for", options)
        self.framework.setMinimumWidth(scaled(144))
        self.framework.setMaximumWidth(scaled(210))
        self.framework.chosen.connect(self._choose)
        self.division = Choice("Optimizers", _DIVISIONS)
        self.division.setMinimumWidth(scaled(128))
        self.division.setMaximumWidth(scaled(210))
        self.division.setToolTip("Groups with curves of their own may have an optimizer each")
        self.division.chosen.connect(self._divide)
        self.copy_button = QPushButton("Copy the loop")
        self.copy_button.setToolTip("Put the whole loop on the clipboard")
        self.copy_button.clicked.connect(self.copy)
        self.save_button = QPushButton("Save as…")
        self.save_button.setToolTip("Save the loop as a file beside the exported class")
        self.save_button.clicked.connect(self.save)
        self.view = PythonText("Training loop to copy", appearance)
        self._head = spaced(QBoxLayout(ACROSS), spacing=8, margins=(8, 0, 12, 4))
        caption = QLabel("for")
        caption.setObjectName("quiet")
        caption.setBuddy(self.framework)
        self._choices, self._buttons = (spaced(QHBoxLayout(), spacing=8) for _ in range(2))
        self._choices.addWidget(caption)
        for choice in (self.framework, self.division):
            self._choices.addWidget(choice, 100)
        self._choices.addStretch(1)
        for button in (self.copy_button, self.save_button):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._head.addLayout(self._choices, 100)
        self._head.addLayout(self._buttons, 1)
        layout = spaced(QVBoxLayout(self))
        layout.addLayout(self._head)
        layout.addWidget(self.view, 1)

    def minimumSizeHint(self) -> QSize:
        """Return how small it can be with its buttons below its drop-downs.

        It is as high where they are beside: a height that goes with the width would bring a scroll bar
        and take it away again without an end.
        """
        choices, buttons = self._choices.minimumSize(), self._buttons.minimumSize()
        around = self._head.contentsMargins()
        wide = max(choices.width(), buttons.width()) + around.left() + around.right()
        high = choices.height() + BELOW + buttons.height() + around.top() + around.bottom()
        return QSize(wide, high + self.view.minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons beside the drop-downs, or below where there is no room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        rows = (self._choices, self._buttons)
        # Else a drop-down that was hidden just now would still be counted.
        for row in rows:
            row.invalidate()
        margins = self._head.contentsMargins()
        wide = sum(row.sizeHint().width() for row in rows) + self._head.spacing()
        fits = wide + margins.left() + margins.right() <= self.width()
        self._head.setDirection(ACROSS if fits else QBoxLayout.Direction.TopToBottom)
        self._head.setSpacing(8 if fits else BELOW)

    def refresh(self) -> None:
        """Write the loop again, or the reason why there is none."""
        # Imported when first needed: it brings Jinja along, which the empty window can do without.
        from rampsmith.exporters.loops.writing import LoopError, loop_source
        from rampsmith.exporters.targets.export_file import ExportError

        schedule = self._store.document
        groups = [group.name for group in schedule.groups]
        differ = len(groups) > 1 and any(track.key.group in groups for track in schedule.tracks)
        self.division.setVisible(differ)
        self._fit()
        optimizers = [[name] for name in groups] if differ and self._divides else []
        try:
            self._source = shown = loop_source(schedule, self._framework, optimizers=optimizers)
        except (LoopError, ExportError) as error:
            self._source = ""
            shown = "".join(f"# {line}\n" for line in str(error).splitlines())
        for button in (self.copy_button, self.save_button):
            button.setEnabled(bool(self._source))
        if shown != self.view.toPlainText():
            place = self.view.verticalScrollBar().value()
            self.view.setPlainText(shown)
            self.view.verticalScrollBar().setValue(place)

    def copy(self) -> None:
        """Copy the loop to the clipboard."""
        if self._source:
            QGuiApplication.clipboard().setText(self._source)
            self.told.emit(f"The loop for {FRAMEWORKS[self._framework]} is on the clipboard")

    def save(self) -> None:
        """Ask where to, and write the loop there."""
        stem = file_stem(self._store.document.title)
        suggested = self._documents.folder() / f"{stem}_loop.py"
        path = self._documents.dialogs.path_to_write("Save the loop", suggested, _MODULES)
        if path is None:
            return
        try:
            write_whole(path, self._source)
        except OutputError as error:
            self.told.emit(str(error))
        else:
            self.told.emit(f"Saved {path}")

    def _divide(self, divides: bool) -> None:  # noqa: FBT001 - the value that is chosen.
        self._divides = divides
        self.refresh()

    def _choose(self, framework: Framework) -> None:
        self._framework = framework
        self.refresh()
        self.view.verticalScrollBar().setValue(0)

"""Keep the open design as a preset of one's own, under a name and with one line."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.panels.fields import Field, quiet
from rampsmith.app.panels.form import Form
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.nodes import LONGEST_TEXT
from rampsmith.designer.files.output import OutputError
from rampsmith.designer.numbers import EntryError
from rampsmith.designer.presets.own import preset_line, preset_name
from rampsmith.designer.presets.own_files import own_named, saved_own
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.words import summary


class KeepDialog(QDialog):
    """Two fields; what is wrong with one of them is said below while one types."""

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
        self.name.setText(schedule.title)
        self.line.setText(summary(schedule)[:LONGEST_TEXT])
        self.note = quiet()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.save = QPushButton("Save")
        self.save.setObjectName("primary")
        self.save.setDefault(True)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        self._lay_out()
        self.name.textChanged.connect(self._look)
        self.line.textChanged.connect(self._look)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.name.selectAll()
        self._look()

    def _lay_out(self) -> None:
        form = Form()
        form.add("Name", self.name)
        form.add("What it is", self.line)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 16)
        layout.setSpacing(12)
        layout.addWidget(
            quiet("The gallery and the command line will offer this design for new ones.")
        )
        layout.addWidget(form)
        layout.addWidget(self.note)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.resize(460, 220)

    def _look(self) -> None:
        """Say what is wrong, or what saving would replace."""
        try:
            name = preset_name(self.name.text())
            preset_line(self.line.text())
        except EntryError as error:
            self._say(str(error), wrong=True)
            return
        there = own_named(name) is not None
        self._say(f"Your preset “{name}” is replaced." if there else "", wrong=False)

    def _say(self, sentence: str, *, wrong: bool) -> None:
        self.note.setText(sentence)
        self.note.setProperty("wrong", wrong)
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)
        self.save.setEnabled(not wrong)

    def _save(self) -> None:
        try:
            own = saved_own(self._schedule, self.name.text(), self.line.text())
        except (EntryError, OutputError, DesignError) as error:
            self._say(str(error), wrong=True)
            return
        self.kept.emit(own.name)
        self.accept()

"""The window that asks which function of a file is run, to trace its rates."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import Form, spaced
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.values.numbers import EntryError, parsed_whole


class TraceDialog(QDialog):
    """Nothing is run before its button is pressed."""

    chosen = Signal(str, object)
    """The function, and how many steps are taken; None for as many as it says."""

    def __init__(self, name: str, functions: tuple[str, ...], parent: QWidget) -> None:
        """Offer the functions of a file."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle(f"Run and trace {name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._steps: int | None = None
        self.function = Choice("Function", [(each, each) for each in functions])
        self.steps = Field("Steps that are taken", _parsed_steps)
        self.steps.setPlaceholderText("as many as it says")
        self.steps.committed.connect(self._take_steps)
        self.steps.refused.connect(self._follow)
        self.run_button = QPushButton("Run it")
        form = Form()
        form.add("Function", self.function)
        form.add("Steps", self.steps)
        self.run_button.setObjectName("primary")
        self.run_button.clicked.connect(self._choose)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.reject)
        for button in (self.run_button, cancel):
            # Enter in a field enters what was typed, and runs nothing.
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.run_button)
        layout = spaced(QVBoxLayout(self), spacing=12, margins=(16, 14, 16, 12))
        layout.addWidget(
            quiet(
                f"This runs {name}, in a process of its own and within limits of time and memory; it "
                "can read and write what you can. The function makes a scheduler, of nothing or of "
                "an optimizer, or returns the rate of a step. Its rates become segments."
            )
        )
        layout.addWidget(form)
        layout.addStretch(1)
        layout.addLayout(buttons)
        open_on_screen(self, QSize(460, 240))

    def _follow(self, fault: str) -> None:
        self.run_button.setEnabled(not fault)

    def _take_steps(self, steps: int | None) -> None:
        self._steps = steps

    def _choose(self) -> None:
        self.steps.commit()
        if not self.steps.fault:
            self.chosen.emit(self.function.currentText(), self._steps)
            self.accept()


def _parsed_steps(text: str) -> int | None:
    if not text.strip():
        return None
    steps = parsed_whole(text)
    if steps < 1:
        raise EntryError("At least one step is taken.")
    return steps

"""The window in which two places of each axis of a picture are clicked, and their values typed."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture, PictureAxis, Place
from rampsmith.app.backdrop.picture_view import UPRIGHT, PictureView
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.widgets.choices import Check
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.app.widgets.on_screen import open_on_screen
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.values.numbers import exact_text, parsed_number


class AxesDialog(QDialog):
    """Click a place, type its value, four times; a window of its own."""

    chosen = Signal(object)
    """The ``LinedUpPicture``."""

    def __init__(
        self,
        picture: LinedUpPicture,
        appearance: Appearance,
        *,
        words: str,
        parsed_step: Callable[[str], float],
        parent: QWidget,
    ) -> None:
        """Ask for the places of a picture.

        Args:
            picture: the picture; an axis whose two places have one value was never set.
            appearance: of the window.
            words: what the upright axis shows, as in ``rate``.
            parsed_step: reads a place in the run.
            parent: the window.
        """
        super().__init__(parent)
        self.setObjectName("panel")
        self.setWindowTitle(f"Where {picture.name} lies")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._picture = picture
        self._words = ("step", "step", words, words)
        self.view = PictureView(picture.image, appearance)
        self.prompt = quiet()
        self.prompt.setAccessibleName("What to do next")
        self.values: list[float | None] = [None] * 4
        names = (
            "First step",
            "Second step",
            f"First {words}",
            f"Second {words}",
        )
        self.fields = [
            Field(name, parsed_step if number in UPRIGHT else parsed_number)
            for number, name in enumerate(names)
        ]
        self.logarithmic = (
            Check("This axis is logarithmic"),
            Check("This axis is logarithmic"),
        )
        for check, axis in zip(self.logarithmic, ("along the run", f"of the {words}"), strict=True):
            check.setAccessibleName(f"The axis {axis} is logarithmic")
            check.toggled.connect(self._follow)
        self.ok_button = QPushButton("Put it behind")
        self.ok_button.setObjectName("primary")
        self.ok_button.clicked.connect(self._choose)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.reject)
        self._lay_out(names, cancel)
        self._connect()
        self._show_known()
        open_on_screen(self, QSize(980, 560))
        self.view.setFocus()
        self._follow()

    def _lay_out(self, names: tuple[str, ...], cancel: QPushButton) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        row = 0
        for axis, title in enumerate(("Along the run", "Upright")):
            grid.setRowMinimumHeight(row, 30)
            grid.addWidget(heading(title), row, 0, 1, 2)
            for number in (2 * axis, 2 * axis + 1):
                row += 1
                label = quiet(names[number])
                label.setBuddy(self.fields[number])
                grid.addWidget(label, row, 0)
                grid.addWidget(self.fields[number], row, 1)
                row += 1
                grid.addWidget(FaultLine(self.fields[number]), row, 1)
            row += 1
            grid.addWidget(self.logarithmic[axis], row, 0, 1, 2)
            row += 1
        grid.setColumnMinimumWidth(0, 130)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok_button)
        right = QVBoxLayout()
        right.setSpacing(12)
        right.addWidget(self.prompt)
        right.addLayout(grid)
        right.addStretch(1)
        right.addLayout(buttons)
        panel = QWidget()
        panel.setObjectName("panel")
        panel.setFixedWidth(330)
        panel.setLayout(right)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 6, 10)
        layout.addWidget(self.view, 1)
        layout.addWidget(panel)

    def _connect(self) -> None:
        self.view.settled.connect(self._ask_value)
        self.view.moved.connect(self._follow)
        for number, field in enumerate(self.fields):
            field.committed.connect(lambda value, number=number: self._take(number, value))
            field.refused.connect(lambda _, number=number: self._forget(number))
            field.installEventFilter(self)

    def _show_known(self) -> None:
        """Show the places of a picture that was lined up before."""
        for axis, known in enumerate((self._picture.steps, self._picture.values)):
            self.logarithmic[axis].setChecked(known.is_logarithmic)
            if known.first.value == known.second.value:
                continue
            for number, place in zip(
                (2 * axis, 2 * axis + 1), (known.first, known.second), strict=True
            ):
                self.view.shares[number] = place.share
                self.values[number] = place.value
                self.fields[number].show_text(exact_text(place.value))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Set the line whose field has the keyboard focus."""
        if event.type() == QEvent.Type.FocusIn and watched in self.fields:
            self.view.active = self.fields.index(watched)
            self.view.update()
            self._follow()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the fields; Esc closes."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _ask_value(self) -> None:
        field = self.fields[self.view.active]
        field.setFocus()
        field.selectAll()

    def _take(self, number: int, value: float) -> None:
        """Go on to the next place that is not set."""
        self.values[number] = value
        missing = [each for each in range(4) if self.view.shares[each] is None]
        if missing:
            self.view.active = missing[0]
            self.view.setFocus()
            self.view.update()
        self._follow()

    def _forget(self, number: int) -> None:
        if self.fields[number].fault:
            self.values[number] = None
            self._follow()

    def _follow(self) -> None:
        """Say what is to be done next."""
        fault = self._fault()
        self.prompt.setText(fault or "The picture is lined up.")
        self.ok_button.setEnabled(not fault)

    def _fault(self) -> str:
        active = self.view.active
        order = [active, *(each for each in range(4) if each != active)]
        for number in order:
            if self.view.shares[number] is None:
                return (
                    f"Click a place on the picture whose {self._words[number]} you know "
                    f"({'any height' if number in UPRIGHT else 'anywhere across'})."
                )
            if self.values[number] is None:
                example = "5000, 8k or 3 epochs" if number in UPRIGHT else "3e-4"
                return f"Type the {self._words[number]} there, as in {example}, and Enter."
        steps, values = self._axes()
        return steps.fault("step") or values.fault(self._words[2])

    def _axes(self) -> tuple[PictureAxis, PictureAxis]:
        places = [
            Place(share or 0.0, value or 0.0)
            for share, value in zip(self.view.shares, self.values, strict=True)
        ]
        steps, values = (check.isChecked() for check in self.logarithmic)
        return PictureAxis(places[0], places[1], steps), PictureAxis(places[2], places[3], values)

    def _choose(self) -> None:
        if not self._fault():
            steps, values = self._axes()
            self.chosen.emit(replace(self._picture, steps=steps, values=values))
            self.accept()

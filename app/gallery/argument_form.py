"""A preset's arguments as fields, each read by the preset's own reader."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from rampsmith.app.base.theme import restyle
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.document.run import Run
from rampsmith.designer.presets.argument import PresetArgument
from rampsmith.designer.presets.common import PresetFault
from rampsmith.designer.presets.preset import Preset
from rampsmith.designer.presets.values import NONE, choice_texts, is_optional, value_text
from rampsmith.designer.values.numbers import EntryError, exact_text

TRUTHS = {"true": "yes", "false": "no"}
"""How a truth is shown, which is typed and saved in another way."""

NOT_GIVEN = "not given"
"""What is seen of an argument that is left away."""


class ArgumentChoice(Choice):
    """A list of the few values that an argument can have, used as a field is."""

    def __init__(self, argument: PresetArgument) -> None:
        """Offer an argument's values."""
        texts = choice_texts(argument.kind)
        super().__init__(argument.name, [(text, TRUTHS.get(text, text)) for text in texts])
        self.textChanged = self.currentTextChanged

    def text(self) -> str:
        """Return the chosen value, as it would be typed."""
        return str(self._values[self.currentIndex()]) if self.currentIndex() >= 0 else ""

    def setText(self, text: str) -> None:
        """Choose a value."""
        self.show_value(text)

    def show_text(self, text: str) -> None:
        """Choose the value that is offered."""
        self.show_value(text)


class ArgumentField(Field):
    """A line for an argument, empty where it is not given."""

    def __init__(self, argument: PresetArgument) -> None:
        """Prepare for an argument's values."""
        super().__init__(argument.name, str)
        self._is_optional = is_optional(argument.kind)
        if self._is_optional:
            self.setPlaceholderText(NOT_GIVEN)

    def text(self) -> str:
        """Return the value, as it would be typed elsewhere."""
        text = super().text()
        return NONE if self._is_optional and not text.strip() else text

    def setText(self, text: str | None) -> None:
        """Show a value."""
        super().setText("" if self._is_optional and text == NONE else text)


class ArgumentForm(QWidget):
    """A row for every argument of a preset: its name, its value, and what is wrong with that."""

    edited = Signal()

    def __init__(self, preset: Preset) -> None:
        """Show a preset's arguments with their defaults."""
        super().__init__()
        self.preset = preset
        self._offered = {each.name: self._usual(each) for each in preset.arguments}
        self._is_without_epochs = False
        self.fields: dict[str, ArgumentField | ArgumentChoice] = {}
        self.notes: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        own = preset.own_arguments
        shared = [argument for argument in preset.arguments if argument not in own]
        for words, arguments in (("Arguments", own), ("Run and names", shared)):
            if arguments:
                self._add_heading(words)
            for argument in arguments:
                # What is the preset's own is called as in the library that it is from.
                self._add(argument, argument.name if argument in own else _spoken(argument.name))
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add_heading(self, words: str) -> None:
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, 26)
        self._grid.addWidget(heading(words), row, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)

    def _add(self, argument: PresetArgument, words: str) -> None:
        row = self._grid.rowCount()
        field = self._entry(argument)
        field.setText(self._usual(argument))
        field.show_text(self._usual(argument))
        field.textChanged.connect(self.edited)
        field.setAccessibleName(words)
        caption = QLabel(words)
        caption.setBuddy(field)
        note = quiet()
        note.setProperty("wrong", True)
        note.hide()
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(field, row, 1)
        self._grid.addWidget(note, row + 1, 1)
        self.fields[argument.name] = field
        self.notes[argument.name] = note
        self._mark(argument, "")

    @staticmethod
    def _entry(argument: PresetArgument) -> ArgumentField | ArgumentChoice:
        is_choice = bool(choice_texts(argument.kind))
        return ArgumentChoice(argument) if is_choice else ArgumentField(argument)

    def _usual(self, argument: PresetArgument) -> str:
        """Write a default; that of the epochs counts only where nothing else gives the run's length."""
        common = self.preset.common
        has_length = common.steps is not None or common.total_tokens is not None
        return "" if argument.name == "epochs" and has_length else _shown(argument.default)

    def offer(self, values: dict[str, Any]) -> None:
        """Fill in other values than the defaults, except where a person has typed one."""
        typed = self.changed()
        for argument in self.preset.arguments:
            name, field = argument.name, self.fields[argument.name]
            value = values.get(name, argument.default)
            self._offered[name] = (
                self._usual(argument) if value == argument.default else _shown(value)
            )
            text = typed.get(name, self._offered[name])
            with QSignalBlocker(field):
                field.show_text(self._offered[name])
                if field.text() != text:
                    field.setText(text)

    def show_length(self, run: Run) -> bool:
        """Show no epochs, of those that nobody typed, where something else gives the run's length.

        Returns:
            Whether the form has other values now: it has epochs again.
        """
        field, offered = self.fields.get("epochs"), self._offered.get("epochs", "")
        without = run.epochs is None
        if field is None or field.text() not in ("", offered) or without == self._is_without_epochs:
            return False
        self._is_without_epochs = without
        with QSignalBlocker(field):
            field.setText("" if without else offered)
        if isinstance(field, ArgumentField):
            field.setPlaceholderText(NOT_GIVEN if without else "")
        return not without

    def values(self) -> tuple[dict[str, Any], list[str]]:
        """Read the values that differ from the defaults, and show each fault in its place."""
        values: dict[str, Any] = {}
        faults: list[str] = []
        for argument in self.preset.arguments:
            text = self.fields[argument.name].text()
            self._mark(argument, "")
            left_out = argument.name == "epochs" and self._is_without_epochs and not text
            if left_out or text == self._usual(argument):
                continue
            try:
                values[argument.name] = argument.read(text)
            except EntryError as error:
                faults.append(f"{argument.name}: {error}")
                self._mark(argument, str(error))
        return values, faults

    def changed(self) -> dict[str, str]:
        """Return what is typed otherwise than it was filled in."""
        texts = {name: field.text() for name, field in self.fields.items()}
        if self._is_without_epochs and not texts["epochs"]:
            del texts["epochs"]
        return {name: text for name, text in texts.items() if text != self._offered[name]}

    def place(self, faults: Iterable[PresetFault]) -> None:
        """Show each fault at the arguments that it is about."""
        for fault in faults:
            for argument in self.preset.arguments:
                if argument.name in fault.arguments:
                    self._mark(argument, fault.sentence)

    def _mark(self, argument: PresetArgument, fault: str) -> None:
        note, field = self.notes[argument.name], self.fields[argument.name]
        note.setText(fault)
        note.setVisible(bool(fault))
        field.setToolTip(tooltip(fault or argument.words))
        field.setAccessibleDescription(fault or argument.words)
        if bool(field.property("wrong")) != bool(fault):
            restyle(field, wrong=bool(fault))


def _shown(value: Any) -> str:
    """Write a value as fields show it, which can be typed too: a number with its thousands apart."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return exact_text(value) if is_number else value_text(value)


def _spoken(name: str) -> str:
    """Return the words of a name: ``Batch size``."""
    return name.replace("_lr", "_rate").replace("_", " ").capitalize()

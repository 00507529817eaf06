"""A preset's arguments as fields, each read by the preset's own reader."""

import re
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from rampsmith.app.panels.fields import Field, heading, quiet
from rampsmith.designer.presets import Preset, PresetError
from rampsmith.designer.presets.preset import Argument
from rampsmith.designer.presets.values import value_text


class ArgumentForm(QWidget):
    """A row for every argument of a preset: its name, its value, what can be typed or is wrong."""

    edited = Signal()

    def __init__(self, preset: Preset) -> None:
        """Show a preset's arguments with their defaults."""
        super().__init__()
        self._preset = preset
        self._offered = {each.name: each.default_text for each in preset.arguments}
        self.fields: dict[str, Field] = {}
        self.notes: dict[str, QLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        own = preset.own_arguments
        shared = [argument for argument in preset.arguments if argument not in own]
        for words, arguments in (("Arguments", own), ("Run and names", shared)):
            if arguments:
                self._add_heading(words)
            for argument in arguments:
                self._add(argument)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add_heading(self, words: str) -> None:
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, 26)
        self._grid.addWidget(heading(words), row, 0, 1, 2, Qt.AlignmentFlag.AlignBottom)

    def _add(self, argument: Argument) -> None:
        row = self._grid.rowCount()
        field = Field(argument.name, str)
        field.setText(argument.default_text)
        field.show_text(argument.default_text)
        field.textChanged.connect(self.edited)
        caption = QLabel(argument.name)
        caption.setBuddy(field)
        note = quiet(argument.words)
        self._grid.addWidget(caption, row, 0)
        self._grid.addWidget(field, row, 1)
        self._grid.addWidget(note, row + 1, 1)
        self.fields[argument.name] = field
        self.notes[argument.name] = note

    def offer(self, values: dict[str, Any]) -> None:
        """Fill in other values than the defaults, except where a person has typed one."""
        typed = self.changed()
        for argument in self._preset.arguments:
            name, field = argument.name, self.fields[argument.name]
            value = values.get(name, argument.default)
            self._offered[name] = value_text(value)
            text = typed.get(name, self._offered[name])
            with QSignalBlocker(field):
                field.show_text(self._offered[name])
                if field.text() != text:
                    field.setText(text)

    def values(self) -> tuple[dict[str, Any], list[str]]:
        """Read what differs from the defaults; the sentences say what is wrong, each in its place.

        Returns:
            The values by their names, and the faults.
        """
        values: dict[str, Any] = {}
        faults: list[str] = []
        for argument in self._preset.arguments:
            text = self.fields[argument.name].text()
            self._say(argument, "")
            if text == argument.default_text:
                continue
            try:
                values |= self._preset.read([f"{argument.name}={text}"])
            except PresetError as error:
                faults.append(str(error))
                self._say(argument, str(error).removeprefix(f"{argument.name}: "))
        return values, faults

    def changed(self) -> dict[str, str]:
        """Give what is typed otherwise than it was filled in."""
        texts = {name: field.text() for name, field in self.fields.items()}
        return {name: text for name, text in texts.items() if text != self._offered[name]}

    def place(self, faults: Iterable[str]) -> None:
        """Put each sentence about the whole to the arguments that it names."""
        for fault in faults:
            for argument in self._preset.arguments:
                if re.search(rf"\b{re.escape(argument.name)}\b", fault):
                    self._say(argument, fault)

    def _say(self, argument: Argument, fault: str) -> None:
        note, field = self.notes[argument.name], self.fields[argument.name]
        note.setText(fault or argument.words)
        field.setAccessibleDescription(fault or argument.words)
        for widget in (note, field):
            if bool(widget.property("wrong")) != bool(fault):
                widget.setProperty("wrong", bool(fault))
                widget.style().unpolish(widget)
                widget.style().polish(widget)

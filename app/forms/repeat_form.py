"""The repeat around the selected segment: how often, how much longer, how much lower."""

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.choices import Check, Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import Form, side_by_side, spaced
from rampsmith.app.widgets.late import LateWidget
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.document.schedule import Repeat, Schedule
from rampsmith.designer.editing.repeats import removed_repeat, repeated, unrolled, with_repeat
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.limits import MOST_LENGTHS
from rampsmith.designer.values.names import parsed_name
from rampsmith.designer.values.numbers import (
    EntryError,
    exact_text,
    parsed_number,
    parsed_whole,
    plain_text,
)

ENDLESS = "endless"

SPACING = 8
"""Pixels between the parts."""


class RepeatFields(LateWidget):
    """Fields for the repeat that the selected segment belongs to."""

    def __init__(self, store: Store) -> None:
        """Edit the repeat around the store's selected segment."""
        super().__init__()
        self._store = store

    def make_parts(self) -> None:
        """Make the fields and the buttons."""
        self.name = Field("Name of the repeat", lambda text: parsed_name(text, "A repeat's name"))
        self.first = Choice("First repeated segment", [])
        self.last = Choice("Last repeated segment", [])
        self.times = NumberField("Times", _parsed_times, counts=True)
        self.stretch = NumberField("Length of each cycle, of the one before", parsed_number)
        self.lengths = Field("Lengths of the cycles, one by one", parsed_lengths)
        self.lengths.setPlaceholderText("all by the factor")
        self.lengths.setToolTip("How long the cycles are to each other, as 10, 20, 40")
        self.scale = NumberField("What scales the levels", parsed_number)
        self.scaling = Choice(
            "What is scaled",
            [
                ("peak", "levels, each cycle"),
                ("amplitude", "amplitude, each cycle"),
                ("whole", "all levels, each cycle"),
                ("steps", "amplitude, each step"),
                ("depth", "depth, each cycle"),
                ("depth_steps", "depth, each step"),
            ],
        )
        self.keeps_first = Check("First segment keeps its length")
        self.keeps_first.setToolTip("Cycles grow longer, but a warmup stays as long as it is")
        self.unroll_button = QPushButton("Unroll")
        self.unroll_button.setToolTip("Turn all cycles into plain segments")
        self.remove_button = QPushButton("Run once")
        self.remove_button.setToolTip("Remove the repeat; its segments stay")
        self._form = Form(self._store.hold_edits)
        title = heading("Repeat")
        buttons = side_by_side(self.unroll_button, self.remove_button)
        note = quiet("Times: a number, or endless.")
        for caption, field in (
            ("Name", self.name),
            ("From", self.first),
            ("To", self.last),
            ("Times", self.times),
            ("Length ×", self.stretch),
            ("Lengths", self.lengths),
            ("Level ×", self.scale),
            ("Scales", self.scaling),
        ):
            self._form.add(caption, field)
        self._form.add_wide(self.keeps_first)
        layout = spaced(QVBoxLayout(self), spacing=SPACING)
        for widget in (title, self._form, note, buttons):
            layout.addWidget(widget)
        self._connect()

    def _connect(self) -> None:
        self.name.committed.connect(lambda value: self._change("Rename repeat", name=value))
        self.first.chosen.connect(lambda value: self._change("Change repeat", first=value))
        self.last.chosen.connect(lambda value: self._change("Change repeat", last=value))
        self.times.committed.connect(lambda v: self._change("Change times", times=v or None))
        self.stretch.committed.connect(lambda v: self._change("Stretch cycles", stretch=v))
        self.lengths.committed.connect(lambda v: self._change("Give lengths", lengths=v))
        self.scale.committed.connect(lambda v: self._change("Scale cycles", scale=v))
        self.scaling.chosen.connect(lambda v: self._change("Change scaling", scaling=v))
        self.keeps_first.clicked.connect(
            lambda on: self._change("Keep the first segment", keeps_first=on)
        )
        self.unroll_button.clicked.connect(lambda: self._apply("Unroll repeat", unrolled))
        self.remove_button.clicked.connect(lambda: self._apply("Remove repeat", removed_repeat))
        for field in (self.name, self.times, self.stretch, self.lengths, self.scale):
            field.refused.connect(self._store.said)

    def show_repeat(self, repeat: Repeat | None) -> None:
        """Show a repeat as it is now."""
        self.setVisible(repeat is not None)
        if repeat is None:
            return
        segments = self._store.curve.segments
        names = [(index, segment.name) for index, segment in enumerate(segments)]
        self.first.set_options([pair for pair in names if pair[0] <= repeat.last])
        self.last.set_options([pair for pair in names if pair[0] >= repeat.first])
        self.first.show_value(repeat.first)
        self.last.show_value(repeat.last)
        self.name.show_text(repeat.name)
        self.times.show_text(ENDLESS if repeat.times is None else str(repeat.times))
        self.stretch.show_number(repeat.stretch)
        self._form.show_row(self.stretch, not repeat.lengths)
        self.lengths.show_text(lengths_text(repeat.lengths))
        self.scale.show_number(repeat.scale)
        self.scaling.show_value(repeat.scaling)
        self._form.show_row(self.scaling, repeat.scale != 1)
        self.keeps_first.setChecked(repeat.keeps_first)
        keeps = repeat.first != repeat.last and not repeat.has_equal_cycles
        self._form.show_row(self.keeps_first, keeps)

    def _change(self, words: str, **changes: Any) -> None:
        self._apply(words, lambda schedule, index: with_repeat(schedule, index, **changes))

    def _apply(self, words: str, edit: Callable[[Schedule, int], Schedule]) -> None:
        repeat = repeat_of(self._store)
        if repeat is not None:
            index = self._store.curve.repeats.index(repeat)
            self._store.edit_curve(lambda schedule: edit(schedule, index), words)


class RepeatForm(QWidget):
    """Fields for the repeat that the selected segment belongs to, or the offer to make one."""

    def __init__(self, store: Store) -> None:
        """Show the repeat around the store's selected segment and follow it."""
        super().__init__()
        self._store = store
        self.make_button = link_button(
            "+  Repeat this segment", "Run what is selected again and again (R)"
        )
        self.make_button.clicked.connect(self.repeat_selected)
        self.fields = RepeatFields(store)
        layout = spaced(QVBoxLayout(self), spacing=SPACING, margins=(12, 4, 12, 10))
        layout.addWidget(self.make_button, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.fields)
        store.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the repeat as it is now; without one, and where none can be made, nothing."""
        can_repeat = self._can_repeat()
        self.make_button.setVisible(can_repeat)
        several = len(self._store.selection) > 1
        self.make_button.setText(f"+  Repeat {'these segments' if several else 'this segment'}")
        repeat = repeat_of(self._store)
        self.fields.show_repeat(repeat)
        is_empty = repeat is None and not can_repeat
        if is_empty or self.parentWidget() is not None:  # Without a parent it would be a window.
            self.setVisible(not is_empty)

    def repeat_selected(self) -> None:
        """Repeat the selected segments, unless one of them is in a repeat already."""
        selection = self._store.selection
        if not selection:
            return
        first, last = selection[0], selection[-1]
        if len(selection) <= last - first:
            self._store.said.emit("Only segments that are neighbours can be repeated together.")
        elif repeated(self._store.curve, first, last) == self._store.curve:
            self._store.said.emit(
                "Segments that repeat already, or follow a metric, cannot repeat."
            )
        else:
            words = "Repeat segment" if first == last else f"Repeat {len(selection)} segments"
            self._store.edit_curve(lambda schedule: repeated(schedule, first, last), words)

    def _can_repeat(self) -> bool:
        selection = self._store.selection
        segments = [self._store.curve.segments[index] for index in selection]
        waits = any(isinstance(segment.shape, Plateau) for segment in segments)
        return bool(selection) and not waits and repeat_of(self._store) is None


def repeat_of(store: Store) -> Repeat | None:
    """Return the repeat that the selected segment belongs to."""
    index = store.segment_index
    return None if index is None else store.curve.repeat_of(index)


def lengths_text(lengths: tuple[float, ...]) -> str:
    """Write how long cycles are to each other; nothing where a factor says it."""
    return ", ".join(map(plain_text, lengths))


def parsed_lengths(text: str) -> tuple[float, ...]:
    """Read how long cycles are to each other: ``10, 20, 40``; nothing leaves it to the factor."""
    words = [word for word in re.split(r"\s*[,:;]\s*|\s+", text.strip()) if word]
    if len(words) > MOST_LENGTHS:
        raise EntryError(f"There are {len(words)} lengths; {MOST_LENGTHS} are the most.")
    lengths = tuple(map(parsed_number, words))
    for length in lengths:
        if length <= 0:
            raise EntryError(f"A length must be above 0, not {exact_text(length)}.")
    return lengths


def _parsed_times(text: str) -> int:
    """Read how often; 0 stands for cycles without end."""
    if text.strip().lower() in (ENDLESS, "without end", "forever", "∞", "inf"):
        return 0
    times = parsed_whole(text)
    if times < 1:
        raise EntryError(f"A repeat runs at least once, not {times} times; or endless.")
    return times

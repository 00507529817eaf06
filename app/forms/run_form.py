"""The run in numbers, and what it comes to."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import restyle
from rampsmith.app.forms.run_counts import RunCounts
from rampsmith.app.widgets.choices import Check, Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import Form, spaced
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.document.run import BATCH_UNITS, BatchUnit, Run, Stage
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.editing.streams import has_lengths_in_epochs, with_stream
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.numbers import EntryError, exact_text, parsed_number, parsed_span
from rampsmith.designer.values.spans import SpanUnit
from rampsmith.designer.words.stages import STAGES_HELP, parsed_stages, stages_text

_FIELDS = {
    "samples": "Samples",
    "batch_size": "Batch",
    "accumulation": "Accumulate",
    "devices": "Devices",
}
_LENGTHS: dict[str, SpanUnit] = {"epochs": "epochs", "updates": "steps", "total_tokens": "tokens"}
"""The fields that give the run's length, and the units in which each is typed."""

_LENGTH_UNITS = [("epochs", "epochs"), ("updates", "updates"), ("total_tokens", "tokens")]
_ENDS = [("epochs", "in all"), ("endless", "endless")]
_NOTED = (*_FIELDS, "stages", *_LENGTHS, "tokens_per_sample")
"""The fields that a problem may be about; it is shown below its field."""


class RunForm(QWidget):
    """Fields for everything about the run."""

    def __init__(self, store: Store) -> None:
        """Show the store's run and follow it."""
        super().__init__()
        self._store = store
        self.fields = {
            name: NumberField(caption, _parsed_count, counts=True)
            for name, caption in _FIELDS.items()
        }
        self.fields["samples"] = NumberField("Samples", _parsed_samples, counts=True)
        self.fields["samples"].setPlaceholderText("a stream")
        self.fields["batch_size"] = NumberField("Batch", self._parsed_batch, counts=True)
        self._samples = Run().samples
        """The samples of an epoch as they were last, for a stream that is to have an end again."""
        self.samples_unit = Choice("Whether the data have an end", _ENDS)
        self.batch_unit = Choice("What a batch is counted in", [(u, u) for u in BATCH_UNITS])
        self.stages = Field("How the batch grows", self._parsed_stages)
        self.stages.setPlaceholderText("stays as it is")
        self.length = NumberField("Length of the run", self._parsed_length, counts=True)
        self.length_unit = Choice("Unit of the run's length", _LENGTH_UNITS)
        self.tokens = NumberField("Tokens in one sample", _parsed_tokens, counts=True)
        self.tokens.setPlaceholderText("not counted")
        self.drop_last = Check("Drop the last, smaller batch")
        self.remainder = Choice(
            "A last, short accumulation",
            [
                ("kept", "makes an update"),
                ("dropped", "is dropped"),
                ("carried", "goes on in the next epoch"),
            ],
        )
        self.counts = RunCounts(store)
        self.notes = {name: quiet() for name in _NOTED}
        self._form = Form(store.hold_edits)
        self._lay_out()
        self._connect()
        store.document_changed.connect(self.refresh)
        store.unchanged.connect(self.refresh)
        store.document_changed.connect(self._show_problems)
        store.problems_changed.connect(self._show_problems)
        self.refresh()
        self._show_problems()

    def _lay_out(self) -> None:
        units = {"samples": self.samples_unit, "batch_size": self.batch_unit}
        for name, caption in _FIELDS.items():
            self._form.add(caption, self.fields[name], units.get(name))
            self._form.add_wide(self.notes[name])
            if name == "batch_size":
                self._form.add("Grows to", self.stages)
                self._form.add_wide(self.notes["stages"])
        self._form.add("Length", self.length, self.length_unit)
        for name in _LENGTHS:
            self._form.add_wide(self.notes[name])
        self._form.add("Leftover", self.remainder)
        self._form.add("Tokens/sample", self.tokens)
        self._form.add_wide(self.notes["tokens_per_sample"])
        self._form.add_wide(self.drop_last)
        layout = spaced(QVBoxLayout(self), spacing=8, margins=(12, 14, 12, 12))
        for widget in (heading("Run"), self._form, self.counts):
            layout.addWidget(widget)
        self.fields["samples"].setToolTip(
            "Samples in one epoch, over all devices; empty for a stream without end"
        )
        self.samples_unit.setToolTip(
            "Endless: a stream of data without epochs, as in pre-training; its length is in updates or tokens"
        )
        self.fields["batch_size"].setToolTip("What one forward and backward has on one device")
        self.stages.setToolTip(STAGES_HELP)
        self.fields["accumulation"].setToolTip("Batches whose gradients make one update")
        self.fields["devices"].setToolTip("Processes that share the data")

    def _connect(self) -> None:
        for name, field in self.fields.items():
            if name != "batch_size":
                field.committed.connect(lambda value, name=name: self._set(name, value))
        self.fields["batch_size"].committed.connect(self._set_batch)
        self.samples_unit.chosen.connect(self._set_end)
        self.batch_unit.chosen.connect(self._set_batch_unit)
        self.stages.committed.connect(lambda stages: self._change(stages=stages))
        self.length.committed.connect(self._set_length)
        self.length_unit.chosen.connect(self._set_unit)
        self.tokens.committed.connect(lambda value: self._change(tokens_per_sample=value))
        self.drop_last.clicked.connect(lambda checked: self._change(drop_last=checked))
        self.remainder.chosen.connect(lambda value: self._change(remainder=value))
        typed: tuple[Field, ...] = (*self.fields.values(), self.stages, self.length, self.tokens)
        for each in typed:
            each.refused.connect(self._store.said)

    def take_keys(self) -> None:
        """Move the keyboard to the first field, whose text is selected."""
        self.fields["samples"].setFocus()
        self.fields["samples"].selectAll()

    def refresh(self) -> None:
        """Show the run as it is now."""
        schedule = self._store.schedule
        run = schedule.run
        for name, field in self.fields.items():
            value = getattr(run, name)
            field.show_text("" if value is None else exact_text(value))
        self._samples = run.samples or self._samples
        self.samples_unit.show_value("endless" if run.is_endless else "epochs")
        self.batch_unit.show_value(run.batch_in)
        self.stages.show_text(stages_text(run))
        self.length_unit.set_options(_LENGTH_UNITS[run.is_endless and not run.in_epochs :])
        unit = _length_unit(run)
        self.length_unit.show_value(unit)
        self.length.show_number(getattr(run, unit))
        tokens = run.tokens_per_sample
        self.tokens.show_text("" if tokens is None else exact_text(tokens))
        self.drop_last.setChecked(run.drop_last)
        self.remainder.show_value(run.remainder)
        most = max(run.accumulation, *(stage.accumulation for stage in run.stages), 1)
        self._form.show_row(self.remainder, most > 1)
        # Grey and not gone: the fields stay where they are when the samples are emptied.
        self.remainder.setEnabled(not run.is_endless)
        self.drop_last.setEnabled(not run.is_endless)
        ends = "What drop_last=True does in a DataLoader"
        endless = "The data are a stream without end: no batch is the last one of an epoch"
        self.drop_last.setToolTip(endless if run.is_endless else ends)

    def _change(self, **changes: Any) -> None:
        self._store.edit(lambda schedule: with_run(schedule, **changes), "Change run")

    def _set(self, name: str, value: int | None) -> None:
        """Change a count; a stream that has no end any more is as long as the run was."""
        schedule = self._store.schedule
        if name == "samples" and value is None and not schedule.run.is_endless:
            self._store.edit(with_stream, "Change run")
            if has_lengths_in_epochs(schedule):
                self._store.said.emit(
                    "A stream has no epochs: lengths in epochs are in updates now"
                )
        else:
            self._change(**{name: value})

    def _set_end(self, end: str) -> None:
        if (end == "endless") != self._store.schedule.run.is_endless:
            self._set("samples", None if end == "endless" else self._samples)

    def _set_batch(self, batch: tuple[BatchUnit, int]) -> None:
        """Change the batch; where it is counted in another unit, the later ones are too."""
        unit, size = batch
        self._put_batch(replace(_counted_in(self._store.schedule.run, unit), batch_size=size))

    def _set_batch_unit(self, unit: BatchUnit) -> None:
        """Count the same batches in samples or in tokens, as far as that is known."""
        if unit != self._store.schedule.run.batch_in:
            self._put_batch(_counted_in(self._store.schedule.run, unit))

    def _put_batch(self, run: Run) -> None:
        """Show other batches; samples of which nobody knows the tokens become a stream of as many updates."""
        is_new = run.batch_in == "tokens" != self._store.schedule.run.batch_in
        changes = {name: getattr(run, name) for name in ("batch_in", "batch_size")}
        if not is_new or run.is_endless or run.tokens_per_sample is not None:
            self._change(**changes, stages=run.stages)
            return
        # Nobody knows how many tokens the stages' samples have, so they keep their sizes.
        self._store.edit(lambda schedule: with_run(with_stream(schedule), **changes), "Change run")
        self._store.said.emit(
            "The data are a stream now: how many tokens a sample has is not known"
        )

    def _parsed_batch(self, text: str) -> tuple[BatchUnit, int]:
        """Read a batch, in samples or tokens or in what the others are counted in."""
        span = parsed_span(text, self._store.schedule.run.batch_in)
        unit = next((unit for unit in BATCH_UNITS if unit == span.unit), None)
        if unit is None or span.until:
            raise EntryError("A batch is so many samples or tokens.")
        return unit, _checked_count(span.amount)

    def _parsed_stages(self, text: str) -> tuple[Stage, ...]:
        return parsed_stages(text, self._store.schedule.run)

    def _show_problems(self) -> None:
        """Show below each field what is wrong or doubtful about its value."""
        found = {
            problem.place.field[0]: problem
            for problem in reversed(self._store.problems)
            if problem.place.part == "run" and problem.place.field
        }
        for name, note in self.notes.items():
            problem = found.get(name)
            sentence = "" if problem is None else problem.sentence
            severity = "" if problem is None else problem.severity
            if (sentence, severity) == (note.text(), note.property("severity")):
                continue
            note.setVisible(problem is not None)
            note.setText(sentence)
            restyle(note, severity=severity)

    def _parsed_length(self, text: str) -> tuple[str, int]:
        """Read the run's length, with its unit or in the one that is shown; return field and count."""
        shown = _LENGTHS[_length_unit(self._store.schedule.run)]
        span = parsed_span(text, shown)
        field = next((name for name, unit in _LENGTHS.items() if unit == span.unit), None)
        if field is None or span.until:
            raise EntryError("A run is so many updates, epochs or tokens long.")
        return field, _checked_count(span.amount)

    def _set_length(self, length: tuple[str, int]) -> None:
        field, count = length
        self._change(**{**dict.fromkeys(_LENGTHS), field: count})

    def _set_unit(self, unit: str) -> None:
        """Express the same length in another unit, rounded to a whole number."""
        run = self._store.schedule.run
        if unit == _length_unit(run):
            return
        lengths: dict[str, int | None] = dict.fromkeys(_LENGTHS)
        match unit:
            case "epochs":
                lengths[unit] = max(1, round(run.total_epochs))
            case "updates":
                lengths[unit] = max(1, run.total_updates)
            case _:
                if run.tokens_of_one is None:
                    self._store.said.emit("First say below how many tokens a sample has")
                    self.length_unit.show_value(_length_unit(run))
                    return
                lengths[unit] = max(1, run.total_seen * run.tokens_of_one)
        self._change(**lengths)


def _length_unit(run: Run) -> str:
    """Name the field that gives the run's length."""
    return next((name for name in _LENGTHS if getattr(run, name) is not None), "epochs")


def _parsed_count(text: str) -> int:
    return _checked_count(parsed_number(text))


def _checked_count(value: float) -> int:
    if value != int(value):
        raise EntryError(f"{exact_text(value)} is not a whole number.")
    value = int(value)
    if value < 1:
        raise EntryError(f"There must be at least 1, not {value}.")
    if value > MOST_STEPS:
        raise EntryError(f"There can be at most {MOST_STEPS:,}.")
    return value


def _parsed_in(unit: SpanUnit, text: str) -> int:
    """Read a count of one unit, whose word may stand after it."""
    span = parsed_span(text, unit)
    if span.unit != unit or span.until:
        raise EntryError(f"These are {unit}; “{text.strip()}” is something else.")
    return _checked_count(span.amount)


def _parsed_samples(text: str) -> int | None:
    endless = text.strip().lower() in ("", "endless", "none")
    return None if endless else _parsed_in("samples", text)


def _parsed_tokens(text: str) -> int | None:
    return _parsed_in("tokens", text) if text.strip() else None


def _counted_in(run: Run, unit: BatchUnit) -> Run:
    """Return a run whose batches are counted in a unit, as far as that is known."""
    if unit == run.batch_in:
        return run
    each = run.tokens_per_sample or 1

    def counted(size: int) -> int:
        return size * each if unit == "tokens" else max(1, round(size / each))

    stages = tuple(replace(s, batch_size=counted(s.batch_size)) for s in run.stages)
    return replace(run, batch_in=unit, batch_size=counted(run.batch_size), stages=stages)

"""TrainingArguments of Hugging Face: as Python, as a command line, as YAML and as JSON.

The arguments say the whole run; how many samples there are is asked for.
"""

import ast
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.common import EVERYTHING
from rampsmith.designer.sources.amounts import USUAL_SAMPLES
from rampsmith.designer.sources.arithmetic import Unknown, finite
from rampsmith.designer.sources.call_arguments import value_entry
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.making import Missing, made_by_preset, preset_values
from rampsmith.designer.sources.reading import WHOLE, Notes, Reading, TextPlace, Unreadable
from rampsmith.designer.sources.script import called, place_of
from rampsmith.designer.sources.signatures import SCHEDULER_TYPES
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.values.limits import LARGEST_LEVEL, MOST_STEPS
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span

ALIASES: dict[str, tuple[str, ...]] = {
    "lr_scheduler_type": ("lr_scheduler_type", "lr_scheduler"),
    "num_train_epochs": ("num_train_epochs", "num_epochs"),
    "max_steps": ("max_steps", "max_train_steps"),
    "per_device_train_batch_size": (
        "per_device_train_batch_size",
        "micro_batch_size",
        "train_batch_size",
    ),
    "warmup_steps": ("warmup_steps", "lr_warmup_steps", "num_warmup_steps"),
    "lr_scheduler_kwargs": ("lr_scheduler_kwargs",),
    "devices": ("nproc_per_node", "num_processes", "num_gpus", "world_size"),
    "samples": ("max_train_samples", "num_train_samples", "max_samples"),
}
"""The arguments by the names that they have here, and those of programs that pass them on."""
TELLING = (
    "per_device_train_batch_size",
    "lr_scheduler_type",
    "num_train_epochs",
    "gradient_accumulation_steps",
    "warmup_ratio",
    "warmup_steps",
    "lr_scheduler",
    "max_train_steps",
    "micro_batch_size",
)
"""Words that a configuration of something else does not have beside its learning_rate."""
DEFAULTS = {"learning_rate": 5e-5, "num_train_epochs": 3.0, "batch_size": 8}


def recognises(text: SourceText) -> bool:
    """Return whether a text has TrainingArguments."""
    return _arguments(text) is not None


def read(text: SourceText) -> Reading:
    """Read the schedule and the run that the arguments make.

    Raises:
        Unreadable: if they are impossible.
    """
    found = _arguments(text)
    if found is None:
        raise Unreadable("There are no TrainingArguments in this text.")
    arguments = _Arguments(found, text.notes)
    return Reading(arguments.schedule(), "the TrainingArguments", text.notes.all())


def _arguments(text: SourceText) -> Mapping[str, Entry] | None:
    if text.script is not None and text.follow is not None:
        found = _in_code(text)
        if found is not None:
            return found
    for entry in (text.command, text.configuration):
        for mapping in () if entry is None else entry.mappings():
            if _tells(mapping.keys()):
                return mapping
    return None


def _tells(names: Any) -> bool:
    return bool(set(names) & set(TELLING)) and bool(
        set(names) & {"learning_rate", "lr_scheduler_type", "per_device_train_batch_size"}
    )


def _in_code(text: SourceText) -> dict[str, Entry] | None:
    assert text.script is not None and text.follow is not None  # noqa: S101, PT018 - just asked.
    for call in text.script.calls:
        words = {word.arg for word in call.keywords if word.arg}
        named = called(call).endswith("TrainingArguments")
        if (named and call.keywords) or (words & set(TELLING) and _tells(words)):
            return _keywords(text, call)
    return None


def _keywords(text: SourceText, call: ast.Call) -> dict[str, Entry]:
    assert text.follow is not None  # noqa: S101 - code has one.
    found: dict[str, Entry] = {"": Entry(None, place_of(call))}
    for word in call.keywords:
        if word.arg is None:
            for name, value in text.follow.words(call).items():
                given = Missing(value.sentence) if isinstance(value, Unknown) else value
                found.setdefault(str(name), value_entry(given, word.value))
            continue
        place = place_of(word.value)
        if isinstance(word.value, ast.Attribute) and word.value.attr.isupper():
            # SchedulerType.COSINE is “cosine”.
            found[word.arg] = Entry(word.value.attr.lower(), place)
            continue
        try:
            found[word.arg] = value_entry(text.follow.value(word.value), word.value)
        except Unknown as unknown:
            found[word.arg] = Entry(Missing(unknown.sentence), place)
    return found


class _Arguments:
    """The arguments by their names, and what they come to."""

    def __init__(self, given: Mapping[str, Entry], notes: Notes) -> None:
        self._given = given
        self._notes = notes

    def _entry(self, name: str) -> Entry | None:
        names = ALIASES.get(name, (name,))
        return next((self._given[each] for each in names if each in self._given), None)

    def _place(self, *names: str) -> TextPlace:
        entries = (self._entry(name) for name in (*names, ""))
        return next((entry.place for entry in entries if entry is not None), WHOLE)

    def _number(self, name: str, default: float, *, least: float = 0.0) -> float:
        entry = self._entry(name)
        if entry is None or entry.value is None:
            return default
        if isinstance(entry.value, Missing):
            sentence = f"{name}: {entry.value.sentence} Take {exact_text(default)} until then."
            self._notes.add("asked for", entry.place, sentence)
            return default
        number = finite(entry.plain)
        if number is None or not least <= number <= MOST_STEPS:
            sentence = f"{name} is no number that it can be. Take {exact_text(default)}."
            self._notes.add("not understood", entry.place, sentence)
            return default
        return number

    def _count(self, name: str, default: int) -> int:
        return int(self._number(name, default, least=1))

    def schedule(self) -> Schedule:
        """Make the schedule over the run."""
        run = self._run()
        total = run.total_updates
        warmup = self._warmup(total)
        name, preset = self._preset()
        own = {argument.name for argument in PRESETS[preset].own_arguments}
        values = self._of_the_schedule(preset)
        if "num_warmup_steps" in own:
            values["num_warmup_steps"] = warmup
        if name == "warmup_stable_decay" and "num_decay_steps" not in values:
            values["num_decay_steps"] = total // 10
            sentence = f"num_decay_steps of the schedule; {total // 10:,} until then."
            self._notes.add("asked for", self._place("lr_scheduler_type"), sentence)
        rate = self._number("learning_rate", DEFAULTS["learning_rate"])
        rate = rate if rate <= LARGEST_LEVEL else DEFAULTS["learning_rate"]
        common = {"base_lr": rate, "steps": total, "stepping": "update", "title": _title(name)}
        made = made_by_preset(preset, common | values, self._place("lr_scheduler_type"))
        decay = self._number("weight_decay", 0.0)
        bases = (("weight_decay", float(decay)),) if decay else ()
        made = replace(made, run=run, groups=(Group(EVERYTHING, float(rate), bases),))
        return self._with_share(made, warmup)

    def _preset(self) -> tuple[str, str]:
        entry = self._entry("lr_scheduler_type")
        value = "linear" if entry is None or entry.value is None else entry.plain
        name = str(value).rpartition(".")[2].lower()
        if name not in SCHEDULER_TYPES:
            place = WHOLE if entry is None else entry.place
            known = ", ".join(SCHEDULER_TYPES)
            if isinstance(value, Missing):
                self._notes.add("asked for", place, f"{value.sentence} Take “linear” until then.")
                return "linear", SCHEDULER_TYPES["linear"]
            raise Unreadable(
                f"There is no lr_scheduler_type “{name[:40]}”; there are {known}.", place
            )
        return name, SCHEDULER_TYPES[name]

    def _of_the_schedule(self, preset: str) -> dict[str, Any]:
        entry = self._entry("lr_scheduler_kwargs")
        members = {} if entry is None else dict(entry.members())
        if entry is not None and isinstance(entry.value, str) and entry.value.lstrip()[:1] == "{":
            # On a command line it is JSON in quotes.
            from rampsmith.designer.sources.configuration import read_configuration

            members = dict(read_configuration(entry.value).members())
            members = {name: Entry(each.value, entry.place) for name, each in members.items()}
        return preset_values(PRESETS[preset], members, self._notes, ignored=frozenset({"timm"}))

    def _warmup(self, total: int) -> int:
        steps = self._number("warmup_steps", 0)
        ratio = self._number("warmup_ratio", 0.0)
        if 0 < steps < 1:
            # Below one it is a share of the run.
            steps, ratio = 0, steps
        warmup = int(steps) if steps else math.ceil(total * min(ratio, 1.0))
        if warmup > total:
            sentence = f"The warmup of {warmup:,} updates is longer than the run; take {total:,}."
            self._notes.add("assumed", self._place("warmup_steps", "warmup_ratio"), sentence)
        return min(warmup, total)

    def _with_share(self, made: Schedule, warmup: int) -> Schedule:
        """Keep the share that a warmup is given as, where it comes to the same number of steps."""
        steps = self._number("warmup_steps", 0)
        ratio = steps if 0 < steps < 1 else (self._number("warmup_ratio", 0.0) if not steps else 0)
        if not ratio or not made.segments or made.segments[0].span != Span.of_steps(warmup):
            return made
        span = Span.of_percent(float(f"{100 * ratio:.12g}"))
        first = replace(made.segments[0], span=span)
        shared = replace(made, segments=(first, *made.segments[1:]))
        return shared if timeline(shared).length(0) == warmup else made

    def _run(self) -> Run:
        batch = self._count("per_device_train_batch_size", 8)
        devices = self._count("devices", 1)
        samples_entry = self._entry("samples")
        samples = self._count("samples", USUAL_SAMPLES)
        drop_last = self._entry("dataloader_drop_last")
        run = Run(
            samples=samples,
            batch_size=batch,
            devices=devices,
            accumulation=self._count("gradient_accumulation_steps", 1),
            drop_last=drop_last is not None and drop_last.value is True,
            epochs=1,
        )
        steps = self._number("max_steps", -1, least=-1)
        if steps > 0:
            return replace(run, epochs=None, updates=int(steps))
        if samples_entry is None:
            sentence = f"How many samples an epoch has; {samples:,} until then."
            place = self._place("num_train_epochs", "per_device_train_batch_size")
            self._notes.add("asked for", place, sentence)
        epochs = self._number("num_train_epochs", DEFAULTS["num_train_epochs"])
        if epochs == int(epochs) and epochs >= 1:
            return replace(run, epochs=int(epochs))
        updates = max(1, math.ceil(epochs * run.updates_per_epoch))
        return replace(run, epochs=None, updates=updates)


def _title(name: str) -> str:
    return f"trainer {name.replace('_', ' ')}"

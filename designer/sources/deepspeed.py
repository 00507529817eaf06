"""The ``"scheduler"`` of a DeepSpeed configuration, and what the rest of it says of the run."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rampsmith.designer.document.schedule import Group
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.common import EVERYTHING
from rampsmith.designer.sources.arithmetic import finite
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.making import (
    Missing,
    long_enough,
    made_by_preset,
    note_length,
    preset_values,
)
from rampsmith.designer.sources.reading import Reading, Unreadable
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.sources.training import ScriptTraining, count

SCHEDULERS = {
    preset.short_name: preset.name for preset in PRESETS.values() if preset.source == "DeepSpeed"
}


def recognises(text: SourceText) -> bool:
    """Return whether a text is a configuration with a scheduler of DeepSpeed."""
    return _whole(text) is not None


def _whole(text: SourceText) -> Mapping[str, Entry] | None:
    entry = text.configuration
    for mapping in () if entry is None else entry.mappings():
        scheduler = mapping.get("scheduler", Entry(None)).members()
        if str(scheduler.get("type", Entry(None)).value) in SCHEDULERS:
            return mapping
    return None


def read(text: SourceText) -> Reading:
    """Read the scheduler, the optimizer and the batches.

    Raises:
        Unreadable: if they are impossible.
    """
    whole = _whole(text)
    if whole is None:
        raise Unreadable("There is no scheduler of DeepSpeed in this text.")
    scheduler = whole["scheduler"].members()
    kind = scheduler["type"]
    preset = PRESETS[SCHEDULERS[kind.value]]
    given = {
        name: _entry(each) for name, each in scheduler.get("params", Entry({})).members().items()
    }
    values = preset_values(preset, given, text.notes, ignored=frozenset({"last_batch_iteration"}))
    optimizer = whole.get("optimizer", Entry({})).members().get("params", Entry({})).members()
    rate, decay = (finite(_plain(optimizer, name)) for name in ("lr", "weight_decay"))
    training = ScriptTraining(stepping="update", steps=count(values.get("total_num_steps")))
    if rate is None:
        sentence = "The rate that the optimizer is built with; 0.001 until then."
        text.notes.add("asked for", whole["scheduler"].place, sentence)
    common: dict[str, Any] = {
        "base_lr": 1e-3 if rate is None else float(rate),
        "steps": training.steps or long_enough(values, 1_000),
    }
    for name, word in (
        ("batch_size", "train_micro_batch_size_per_gpu"),
        ("accumulation", "gradient_accumulation_steps"),
    ):
        number = count(_plain(whole, word))
        if number is not None:
            common[name] = number
    made = made_by_preset(preset.name, common | values, kind.place)
    note_length(text.notes, kind.place, made, training, values)
    bases = (("weight_decay", float(decay)),) if decay else ()
    made = replace(made, groups=(Group(EVERYTHING, common["base_lr"], bases),))
    return Reading(made, f"the scheduler {kind.value} of DeepSpeed", text.notes.all())


def _entry(entry: Entry) -> Entry:
    """Return an entry; one that is left to the trainer is missing here."""
    return Entry(Missing("It is “auto”."), entry.place) if entry.value == "auto" else entry


def _plain(members: Mapping[str, Entry], name: str) -> Any:
    return members[name].plain if name in members else None

"""The ``args.yaml`` that ultralytics writes beside every run of YOLO."""

from collections.abc import Mapping
from typing import Any

from rampsmith.designer.presets import PRESETS
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.making import made_by_preset, preset_values
from rampsmith.designer.sources.reading import WHOLE, Reading, Unreadable
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.sources.training import count

PRESET = "yolo"
TELLING = frozenset({"lr0", "lrf"})
SHARED = ("base_lr", "epochs")
NOMINAL = 64
"""Samples of which an update is made where a batch has fewer."""


def recognises(text: SourceText) -> bool:
    """Return whether a text is such a file, or such arguments."""
    return _arguments(text) is not None


def _arguments(text: SourceText) -> Mapping[str, Entry] | None:
    entry = text.configuration
    mappings = () if entry is None else entry.mappings()
    return next((each for each in mappings if each.keys() >= TELLING), None)


def read(text: SourceText) -> Reading:
    """Read the schedule of all three groups.

    Raises:
        Unreadable: if it is impossible.
    """
    given = _arguments(text)
    if given is None:
        raise Unreadable("There are no arguments of ultralytics in this text.")
    preset, notes = PRESETS[PRESET], text.notes
    named = {argument.name for argument in preset.own_arguments if argument.name in given} | (
        {"epochs"} & given.keys()
    )
    values = preset_values(
        preset, {name: given[name] for name in named}, notes, ignored=frozenset(), shared=SHARED
    )
    base = preset_values(
        preset,
        {"base_lr": Entry(given["lr0"].plain, given["lr0"].place)},
        notes,
        ignored=frozenset(),
        shared=SHARED,
    )
    common: dict[str, Any] = dict(base)
    batch = count(given["batch"].plain) if "batch" in given else None
    if batch is not None:
        common["batch_size"] = max(batch, NOMINAL)
        if batch < NOMINAL:
            sentence = f"An update is made of {NOMINAL} samples, as with a nominal batch of them."
            notes.add("assumed", given["batch"].place, sentence)
    if given.get("optimizer", Entry("SGD")).value == "auto":
        sentence = (
            "With optimizer: auto the trainer chooses lr0 and momentum itself; these are read."
        )
        notes.add("assumed", given["optimizer"].place, sentence)
    samples = preset.common.samples
    notes.add("asked for", WHOLE, f"How many samples an epoch has; {samples:,} until then.")
    made = made_by_preset(PRESET, common | values, given["lr0"].place)
    return Reading(made, "the arguments of ultralytics", notes.all())

"""From a scheduler's name and arguments, as a source has them, to the schedule of its preset."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, get_args

from rampsmith.designer.document.schedule import Schedule, Stepping
from rampsmith.designer.presets import PRESETS, PresetError
from rampsmith.designer.presets.argument import PresetArgument
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.presets.preset import Preset
from rampsmith.designer.presets.values import is_optional, value_text
from rampsmith.designer.sources.arithmetic import finite
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.reading import Notes, TextPlace, Unreadable
from rampsmith.designer.sources.training import ScriptTraining

LENGTHS = ("total_steps", "num_training_steps", "T_max", "total_num_steps")
"""Arguments that say how long the whole schedule is."""


class Missing:
    """The value of an argument that the text does not hold, and why.

    Attributes:
        name: the name that stands there, where it is one.
    """

    def __init__(self, sentence: str, name: str = "") -> None:
        """Keep the sentence."""
        self.sentence = sentence
        self.name = name


def preset_values(
    preset: Preset,
    given: Mapping[str, Entry],
    notes: Notes,
    *,
    ignored: frozenset[str],
    shared: Collection[str] = (),
) -> dict[str, Any]:
    """Return the values of a preset's arguments; what cannot be one becomes a note.

    Args:
        preset: its own arguments are asked for.
        given: what a source has, by the arguments' names.
        notes: where they go.
        ignored: names that change no rate.
        shared: arguments that all presets share and that are given here too.
    """
    own = {argument.name: argument for argument in preset.own_arguments}
    own |= {argument.name: argument for argument in preset.arguments if argument.name in shared}
    values: dict[str, Any] = {}
    for name, entry in given.items():
        argument = own.get(name)
        if isinstance(entry.value, Missing):
            if argument is not None:
                rest = f"Take {argument.default_text} until then."
                if argument.default is None:
                    rest = "It is as if it were left out until then."
                sentence = f"{preset.short_name}'s {name}: {entry.value.sentence} {rest}"
                notes.add("asked for", entry.place, sentence)
        elif argument is not None:
            _take(values, argument, entry, notes)
        elif name not in ignored and entry.plain is not None:
            sentence = f"{preset.short_name} is built with “{name}”, which is left out."
            notes.add("not understood", entry.place, sentence)
    return values


def _take(values: dict[str, Any], argument: PresetArgument, entry: Entry, notes: Notes) -> None:
    try:
        values[argument.name] = converted(entry.plain, argument.kind)
    except ValueError:
        sentence = f"{argument.name} cannot be {_shown(entry.plain)}; it is {argument.words}."
        notes.add("not understood", entry.place, f"{sentence} Take {argument.default_text}.")


def converted(value: Any, kind: Any) -> Any:  # noqa: C901, PLR0911 - one for each type.
    """Return a value as one of an argument's type.

    Raises:
        ValueError: if it is none.
    """
    kinds = get_args(kind) if is_optional(kind) else (kind,)
    choices = get_args(kind) if not is_optional(kind) else ()
    if value is None and is_optional(kind):
        return None
    if isinstance(value, list) and float in kinds and value and value == value[:1] * len(value):
        # One for each group, and all alike.
        value = value[0]
    number = finite(value)
    for each in kinds:
        match each:
            case _ if each is bool and isinstance(value, bool):
                return value
            case _ if each is int and number is not None and number == int(number):
                return int(number)
            case _ if each is float and number is not None:
                return float(number)
            case _ if each is str and isinstance(value, str):
                return value
            case _ if each == tuple[int, ...] and isinstance(value, list):
                return tuple(converted(member, int) for member in value)
            case _ if each == tuple[float, ...] and isinstance(value, list):
                return tuple(converted(member, float) for member in value)
            case _:
                pass
    if value in choices:
        return value
    raise ValueError(value)


def _shown(value: Any) -> str:
    try:
        text = value_text(value)
    except (TypeError, ValueError, OverflowError):
        text = "that"
    return text if len(text) <= 40 else f"{text[:39]}…"


def common_values(
    training: ScriptTraining, preset: Preset, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the shared arguments of a preset, as far as the training says them."""
    stepping: Stepping = training.stepping or preset.common.stepping
    made: dict[str, Any] = {"stepping": stepping}
    if training.groups:
        made["base_lr"] = training.groups[0].base_lr
    if training.batch_size is not None:
        made["batch_size"] = training.batch_size
    if training.accumulation is not None:
        made["accumulation"] = training.accumulation
    natural = _natural_length(values)
    if stepping == "epoch" and training.epochs is not None:
        made["steps"] = training.epochs
    elif training.steps is not None:
        made["steps"] = training.steps
    elif natural is not None:
        made["steps"] = natural
    elif training.epochs is not None:
        made["epochs"] = training.epochs
    return made


def _natural_length(values: Mapping[str, Any]) -> int | None:
    """Return the length that the arguments themselves name."""
    lengths = (finite(values.get(name)) for name in LENGTHS)
    return next((int(length) for length in lengths if length is not None and length >= 1), None)


def note_length(
    notes: Notes,
    place: TextPlace,
    schedule: Schedule,
    training: ScriptTraining,
    values: Mapping[str, Any],
) -> None:
    """Say how long the run is taken for, and when it steps, where the text did not say it."""
    word = schedule.step_word
    if training.stepping is None:
        sentence = f"It is stepped once per {word}; the text does not step it."
        notes.add("assumed", place, sentence)
    known = training.epochs if word == "epoch" else (training.steps or training.epochs)
    if known is None and _natural_length(values) is None:
        sentence = f"How long the run is; {schedule.total_steps:,} {word}s until then."
        notes.add("asked for", place, sentence)
    elif known is None:
        sentence = f"The run is as long as the schedule: {schedule.total_steps:,} {word}s."
        notes.add("assumed", place, sentence)


def long_enough(values: Mapping[str, Any], usual: int) -> int:
    """Return a run's length that lets everything happen that some arguments name."""
    milestones = values.get("milestones") or ()
    lengths = [
        *(value for value in values.values() if isinstance(value, int) and value is not True),
        *(each + each // 3 for each in milestones if isinstance(each, int)),
    ]
    return max([usual, *(2 * length for length in lengths if 0 < length < 10**12)])


def made_by_preset(name: str, values: Mapping[str, Any], place: TextPlace) -> Schedule:
    """Make the schedule of a preset.

    Raises:
        Unreadable: if it is impossible, as the preset says.
    """
    try:
        return PRESETS[name].make(**values)
    except PresetError as error:
        sentences = " ".join(fault.sentence for fault in error.faults)
        raise Unreadable(f"{PRESETS[name].short_name}: {sentences}", place) from None


def with_training(schedule: Schedule, training: ScriptTraining) -> Schedule:
    """Give a schedule the groups of the optimizer."""
    return replace(schedule, groups=training.groups) if training.groups else schedule


def arguments_of(preset: Preset, values: Mapping[str, Any]) -> CommonArguments:
    """Return the shared arguments with those that are given."""
    return replace(preset.common, **values)

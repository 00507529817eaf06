"""A preset: a function from arguments to a schedule, described by its own signature."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, get_type_hints

from rampsmith.designer.class_names import class_name_fault
from rampsmith.designer.numbers import EntryError
from rampsmith.designer.presets.frame import Frame
from rampsmith.designer.presets.values import (
    is_known,
    is_optional,
    kind_choices,
    kind_name,
    kind_words,
    nearest,
    read_value,
    value_text,
)
from rampsmith.designer.problems.found import errors
from rampsmith.designer.schedule import Schedule

PRESETS: "dict[str, Preset]" = {}
"""Every preset by its name, in the order in which lists show them."""

_SOURCES = {
    "curves": "Basics",
    "torch_plain": "torch",
    "torch_cycles": "torch",
    "composed": "torch",
    "others": "Other libraries",
    "transformers": "transformers",
    "recipes": "Recipes",
}
"""Where the presets of each module come from, in the words of the gallery."""


class PresetError(ValueError):
    """What is wrong with a preset's name or arguments, one sentence for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep the sentences; as text they are one after the other."""
        self.faults: tuple[str, ...] = tuple(faults)
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a preset: its name, the type of its values, and the default."""

    name: str
    kind: Any
    default: Any

    @property
    def words(self) -> str:
        """What can be typed for it."""
        return kind_words(self.kind)

    @property
    def default_text(self) -> str:
        """The default, as it would be typed."""
        return value_text(self.default)

    def to_json(self) -> dict[str, Any]:
        """Describe it for programs; the default is what would be typed after ``--set``."""
        return {
            "name": self.name,
            "type": kind_name(self.kind),
            "choices": list(kind_choices(self.kind)) or None,
            "optional": is_optional(self.kind),
            "words": self.words,
            "default": self.default_text,
        }


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready schedule.

    Attributes:
        name: what it is called on the command line and in the gallery.
        line: what it is, in one line.
        description: what it means where libraries differ; the function's docstring.
        arguments: its own, then those that all presets share.
        build: the function; takes the shared arguments as a frame, its own by keyword.
        frame: the defaults of the shared arguments.
        source: the library or the kind of work that it comes from.
    """

    name: str
    line: str
    description: str
    arguments: tuple[Argument, ...]
    build: Callable[..., Schedule]
    frame: Frame
    source: str

    def make(self, **values: Any) -> Schedule:
        """Make the schedule from values of the arguments' types.

        Raises:
            PresetError: for every argument that is not one, or if the schedule is impossible.
        """
        unknown = [name for name in values if name not in self._names]
        if unknown:
            raise PresetError(map(self._unknown, unknown))
        shared = {field.name for field in fields(Frame)}
        frame = replace(self.frame, **{k: v for k, v in values.items() if k in shared})
        own = {name: value for name, value in values.items() if name not in shared}
        schedule = self.build(frame, **own)
        faults = [problem.sentence for problem in errors(schedule)]
        if frame.class_name is not None:
            # An empty or wrong name is the person's; the frame would quietly make a better one.
            faults = [class_name_fault(frame.class_name) or "", *faults]
        faults = list(dict.fromkeys(filter(None, faults)))
        if faults:
            raise PresetError(faults)
        return schedule

    def make_from_texts(self, settings: Iterable[str]) -> Schedule:
        """Make the schedule from settings as a person types them: ``warmup=5 epochs``.

        Raises:
            PresetError: with one sentence for every setting that is wrong.
        """
        return self.make(**self.read(settings))

    def read(self, settings: Iterable[str]) -> dict[str, Any]:
        """Read settings as a person types them to values by the arguments' names.

        Raises:
            PresetError: with one sentence for every setting that is wrong.
        """
        values: dict[str, Any] = {}
        faults: list[str] = []
        for setting in settings:
            try:
                name, value = self._read(setting)
            except EntryError as error:
                faults.append(str(error))
                continue
            if name in values:
                faults.append(f"“{name}” is set twice.")
            values[name] = value
        if faults:
            raise PresetError(faults)
        return values

    @property
    def own_arguments(self) -> tuple[Argument, ...]:
        """The arguments that other presets need not have."""
        shared = {field.name for field in fields(Frame)}
        return tuple(argument for argument in self.arguments if argument.name not in shared)

    def to_json(self) -> dict[str, Any]:
        """Describe it for programs."""
        return {
            "name": self.name,
            "line": self.line,
            "description": self.description,
            "source": self.source,
            "arguments": [argument.to_json() for argument in self.arguments],
        }

    @property
    def _names(self) -> list[str]:
        return [argument.name for argument in self.arguments]

    def _read(self, setting: str) -> tuple[str, Any]:
        name, equals, text = setting.partition("=")
        name = name.strip()
        if not equals:
            raise EntryError(f"“{setting}” is not NAME=VALUE.")
        argument = next((a for a in self.arguments if a.name == name), None)
        if argument is None:
            raise EntryError(self._unknown(name))
        try:
            return name, read_value(text, argument.kind)
        except EntryError as error:
            raise EntryError(f"{name}: {error}") from None

    def _unknown(self, name: str) -> str:
        near = nearest(name, self._names)
        rest = near or f" It takes {', '.join(self._names)}."
        return f"{self.name} has no argument “{name}”.{rest}"


def refuse_unless(right: bool, sentence: str) -> None:  # noqa: FBT001 - it reads as a sentence
    """Refuse arguments that the original would refuse too.

    Raises:
        PresetError: with the sentence, unless the arguments are right.
    """
    if not right:
        raise PresetError([sentence])


def preset_named(name: str, own: Iterable[Preset] = ()) -> Preset:
    """Find a preset.

    Args:
        name: what it is called.
        own: presets besides those that come with Rampsmith.

    Raises:
        PresetError: if there is none of this name; says which one is nearest.
    """
    known = PRESETS | {preset.name: preset for preset in own}
    if name in known:
        return known[name]
    near = nearest(name, list(known)) or f" There are {', '.join(known)}."
    raise PresetError([f"There is no preset “{name}”.{near}"])


def preset(
    name: str, line: str, **defaults: Any
) -> Callable[[Callable[..., Schedule]], Callable[..., Schedule]]:
    """Register a function as a preset; its keyword arguments are the preset's own.

    Args:
        name: what the preset is called.
        line: what it is, in one line.
        **defaults: defaults of the shared arguments that differ for this preset.
    """

    def register(build: Callable[..., Schedule]) -> Callable[..., Schedule]:
        words = name.translate(str.maketrans("-_:", "   "))
        frame = Frame(**{"title": words, **defaults})
        arguments = (*_own_arguments(build), *shared_arguments(frame))
        unread = [argument.name for argument in arguments if not is_known(argument.kind)]
        if unread or name in PRESETS:
            raise TypeError(f"the preset {name} is there already or cannot read {unread}")
        description = inspect.getdoc(build) or ""
        source = _SOURCES.get(build.__module__.rpartition(".")[2], "Others")
        PRESETS[name] = Preset(name, line, description, arguments, build, frame, source)
        return build

    return register


def _own_arguments(build: Callable[..., Schedule]) -> tuple[Argument, ...]:
    hints = get_type_hints(build)
    _, *own = inspect.signature(build).parameters.values()
    return tuple(Argument(p.name, hints[p.name], p.default) for p in own)


def shared_arguments(frame: Frame) -> tuple[Argument, ...]:
    """Describe the arguments that all presets take, with the defaults of one of them."""
    hints = get_type_hints(Frame)
    return tuple(
        Argument(field.name, hints[field.name], getattr(frame, field.name))
        for field in fields(Frame)
        if field.default is not MISSING
    )

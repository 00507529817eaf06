"""A preset: a function from arguments to a schedule, described by its own signature."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any, TypeAlias, get_type_hints

from rampsmith.designer.document.class_names import class_name_fault
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.files.storing import storable
from rampsmith.designer.presets.advice import ADVICE, Advice
from rampsmith.designer.presets.argument import PresetArgument
from rampsmith.designer.presets.common import CommonArguments, PresetError, PresetFault
from rampsmith.designer.presets.contradictions import run_length_faults, total_faults
from rampsmith.designer.presets.groups import own_groups, read_groups, with_groups
from rampsmith.designer.presets.other_names import NO_PRESETS, PRESETS_ELSEWHERE, meant_argument
from rampsmith.designer.presets.values import did_you_mean, is_known, value_text
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.problems.run_errors import run_errors
from rampsmith.designer.values.numbers import EntryError

Build: TypeAlias = Callable[..., Schedule]
"""A function that makes a schedule from the shared arguments and, by keyword, its own."""

PRESETS: "dict[str, Preset]" = {}
"""Every preset by its name, in the order in which lists show them."""

_SHARED = frozenset(field.name for field in fields(CommonArguments))


@dataclass(frozen=True, slots=True)
class Preset:
    """A ready schedule.

    Attributes:
        line: what it is, in one line.
        description: what it means where libraries differ; the function's docstring.
        arguments: its own, then those that all presets share.
        common: the defaults of the shared arguments.
        source: the library or the kind of work that it comes from.
        short_name: its name where the source is said already.
    """

    name: str
    line: str
    description: str
    arguments: tuple[PresetArgument, ...]
    build: Build
    common: CommonArguments
    source: str
    short_name: str

    def make(self, **values: Any) -> Schedule:
        """Make the schedule from values of the arguments' types.

        Raises:
            PresetError: for every argument that is not one, or if the schedule is impossible.
        """
        unknown = [name for name in values if name not in self._names]
        if unknown:
            raise PresetError(*map(self._unknown, unknown))
        common = self._common(values)
        own = {name: value for name, value in values.items() if name not in _SHARED}
        try:
            schedule = self.build(common, **own)
        except (ArithmeticError, PresetError) as error:
            # A run that cannot be counted explains what else is wrong.
            wrong = tuple(map(self._fault, run_errors(common.run)))
            if wrong or not isinstance(error, PresetError):
                raise PresetError(*(wrong or (_beyond(values, "no number"),))) from None
            raise
        faults = [self._fault(problem) for problem in errors(schedule)]
        # An empty or wrong name is the person's; a better one would be made in silence.
        name_fault = None if common.class_name is None else class_name_fault(common.class_name)
        if name_fault is not None:
            faults.insert(0, PresetFault(name_fault, ("class_name",)))
        if faults:
            raise PresetError(*dict.fromkeys(faults))
        if storable(schedule) != schedule:
            raise PresetError(_beyond(values, "more than a design can hold"))
        return schedule

    def make_from_texts(self, settings: Iterable[str], groups: Iterable[str] = ()) -> Schedule:
        """Make the schedule from what a person types: ``warmup=5 epochs``, a group ``head=1e-3``.

        Groups that the preset brings take the rates that are given for their names; other names
        are added to them, or take the place of the one group of a preset that brings none.

        Raises:
            PresetError: with one sentence for everything that is wrong.
        """
        values, faults = self._read_all(settings)
        rates, wrong = read_groups(groups)
        if faults or wrong:
            raise PresetError(*faults, *wrong)
        changed = {
            each.name
            for each in self.arguments
            if values.get(each.name, each.default) != each.default
        }
        faults = [*run_length_faults(values, changed)]
        if faults:
            raise PresetError(*faults)
        made = self.make(**values)
        faults += total_faults(self._common(values), values, changed, made)
        if faults:
            raise PresetError(*faults)
        if not rates:
            return made
        idle = [name for name in values if self._is_idle(name, values, rates)]
        if idle:
            raise PresetError(*map(_idle, idle))
        return with_groups(made, rates)

    def read(self, settings: Iterable[str]) -> dict[str, Any]:
        """Read settings as a person types them to values by the arguments' names.

        Raises:
            PresetError: with one sentence for every setting that is wrong.
        """
        values, faults = self._read_all(settings)
        if faults:
            raise PresetError(*faults)
        return values

    @property
    def advice(self) -> Advice | None:
        """When to use it and when not; nobody knows that of one's own."""
        return ADVICE.get(self.name)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The parameter groups that it brings; none where it treats all parameters alike."""
        return own_groups(self.build(self.common))

    @property
    def own_arguments(self) -> tuple[PresetArgument, ...]:
        """The arguments that other presets need not have."""
        return tuple(argument for argument in self.arguments if argument.name not in _SHARED)

    def to_json(self) -> dict[str, Any]:
        """Describe it for programs."""
        return {
            "name": self.name,
            "line": self.line,
            "description": self.description,
            "source": self.source,
            "groups": [{"name": group.name, "rate": group.base_lr} for group in self.groups],
            "arguments": [argument.to_json() for argument in self.arguments],
        }

    def _common(self, values: dict[str, Any]) -> CommonArguments:
        """Return the shared arguments with those that were given.

        Epochs that were given take the place of a length of the preset's own.
        """
        given = {name: value for name, value in values.items() if name in _SHARED}
        if values.get("epochs") is not None:
            given = {"steps": None, "total_tokens": None} | given
        return replace(self.common, **given)

    def _fault(self, problem: Problem) -> PresetFault:
        """Find the argument that a problem of the whole design is about."""
        name = str((*problem.place.field, problem.place.part)[0])
        is_argument = problem.place.curve is None and name in self._names
        return PresetFault(problem.sentence, (name,) if is_argument else ())

    @property
    def _names(self) -> list[str]:
        return [argument.name for argument in self.arguments]

    def _read_all(self, settings: Iterable[str]) -> tuple[dict[str, Any], list[PresetFault]]:
        values: dict[str, Any] = {}
        faults: list[PresetFault] = []
        for setting in settings:
            try:
                name, value = self._read(setting)
            except PresetError as error:
                faults += error.faults
                continue
            if name in values:
                faults.append(PresetFault(f"“{name}” is set twice.", (name,)))
            values[name] = value
        return values, faults

    def _read(self, setting: str) -> tuple[str, Any]:
        name, equals, text = setting.partition("=")
        name = name.strip()
        if not equals:
            raise PresetError(PresetFault(f"“{setting}” is not NAME=VALUE."))
        argument = next((a for a in self.arguments if a.name == name), None)
        if argument is None:
            raise PresetError(self._unknown(name, text))
        try:
            return name, argument.read(text)
        except EntryError as error:
            raise PresetError(PresetFault(f"{name}: {error}", (name,))) from None

    def _is_idle(self, name: str, values: dict[str, Any], rates: dict[str, float]) -> bool:
        """Return whether an argument has no effect, since groups are given the rates that it sets."""
        value = values[name]
        if not isinstance(value, float):
            return False
        try:
            # Another value that is none of the preset's defaults, and above 0 as rates are.
            other = self.make(**values | {name: 2 * value + 1})
        except PresetError:
            return False
        made = self.make(**values)
        return made != other and with_groups(made, rates) == with_groups(other, rates)

    def _unknown(self, name: str, text: str = "") -> PresetFault:
        meant = meant_argument(name, text, self._names)
        near = f" Did you mean “{meant}”?" if meant else did_you_mean(name, self._names)
        rest = near or f" It takes {', '.join(self._names)}."
        return PresetFault(f"{self.name} has no argument “{name}”.{rest}")


def _beyond(values: dict[str, Any], what: str) -> PresetFault:
    """Make the fault of arguments that no design can be made of."""
    own = [name for name in values if name not in _SHARED] or [*values]
    listed = ", ".join(f"{name}={value_text(values[name])}" for name in own)
    return PresetFault(f"{listed}: What comes of this is {what}.", tuple(own))


def _idle(name: str) -> PresetFault:
    sentence = f"{name} has no effect, because the rates of all its groups are given; leave it out."
    return PresetFault(sentence, (name,))


def preset_named(name: str, own: Iterable[Preset] = ()) -> Preset:
    """Find a preset among those that come with Rampsmith and one's own.

    Raises:
        PresetError: if there is none of this name; says which one is nearest.
    """
    known = PRESETS | {preset.name: preset for preset in own}
    if name in known:
        return known[name]
    if name.lower() in NO_PRESETS:
        raise PresetError(PresetFault(NO_PRESETS[name.lower()]))
    by_short_name = {preset.short_name.lower(): preset.name for preset in PRESETS.values()}
    meant = PRESETS_ELSEWHERE.get(name.lower()) or by_short_name.get(name.lower(), "")
    near = f" Did you mean “{meant}”?" if meant else did_you_mean(name, list(known))
    near = near or f" There are {', '.join(known)}."
    raise PresetError(PresetFault(f"There is no preset “{name}”.{near}"))


@dataclass(frozen=True, slots=True)
class PresetsFrom:
    """A decorator for functions that are presets of one source, named as the gallery names it.

    Attributes:
        prefix: what is put before their short names, where other sources have the same ones.
    """

    source: str
    prefix: str = ""

    def __call__(self, short_name: str, line: str, **defaults: Any) -> Callable[[Build], Build]:
        """Register a function as a preset; its keyword arguments are the preset's own.

        The defaults are those of shared arguments that differ for this preset.
        """

        def register(build: Build) -> Build:
            name = self.prefix + short_name
            words = name.translate(str.maketrans("-_:", "   "))
            # A run that is given in steps or tokens says nothing of how much data there is.
            is_stream = {"steps", "total_tokens"} & set(defaults) and "epochs" not in defaults
            stream = {"samples": None} if is_stream else {}
            common = CommonArguments(**{"title": words, **stream, **defaults})
            hints = get_type_hints(build)
            _, *own = inspect.signature(build).parameters.values()
            own_arguments = (PresetArgument(p.name, hints[p.name], p.default) for p in own)
            arguments = (*own_arguments, *shared_arguments(common))
            unread = [argument.name for argument in arguments if not is_known(argument.kind)]
            if unread or name in PRESETS:
                raise TypeError(f"the preset {name} is there already or cannot read {unread}")
            description = inspect.getdoc(build) or ""
            PRESETS[name] = Preset(
                name, line, description, arguments, build, common, self.source, short_name
            )
            return build

        return register


def shared_arguments(common: CommonArguments) -> tuple[PresetArgument, ...]:
    """Describe the arguments that all presets take, with the defaults of one of them."""
    hints = get_type_hints(CommonArguments)
    return tuple(
        PresetArgument(field.name, hints[field.name], getattr(common, field.name))
        for field in fields(CommonArguments)
        if field.default is not MISSING
    )

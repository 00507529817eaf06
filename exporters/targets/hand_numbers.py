"""Numbers that were changed by hand in an exported file, and the design that has them too."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from rampsmith.designer.document.curves import curve_of, with_curve
from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_run, with_segment
from rampsmith.designer.editing.repeats import with_repeat
from rampsmith.designer.values.entries import entry_text
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.numbers import EntryError, parsed_number, whole
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.schedule_curves import curves_of

Change: TypeAlias = Callable[[Schedule, float], Schedule]


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A number of the constructor whose default is another than the design's."""

    name: str
    before: float
    after: float

    @property
    def words(self) -> str:
        """The change in words: ``warmup_steps 235 → 500``."""
        return f"{self.name} {entry_text(self.before)} → {entry_text(self.after)}"


def changed_numbers(fresh: str, source: str) -> tuple[ChangedNumber, ...]:
    """Compare the constructors of a file as it would be exported and as it is."""
    before, after = _defaults(fresh), _defaults(source)
    return tuple(
        ChangedNumber(name, value, after[name])
        for name, value in before.items()
        if name in after and after[name] != value
    )


def with_numbers(schedule: Schedule, numbers: Sequence[ChangedNumber]) -> Schedule | None:
    """Return the schedule whose exported class has these numbers; None where none is found.

    A length becomes one in steps, and a change of the whole one of the run.
    """
    changes = {parameter.name: change for parameter, change in _changes(schedule)}
    edited = schedule
    for number in numbers:
        change = changes.get(number.name)
        if change is None:
            return None
        edited = change(edited, whole(number.after))
    values = {parameter.name: parameter.value for parameter, _ in _changes(edited)}
    # A level of 0 or of the base rate is worth no parameter any more.
    has_all = all(values.get(each.name, each.after) == each.after for each in numbers)
    return edited if has_all else None


def _defaults(source: str) -> dict[str, float]:
    """Return the numbers that the constructor of the first class has as defaults."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    constructors = (
        part
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name == "__init__"
    )
    found: dict[str, float] = {}
    for constructor in constructors:
        arguments = constructor.args.args
        defaults = constructor.args.defaults
        for argument, default in zip(
            arguments[len(arguments) - len(defaults) :], defaults, strict=True
        ):
            try:
                found[argument.arg] = parsed_number(ast.unparse(default))
            except EntryError:
                continue
        break
    found.pop("last_epoch", None)
    return found


def _changes(schedule: Schedule) -> Iterator[tuple[Parameter, Change]]:
    """Yield each number of the constructor with what changes it in the design."""
    for key, curve in curves_of(schedule).by_key.items():
        parameters = curve.parameters
        if parameters.total is not None:
            yield parameters.total, _with_total
        for parameter, change in _curve_changes(parameters):
            yield parameter, partial(_with_curve_change, key=key, change=change)


def _curve_changes(parameters: Parameters) -> Iterator[tuple[Parameter, Change]]:
    for index, parameter in parameters.lengths.items():
        yield parameter, partial(_with_length, index=index)
    for (index, side), parameter in parameters.levels.items():
        yield parameter, partial(_with_level, index=index, side=side)
    for (index, what), parameter in parameters.parts.items():
        yield parameter, partial(_with_part, index=index, side=what)
    for (index, what), parameter in parameters.repeats.items():
        yield parameter, partial(_with_cycles, index=index, what=what)
    for index, settings in parameters.settings.items():
        for name, parameter in settings.items():
            yield parameter, partial(_with_setting, index=index, name=name)


def _with_curve_change(
    schedule: Schedule, value: float, *, key: CurveKey, change: Change
) -> Schedule:
    return with_curve(schedule, key, change(curve_of(schedule, key), value))


def _with_total(schedule: Schedule, value: float) -> Schedule:
    if not 1 <= value <= MOST_STEPS or value != int(value):
        return schedule
    unit = "epochs" if schedule.stepping == "epoch" else "updates"
    lengths: dict[str, int | None] = {"epochs": None, "updates": None, "total_tokens": None}
    return with_run(schedule, **{**lengths, unit: int(value)})


def _with_length(schedule: Schedule, value: float, *, index: int) -> Schedule:
    return with_segment(schedule, index, span=Span.of_steps(value))


def _with_level(schedule: Schedule, value: float, *, index: int, side: str) -> Schedule:
    level = getattr(schedule.segments[index], side)
    return with_segment(schedule, index, **{side: replace(level, value=float(value))})


def _with_part(schedule: Schedule, value: float, *, index: int, side: str) -> Schedule:
    return with_segment(schedule, index, **{side: Span.of_steps(value)})


def _with_cycles(schedule: Schedule, value: float, *, index: int, what: str) -> Schedule:
    if what.startswith("length_"):
        lengths = list(schedule.repeats[index].lengths)
        lengths[int(what.removeprefix("length_")) - 1] = float(value)
        return with_repeat(schedule, index, lengths=tuple(lengths))
    field = {"count": "times"}.get(what, what)
    return with_repeat(schedule, index, **{field: value})


def _with_setting(schedule: Schedule, value: float, *, index: int, name: str) -> Schedule:
    shape = schedule.segments[index].shape
    is_length = isinstance(getattr(shape, name, None), Span)
    changed = Span.of_steps(value) if is_length else value
    return with_segment(schedule, index, shape=shape.with_setting(name, changed))

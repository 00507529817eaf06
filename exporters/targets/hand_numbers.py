"""Numbers that were changed by hand in an exported file, and the design that has them too."""

import ast
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeAlias

from rampsmith.designer.document.curves import curve_of, with_curve
from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.editing.edits import with_run, with_segment
from rampsmith.designer.editing.repeats import with_repeat
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.numbers import EntryError, exact_text, parsed_number, whole
from rampsmith.designer.values.parsing import parsed_module
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.curve_code.milestones import stair
from rampsmith.exporters.curve_code.one_cycle import divisors_of, risen, with_divisors
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.schedule_curves import curves_of
from rampsmith.exporters.words.wording import RepeatNumber

LARGEST_READ = 1_000_000
"""Characters of a file whose numbers are looked for: its tree takes up to 400 bytes for each."""

Change: TypeAlias = Callable[[Schedule, float], Schedule]

NumberKey: TypeAlias = tuple[str, int | None]
"""An argument of the constructor, and which of its places it is, where it has several."""


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A number of the constructor whose default is another than the design's."""

    name: str
    before: float
    after: float
    place: int | None = None

    @property
    def key(self) -> NumberKey:
        """Which number it is."""
        return self.name, self.place

    @property
    def words(self) -> str:
        """The change in words: ``warmup_steps 235 → 500``."""
        place = "" if self.place is None else f"[{self.place}]"
        return f"{self.name}{place} {exact_text(self.before)} → {exact_text(self.after)}"


def changed_numbers(fresh: str, source: str) -> tuple[ChangedNumber, ...]:
    """Compare the constructors of a file as it would be exported and as it is."""
    before, after = _numbers(fresh), _numbers(source)
    return tuple(
        ChangedNumber(argument, value, after[argument, place], place)
        for (argument, place), value in before.items()
        if after.get((argument, place), value) != value
    )


def has_numbers(source: str, numbers: Sequence[ChangedNumber]) -> bool:
    """Whether the constructor of a file has these numbers, as they were changed."""
    found = _numbers(source)
    return all(found.get(number.key) == number.after for number in numbers)


def with_numbers(schedule: Schedule, numbers: Sequence[ChangedNumber]) -> Schedule | None:
    """Return the schedule whose exported class has these numbers; None where none is found.

    A length becomes one in steps, and a change of the whole one of the run. Where that would move
    another length, such as one in percent, that becomes one in steps too: in the class it is fixed.
    """
    known = [*_changes(schedule)]
    edited = schedule
    for number in numbers:
        # One number may stand in several places.
        changes = [change for each, change in known if each.key == number.key]
        if not changes:
            return None
        for change in changes:
            edited = change(edited, whole(number.after))
    given = {number.key for number in numbers}
    for designed, change in known:
        # Each again: one that is held in its place may move the next.
        values = {each.key: each.value for each, _ in _changes(edited)}
        moved = values.get(designed.key, designed.value) != designed.value
        if moved and not designed.is_level and designed.key not in given:
            edited = change(edited, designed.value)
    values = {each.key: each.value for each, _ in _changes(edited)}
    # Levels are not compared: one that became 0 or the base rate has no parameter any more, and one
    # that became the highest has another name.
    levels = {each.key for each, _ in known if each.is_level}
    others = [each for each in numbers if each.key not in levels]
    has_all = all(values.get(each.key, each.after) == each.after for each in others)
    return edited if has_all else None


def constructor_defaults(source: str) -> dict[str, ast.expr]:
    """Return the defaults of the constructor of a file's first class, in their order."""
    if len(source) > LARGEST_READ:
        return {}
    try:
        tree = parsed_module(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    constructors = (
        part.args
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name == "__init__"
    )
    for arguments in constructors:
        names = [each.arg for each in arguments.args][
            len(arguments.args) - len(arguments.defaults) :
        ]
        return dict(zip(names, arguments.defaults, strict=True))
    return {}


def _numbers(source: str) -> dict[NumberKey, float]:
    """Return the numbers that the constructor of the first class has as defaults."""
    found: dict[NumberKey, float] = {}
    for name, default in constructor_defaults(source).items():
        values: dict[int | None, ast.expr] = {None: default}
        if isinstance(default, ast.Tuple):
            values = dict(enumerate(default.elts))
        for place, value in values.items():
            with suppress(EntryError):
                found[name, place] = parsed_number(ast.unparse(value))
    found.pop(("last_epoch", None), None)
    return found


class _Number(NamedTuple):
    """A number that the design gives to the constructor; a level may get another name by a change."""

    key: NumberKey
    value: float
    is_level: bool = False

    @classmethod
    def of(cls, parameter: Parameter) -> "_Number":
        """Take the only number of a parameter."""
        return cls((parameter.name, None), parameter.value, parameter.use == "level")


def _changes(schedule: Schedule) -> Iterator[tuple[_Number, Change]]:
    """Yield each number of the constructor with what changes it in the design."""
    by_key = curves_of(schedule).by_key
    every = {key: curve.parameters for key, curve in by_key.items()}
    for key, parameters in every.items():
        if parameters.total is not None:
            yield _Number.of(parameters.total), partial(_with_total, shares=_shares(every))
        # A length is that of every curve which lies over the same spans.
        alike = [other for other, each in every.items() if each.follows is parameters]
        for parameter, change in _shared_changes(parameters):
            every_change = partial(_with_curve_changes, keys=(key, *alike), change=change)
            yield _Number.of(parameter), every_change
        own = ((_Number.of(each), change) for each, change in _own_changes(parameters))
        for number, change in chain(own, _stairs_changes(parameters)):
            yield number, partial(_with_curve_changes, keys=(key,), change=change)


def _shares(every: dict[CurveKey, Parameters]) -> dict[CurveKey, float]:
    """Find the curves in which a share of the whole is a length, and how large it is."""
    return {
        key: length.value
        for key, parameters in every.items()
        for length in parameters.shared.lengths.values()
        if length.use == "share"
    }


def _shared_changes(parameters: Parameters) -> Iterator[tuple[Parameter, Change]]:
    for index, parameter in parameters.lengths.items():
        if parameter.use == "share":
            yield parameter, _with_share
        else:
            yield parameter, partial(_with_length, index=index)
    for (index, what), parameter in parameters.repeats.items():
        if what != "scale":
            yield parameter, partial(_with_cycles, index=index, what=what)


def _stairs_changes(parameters: Parameters) -> Iterator[tuple[_Number, Change]]:
    for parameter in parameters.stairs.values():
        if not parameter.places:
            yield _Number.of(parameter), _with_gamma
        for index, place in enumerate(parameter.places):
            number = _Number((parameter.name, index), place)
            yield number, partial(_with_milestone, index=index)


def _with_gamma(curve: Schedule, gamma: float) -> Schedule:
    for index in range(len(curve.segments)):
        curve = with_segment(curve, index, start=Level(stair(gamma, index)))
    return curve


def _with_milestone(curve: Schedule, place: float, *, index: int) -> Schedule:
    places: list[float] = [*timeline(curve).begins, math.inf]
    if not places[index] < place < places[index + 2]:
        return curve
    places[index + 1] = place
    for number in (index, index + 1):
        length = places[number + 1] - places[number]
        if math.isfinite(length):
            curve = _with_length(curve, length, index=number)
    return curve


def _own_changes(parameters: Parameters) -> Iterator[tuple[Parameter, Change]]:
    if parameters.divisors is not None:
        for parameter in dict.fromkeys(parameters.levels.values()):
            yield parameter, partial(_with_divisor, title=parameter.name)
    else:
        for (index, side), parameter in parameters.levels.items():
            yield parameter, partial(_with_level, index=index, side=side)
    for (index, end), parameter in parameters.parts.items():
        yield parameter, partial(_with_part, index=index, side=end)
    for (index, what), parameter in parameters.repeats.items():
        if what == "scale":
            yield parameter, partial(_with_cycles, index=index, what=what)
    for index, settings in parameters.settings.items():
        for name, parameter in settings.items():
            yield parameter, partial(_with_setting, index=index, name=name)


def _with_curve_changes(
    schedule: Schedule, value: float, *, keys: Sequence[CurveKey], change: Change
) -> Schedule:
    for key in keys:
        schedule = with_curve(schedule, key, change(curve_of(schedule, key), value))
    return schedule


def _with_share(curve: Schedule, share: float) -> Schedule:
    steps = whole(risen(share, curve.total_steps))
    for index in range(len(curve.segments) - 2):
        curve = _with_length(curve, steps, index=index)
    return curve


def _with_total(schedule: Schedule, value: float, *, shares: dict[CurveKey, float]) -> Schedule:
    if not 1 <= value <= MOST_STEPS or value != int(value):
        return schedule
    unit = "epochs" if schedule.stepping == "epoch" else "updates"
    lengths: dict[str, int | None] = {"epochs": None, "updates": None, "total_tokens": None}
    schedule = with_run(schedule, **{**lengths, unit: int(value)})
    for key, share in shares.items():
        schedule = _with_curve_changes(schedule, share, keys=(key,), change=_with_share)
    return schedule


def _with_length(schedule: Schedule, value: float, *, index: int) -> Schedule:
    return with_segment(schedule, index, span=Span.of_steps(value))


def _with_divisor(schedule: Schedule, value: float, *, title: str) -> Schedule:
    divisors = divisors_of(schedule)
    if divisors is None or not value > 0:
        return schedule
    field = {"max_lr": "highest"}.get(title, title)
    return with_divisors(schedule, divisors._replace(**{field: float(value)}))


def _with_level(schedule: Schedule, value: float, *, index: int, side: str) -> Schedule:
    level = getattr(schedule.segments[index], side)
    return with_segment(schedule, index, **{side: replace(level, value=float(value))})


def _with_part(schedule: Schedule, value: float, *, index: int, side: str) -> Schedule:
    return with_segment(schedule, index, **{side: Span.of_steps(value)})


def _with_cycles(schedule: Schedule, value: float, *, index: int, what: RepeatNumber) -> Schedule:
    if isinstance(what, int):
        lengths = list(schedule.repeats[index].lengths)
        lengths[what - 1] = float(value)
        return with_repeat(schedule, index, lengths=tuple(lengths))
    field = {"count": "times"}.get(what, what)
    return with_repeat(schedule, index, **{field: value})


def _with_setting(schedule: Schedule, value: float, *, index: int, name: str) -> Schedule:
    shape = schedule.segments[index].shape
    is_length = isinstance(getattr(shape, name, None), Span)
    changed = Span.of_steps(value) if is_length else value
    return with_segment(schedule, index, shape=shape.with_setting(name, changed))

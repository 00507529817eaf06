"""The exported constructor's parameters: the schedule's own numbers, named after its segments."""

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from rampsmith.designer.evaluation.levels import Side
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.numbers import number_source
from rampsmith.designer.schedule import Level, Repeat, Schedule
from rampsmith.designer.shapes import Constant, Expression, LevelUnit, has_end
from rampsmith.designer.spans import Span
from rampsmith.exporters.naming import spoken, stems
from rampsmith.exporters.wording import (
    Quantity,
    length_text,
    level_text,
    repeat_text,
    setting_text,
    total_text,
)

RESERVED = frozenset({"last_lr", "update_lr", "get_closed_form_lr"})
"""Parameters whose attributes torch's own class would take for its own, such as ``_last_lr``."""

Use: TypeAlias = Literal["length", "total", "level", "repeat", "setting"]

_SUFFIXES: dict[tuple[Quantity, LevelUnit], str] = {
    ("rate", "factor"): "factor",
    ("rate", "rate"): "lr",
    ("multiplier", "factor"): "multiplier",
    ("multiplier", "rate"): "multiplier",
    ("momentum", "factor"): "momentum",
    ("momentum", "rate"): "momentum",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the exported constructor.

    Attributes:
        name: as in the signature.
        value: the designed value, its default.
        use: what it is: a segment's length, the length of the whole, a level, a number of a repeat,
            a shape's setting.
        text: what it means, for the docstring.
    """

    name: str
    value: float
    use: Use
    text: str

    @property
    def literal(self) -> str:
        """The value as Python source."""
        return number_source(self.value)

    @property
    def type(self) -> str:
        """The annotation."""
        return "int" if isinstance(self.value, int) else "float"

    @property
    def attribute(self) -> str:
        """The attribute that keeps a level or a setting; lengths become boundaries instead."""
        return f"_{self.name}"


_COUNTS = ("patience", "cooldown")
"""A plateau's settings that are whole numbers."""


def is_plain(level: Level) -> bool:
    """Tell whether a level stays in the code: nobody would change "nothing" or "the base rate"."""
    return level.value == 0 or level == Level(1.0)


class Parameters:
    """All parameters of one curve of a schedule, and where each of its numbers went.

    Attributes:
        stems: an identifier for each segment.
        repeat_stems: an identifier for each repeat.
        lengths: the parameter for a segment's length; none for the one that fills.
        repeats: the parameters for a repeat's "count", "stretch" and "scale", where it has them.
        levels: the parameter for a level, where it is worth one.
        settings: the parameter for a shape's setting.
        total: the parameter for the length of the whole, where something fills it.
        taken: the names that are in use, those of the curves beside it included.
    """

    def __init__(
        self, schedule: Schedule, *, beside: "Parameters | None" = None, quantity: Quantity = "rate"
    ) -> None:
        """Name every number of the curve once.

        Args:
            schedule: the schedule, or the one that a track of it is.
            beside: the rates' parameters, for a track beside them.
            quantity: what the curve is of.
        """
        self.schedule = schedule
        self.quantity: Quantity = quantity
        self.unit = "epochs" if schedule.stepping == "epoch" else "steps"
        self._rates = rates_of(schedule)
        self._names: dict[str, str] = {}
        self.taken: set[str] = {*RESERVED, f"total_{self.unit}", schedule.class_name}
        self.follows: Parameters | None = None
        """The rates' parameters, where a track has the same segments over the same spans."""
        if beside is not None:
            self.taken = beside.taken
            if _layout(beside.schedule) == _layout(schedule):
                self.follows = beside
        self.stems, self.repeat_stems = self._named_stems(beside)
        self.lengths: dict[int, Parameter] = {}
        self.repeats: dict[tuple[int, str], Parameter] = {}
        self.settings: dict[tuple[int, str], Parameter] = {}
        self.levels: dict[tuple[int, Side], Parameter] = {}
        self.total: Parameter | None = None if beside is None else beside.total
        self._base = 1.0 if quantity != "rate" else schedule.groups[0].base_lr
        levels = (level for segment in schedule.segments for level in segment.levels)
        self._highest = max((level.rate(self._base) for level in levels), default=0.0)
        if self.follows is None:
            self._name_lengths(beside)
        self._name_levels()
        self._name_repeats()
        self._name_settings()

    def _named_stems(self, beside: "Parameters | None") -> tuple[tuple[str, ...], tuple[str, ...]]:
        if self.follows is not None:
            return self.follows.stems, self.follows.repeat_stems
        taken = () if beside is None else (*beside.stems, *beside.repeat_stems)
        prefix = "" if beside is None else self.quantity
        names = [segment.name for segment in self.schedule.segments]
        names += [repeat.name for repeat in self.schedule.repeats]
        found = stems([f"{prefix} {name}".strip() for name in names], taken)
        count = len(self.schedule.segments)
        return found[:count], found[count:]

    @property
    def own(self) -> tuple[Parameter, ...]:
        """Those of this curve alone: lengths, levels, repeats, settings."""
        kinds = (self.lengths, self.levels, self.repeats, self.settings)
        return tuple(parameter for kind in kinds for parameter in kind.values())

    @property
    def all(self) -> tuple[Parameter, ...]:
        """All of them in the order of the signature: lengths, the total, and the others."""
        total = () if self.total is None else (self.total,)
        others = [parameter for parameter in self.own if parameter.use != "length"]
        return (*self.lengths.values(), *total, *others)

    def stem_of_repeat(self, repeat: Repeat) -> str:
        """Return a repeat's identifier."""
        return self.repeat_stems[self.schedule.repeats.index(repeat)]

    def end_of(self, index: int) -> str:
        """Write where a segment ends; within a repeat, in its first cycle."""
        return f"self._{self.stems[index]}_end"

    def of_repeat(self, repeat: Repeat, what: str) -> Parameter | None:
        """Return a parameter of a repeat: its "count", "stretch" or "scale"."""
        return self.repeats.get((self.schedule.repeats.index(repeat), what))

    def named(self, wish: str) -> str:
        """Name something else of the file, a method or a function, so that nothing else is."""
        if wish not in self._names:
            self._names[wish] = self._free(wish)
        return self._names[wish]

    def _free(self, name: str) -> str:
        number = 2
        free = name
        while free.lstrip("_") in self.taken:
            free = f"{name}_{number}"
            number += 1
        self.taken.add(free.lstrip("_"))
        return free

    def _new(self, name: str, value: float, use: Use, text: str) -> Parameter:
        return Parameter(self._free(name), value, use, text)

    def _name_lengths(self, beside: "Parameters | None") -> None:
        schedule = self.schedule
        line = self._rates.timeline
        # One length that is a fraction of a step makes all of them floats, or types would mix.
        given = [
            length
            for length, segment in zip(line.lengths, schedule.segments, strict=True)
            if segment.span.unit != "fill"
        ]
        whole = all(number == int(number) for number in (*line.boundaries, *given))
        number = int if whole else float
        for index, (stem, segment) in enumerate(zip(self.stems, schedule.segments, strict=True)):
            if segment.span.unit == "fill":
                continue
            text = length_text(segment, spoken(stem), schedule)
            length = number(line.length(index))
            self.lengths[index] = self._new(f"{stem}_{self.unit}", length, "length", text)
        fills = any(segment.span.unit == "fill" for segment in schedule.segments)
        if fills and self.total is None:
            text = total_text(schedule)
            total = number(line.run_steps) if beside is None else line.run_steps
            self.total = Parameter(f"total_{self.unit}", total, "total", text)

    def _name_repeats(self) -> None:
        for index, (stem, repeat) in enumerate(
            zip(self.repeat_stems, self.schedule.repeats, strict=True)
        ):
            found: dict[str, float] = {}
            if repeat.times is not None and self.follows is None:
                found["count"] = repeat.times
            if repeat.stretch != 1 and self.follows is None:
                found["stretch"] = float(repeat.stretch)
            if repeat.scale != 1:
                found["scale"] = float(repeat.scale)
            for what, value in found.items():
                text = repeat_text(what, spoken(stem), repeat)
                name = f"{stem}_{what}"
                if self.follows is not None:
                    name = f"{stem}_{self.quantity}_{what}"
                    text = repeat_text(what, f"the {self.quantity} of {spoken(stem)}", repeat)
                self.repeats[index, what] = self._new(name, value, "repeat", text)

    def _name_levels(self) -> None:
        for index, segment in enumerate(self.schedule.segments):
            ends: tuple[tuple[Side, Level | None], ...] = (
                ("start", segment.start),
                ("end", segment.end if has_end(segment.shape) else None),
            )
            for side, level in ends:
                if level is None or is_plain(level):
                    continue
                where = f"at the {side} of {spoken(self.stems[index])}"
                if isinstance(segment.shape, Constant):
                    where = f"in {spoken(self.stems[index])}"
                text = level_text(level, where, self.quantity)
                name = self._level_name(index, side, level)
                self.levels[index, side] = self._new(name, float(level.value), "level", text)

    def _level_name(self, index: int, side: Side, level: Level) -> str:
        """Call the lowest level at the end "min", the highest "max", others after the segment."""
        segments = self.schedule.segments
        rate = level.rate(self._base)
        held = isinstance(segments[index].shape, Constant)
        suffix = _SUFFIXES[self.quantity, level.unit]
        if index == len(segments) - 1 and side == "end":
            lowest = rate < self._rates.level_at_start(index, 0)
            name = f"min_{suffix}" if lowest else f"end_{suffix}"
        elif index == 0 and side == "start" and not held:
            name = f"start_{suffix}"
        elif rate == self._highest:
            name = f"max_{suffix}"
        else:
            name = ""
        if name and name not in self.taken:
            return name
        return f"{self.stems[index]}_{'' if held or side == 'end' else 'start_'}{suffix}"

    def _name_settings(self) -> None:
        schedule = self.schedule
        found: list[tuple[int, str, float, bool]] = []
        for index, segment in enumerate(schedule.segments):
            if isinstance(segment.shape, Expression):
                continue
            for field in fields(segment.shape):
                value = getattr(segment.shape, field.name)
                if isinstance(value, str):
                    continue  # a plateau's modes; nobody changes these later
                spans = isinstance(value, Span)
                number = span_in_steps(value, schedule) if spans else float(value)
                found.append((index, field.name, number, spans))
        whole = all(isinstance(value, int) for _, _, value, spans in found if spans)
        for index, setting, value, spans in found:
            unit = f"_{self.unit}" if spans else ""
            shape = schedule.segments[index].shape
            text = setting_text(setting, spoken(self.stems[index]), shape, schedule)
            number = value if whole else float(value)
            if setting in _COUNTS:
                number = int(value)
            name = f"{self.stems[index]}_{setting}{unit}"
            self.settings[index, setting] = self._new(name, number, "setting", text)


def _layout(schedule: Schedule) -> tuple[object, object]:
    """What settles where the segments of a schedule lie."""
    repeats = [(r.first, r.last, r.times, r.stretch, r.keeps_first) for r in schedule.repeats]
    return ([(segment.name, segment.span) for segment in schedule.segments], repeats)

"""The exported constructor's parameters: the schedule's own numbers, named after its segments."""

import re
import unicodedata
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from rampsmith.designer.levels import Side
from rampsmith.designer.numbers import number_source
from rampsmith.designer.rates import Rates
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Constant, has_end
from rampsmith.designer.spans import Span
from rampsmith.designer.timeline import span_in_steps
from rampsmith.exporters.wording import length_text, level_text, setting_text, total_text

LONGEST_STEM = 15
"""Characters of a segment's name that go into a parameter's, so that no line grows too long."""

RESERVED = frozenset({"last_lr", "update_lr", "get_closed_form_lr"})
"""Parameters whose attributes torch's own class would take for its own, such as ``_last_lr``."""

Use: TypeAlias = Literal["length", "total", "level", "setting"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the exported constructor.

    Attributes:
        name: as in the signature.
        value: the designed value, its default.
        use: what it is: a segment's length, the length of the whole, a level, a shape's setting.
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


def is_plain(level: Level) -> bool:
    """Tell whether a level stays in the code: nobody would change "nothing" or "the base rate"."""
    return level.value == 0 or level == Level(1.0)


class Parameters:
    """All parameters of one schedule, and where each of its numbers went."""

    def __init__(self, schedule: Schedule) -> None:
        """Name every number of the schedule once."""
        self.unit = "epochs" if schedule.stepping == "epoch" else "steps"
        self._rates = Rates(schedule)
        self._schedule = schedule
        self._taken = {*RESERVED, f"total_{self.unit}"}
        self.stems: tuple[str, ...] = _stems(schedule.segments)
        self.lengths: dict[int, Parameter] = {}
        self.settings: dict[tuple[int, str], Parameter] = {}
        self.levels: dict[tuple[int, Side], Parameter] = {}
        self.total: Parameter | None = None
        self._name_lengths()
        self._name_levels()
        self._name_settings()

    @property
    def all(self) -> tuple[Parameter, ...]:
        """All of them in the order of the signature: lengths, the total, levels, settings."""
        total = () if self.total is None else (self.total,)
        return (*self.lengths.values(), *total, *self.levels.values(), *self.settings.values())

    def _new(self, name: str, value: float, use: Use, text: str) -> Parameter:
        number = 2
        free = name
        while free in self._taken:
            free = f"{name}_{number}"
            number += 1
        self._taken.add(free)
        return Parameter(free, value, use, text)

    def _name_lengths(self) -> None:
        schedule = self._schedule
        line = self._rates.timeline
        # One length that is a fraction of a step makes all of them floats, or types would mix.
        whole = all(number == int(number) for number in (*line.boundaries, *line.lengths))
        number = int if whole else float
        for index, (stem, segment) in enumerate(zip(self.stems, schedule.segments, strict=True)):
            if segment.span.unit == "fill":
                continue
            text = length_text(segment, _spoken(stem), schedule)
            length = number(line.length(index))
            self.lengths[index] = self._new(f"{stem}_{self.unit}", length, "length", text)
        if any(segment.span.unit == "fill" for segment in schedule.segments):
            text = total_text(schedule)
            self.total = Parameter(f"total_{self.unit}", number(line.run_steps), "total", text)

    def _name_levels(self) -> None:
        for index, segment in enumerate(self._schedule.segments):
            ends: tuple[tuple[Side, Level | None], ...] = (
                ("start", segment.start),
                ("end", segment.end if has_end(segment.shape) else None),
            )
            for side, level in ends:
                if level is None or is_plain(level):
                    continue
                where = f"at the {side} of {_spoken(self.stems[index])}"
                if isinstance(segment.shape, Constant):
                    where = f"of {_spoken(self.stems[index])}"
                text = level_text(level, where)
                name = self._level_name(index, side, level)
                self.levels[index, side] = self._new(name, float(level.value), "level", text)

    def _level_name(self, index: int, side: Side, level: Level) -> str:
        """Call the lowest level at the end "min", the highest "max", others after the segment."""
        segments = self._schedule.segments
        base = self._schedule.groups[0].base_lr
        highest = max(other.rate(base) for segment in segments for other in segment.levels)
        rate = level.rate(base)
        held = isinstance(segments[index].shape, Constant)
        suffix = "factor" if level.unit == "factor" else "lr"
        if index == len(segments) - 1 and side == "end":
            lowest = rate < self._rates.level_at_start(index, 0)
            name = f"min_{suffix}" if lowest else f"end_{suffix}"
        elif index == 0 and side == "start" and not held:
            name = f"start_{suffix}"
        elif rate == highest:
            name = f"max_{suffix}"
        else:
            name = ""
        if name and name not in self._taken:
            return name
        return f"{self.stems[index]}_{'' if held or side == 'end' else 'start_'}{suffix}"

    def _name_settings(self) -> None:
        schedule = self._schedule
        found: list[tuple[int, str, float, bool]] = []
        for index, segment in enumerate(schedule.segments):
            for field in fields(segment.shape):
                value = getattr(segment.shape, field.name)
                spans = isinstance(value, Span)
                number = span_in_steps(value, schedule) if spans else float(value)
                found.append((index, field.name, number, spans))
        whole = all(isinstance(value, int) for _, _, value, spans in found if spans)
        for index, setting, value, spans in found:
            unit = f"_{self.unit}" if spans else ""
            text = setting_text(setting, _spoken(self.stems[index]), schedule)
            number = value if whole else float(value)
            name = f"{self.stems[index]}_{setting}{unit}"
            self.settings[index, setting] = self._new(name, number, "setting", text)


def _stems(segments: tuple[Segment, ...]) -> tuple[str, ...]:
    """Make a distinct identifier of every segment's name: ``Warm-up 2`` becomes ``warm_up_2``."""
    stems: list[str] = []
    for index, segment in enumerate(segments):
        stem = _stem(segment.name)
        if not stem or stem[0].isdigit():
            stem = f"segment_{index + 1}"
        number = 2
        free = stem
        while free in stems:
            ending = f"_{number}"
            free = f"{stem[: LONGEST_STEM - len(ending)].strip('_')}{ending}"
            number += 1
        stems.append(free)
    return tuple(stems)


def _stem(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    while len(words) > 1 and len("_".join(words)) > LONGEST_STEM:
        words.pop()
    return "_".join(words)[:LONGEST_STEM]


def _spoken(stem: str) -> str:
    words = stem.replace("_", " ")
    return words if words.startswith("segment ") else f"the {words}"

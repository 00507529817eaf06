"""The exported constructor's parameters: the schedule's own numbers, named after its segments."""

import re
import unicodedata
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

from rampsmith.designer.numbers import brief_exponent
from rampsmith.designer.rates import Rates
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import has_end
from rampsmith.designer.spans import Span
from rampsmith.designer.timeline import span_in_steps
from rampsmith.designer.words import span_words

LONGEST_STEM = 18
"""Characters of a segment's name that go into a parameter's, so that no line grows too long."""

Use: TypeAlias = Literal["length", "total", "level", "setting"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the exported constructor.

    Attributes:
        name: as in the signature.
        value: the designed value, its default.
        use: what it is: a segment's length, the length of the whole, a level, a shape's setting.
        text: one line for the docstring.
        attribute: whether the class keeps it; lengths are turned into boundaries instead.
    """

    name: str
    value: float
    use: Use
    text: str

    @property
    def literal(self) -> str:
        """The value as Python source."""
        return literal(self.value)

    @property
    def type(self) -> str:
        """The annotation."""
        return "int" if isinstance(self.value, int) else "float"

    @property
    def attribute(self) -> str:
        """The attribute that keeps it."""
        return f"_{self.name}"


def literal(value: float) -> str:
    """Write a number as Python source that gives exactly this number."""
    return f"{value:_}" if isinstance(value, int) else brief_exponent(repr(value))


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
        # torch keeps an attribute _last_lr of its own.
        self._taken = {"last_lr", f"total_{self.unit}"}
        self.stems: tuple[str, ...] = _stems(schedule.segments)
        self.lengths: dict[int, Parameter] = {}
        self.settings: dict[tuple[int, str], Parameter] = {}
        self.levels: dict[Level, Parameter] = {}
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
        line = self._rates.timeline
        spans = [segment.span for segment in self._schedule.segments]
        fractional = any(position != int(position) for position in line.boundaries)
        for index, (stem, span) in enumerate(zip(self.stems, spans, strict=True)):
            if span.unit == "fill":
                continue
            length = line.length(index)
            designed = "" if span.unit == "steps" else f" ({span_words(span)} as designed)"
            text = f"length of the {_spoken(stem)} in {self._step_word}s{designed}."
            value = float(length) if fractional else int(length)
            name = f"{stem}_{self.unit}"
            self.lengths[index] = self._new(name, value, "length", text)
        if any(span.unit == "fill" for span in spans):
            text = f"{self._step_word}s from the beginning to the end of the schedule."
            value = float(line.end) if fractional else int(line.end)
            self.total = Parameter(f"total_{self.unit}", value, "total", text)

    def _name_levels(self) -> None:
        schedule = self._schedule
        for index, segment in enumerate(schedule.segments):
            ends = (("start", segment.start), ("end", segment.end))
            for side, level in ends if has_end(segment.shape) else ends[:1]:
                if level is None or is_plain(level) or level in self.levels:
                    continue
                suffix = "factor" if level.unit == "factor" else "lr"
                stem = self._level_stem(index, side, level)
                what = "factor of the base rate" if level.unit == "factor" else "absolute rate"
                where = "throughout" if not has_end(segment.shape) else f"at the {side} of"
                text = f"{what} {where} the {_spoken(self.stems[index])}."
                self.levels[level] = self._new(f"{stem}_{suffix}", level.value, "level", text)

    def _level_stem(self, index: int, side: str, level: Level) -> str:
        """Call the lowest level at the end "min", the highest "max", others after the segment."""
        schedule = self._schedule
        rate = level.rate(schedule.groups[0].base_lr)
        others = [
            other.rate(schedule.groups[0].base_lr)
            for segment in schedule.segments
            for other in segment.levels
        ]
        last = index == len(schedule.segments) - 1
        if last and side == "end" and rate < self._rates.level_at_start(index, 0):
            return "min"
        if index == 0 and side == "start":
            return "start"
        if rate == max(others) and len(others) > 1:
            return "max"
        return self.stems[index] if side == "end" else f"{self.stems[index]}_start"

    def _name_settings(self) -> None:
        schedule = self._schedule
        for index, segment in enumerate(schedule.segments):
            for field in fields(segment.shape):
                value = getattr(segment.shape, field.name)
                name = f"{self.stems[index]}_{field.name}"
                words = field.name.replace("_", " ")
                text = f"{words} of the {_spoken(self.stems[index])}"
                if isinstance(value, Span):
                    name = f"{name}_{self.unit}"
                    text = f"{text} in {self._step_word}s"
                    value = span_in_steps(value, schedule)
                parameter = self._new(name, value, "setting", f"{text}.")
                self.settings[index, field.name] = parameter

    @property
    def _step_word(self) -> str:
        return self._schedule.step_word


def _stems(segments: tuple[Segment, ...]) -> tuple[str, ...]:
    """Make a distinct identifier of every segment's name: ``Warm-up 2`` becomes ``warm_up_2``."""
    stems: list[str] = []
    for index, segment in enumerate(segments):
        plain = unicodedata.normalize("NFKD", segment.name).encode("ascii", "ignore").decode()
        stem = "_".join(re.findall(r"[a-z0-9]+", plain.lower()))[:LONGEST_STEM].strip("_")
        if not stem or stem[0].isdigit():
            stem = f"segment_{index + 1}"
        number = 2
        free = stem
        while free in stems:
            free = f"{stem[: LONGEST_STEM - 3]}_{number}"
            number += 1
        stems.append(free)
    return tuple(stems)


def _spoken(stem: str) -> str:
    return stem.replace("_", " ")

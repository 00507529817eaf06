"""A parameter of the exported constructor: a number of the schedule with its name."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, NamedTuple, TypeAlias

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.shape import FROM_0_ON, Bounds
from rampsmith.designer.values.numbers import number_source
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.curve_code.expressions import Code, number, parameter, setting

COUNTS = ("patience", "cooldown")
"""A plateau's settings that are numbers of steps."""

Use: TypeAlias = Literal[
    "length",
    "share",
    "total",
    "level",
    "repeat",
    "part",
    "setting",
    "cycle",
    "constant",
    "positive",
]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the exported constructor; the designed value is its default.

    The text says what it means. A length that is worked out says how; one that nobody chooses has
    no name. One that is several places has them as its value. The bounds are what it must lie
    between to make sense. Of one that only something derived from it is used, that has a name. Why
    a length is worked out as it is, a comment says.
    """

    name: str
    value: float
    use: Use
    text: str = ""
    worked_out: Code | None = None
    places: tuple[int, ...] = ()
    bounds: Bounds = FROM_0_ON
    derived: str = ""
    why: str = ""

    @property
    def literal(self) -> str:
        """The value as Python source."""
        if self.places:
            listed = ", ".join(map(number_source, self.places))
            return f"({listed}{',' if len(self.places) == 1 else ''})"
        return number_source(self.value)

    @property
    def type(self) -> str:
        """The annotation."""
        if self.places:
            return "list[int] | tuple[int, ...]"
        return "int" if isinstance(self.value, int) else "float"

    @property
    def given(self) -> Code:
        """The parameter in the constructor."""
        return parameter(self.name)

    @property
    def length(self) -> Code:
        """How long the segment is, in the constructor."""
        return self.worked_out or self.given

    @property
    def kept(self) -> Code:
        """The code that a curve reads it by; a number that nobody chooses is just written."""
        if self.derived:
            return setting(self.derived)
        return self.attribute if self.name else self.length

    @property
    def attribute(self) -> Code:
        """The attribute that keeps it."""
        return number(self.name)


class SettingNumber(NamedTuple):
    """A number among the settings of a segment's shape."""

    segment: int
    name: str
    number: float
    is_length: bool = False


def setting_numbers(schedule: Schedule) -> Iterator[SettingNumber]:
    """Yield the numbers that shapes are set to; of formulas, the constants that they use."""
    for index, segment in enumerate(schedule.segments):
        if isinstance(segment.shape, Expression):
            for constant in segment.shape.used_constants:
                yield SettingNumber(index, constant.name, float(constant.value))
            continue
        for field in fields(segment.shape):
            value = getattr(segment.shape, field.name)
            if isinstance(value, Span):
                yield SettingNumber(
                    index, field.name, span_in_steps(value, schedule), is_length=True
                )
            elif not isinstance(value, str):  # Nobody changes a plateau's modes later.
                number = int(value) if field.name in COUNTS else float(value)
                yield SettingNumber(index, field.name, number)


def part_lengths(schedule: Schedule) -> Iterator[SettingNumber]:
    """Yield what segments that are parts of longer shapes leave of them, in steps."""
    for index, segment in enumerate(schedule.segments):
        if segment.is_part:
            for side, span in (("before", segment.before), ("after", segment.after)):
                if span is not None and span.unit != "fill":
                    steps = span_in_steps(span, schedule)
                    yield SettingNumber(index, side, steps, is_length=True)


def layout(schedule: Schedule) -> tuple[object, object]:
    """Return all that settles where the segments of a schedule lie."""
    repeats = [
        (r.first, r.last, r.times, r.stretch, r.lengths, r.keeps_first) for r in schedule.repeats
    ]
    return ([(segment.name, segment.span) for segment in schedule.segments], repeats)

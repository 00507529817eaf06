"""Spans: how long something takes, in the unit in which a person thinks of it."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

SpanUnit: TypeAlias = Literal["steps", "epochs", "batches", "samples", "tokens", "percent", "fill"]


class UnitWords(NamedTuple):
    """The words for a unit.

    Attributes:
        one: one of it.
        typed: what can be typed for it.
    """

    one: str
    typed: tuple[str, ...]


COUNTED: dict[SpanUnit, UnitWords] = {
    "steps": UnitWords("step", ("step", "steps", "update", "updates", "st")),
    "epochs": UnitWords("epoch", ("epoch", "epochs", "ep")),
    "batches": UnitWords("batch", ("batch", "batches")),
    "samples": UnitWords("sample", ("sample", "samples", "images")),
    "tokens": UnitWords("token", ("token", "tokens", "tok")),
    "percent": UnitWords("%", ("%", "percent")),
}
"""The units that have an amount, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length: so many of a unit, or what the other spans leave ("fill").

    The amount of a "fill" is 0 and without meaning.

    Attributes:
        amount: how many.
        unit: of what.
        until: whether the amount is counted from the beginning of the run, and the length is
            whatever is left until there.
        less: by how many steps a length is shorter than its amount, as 1cycle's rise is by one;
            such a length is not rounded to whole steps.
    """

    amount: float
    unit: SpanUnit
    until: bool = False
    less: float = 0

    @property
    def is_exact(self) -> bool:
        """Whether it may end between two steps, since it was given as a number of steps."""
        return self.unit == "steps" or self.less != 0

    @classmethod
    def of_steps(cls, amount: float) -> "Span":
        """Make a span of so many calls of ``scheduler.step()``."""
        return cls(amount, "steps")

    @classmethod
    def of_epochs(cls, amount: float) -> "Span":
        """Make a span of so many passes over the data."""
        return cls(amount, "epochs")

    @classmethod
    def of_percent(cls, amount: float) -> "Span":
        """Make a span of so many percent of the run."""
        return cls(amount, "percent")

    @classmethod
    def of_the_rest(cls) -> "Span":
        """Make the span that takes what the others leave."""
        return cls(0, "fill")


def exact_amount(span: Span) -> int | Fraction | None:
    """Return how many of its unit a span is; None for one that is no length."""
    if span.unit == "fill" or not math.isfinite(span.amount) or span.amount <= 0:
        return None
    return as_typed(span.amount)


def as_typed(number: float) -> int | Fraction:
    """Return a number as it was typed: 33.3 is 333/10, not the nearest binary number."""
    return int(number) if number == int(number) else Fraction(repr(number))

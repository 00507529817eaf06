"""Spans: how long something takes, in the unit in which a person thinks of it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

SpanUnit: TypeAlias = Literal["steps", "epochs", "percent", "fill"]

SPAN_UNITS: tuple[SpanUnit, ...] = ("steps", "epochs", "percent", "fill")


@dataclass(frozen=True, slots=True)
class Span:
    """A length: steps, epochs, percent of the run, or what the other spans leave ("fill").

    The amount of a "fill" is 0 and without meaning.
    """

    amount: float
    unit: SpanUnit

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

"""The constants that a formula has of its own: numbers with names, which can be changed apart."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rampsmith.designer.formulas.language import constant_name_fault


@dataclass(frozen=True, slots=True)
class FormulaConstant:
    """A number with a name.

    Attributes:
        name: what the formula calls it.
        value: the number.
        low: the least that its slider goes to; without a range there is none.
        high: the most.
    """

    name: str
    value: float = 1.0
    low: float | None = None
    high: float | None = None

    @property
    def has_range(self) -> bool:
        """Whether a slider can go from its least to its most."""
        if self.low is None or self.high is None:
            return False
        return math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high

    @property
    def has_name(self) -> bool:
        """Whether a formula can call it by its name."""
        return constant_name_fault(self.name) is None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield each field that is wrong, the name, the value or a bound, and what it must be."""
        fault = constant_name_fault(self.name)
        if fault is not None:
            yield "name", f"The name of a constant {fault}."
        if not math.isfinite(self.value):
            yield "value", f"The constant “{self.name}” must be a finite number, not {self.value}."
        if not (self.low is self.high is None or self.has_range):
            yield "low", f"The range of “{self.name}” must go from one number to a larger one."

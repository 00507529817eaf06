"""A power of what is left."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, rounded_power, share_left
from rampsmith.designer.shapes.shape import ABOVE_0, Numbers, Shape, TorchScheduler, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def polynomial(start: float, end: float, p: float, power: float) -> float:
    """Go along a power: start * w + end * (1 - w), w = (1 - p) ** power."""
    weight: float = (1.0 - p) ** power
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class Polynomial(Shape):
    """A power of what is left: a decay that begins fast and ends gently; power 1 is a straight line.

    In torch it is PolynomialLR; with power 0.9 the "poly" of DeepLab (arXiv 1606.00915).
    """

    power: float = field(
        default=2.0,
        metadata=setting(
            caption="Power",
            meaning="how uneven it is; above 1 most of the way is gone early, below 1 late.",
            parameter="power of {segment}",
            bounds=ABOVE_0,
        ),
    )

    kind = "polynomial"
    title = "Polynomial"
    noun = "polynomial"
    family = "power"
    rank = 40
    formula = "end + (start − end) · (1 − p)^power"
    curve = staticmethod(polynomial)
    blends = True
    also_called = ("PolynomialLR", "poly", "polynomial decay")
    related = ("polynomial_k", "power_of_p", "linear")
    bend = "power"
    torch_lacks = " to anything but 0"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its power."""
        return f"of power {exact_text(self.power)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the power with which (1 − p)^power is what lies between the ends and the value."""
        left = share_left(numbers, value)
        return (
            None if left is None else rounded_power(math.log(left) / math.log1p(-place(numbers, n)))
        )

    def in_torch(self, numbers: Numbers) -> TorchScheduler | None:
        """Return a PolynomialLR, which always falls to 0."""
        if numbers.end != 0:
            return None
        arguments = {"total_iters": numbers.length, "power": self.power}
        return TorchScheduler("PolynomialLR", arguments, goes_on=False)

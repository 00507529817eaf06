"""A power of what a power of the way leaves."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, rounded_power, share_left
from rampsmith.designer.shapes.shape import ABOVE_0, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def polynomial_k(start: float, end: float, p: float, power: float, k: float) -> float:
    """Go along a power of 1 - p ** k: start * w + end * (1 - w).

    Here w = (1 - p ** k) ** power.
    """
    weight: float = (1.0 - p**k) ** power
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class PolynomialK(Shape):
    """A polynomial that waits: the k_decay of timm's poly (arXiv 2004.05909); k = 1 is plain."""

    power: float = field(
        default=2.0,
        metadata=setting(
            caption="Power",
            meaning="how uneven it is; above 1 it ends gently, below 1 steeply.",
            parameter="power of {segment}",
            bounds=ABOVE_0,
        ),
    )
    k: float = field(
        default=1.5,
        metadata=setting(
            caption="k",
            meaning="how late it falls; 1 is the plain polynomial, above 1 it waits.",
            parameter="k of {segment}: how late it falls",
            bounds=ABOVE_0,
        ),
    )

    kind = "polynomial_k"
    title = "K-decay polynomial"
    noun = "k-decay polynomial"
    family = "power"
    rank = 130
    formula = "end + (start − end) · (1 − pᵏ)^power"
    curve = staticmethod(polynomial_k)
    blends = True
    also_called = ("k_decay", "PolyLRScheduler", "timm poly")
    related = ("polynomial", "cosine_k", "power_of_p")
    bend = "k"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its power and its k."""
        return f"of power {exact_text(self.power)} with k {exact_text(self.k)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the k with which the share that the value leaves is left."""
        left, power = share_left(numbers, value), numbers.settings["power"]
        if left is None or not power > 0:
            return None
        gone = max(1 - left ** (1 / power), 1e-300)
        return rounded_power(math.log(gone) / math.log(place(numbers, n)))

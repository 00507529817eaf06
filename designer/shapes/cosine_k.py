"""A cosine over a power of the way that is gone."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, rounded_power, share_left
from rampsmith.designer.shapes.shape import ABOVE_0, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def cosine_k(start: float, end: float, p: float, k: float) -> float:
    """Go along half a cosine of a power of p: start * w + end * (1 - w).

    Here w = (1 + cos(pi * p ** k)) / 2.
    """
    weight = 0.5 * (1.0 + math.cos(math.pi * p**k))
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class CosineK(Shape):
    """Half a cosine that waits: the k_decay of timm's cosine (arXiv 2004.05909); k = 1 is plain."""

    k: float = field(
        default=1.5,
        metadata=setting(
            caption="k",
            meaning="how late it falls; 1 is the plain cosine, above 1 it waits.",
            parameter="k of {segment}: how late it falls",
            bounds=ABOVE_0,
        ),
    )

    kind = "cosine_k"
    title = "K-decay cosine"
    noun = "k-decay cosine"
    family = "round"
    rank = 120
    formula = "end + (start − end) · ½(1 + cos πpᵏ)"
    curve = staticmethod(cosine_k)
    blends = True
    also_called = ("k_decay", "CosineLRScheduler", "timm cosine")
    related = ("cosine", "polynomial_k", "tanh")
    bend = "k"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its k."""
        return f"with k {exact_text(self.k)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the k with which the share that the value leaves is left."""
        left = share_left(numbers, value)
        if left is None:
            return None
        gone = math.acos(2 * left - 1) / math.pi
        return rounded_power(math.log(gone) / math.log(place(numbers, n)))

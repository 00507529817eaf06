"""The hyperbolic tangent."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, rounded, share_left
from rampsmith.designer.shapes.shape import Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span

FARTHEST = 100.0
"""Bounds beyond which the curve looks like a step."""


def tanh(start: float, end: float, p: float, lower: float, upper: float) -> float:
    """Go along a tanh between two bounds: start * w + end * (1 - w).

    Here w = (1 - tanh(lower * (1 - p) + upper * p)) / 2.
    """
    weight = 0.5 * (1.0 - math.tanh(lower * (1.0 - p) + upper * p))
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class Tanh(Shape):
    """A hyperbolic tangent, which stays high for long, falls and levels out (arXiv 1806.01593).

    It comes near its ends and reaches neither: with the bounds −7 and 3 of timm's
    TanhLRScheduler it begins a millionth of the way, and ends a quarter of a percent, away.
    """

    lower: float = field(
        default=-7.0,
        metadata=setting(
            caption="Lower bound",
            meaning="where on the tanh it begins; farther below 0 it stays high for longer.",
            parameter="where on the tanh {segment} begins",
        ),
    )
    upper: float = field(
        default=3.0,
        metadata=setting(
            caption="Upper bound",
            meaning="where on the tanh it ends; farther above 0 it is low for longer.",
            parameter="where on the tanh {segment} ends",
        ),
    )

    kind = "tanh"
    title = "Tanh"
    noun = "tanh"
    family = "round"
    rank = 160
    formula = "end + (start − end) · ½(1 − tanh(lower · (1 − p) + upper · p))"
    curve = staticmethod(tanh)
    blends = True
    also_called = ("TanhLRScheduler", "hyperbolic tangent decay", "sigmoid", "lb", "ub")
    related = ("cosine", "rex", "cosine_k")
    bend = "upper"

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield bounds that are not finite or do not rise."""
        if not math.isfinite(self.lower):
            yield "lower", "must be a finite number"
        if not self.lower < self.upper < math.inf:
            yield "upper", "must be a finite number above the lower one"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its bounds."""
        return f"between {exact_text(self.lower)} and {exact_text(self.upper)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the upper bound with which the share that the value leaves is left."""
        left = share_left(numbers, value)
        if left is None:
            return None
        p, lower = place(numbers, n), numbers.settings["lower"]
        at = math.atanh(min(1 - 2 * left, 1 - 1e-12))
        upper = rounded((at - lower * (1 - p)) / p, -FARTHEST, FARTHEST)
        return upper if upper > lower else None

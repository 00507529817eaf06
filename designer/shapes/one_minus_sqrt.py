"""The cooldown that falls steeply at first."""

import math
from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Shape


def one_minus_sqrt(start: float, end: float, p: float) -> float:
    """Fall steeply, then ever more gently: start + (end - start) * sqrt(p)."""
    return start + (end - start) * math.sqrt(p)


@dataclass(frozen=True, slots=True)
class OneMinusSqrt(Shape):
    """The cooldown of warmup–stable–decay (arXiv 2405.18392, Eq. 1); its slope begins infinite."""

    kind = "one_minus_sqrt"
    title = "1 − √p"
    noun = "1 - sqrt"
    family = "cooldown"
    rank = 80
    formula = "start + (end − start) · √p"
    curve = staticmethod(one_minus_sqrt)
    also_called = ("1-sqrt", "minus_sqrt", "square root cooldown", "WSD")
    related = ("one_minus_square", "mirror_cosine", "linear")

"""A cosine mirrored on the straight line."""

import math
from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Shape


def mirror_cosine(start: float, end: float, p: float) -> float:
    """Mirror a cosine on the straight line: weight 2 * (1 - p) - (1 + cos(pi * p)) / 2."""
    weight = 2.0 * (1.0 - p) - 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class MirrorCosine(Shape):
    """A cosine mirrored on the straight line: steep at both ends (arXiv 2405.18392, appendix)."""

    kind = "mirror_cosine"
    title = "Mirror cosine"
    noun = "mirror cosine"
    family = "cooldown"
    rank = 100
    formula = "end + (start − end) · (2(1 − p) − ½(1 + cos πp))"
    curve = staticmethod(mirror_cosine)
    blends = True
    also_called = ("mirror cosine cooldown",)
    related = ("cosine", "one_minus_sqrt", "one_minus_square")

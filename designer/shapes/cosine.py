"""Half a cosine."""

import math
from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Numbers, Shape, TorchScheduler


def cosine(start: float, end: float, p: float) -> float:
    """Go along half a cosine: start * w + end * (1 - w), w = (1 + cos(pi * p)) / 2."""
    weight = 0.5 * (1.0 + math.cos(math.pi * p))
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class Cosine(Shape):
    """Half a cosine, flat at both ends: the usual decay to the end of a run (SGDR, arXiv 1608.03983)."""

    kind = "cosine"
    title = "Cosine"
    noun = "cosine"
    family = "round"
    rank = 30
    formula = "end + (start − end) · ½(1 + cos πp)"
    curve = staticmethod(cosine)
    blends = True
    also_called = ("CosineAnnealingLR", "cosine annealing", "half cosine", "SGDR")
    related = ("cosine_k", "quarter_sine", "mirror_cosine")

    def in_torch(self, numbers: Numbers) -> TorchScheduler:
        """Return a CosineAnnealingLR, whose lowest rate is absolute."""
        arguments = {"T_max": numbers.length, "eta_min": numbers.end}
        return TorchScheduler("CosineAnnealingLR", arguments, rates=("eta_min",))

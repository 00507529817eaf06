"""The first quarter of a sine."""

import math
from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Shape


def quarter_sine(start: float, end: float, p: float) -> float:
    """Go along a quarter of a sine: start * (1 - w) + end * w, w = sin(pi * p / 2)."""
    weight = math.sin(0.5 * math.pi * p)
    return start * (1.0 - weight) + end * weight


@dataclass(frozen=True, slots=True)
class QuarterSine(Shape):
    """A quarter of a sine, steep at first and flat at its end.

    It is the delay at the beginning of mip-NeRF and Gaussian splatting
    (learning_rate_decay in google/mipnerf, get_expon_lr_func in gaussian-splatting).
    """

    kind = "quarter_sine"
    title = "Quarter sine"
    noun = "quarter sine"
    family = "round"
    rank = 110
    formula = "start + (end − start) · sin(½πp)"
    curve = staticmethod(quarter_sine)
    also_called = (
        "lr_delay_mult",
        "lr_delay_steps",
        "mip-nerf delay",
        "gaussian splatting",
        "sine",
    )
    related = ("cosine", "one_minus_sqrt", "linear")

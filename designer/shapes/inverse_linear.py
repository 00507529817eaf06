"""A straight line of one over the value."""

from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Shape


def inverse_linear(start: float, end: float, p: float) -> float:
    """Go straight in one over the value: start / ((1 - p) + p * start / end)."""
    return start / ((1.0 - p) + p * (start / end))


@dataclass(frozen=True, slots=True)
class InverseLinear(Shape):
    """One over the value goes straight: fast at first, gentle at the end. Neither end can be 0.

    It is the decay of WSD-S (arXiv 2410.05192), lr_wsd in facebookresearch/lingua.
    """

    kind = "inverse_linear"
    title = "Inverse linear"
    noun = "inverse linear"
    family = "ratio"
    rank = 170
    formula = "1 / ((1 − p) / start + p / end)"
    curve = staticmethod(inverse_linear)
    also_called = ("lingua WSD", "WSD-S", "harmonic", "inverse proportional decay")
    related = ("exponential", "power_law", "exponential_to_end")
    divides_ends = True

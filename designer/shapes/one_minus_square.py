"""The cooldown that waits, then falls."""

from dataclasses import dataclass

from rampsmith.designer.shapes.shape import Shape


def one_minus_square(start: float, end: float, p: float) -> float:
    """Fall gently, then ever more steeply: start + (end - start) * p**2."""
    return start + (end - start) * p * p


@dataclass(frozen=True, slots=True)
class OneMinusSquare(Shape):
    """A cooldown that waits, then falls (arXiv 2405.18392, appendix)."""

    kind = "one_minus_square"
    title = "1 − p²"
    noun = "1 - square"
    family = "cooldown"
    rank = 90
    formula = "start + (end − start) · p²"
    curve = staticmethod(one_minus_square)
    also_called = ("1-square", "quadratic warmup", "p^2")
    related = ("power_of_p", "one_minus_sqrt", "mirror_cosine")

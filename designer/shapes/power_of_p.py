"""A power of the way that is gone."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, rounded_power, share_left
from rampsmith.designer.shapes.shape import ABOVE_0, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def power_of_p(start: float, end: float, p: float, exponent: float) -> float:
    """Go along a power of p: start * (1 - w) + end * w, w = p ** exponent."""
    weight: float = p**exponent
    return start * (1.0 - weight) + end * weight


@dataclass(frozen=True, slots=True)
class PowerOfP(Shape):
    """A power of the way that is gone: a warmup or a decay that begins gently and ends steeply.

    Exponent 2 is the quadratic warmup of YOLOX and axolotl, exponent 1 a straight line.
    """

    exponent: float = field(
        default=2.0,
        metadata=setting(
            caption="Exponent",
            meaning="how late it comes; above 1 most of the way is gone late, below 1 early.",
            parameter="exponent of {segment}",
            bounds=ABOVE_0,
        ),
    )

    kind = "power_of_p"
    title = "Power of p"
    noun = "power of p"
    family = "power"
    rank = 50
    formula = "start + (end − start) · p^exponent"
    curve = staticmethod(power_of_p)
    also_called = ("quadratic warmup", "cubic warmup", "p^2", "p^k", "yoloxwarmcos", "exp warmup")
    related = ("polynomial", "one_minus_square", "linear")
    bend = "exponent"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its exponent."""
        return f"with exponent {exact_text(self.exponent)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the exponent with which p^exponent is what is gone at the value."""
        left = share_left(numbers, value)
        if left is None:
            return None
        return rounded_power(math.log1p(-left) / math.log(place(numbers, n)))

"""The reflected exponential."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, rounded, share_left
from rampsmith.designer.shapes.shape import Bounds, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span

LEAST_D, MOST_D = -100.0, 0.999
"""Values of d beyond which the curve looks like a corner."""


def rex(start: float, end: float, p: float, d: float) -> float:
    """Reflect an exponential: start * w + end * (1 - w), w = (1 - p) / (1 - d * p)."""
    weight = (1.0 - p) / (1.0 - d * p)
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class Rex(Shape):
    """REX, which stays high for long and falls fast at the end (arXiv 2107.04197).

    The paper has d = 0.5. The RexLR of axolotl and others has d = 0.9; d = 0 is a straight line.
    """

    d: float = field(
        default=0.5,
        metadata=setting(
            caption="d",
            meaning="how long it stays near its start; 0 is a straight line, near 1 a corner.",
            parameter="d of {segment}: how long it stays near its start",
            bounds=Bounds(most=1.0, below=True),
        ),
    )

    kind = "rex"
    title = "REX"
    noun = "REX"
    family = "power"
    rank = 150
    formula = "end + (start − end) · (1 − p) / (1 − d·p)"
    curve = staticmethod(rex)
    blends = True
    also_called = ("RexLR", "reflected exponential")
    related = ("power_of_p", "linear", "tanh")
    bend = "d"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its d."""
        return f"of d {exact_text(self.d)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the d with which the share that the value leaves is left."""
        left = share_left(numbers, value)
        if left is None:
            return None
        p = place(numbers, n)
        return rounded((1 - (1 - p) / left) / p, LEAST_D, MOST_D)

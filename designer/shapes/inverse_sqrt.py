"""The Transformer's decay."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.shape import Numbers, Shape, setting
from rampsmith.designer.values.spans import Span


def inverse_sqrt(start: float, n: float, time_scale: float) -> float:
    """Fall with the square root of time: start * sqrt(s / (s + n)), s = time_scale."""
    return start * math.sqrt(time_scale / (time_scale + n))


@dataclass(frozen=True, slots=True)
class InverseSqrt(Shape):
    """The Transformer's decay, for runs whose end is open (arXiv 1706.03762, §5.3).

    It ends where its time scale leads.
    """

    time_scale: Span = field(
        default_factory=lambda: Span.of_steps(1_000),
        metadata=setting(
            caption="Time scale",
            meaning="how slow it is; after three times as many steps it is at half of its start.",
            parameter="time scale of {segment}, in {steps}",
        ),
    )

    kind = "inverse_sqrt"
    title = "Inverse square root"
    noun = "inverse square root"
    family = "power"
    rank = 200
    formula = "start · √(s / (s + n))"
    curve = staticmethod(inverse_sqrt)
    also_called = ("noam", "rsqrt", "inv_sqrt", "InverseSquareRootSchedule", "transformer decay")
    related = ("power_law", "exponential", "one_minus_sqrt")
    bend = "time_scale"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its time scale."""
        return f"with a time scale of {length(self.time_scale)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the time scale, in steps."""
        if not (numbers.start > 0 and 0 < value < numbers.start):
            return None
        ratio = value / numbers.start
        square = ratio * ratio
        return max(1.0, n) * square / (1 - square) if square < 1 else None

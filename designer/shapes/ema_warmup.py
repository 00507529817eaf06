"""The warmup of an average."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import rounded_factor, share_left
from rampsmith.designer.shapes.shape import A_SHARE_BELOW_1, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def ema_warmup(start: float, end: float, n: float, decay: float) -> float:
    """Near the end like a moving average: start * w + end * (1 - w), w = decay ** n."""
    weight: float = decay**n
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class EmaWarmup(Shape):
    """A moving average on its way to the end: from 0 to 1 it is 1 − b^n, fast at first.

    It is the warmup of InverseLR and ExponentialLR in k-diffusion, which count from 1: there it
    starts at 1 − b. It nears its end and does not reach it; the next segment begins there.
    """

    decay: float = field(
        default=0.99,
        metadata=setting(
            caption="Decay",
            meaning="what is left of the way after each step; nearer to 1 it is slower.",
            parameter="what is left of the way of {segment} after each of its {steps}",
            bounds=A_SHARE_BELOW_1,
        ),
    )

    kind = "ema_warmup"
    title = "EMA warmup"
    noun = "EMA"
    family = "ratio"
    rank = 190
    formula = "end + (start − end) · decay^n"
    curve = staticmethod(ema_warmup)
    blends = True
    also_called = (
        "1 - b^t",
        "exponential warmup",
        "k-diffusion warmup",
        "untuned exponential warmup",
    )
    related = ("logarithmic", "linear", "decay_to_floor")
    bend = "decay"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its decay."""
        return f"of decay {exact_text(self.decay)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the decay."""
        left = share_left(numbers, value)
        return None if left is None else rounded_factor(math.log(left) / max(1.0, n))

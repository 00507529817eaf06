"""An exponential towards a floor."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import rounded_factor
from rampsmith.designer.shapes.shape import (
    A_SHARE,
    ABOVE_0,
    Numbers,
    Shape,
    TorchScheduler,
    setting,
)
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def decay_to_floor(
    start: float,
    n: float,
    every: float,
    factor: float,
    floor: float,
) -> float:
    """Fall towards a floor: start * (floor + (1 - floor) * factor ** (n / every))."""
    left: float = factor ** (n / every)
    return start * (floor + (1.0 - floor) * left)


@dataclass(frozen=True, slots=True)
class DecayToFloor(Shape):
    """An exponential given by its factor per epoch or per so many steps, towards a floor.

    It is the lrfn of many Kaggle notebooks; without a floor it is torch's ExponentialLR. It
    ends where these numbers lead.
    """

    every: Span = field(
        default_factory=lambda: Span.of_epochs(1),
        metadata=setting(
            caption="Falls every",
            meaning="after how long what lies above the floor has fallen by the factor.",
            parameter="how long {segment} takes to fall by its factor, in {steps}",
        ),
    )
    factor: float = field(
        default=0.8,
        metadata=setting(
            caption="Falls by ×",
            meaning="what is left by then of what lay above the floor.",
            parameter="what is left of {segment} by then, of what lies above its floor",
            bounds=ABOVE_0,
        ),
    )
    floor: float = field(
        default=0.1,
        metadata=setting(
            caption="Floor ×",
            meaning="what it nears without end, as a factor of the level at its start.",
            parameter="what {segment} nears without end, times its start",
            bounds=A_SHARE,
        ),
    )

    kind = "decay_to_floor"
    title = "Exponential to a floor"
    noun = "exponential to a floor"
    family = "ratio"
    rank = 220
    formula = "start · (floor + (1 − floor) · factor^(n / every))"
    curve = staticmethod(decay_to_floor)
    also_called = ("lrfn", "Kaggle", "ExponentialLR", "gamma", "exp decay", "half-life")
    related = ("exponential", "power_law", "staircase")
    bend = "factor"
    torch_lacks = " with a floor"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its floor, its factor and how long that takes."""
        ratio = f"of ratio {exact_text(self.factor)} every {length(self.every)}"
        return f"of {exact_text(self.floor)} x, {ratio}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the factor."""
        floor, every = numbers.settings["floor"], numbers.settings["every"]
        if not (numbers.start > 0 and every > 0 and floor < 1):
            return None
        left = (value / numbers.start - floor) / (1 - floor)
        if not 0 < left < 1:
            return None
        return rounded_factor(math.log(left) * every / max(1.0, n))

    def in_torch(self, numbers: Numbers) -> TorchScheduler | None:
        """Return an ExponentialLR, which falls to 0."""
        if self.floor != 0:
            return None
        gamma = self.factor ** (1 / numbers.settings["every"])
        return TorchScheduler("ExponentialLR", {"gamma": gamma})

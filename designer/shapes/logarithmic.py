"""The logarithm of time."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import place, searched, share_left
from rampsmith.designer.shapes.shape import Numbers, Shape, setting
from rampsmith.designer.values.spans import Span


def logarithmic(
    start: float,
    end: float,
    n: float,
    length: float,
    time_scale: float,
) -> float:
    """Go with the logarithm of time: start * (1 - w) + end * w.

    Here w = log(1 + n / s) / log(1 + length / s), s = time_scale.
    """
    weight = math.log1p(n / time_scale) / math.log1p(length / time_scale)
    return start * (1.0 - weight) + end * weight


@dataclass(frozen=True, slots=True)
class Logarithmic(Shape):
    """The logarithm of time, steep at first: the default warmup of DeepSpeed.

    Its WarmupLR, WarmupDecayLR and WarmupCosineLR have log(t + 1) / log(warmup_num_steps):
    a time scale of one step, over one step less than warmup_num_steps.
    """

    time_scale: Span = field(
        default_factory=lambda: Span.of_steps(1),
        metadata=setting(
            caption="Time scale",
            meaning="how long the first, straight part is; the longer, the straighter it all is.",
            parameter="time scale of {segment}, in {steps}",
        ),
    )

    kind = "logarithmic"
    title = "Logarithmic"
    noun = "logarithmic"
    family = "power"
    rank = 180
    formula = "start + (end − start) · log(1 + n / s) / log(1 + length / s)"
    curve = staticmethod(logarithmic)
    also_called = ("WarmupLR", "WarmupDecayLR", "WarmupCosineLR", "log warmup", "DeepSpeed")
    related = ("linear", "one_minus_sqrt", "ema_warmup")
    bend = "time_scale"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its time scale."""
        return f"with a time scale of {length(self.time_scale)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the time scale, in steps."""
        left = share_left(numbers, value)
        if left is None:
            return None
        whole = numbers.length
        n = place(numbers, n) * whole
        return searched(lambda s: logarithmic(1.0, 0.0, n, whole, s), left, 1.0, 1000 * whole)

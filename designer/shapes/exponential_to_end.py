"""An exponential stretched so that it reaches its end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from rampsmith.designer.shapes.bending import place, rounded, searched, share_left
from rampsmith.designer.shapes.shape import Bounds, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span

LEAST_RATIO, MOST_RATIO = 1e-9, 1e9
"""Ratios beyond which the curve looks like a corner."""

STRAIGHT = 0.999
"""A ratio with which it looks straight; at 1 its formula would divide by 0."""


def exponential_to_end(start: float, end: float, p: float, ratio: float) -> float:
    """Fall by a ratio, stretched to the end: start * w + end * (1 - w).

    Here w = (ratio ** p - ratio) / (1 - ratio); ratio 0.5 makes it 2 * 0.5 ** p - 1.
    """
    weight: float = (ratio**p - ratio) / (1.0 - ratio)
    return start * weight + end * (1.0 - weight)


@dataclass(frozen=True, slots=True)
class ExponentialToEnd(Shape):
    """An exponential stretched so that it reaches its end, which may be 0.

    Ratio 0.5 goes along 2 · 0.5^p − 1, the "exponential" decay of Megatron's WSD (get_lr in its
    optimizer_param_scheduler.py).
    """

    ratio: float = field(
        default=0.5,
        metadata=setting(
            caption="Ratio",
            meaning="how much of the unstretched curve is left at its end; near 1 it is straight.",
            parameter="ratio of {segment}: what is left of the unstretched curve at its end",
            bounds=Bounds(0.0, above=True, unlike=1.0),
        ),
    )

    kind = "exponential_to_end"
    title = "Exponential to the end"
    noun = "exponential to its end"
    family = "ratio"
    rank = 70
    formula = "end + (start − end) · (ratio^p − ratio) / (1 − ratio)"
    curve = staticmethod(exponential_to_end)
    blends = True
    also_called = ("Megatron WSD exponential", "wsd exponential", "halving", "lr_wsd_decay_style")
    related = ("exponential", "inverse_linear", "linear")
    bend = "ratio"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its ratio."""
        return f"of ratio {exact_text(self.ratio)}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the ratio with which the share that the value leaves is left."""
        left = share_left(numbers, value)
        if left is None:
            return None
        p = place(numbers, n)
        ratio = rounded(
            searched(partial(_share_left_at, p), left, LEAST_RATIO, MOST_RATIO),
            LEAST_RATIO,
            MOST_RATIO,
        )
        return STRAIGHT if ratio == 1 else ratio


def _share_left_at(p: float, ratio: float) -> float:
    return 1.0 - p if ratio == 1 else exponential_to_end(1.0, 0.0, p, ratio)

"""A rate that waits for a metric."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from rampsmith.designer.shapes.constant import constant
from rampsmith.designer.shapes.shape import (
    A_SHARE_BELOW_1,
    FROM_0_ON,
    WHOLE_FROM_0_ON,
    LevelUnit,
    Numbers,
    Shape,
    setting,
)
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span

STEEPEST, GENTLEST = 0.001, 0.999
"""Factors between which dragging keeps a plateau; 0 and 1 would leave nothing to drag."""


@dataclass(frozen=True, slots=True)
class Plateau(Shape):
    """Falls when a metric stops getting better, as torch's ReduceLROnPlateau; only the last segment can be."""

    mode: Literal["min", "max"] = field(
        default="min",
        metadata=setting(
            caption="Better",
            meaning='whether a lower ("min") or a higher ("max") metric is better.',
            choices=(("min", "lower"), ("max", "higher")),
        ),
    )
    factor: float = field(
        default=0.1,
        metadata=setting(
            caption="Falls by ×",
            meaning="what the rate is multiplied by when it falls.",
            parameter="what the rate is multiplied by when it falls",
            bounds=A_SHARE_BELOW_1,
            known_as="factor",
        ),
    )
    patience: int = field(
        default=10,
        metadata=setting(
            caption="Patience",
            meaning="how many steps without anything better are waited through.",
            parameter="{steps} without a better metric that pass before it falls",
            bounds=WHOLE_FROM_0_ON,
            known_as="patience",
        ),
    )
    threshold: float = field(
        default=1e-4,
        metadata=setting(
            caption="Threshold",
            meaning="how much better is better.",
            parameter="how much better is better",
            bounds=FROM_0_ON,
            known_as="threshold",
        ),
    )
    threshold_mode: Literal["rel", "abs"] = field(
        default="rel",
        metadata=setting(
            caption="Threshold is",
            meaning='whether the threshold is a fraction of the best ("rel") or a difference.',
            choices=(("rel", "a fraction of the best"), ("abs", "a difference")),
        ),
    )
    cooldown: int = field(
        default=0,
        metadata=setting(
            caption="Cooldown",
            meaning="how many steps are not counted after a fall.",
            parameter="{steps} that are not counted after a fall",
            bounds=WHOLE_FROM_0_ON,
            known_as="cooldown",
        ),
    )
    min_lr: float = field(
        default=0.0,
        metadata=setting(
            caption="Lowest rate",
            meaning="the rate below which it does not fall.",
            parameter="lowest rate that it falls to, for every group",
            bounds=FROM_0_ON,
            known_as="min_lr",
        ),
    )
    eps: float = field(
        default=1e-8,
        metadata=setting(
            caption="Smallest fall",
            meaning="a fall by this or less is left out.",
            parameter="a fall by this or less is left out",
            bounds=FROM_0_ON,
            known_as="eps",
        ),
    )

    kind = "plateau"
    title = "Plateau"
    noun = "plateau"
    family = "metric"
    rank = 250
    formula = "rate · factor, when the metric has not improved for patience steps"
    curve = staticmethod(constant)
    also_called = ("ReduceLROnPlateau", "reduce on plateau")
    related = ("staircase", "constant", "cosine")
    holds = True
    bend = "factor"

    @property
    def goes_on(self) -> bool:
        """It waits for its metric as long as there is one."""
        return True

    @property
    def own_units(self) -> frozenset[LevelUnit]:
        """Its lowest rate is an absolute one."""
        return frozenset({"rate"})

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield the settings that torch would refuse, or that never let it fall."""
        if self.mode not in ("min", "max"):
            yield "mode", "must be min or max"
        if self.threshold_mode not in ("rel", "abs"):
            yield "threshold_mode", "must be rel or abs"
        yield from Shape.faults(self)
        if self.mode == "min" and self.threshold_mode == "rel" and 1 <= self.threshold < math.inf:
            # Torch takes it, and then no metric is ever better: infinity times 0 is not a number.
            yield "threshold", "must be below 1 where it is a fraction of the best"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its factor and how long it waits."""
        waited = length(Span.of_steps(self.patience))
        return f"of {exact_text(self.factor)} x after {waited} without a better metric"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the factor that leads to a value in n falls."""
        ratio = value / numbers.start if numbers.start > 0 else 0.0
        if n < 1 or ratio <= 0:
            return None
        return float(f"{min(max(ratio ** (1 / n), STEEPEST), GENTLEST):.3g}")

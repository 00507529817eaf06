"""Step decay."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.shape import FROM_0_ON, Numbers, Shape, TorchScheduler, setting
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def staircase(start: float, n: float, every: float, factor: float) -> float:
    """Multiply by factor after each stair: start * factor ** floor(n / every)."""
    fallen: float = factor ** math.floor(n / every)
    return start * fallen


@dataclass(frozen=True, slots=True)
class Staircase(Shape):
    """Step decay: the level is multiplied by a factor after every so many steps or epochs.

    In torch it is StepLR; a tenth after every 30 epochs is the usual one of ResNet (arXiv 1512.03385).
    """

    every: Span = field(
        default_factory=lambda: Span.of_epochs(10),
        metadata=setting(
            caption="Falls every",
            meaning="how long a stair is.",
            parameter="length of each stair of {segment}, in {steps}",
            known_as="step_size",
        ),
    )
    factor: float = field(
        default=0.1,
        metadata=setting(
            caption="Falls by ×",
            meaning="what the level is multiplied by at its end.",
            parameter="each stair of {segment}, times the one before",
            bounds=FROM_0_ON,
            known_as="gamma",
        ),
    )

    kind = "staircase"
    title = "Staircase"
    noun = "staircase"
    family = "stairs"
    rank = 230
    formula = "start · factor^⌊n / every⌋"
    curve = staticmethod(staircase)
    also_called = ("StepLR", "MultiStepLR", "step decay")
    related = ("exponential", "plateau", "constant")
    stair = "every"
    holds = True
    bend = "factor"
    torch_lacks = " with stairs of part of a step"

    @property
    def goes_on(self) -> bool:
        """It falls for ever; one that rises does not rise past its run."""
        return self.factor <= 1

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its factor and the length of a stair."""
        return f"of ratio {exact_text(self.factor)} every {length(self.every)}"

    def bend_place(self, numbers: Numbers) -> float | None:
        """Return the middle of a stair: at its edge the curve has two values."""
        every, length = numbers.settings["every"], numbers.length
        stairs = math.ceil(length / every) - 1 if every * MOST_STEPS > length else 0
        return every * ((stairs + 1) // 2 + 0.5) if 1 <= stairs < MOST_STEPS else None

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the factor, short if that is good enough."""
        every = numbers.settings["every"]
        if not (numbers.start > 0 and value > 0 and 0 < every <= numbers.length):
            return None
        stairs = max(1, n // every)
        if stairs >= MOST_STEPS:
            return None
        exact: float = (value / numbers.start) ** (1 / stairs)
        for digits in range(3, 15):
            factor = float(f"{exact:.{digits}g}")
            if abs(stairs * math.log(factor / exact)) < 1e-3:
                return factor
        return exact

    def in_torch(self, numbers: Numbers) -> TorchScheduler | None:
        """Return a StepLR, whose stairs take whole steps."""
        every = numbers.settings["every"]
        if every != int(every):
            return None
        return TorchScheduler("StepLR", {"step_size": int(every), "gamma": self.factor})

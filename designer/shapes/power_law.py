"""A power of time."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from rampsmith.designer.shapes.bending import rounded_power
from rampsmith.designer.shapes.shape import A_SHARE, ABOVE_0, Numbers, Shape, setting
from rampsmith.designer.values.numbers import exact_text
from rampsmith.designer.values.spans import Span


def power_law(
    start: float,
    n: float,
    time_scale: float,
    exponent: float,
    floor: float,
) -> float:
    """Fall with a power of time to a floor: start * (floor + (1 - floor) * w).

    Here w = (s / (s + n)) ** exponent, s = time_scale.
    """
    left: float = (time_scale / (time_scale + n)) ** exponent
    return start * (floor + (1.0 - floor) * left)


@dataclass(frozen=True, slots=True)
class PowerLaw(Shape):
    """A power of time, for runs whose end is open; exponent 0.5 is the inverse square root and Noam.

    Exponent 0.51 is PowerLR in OLMo-core, 1 the decay of DeepSpeed's OneCycle, and any the
    InverseLR of k-diffusion. With a floor it is the InverseSquareRootWithWarmupScheduler of
    llm-foundry and the InvSqrtWithWarmup of OLMo-core. It ends where these numbers lead.
    """

    time_scale: Span = field(
        default_factory=lambda: Span.of_steps(1_000),
        metadata=setting(
            caption="Time scale",
            meaning="how slow it is: how many steps the power counts as done at its start.",
            parameter="time scale of {segment}, in {steps}",
        ),
    )
    exponent: float = field(
        default=0.5,
        metadata=setting(
            caption="Exponent",
            meaning="how steep it is on log axes.",
            parameter="exponent of {segment}",
            bounds=ABOVE_0,
        ),
    )
    floor: float = field(
        default=0.0,
        metadata=setting(
            caption="Floor ×",
            meaning="what it nears without end, as a factor of the level at its start.",
            parameter="what {segment} nears without end, times its start",
            bounds=A_SHARE,
        ),
    )

    kind = "power_law"
    title = "Power law"
    noun = "power law"
    family = "power"
    rank = 210
    formula = "start · (floor + (1 − floor) · (s / (s + n))^exponent)"
    curve = staticmethod(power_law)
    also_called = (
        "PowerLR",
        "InverseLR",
        "InvSqrtWithWarmup",
        "OneCycle decay",
        "inv_gamma",
        "noam",
    )
    related = ("inverse_sqrt", "decay_to_floor", "inverse_linear")
    bend = "exponent"

    def setting_words(self, length: Callable[[Span], str]) -> str:
        """Describe its exponent, its time scale and its floor."""
        words = f"with exponent {exact_text(self.exponent)} and a time scale of"
        floor = f" to a floor of {exact_text(self.floor)} x" if self.floor else ""
        return f"{words} {length(self.time_scale)}{floor}"

    def bent(self, numbers: Numbers, *, n: float, value: float) -> float | None:
        """Return the exponent."""
        floor, scale = numbers.settings["floor"], numbers.settings["time_scale"]
        if not (numbers.start > 0 and scale > 0 and floor < 1):
            return None
        left = (value / numbers.start - floor) / (1 - floor)
        place = scale / (scale + max(1.0, n))
        if not (0 < left < 1 and 0 < place < 1):
            return None
        return rounded_power(math.log(left) / math.log(place))

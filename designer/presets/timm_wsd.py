"""timm's warmup-stable-decay and its reciprocal square root, one class with two names."""

from typing import Literal, TypeAlias

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import (
    FULL,
    STEPS,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_unless,
    refuse_up_to_0,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.presets.timm import warmup_from
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.numbers import plain_text

preset = PresetsFrom("timm", prefix="timm:")

StableFn: TypeAlias = Literal["constant", "rsqrt", "power"]
DecayFn: TypeAlias = Literal["linear", "1-sqrt", "cosine", "power", "exp"]


@preset("wsd", "Warmup, hold, decay, each with its shape.", stepping="epoch")
def wsd(
    common: CommonArguments,
    *,
    t_initial: int | None = None,
    decay_t: int | None = None,
    lr_min: float = 0.0,
    stable_fn: StableFn = "constant",
    stable_timescale: float | None = None,
    stable_power: float = 0.5,
    decay_fn: DecayFn = "1-sqrt",
    decay_power: float = 0.5,
    decay_ratio: float = 0.1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
) -> Schedule:
    """WSDLRScheduler: a warmup, a stable part, and a decay to lr_min over the last decay_t steps.

    t_initial counts the stable part and the decay; none means what the warmup leaves of the run.
    decay_t=none means a fifth of that, as in timm's script. A stable part of rsqrt or power falls
    with (1 + n / stable_timescale)^−stable_power, also under the decay; stable_timescale=none is
    the warmup's length. lr_min is an absolute rate and falls one step after the last.
    """
    refuse_below(0, warmup_t=warmup_t, lr_min=lr_min, warmup_lr_init=warmup_lr_init)
    whole = common.total - warmup_t if t_initial is None else t_initial
    fall = round(0.2 * whole) if decay_t is None else decay_t
    refuse_unless(
        0 < fall <= whole,
        f"decay_t must be from 1 to the {whole} steps after the warmup, not {fall}.",
        "decay_t",
    )
    refuse_up_to_0(stable_power=stable_power, decay_power=decay_power)
    low = floor_level(lr_min)
    rise = warmup_from(warmup_t, warmup_lr_init)
    shape = _fall(decay_fn, decay_power, decay_ratio)
    if stable_fn == "constant":
        stable = Segment("Hold", Constant(), STEPS(whole - fall), FULL)
        decay = Segment("Decay", shape, STEPS(fall), FULL, low)
    else:
        scale = float(warmup_t) if stable_timescale is None else stable_timescale
        refuse_unless(
            scale > 0, "stable_timescale must be set where there is no warmup.", "stable_timescale"
        )
        power = 0.5 if stable_fn == "rsqrt" else stable_power
        stable = Segment("Stable", PowerLaw(STEPS(scale), power), STEPS(whole - fall), FULL)
        if lr_min:
            stable = Segment(
                "Stable",
                PowerLaw(STEPS(scale), power),
                STEPS(whole - fall),
                FULL,
                floor=Level.of_rate(lr_min),
            )
        left = f"(1 + (n + {whole - fall}) / {plain_text(scale)}) ** -{plain_text(power)}"
        weight = _weight(decay_fn, decay_power, decay_ratio)
        formula = f"end + (max(start * {left}, end) - end) * {weight}"
        decay = Segment("Decay", Expression(formula), STEPS(fall), FULL, low)
    stages = [] if rise is None else [rise]
    return common.staged(*stages, stable, decay, *_minimum(common, low, whole + warmup_t))


@preset("rsqrt", "Reciprocal square root, linear cooldown.", stepping="epoch")
def rsqrt(
    common: CommonArguments,
    *,
    t_initial: int | None = None,
    decay_t: int | None = None,
    lr_min: float = 0.0,
    stable_timescale: float | None = None,
    decay_fn: DecayFn = "linear",
    warmup_t: int = 5,
    warmup_lr_init: float = 1e-5,
) -> Schedule:
    """timm:wsd with a stable part that falls with the root of time, and a linear decay of it.

    The schedule of Big Vision (arXiv 2106.04560). The arguments are as for timm:wsd; the warmup begins
    at the rate of timm's script, so that the first epoch trains.
    """
    return wsd(
        common,
        t_initial=t_initial,
        decay_t=decay_t,
        lr_min=lr_min,
        stable_fn="rsqrt",
        stable_timescale=stable_timescale,
        decay_fn=decay_fn,
        warmup_t=warmup_t,
        warmup_lr_init=warmup_lr_init,
    )


def _minimum(common: CommonArguments, low: Level, end: int) -> list[Segment]:
    """Make what holds after the decay, where the run is longer."""
    left = common.total - end
    return [Segment("Minimum", Constant(), STEPS(left), low)] if left > 0 else []


def _fall(name: str, power: float, ratio: float) -> Shape:
    shapes: dict[str, Shape] = {
        "linear": Linear(),
        "1-sqrt": OneMinusSqrt(),
        "cosine": Cosine(),
        "power": PowerOfP(power),
        "exp": ExponentialToEnd(ratio),
    }
    return shapes[name]


def _weight(name: str, power: float, ratio: float) -> str:
    """Write the same falls as formulas from 1 to 0."""
    rate = plain_text(ratio)
    return {
        "linear": "(1 - p)",
        "1-sqrt": "(1 - sqrt(p))",
        "cosine": "(1 + cos(pi * p)) / 2",
        "power": f"(1 - p ** {plain_text(power)})",
        "exp": f"({rate} ** p - {rate}) / (1 - {rate})",
    }[name]

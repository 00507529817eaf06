"""The schedules of NeMo's ``lr_scheduler.py``, by the names of its classes and with their arguments.

Their warmup runs with (t + 1) / (warmup_steps + 1); minima are absolute rates.
"""

from dataclasses import replace

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import (
    FULL,
    STEPS,
    ZERO,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_unless,
    refuse_up_to_0,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.shape import Shape

preset = PresetsFrom("NeMo", prefix="nemo:")


def _warmup(steps: int) -> Segment:
    """Make a warmup that executes neither of its ends."""
    refuse_below(0, warmup_steps=steps)
    return Segment("Warmup", Linear(), STEPS(steps), ZERO, FULL, first_at_start=False)


def _end(common: CommonArguments, max_steps: int | None, taken: int) -> int:
    end = common.total if max_steps is None else max_steps
    refuse_unless(
        taken < end,
        f"max_steps must be more than the {taken:,} steps before the decay, not {end:,}.",
        "max_steps",
        "warmup_steps",
    )
    return end


def _floor(least: float) -> Level | None:
    refuse_below(0, min_lr=least)
    return None if least == 0 else Level.of_rate(least)


def _open(
    common: CommonArguments, shape: Shape, begin: int, end: int, least: float
) -> list[Segment]:
    """Make a decay that does not come down to the minimum, which follows the step ``max_steps``."""
    decay = Segment("Decay", shape, STEPS(min(end + 1, max(common.total, end)) - begin), FULL)
    left = common.total - end - 1
    minimum = Segment("Minimum", Constant(), STEPS(max(0, left)), floor_level(least))
    return [decay, minimum]


@preset("CosineAnnealing", "Warmup, half a cosine, a minimum.", base_lr=1e-4, steps=20_000)
def cosine_annealing(
    common: CommonArguments,
    *,
    warmup_steps: int = 500,
    constant_steps: int = 0,
    max_steps: int | None = None,
    min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then half a cosine to min_lr at max_steps, which holds.

    max_steps includes the warmup; none means the whole run. With constant_steps the last ones of
    max_steps are at the minimum, and the warmup is t / warmup_steps, as in Megatron.
    """
    refuse_below(0, constant_steps=constant_steps)
    end = _end(common, max_steps, warmup_steps + constant_steps)
    warmup = _warmup(warmup_steps)
    if constant_steps:
        warmup = replace(warmup, first_at_start=True)
    decay = end - warmup_steps - constant_steps
    fall = Segment("Decay", Cosine(), STEPS(decay), None, floor_level(min_lr))
    return common.staged(warmup, fall)


@preset("WarmupHoldPolicy", "Warmup, then held until a minimum.", steps=20_000)
def warmup_hold_policy(
    common: CommonArguments,
    *,
    warmup_steps: int = 500,
    hold_steps: int = 0,
    max_steps: int | None = None,
    min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then the base rate, and min_lr after max_steps; none means the whole run.

    It holds for hold_steps after the warmup even past max_steps. Without them it is WarmupPolicy.
    """
    refuse_below(0, hold_steps=hold_steps)
    end = _end(common, max_steps, warmup_steps)
    held = max(end + 1, warmup_steps + hold_steps) - warmup_steps
    left = common.total - warmup_steps - held
    return common.staged(
        _warmup(warmup_steps),
        Segment("Hold", Constant(), STEPS(min(held, common.total - warmup_steps)), FULL),
        Segment("Minimum", Constant(), STEPS(max(0, left)), floor_level(min_lr)),
    )


@preset("SquareAnnealing", "Warmup, then the square of what is left.", steps=20_000)
def square_annealing(
    common: CommonArguments,
    *,
    warmup_steps: int = 500,
    max_steps: int | None = None,
    min_lr: float = 1e-5,
) -> Schedule:
    """A warmup, then base · (1 − p)² on its way to 0, but never below min_lr."""
    end = _end(common, max_steps, warmup_steps)
    floor = _floor(min_lr)
    fall = Segment("Decay", Polynomial(2.0), STEPS(end - warmup_steps), None, ZERO, floor=floor)
    return common.staged(_warmup(warmup_steps), fall, *_held(common, end, min_lr))


@preset("SquareRootAnnealing", "Warmup, then the root of what is left.", steps=20_000)
def square_root_annealing(
    common: CommonArguments,
    *,
    warmup_steps: int = 0,
    max_steps: int | None = None,
    min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then base · √((max_steps − t) / max_steps), but never below min_lr.

    The root counts from step 0, so that it begins a little below the base rate that the warmup
    reaches, as in the original.
    """
    end = _end(common, max_steps, warmup_steps + 1)
    floor = _floor(min_lr)
    # The warmup has the step at its end, too.
    taken = warmup_steps + 1 if warmup_steps else 0
    rise = replace(_warmup(warmup_steps), span=STEPS(taken), last_at_end=True)
    before = STEPS(taken) if taken else None
    fall = Segment(
        "Decay", Polynomial(0.5), STEPS(end - taken), FULL, ZERO, before=before, floor=floor
    )
    return common.staged(rise, fall, *_held(common, end, min_lr))


def _held(common: CommonArguments, end: int, least: float) -> list[Segment]:
    left = common.total - end
    return [Segment("Minimum", Constant(), STEPS(left), floor_level(least))] if left > 0 else []


@preset("WarmupAnnealing", "Warmup, then straight down.", steps=20_000)
def warmup_annealing(
    common: CommonArguments,
    *,
    warmup_steps: int = 500,
    max_steps: int | None = None,
    min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then straight down to min_lr at max_steps, which holds."""
    end = _end(common, max_steps, warmup_steps)
    fall = Segment("Decay", Linear(), STEPS(end - warmup_steps), None, floor_level(min_lr))
    return common.staged(_warmup(warmup_steps), fall)


@preset("PolynomialDecayAnnealing", "Warmup, then a power of what is left.", steps=20_000)
def polynomial_decay_annealing(
    common: CommonArguments,
    *,
    warmup_steps: int = 500,
    hold_steps: int = 0,
    max_steps: int | None = None,
    min_lr: float = 0.0,
    power: float = 1.0,
) -> Schedule:
    """A warmup, then (1 − p)^power down to min_lr at max_steps, which holds.

    With hold_steps, which come before the decay, it is PolynomialHoldDecayAnnealing.
    """
    refuse_below(0, hold_steps=hold_steps)
    refuse_up_to_0(power=power)
    begin = warmup_steps + hold_steps
    end = _end(common, max_steps, begin)
    return common.staged(
        _warmup(warmup_steps),
        Segment("Hold", Constant(), STEPS(hold_steps), FULL),
        Segment("Decay", Polynomial(power), STEPS(end - begin), FULL, floor_level(min_lr)),
    )


@preset("NoamAnnealing", "The Transformer's, with a minimum.", base_lr=2.0, steps=60_000)
def noam_annealing(
    common: CommonArguments,
    *,
    d_model: int = 512,
    warmup_steps: int = 10_000,
    min_lr: float = 0.0,
) -> Schedule:
    """Base · d_model^−0.5 · min(t^−0.5, t · warmup_steps^−1.5), after the warmup never below min_lr.

    Step 0 is counted as step 1, so the first two steps have the same rate.
    """
    refuse_below(1, d_model=d_model, warmup_steps=warmup_steps)
    peak = Level((d_model * warmup_steps) ** -0.5)
    first = Level(peak.value / warmup_steps)
    root = InverseSqrt(STEPS(warmup_steps))
    rest = common.total - warmup_steps
    return common.staged(
        Segment("First step", Constant(), STEPS(1), first),
        Segment("Warmup", Linear(), STEPS(warmup_steps - 1), ZERO, peak, before=STEPS(1)),
        Segment("Decay", root, STEPS(max(1, rest)), peak, floor=_floor(min_lr)),
    )


@preset("NoamHoldAnnealing", "Warmup, hold, a power of time.", steps=60_000)
def noam_hold_annealing(
    common: CommonArguments,
    *,
    warmup_steps: int = 10_000,
    hold_steps: int = 10_000,
    max_steps: int | None = None,
    decay_rate: float = 0.5,
    min_lr: float = 0.0,
) -> Schedule:
    """A warmup, a hold, then base · (warmup_steps / (t − hold_steps))^decay_rate (Squeezeformer).

    It never falls below min_lr, and jumps to it after max_steps; none means the whole run.
    """
    refuse_below(1, warmup_steps=warmup_steps)
    refuse_below(0, hold_steps=hold_steps)
    refuse_up_to_0(decay_rate=decay_rate)
    begin = warmup_steps + hold_steps
    end = _end(common, max_steps, begin)
    decay, minimum = _open(common, PowerLaw(STEPS(warmup_steps), decay_rate), begin, end, min_lr)
    hold = Segment("Hold", Constant(), STEPS(hold_steps), FULL)
    return common.staged(_warmup(warmup_steps), hold, replace(decay, floor=_floor(min_lr)), minimum)


@preset("InverseSquareRootAnnealing", "Warmup, then the inverse square root.", steps=20_000)
def inverse_square_root_annealing(
    common: CommonArguments,
    *,
    warmup_steps: int = 500,
    max_steps: int | None = None,
    min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then base · √((warmup_steps + 1) / (t + 1)), and min_lr after max_steps."""
    end = _end(common, max_steps, warmup_steps)
    root = InverseSqrt(STEPS(warmup_steps + 1))
    stages = _open(common, root, warmup_steps, end, min_lr)
    return common.staged(_warmup(warmup_steps), *stages)


@preset("T5InverseSquareRootAnnealing", "Held, then 1 / √t: T5's.", steps=100_000)
def t5_inverse_square_root_annealing(
    common: CommonArguments,
    *,
    constant_steps: int = 10_000,
    max_steps: int | None = None,
    min_lr: float = 0.0,
) -> Schedule:
    """1 / √max(t, constant_steps), whatever the base rates are, and min_lr after max_steps."""
    refuse_below(1, constant_steps=constant_steps)
    end = _end(common, max_steps, constant_steps)
    root = InverseSqrt(STEPS(constant_steps))
    decay, minimum = _open(common, root, constant_steps, end, min_lr)
    hold = Segment("Hold", Constant(), STEPS(constant_steps), Level.of_rate(constant_steps**-0.5))
    return common.staged(hold, replace(decay, start=None), minimum)

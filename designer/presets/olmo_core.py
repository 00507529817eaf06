"""The schedulers of OLMo-core, by the names of its classes and with their arguments."""

from dataclasses import replace

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    STEPS,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_outside_0_to_1,
    refuse_unless,
    refuse_up_to_0,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.shape import Shape

preset = PresetsFrom("OLMo-core", prefix="olmo-core:")


def _warmup(steps: int, least: float, goal: Level = FULL) -> Segment:
    refuse_below(0, warmup=steps, warmup_min_lr=least)
    return Segment("Warmup", Linear(), STEPS(steps), floor_level(least), goal)


def _horizon(common: CommonArguments, t_max: int | None, warmup: int) -> int:
    """Return where a decay ends, which must be after the warmup."""
    end = common.total if t_max is None else t_max
    refuse_unless(
        warmup < end, f"warmup must be less than the {end:,} steps of it all.", "warmup", "t_max"
    )
    return end


@preset("ConstantWithWarmup", "Linear warmup, then the base rate.", steps=50_000)
def constant_with_warmup(
    common: CommonArguments, *, warmup: int = 2_000, warmup_min_lr: float = 0.0
) -> Schedule:
    """Straight from warmup_min_lr, an absolute rate, to the base rate, which holds."""
    return common.staged(_warmup(warmup, warmup_min_lr))


@preset("CosWithWarmup", "Linear warmup, then half a cosine.", base_lr=4e-4, steps=50_000)
def cos_with_warmup(
    common: CommonArguments,
    *,
    warmup: int = 2_000,
    alpha_f: float = 0.1,
    t_max: int | None = None,
    warmup_min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then half a cosine to alpha_f times the base rate at t_max, which holds.

    t_max includes the warmup; none means the whole run. warmup_min_lr is an absolute rate.
    """
    return _with_warmup(common, Cosine(), warmup, alpha_f, t_max, warmup_min_lr)


@preset("LinearWithWarmup", "Linear warmup, then straight down.", base_lr=4e-4, steps=50_000)
def linear_with_warmup(
    common: CommonArguments,
    *,
    warmup: int = 2_000,
    alpha_f: float = 0.1,
    t_max: int | None = None,
    warmup_min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then straight down to alpha_f times the base rate at t_max, which holds.

    The arguments are as for olmo-core:CosWithWarmup.
    """
    return _with_warmup(common, Linear(), warmup, alpha_f, t_max, warmup_min_lr)


def _with_warmup(  # noqa: PLR0917 - two callers hand on what they were given.
    common: CommonArguments,
    shape: Shape,
    warmup: int,
    alpha_f: float,
    t_max: int | None,
    warmup_min_lr: float,
) -> Schedule:
    refuse_outside_0_to_1(alpha_f=alpha_f)
    end = _horizon(common, t_max, warmup)
    decay = Segment("Decay", shape, STEPS(end - warmup), None, Level(alpha_f))
    return common.staged(_warmup(warmup, warmup_min_lr), decay)


@preset("HalfCosWithWarmup", "The lower half of a cosine.", base_lr=4e-4, steps=50_000)
def half_cos_with_warmup(
    common: CommonArguments,
    *,
    warmup: int = 2_000,
    alpha_f: float = 0.1,
    t_max: int | None = None,
    warmup_min_lr: float = 0.0,
) -> Schedule:
    """A warmup to halfway between the base rate and its end, then the second half of a cosine.

    The arguments are as for olmo-core:CosWithWarmup.
    """
    refuse_outside_0_to_1(alpha_f=alpha_f)
    end = _horizon(common, t_max, warmup)
    rise = _warmup(warmup, warmup_min_lr, Level((1 + alpha_f) / 2))
    length = STEPS(end - warmup)
    return common.staged(
        rise, Segment("Decay", Cosine(), length, FULL, Level(alpha_f), before=length)
    )


@preset("InvSqrtWithWarmup", "Linear warmup, then the inverse square root.", steps=50_000)
def inv_sqrt_with_warmup(
    common: CommonArguments,
    *,
    warmup: int = 2_000,
    alpha_f: float = 0.1,
    warmup_min_lr: float = 0.0,
) -> Schedule:
    """A warmup, then √(warmup / t) of what lies above alpha_f times the base rate."""
    refuse_below(1, warmup=warmup)
    refuse_outside_0_to_1(alpha_f=alpha_f)
    shape = PowerLaw(STEPS(warmup), 0.5, alpha_f)
    return common.schedule(_warmup(warmup, warmup_min_lr), Segment("Decay", shape, FILL))


@preset("WSD", "Warmup, hold, straight down at the end.", base_lr=4e-4, steps=50_000)
def wsd(
    common: CommonArguments,
    *,
    warmup: int = 2_000,
    decay: int | None = None,
    decay_fraction: float = 0.1,
    warmup_min_lr: float = 0.0,
    decay_min_lr: float = 0.0,
) -> Schedule:
    """A warmup, the base rate, and straight down to decay_min_lr over the last steps of the run.

    decay=none takes decay_fraction of the run. The two minima are absolute rates.
    """
    fall = _tail(common, decay, decay_fraction, warmup)
    return common.staged(
        _warmup(warmup, warmup_min_lr),
        Segment("Hold", Constant(), STEPS(common.total - warmup - fall), FULL),
        Segment("Decay", Linear(), STEPS(fall), FULL, floor_level(decay_min_lr)),
    )


@preset("PowerLR", "A power of time that needs no end, then down.", base_lr=4e-4, steps=50_000)
def power_lr(
    common: CommonArguments,
    *,
    b: float = -0.51,
    warmup: int = 2_000,
    decay: int | None = None,
    decay_fraction: float = 0.1,
    warmup_min_lr: float = 0.0,
    decay_min_lr: float = 0.0,
) -> Schedule:
    """A warmup, (t / warmup)^b, and from there straight down to decay_min_lr at the end of the run.

    b is below 0. The other arguments are as for olmo-core:WSD.
    """
    refuse_below(1, warmup=warmup)
    refuse_unless(b < 0, "b must be below 0 for the rate to fall.", "b")
    fall = _tail(common, decay, decay_fraction, warmup)
    power = PowerLaw(STEPS(warmup), -b)
    return common.staged(
        _warmup(warmup, warmup_min_lr),
        Segment("Power", power, STEPS(common.total - warmup - fall), FULL),
        Segment("Decay", Linear(), STEPS(fall), None, floor_level(decay_min_lr)),
    )


@preset(
    "CosWithWarmupAndLinearDecay",
    "A cosine cut short, then straight down: OLMo 2.",
    base_lr=4e-4,
    steps=50_000,
)
def cos_with_warmup_and_linear_decay(
    common: CommonArguments,
    *,
    warmup: int = 2_000,
    alpha_f: float = 0.1,
    t_max: int | None = None,
    decay: int | None = None,
    decay_fraction: float = 0.1,
    warmup_min_lr: float = 0.0,
    decay_min_lr: float = 0.0,
) -> Schedule:
    """olmo-core:CosWithWarmup until the last steps of the run, then straight down to decay_min_lr.

    The cosine would have gone on to t_max; none means the end of the run. decay=none takes
    decay_fraction of the run. The minima are absolute rates.
    """
    refuse_outside_0_to_1(alpha_f=alpha_f)
    fall = _tail(common, decay, decay_fraction, warmup)
    end = _horizon(common, t_max, warmup)
    begin = common.total - fall
    cosine = Segment("Decay", Cosine(), STEPS(min(end, begin) - warmup), FULL, Level(alpha_f))
    if end > begin:
        cosine = replace(cosine, after=STEPS(end - begin))
    return common.staged(
        _warmup(warmup, warmup_min_lr),
        cosine,
        Segment("Hold", Constant(), STEPS(max(0, begin - end))),
        Segment("Last decay", Linear(), STEPS(fall), None, floor_level(decay_min_lr)),
    )


def _tail(common: CommonArguments, decay: int | None, fraction: float, warmup: int) -> int:
    """Count the steps of the decay at the end of the run, which must not reach into the warmup."""
    refuse_outside_0_to_1(decay_fraction=fraction)
    fall = round(common.total * fraction) if decay is None else decay
    refuse_unless(
        0 < fall <= common.total - warmup,
        f"The decay must take from 1 to the {common.total - warmup:,} steps after the warmup, "
        f"not {fall:,}.",
        "decay",
        "warmup",
    )
    return fall


@preset("WSDS", "Hold and down, again and again from the peak.", base_lr=4e-4, steps=50_000)
def wsds(
    common: CommonArguments,
    *,
    period_lengths: tuple[int, ...] = (50_000,),
    period_lr_multipliers: tuple[float, ...] = (),
    warmup: int = 2_000,
    decay: int | None = None,
    decay_fraction: float = 0.1,
    warmup_min_lr: float = 0.0,
    decay_min_lr: float = 0.0,
) -> Schedule:
    """A hold and a straight decay in each period, each from the base rate again (arXiv 2410.05192).

    The warmup belongs to the first period. decay=none takes decay_fraction of each period. The
    step at a period's end executes decay_min_lr, an absolute rate. period_lr_multipliers, where
    there are any, are the heights of the periods.
    """
    multipliers = period_lr_multipliers or (1.0,) * len(period_lengths)
    refuse_unless(
        len(multipliers) == len(period_lengths),
        "period_lr_multipliers must be as many as period_lengths.",
        "period_lr_multipliers",
    )
    refuse_outside_0_to_1(decay_fraction=decay_fraction)
    low = floor_level(decay_min_lr)
    stages = [_warmup(warmup, warmup_min_lr, Level(multipliers[0]) if multipliers else FULL)]
    for number, (length, height) in enumerate(zip(period_lengths, multipliers, strict=True)):
        fall = round(decay_fraction * length) if decay is None else decay
        hold = length - fall - (warmup if number == 0 else 1)
        refuse_unless(
            fall > 0 and hold >= 0, f"A period of {length:,} steps is too short.", "period_lengths"
        )
        peak = Level(height)
        stages.append(Segment(f"Hold {number + 1}", Constant(), STEPS(hold), peak))
        down = Segment(f"Decay {number + 1}", Linear(), STEPS(fall), peak, low)
        is_last = number == len(period_lengths) - 1
        stages.append(down if is_last else replace(down, span=STEPS(fall + 1), last_at_end=True))
    return common.staged(*stages)


@preset("ExponentialScheduler", "Up through all rates: the range test.", base_lr=1.0, steps=2_000)
def exponential_scheduler(
    common: CommonArguments, *, lr_min: float = 1e-9, t_max: int | None = None
) -> Schedule:
    """The same ratio from step to step, from lr_min to the base rate at t_max, which holds.

    lr_min is an absolute rate. t_max=none means the whole run.
    """
    refuse_up_to_0(lr_min=lr_min)
    end = common.total if t_max is None else t_max
    return common.staged(Segment("Rise", Exponential(), STEPS(end), Level.of_rate(lr_min), FULL))

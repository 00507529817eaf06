"""The schedules of timm, by the names of ``--sched`` and with the arguments of its classes."""

from dataclasses import replace
from typing import Literal, NamedTuple

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    STEPS,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_unless,
    refuse_up_to_0,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.presets.torch_plain import plateau_segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.cosine_k import CosineK
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.polynomial_k import PolynomialK
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.shapes.tanh import Tanh
from rampsmith.designer.values.numbers import tidy

preset = PresetsFrom("timm", prefix="timm:")


class _Cycles(NamedTuple):
    """The arguments that cosine, tanh and poly share, by timm's names."""

    t_initial: int | None
    lr_min: float
    cycle_mul: float
    cycle_decay: float
    cycle_limit: int
    warmup_t: int
    warmup_lr_init: float
    warmup_prefix: bool


@preset("cosine", "Half a cosine, in cycles if wanted.", stepping="epoch")
def cosine(
    common: CommonArguments,
    *,
    t_initial: int | None = None,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    k_decay: float = 1.0,
) -> Schedule:
    """CosineLRScheduler: from the base rate to lr_min over t_initial steps, which then holds.

    Without warmup_prefix the cosine runs from step 0 on and the warmup hides its begin; the warmup
    leads to the base rate, a little above the cosine. With it the cosine begins after the warmup.
    Each of cycle_limit cycles is cycle_mul times as long and begins cycle_decay times as high.
    k_decay above 1 falls later. t_initial=none means the whole run. lr_min and warmup_lr_init are
    absolute rates. The end of a cycle is never executed.
    """
    refuse_up_to_0(k_decay=k_decay)
    cycles = _Cycles(
        t_initial,
        lr_min,
        cycle_mul,
        cycle_decay,
        cycle_limit,
        warmup_t,
        warmup_lr_init,
        warmup_prefix,
    )
    return _cycled(common, Cosine() if k_decay == 1 else CosineK(k_decay), cycles)


@preset("tanh", "A hyperbolic tangent: high, then low.", stepping="epoch")
def tanh(
    common: CommonArguments,
    *,
    t_initial: int | None = None,
    lb: float = -7.0,
    ub: float = 3.0,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
) -> Schedule:
    """TanhLRScheduler: from the base rate to lr_min along a tanh between lb and ub.

    The curve comes near its ends and reaches neither. The other arguments are as for timm:cosine,
    but without warmup_prefix the warmup leads to the curve as it is by then, for a group with the
    rate base_lr, and to the same fraction for others.
    """
    shape = Tanh(lb, ub)
    cycles = _Cycles(
        t_initial,
        lr_min,
        cycle_mul,
        cycle_decay,
        cycle_limit,
        warmup_t,
        warmup_lr_init,
        warmup_prefix,
    )
    first = _first(common, cycles)
    goal = FULL
    if not warmup_prefix and 0 < warmup_t < first and common.base_lr > 0:
        base = common.base_lr
        goal = Level(Tanh.curve(base, lr_min, warmup_t / first, lb, ub) / base)
    return _cycled(common, shape, cycles, goal)


@preset("poly", "A power of what is left.", stepping="epoch")
def poly(
    common: CommonArguments,
    *,
    t_initial: int | None = None,
    power: float = 0.5,
    lr_min: float = 0.0,
    cycle_mul: float = 1.0,
    cycle_decay: float = 1.0,
    cycle_limit: int = 1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = False,
    k_decay: float = 1.0,
) -> Schedule:
    """PolyLRScheduler: from the base rate to lr_min with (1 − p^k_decay)^power.

    The other arguments are as for timm:cosine. timm's script passes its decay_rate as the power.
    """
    refuse_up_to_0(power=power, k_decay=k_decay)
    cycles = _Cycles(
        t_initial,
        lr_min,
        cycle_mul,
        cycle_decay,
        cycle_limit,
        warmup_t,
        warmup_lr_init,
        warmup_prefix,
    )
    shape = Polynomial(power) if k_decay == 1 else PolynomialK(power, k_decay)
    return _cycled(common, shape, cycles)


@preset("step", "A staircase, after a warmup if wanted.", stepping="epoch")
def step(
    common: CommonArguments,
    *,
    decay_t: float = 10.0,
    decay_rate: float = 0.1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
) -> Schedule:
    """StepLRScheduler: the base rate times decay_rate after every decay_t steps.

    The stairs count from the end of the warmup, or with warmup_prefix=false from step 0. They go
    on after the end of the run.
    """
    refuse_up_to_0(decay_t=decay_t)
    refuse_below(0, decay_rate=decay_rate, warmup_t=warmup_t)
    before = FILL if warmup_t and not warmup_prefix else None
    stairs = Segment("Stairs", Staircase(STEPS(decay_t), decay_rate), FILL, FULL, before=before)
    return common.schedule(warmup_from(warmup_t, warmup_lr_init), stairs)


@preset("multistep", "The rate times decay_rate at milestones.", stepping="epoch")
def multistep(
    common: CommonArguments,
    *,
    decay_t: tuple[int, ...] = (10, 20),
    decay_rate: float = 0.1,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True,
) -> Schedule:
    """MultiStepLRScheduler: the base rate times decay_rate at each milestone in decay_t.

    As in the original, a milestone takes effect one step before its number: 10 at step 9. They
    count from the end of the warmup, or with warmup_prefix=false from step 0.
    """
    refuse_below(0, warmup_t=warmup_t, decay_rate=decay_rate)
    shift = warmup_t if warmup_prefix else 0
    falls = sorted(milestone - 1 + shift for milestone in decay_t)
    bounds = sorted({warmup_t, *(fall for fall in falls if warmup_t < fall < common.total)})
    warmup = warmup_from(warmup_t, warmup_lr_init)
    stairs = [
        Segment(
            f"Stair {number}",
            Constant(),
            STEPS(end - begin),
            Level(tidy(decay_rate ** sum(fall <= begin for fall in falls))),
        )
        for number, (begin, end) in enumerate(zip(bounds, [*bounds[1:], common.total], strict=True))
    ]
    return common.staged(*([] if warmup is None else [warmup]), *stairs)


@preset("plateau", "Falls when a metric stops improving.", stepping="epoch")
def plateau(
    common: CommonArguments,
    *,
    decay_rate: float = 0.1,
    patience_t: int = 10,
    threshold: float = 1e-4,
    cooldown_t: int = 0,
    warmup_t: int = 0,
    warmup_lr_init: float = 0.0,
    lr_min: float = 0.0,
    mode: Literal["min", "max"] = "max",
) -> Schedule:
    """PlateauLRScheduler: the ReduceLROnPlateau of torch, after a warmup; without noise.

    Other than torch's, it takes a higher metric for a better one unless mode=min. lr_min is an
    absolute rate.
    """
    refuse_below(0, warmup_t=warmup_t)
    shape = Plateau(mode, decay_rate, patience_t, threshold, "rel", cooldown_t, lr_min)
    return common.schedule(warmup_from(warmup_t, warmup_lr_init), plateau_segment(shape))


def warmup_from(steps: int, rate: float, goal: Level = FULL) -> Segment | None:
    """Make a warmup that starts at an absolute rate; none of no steps."""
    if steps == 0:
        return None
    return Segment("Warmup", Linear(), STEPS(steps), floor_level(rate), goal)


def _first(common: CommonArguments, cycles: _Cycles) -> int:
    """Return how long the first cycle is, with what the warmup hides of it."""
    prefix = cycles.warmup_t if cycles.warmup_prefix else 0
    return common.total - prefix if cycles.t_initial is None else cycles.t_initial


def _cycled(common: CommonArguments, shape: Shape, cycles: _Cycles, goal: Level = FULL) -> Schedule:
    """Make a warmup to a goal, cycles of a shape, and the minimum after them."""
    first, limit, mul = _first(common, cycles), cycles.cycle_limit, cycles.cycle_mul
    warmup, prefix = cycles.warmup_t, cycles.warmup_prefix
    refuse_below(1, cycle_limit=limit, t_initial=first)
    refuse_below(0, warmup_t=warmup, lr_min=cycles.lr_min, warmup_lr_init=cycles.warmup_lr_init)
    refuse_up_to_0(cycle_mul=mul, cycle_decay=cycles.cycle_decay)
    hidden = 0 if prefix else warmup
    refuse_unless(
        hidden < first,
        f"The warmup of {warmup} steps hides all of t_initial, which is {first}; "
        "make it shorter or set warmup_prefix.",
        "warmup_t",
        "t_initial",
    )
    taken = first * limit if mul == 1 else round(first * (mul**limit - 1) / (mul - 1))
    end = taken + warmup - hidden
    low = floor_level(cycles.lr_min)
    rise = warmup_from(warmup, cycles.warmup_lr_init, goal)
    cut = STEPS(hidden) if hidden else None
    fall = Segment("Decay", shape, STEPS(first - hidden), FULL, low, before=cut)
    # A tanh does not come down to its end.
    rest = Segment("Minimum", Constant(), FILL, low if isinstance(shape, Tanh) else None)
    if limit == 1:
        stages = [] if rise is None else [rise]
        left = common.total - end
        after = [replace(rest, span=STEPS(left))] if left > 0 else []
        return common.staged(*stages, fall, *after)
    higher = Segment("Later decay", shape, STEPS(tidy(first * mul)), Level(cycles.cycle_decay), low)
    segments = [each for each in (rise, fall, higher if hidden else None) if each is not None]
    at, times = len(segments) - 1, limit - 1 if hidden else limit
    repeat = Repeat("Cycles", at, at, times, stretch=mul, scale=cycles.cycle_decay)
    holds = end < common.total
    return common.schedule(*segments, rest if holds else None, repeats=(repeat,))

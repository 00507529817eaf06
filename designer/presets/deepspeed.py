"""The five schedules of DeepSpeed, by the names and arguments of its configuration.

Its schedulers are one step behind: what their formula gives for step 0 is set by the first ``step()``. Here
step t trains with what the formula gives for t, as their documentation draws it.
"""

from typing import Literal, TypeAlias

from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.schedule import Level, Schedule, Segment, Track
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    STEPS,
    VALUE,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_outside_0_to_1,
    refuse_unless,
    refuse_up_to_0,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.logarithmic import Logarithmic
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.numbers import plain_text

preset = PresetsFrom("DeepSpeed", prefix="deepspeed:")

WarmupType: TypeAlias = Literal["log", "linear"]


def _warmup(steps: int, kind: WarmupType, start: Level, end: Level) -> Segment:
    """Make a warmup; the logarithmic one arrives with its last step, the linear one after it."""
    refuse_below(1, warmup_num_steps=steps)
    length = STEPS(max(2, steps))
    if kind == "linear":
        return Segment("Warmup", Linear(), length, start, end)
    return Segment("Warmup", Logarithmic(STEPS(1)), length, start, end, last_at_end=True)


def _levels(least: float, most: float | None) -> tuple[Level, Level]:
    """Return the levels of a warmup: absolute rates, or each group's own rate at its end."""
    refuse_below(0, warmup_min_lr=least)
    return floor_level(least), FULL if most is None else VALUE(most)


@preset("WarmupLR", "A warmup with the logarithm of time, then held.")
def warmup_lr(
    common: CommonArguments,
    *,
    warmup_min_lr: float = 0.0,
    warmup_max_lr: float | None = None,
    warmup_num_steps: int = 1_000,
    warmup_type: WarmupType = "log",
) -> Schedule:
    """From warmup_min_lr to warmup_max_lr with log(t + 1) / log(warmup_num_steps), then held.

    Steep at first, and there with the last step of the warmup; warmup_type=linear is straight.
    The rates are absolute; warmup_max_lr=none means each group's own. DeepSpeed's own scheduler is one
    step behind: its first step() sets what this has for step 0.
    """
    start, end = _levels(warmup_min_lr, warmup_max_lr)
    warmup = _warmup(warmup_num_steps, warmup_type, start, end)
    return common.staged(warmup)


@preset("WarmupDecayLR", "A logarithmic warmup, then straight down.", steps=10_000)
def warmup_decay_lr(
    common: CommonArguments,
    *,
    total_num_steps: int | None = None,
    warmup_min_lr: float = 0.0,
    warmup_max_lr: float | None = None,
    warmup_num_steps: int = 1_000,
    warmup_type: WarmupType = "log",
) -> Schedule:
    """The warmup of deepspeed:WarmupLR, then straight down to warmup_min_lr at total_num_steps.

    total_num_steps includes the warmup; none means the whole run. The end falls one step after
    the last and holds. DeepSpeed's own scheduler is one step behind.
    """
    start, end = _levels(warmup_min_lr, warmup_max_lr)
    warmup = _warmup(warmup_num_steps, warmup_type, start, end)
    decay = _after(common, total_num_steps, warmup)
    return common.staged(warmup, Segment("Decay", Linear(), STEPS(decay), None, start))


@preset("WarmupCosineLR", "A logarithmic warmup, then half a cosine.", steps=10_000)
def warmup_cosine_lr(
    common: CommonArguments,
    *,
    total_num_steps: int | None = None,
    warmup_min_ratio: float = 0.0,
    warmup_num_steps: int = 1_000,
    cos_min_ratio: float = 1e-4,
    warmup_type: WarmupType = "log",
) -> Schedule:
    """A warmup from warmup_min_ratio times the base rate, then half a cosine to cos_min_ratio of it.

    The first step of the cosine is one step on its way, the last one arrives. total_num_steps
    includes the warmup; none means the whole run. All rates are relative to each group's own.
    DeepSpeed's own scheduler is one step behind.
    """
    refuse_outside_0_to_1(warmup_min_ratio=warmup_min_ratio, cos_min_ratio=cos_min_ratio)
    warmup = _warmup(warmup_num_steps, warmup_type, Level(warmup_min_ratio), FULL)
    decay = _after(common, total_num_steps, warmup)
    fall = Segment(
        "Decay",
        Cosine(),
        STEPS(decay),
        FULL,
        Level(cos_min_ratio),
        first_at_start=False,
        last_at_end=True,
    )
    return common.staged(warmup, fall)


def _after(common: CommonArguments, total: int | None, warmup: Segment) -> int:
    """Count the steps that a warmup leaves."""
    whole, taken = common.total if total is None else total, int(warmup.span.amount)
    refuse_unless(
        taken < whole,
        f"warmup_num_steps must be fewer than the {whole:,} steps of it all, not {taken:,}.",
        "warmup_num_steps",
        "total_num_steps",
    )
    return whole - taken


@preset("LRRangeTest", "Up and up, to find where training breaks.", steps=10_000)
def lr_range_test(
    common: CommonArguments,
    *,
    lr_range_test_min_lr: float = 1e-3,
    lr_range_test_step_size: int = 2_000,
    lr_range_test_step_rate: float = 1.0,
    lr_range_test_staircase: bool = False,
) -> Schedule:
    """lr_range_test_min_lr · (1 + step_rate · t / step_size), an absolute rate, to the end of the run.

    With lr_range_test_staircase it rises only at the end of every step_size steps.
    """
    size, rate = lr_range_test_step_size, lr_range_test_step_rate
    refuse_below(1, lr_range_test_step_size=size)
    refuse_up_to_0(lr_range_test_min_lr=lr_range_test_min_lr)
    start, total = VALUE(lr_range_test_min_lr), common.total
    if lr_range_test_staircase:
        stairs = Expression(f"start * (1 + {plain_text(rate)} * floor(t / {size}))")
        return common.schedule(Segment("Rise", stairs, FILL, start))
    end = VALUE(lr_range_test_min_lr * (1 + rate * total / size))
    return common.schedule(Segment("Rise", Linear(), FILL, start, end))


@preset("OneCycle", "One triangle, then a slow decay; momentum against it.", steps=10_000)
def one_cycle(
    common: CommonArguments,
    *,
    cycle_min_lr: float = 1e-4,
    cycle_max_lr: float = 1e-3,
    decay_lr_rate: float = 0.0,
    cycle_first_step_size: int = 2_000,
    cycle_second_step_size: int | None = None,
    cycle_first_stair_count: int = 0,
    cycle_second_stair_count: int | None = None,
    decay_step_size: int = 0,
    cycle_momentum: bool = True,
    cycle_min_mom: float = 0.8,
    cycle_max_mom: float = 0.9,
    decay_mom_rate: float = 0.0,
) -> Schedule:
    """Straight from cycle_min_lr to cycle_max_lr and back, then 1 / (1 + decay_lr_rate · n / size).

    size is decay_step_size, and 0 means no decay. The rates are absolute, the same for all groups.
    With a stair count, that half of the cycle goes in so many stairs: up at the end of each, down
    right after the step at the top; the second half has as many as the first where it says none
    (lr_schedules.py, _get_scale_factor, of August 2026; before that the counts had no effect).
    The momentum (Adam's beta1) goes from cycle_max_mom to cycle_min_mom and back; decay_mom_rate
    makes it grow after the cycle. The original builds the optimizer with cycle_min_mom for its
    very first step.
    """
    second = cycle_first_step_size if cycle_second_step_size is None else cycle_second_step_size
    refuse_below(1, cycle_first_step_size=cycle_first_step_size, cycle_second_step_size=second)
    refuse_below(0, decay_step_size=decay_step_size, decay_lr_rate=decay_lr_rate)
    first_stairs, stairs = cycle_first_stair_count, cycle_second_stair_count
    second_stairs = first_stairs if stairs is None else stairs
    refuse_below(0, cycle_first_stair_count=first_stairs, cycle_second_stair_count=second_stairs)
    up, down = STEPS(cycle_first_step_size), STEPS(second)
    left = common.total - cycle_first_step_size - second

    def cycle(low: float, high: float) -> tuple[Segment, Segment]:
        there, back = ("Rise", "Fall") if high >= low else ("Fall", "Rise")
        rise = _half(first_stairs, f"start + (end - start) * floor(n * stairs / {up.amount})")
        left = f"floor(({down.amount} - n) * stairs / {down.amount})"
        fall = _half(second_stairs, f"end + (start - end) * {left}")
        return (
            Segment(there, rise, up, VALUE(low), VALUE(high)),
            Segment(back, fall, down, VALUE(high), VALUE(low)),
        )

    decay = []
    if decay_step_size and decay_lr_rate and left > 0:
        shape = PowerLaw(STEPS(decay_step_size / decay_lr_rate), 1.0)
        decay = [Segment("Decay", shape, STEPS(left))]
    rates = common.segments([*cycle(cycle_min_lr, cycle_max_lr), *decay])
    if not cycle_momentum:
        return common.schedule(*rates)
    growth = []
    if decay_step_size and decay_mom_rate and left > 0:
        end = cycle_max_mom * (1 + decay_mom_rate * left / decay_step_size)
        growth = [Segment("Growth", Linear(), STEPS(left), None, VALUE(end))]
    momenta = common.segments([*cycle(cycle_max_mom, cycle_min_mom), *growth])
    return common.schedule(*rates, tracks=(Track(MOMENTUM_CURVE, momenta),))


def _half(stairs: int, way: str) -> Shape:
    """Make the shape of half a cycle: straight, or so many stairs that go a way."""
    if not stairs:
        return Linear()
    return Expression(f"{way} / stairs", constants=(FormulaConstant("stairs", stairs),))

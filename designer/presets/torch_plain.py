"""The schedulers of torch that need no cycles, under their own names and arguments.

torch reads "epoch" as one call of ``scheduler.step()``; here they are called once per epoch unless
``stepping=update`` is set.
"""

from typing import Literal

from rampsmith.designer.presets.frame import Frame, Stage, tidy
from rampsmith.designer.presets.preset import preset, refuse_unless
from rampsmith.designer.presets.values import Formula
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import (
    Constant,
    Expression,
    Linear,
    Plateau,
    Polynomial,
    Staircase,
)
from rampsmith.designer.spans import Span

FILL = Span.of_the_rest()
ONE_OVER = Formula("1 / (t + 1)")
ALWAYS_095 = Formula("0.95")


@preset("StepLR", "torch: the rate times gamma after every step_size steps.", stepping="epoch")
def step_lr(frame: Frame, *, step_size: int = 10, gamma: float = 0.1) -> Schedule:
    """The base rate times gamma^⌊t / step_size⌋; the first stair is a full one.

    torch's would go on falling after the end of the run; here the last rate holds. Rates are
    relative to each group's own.
    """
    refuse_unless(step_size >= 1, f"step_size must be at least 1, not {step_size}.")
    return frame.schedule(Segment("Stairs", Staircase(Span.of_steps(step_size), gamma), FILL))


@preset("MultiStepLR", "torch: the rate times gamma at each milestone.", stepping="epoch")
def multi_step_lr(
    frame: Frame, *, milestones: tuple[int, ...] = (10, 20), gamma: float = 0.1
) -> Schedule:
    """The base rate times gamma^(milestones reached); a milestone may stand there twice.

    A milestone that the run does not reach is left out, and so is a negative one. Rates are
    relative to each group's own.
    """
    reached = sorted(m for m in milestones if 0 <= m < frame.total)
    bounds = sorted({0, *reached})
    stages = [
        Stage(
            f"Stair {number}",
            end - begin,
            Constant(),
            Level(tidy(gamma ** sum(m <= begin for m in reached))),
        )
        for number, (begin, end) in enumerate(zip(bounds, [*bounds[1:], frame.total], strict=True))
    ]
    return frame.staged(*stages)


@preset("ConstantLR", "torch: a smaller rate at first, then a jump to the base.", stepping="epoch")
def constant_lr(frame: Frame, *, factor: float = 1 / 3, total_iters: int = 5) -> Schedule:
    """The base rate times factor for total_iters steps, then the base rate.

    With total_iters=0 torch never comes back from the factor, and neither does this.
    """
    refuse_unless(0 <= factor <= 1, f"factor must be from 0 to 1, not {factor}.")
    refuse_unless(total_iters >= 0, f"total_iters must not be negative, as {total_iters} is.")
    reduced = min(total_iters or frame.total, frame.total)
    return frame.staged(
        Stage("Reduced", reduced, Constant(), Level(factor)),
        Stage("Base rate", frame.total - reduced, Constant(), Level(1.0)),
    )


@preset("LinearLR", "torch: straight from one factor to another, then held.", stepping="epoch")
def linear_lr(
    frame: Frame,
    *,
    start_factor: float = 1 / 3,
    end_factor: float = 1.0,
    total_iters: int = 5,
) -> Schedule:
    """Straight from start_factor to end_factor times the base rate over total_iters steps.

    The first step runs at start_factor (torch refuses 0 there, a design does not), the end is
    executed at step total_iters and holds. With total_iters=0 the start holds, as in torch.
    """
    refuse_unless(0 <= start_factor <= 1, f"start_factor must be from 0 to 1, not {start_factor}.")
    refuse_unless(0 <= end_factor <= 1, f"end_factor must be from 0 to 1, not {end_factor}.")
    refuse_unless(total_iters >= 0, f"total_iters must not be negative, as {total_iters} is.")
    if total_iters == 0:
        return frame.staged(Stage("Hold", frame.total, Constant(), Level(start_factor)))
    ends = (Level(start_factor), Level(end_factor))
    return frame.staged(Stage("Ramp", total_iters, Linear(), *ends))


@preset("ExponentialLR", "torch: the rate times gamma at every step.", stepping="epoch")
def exponential_lr(frame: Frame, *, gamma: float = 0.9) -> Schedule:
    """The base rate times gamma^t: the rate per step is the number, so the run may be of any length.

    It is a staircase with a stair at every step. After the end of the run the last rate holds,
    where torch's would go on falling.
    """
    refuse_unless(gamma > 0, f"gamma must be above 0, not {gamma}.")
    return frame.schedule(Segment("Decay", Staircase(Span.of_steps(1), gamma), FILL))


@preset("PolynomialLR", "torch: a power of what is left, down to 0.", stepping="epoch")
def polynomial_lr(frame: Frame, *, total_iters: int = 5, power: float = 1.0) -> Schedule:
    """The base rate times (1 − t / total_iters)^power; 0 is executed at total_iters and holds."""
    refuse_unless(total_iters >= 1, f"total_iters must be at least 1, not {total_iters}.")
    return frame.staged(Stage("Decay", total_iters, Polynomial(power), None, Level(0.0)))


@preset("LambdaLR", "torch: the base rate times any function of the step.", stepping="epoch")
def lambda_lr(frame: Frame, *, lr_lambda: Formula = ONE_OVER) -> Schedule:
    """The base rate times lr_lambda, a formula in t, the number of steps done.

    The formula may use arithmetic and the functions of math; it is read, never executed as text.
    After the end of the run the value that it has there holds, where torch's would go on.
    """
    return frame.schedule(Segment("Formula", Expression(lr_lambda), FILL))


@preset(
    "MultiplicativeLR", "torch: the rate before times a function of the step.", stepping="epoch"
)
def multiplicative_lr(frame: Frame, *, lr_lambda: Formula = ALWAYS_095) -> Schedule:
    """The base rate at first, then at every step the previous rate times lr_lambda, a formula in t.

    Each rate builds on the one before, so the exported class keeps it as its state.
    """
    return frame.schedule(Segment("Product", Expression(f"previous * ({lr_lambda})"), FILL))


@preset("ReduceLROnPlateau", "torch: falls when a metric stops improving.", stepping="epoch")
def reduce_lr_on_plateau(
    frame: Frame,
    *,
    mode: Literal["min", "max"] = "min",
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
    threshold_mode: Literal["rel", "abs"] = "rel",
    cooldown: int = 0,
    min_lr: float = 0.0,
    eps: float = 1e-8,
    warmup: int = 0,
    start_factor: float = 0.0,
) -> Schedule:
    """The base rate, multiplied by factor when the metric has not improved for patience steps.

    warmup, which torch cannot do, puts so many steps in front, straight from start_factor times
    the base rate to the base rate; they need no metric. min_lr is an absolute rate for all
    groups. The metric that is better by no more than threshold counts as not improved.
    """
    refuse_unless(0 <= factor < 1, f"factor must be from 0 up to, and without, 1, not {factor}.")
    plateau = Plateau(mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps)
    rise = Segment("Warmup", Linear(), Span.of_steps(warmup), Level(start_factor), Level(1.0))
    return frame.schedule(rise if warmup else None, Segment("Plateau", plateau, FILL))

"""The schedulers of torch that need no cycles, under their own names and arguments.

torch reads "epoch" as one call of ``scheduler.step()``; here they are called once per epoch unless
``stepping=update`` is set.
"""

from typing import Literal

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    ZERO,
    CommonArguments,
    refuse_below,
    refuse_outside_0_to_1,
    refuse_unless,
    refuse_up_to_0,
    warmup_segment,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.presets.values import Formula
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.numbers import exact_text, tidy
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("torch")

ONE_OVER = Formula("1 / (t + 1)")
ALWAYS_095 = Formula("0.95")


@preset("StepLR", "The rate times gamma after every step_size steps.", stepping="epoch")
def step_lr(common: CommonArguments, *, step_size: int = 10, gamma: float = 0.1) -> Schedule:
    """The base rate times gamma^⌊t / step_size⌋; the first stair is a full one.

    It goes on falling after the end of the run, as torch's does. Rates are relative to each
    group's own.
    """
    refuse_below(1, step_size=step_size)
    return common.schedule(Segment("Stairs", Staircase(Span.of_steps(step_size), gamma), FILL))


@preset("MultiStepLR", "The rate times gamma at each milestone.", stepping="epoch")
def multi_step_lr(
    common: CommonArguments, *, milestones: tuple[int, ...] = (10, 20), gamma: float = 0.1
) -> Schedule:
    """The base rate times gamma^(milestones reached); a milestone may stand there twice.

    A milestone that the run does not reach is left out, and so is a negative one. Rates are
    relative to each group's own.
    """
    reached = sorted(m for m in milestones if 0 <= m < common.total)
    bounds = sorted({0, *reached})
    stages = [
        Segment(
            f"Stair {number}",
            Constant(),
            Span.of_steps(end - begin),
            Level(tidy(gamma ** sum(m <= begin for m in reached))),
        )
        for number, (begin, end) in enumerate(zip(bounds, [*bounds[1:], common.total], strict=True))
    ]
    return common.staged(*stages)


@preset("ConstantLR", "A smaller rate at first, then a jump to the base.", stepping="epoch")
def constant_lr(
    common: CommonArguments, *, factor: float = 1 / 3, total_iters: int = 5
) -> Schedule:
    """The base rate times factor for total_iters steps, then the base rate.

    With total_iters=0 torch never comes back from the factor, and neither does this.
    """
    refuse_outside_0_to_1(factor=factor)
    refuse_below(0, total_iters=total_iters)
    reduced = min(total_iters or common.total, common.total)
    return common.staged(
        Segment("Reduced", Constant(), Span.of_steps(reduced), Level(factor)),
        Segment("Base rate", Constant(), Span.of_steps(common.total - reduced), FULL),
    )


@preset("LinearLR", "Straight from one factor to another, then held.", stepping="epoch")
def linear_lr(
    common: CommonArguments,
    *,
    start_factor: float = 1 / 3,
    end_factor: float = 1.0,
    total_iters: int = 5,
) -> Schedule:
    """Straight from start_factor to end_factor times the base rate over total_iters steps.

    The first step runs at start_factor (torch refuses 0 there, a design does not), the end is
    executed at step total_iters and holds. With total_iters=0 the start holds, as in torch.
    """
    refuse_outside_0_to_1(start_factor=start_factor, end_factor=end_factor)
    refuse_below(0, total_iters=total_iters)
    if total_iters == 0:
        return common.staged(
            Segment("Hold", Constant(), Span.of_steps(common.total), Level(start_factor))
        )
    ends = (Level(start_factor), Level(end_factor))
    return common.staged(Segment("Ramp", Linear(), Span.of_steps(total_iters), *ends))


@preset("ExponentialLR", "The rate times gamma at every step.", stepping="epoch")
def exponential_lr(common: CommonArguments, *, gamma: float = 0.9) -> Schedule:
    """The base rate times gamma^t: the rate per step is the number, so the run may be of any length.

    It is a staircase with a stair at every step, and goes on falling after the end of the run, as
    torch's does.
    """
    refuse_up_to_0(gamma=gamma)
    return common.schedule(Segment("Decay", Staircase(Span.of_steps(1), gamma), FILL))


@preset("PolynomialLR", "A power of what is left, down to 0.", stepping="epoch")
def polynomial_lr(common: CommonArguments, *, total_iters: int = 5, power: float = 1.0) -> Schedule:
    """The base rate times (1 − t / total_iters)^power; 0 is executed at total_iters and holds."""
    refuse_below(1, total_iters=total_iters)
    return common.staged(
        Segment("Decay", Polynomial(power), Span.of_steps(total_iters), None, ZERO)
    )


@preset("SWALR", "To a rate that holds, for averaging weights.", stepping="epoch")
def swa_lr(
    common: CommonArguments,
    *,
    swa_lr: float = 0.05,
    anneal_epochs: int = 10,
    anneal_strategy: Literal["cos", "linear"] = "cos",
) -> Schedule:
    """From the base rate to swa_lr over anneal_epochs steps, then held; an absolute rate for all.

    torch.optim.swa_utils.SWALR on its own; it is stepped from the epoch on in which the averaging
    begins. With anneal_epochs=0 it is at swa_lr at once.
    """
    refuse_below(0, anneal_epochs=anneal_epochs, swa_lr=swa_lr)
    shape: Shape = Cosine() if anneal_strategy == "cos" else Linear()
    end = Level.of_rate(swa_lr)
    return common.staged(Segment("Anneal", shape, Span.of_steps(anneal_epochs), FULL, end))


@preset("LambdaLR", "The base rate times any function of the step.", stepping="epoch")
def lambda_lr(common: CommonArguments, *, lr_lambda: Formula = ONE_OVER) -> Schedule:
    """The base rate times lr_lambda, a formula in t, the number of steps done.

    The formula may use arithmetic and the functions of math; it is read, never executed as text.
    After the end of the run the value that it has there holds, where torch's would go on.
    """
    return common.schedule(Segment("Formula", Expression(lr_lambda), FILL))


@preset("MultiplicativeLR", "The rate before times a function of the step.", stepping="epoch")
def multiplicative_lr(common: CommonArguments, *, lr_lambda: Formula = ALWAYS_095) -> Schedule:
    """The base rate at first, then at every step the previous rate times lr_lambda, a formula in t.

    Each rate builds on the one before, so the exported class keeps it as its state.
    """
    return common.schedule(Segment("Product", Expression(f"previous * ({lr_lambda})"), FILL))


@preset("ReduceLROnPlateau", "Falls when a metric stops improving.", stepping="epoch")
def reduce_lr_on_plateau(
    common: CommonArguments,
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
    plateau = Plateau(mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps)
    rise = warmup_segment(Span.of_steps(warmup), start_factor)
    return common.schedule(rise, plateau_segment(plateau))


def plateau_segment(plateau: Plateau) -> Segment:
    """Make the rest of the run a plateau with a factor that torch accepts."""
    refuse_unless(
        0 <= plateau.factor < 1,
        f"factor must be from 0 up to, and without, 1, not {exact_text(plateau.factor)}.",
        "factor",
    )
    return Segment("Plateau", plateau, FILL)

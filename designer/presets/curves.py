"""The schedules that most people start from, under Rampsmith's own names."""

from dataclasses import replace

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import (
    FILL,
    TENTH,
    CommonArguments,
    refuse_unless,
    warmup_segment,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("Basics")

NOTHING = Span.of_steps(0)
FIVE_PERCENT = Span.of_percent(5)
FIFTH = Span.of_percent(20)
TEN_EPOCHS = Span.of_epochs(10)


@preset("constant", "The base rate throughout, after a warmup if wanted.")
def constant(common: CommonArguments, *, warmup: Span = NOTHING) -> Schedule:
    """The base rate from the first step to the last; with a warmup, linear from 0 before it."""
    return common.schedule(warmup_segment(warmup), _rest("Hold", Constant()))


@preset("warmup-linear", "Linear warmup, then linear decay to 0: the usual one for fine-tuning.")
def warmup_linear(
    common: CommonArguments,
    *,
    warmup: Span = TENTH,
    start_factor: float = 0.0,
    min_factor: float = 0.0,
) -> Schedule:
    """Linear warmup to the base rate, then linear decay over the rest of the run.

    The first step runs at start_factor, which is 0 in the original; counts_from=1 begins one
    step later instead. The decay does not include the warmup. Its end, min_factor times the base
    rate, falls one step after the last unless counts_from=1.
    """
    return common.schedule(
        warmup_segment(warmup, start_factor), _rest("Decay", Linear(), Level(min_factor))
    )


@preset("warmup-cosine", "Linear warmup, then half a cosine down to a minimum.")
def warmup_cosine(
    common: CommonArguments,
    *,
    warmup: Span = TENTH,
    start_factor: float = 0.0,
    min_lr: float | None = None,
    min_factor: float = 0.0,
) -> Schedule:
    """Linear warmup to the base rate, then half a cosine over the rest of the run.

    The minimum is min_factor times each group's base rate or, if min_lr is given, that rate for
    all groups. With counts_from=1 the first step runs one step into the warmup and the last one
    at exactly the minimum; with 0 the first runs at start_factor and the end is not executed.
    """
    end = Level(min_factor) if min_lr is None else Level.of_rate(min_lr)
    return common.schedule(warmup_segment(warmup, start_factor), _rest("Decay", Cosine(), end))


@preset("warmup-stable-decay", "Linear warmup, a long plateau, then a cooldown of 1 − √p.")
def warmup_stable_decay(
    common: CommonArguments,
    *,
    warmup: Span = FIVE_PERCENT,
    cooldown: Span = FIFTH,
    start_factor: float = 0.0,
    min_factor: float = 0.0,
) -> Schedule:
    """Linear warmup, the base rate, and a cooldown at the end of the run, steep at first.

    The plateau takes what the two others leave, so a longer run only makes it longer.
    """
    return common.schedule(
        warmup_segment(warmup, start_factor),
        _rest("Hold", Constant()),
        Segment("Cooldown", OneMinusSqrt(), cooldown, None, Level(min_factor)),
    )


@preset("step-decay", "A staircase: the rate times a factor after every so many steps or epochs.")
def step_decay(
    common: CommonArguments,
    *,
    every: Span = TEN_EPOCHS,
    factor: float = 0.1,
    warmup: Span = NOTHING,
    from_run_start: bool = False,
) -> Schedule:
    """The base rate, multiplied by factor after every stair; the first stair is a full one.

    A warmup, if wanted, comes before the first stair and does not shorten it. With from_run_start
    the stairs count from the run's start instead, where torch's StepLR has them.
    """
    rises, stairs = warmup_segment(warmup), _rest("Stairs", Staircase(every, factor))
    if from_run_start:
        stairs = replace(stairs, before=FILL)
    return common.schedule(rises, stairs)


@preset("inverse-sqrt", "Linear warmup, then the inverse square root of time: the Transformer's.")
def inverse_sqrt(
    common: CommonArguments, *, warmup: Span = TENTH, time_scale: Span | None = None
) -> Schedule:
    """Linear warmup to the base rate W steps long, then the base rate times √(s / (s + n)).

    The time scale s is the warmup's length unless it is given, so that after the warmup the
    rate is √(W / t). This is Noam's schedule with base_lr = (d · W)^−0.5 and counts_from=1.
    """
    scale = warmup if time_scale is None else time_scale
    refuse_unless(
        scale.amount != 0,
        "inverse-sqrt takes its time scale from the warmup, which is 0; set time_scale too.",
        "warmup",
        "time_scale",
    )
    return common.schedule(warmup_segment(warmup), _rest("Decay", InverseSqrt(scale)))


def _rest(name: str, shape: Shape, end: Level | None = None) -> Segment:
    """Make a segment that fills the rest, from the base rate or from where a warmup ended."""
    return Segment(name, shape, FILL, None, end)

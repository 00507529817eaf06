"""The schedules of training code for language models, with their own arguments and executed ends."""

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
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("Language models")

SHAPES: dict[str, type[Shape]] = {
    "linear": Linear,
    "cosine": Cosine,
    "sqrt": OneMinusSqrt,
}


def _warmup(steps: int, *, last_at_end: bool = True) -> Segment | None:
    """Make a warmup that begins one step on its way; one of no steps is none."""
    if steps == 0:
        return None
    length = Span.of_steps(steps)
    return Segment(
        "Warmup",
        Linear(),
        length,
        ZERO,
        FULL,
        first_at_start=False,
        last_at_end=last_at_end,
    )


@preset("llm.c", "Warmup that begins at 1 / W, then one of four.", base_lr=6e-4, steps=18_865)
def llm_c(
    common: CommonArguments,
    *,
    lr_scheduler: Literal["cosine", "linear", "constant", "wsd"] = "cosine",
    warmup_iterations: int = 700,
    final_learning_rate_frac: float = 0.0,
) -> Schedule:
    """A warmup of (t + 1) / warmup_iterations, then a fall to a fraction of the base rate.

    After llmc/schedulers.h of karpathy/llm.c, with its names. The last step of the warmup runs
    at the base rate already. "wsd" holds that until 80 % of the run and falls with 1 − √p.
    """
    refuse_below(0, warmup_iterations=warmup_iterations)
    end = Level(final_learning_rate_frac)
    warmup = _warmup(warmup_iterations)
    match lr_scheduler:
        case "constant":
            return common.schedule(warmup, Segment("Hold", Constant(), FILL))
        case "wsd":
            # The original drops what 0.8 of the run has after the point.
            fall = Span.of_steps(common.total - int(0.8 * common.total))
            hold = Segment("Hold", Constant(), FILL)
            return common.schedule(warmup, hold, Segment("Decay", OneMinusSqrt(), fall, None, end))
        case _:
            shape = SHAPES[lr_scheduler]()
            return common.schedule(warmup, Segment("Decay", shape, FILL, None, end))


@preset("nanoGPT", "Warmup of (t + 1) / (W + 1), then half a cosine.", base_lr=6e-4, steps=600_000)
def nano_gpt(
    common: CommonArguments,
    *,
    warmup_iters: int = 2_000,
    lr_decay_iters: int | None = None,
    min_lr: float = 6e-5,
) -> Schedule:
    """A warmup that executes neither of its ends, half a cosine, then the minimum.

    After get_lr in train.py of karpathy/nanoGPT, with its names. min_lr is for a group with the
    rate base_lr and the same fraction for others. lr_decay_iters includes the warmup; none means
    the whole run.
    """
    refuse_below(0, warmup_iters=warmup_iters, min_lr=min_lr)
    refuse_unless(common.base_lr > 0, "min_lr needs a base rate above 0.", "min_lr")
    end = common.total if lr_decay_iters is None else lr_decay_iters
    refuse_unless(
        end > warmup_iters,
        "lr_decay_iters must be more than warmup_iters, which it includes.",
        "lr_decay_iters",
        "warmup_iters",
    )
    stays = end < common.total
    fall = Span.of_steps(end - warmup_iters) if stays else FILL
    return common.schedule(
        _warmup(warmup_iters, last_at_end=False),
        Segment("Decay", Cosine(), fall, None, Level(min_lr / common.base_lr)),
        Segment("Minimum", Constant(), FILL) if stays else None,
    )


@preset("torchtitan", "Warmup, hold, decay, one step on each.", base_lr=8e-4, steps=10_000)
def torchtitan(
    common: CommonArguments,
    *,
    warmup_steps: int = 200,
    decay_ratio: float | None = None,
    decay_type: Literal["linear", "sqrt", "cosine"] = "linear",
    min_lr_factor: float = 0.0,
) -> Schedule:
    """A warmup of (t + 1) / warmup_steps, the base rate, and a decay that never quite arrives.

    After torchtitan's components/lr_scheduler.py, with its names. decay_ratio is the share of the
    run that the decay takes; none means all after the warmup. The original adds a step to the
    run, so that the last one does not train with the lowest rate.
    """
    refuse_below(0, warmup_steps=warmup_steps)
    refuse_outside_0_to_1(decay_ratio=1.0 if decay_ratio is None else decay_ratio)
    total = common.total
    refuse_unless(
        warmup_steps < total, "warmup_steps must be fewer than the run's.", "warmup_steps"
    )
    decay = total - warmup_steps
    if decay_ratio is not None:
        decay = min(decay, round(total * decay_ratio))
    steps = decay - 1
    hold = total - warmup_steps - steps
    fall = Segment(
        "Decay",
        SHAPES[decay_type](),
        FILL if hold == 1 else Span.of_steps(max(1, steps)),
        None,
        Level(min_lr_factor),
        first_at_start=False,
    )
    return common.schedule(
        _warmup(warmup_steps),
        Segment("Hold", Constant(), Span.of_steps(1) if hold == 1 and steps > 0 else FILL),
        fall if steps > 0 else None,
    )

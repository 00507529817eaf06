"""Schedulers that people write by hand or take from smaller libraries, with their own arguments."""

import math
from dataclasses import replace
from typing import Literal

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    TENTH,
    VALUE,
    ZERO,
    CommonArguments,
    refuse_below,
    refuse_unless,
    refuse_up_to_0,
    warmup_segment,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.numbers import exact_text, tidy
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("Other libraries")

MOST_CYCLES = 200
"""Cycles whose lengths follow no simple rule are written out one by one, up to here."""


@preset(
    "CosineWarmupScheduler",
    "Hand-written: linear warmup, then half a cosine.",
    base_lr=0.1,
    stepping="epoch",
    counts_from=1,
)
def cosine_warmup_scheduler(
    common: CommonArguments,
    *,
    warmup_epochs: int = 5,
    total_epochs: int | None = None,
    min_lr: float = 0.001,
) -> Schedule:
    """Linear warmup to the base rate over warmup_epochs, then half a cosine down to min_lr.

    Steps count from 1: the first epoch already runs at base / warmup_epochs, the last one at
    exactly min_lr; counts_from=0 begins at 0 instead. The decay does not include the warmup.
    min_lr is an absolute rate for all groups. total_epochs=none means the whole run.
    """
    common = common.lasting(total_epochs)
    total = common.total if total_epochs is None else total_epochs
    return common.staged(
        Segment("Warmup", Linear(), Span.of_steps(warmup_epochs), ZERO, FULL),
        Segment("Decay", Cosine(), Span.of_steps(total - warmup_epochs), None, VALUE(min_lr)),
    )


@preset("WarmupLinearSchedule", "Linear warmup, then linear decay to 0.", base_lr=5e-5, epochs=3)
def warmup_linear_schedule(
    common: CommonArguments, *, warmup_steps: Span = TENTH, t_total: int | None = None
) -> Schedule:
    """The base rate times t / W in the warmup, then times (N − t) / (N − W); 0 after that.

    The first update has rate 0 (counts_from=1 begins one step later), and the end, 0, falls one
    update after the last. The decay does not include the warmup. t_total is the number N of
    optimizer updates; none counts them as int(samples / batch_size / devices / accumulation)
    × epochs, without what is left over at the end of an epoch.
    """
    if t_total is None and common.steps is None and common.stepping == "update":
        run = replace(common.run, drop_last=True, remainder="dropped")
        return replace(_warmup_linear(common, warmup_steps, run.total_updates), run=run)
    return _warmup_linear(common.lasting(t_total), warmup_steps, t_total)


def _warmup_linear(common: CommonArguments, warmup: Span, total: int | None) -> Schedule:
    if warmup.unit == "percent" and (
        total is None or total == common.total or common.steps is None
    ):
        return common.schedule(
            warmup_segment(warmup),
            Segment("Decay", Linear(), FILL, None, ZERO),
        )
    whole = common.total if total is None else total
    steps = round(span_in_steps(warmup, common.schedule()))
    if warmup.unit == "percent":
        steps = round(warmup.amount * whole / 100)
    return common.staged(
        Segment("Warmup", Linear(), Span.of_steps(steps), ZERO, FULL),
        Segment("Decay", Linear(), Span.of_steps(whole - steps), None, ZERO),
    )


@preset(
    "CosineAnnealingWarmupRestarts",
    "Cycles of linear warmup and half a cosine, each lower.",
    base_lr=0.1,
)
def cosine_annealing_warmup_restarts(
    common: CommonArguments,
    *,
    first_cycle_steps: int = 200,
    cycle_mult: float = 1.0,
    max_lr: float = 0.1,
    min_lr: float = 0.001,
    warmup_steps: int = 0,
    gamma: float = 1.0,
    stretched: Literal["decay", "cycle"] = "decay",
) -> Schedule:
    """In each cycle straight up from min_lr to the peak, then half a cosine back to min_lr.

    The peak is max_lr · gamma^k in cycle k. The original overwrites the rates of the parameter
    groups, and so does this: the levels are absolute, the same for all groups. The warmup keeps
    its length. With stretched=decay each cycle's decay is int(cycle_mult × the one before), as
    in the library; with stretched=cycle each whole cycle is cycle_mult times as long, as its
    description says. Without warmup the library runs the very first step at min_lr, which is
    left out here: it begins at max_lr.
    """
    refuse_unless(
        0 <= warmup_steps < first_cycle_steps,
        f"warmup_steps must be from 0 up to, and without, first_cycle_steps, not {warmup_steps}.",
        "first_cycle_steps",
        "warmup_steps",
    )
    refuse_unless(
        min_lr < max_lr,
        f"max_lr must be above min_lr, as {exact_text(max_lr)} is not above {exact_text(min_lr)}.",
        "max_lr",
        "min_lr",
    )
    refuse_up_to_0(cycle_mult=cycle_mult)
    decay = first_cycle_steps - warmup_steps
    simple = warmup_steps == 0 and cycle_mult == int(cycle_mult)
    if cycle_mult == 1 or simple or stretched == "cycle":
        return common.schedule(
            *_cycle(warmup_steps, decay, low=min_lr, peak=max_lr),
            repeats=(_restarts(0, warmup_steps, gamma, stretch=cycle_mult),),
        )
    segments: list[Segment] = []
    begin, number, block = 0, 0, 0
    while begin < common.total:
        refuse_unless(
            number < MOST_CYCLES, f"There would be more than {MOST_CYCLES} cycles to write out."
        )
        following = max(1, int(decay * cycle_mult))
        peak = tidy(max_lr * gamma**number)
        block = len(segments)
        segments += _cycle(warmup_steps, decay, low=min_lr, peak=peak, mark=f" {number + 1}")
        if following == decay and peak > min_lr:
            # In a repeat the lower of the two levels stays as it is, so that has to be min_lr.
            restarts = _restarts(block, warmup_steps, gamma, stretch=1.0)
            return common.schedule(*segments, repeats=(restarts,))
        begin += warmup_steps + decay
        decay, number = following, number + 1
    # The run may cut the last cycle short, even one that is longer than the run.
    return common.schedule(*segments, repeats=(Repeat("Last", block, len(segments) - 1, times=1),))


def _cycle(warmup: int, decay: int, *, low: float, peak: float, mark: str = "") -> list[Segment]:
    start = None if warmup else VALUE(peak)
    fall = Segment(f"Decay{mark}", Cosine(), Span.of_steps(decay), start, VALUE(low))
    if warmup == 0:
        return [fall]
    rise = Segment(f"Warmup{mark}", Linear(), Span.of_steps(warmup), VALUE(low), VALUE(peak))
    return [rise, fall]


def _restarts(first: int, warmup: int, gamma: float, *, stretch: float) -> Repeat:
    last = first + (1 if warmup else 0)
    keeps = warmup > 0 and stretch != 1
    return Repeat(
        "Restarts", first, last, stretch=stretch, keeps_first=keeps, scale=gamma, scaling="peak"
    )


@preset(
    "tri-stage",
    "Linear from 0.01 of the peak, hold, exponential to 0.05 of it, hold.",
    base_lr=3e-5,
)
def tri_stage(
    common: CommonArguments,
    *,
    phase_ratio: tuple[float, ...] = (0.1, 0.4, 0.5),
    init_lr_scale: float = 0.01,
    final_lr_scale: float = 0.05,
    max_update: int | None = None,
) -> Schedule:
    """Three stages whose lengths are shares of max_update; base_lr is the peak.

    Straight from init_lr_scale times the peak to the peak, hold, then exponentially to
    final_lr_scale times the peak, which holds. max_update=none means the whole run. The last value is executed one step after the
    end of the third stage. Lengths are rounded down to whole steps, as in the original.
    """
    refuse_unless(
        len(phase_ratio) == 3 and math.isclose(sum(phase_ratio), 1),
        f"phase_ratio needs three shares that add up to 1, not {list(phase_ratio)}.",
        "phase_ratio",
    )
    # The published run has 80,000 updates, unless somebody says how long this one is.
    common = common.lasting(80_000 if max_update is None else max_update)
    whole = common.total if max_update is None else max_update
    warmup, hold, decay = (int(share * whole) for share in phase_ratio)
    return common.staged(
        Segment("Warmup", Linear(), Span.of_steps(warmup), Level(init_lr_scale), FULL),
        Segment("Hold", Constant(), Span.of_steps(hold), FULL),
        Segment("Decay", Exponential(), Span.of_steps(decay), FULL, Level(final_lr_scale)),
    )


@preset(
    "Noam",
    "The Transformer's: linear warmup, then the inverse square root of time.",
    base_lr=1.0,
    steps=100_000,
    counts_from=1,
)
def noam(common: CommonArguments, *, d: int = 512, W: int = 4000) -> Schedule:
    """base_lr times d^−0.5 · min(n^−0.5, n · W^−1.5), d the model's width, W the warmup's steps.

    n counts from 1, so the first update has not rate 0; counts_from=0 begins at 0 instead. The
    original is used with a base rate of 1, which is why that is the default here. The decay is
    that of the time since the beginning of the warmup.
    """
    refuse_below(1, d=d, W=W)
    peak = Level((d * W) ** -0.5)
    return common.schedule(
        Segment("Warmup", Linear(), Span.of_steps(W), ZERO, peak),
        Segment("Decay", InverseSqrt(Span.of_steps(W)), FILL),
    )

"""The schedules of Megatron-LM's OptimizerParamScheduler, with the names of its command line."""

import math
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from rampsmith.designer.document.clock import Clock
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    STEPS,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_unless,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential_to_end import ExponentialToEnd
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("Language models")

SHAPES: dict[str, Shape] = {
    "linear": Linear(),
    "cosine": Cosine(),
    "exponential": ExponentialToEnd(0.5),
    "minus_sqrt": OneMinusSqrt(),
}


@preset("Megatron-LM", "Warmup, then one of five decays.", base_lr=1.5e-4, steps=52_000)
def megatron(
    common: CommonArguments,
    *,
    lr_decay_style: Literal[
        "linear", "cosine", "constant", "inverse-square-root", "WSD"
    ] = "linear",
    lr_warmup_iters: int = 2_000,
    lr_warmup_init: float = 0.0,
    lr_decay_iters: int | None = None,
    lr_warmup_samples: int | None = None,
    lr_decay_samples: int | None = None,
    lr_wsd_decay_iters: int | None = None,
    lr_wsd_decay_style: Literal["exponential", "linear", "cosine", "minus_sqrt"] = "exponential",
    min_lr: float = 0.0,
) -> Schedule:
    """Straight from lr_warmup_init to the base rate, a decay to min_lr at lr_decay_iters, which holds.

    After get_lr in optimizer_param_scheduler.py of NVIDIA/Megatron-LM. lr_decay_iters includes the
    warmup; none means the whole run. inverse-square-root never falls below min_lr and jumps to it
    after lr_decay_iters. WSD holds the base rate until the last lr_wsd_decay_iters (none: a tenth of
    lr_decay_iters). min_lr and lr_warmup_init are absolute rates, the same for all groups.
    Where the batch grows (stages), the original counts samples: lr_warmup_samples and
    lr_decay_samples then take the place of the iterations, and the rate follows the samples seen.
    """
    in_samples = lr_warmup_samples, lr_decay_samples
    refuse_unless(
        bool(common.stages) == (None not in in_samples),
        "Where the batch grows, and only there, give both lr_warmup_samples and lr_decay_samples.",
        "lr_warmup_samples",
        "lr_decay_samples",
        "stages",
    )
    if lr_warmup_samples is not None and lr_decay_samples is not None:
        refuse_unless(
            lr_decay_style in ("linear", "cosine"),
            "Where the batch grows, lr_decay_style is linear or cosine here.",
            "lr_decay_style",
        )
        levels = floor_level(lr_warmup_init), floor_level(min_lr)
        shape = SHAPES[lr_decay_style]
        return _over_samples(common, shape, lr_warmup_samples, lr_decay_samples, levels)
    refuse_below(0, lr_warmup_iters=lr_warmup_iters, min_lr=min_lr, lr_warmup_init=lr_warmup_init)
    end = common.total if lr_decay_iters is None else lr_decay_iters
    refuse_unless(
        lr_warmup_iters < end,
        f"lr_warmup_iters must be fewer than the {end:,} of lr_decay_iters, which include them.",
        "lr_warmup_iters",
        "lr_decay_iters",
    )
    low, decay = floor_level(min_lr), end - lr_warmup_iters
    warmup = Segment("Warmup", Linear(), STEPS(lr_warmup_iters), floor_level(lr_warmup_init), FULL)
    match lr_decay_style:
        case "constant":
            return common.staged(warmup)
        case "inverse-square-root":
            return common.staged(warmup, *_root(common, lr_warmup_iters, end, min_lr))
        case "WSD":
            fall = max(1, end // 10) if lr_wsd_decay_iters is None else lr_wsd_decay_iters
            refuse_unless(
                1 <= fall <= decay,
                f"lr_wsd_decay_iters must be from 1 to the {decay:,} after the warmup, not {fall:,}.",
                "lr_wsd_decay_iters",
            )
            hold = Segment("Hold", Constant(), STEPS(decay - fall), FULL)
            shape = SHAPES[lr_wsd_decay_style]
            return common.staged(warmup, hold, Segment("Decay", shape, STEPS(fall), None, low))
        case _:
            shape = SHAPES[lr_decay_style]
            return common.staged(warmup, Segment("Decay", shape, STEPS(decay), None, low))


def _over_samples(
    common: CommonArguments, shape: Shape, warmup: int, end: int, levels: tuple[Level, Level]
) -> Schedule:
    """Make a warmup and a decay over samples: of each, a part for every size of the batch."""
    run, clock = common.run, common.run.clock
    if clock is None or run.samples_of_one is None:
        return common.schedule(Segment("Hold", Constant(), FILL))
    one = run.samples_of_one
    seen = [int(clock.seen_by(update) * one) for update in run.stage_updates]
    places = sorted({0, warmup, end, *(place for place in seen if place < end)})
    refuse_unless(
        0 < warmup < end,
        f"lr_warmup_samples must be more than 0 and fewer than lr_decay_samples, not {warmup:,}.",
        "lr_warmup_samples",
        "lr_decay_samples",
    )
    steps = [_counted_steps(clock, Fraction(place) / one) for place in places]
    init, low = levels
    parts: list[Segment] = []
    for (begin, until), (step, next_step) in zip(pairwise(places), pairwise(steps), strict=True):
        batch = clock.first_batch_of_update(int(step))
        size = float(clock.size_of(batch) * clock.accumulation_of(int(step)) * one)
        rises = until <= warmup
        # A place within an update is a place between two steps, which is given in them.
        length = Span(until, "samples", until=True)
        if next_step.denominator > 1:
            length = STEPS(float(next_step - step))
        first, last = (0, warmup) if rises else (warmup, end)
        parts.append(
            Segment(
                f"{'Warmup' if rises else 'Decay'} from {begin:,}",
                Linear() if rises else shape,
                length,
                init if rises else FULL,
                FULL if rises else low,
                before=STEPS((begin - first) / size) if begin > first else None,
                after=STEPS((last - until) / size) if until < last else None,
            )
        )
    return common.schedule(*parts, Segment("Minimum", Constant(), FILL, low))


def _counted_steps(clock: Clock, seen: Fraction) -> Fraction:
    """Return after how many updates so much is seen, evenly within an update."""
    update = clock.updates_to_see(math.ceil(seen))
    over = clock.seen_by(update) - seen
    return (
        update - over / (clock.seen_by(update) - clock.seen_by(update - 1))
        if over
        else Fraction(update)
    )


def _root(common: CommonArguments, warmup: int, end: int, least: float) -> list[Segment]:
    """Make the inverse square root up to its end, which is executed, and the jump after it."""
    refuse_unless(
        warmup > 0,
        "inverse-square-root needs a warmup: without one the original counts single samples.",
        "lr_warmup_iters",
    )
    floor = None if least == 0 else Level.of_rate(least)
    length = min(end + 1, max(common.total, end)) - warmup
    root = Segment("Decay", InverseSqrt(STEPS(warmup)), STEPS(length), None, floor=floor)
    left = max(0, common.total - end - 1)
    return [root, Segment("Minimum", Constant(), STEPS(left), floor_level(least))]

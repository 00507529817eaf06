"""The schedules that ``get_scheduler`` of the transformers library makes, with its own arguments.

All rates are relative to each group's own; steps are optimizer updates.
"""

from dataclasses import replace
from typing import Literal

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    ZERO,
    CommonArguments,
    refuse_below,
    refuse_unless,
    warmup_segment,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.presets.torch_plain import plateau_segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.numbers import exact_text, plain_text
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("transformers", prefix="transformers:")


@preset("constant", "The base rate throughout.")
def constant(common: CommonArguments) -> Schedule:
    """The base rate at every step."""
    return common.schedule(Segment("Hold", Constant(), FILL))


@preset("constant_with_warmup", "Linear warmup, then the base rate.")
def constant_with_warmup(common: CommonArguments, *, num_warmup_steps: int = 0) -> Schedule:
    """The base rate times t / num_warmup_steps, then the base rate; the first update has rate 0."""
    return common.staged(_warmup(num_warmup_steps))


@preset("linear", "Linear warmup, then straight to 0.")
def linear(
    common: CommonArguments, *, num_warmup_steps: int = 0, num_training_steps: int | None = None
) -> Schedule:
    """Linear warmup, then straight down to 0 at num_training_steps; none means the whole run.

    num_training_steps includes the warmup. With a warmup the first update has rate 0; the end, 0,
    falls one update after the last and holds.
    """
    common, decay = _decaying(common, num_warmup_steps, num_training_steps)
    return common.staged(
        _warmup(num_warmup_steps), Segment("Decay", Linear(), Span.of_steps(decay), None, ZERO)
    )


@preset("cosine", "Linear warmup, then waves of a cosine.")
def cosine(
    common: CommonArguments,
    *,
    num_warmup_steps: int = 0,
    num_training_steps: int | None = None,
    num_cycles: float = 0.5,
) -> Schedule:
    """Linear warmup, then num_cycles waves of a cosine; 0.5 is one fall from the base rate to 0.

    num_training_steps includes the warmup; none means the whole run. With a warmup the first
    update has rate 0; the end falls one update after the last. Then it holds, where the
    original's would rise again.
    """
    common, decay = _decaying(common, num_warmup_steps, num_training_steps)
    return common.staged(_warmup(num_warmup_steps), _waves(decay, num_cycles, 0.0))


@preset("cosine_with_restarts", "Linear warmup, then hard restarts.")
def cosine_with_restarts(
    common: CommonArguments,
    *,
    num_warmup_steps: int = 0,
    num_training_steps: int | None = None,
    num_cycles: int = 1,
) -> Schedule:
    """Linear warmup, then num_cycles falls of half a cosine from the base rate to 0.

    All falls together take what num_training_steps (none: the whole run) leaves after the
    warmup, so that one may take a fraction of a step. With a warmup the first update has rate 0.
    The 0 at the end holds.
    """
    refuse_below(1, num_cycles=num_cycles)
    common, decay = _decaying(common, num_warmup_steps, num_training_steps)
    if num_cycles == 1 or decay == 0:
        return common.staged(
            _warmup(num_warmup_steps), Segment("Decay", Cosine(), Span.of_steps(decay), FULL, ZERO)
        )
    fills = num_warmup_steps + decay == common.total
    share = decay // num_cycles if decay % num_cycles == 0 else decay / num_cycles
    span = FILL if fills else Span.of_steps(share)
    before = warmup_segment(Span.of_steps(num_warmup_steps))
    fall = Segment("Fall", Cosine(), span, FULL, ZERO)
    at = 0 if before is None else 1
    holds = num_warmup_steps + decay < common.total
    rest = Segment("Hold", Constant(), FILL, ZERO) if holds else None
    repeats = (Repeat("Restarts", at, at, times=num_cycles),)
    return common.schedule(before, fall, rest, repeats=repeats)


@preset("polynomial", "Linear warmup, then a power of what is left.")
def polynomial(
    common: CommonArguments,
    *,
    num_warmup_steps: int = 0,
    num_training_steps: int | None = None,
    lr_end: float = 1e-7,
    power: float = 1.0,
) -> Schedule:
    """Linear warmup, then (1 − p)^power down to lr_end at num_training_steps, which holds.

    num_training_steps includes the warmup; none means the whole run. As in the original, lr_end
    is reached by a group with the rate base_lr; others end at the same fraction of their own.
    """
    refuse_unless(
        common.base_lr > lr_end,
        f"lr_end must be below the base rate, as {exact_text(lr_end)} is not below "
        f"{exact_text(common.base_lr)}.",
        "lr_end",
    )
    common, decay = _decaying(common, num_warmup_steps, num_training_steps)
    end = Level(lr_end / common.base_lr)
    return common.staged(
        _warmup(num_warmup_steps),
        Segment("Decay", Polynomial(power), Span.of_steps(decay), None, end),
    )


@preset("inverse_sqrt", "Linear warmup, then the inverse square root.")
def inverse_sqrt(
    common: CommonArguments, *, num_warmup_steps: int = 0, timescale: int | None = None
) -> Schedule:
    """Linear warmup, then the base rate times √(s / (s + n)), n steps after the warmup.

    s is timescale; none means num_warmup_steps or, where these are 0, 10,000. With a warmup the
    first update has rate 0. After the end of the run the end value holds.
    """
    scale = (num_warmup_steps or 10_000) if timescale is None else timescale
    refuse_below(1, timescale=scale)
    refuse_below(0, num_warmup_steps=num_warmup_steps)
    before = warmup_segment(Span.of_steps(num_warmup_steps))
    return common.schedule(before, Segment("Decay", InverseSqrt(Span.of_steps(scale)), FILL))


@preset("cosine_with_min_lr", "Warmup, then a cosine to a minimum.")
def cosine_with_min_lr(
    common: CommonArguments,
    *,
    num_warmup_steps: int = 0,
    num_training_steps: int | None = None,
    num_cycles: float = 0.5,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
) -> Schedule:
    """Linear warmup, then num_cycles waves of a cosine down to a minimum; 0.5 is one fall.

    The minimum is min_lr_rate times each group's base rate, or min_lr for a group with the rate
    base_lr and the same fraction for others; with neither it is a tenth, where the original asks
    for one. num_training_steps includes the warmup; none means the whole run.
    """
    least = _least(common, min_lr, min_lr_rate)
    common, decay = _decaying(common, num_warmup_steps, num_training_steps)
    return common.staged(_warmup(num_warmup_steps), _waves(decay, num_cycles, least))


@preset("cosine_warmup_with_min_lr", "The same, but one step on.")
def cosine_warmup_with_min_lr(
    common: CommonArguments,
    *,
    num_warmup_steps: int = 0,
    num_training_steps: int | None = None,
    num_cycles: float = 0.5,
    min_lr: float | None = None,
    min_lr_rate: float | None = None,
    warmup_lr_rate: float | None = None,
) -> Schedule:
    """A warmup that begins at (t + 1) / num_warmup_steps, then a cosine that is one step on.

    The last step of the warmup runs at the base rate, and the last one of the run at the minimum.
    With warmup_lr_rate the warmup begins at that fraction of the base rate. The other arguments
    are as for transformers:cosine_with_min_lr.
    """
    least = _least(common, min_lr, min_lr_rate)
    common, decay = _decaying(common, num_warmup_steps, num_training_steps)
    first = 0.0 if warmup_lr_rate is None else warmup_lr_rate
    # One step has no way to go: its start is all that it executes.
    begins = warmup_lr_rate is not None
    warmup = Segment(
        "Warmup",
        Linear(),
        Span.of_steps(num_warmup_steps),
        Level(first),
        FULL,
        first_at_start=begins,
        last_at_end=not (begins and num_warmup_steps == 1),
    )
    waves = _waves(decay, num_cycles, least)
    return common.staged(warmup, replace(waves, first_at_start=False, last_at_end=True))


@preset("warmup_stable_decay", "Warmup, hold, decay, each with its shape.")
def warmup_stable_decay(
    common: CommonArguments,
    *,
    num_warmup_steps: int = 0,
    num_decay_steps: int = 10,
    num_training_steps: int | None = None,
    num_stable_steps: int | None = None,
    warmup_type: Literal["linear", "cosine", "1-sqrt"] = "linear",
    decay_type: Literal["linear", "cosine", "1-sqrt"] = "cosine",
    min_lr_ratio: float = 0.0,
    num_cycles: float = 0.5,
) -> Schedule:
    """From min_lr_ratio times the base rate up to it, hold, and back down.

    num_stable_steps=none takes what num_training_steps (none: the whole run) leaves.
    num_cycles counts the waves of a cosine decay; 0.5 is one fall. The first update runs at
    min_lr_ratio times the base rate; the end falls one update after the last and holds.
    """
    refuse_below(
        0,
        num_warmup_steps=num_warmup_steps,
        num_decay_steps=num_decay_steps,
        num_stable_steps=num_stable_steps or 0,
    )
    around = num_warmup_steps + num_decay_steps
    if num_stable_steps is None:
        common = common.lasting(num_training_steps)
        whole = common.total if num_training_steps is None else num_training_steps
        stable = whole - around
    else:
        stable = num_stable_steps
        common = common.lasting(num_training_steps or stable + around)
    refuse_unless(stable >= 0, f"The warmup and the decay are {-stable} steps longer than it all.")
    low = Level(min_lr_ratio)
    stages = [
        Segment("Warmup", _RISES[warmup_type], Span.of_steps(num_warmup_steps), low, FULL),
        Segment("Hold", Constant(), Span.of_steps(stable), FULL),
        _fall(num_decay_steps, decay_type, num_cycles, min_lr_ratio),
    ]
    end = around + stable
    if common.total > end:
        stages.append(Segment("After", Constant(), Span.of_steps(common.total - end), low))
    return common.staged(*stages)


@preset("reduce_lr_on_plateau", "Falls when a metric stops improving.")
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
) -> Schedule:
    """The ReduceLROnPlateau of torch, which the library only passes on: see there."""
    plateau = Plateau(mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps)
    return common.schedule(plateau_segment(plateau))


def _least(common: CommonArguments, min_lr: float | None, min_lr_rate: float | None) -> float:
    """Return the minimum as a factor of the base rate; a tenth where nothing says it."""
    refuse_unless(
        min_lr is None or min_lr_rate is None,
        "Only one of min_lr and min_lr_rate can be set.",
        "min_lr",
        "min_lr_rate",
    )
    if min_lr is None:
        return 0.1 if min_lr_rate is None else min_lr_rate
    refuse_unless(common.base_lr > 0, "min_lr needs a base rate above 0.", "min_lr")
    return min_lr / common.base_lr


_RISES: dict[str, Shape] = {
    "linear": Linear(),
    "cosine": Cosine(),
    "1-sqrt": Expression("start + (end - start) * (1 - sqrt(1 - p))"),
}
_FALLS: dict[str, Shape] = {"linear": Linear(), "1-sqrt": OneMinusSqrt()}


def _fall(steps: int, kind: str, num_cycles: float, least: float) -> Segment:
    if kind == "cosine":
        return _waves(steps, num_cycles, least)
    return Segment("Decay", _FALLS[kind], Span.of_steps(steps), FULL, Level(least))


def _waves(steps: int, num_cycles: float, least: float) -> Segment:
    """Make a cosine that goes through so many whole waves, from the base rate down and up again."""
    refuse_below(0, num_cycles=num_cycles)
    if num_cycles == 0.5:
        return Segment("Decay", Cosine(), Span.of_steps(steps), FULL, Level(least))
    wave = f"(1 + cos({plain_text(2 * num_cycles)} * pi * p)) / 2"
    if least:
        wave = f"{plain_text(least)} + (1 - {plain_text(least)}) * {wave}"
    return Segment("Waves", Expression(wave), Span.of_steps(steps))


def _decaying(
    common: CommonArguments, warmup: int, training: int | None
) -> tuple[CommonArguments, int]:
    """Return the arguments with their length, and what that leaves after the warmup."""
    common = common.lasting(training)
    whole = common.total if training is None else training
    refuse_unless(
        0 <= warmup <= whole,
        f"num_warmup_steps must be from 0 to the {whole} steps of it all, not {warmup}.",
        "num_warmup_steps",
    )
    return common, whole - warmup


def _warmup(steps: int) -> Segment:
    return Segment("Warmup", Linear(), Span.of_steps(steps), ZERO, FULL)

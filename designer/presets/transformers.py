"""What ``get_scheduler`` of the transformers library makes, with its own arguments.

All rates are relative to each group's own; steps are optimizer updates.
"""

from typing import Literal

from rampsmith.designer.numbers import exact_text
from rampsmith.designer.presets.frame import Frame, Stage
from rampsmith.designer.presets.preset import preset, refuse_unless
from rampsmith.designer.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes import (
    Constant,
    Cosine,
    Expression,
    InverseSqrt,
    Linear,
    OneMinusSqrt,
    Plateau,
    Polynomial,
    Shape,
)
from rampsmith.designer.spans import Span

ZERO, FULL = Level(0.0), Level(1.0)
FILL = Span.of_the_rest()


@preset("transformers:constant", "transformers: the base rate throughout.")
def constant(frame: Frame) -> Schedule:
    """The base rate at every step."""
    return frame.schedule(Segment("Hold", Constant(), FILL))


@preset("transformers:constant_with_warmup", "transformers: linear warmup, then the base rate.")
def constant_with_warmup(frame: Frame, *, num_warmup_steps: int = 0) -> Schedule:
    """The base rate times t / num_warmup_steps, then the base rate; the first update has rate 0."""
    return frame.staged(_warmup(num_warmup_steps))


@preset("transformers:linear", "transformers: linear warmup, then straight to 0.")
def linear(
    frame: Frame, *, num_warmup_steps: int = 0, num_training_steps: int | None = None
) -> Schedule:
    """Linear warmup, then straight down to 0 at num_training_steps; none means the whole run.

    num_training_steps includes the warmup. With a warmup the first update has rate 0; the end, 0,
    falls one update after the last and holds.
    """
    frame, decay = _decaying(frame, num_warmup_steps, num_training_steps)
    return frame.staged(_warmup(num_warmup_steps), Stage("Decay", decay, Linear(), None, ZERO))


@preset("transformers:cosine", "transformers: linear warmup, then waves of a cosine.")
def cosine(
    frame: Frame,
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
    frame, decay = _decaying(frame, num_warmup_steps, num_training_steps)
    return frame.staged(_warmup(num_warmup_steps), _waves(decay, num_cycles, 0.0))


@preset("transformers:cosine_with_restarts", "transformers: linear warmup, then hard restarts.")
def cosine_with_restarts(
    frame: Frame,
    *,
    num_warmup_steps: int = 0,
    num_training_steps: int | None = None,
    num_cycles: int = 1,
) -> Schedule:
    """Linear warmup, then num_cycles falls of half a cosine from the base rate to 0.

    All falls together take what num_training_steps (none: the whole run) leaves behind the
    warmup, so that one may take a fraction of a step. With a warmup the first update has rate 0.
    The 0 at the end holds.
    """
    refuse_unless(num_cycles >= 1, f"num_cycles must be at least 1, not {num_cycles}.")
    frame, decay = _decaying(frame, num_warmup_steps, num_training_steps)
    if num_cycles == 1 or decay == 0:
        return frame.staged(_warmup(num_warmup_steps), Stage("Decay", decay, Cosine(), FULL, ZERO))
    fills = num_warmup_steps + decay == frame.total
    span = FILL if fills else Span.of_steps(_share(decay, num_cycles))
    before = _warmup_segment(num_warmup_steps)
    fall = Segment("Fall", Cosine(), span, FULL, ZERO)
    at = 0 if before is None else 1
    rest = None if fills else Segment("Hold", Constant(), FILL, ZERO)
    if num_warmup_steps + decay > frame.total:
        rest = None
    repeats = (Repeat("Restarts", at, at, times=num_cycles),)
    return frame.schedule(before, fall, rest, repeats=repeats)


@preset("transformers:polynomial", "transformers: linear warmup, then a power of what is left.")
def polynomial(
    frame: Frame,
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
        frame.base_lr > lr_end,
        f"lr_end must be below the base rate, as {exact_text(lr_end)} is not below "
        f"{exact_text(frame.base_lr)}.",
    )
    frame, decay = _decaying(frame, num_warmup_steps, num_training_steps)
    end = Level(lr_end / frame.base_lr)
    return frame.staged(
        _warmup(num_warmup_steps), Stage("Decay", decay, Polynomial(power), None, end)
    )


@preset("transformers:inverse_sqrt", "transformers: linear warmup, then the inverse square root.")
def inverse_sqrt(
    frame: Frame, *, num_warmup_steps: int = 0, timescale: int | None = None
) -> Schedule:
    """Linear warmup, then the base rate times √(s / (s + n)), n steps after the warmup.

    s is timescale; none means num_warmup_steps or, where these are 0, 10,000. With a warmup the
    first update has rate 0. After the end of the run the last rate holds.
    """
    scale = (num_warmup_steps or 10_000) if timescale is None else timescale
    refuse_unless(scale >= 1, f"timescale must be at least 1, not {scale}.")
    before = _warmup_segment(num_warmup_steps)
    return frame.schedule(before, Segment("Decay", InverseSqrt(Span.of_steps(scale)), FILL))


@preset("transformers:cosine_with_min_lr", "transformers: warmup, then a cosine to a minimum.")
def cosine_with_min_lr(
    frame: Frame,
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
    refuse_unless(
        min_lr is None or min_lr_rate is None, "Only one of min_lr and min_lr_rate can be set."
    )
    refuse_unless(frame.base_lr > 0 or min_lr is None, "min_lr needs a base rate above 0.")
    least = 0.1 if min_lr_rate is None else min_lr_rate
    if min_lr is not None:
        least = min_lr / frame.base_lr
    frame, decay = _decaying(frame, num_warmup_steps, num_training_steps)
    return frame.staged(_warmup(num_warmup_steps), _waves(decay, num_cycles, least))


@preset(
    "transformers:warmup_stable_decay", "transformers: warmup, hold, decay, each with its shape."
)
def warmup_stable_decay(
    frame: Frame,
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
    refuse_unless(
        min(num_warmup_steps, num_decay_steps, num_stable_steps or 0) >= 0,
        "num_warmup_steps, num_decay_steps and num_stable_steps must not be negative.",
    )
    around = num_warmup_steps + num_decay_steps
    if num_stable_steps is None:
        frame = frame.lasting(num_training_steps)
        whole = frame.total if num_training_steps is None else num_training_steps
        stable = whole - around
    else:
        stable = num_stable_steps
        frame = frame.lasting(num_training_steps or stable + around)
    refuse_unless(stable >= 0, f"The warmup and the decay are {-stable} steps longer than it all.")
    low = Level(min_lr_ratio)
    stages = [
        Stage("Warmup", num_warmup_steps, _RISES[warmup_type], low, FULL),
        Stage("Hold", stable, Constant(), FULL),
        _fall(num_decay_steps, decay_type, num_cycles, min_lr_ratio),
    ]
    end = around + stable
    if frame.total > end:
        stages.append(Stage("After", frame.total - end, Constant(), low))
    return frame.staged(*stages)


@preset("transformers:reduce_lr_on_plateau", "transformers: falls when a metric stops improving.")
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
) -> Schedule:
    """The ReduceLROnPlateau of torch, which the library only passes on: see there."""
    refuse_unless(0 <= factor < 1, f"factor must be from 0 up to, and without, 1, not {factor}.")
    plateau = Plateau(mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps)
    return frame.schedule(Segment("Plateau", plateau, FILL))


_RISES: dict[str, Shape] = {
    "linear": Linear(),
    "cosine": Cosine(),
    "1-sqrt": Expression("start + (end - start) * (1 - sqrt(1 - p))"),
}
_FALLS: dict[str, Shape] = {"linear": Linear(), "1-sqrt": OneMinusSqrt()}


def _fall(steps: int, kind: str, num_cycles: float, least: float) -> Stage:
    if kind == "cosine":
        return _waves(steps, num_cycles, least)
    return Stage("Decay", steps, _FALLS[kind], FULL, Level(least))


def _waves(steps: int, num_cycles: float, least: float) -> Stage:
    """Make a cosine that goes through so many whole waves, from the base rate down and up again."""
    refuse_unless(num_cycles >= 0, f"num_cycles must not be negative, as {num_cycles} is.")
    if num_cycles == 0.5:
        return Stage("Decay", steps, Cosine(), FULL, Level(least))
    wave = f"(1 + cos({exact_text(2 * num_cycles)} * pi * p)) / 2"
    if least:
        wave = f"{exact_text(least)} + (1 - {exact_text(least)}) * {wave}"
    return Stage("Waves", steps, Expression(wave))


def _decaying(frame: Frame, warmup: int, training: int | None) -> tuple[Frame, int]:
    """Give the frame its length, and what that leaves behind the warmup."""
    frame = frame.lasting(training)
    whole = frame.total if training is None else training
    refuse_unless(
        0 <= warmup <= whole,
        f"num_warmup_steps must be from 0 to the {whole} steps of it all, not {warmup}.",
    )
    return frame, whole - warmup


def _share(steps: int, cycles: int) -> float:
    return steps // cycles if steps % cycles == 0 else steps / cycles


def _warmup(steps: int) -> Stage:
    return Stage("Warmup", steps, Linear(), ZERO, FULL)


def _warmup_segment(steps: int) -> Segment | None:
    refuse_unless(steps >= 0, f"num_warmup_steps must not be negative, as {steps} is.")
    if steps == 0:
        return None
    return Segment("Warmup", Linear(), Span.of_steps(steps), ZERO, FULL)

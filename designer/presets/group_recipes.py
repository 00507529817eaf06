"""Published recipes whose parameter groups go different ways, or that set more than the rate."""

from dataclasses import replace

from rampsmith.designer.document.curves import in_order
from rampsmith.designer.document.kinds import (
    MOMENTUM,
    MOMENTUM_CURVE,
    MULTIPLIER_CURVE,
    RATE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    VALUE,
    ZERO,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_outside_0_to_1,
    refuse_unless,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.numbers import plain_text
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("Recipes")

MUON_WARMUP = 400
"""Steps over which nanochat raises Muon's momentum."""


def _group(name: str, rate: float, weight_decay: float) -> Group:
    return Group(name, rate, ((WEIGHT_DECAY.name, weight_decay),))


def _epoch(epochs: float) -> str:
    """Write the epoch that a part of a run is in; the float of 3 / 49 · 49 is just below 3."""
    return f"floor({plain_text(epochs)} * p + 1e-9)"


@preset(
    "yolo",
    "YOLO, v5 to ultralytics 8: the biases start high, all else at 0.",
    base_lr=0.01,
    epochs=100,
    samples=118_287,
    batch_size=64,
)
def yolo(
    common: CommonArguments,
    *,
    lrf: float = 0.01,
    cos_lr: bool = False,
    warmup_epochs: float = 3.0,
    warmup_momentum: float = 0.8,
    warmup_bias_lr: float = 0.1,
    momentum: float = 0.937,
    weight_decay: float = 5e-4,
) -> Schedule:
    """Update by update through the warmup, then epoch by epoch down to lrf times the base rate.

    After engine/trainer.py of ultralytics, with its names; base_lr is its lr0. For SGD on images
    from scratch. In the warmup the weights rise from 0, the biases fall from warmup_bias_lr, and
    the momentum rises; all the while the fall is on, linear or with cos_lr=true half a cosine.
    The original counts batches and makes an update of each 64 samples at least, so it is the same
    where batch_size is 64 or more. Older versions warm up over at least 100 batches.
    """
    epochs = float(common.run.total_epochs)
    warmup = Span.of_epochs(min(warmup_epochs, max(epochs - 1, 0.0)))

    def fallen(epoch: str) -> str:
        share = f"{epoch} / {plain_text(epochs)}"
        return f"(1 - cos(pi * {share})) / 2" if cos_lr else share

    decay = Expression(f"start + (end - start) * {fallen(_epoch(epochs))}")
    multiplier = (Segment("Decay", decay, FILL, FULL, Level(lrf)),)
    # The original falls from an absolute rate that the decay leaves alone.
    whole = f"(1 - {plain_text(1 - lrf)} * {fallen(_epoch(warmup.amount))})"
    bias = Expression(f"start * (1 - p) / {whole} + end * p")
    return common.schedule(
        *_warmed(warmup, Linear(), ZERO, FULL),
        groups=(
            _group("weight", common.base_lr, weight_decay),
            _group("bn", common.base_lr, 0.0),
            _group("bias", common.base_lr, 0.0),
        ),
        tracks=(
            Track(
                CurveKey(RATE, "bias"),
                _warmed(warmup, bias, VALUE(warmup_bias_lr), FULL),
            ),
            Track(
                MOMENTUM_CURVE,
                _warmed(warmup, Linear(), VALUE(warmup_momentum), VALUE(momentum)),
            ),
            Track(MULTIPLIER_CURVE, multiplier),
        ),
    )


def _warmed(warmup: Span, shape: Shape, start: Level, end: Level) -> tuple[Segment, ...]:
    """Make a warmup that is held; the held level alone where it takes no time."""
    if warmup.amount == 0:
        return (Segment("Hold", Constant(), FILL, end),)
    return (
        Segment("Warmup", shape, warmup, start, end),
        Segment("Hold", Constant(), FILL),
    )


@preset(
    "dino",
    "DINO: rate, weight decay and two values of the teacher.",
    base_lr=1e-3,
    epochs=100,
    samples=1_281_167,
    batch_size=64,
    devices=8,
)
def dino(
    common: CommonArguments,
    *,
    warmup_epochs: int = 10,
    min_lr: float = 1e-6,
    weight_decay: float = 0.04,
    weight_decay_end: float = 0.4,
    momentum_teacher: float = 0.996,
    warmup_teacher_temp: float = 0.04,
    teacher_temp: float = 0.07,
    warmup_teacher_temp_epochs: int = 30,
) -> Schedule:
    """A warmup and half a cosine for the rate; half a cosine each for what else changes.

    After main_dino.py of facebookresearch/dino, with its names; the temperatures are those of
    arXiv 2104.14294. For a student that learns from its own average, without labels. base_lr is
    the original's lr · batch_size · devices / 256. The first update has rate 0 and the last one of
    the warmup the full rate. Biases and norms have no weight decay. The loop reads
    group["teacher_momentum"], which goes to 1, and group["teacher_temp"], which rises epoch by epoch.
    """
    refuse_below(
        0, warmup_epochs=warmup_epochs, warmup_teacher_temp_epochs=warmup_teacher_temp_epochs
    )
    run = replace(common.run, drop_last=True)
    warmup = round(warmup_epochs * run.steps_per_epoch(common.stepping))
    steps = Span.of_steps(warmup)
    rise = Segment("Warmup", Linear(), steps, ZERO, FULL, last_at_end=True)
    wave = Segment("Rise", Cosine(), FILL, VALUE(weight_decay), VALUE(weight_decay_end))
    average = Segment("Rise", Cosine(), FILL, VALUE(momentum_teacher), VALUE(1.0))
    warmer = (
        f"start + (end - start) * {_epoch(warmup_teacher_temp_epochs)}"
        f" / {max(1, warmup_teacher_temp_epochs - 1)}"
    )
    temperature = _warmed(
        Span.of_epochs(warmup_teacher_temp_epochs),
        Expression(warmer),
        VALUE(warmup_teacher_temp),
        VALUE(teacher_temp),
    )
    return common.schedule(
        rise if warmup > 1 else None,
        Segment("Decay", Cosine(), FILL, None, floor_level(min_lr)),
        run=run,
        groups=(
            _group("regularized", common.base_lr, weight_decay),
            _group("not_regularized", common.base_lr, 0.0),
        ),
        tracks=in_order(
            (
                Track(CurveKey(WEIGHT_DECAY, "regularized"), (wave,)),
                Track(CurveKey(own_kind("teacher_momentum")), (average,)),
                Track(CurveKey(own_kind("teacher_temp")), temperature),
            )
        ),
    )


@preset(
    "nanochat",
    "nanochat: Muon for the matrices, AdamW for the rest.",
    base_lr=0.02,
    steps=5_000,
    samples=1_280_000,
    batch_size=32,
    devices=8,
)
def nanochat(
    common: CommonArguments,
    *,
    warmup_steps: int = 40,
    warmdown_ratio: float = 0.65,
    final_lr_frac: float = 0.05,
    unembedding_lr: float = 0.008,
    embedding_lr: float = 0.3,
    scalar_lr: float = 0.5,
    weight_decay: float = 0.28,
) -> Schedule:
    """A short warmup that begins at 1 / warmup_steps, a hold, and a long straight fall.

    After scripts/base_train.py of karpathy/nanochat, with its names; base_lr is its matrix_lr. For
    a language model trained with Muon and AdamW. Muon's momentum goes from 0.85 over 400 steps to
    0.97 and in the fall to 0.90; its weight decay goes by half a cosine to 0. AdamW's betas and
    weight decay are left alone. The original multiplies the rates of lm_head, embedding and
    value_embeds by (width / 768)^−0.5, and all of them with other batch sizes.
    """
    refuse_below(1, warmup_steps=warmup_steps)
    refuse_outside_0_to_1(warmdown_ratio=warmdown_ratio)
    refuse_unless(
        round(common.total * (1 - warmdown_ratio)) >= MUON_WARMUP,
        f"Muon's momentum rises for {MUON_WARMUP} steps, which must be over before the fall begins.",
        "steps",
        "warmdown_ratio",
    )
    fall = Span.of_percent(100 * warmdown_ratio)
    return common.schedule(
        Segment(
            "Warmup",
            Linear(),
            Span.of_steps(warmup_steps),
            ZERO,
            FULL,
            first_at_start=False,
            last_at_end=True,
        ),
        Segment("Hold", Constant(), FILL),
        Segment("Warmdown", Linear(), fall, None, Level(final_lr_frac)),
        groups=(
            _group("muon", common.base_lr, weight_decay),
            _group("lm_head", unembedding_lr, 0.01),
            _group("embedding", embedding_lr, 0.001),
            _group("value_embeds", embedding_lr / 2, 0.01),
            _group("resid", scalar_lr / 100, 0.05),
            _group("x0", scalar_lr, 0.0),
            _group("smear", 0.2, 0.0),
        ),
        tracks=(
            Track(
                CurveKey(MOMENTUM, "muon"),
                (
                    Segment(
                        "Warmup", Linear(), Span.of_steps(MUON_WARMUP), VALUE(0.85), VALUE(0.97)
                    ),
                    Segment("Hold", Constant(), FILL),
                    Segment("Warmdown", Linear(), fall, None, VALUE(0.90)),
                ),
            ),
            Track(
                CurveKey(WEIGHT_DECAY, "muon"),
                (Segment("Decay", Cosine(), FILL, FULL, ZERO),),
            ),
        ),
    )

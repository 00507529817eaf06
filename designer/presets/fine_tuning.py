"""Recipes of fine-tuning, where layers learn at different rates or at different times."""

from typing import Literal

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE, CurveKey
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    VALUE,
    ZERO,
    CommonArguments,
    refuse_outside_0_to_1,
    refuse_unless,
    refuse_up_to_0,
    warmup_segment,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.values.numbers import tidy
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("Recipes")

ONE_EPOCH = Span.of_epochs(1)
TWO_EPOCHS = Span.of_epochs(2)
FIVE_EPOCHS = Span.of_epochs(5)
MOST_LAYERS = 1_000


def _refuse_layers(name: str, number: int) -> None:
    sentence = f"{name} must be from 1 to {MOST_LAYERS:,}, not {number:,}."
    refuse_unless(1 <= number <= MOST_LAYERS, sentence, name)


@preset(
    "fastai-one-cycle",
    "fastai's one cycle: early layers learn slower.",
    base_lr=1e-3,
    epochs=5,
)
def fastai_one_cycle(
    common: CommonArguments,
    *,
    layer_groups: int = 3,
    lr_mult: float = 100.0,
    pct_start: float = 0.25,
    div: float = 25.0,
    div_final: float = 1e5,
    moms: tuple[float, ...] = (0.95, 0.85, 0.95),
) -> Schedule:
    """Half a cosine up from base / div, half a cosine down to base / div_final; momentum against it.

    fit_one_cycle with discriminative rates, after fastai/callback/schedule.py, with its names. For
    the fine-tuning of a pretrained network. base_lr is the rate of the head, the last group; the
    first one has base_lr / lr_mult, and those between are spread evenly in ratio, as
    slice(base_lr / lr_mult, base_lr) does. The peak falls on a whole step.
    """
    _refuse_layers("layer_groups", layer_groups)
    refuse_outside_0_to_1(pct_start=pct_start)
    refuse_up_to_0(lr_mult=lr_mult, div=div, div_final=div_final)
    refuse_unless(len(moms) == 3, f"moms must be 3 numbers, not {len(moms)}.", "moms")
    rise = Span.of_percent(100 * pct_start)
    before, peak, after = map(VALUE, moms)
    last = layer_groups - 1
    groups = [
        Group(f"layers {i + 1}", tidy(common.base_lr * lr_mult ** (i / last - 1)))
        for i in range(last)
    ]
    return common.schedule(
        Segment("Rise", Cosine(), rise, Level(tidy(1 / div)), FULL),
        Segment("Fall", Cosine(), FILL, None, Level(tidy(1 / div_final))),
        groups=(*groups, Group("head", common.base_lr)),
        tracks=(
            Track(
                MOMENTUM_CURVE,
                (
                    Segment("Fall", Cosine(), rise, before, peak),
                    Segment("Rise", Cosine(), FILL, None, after),
                ),
            ),
        ),
    )


@preset(
    "layer-wise-decay",
    "Layer-wise decay: each block slower than the next.",
    base_lr=2e-3,
    epochs=100,
    samples=1_281_167,
    batch_size=32,
    devices=8,
    accumulation=4,
)
def layer_wise_decay(
    common: CommonArguments,
    *,
    blocks: int = 12,
    layer_decay: float = 0.65,
    warmup: Span = FIVE_EPOCHS,
    min_lr: float = 1e-6,
) -> Schedule:
    """Linear warmup from 0, then half a cosine; all of it times each layer's own rate.

    As ELECTRA, BEiT and MAE do; after util/lr_decay.py and lr_sched.py of facebookresearch/mae.
    For the fine-tuning of a Transformer. base_lr is the rate of the head; the last block has
    layer_decay times that, the block before it layer_decay times the last one's, and so on down
    to the embedding: what the original calls lr_scale. min_lr is what the head ends at; the
    others end at the same fraction of their own rate.
    """
    _refuse_layers("blocks", blocks)
    refuse_unless(
        common.base_lr > 0 or min_lr == 0, "min_lr needs a base rate above 0.", "min_lr", "base_lr"
    )
    layers = ("embedding", *(f"block {i + 1}" for i in range(blocks)), "head")
    last = Level(tidy(min_lr / common.base_lr) if min_lr else 0.0)
    return common.schedule(
        warmup_segment(warmup),
        Segment("Decay", Cosine(), FILL, None, last),
        groups=tuple(
            Group(name, tidy(common.base_lr * layer_decay ** (blocks + 1 - i)))
            for i, name in enumerate(layers)
        ),
    )


@preset("late-thaw", "A head or a backbone that is frozen at first.")
def late_thaw(
    common: CommonArguments,
    *,
    frozen: Literal["head", "backbone"] = "head",
    thaws_after: Span = FIVE_EPOCHS,
    thaw_warmup: Span = TWO_EPOCHS,
    warmup: Span = ONE_EPOCH,
    min_factor: float = 0.0,
) -> Schedule:
    """Linear warmup and half a cosine; one group stays at 0, then has a warmup of its own.

    For a head that a pretrained network is not to follow yet, as DINO holds its last layer, or a
    backbone that waits until a new head has learnt something. A frozen group still computes
    gradients, and its momentum and Adam's averages take them in; nothing of it moves.
    """
    end = Level(min_factor)
    thaw = warmup_segment(thaw_warmup)
    late = (
        Segment("Frozen", Constant(), thaws_after, ZERO),
        *(() if thaw is None else (thaw,)),
        Segment("Decay", Cosine(), FILL, FULL if thaw is None else None, end),
    )
    return common.schedule(
        warmup_segment(warmup),
        Segment("Decay", Cosine(), FILL, None, end),
        groups=(Group("backbone", common.base_lr), Group("head", common.base_lr)),
        tracks=(Track(CurveKey(RATE, frozen), late),),
    )

"""The schedules of training code for images and scenes, with its own arguments."""

from rampsmith.designer.document.kinds import MULTIPLIER_CURVE, RATE, CurveKey
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.presets.common import (
    FILL,
    FULL,
    STEPS,
    ZERO,
    CommonArguments,
    floor_level,
    refuse_below,
    refuse_outside_0_to_1,
    refuse_unless,
    refuse_up_to_0,
)
from rampsmith.designer.presets.preset import PresetsFrom
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.ema_warmup import EmaWarmup
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.quarter_sine import QuarterSine
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.numbers import EntryError, parsed_number, parsed_whole, tidy
from rampsmith.designer.values.spans import Span

preset = PresetsFrom("Images and scenes")


@preset(
    "diffusers:piecewise_constant",
    "One factor after the other, by a rule.",
    steps=50,
)
def piecewise_constant(
    common: CommonArguments, *, step_rules: str = "1:10,0.1:20,0.01:30,0.005"
) -> Schedule:
    """get_piecewise_constant_schedule of diffusers: a factor until each step, and a last one.

    “1:10,0.1:20,0.005” is the base rate before step 10, a tenth of it before step 20, and 0.005 of
    it from there on. The other schedules of diffusers are those of transformers.
    """
    rules, last = _rules(step_rules)
    bounds = sorted(rules)
    refuse_unless(
        bool(bounds) and bounds[0] > 0, f"“{step_rules}” has no step before its end.", "step_rules"
    )
    begins = [0, *bounds]
    stages = [
        Segment(f"Factor {number}", Constant(), STEPS(end - begin), Level(rules[end]))
        for number, (begin, end) in enumerate(zip(begins, bounds, strict=False), 1)
    ]
    # A run that ends before leaves the last one out.
    left = max(1, common.total - bounds[-1])
    held = Segment("Last factor", Constant(), STEPS(left), Level(last))
    return common.staged(*stages, held)


def _rules(text: str) -> tuple[dict[int, float], float]:
    *rules, last = text.split(",")
    try:
        pairs = [rule.split(":") for rule in rules]
        return {parsed_whole(steps): parsed_number(factor) for factor, steps in pairs}, (
            parsed_number(last)
        )
    except (EntryError, ValueError):
        sentence = f"“{text}” is no rule such as 1:10,0.1:20,0.005."
        refuse_unless(False, sentence, "step_rules")  # noqa: FBT003 - it always refuses.
        raise


@preset(
    "EDM2",
    "Linear ramp, hold, inverse square root: diffusion.",
    base_lr=0.01,
    steps=200_000,
    samples=1_281_167,
    batch_size=2_048,
)
def edm2(
    common: CommonArguments, *, ref_batches: float = 70_000.0, rampup_Mimg: float = 10.0
) -> Schedule:
    """Straight up over rampup_Mimg million images, hold, and from ref_batches batches on 1 / √t.

    After learning_rate_schedule in training_loop.py of NVlabs/edm2 (arXiv 2312.02696). base_lr is
    its ref_lr. The ramp may end between two steps.
    """
    refuse_up_to_0(ref_batches=ref_batches)
    refuse_below(0, rampup_Mimg=rampup_Mimg)
    images = common.batch_size * common.devices * common.accumulation
    ramp = tidy(rampup_Mimg * 1e6 / images)
    refuse_unless(
        ramp <= ref_batches,
        f"The ramp of {ramp:,.0f} batches must be over before ref_batches.",
        "rampup_Mimg",
        "ref_batches",
    )
    root = InverseSqrt(STEPS(ref_batches))
    return common.schedule(
        Segment("Ramp", Linear(), STEPS(ramp), ZERO, FULL) if ramp else None,
        Segment("Hold", Constant(), STEPS(tidy(ref_batches - ramp)), FULL),
        Segment("Decay", root, FILL),
    )


def _averaged(common: CommonArguments, shape: Shape, warmup: float, min_lr: float) -> Schedule:
    """Make k-diffusion's: a decay with a floor, and all of it under the warmup of an average."""
    refuse_unless(0 <= warmup < 1, "warmup must be from 0 up to, and without, 1.", "warmup")
    refuse_below(0, min_lr=min_lr)
    floor = None if min_lr == 0 else Level.of_rate(min_lr)
    rise = Segment("Warmup", EmaWarmup(warmup), FILL, Level(tidy(1 - warmup)), FULL)
    tracks = (Track(MULTIPLIER_CURVE, (rise,)),) if warmup else ()
    return common.schedule(Segment("Decay", shape, FILL, FULL, floor=floor), tracks=tracks)


@preset(
    "k-diffusion:InverseLR", "A power of time under a smooth warmup.", base_lr=5e-4, steps=100_000
)
def inverse_lr(
    common: CommonArguments,
    *,
    inv_gamma: float = 20_000.0,
    power: float = 1.0,
    warmup: float = 0.99,
    min_lr: float = 1e-6,
) -> Schedule:
    """(1 − warmup^(t + 1)) · max(min_lr, base · (1 + t / inv_gamma)^−power).

    After InverseLR in k_diffusion/utils.py of crowsonkb/k-diffusion, with the numbers of its
    configurations; the class itself has inv_gamma=1 and no warmup. min_lr is an absolute rate.
    """
    refuse_up_to_0(inv_gamma=inv_gamma, power=power)
    return _averaged(common, PowerLaw(STEPS(inv_gamma), power), warmup, min_lr)


@preset(
    "k-diffusion:ExponentialLR", "A half-life under a smooth warmup.", base_lr=5e-4, steps=50_000
)
def exponential_lr(
    common: CommonArguments,
    *,
    num_steps: float = 10_000.0,
    decay: float = 0.5,
    warmup: float = 0.95,
    min_lr: float = 0.0,
) -> Schedule:
    """(1 − warmup^(t + 1)) · max(min_lr, base · decay^(t / num_steps)).

    After ExponentialLR in k_diffusion/utils.py of crowsonkb/k-diffusion. min_lr is an absolute rate.
    """
    refuse_up_to_0(num_steps=num_steps, decay=decay)
    return _averaged(common, DecayToFloor(STEPS(num_steps), decay, 0.0), warmup, min_lr)


def _delay(steps: int, mult: float) -> tuple[Segment, ...]:
    """Make the quarter of a sine by which these schedules begin lower; none of no steps."""
    refuse_outside_0_to_1(lr_delay_mult=mult)
    refuse_below(0, lr_delay_steps=steps)
    if steps == 0:
        return ()
    return (
        Segment("Delay", QuarterSine(), STEPS(steps), Level(mult), FULL),
        Segment("Hold", Constant(), FILL),
    )


@preset("mip-NeRF", "The same ratio at every step, delayed.", base_lr=5e-4, steps=1_000_000)
def mip_nerf(
    common: CommonArguments,
    *,
    lr_final: float = 5e-6,
    max_steps: int | None = None,
    lr_delay_steps: int = 2_500,
    lr_delay_mult: float = 0.01,
) -> Schedule:
    """From the base rate by the same ratio to lr_final at max_steps; all of it delayed at first.

    After learning_rate_decay in internal/math.py of google/mipnerf; base_lr is its lr_init. The
    delay is a curve of factors: a quarter of a sine from lr_delay_mult to 1. lr_final is an
    absolute rate; max_steps=none means the whole run.
    """
    refuse_up_to_0(lr_final=lr_final)
    end = common.total if max_steps is None else max_steps
    decay = Segment("Decay", Exponential(), STEPS(end), FULL, Level.of_rate(lr_final))
    delay = _delay(lr_delay_steps, lr_delay_mult)
    tracks = (Track(MULTIPLIER_CURVE, delay),) if delay else ()
    return common.schedule(*common.segments([decay]), tracks=tracks)


@preset("3d-gaussian-splatting", "Positions decay, all else stays.", base_lr=1.6e-4, steps=30_000)
def gaussian_splatting(
    common: CommonArguments,
    *,
    position_lr_final: float = 1.6e-6,
    position_lr_max_steps: int | None = None,
    feature_lr: float = 0.0025,
    opacity_lr: float = 0.025,
    scaling_lr: float = 0.005,
    rotation_lr: float = 0.001,
) -> Schedule:
    """The positions fall by the same ratio to position_lr_final; the other groups keep their rates.

    After graphdeco-inria/gaussian-splatting, with its names; base_lr is its position_lr_init. The
    original multiplies the two position rates by the size of the scene, and counts its iterations
    from 1: counts_from=1 begins there. position_lr_max_steps=none means the whole run.
    """
    refuse_up_to_0(position_lr_final=position_lr_final, base_lr=common.base_lr)
    end = common.total if position_lr_max_steps is None else position_lr_max_steps
    last = Level(tidy(position_lr_final / common.base_lr))
    decay = common.segments([Segment("Decay", Exponential(), STEPS(end), FULL, last)])
    return common.schedule(
        Segment("Hold", Constant(), FILL),
        groups=(
            Group("xyz", common.base_lr),
            Group("f_dc", feature_lr),
            Group("f_rest", tidy(feature_lr / 20)),
            Group("opacity", opacity_lr),
            Group("scaling", scaling_lr),
            Group("rotation", rotation_lr),
        ),
        tracks=(Track(CurveKey(RATE, "xyz"), decay),),
    )


@preset(
    "YOLOX",
    "Quadratic warmup, half a cosine, last epochs held.",
    base_lr=0.01,
    epochs=300,
    samples=118_272,
    batch_size=64,
)
def yolox(
    common: CommonArguments,
    *,
    warmup_epochs: int = 5,
    no_aug_epochs: int = 15,
    warmup_lr_start: float = 0.0,
    min_lr_ratio: float = 0.05,
) -> Schedule:
    """p² up to the base rate, half a cosine to min_lr_ratio of it, held in the last epochs.

    After yoloxwarmcos in yolox/utils/lr_scheduler.py of Megvii-BaseDetection/YOLOX. base_lr is
    its basic_lr_per_img times the batch. warmup_lr_start is an absolute rate. The last epochs
    train without mosaic and mixup.
    """
    refuse_below(0, warmup_epochs=warmup_epochs, no_aug_epochs=no_aug_epochs)
    refuse_outside_0_to_1(min_lr_ratio=min_lr_ratio)
    warmup, last = Span.of_epochs(warmup_epochs), Span.of_epochs(no_aug_epochs)
    start = floor_level(warmup_lr_start)
    return common.schedule(
        Segment("Warmup", PowerOfP(2.0), warmup, start, FULL) if warmup_epochs else None,
        Segment("Decay", Cosine(), FILL, None, Level(min_lr_ratio)),
        Segment("No augmentation", Constant(), last) if no_aug_epochs else None,
    )

"""Rows of the field as presets and as designs; a single one has a formula, for its two clocks."""

import json
from pathlib import Path
from typing import Any

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_linear import InverseLinear
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.power_law import PowerLaw
from rampsmith.designer.shapes.power_of_p import PowerOfP
from rampsmith.designer.shapes.rex import Rex
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.field.preset_rows import BY_PRESET

FILL = Span.of_the_rest()
STEPS, EPOCHS, RATE = Span.of_steps, Span.of_epochs, Level.of_rate
ZERO, FULL = Level(0.0), Level(1.0)

IN_TEST_ENDS = frozenset(
    {
        "timm_cosine_noprefix",
        "torchtitan_total_longer_repeat",
        "fairseq_step_min",
        "pix2pix_linear",
        "colossal_flat_anneal",
    }
)
"""The rows that are drawn by hand there; with these all 58 are exact that set nothing group by group."""

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parent / "golden_rows.json").read_text(encoding="utf-8")
)
"""By row: its source, some steps, the rates of all groups at them, and momenta where it sets them."""


def _row(run: int | Run, *segments: Segment, bases: tuple[float, ...], **more: Any) -> Schedule:
    groups = tuple(Group(f"group {number}", base) for number, base in enumerate(bases))
    lasting = run if isinstance(run, Run) else Run(epochs=None, updates=run)
    return Schedule(segments=segments, groups=groups, run=lasting, **more)


def _warmup(steps: float, start: Level = ZERO, end: Level = FULL) -> Segment:
    return Segment("Warmup", Linear(), STEPS(steps), start, end)


def _hold(span: Span = FILL, level: Level | None = None) -> Segment:
    return Segment("Hold", Constant(), span, level)


# ultralytics' nominal falls epoch by epoch; each epoch is a level of the multiplier.
YOLOV5 = _row(
    Run(samples=463 * 64, batch_size=64, epochs=30),
    Segment("Warmup", Linear(), EPOCHS(3), ZERO, FULL),
    _hold(),
    bases=(0.01,),
    tracks=(
        Track(
            MOMENTUM_CURVE,
            (Segment("Warmup", Linear(), EPOCHS(3), RATE(0.8), RATE(0.937)), _hold()),
        ),
        Track(
            MULTIPLIER_CURVE,
            tuple(
                Segment(
                    f"Epoch {epoch}",
                    Constant(),
                    FILL if epoch == 29 else EPOCHS(1),
                    Level((1 - epoch / 30) * 0.99 + 0.01),
                )
                for epoch in range(30)
            ),
        ),
    ),
)


def _mae_epoch(epoch: int) -> Segment:
    """Make one of MAE's epochs of 78 updates, which see 312 of its 313 batches."""
    span = FILL if epoch == 39 else EPOCHS(1)
    if epoch < 5:
        ends = (Level(epoch / 5), Level((epoch + 1) / 5))
        return Segment(f"Warmup {epoch + 1}", Linear(), span, *ends, after=STEPS(0.25))
    gone, left = (epoch - 5) * 78.25, (39 - epoch) * 78.25 + 0.25
    before = STEPS(gone) if gone else None
    name = f"Decay {epoch + 1}"
    return Segment(name, Cosine(), span, FULL, ZERO, before=before, after=STEPS(left))


MAE = _row(
    Run(20_032, 64, accumulation=4, remainder="dropped", epochs=40),
    *map(_mae_epoch, range(40)),
    bases=(2.4e-3,),
)

EDEN = (
    "(1 + (t / 5000) ** 2) ** -0.25 * (1 + (floor(t / 1000) / 6) ** 2) ** -0.25"
    " * min(1, 0.5 + t / 1000)"
)

DESIGNS: dict[str, Schedule] = {
    **BY_PRESET,
    "modded_medium": _row(
        1_560,
        _hold(STEPS(126)),
        _hold(STEPS(125), Level(1.52)),
        _hold(STEPS(125), Level(1.73)),
        _hold(STEPS(74), Level(2.0)),
        Segment("Cooldown", Linear(), STEPS(1_050), None, Level(0.1)),
        _hold(),
        bases=(0.02,),
    ),
    "yolov5_weights": YOLOV5,
    "detectron2_1x": _row(
        90_000,
        _warmup(1_000, Level(0.001)),
        _hold(STEPS(59_000)),
        _hold(STEPS(20_000), Level(0.1)),
        _hold(FILL, Level(0.01)),
        bases=(0.02,),
    ),
    "detectron2_warmup_cosine": _row(
        90_000,
        Segment("Decay", Cosine(), FILL, FULL, ZERO),
        bases=(0.02,),
        tracks=(Track(MULTIPLIER_CURVE, (_warmup(1_000, Level(0.001)), _hold())),),
    ),
    "mae_exact_div": _row(
        Run(19_968, 64, accumulation=4, epochs=40),
        Segment("Warmup", Linear(), EPOCHS(5), ZERO, FULL),
        Segment("Decay", Cosine(), FILL, None, ZERO),
        bases=(0.0024, 0.0006590999999999999, 1.3651221751453715e-05),
    ),
    "mae_accum_expr": MAE,
    "fairseq_inverse_sqrt": _row(
        50_000,
        _warmup(4_000, RATE(1e-7)),
        Segment("Decay", InverseSqrt(STEPS(4_000)), FILL),
        bases=(5e-4,),
    ),
    "fairseq_polynomial": _row(
        20_000,
        _warmup(500),
        Segment("Decay", Polynomial(1.5), FILL, None, RATE(1e-6)),
        bases=(1e-3,),
    ),
    "fairseq_triangular_shrink": _row(
        30_000,
        Segment("Rise", Linear(), STEPS(2_500), Level(1.0), Level(100.0)),
        Segment("Fall", Linear(), STEPS(2_500), None, Level(1.0)),
        bases=(1e-4,),
        repeats=(Repeat("Cycles", 0, 1, scale=0.8, scaling="whole"),),
    ),
    "nanotron_1sqrt": _row(
        52_000,
        _warmup(2_000),
        _hold(STEPS(38_000)),
        Segment("Decay", OneMinusSqrt(), STEPS(10_000), None, RATE(3e-5)),
        _hold(),
        bases=(3e-4, 1e-3, 5e-3),
    ),
    "adm_anneal": _row(300_000, Segment("Anneal", Linear(), FILL, FULL, ZERO), bases=(1e-4,)),
    "cleanrl_ppo": _row(
        Run(samples=512, batch_size=128, epochs=488),
        Segment("Anneal", Linear(), FILL, FULL, ZERO),
        bases=(2.5e-4,),
        stepping="epoch",
    ),
    "instant_ngp": _row(
        60_000,
        _hold(STEPS(20_000)),
        Segment("Stairs", Staircase(STEPS(10_000), 0.33), FILL, Level(0.33)),
        bases=(0.01,),
    ),
    "openfold": _row(
        300_000,
        _warmup(1_000),
        _hold(STEPS(49_001)),
        # The first fall is a step late, the others are not.
        Segment("Stairs", Staircase(STEPS(50_000), 0.95), FILL, Level(0.95), before=STEPS(1)),
        bases=(1e-3,),
    ),
    "axolotl_rex": _row(
        2_000,
        _warmup(100),
        Segment("Decay", Rex(0.9), FILL, None, RATE(1e-5)),
        bases=(2e-4,),
        counts_from=1,
    ),
    "axolotl_quadratic": _row(
        2_000,
        Segment("Warmup", PowerOfP(2.0), STEPS(100), ZERO, FULL),
        Segment("Decay", Cosine(), FILL, None, ZERO),
        bases=(2e-4,),
    ),
    "axolotl_cosine_constant": _row(
        2_000,
        _warmup(100),
        Segment("Decay", Cosine(), STEPS(1_500), None, Level(0.1)),
        _hold(),
        bases=(2e-4,),
    ),
    "lingua_wsd": _row(
        20_000,
        _warmup(1_000),
        _hold(STEPS(8_000)),
        Segment("Decay", InverseLinear(), STEPS(1_000), None, Level(0.01)),
        _hold(STEPS(8_000), FULL),
        Segment("Decay 2", InverseLinear(), FILL, None, Level(0.01)),
        bases=(3e-4,),
    ),
    "icefall_eden": _row(30_000, Segment("Eden", Expression(EDEN), FILL), bases=(0.045,)),
    "llmfoundry_invsqrt": _row(
        40_000,
        _warmup(2_000),
        Segment("Decay", PowerLaw(STEPS(5_000), 0.5, 0.05), STEPS(34_000)),
        Segment("Cooldown", Linear(), FILL, None, ZERO),
        bases=(3e-4,),
    ),
    "ffcv_cyclic": _row(
        Run(samples=640_000, batch_size=1_024, epochs=16),
        Segment("Rise", Linear(), EPOCHS(2), Level(1e-4), FULL),
        Segment("Fall", Linear(), FILL, None, ZERO),
        bases=(1.7,),
    ),
    "fastai_flat_cos": _row(
        1_000,
        _hold(),
        Segment("Decay", Cosine(), Span.of_percent(25), None, Level(1e-5)),
        bases=(1e-3,),
    ),
    "infinite_lr": _row(
        60_000,
        _warmup(1_000),
        Segment("Cooldown", Cosine(), STEPS(19_000), None, RATE(3e-5)),
        _hold(),
        Segment("Annealing", Exponential(), STEPS(10_000), None, RATE(3e-6)),
        bases=(3e-4,),
    ),
    "kaggle_lrfn": _row(
        Run(samples=12_000, batch_size=128, epochs=30),
        Segment("Ramp", Linear(), EPOCHS(5), RATE(1e-5), FULL),
        Segment("Decay", DecayToFloor(EPOCHS(1), 0.8, 0.025), FILL),
        bases=(4e-4,),
        stepping="epoch",
    ),
    "sam2_groups": _row(
        10_000, Segment("Decay", Cosine(), FILL, FULL, Level(0.1)), bases=(5e-6, 3e-6)
    ),
}

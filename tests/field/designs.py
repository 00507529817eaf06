"""Designs of schedules that real training code has for single groups or for more than the rate.

None has a formula that asks for the base rate.
"""

import json
from pathlib import Path
from typing import Any

from rampsmith.designer.document.kinds import MOMENTUM, RATE, WEIGHT_DECAY, CurveKey, own_kind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span

FILL = Span.of_the_rest()
STEPS = Span.of_steps
VALUE = Level.of_rate


def _updates(count: int) -> Run:
    return Run(epochs=None, updates=count)


def _hold(span: Span = FILL, level: float | None = None) -> Segment:
    return Segment("Hold", Constant(), span, None if level is None else Level(level))


NANOCHAT = Schedule(
    title="nanochat",
    segments=(
        Segment(
            "Warmup",
            Linear(),
            STEPS(40),
            Level(0.0),
            Level(1.0),
            first_at_start=False,
            last_at_end=True,
        ),
        _hold(),
        Segment("Warmdown", Linear(), Span.of_percent(65), None, Level(0.05)),
    ),
    groups=(Group("muon", 0.02, (("weight_decay", 0.28),)), Group("adam", 0.3)),
    tracks=(
        Track(
            CurveKey(MOMENTUM, "muon"),
            (
                Segment("Warmup", Linear(), STEPS(400), VALUE(0.85), VALUE(0.97)),
                _hold(),
                Segment("Warmdown", Linear(), Span.of_percent(65), None, VALUE(0.90)),
            ),
        ),
        Track(
            CurveKey(WEIGHT_DECAY, "muon"),
            (Segment("Decay", Cosine(), FILL, Level(1.0), Level(0.0)),),
        ),
    ),
    run=_updates(5_000),
)

MODDED_NANOGPT = Schedule(
    title="modded nanogpt",
    segments=(
        _hold(STEPS(500)),
        _hold(STEPS(100), 1.52),
        # The stage with larger batches cuts the fall short, 400 of its 900 steps after its begin.
        Segment("Fall", Linear(), STEPS(400), None, Level(0.15), after=STEPS(500)),
        Segment("Last fall", Linear(), STEPS(500), Level(1.73), Level(0.15), before=STEPS(400)),
        Segment("Extension", Constant(), FILL),
    ),
    groups=(Group("muon", 0.023), Group("adam", 0.008)),
    tracks=(
        Track(
            CurveKey(MOMENTUM, "muon"),
            (
                Segment("Warmup", Linear(), STEPS(300), VALUE(0.85), VALUE(0.95)),
                _hold(),
                Segment("Cooldown", Linear(), STEPS(50), None, VALUE(0.85)),
            ),
        ),
    ),
    run=_updates(1_540),
)

SPLIT_COOLDOWN = Schedule(
    title="split cooldown",
    segments=(
        _hold(),
        Segment("Cooldown", Linear(), Span.of_percent(40), None, Level(0.0)),
    ),
    groups=(Group("muon", 0.025), Group("adam", 0.003)),
    tracks=(
        Track(
            CurveKey(RATE, "adam"),
            (
                _hold(),
                Segment("Cooldown", Linear(), Span.of_percent(80), None, Level(0.0)),
            ),
        ),
    ),
    run=_updates(3_500),
)

DINO = Schedule(
    title="dino",
    segments=(
        Segment("Warmup", Linear(), STEPS(3_000), Level(0.0), Level(1.0), last_at_end=True),
        Segment("Decay", Cosine(), FILL, None, VALUE(1e-6)),
    ),
    groups=(
        Group("regularized", 5e-4, (("weight_decay", 0.04),)),
        Group("others", 5e-4, (("weight_decay", 0.0),)),
    ),
    tracks=(
        Track(
            CurveKey(WEIGHT_DECAY, "regularized"),
            (Segment("Rise", Cosine(), FILL, Level(1.0), Level(10.0)),),
        ),
        Track(
            CurveKey(own_kind("teacher_momentum")),
            (Segment("Rise", Cosine(), FILL, VALUE(0.996), VALUE(1.0)),),
        ),
        Track(
            CurveKey(own_kind("teacher_temp")),
            (
                Segment(
                    "Warmup",
                    Expression("start + (end - start) * floor(n / 200) / 29"),
                    Span.of_epochs(30),
                    VALUE(0.04),
                    VALUE(0.07),
                ),
                Segment("Hold", Constant(), FILL),
            ),
        ),
    ),
    run=Run(samples=12_800, batch_size=64, epochs=100),
)

GAUSSIAN_SPLATTING = Schedule(
    title="gaussian splatting",
    segments=(_hold(),),
    groups=(
        Group("xyz", 0.00016),
        Group("f_dc", 0.0025),
        Group("f_rest", 0.000125),
        Group("opacity", 0.025),
        Group("scaling", 0.005),
        Group("rotation", 0.001),
    ),
    tracks=(
        Track(
            CurveKey(RATE, "xyz"),
            (Segment("Decay", Exponential(), FILL, Level(1.0), Level(0.01)),),
        ),
    ),
    run=_updates(30_000),
)

ULMFIT_GROUPS = (Group("lower", 0.01 / 2.6**2), Group("upper", 0.01 / 2.6), Group("head", 0.01))


def _triangle(steps: int) -> tuple[Segment, Segment]:
    """Make a slanted triangle: up for a tenth of its steps, down for the rest."""
    return (
        Segment("Rise", Linear(), STEPS(steps // 10), Level(1 / 32), Level(1.0)),
        Segment("Fall", Linear(), STEPS(steps - steps // 10), None, Level(1 / 32)),
    )


ULMFIT = Schedule(
    title="ulmfit",
    segments=_triangle(1_600),
    groups=ULMFIT_GROUPS,
    run=_updates(1_600),
)

UNFREEZING = Schedule(
    title="ulmfit unfreezing",
    segments=(*_triangle(200), *_triangle(1_200)),
    repeats=(Repeat("Epochs", 0, 1, times=2),),
    groups=ULMFIT_GROUPS,
    tracks=(
        Track(CurveKey(RATE, "lower"), (_hold(STEPS(400), 0.0), *_triangle(1_200))),
        Track(
            CurveKey(RATE, "upper"),
            (_hold(STEPS(200), 0.0), *_triangle(200), *_triangle(1_200)),
        ),
    ),
    run=_updates(1_600),
)

OWN_ENDS = Schedule(
    title="own ends",
    segments=(Segment("Decay", Cosine(), FILL, None, Level(0.01)),),
    groups=(Group("backbone", 0.001), Group("head", 0.0001)),
    tracks=(
        Track(CurveKey(RATE, "head"), (Segment("Decay", Cosine(), FILL, Level(1.0), Level(0.5)),)),
    ),
    run=_updates(1_000),
)

DESIGNS = {
    "nanochat": NANOCHAT,
    "modded-nanogpt": MODDED_NANOGPT,
    "split cooldown": SPLIT_COOLDOWN,
    "DINO": DINO,
    "Gaussian splatting": GAUSSIAN_SPLATTING,
    "ULMFiT": ULMFIT,
    "ULMFiT, unfreezing": UNFREEZING,
    "own ends": OWN_ENDS,
}

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parent / "golden.json").read_text(encoding="utf-8")
)
"""By row: its source, some steps, and what each kind is set to for each group at them."""

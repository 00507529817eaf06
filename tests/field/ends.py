"""Designs of real training code that execute other ends, cut a shape, or stop at a floor."""

import json
from pathlib import Path
from typing import Any

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine, cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.logarithmic import Logarithmic
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span

FILL = Span.of_the_rest()
STEPS, EPOCHS = Span.of_steps, Span.of_epochs
NOT_FIRST: dict[str, Any] = {"first_at_start": False}
LAST: dict[str, Any] = {"last_at_end": True}

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parent / "golden_ends.json").read_text(encoding="utf-8")
)
"""By row: its source, some steps, and the rates at them."""


def _row(base: float, updates: int, *segments: Segment) -> Schedule:
    groups = (Group("all", base),)
    return Schedule(segments=segments, groups=groups, run=Run(epochs=None, updates=updates))


def _by_epoch(base: float, epochs: int, *segments: Segment) -> Schedule:
    groups, run = (Group("all", base),), Run(epochs=epochs)
    return Schedule(segments=segments, groups=groups, run=run, stepping="epoch")


def _warmup(steps: int, **ends: Any) -> Segment:
    return Segment("Warmup", Linear(), STEPS(steps), Level(0.0), Level(1.0), **ends)


UNDER_WARMUP = cosine(0.5, 1e-5, 5 / 300)
HOLD = Segment("Hold", Constant(), FILL)
LOG = Segment("Warmup", Logarithmic(STEPS(1)), STEPS(1_000), Level(0.0), Level(1.0), **LAST)

DESIGNS = {
    "llm.c cosine": _row(
        6e-4,
        18_865,
        _warmup(700, **NOT_FIRST, **LAST),
        Segment("Decay", Cosine(), FILL, None, Level(0.0)),
    ),
    "torchtitan sqrt": _row(
        8e-4,
        1_000,
        _warmup(200, **NOT_FIRST, **LAST),
        HOLD,
        Segment("Decay", OneMinusSqrt(), STEPS(199), None, Level(0.1), **NOT_FIRST),
    ),
    "torchtitan longer than the run": _row(
        8e-4,
        1_000,
        _warmup(200, **NOT_FIRST, **LAST),
        Segment("Decay", Linear(), STEPS(9_800), None, Level(0.0), **NOT_FIRST),
    ),
    "timm cosine, begun under the warmup": _by_epoch(
        0.5,
        300,
        # Its warmup meets the cosine where that is by then.
        Segment("Warmup", Linear(), EPOCHS(5), Level.of_rate(1e-6), Level.of_rate(UNDER_WARMUP)),
        Segment("Decay", Cosine(), FILL, Level(1.0), Level.of_rate(1e-5), before=EPOCHS(5)),
    ),
    "OLMo 2": _row(
        4e-4,
        50_000,
        _warmup(2_000),
        Segment("Decay", Cosine(), FILL, None, Level(0.1), after=STEPS(5_000)),
        Segment("Last decay", Linear(), STEPS(5_000), None, Level(0.0)),
    ),
    "transformers cosine_warmup_with_min_lr": _row(
        1e-4,
        1_000,
        _warmup(100, **NOT_FIRST, **LAST),
        Segment("Decay", Cosine(), FILL, None, Level(0.1), **NOT_FIRST, **LAST),
    ),
    "ColossalAI FlatAnnealingWarmupLR": _row(
        1e-3,
        1_000,
        _warmup(100, **NOT_FIRST, **LAST),
        HOLD,
        Segment("Decay", Cosine(), STEPS(252), None, Level(0.0)),
    ),
    "DeepSpeed WarmupDecayLR": _row(
        1e-3, 10_000, LOG, Segment("Decay", Linear(), FILL, None, Level(0.0))
    ),
    "DeepSpeed WarmupCosineLR": _row(
        1e-3,
        10_000,
        LOG,
        Segment("Decay", Cosine(), FILL, None, Level(1e-4), **NOT_FIRST, **LAST),
    ),
    "pix2pix linear": _by_epoch(
        2e-4,
        200,
        HOLD,
        Segment("Decay", Linear(), EPOCHS(100), None, Level(0.0), **NOT_FIRST),
    ),
    "fairseq step with a minimum": _row(
        1e-3,
        40_000,
        Segment("Warmup", Linear(), STEPS(1_000), Level.of_rate(1e-5), Level(1.0)),
        Segment("Decay", Staircase(STEPS(3_000), 0.5), FILL, floor=Level.of_rate(1e-5)),
    ),
    "NeMo SquareAnnealing": _row(
        1e-3,
        20_000,
        _warmup(500, **NOT_FIRST),
        Segment("Decay", Polynomial(2.0), FILL, None, Level(0.0), floor=Level.of_rate(1e-5)),
    ),
    "NeMo CosineAnnealing": _row(
        1e-4,
        20_000,
        _warmup(500, **NOT_FIRST),
        Segment("Decay", Cosine(), FILL, None, Level.of_rate(1e-6)),
    ),
}

"""What the exporter writes today keeps every promise."""

from dataclasses import replace

import pytest

from rampsmith.designer.proof.client import Prover
from rampsmith.designer.proof.job import Job
from rampsmith.designer.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes import (
    SHAPES,
    Constant,
    Exponential,
    InverseSqrt,
    Linear,
    Shape,
    Staircase,
    has_end,
)
from rampsmith.designer.spans import Span
from rampsmith.exporters.pytorch import pytorch_source
from tests.designer.proof.exported import schedule


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.kind)
@pytest.mark.parametrize("unit", ["factor", "rate"])
def test_the_exported_class_of_every_shape_passes(
    prover: Prover, shape: type[Shape], unit: str
) -> None:
    low = Level.of_rate(3e-5) if unit == "rate" else Level(0.03)
    bent: Shape = shape()
    if isinstance(bent, Staircase):
        bent = Staircase(every=Span.of_steps(7), factor=0.3)
    if isinstance(bent, InverseSqrt):
        bent = InverseSqrt(time_scale=Span.of_steps(20))
    segments = (
        Segment("Warmup", Linear(), Span.of_percent(10), low, Level(1)),
        Segment("Decay", bent, Span.of_the_rest(), end=low if has_end(bent) else None),
    )
    design = replace(schedule(300), segments=segments)
    verdict = prover.prove(Job(pytorch_source(design), design))
    assert verdict.findings == ()
    assert verdict.steps == 300


@pytest.mark.parametrize("after", ["hold", "repeat"])
@pytest.mark.parametrize("counts_from", [0, 1])
@pytest.mark.parametrize("total_steps", [1, 2, 3, 50])
def test_short_and_repeated_runs_pass(
    prover: Prover, after: str, counts_from: int, total_steps: int
) -> None:
    design = Schedule(
        class_name="Short",
        segments=(Segment("Only", Linear(), Span.of_the_rest(), Level(0.5), Level(1)),),
        after="repeat" if after == "repeat" else "hold",
        counts_from=1 if counts_from else 0,
        run=replace(schedule().run, updates=total_steps),
    )
    verdict = prover.prove(Job(pytorch_source(design), design))
    assert verdict.findings == ()
    assert verdict.resumes >= 1


def test_boundaries_between_steps_pass(prover: Prover) -> None:
    design = replace(
        schedule(),
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(8.6), Level(0), Level(1)),
            Segment("Hold", Constant(), Span.of_the_rest()),
        ),
    )
    assert prover.prove(Job(pytorch_source(design), design)).findings == ()


def test_rates_that_are_tensors_are_computed_as_numbers(prover: Prover) -> None:
    """A power of a tensor is not always the same number as Python's, to the last bit."""
    design = replace(
        schedule(),
        segments=(
            Segment("Decay", Exponential(), Span.of_steps(20), Level(0.635), Level.of_rate(1e-5)),
        ),
        groups=tuple(Group(f"layer {i}", 0.1 + i / 7) for i in range(20)),
        after="repeat",
    )
    assert prover.prove(Job(pytorch_source(design), design)).findings == ()

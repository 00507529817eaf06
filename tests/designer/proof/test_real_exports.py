"""The files that the exporter writes today keep every promise."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from rampsmith.designer.document.kinds import BETA2, MOMENTUM_CURVE, CurveKey, CurveKind, own_kind
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import set_curves, values_at
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.proof_task import ProofTask
from rampsmith.designer.proof.step_probe import StepProbe
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.designer.proof.exported import file_of, schedule
from tests.designer.strategies import schedules
from tests.designer.training_loop.runs import small_runs

trained_runs = small_runs.filter(lambda run: run.clock is not None and run.total_updates > 0)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.kind)
@pytest.mark.parametrize("unit", ["factor", "rate"])
def test_the_exported_class_of_every_shape_passes(
    client: WorkerClient, shape: type[Shape], unit: str
) -> None:
    low = Level.of_rate(3e-5) if unit == "rate" else Level(0.03)
    bent: Shape = shape()
    if isinstance(bent, Staircase):
        bent = Staircase(every=Span.of_steps(7), factor=0.3)
    if isinstance(bent, InverseSqrt):
        bent = InverseSqrt(time_scale=Span.of_steps(20))
    segments = (
        Segment("Warmup", Linear(), Span.of_percent(10), low, Level(1)),
        Segment("Decay", bent, Span.of_the_rest(), end=low if bent.has_end else None),
    )
    design = replace(schedule(300), segments=segments)
    verdict = client.ask(ProofTask(file_of(design)))
    assert verdict.findings == ()
    assert verdict.steps == 300


@pytest.mark.parametrize("after", ["hold", "repeat"])
@pytest.mark.parametrize("counts_from", [0, 1])
@pytest.mark.parametrize("total_steps", [1, 2, 3, 50])
def test_short_and_repeated_runs_pass(
    client: WorkerClient, after: str, counts_from: int, total_steps: int
) -> None:
    design = Schedule(
        class_name="Short",
        segments=(Segment("Only", Linear(), Span.of_the_rest(), Level(0.5), Level(1)),),
        after="repeat" if after == "repeat" else "hold",
        counts_from=1 if counts_from else 0,
        run=replace(schedule().run, updates=total_steps),
    )
    verdict = client.ask(ProofTask(file_of(design)))
    assert verdict.findings == ()
    assert verdict.resumes >= 1


def test_boundaries_between_steps_pass(client: WorkerClient) -> None:
    design = replace(
        schedule(),
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(8.6), Level(0), Level(1)),
            Segment("Hold", Constant(), Span.of_the_rest()),
        ),
    )
    assert client.ask(ProofTask(file_of(design))).findings == ()


@pytest.mark.parametrize("warmup", [1, 2, 60])
def test_a_plateau_at_the_end_of_a_run_that_is_too_short_passes(
    client: WorkerClient, warmup: int
) -> None:
    waiting = Plateau(patience=0, cooldown=1, min_lr=1e-9)
    design = replace(
        schedule(2),
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(warmup), Level(0.1), Level(1)),
            Segment("Wait", waiting, Span.of_the_rest()),
        ),
        metric=(0.5,),
    )
    assert design.goes_on
    assert client.ask(ProofTask(file_of(design))).findings == ()


WITH_CURVES = schedules(
    own_curves=True, repeats=True, expressions=True, plateau=True, run=trained_runs
)


@settings(max_examples=5)
@given(WITH_CURVES)
def test_a_random_design_with_curves_of_single_groups_is_proved(
    client: WorkerClient, schedule: Schedule
) -> None:
    check_proved(client, schedule)


@pytest.mark.long
@settings(max_examples=300)
@given(WITH_CURVES)
def test_many_random_designs_with_curves_of_single_groups_are_proved(
    client: WorkerClient, schedule: Schedule
) -> None:
    check_proved(client, schedule)


def check_proved(client: WorkerClient, schedule: Schedule) -> None:
    """Prove a design; compare what is set at steps in between too."""
    file = file_of(schedule)
    assert client.ask(ProofTask(file)).findings == ()
    steps = tuple(range(0, schedule.total_steps + 3, 7))
    curves = set_curves(schedule)
    found = StepProbe(client).result(file, steps)
    assert found.states == {t: values_at(curves, t) for t in steps}


def test_rates_that_are_tensors_are_computed_as_numbers(client: WorkerClient) -> None:
    """A power of a tensor is not always the same number as Python's, to the last bit."""
    design = replace(
        schedule(),
        segments=(
            Segment("Decay", Exponential(), Span.of_steps(20), Level(0.635), Level.of_rate(1e-5)),
        ),
        groups=tuple(Group(f"layer {i}", 0.1 + i / 7) for i in range(20)),
        after="repeat",
    )
    assert client.ask(ProofTask(file_of(design))).findings == ()


@pytest.mark.parametrize("kind", [MOMENTUM_CURVE.kind, BETA2, own_kind("temperature")])
def test_a_formula_and_a_segment_after_it_pass_where_there_is_no_base(
    client: WorkerClient, kind: CurveKind
) -> None:
    typed = Segment("Typed", Expression("0.2 + 0.5 * p"), Span.of_steps(20))
    after = Segment("After", Linear(), Span.of_the_rest(), None, Level.of_rate(0.5))
    check_proved(client, replace(schedule(), tracks=(Track(CurveKey(kind), (typed, after)),)))

"""A drive trains as a plain loop with the exported class does, bit for bit."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from rampsmith.designer.document.curves import with_curve
from rampsmith.designer.document.kinds import BETA2, MOMENTUM, CurveKey, CurveKind, own_kind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.drive.child.driving import (
    CannotDriveError,
    Teller,
    left_out,
    trained,
    training_of,
)
from rampsmith.designer.drive.events import Diverged, Event, RunFinished, UpdateRows, final_loss
from rampsmith.designer.drive.request import driven_updates, spread_words
from rampsmith.designer.drive.tasks import OPTIMIZERS, TASKS
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.proof.workbench import Workbench, workbench_or_reason
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.designer.drive.driven import ends, plain_loop, schedule

needs_muon = pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="this torch has no Muon")
EVERY_OPTIMIZER = [
    pytest.param(name, marks=needs_muon if name == "muon" else ()) for name in OPTIMIZERS
]


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def bench_of(schedule: Schedule, folder: Path) -> Workbench:
    bench = workbench_or_reason(ExportedFile(pytorch_source(schedule), schedule), folder)
    assert isinstance(bench, Workbench)
    return bench


def driven(
    schedule: Schedule,
    folder: Path,
    *,
    task: str = "deep",
    optimizer: str = "sgd",
    seed: int = 0,
    updates: int | None = None,
) -> tuple[list[torch.Tensor], list[Event]]:
    """Drive a design in this process; return the weights and what was told."""
    events: list[Event] = []
    training = training_of(task, optimizer, bench_of(schedule, folder), seed)
    teller = Teller(0, seed, events.append)
    updates = schedule.total_steps if updates is None else updates
    trained(training, schedule, updates, teller, [0])
    teller.finish()
    return list(training.network.model.parameters()), events


def rows(events: list[Event]) -> tuple[list[float], list[float]]:
    told = [event for event in events if isinstance(event, UpdateRows)]
    places = [event.first for event in told]
    assert places == [sum(len(each.losses) for each in told[:n]) for n in range(len(told))]
    rates = [rate for event in told for rate in event.rates]
    return rates, [loss for event in told for loss in event.losses]


@pytest.mark.parametrize("optimizer", EVERY_OPTIMIZER)
@pytest.mark.parametrize("task", TASKS)
def test_the_weights_are_those_of_a_plain_loop(task: str, optimizer: str, tmp_path: Path) -> None:
    design = schedule(0.01, 12)
    weights, events = driven(design, tmp_path, task=task, optimizer=optimizer)
    expected, rates, losses = plain_loop(design, tmp_path, task=task, optimizer=optimizer)
    assert all(map(torch.equal, weights, expected))
    assert rows(events) == (rates, losses)
    assert ends(events) == [RunFinished(0, 0, losses[-1])]


@pytest.mark.parametrize("updates", [10, 17, 300])
def test_a_run_that_is_spread_over_other_updates_takes_every_step(
    updates: int, tmp_path: Path
) -> None:
    design = schedule(0.02, 100)
    weights, events = driven(design, tmp_path, updates=updates)
    expected, rates, losses = plain_loop(
        design, tmp_path, task="deep", optimizer="sgd", updates=updates
    )
    assert all(map(torch.equal, weights, expected))
    assert rows(events) == (rates, losses)
    assert max(rates) == pytest.approx(0.02, rel=0.1)


def test_a_seed_gives_the_same_again_and_another_seed_something_else(tmp_path: Path) -> None:
    first, again, other = (driven(schedule(steps=5), tmp_path, seed=seed)[0] for seed in (3, 3, 4))
    assert all(map(torch.equal, first, again))
    assert not torch.equal(first[0], other[0])


@pytest.mark.parametrize("rate", [1.0, 3.0, 1e4])
def test_it_diverges_where_the_plain_loop_has_its_first_loss_that_is_not_finite(
    rate: float, tmp_path: Path
) -> None:
    design = schedule(rate, 400)
    _, events = driven(design, tmp_path)
    _, rates, losses = plain_loop(design, tmp_path, task="deep", optimizer="sgd")
    assert not math.isfinite(losses[-1])
    assert ends(events) == [Diverged(0, 0, len(losses) - 1, rates[-1])]
    assert rows(events) == (rates[:-1], losses[:-1])


@pytest.mark.parametrize("optimizer", EVERY_OPTIMIZER)
def test_each_parameter_belongs_to_one_group_of_the_design(optimizer: str, tmp_path: Path) -> None:
    groups = tuple(Group(f"part {n}", 10.0**-n, (("weight_decay", 0.1 * n),)) for n in range(3))
    bench = bench_of(schedule(0.1, 12, *groups), tmp_path)
    training = training_of("text", optimizer, bench, 0)
    dealt = [
        parameter
        for each in training.optimizers
        for group in each.optimizer.param_groups
        for parameter in group["params"]
    ]
    assert len(dealt) == len(set(map(id, dealt)))
    assert set(map(id, dealt)) == set(map(id, training.network.model.parameters()))
    for each in training.optimizers:
        assert each.names == ("part 0", "part 1", "part 2")
        decays = [group["weight_decay"] for group in each.optimizer.param_groups]
        assert decays == [0.0, 0.1, 0.2]


@needs_muon
def test_the_groups_that_are_named_for_muon_get_the_matrices(tmp_path: Path) -> None:
    design = schedule(0.1, 12, Group("muon", 0.02), Group("adam", 1e-3))
    training = training_of("deep", "muon", bench_of(design, tmp_path), 0)
    assert [each.names for each in training.optimizers] == [("muon",), ("adam",)]
    assert [each.optimizer.param_groups[0]["initial_lr"] for each in training.optimizers] == [
        0.02,
        1e-3,
    ]


def test_a_torch_without_muon_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.optim, "Muon", raising=False)
    with pytest.raises(CannotDriveError, match="has no Muon"):
        training_of("deep", "muon", bench_of(schedule(), tmp_path), 0)


def test_a_group_for_which_no_parameter_is_left_is_named(tmp_path: Path) -> None:
    design = schedule(0.1, 12, *(Group(f"part {n}", 0.1) for n in range(22)))
    made = training_of("deep", "sgd", bench_of(design, tmp_path), 0)
    (only,) = made.optimizers
    assert len(only.names) == len(only.optimizer.param_groups) == 20
    assert [*left_out(made, design)] == ["The network has no layer left for part 0, part 11."]


def with_level(kind: CurveKind) -> Schedule:
    level = Level.of_rate(0.5)
    curve = Schedule(segments=(Segment("Hold", Linear(), start=level, end=level),))
    return with_curve(schedule(), CurveKey(kind), curve)


def test_a_curve_of_what_the_optimizer_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotDriveError) as refused:
        training_of("deep", "sgd", bench_of(with_level(BETA2), tmp_path), 0)
    words = "SGD with momentum: The optimizer has no beta2 that could be set."
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("kind", "optimizer", "notes"),
    [
        (BETA2, "adamw", []),
        (MOMENTUM, "sgd", []),
        (MOMENTUM, "adamw", []),
        (own_kind("dropout_rate"), "sgd", ["Nothing reads the dropout rate here."]),
    ],
)
def test_a_curve_that_nothing_reads_is_named(
    kind: CurveKind, optimizer: str, notes: list[str], tmp_path: Path
) -> None:
    design = with_level(kind)
    made = training_of("deep", optimizer, bench_of(design, tmp_path), 0)
    assert [*left_out(made, design)] == notes


def test_a_curve_of_the_momentum_is_driven_too(tmp_path: Path) -> None:
    falls = Schedule(
        segments=(Segment("Fall", Linear(), start=Level.of_rate(0.9), end=Level.of_rate(0.5)),)
    )
    design = with_curve(schedule(0.01, 20), CurveKey(MOMENTUM), falls)
    training = training_of("deep", "sgd", bench_of(design, tmp_path), 0)
    events: list[Event] = []
    trained(training, design, 20, Teller(0, 0, events.append), [0])
    assert training.optimizers[0].optimizer.param_groups[0]["momentum"] == 0.5


def test_a_plateau_sees_the_loss_at_each_of_its_steps(tmp_path: Path) -> None:
    never_better = Plateau(patience=2, factor=0.5, threshold=1e9, threshold_mode="abs")
    design = Schedule(
        class_name="Waits",
        segments=(
            Segment("Hold", Linear(), Span.of_steps(10), Level(1), Level(1)),
            Segment("Wait", never_better),
        ),
        groups=(Group("all", 0.01),),
        run=Run(epochs=None, updates=40),
    )
    rates = rows(driven(design, tmp_path)[1])[0]
    assert rates[:10] == [0.01] * 10
    assert rates[-1] < 0.001
    # Four steps to each update: it falls as often as with one.
    fewer = rows(driven(design, tmp_path, updates=10)[1])[0]
    assert fewer[-1] < 0.002


def test_the_final_loss_is_the_mean_of_the_last_twentieth() -> None:
    assert final_loss([5.0] * 95 + [1.0, 2.0, 3.0, 4.0, 5.0]) == 3.0
    assert final_loss([4.0, 2.0]) == 2.0


def test_a_design_is_driven_for_its_own_run_or_the_usual_number_of_updates() -> None:
    assert driven_updates(schedule(steps=40), "deep") == 40
    assert driven_updates(schedule(steps=80_000), "deep") == TASKS["deep"].usual_updates
    assert driven_updates(schedule(steps=80_000), "deep", 300) == 300
    assert spread_words(schedule(steps=40), 40) == ""
    assert spread_words(schedule(steps=80_000), 1_000) == (
        "its 80,000 steps are driven in 1,000 updates, 80 of them to each update"
    )
    by_epoch = replace(schedule(), stepping="epoch", run=Run(samples=640, batch_size=64, epochs=9))
    assert spread_words(by_epoch, 90) == (
        "its 9 epochs are driven in 90 updates, 10 updates to each epoch"
    )

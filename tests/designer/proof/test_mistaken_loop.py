"""A run with a mistake does what a plain loop does that really makes that mistake."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.optim.lr_scheduler import LinearLR

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule, Stepping
from rampsmith.designer.evaluation.rates import Rates, set_curves, values_at
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.presets import preset_named
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.mistaken_loop import MOST_CALLS, MistakenRun, MistakeTask
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.training_loop.stepping_mistakes import (
    RESUMED,
    MistakeName,
    possible_mistakes,
    usual_resume,
)
from tests.designer.designs import CYCLES, OWN_CURVES, PLAIN, TEMPERATURE, WATCHED
from tests.designer.proof.exported import file_of, spoiled, task
from tests.designer.training_loop import real_loops
from tests.designer.training_loop.real_loops import Log

PLAIN_RUN = Run(24, 4, epochs=5)
GATHERED = Run(24, 2, accumulation=5, epochs=5)
LOOPS: dict[MistakeName, Callable[[Schedule], Log]] = {
    "per_epoch": real_loops.once_per_epoch,
    "per_update": real_loops.with_every_update,
    "per_batch": real_loops.with_every_batch,
    "before_optimizer": real_loops.before_the_optimizer,
    "skipped_updates": real_loops.skipping_updates,
    "built_late": lambda s: real_loops.resumed(s, 12, real_loops.build_late),
    "without_state": lambda s: real_loops.resumed(s, 12, real_loops.forget_the_state),
    "last_epoch_off": lambda s: real_loops.resumed(s, 12, real_loops.be_one_off),
}
PLACES: list[tuple[MistakeName, Stepping]] = [
    ("per_epoch", "update"),
    ("per_update", "epoch"),
    ("per_batch", "update"),
    ("before_optimizer", "update"),
    ("before_optimizer", "epoch"),
    ("skipped_updates", "update"),
    ("built_late", "update"),
    ("built_late", "epoch"),
    ("without_state", "update"),
    ("without_state", "epoch"),
    ("last_epoch_off", "update"),
    ("last_epoch_off", "epoch"),
]


def stepped(client: WorkerClient, schedule: Schedule, mistake: MistakeName) -> MistakenRun:
    """Have the exported class stepped wrongly in the worker."""
    at = usual_resume(Loop.of(schedule))
    return client.ask(MistakeTask(file_of(schedule), mistake, at))


@pytest.mark.parametrize(("mistake", "stepping"), PLACES)
@pytest.mark.parametrize("schedule", [PLAIN, CYCLES, WATCHED], ids=["plain", "cycles", "plateau"])
@pytest.mark.filterwarnings("ignore:Detected call of")
def test_a_mistake_is_what_a_loop_does_that_is_written_so(
    client: WorkerClient, schedule: Schedule, mistake: MistakeName, stepping: Stepping
) -> None:
    run = GATHERED if mistake == "per_batch" else PLAIN_RUN
    wrong = replace(schedule, stepping=stepping, run=run)
    found = stepped(client, wrong, mistake)
    assert found.fault == ""
    log = LOOPS[mistake](wrong)
    used = [(each[RATE_CURVE], *each[MOMENTUM_CURVE]) for each in found.states.values()]
    assert used == log.updates
    assert list(found.states) == list(range(len(log.updates)))


@pytest.mark.parametrize("schedule", [PLAIN, CYCLES, WATCHED], ids=["plain", "cycles", "plateau"])
def test_the_class_is_never_harmed_by_being_built_late(
    client: WorkerClient, schedule: Schedule
) -> None:
    resumed = replace(schedule, run=PLAIN_RUN)
    assert stepped(client, resumed, "built_late").first_difference(resumed) is None
    assert stepped(client, resumed, "without_state").first_difference(resumed) == (13, RATE_CURVE)


def test_torch_s_own_classes_are_harmed_by_being_built_late() -> None:
    def built() -> tuple[torch.optim.SGD, LinearLR]:
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        return optimizer, LinearLR(optimizer, 0.1, total_iters=8)

    optimizer, scheduler = built()
    for _ in range(4):
        optimizer.step()
        scheduler.step()
    resumed = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    resumed.load_state_dict(optimizer.state_dict())
    late = LinearLR(resumed, 0.1, total_iters=8)
    late.load_state_dict(scheduler.state_dict())
    assert resumed.param_groups[0]["lr"] != optimizer.param_groups[0]["lr"]


def test_torch_s_own_warning_is_told(client: WorkerClient) -> None:
    found = stepped(client, replace(PLAIN, run=PLAIN_RUN), "before_optimizer")
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith("Detected call of `lr_scheduler.step()` before")
    assert found.first_difference(replace(PLAIN, run=PLAIN_RUN)) == (0, RATE_CURVE)


@pytest.mark.parametrize("devices", [2, 4])
def test_stepped_by_every_process_a_schedule_passes_so_many_times_as_fast(
    client: WorkerClient, devices: int
) -> None:
    schedule = replace(PLAIN, run=Run(96, 4, devices, epochs=5))
    found = stepped(client, schedule, "per_process").states
    rates = Rates(schedule)
    assert [each[RATE_CURVE] for each in found.values()] == [
        rates.at(devices * update) for update in range(Loop.of(schedule).updates)
    ]


@pytest.mark.long
def test_accelerate_really_steps_a_prepared_scheduler_once_per_process(
    client: WorkerClient, tmp_path: Path
) -> None:
    run = Run(96, 4, 2, epochs=3)
    schedules = [replace(schedule, run=run) for schedule in (PLAIN, CYCLES, WATCHED)]
    for number, schedule in enumerate(schedules):
        write_design(schedule, tmp_path / f"{number}.ramp")
    launcher = ("torch.distributed.run", "--standalone", "--nproc-per-node=2")
    child = subprocess.run(
        [
            *(sys.executable, "-m", *launcher),
            *("-m", "tests.designer.proof.accelerated", str(tmp_path)),
        ],
        cwd=Path(__file__).parents[3],
        env=os.environ | {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-3000:]
    for number, schedule in enumerate(schedules):
        found = stepped(client, schedule, "per_process").states
        for rank in (0, 1):
            used = json.loads((tmp_path / f"{number}-{rank}.json").read_text(encoding="utf-8"))
            assert [tuple(rates) for rates in used] == [each[RATE_CURVE] for each in found.values()]


LONG = preset_named("warmup-cosine").make(steps=100_000_000)


@pytest.mark.parametrize("mistake", ["before_optimizer", "skipped_updates", *RESUMED])
def test_a_long_run_is_looked_at_in_part_and_exactly_there(
    client: WorkerClient, mistake: MistakeName
) -> None:
    found = stepped(client, LONG, mistake)
    at = usual_resume(Loop.of(LONG))
    rates = Rates(LONG)
    ahead = {"before_optimizer": 1, "last_epoch_off": 1, "skipped_updates": -3}.get(mistake, 0)
    assert found.fault == ""
    assert len(found.states) > 2_000
    for update, standing in found.states.items():
        t = max(0, update + ahead)
        if mistake in RESUMED and update < at:
            t = update
        if mistake == "without_state" and update > at:
            t = update - at
        assert standing == {RATE_CURVE: rates.at(t)}, update


@pytest.mark.long
def test_a_plateau_is_followed_as_far_as_is_quick(client: WorkerClient) -> None:
    schedule = replace(WATCHED, run=Run(epochs=None, updates=1_000_000), tracks=())
    found = stepped(client, schedule, "before_optimizer")
    assert found.fault.startswith("The plateau was followed up to call 2")
    assert max(found.states) > MOST_CALLS


def test_what_goes_wrong_in_a_file_is_said(client: WorkerClient) -> None:
    bad = task(spoiled("assert t < 7, 'seven'")).file
    found = client.ask(MistakeTask(bad, "before_optimizer", 20))
    assert list(found.states) == list(range(6))
    assert found.fault.startswith("At update 6 the exported file raised in line")


def test_a_curve_survives_its_journey() -> None:
    values = {RATE_CURVE: (1e-3, 2.0), MOMENTUM_CURVE: (0.9,)}
    curve = MistakenRun({3: values}, ("careful",), "why")
    assert MistakenRun.from_json(curve.to_json()) == curve
    asked = MistakeTask(ExportedFile("x = 1", PLAIN), "per_batch", 7)
    assert MistakeTask.from_json(asked.to_json()) == asked


@pytest.mark.parametrize("mistake", ["before_optimizer", "per_epoch", "skipped_updates", *RESUMED])
def test_a_mistake_is_made_with_every_curve(client: WorkerClient, mistake: MistakeName) -> None:
    schedule = replace(OWN_CURVES, run=PLAIN_RUN)
    loop, at = Loop.of(schedule), usual_resume(Loop.of(schedule))
    curves = set_curves(schedule)
    found = stepped(client, schedule, mistake)
    assert found.fault == ""
    for update, standing in found.states.items():
        steps = {
            "before_optimizer": update + 1,
            "per_epoch": update // (loop.updates // loop.epochs),
            "without_state": update if update < at else update - at,
            "last_epoch_off": update + (update >= at),
            "skipped_updates": max(0, update - 3),
        }
        t = steps.get(mistake, update)
        if (mistake, update) != ("without_state", at):
            assert standing == values_at(curves, t), update


def test_a_mistake_is_told_by_the_number_that_it_changes() -> None:
    curves = set_curves(OWN_CURVES)
    states = {update: dict(values_at(curves, update)) for update in range(3)}
    assert MistakenRun({**states}).first_difference(OWN_CURVES) is None
    temperature = CurveKey(TEMPERATURE)
    states[2][temperature] = (3.5,)
    assert MistakenRun({**states}).first_difference(OWN_CURVES) == (2, temperature)


def test_the_places_of_updates_are_epochs_where_it_steps_by_epoch() -> None:
    curve = MistakenRun({0: {RATE_CURVE: (1.0,)}, 9: {RATE_CURVE: (1.0,)}})
    by_epoch = replace(PLAIN, stepping="epoch", run=PLAIN_RUN)
    assert curve.places(by_epoch) == (0.0, 1.5)
    assert curve.places(replace(PLAIN, run=PLAIN_RUN)) == (0.0, 9.0)


def names(schedule: Schedule) -> set[MistakeName]:
    return {mistake.name for mistake in possible_mistakes(schedule)}


def test_only_the_ways_that_a_run_can_take_are_offered() -> None:
    always = {"before_optimizer", *RESUMED}
    by_update = always | {"per_epoch", "skipped_updates"}
    assert names(replace(PLAIN, run=PLAIN_RUN)) == by_update
    assert names(replace(PLAIN, run=PLAIN_RUN, stepping="epoch")) == always | {"per_update"}
    assert names(replace(PLAIN, run=GATHERED)) == by_update | {"per_batch"}
    on_four = replace(PLAIN, run=Run(96, 4, 4, epochs=5))
    assert names(on_four) == by_update | {"per_process"}
    assert names(replace(PLAIN, run=Run(12, 4, epochs=1))) == always | {"per_epoch"}
    assert names(replace(PLAIN, run=Run(batch_size=0))) == set()


def test_each_way_says_how_it_is_seen_and_what_to_change() -> None:
    for run in (PLAIN_RUN, GATHERED, Run(96, 4, 4, epochs=5)):
        for mistake in possible_mistakes(replace(PLAIN, run=run)):
            for sentence in (mistake.sign, mistake.remedy):
                assert sentence[0].isupper() or sentence.startswith(("torch", "scheduler"))
                assert sentence.endswith(".")

"""What a wrong way comes to is what a plain loop does that is really written that way."""

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

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.presets import preset_named
from rampsmith.designer.proof.client import Prover
from rampsmith.designer.proof.walking import Standing
from rampsmith.designer.proof.wrong_loop import MOST_CALLS
from rampsmith.designer.proof.wrong_stepping import WrongCurve, WrongTask
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Schedule, Stepping
from rampsmith.designer.stepping.loop import Loop
from rampsmith.designer.stepping.wrong_ways import RESUMED, Way, usual_resume, wrong_ways
from rampsmith.exporters.pytorch import pytorch_source
from tests.designer.proof.exported import job, spoiled
from tests.designer.stepping import real_loops
from tests.designer.stepping.real_loops import Log
from tests.designer.stepping.test_rows import CYCLES, PLAIN, WATCHED

PLAIN_RUN = Run(24, 4, epochs=5)
GATHERED = Run(24, 2, accumulation=5, epochs=5)
LOOPS: dict[Way, Callable[[Schedule], Log]] = {
    "per_epoch": real_loops.once_per_epoch,
    "per_update": real_loops.with_every_update,
    "per_batch": real_loops.with_every_batch,
    "before_optimizer": real_loops.before_the_optimizer,
    "built_late": lambda s: real_loops.resumed(s, 12, real_loops.build_late),
    "without_state": lambda s: real_loops.resumed(s, 12, real_loops.forget_the_state),
    "last_epoch_off": lambda s: real_loops.resumed(s, 12, real_loops.be_one_off),
}
PLACES: list[tuple[Way, Stepping]] = [
    ("per_epoch", "update"),
    ("per_update", "epoch"),
    ("per_batch", "update"),
    ("before_optimizer", "update"),
    ("before_optimizer", "epoch"),
    ("built_late", "update"),
    ("built_late", "epoch"),
    ("without_state", "update"),
    ("without_state", "epoch"),
    ("last_epoch_off", "update"),
    ("last_epoch_off", "epoch"),
]


def stepped(prover: Prover, schedule: Schedule, way: Way) -> WrongCurve:
    """Have the exported class stepped wrongly in the worker."""
    at = usual_resume(Loop.of(schedule))
    return prover.prove(WrongTask(pytorch_source(schedule), schedule, way, at))


@pytest.mark.parametrize(("way", "stepping"), PLACES)
@pytest.mark.parametrize("schedule", [PLAIN, CYCLES, WATCHED], ids=["plain", "cycles", "plateau"])
@pytest.mark.filterwarnings("ignore:Detected call of")
def test_a_wrong_way_is_what_a_loop_does_that_is_written_so(
    prover: Prover, schedule: Schedule, way: Way, stepping: Stepping
) -> None:
    run = GATHERED if way == "per_batch" else PLAIN_RUN
    wrong = replace(schedule, stepping=stepping, run=run)
    found = stepped(prover, wrong, way)
    assert found.fault == ""
    log = LOOPS[way](wrong)
    assert [(each.rates, each.momentum) for each in found.standings.values()] == log.updates
    assert list(found.standings) == list(range(len(log.updates)))


@pytest.mark.parametrize("schedule", [PLAIN, CYCLES, WATCHED], ids=["plain", "cycles", "plateau"])
def test_the_class_is_never_harmed_by_being_built_late(prover: Prover, schedule: Schedule) -> None:
    resumed = replace(schedule, run=PLAIN_RUN)
    assert stepped(prover, resumed, "built_late").first_difference(resumed) is None
    assert stepped(prover, resumed, "without_state").first_difference(resumed) == 13


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


def test_torch_s_own_warning_is_told(prover: Prover) -> None:
    found = stepped(prover, replace(PLAIN, run=PLAIN_RUN), "before_optimizer")
    assert len(found.warnings) == 1
    assert found.warnings[0].startswith("Detected call of `lr_scheduler.step()` before")
    assert found.first_difference(replace(PLAIN, run=PLAIN_RUN)) == 0


@pytest.mark.parametrize("devices", [2, 4])
def test_stepped_by_every_process_a_schedule_passes_so_many_times_as_fast(
    prover: Prover, devices: int
) -> None:
    schedule = replace(PLAIN, run=Run(96, 4, devices, epochs=5))
    found = stepped(prover, schedule, "per_process").standings
    rates = Rates(schedule)
    assert [each.rates for each in found.values()] == [
        rates.at(devices * update) for update in range(Loop.of(schedule).updates)
    ]


@pytest.mark.long
def test_accelerate_really_steps_a_prepared_scheduler_once_per_process(
    prover: Prover, tmp_path: Path
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
        found = stepped(prover, schedule, "per_process").standings
        for rank in (0, 1):
            used = json.loads((tmp_path / f"{number}-{rank}.json").read_text(encoding="utf-8"))
            assert [tuple(rates) for rates in used] == [each.rates for each in found.values()]


LONG = preset_named("warmup-cosine").make(steps=100_000_000)


@pytest.mark.parametrize("way", ["before_optimizer", *RESUMED])
def test_a_long_run_is_looked_at_in_part_and_exactly_there(prover: Prover, way: Way) -> None:
    found = stepped(prover, LONG, way)
    at = usual_resume(Loop.of(LONG))
    rates = Rates(LONG)
    ahead = {"before_optimizer": 1, "last_epoch_off": 1}.get(way, 0)
    assert found.fault == ""
    assert len(found.standings) > 2_000
    for update, standing in found.standings.items():
        t = update + ahead
        if way in RESUMED and update < at:
            t = update
        if way == "without_state" and update > at:
            t = update - at
        assert standing == Standing(rates.at(t)), update


@pytest.mark.long
def test_a_plateau_is_followed_as_far_as_is_quick(prover: Prover) -> None:
    schedule = replace(WATCHED, run=Run(epochs=None, updates=1_000_000), momentum=None)
    found = stepped(prover, schedule, "before_optimizer")
    assert found.fault.startswith("The plateau was followed up to call 2")
    assert max(found.standings) > MOST_CALLS


def test_what_goes_wrong_in_a_file_is_said(prover: Prover) -> None:
    bad = job(spoiled("assert t < 7, 'seven'"))
    found = prover.prove(WrongTask(bad.source, bad.schedule, "before_optimizer", 20))
    assert list(found.standings) == list(range(6))
    assert found.fault.startswith("At update 6 the exported file raised in line")


def test_a_curve_survives_its_journey() -> None:
    curve = WrongCurve({3: Standing((1e-3, 2.0), 0.9)}, ("careful",), "why")
    assert WrongCurve.from_json(curve.to_json()) == curve
    task = WrongTask("x = 1", PLAIN, "per_batch", 7)
    assert WrongTask.from_json(task.to_json()) == task


def test_the_places_of_updates_are_epochs_where_it_steps_by_epoch() -> None:
    curve = WrongCurve({0: Standing((1.0,)), 9: Standing((1.0,))})
    by_epoch = replace(PLAIN, stepping="epoch", run=PLAIN_RUN)
    assert curve.places(by_epoch) == (0.0, 1.5)
    assert curve.places(replace(PLAIN, run=PLAIN_RUN)) == (0.0, 9.0)


def names(schedule: Schedule) -> set[Way]:
    return {way.name for way in wrong_ways(schedule)}


def test_only_the_ways_that_a_run_can_take_are_offered() -> None:
    always = {"before_optimizer", *RESUMED}
    assert names(replace(PLAIN, run=PLAIN_RUN)) == always | {"per_epoch"}
    assert names(replace(PLAIN, run=PLAIN_RUN, stepping="epoch")) == always | {"per_update"}
    assert names(replace(PLAIN, run=GATHERED)) == always | {"per_epoch", "per_batch"}
    on_four = replace(PLAIN, run=Run(96, 4, 4, epochs=5))
    assert names(on_four) == always | {"per_epoch", "per_process"}
    assert names(replace(PLAIN, run=Run(batch_size=0))) == set()


def test_each_way_says_how_it_is_seen_and_what_to_change() -> None:
    for run in (PLAIN_RUN, GATHERED, Run(96, 4, 4, epochs=5)):
        for way in wrong_ways(replace(PLAIN, run=run)):
            for sentence in (way.sign, way.remedy):
                assert sentence[0].isupper() or sentence.startswith(("torch", "scheduler"))
                assert sentence.endswith(".")

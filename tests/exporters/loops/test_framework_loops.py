"""The copied loops for frameworks and for several processes, run as they are."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import strategies as st

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import STEPPINGS, Schedule
from rampsmith.designer.files.design_file import write_design
from rampsmith.exporters.words.frameworks import Framework
from tests.designer.strategies import schedules as random_schedules
from tests.exporters.loops.runs import CYCLES, DIVIDED, FALLING, OPTIMIZERS, Update, designed
from tests.exporters.strategies import some

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[3]
RUNS = [
    Run(samples=26, batch_size=4, accumulation=3, epochs=3),
    Run(samples=26, batch_size=4, accumulation=3, epochs=3, remainder="dropped"),
    Run(samples=25, batch_size=6, epochs=None, updates=11, drop_last=True),
]


Case = tuple[int, list[Update]]
"""The number of a design, and the updates of one process."""


def cases_of(
    schedules: list[Schedule],
    framework: Framework,
    folder: Path,
    optimizers: tuple[tuple[str, ...], ...] = (),
    *more: str,
) -> list[Case]:
    """Run a framework's loops in as many processes as the runs have devices."""
    for number, schedule in enumerate(schedules):
        write_design(schedule, folder / f"{number:03}.ramp")
    devices = schedules[0].run.devices
    several = ("torch.distributed.run", "--standalone", f"--nproc-per-node={devices}", "-m")
    child = subprocess.run(
        [
            sys.executable,
            "-m",
            *(several if devices > 1 else ()),
            "tests.exporters.loops.process",
            str(folder),
            framework,
            json.dumps(optimizers),
            *more,
        ],
        cwd=ROOT,
        env=os.environ | {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-3000:]
    found: list[Case] = []
    for path in sorted(folder.glob("*/updates.json")):
        updates = json.loads(path.read_text(encoding="utf-8"))
        number = int(path.parent.name.partition("-")[0])
        found.append((number, [(tuple(rates), momentum) for rates, momentum in updates]))
    return found


@pytest.mark.parametrize("framework", ["lightning", "trainer", "accelerate"])
def test_every_update_has_the_rate_that_is_designed_for_it(
    framework: Framework, tmp_path: Path
) -> None:
    schedules = [
        replace(design, run=run, stepping=stepping)
        for design, run, stepping in product([CYCLES, FALLING], RUNS, STEPPINGS)
    ]
    if framework == "accelerate":
        schedules.append(replace(CYCLES, run=replace(RUNS[0], remainder="carried")))
    done = cases_of(schedules, framework, tmp_path)
    assert len(done) == len(schedules)
    for number, updates in done:
        assert updates == designed(schedules[number]), schedules[number]


@pytest.mark.parametrize("framework", ["lightning", "accelerate"])
def test_every_optimizer_has_the_rates_of_its_own_groups(
    framework: Framework, tmp_path: Path
) -> None:
    watching = replace(DIVIDED, segments=FALLING.segments, metric=FALLING.metric)
    schedules = [
        replace(design, run=run, stepping=stepping)
        for design, run, stepping in product([DIVIDED, watching], RUNS, STEPPINGS)
    ]
    if framework == "accelerate":
        schedules.append(replace(DIVIDED, run=replace(RUNS[0], remainder="carried")))
    done = cases_of(schedules, framework, tmp_path, OPTIMIZERS)
    assert len(done) == len(schedules)
    for number, updates in done:
        assert updates == designed(schedules[number], OPTIMIZERS), schedules[number]


@pytest.mark.parametrize(("design", "optimizers"), [(CYCLES, ()), (DIVIDED, OPTIMIZERS)])
@pytest.mark.parametrize("framework", ["lightning", "accelerate"])
def test_a_run_goes_on_from_the_frameworks_checkpoint(
    framework: Framework, design: Schedule, optimizers: tuple[tuple[str, ...], ...], tmp_path: Path
) -> None:
    schedules = [replace(design, run=RUNS[0], stepping=stepping) for stepping in STEPPINGS]
    done = cases_of(schedules, framework, tmp_path, optimizers, "halves")
    assert len(done) == len(schedules)
    for number, updates in done:
        assert updates == designed(schedules[number], optimizers), schedules[number]


@pytest.mark.parametrize(
    ("framework", "run"),
    [
        ("pytorch", RUNS[0]),
        ("pytorch", RUNS[1]),
        ("amp", RUNS[2]),
        ("accelerate", RUNS[0]),
        ("accelerate", RUNS[1]),
        ("accelerate", RUNS[2]),
    ],
)
def test_two_processes_step_as_one(framework: Framework, run: Run, tmp_path: Path) -> None:
    schedule = replace(CYCLES, run=replace(run, samples=50, devices=2))
    assert cases_of([schedule], framework, tmp_path) == [(0, designed(schedule))] * 2


@pytest.mark.parametrize("framework", ["pytorch", "accelerate"])
def test_two_processes_step_every_optimizer_as_one(framework: Framework, tmp_path: Path) -> None:
    schedule = replace(DIVIDED, run=replace(RUNS[0], samples=50, devices=2))
    wanted = designed(schedule, OPTIMIZERS)
    assert cases_of([schedule], framework, tmp_path, OPTIMIZERS) == [(0, wanted)] * 2


@pytest.mark.parametrize("part", range(3))
def test_two_processes_step_random_curves_of_random_groups_as_one(
    part: int, tmp_path: Path
) -> None:
    runs = st.just(replace(RUNS[0], samples=50, devices=2))
    drawn = some(random_schedules(repeats=True, own_curves=True, run=runs), 20, part)
    schedule = max(drawn, key=lambda each: len(each.tracks))
    assert cases_of([schedule], "pytorch", tmp_path) == [(0, designed(schedule))] * 2

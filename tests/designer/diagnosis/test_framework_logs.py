"""What Lightning and the Trainer of Hugging Face log themselves is told rightly."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.diagnosis.diagnosis import diagnosed
from rampsmith.designer.diagnosis.outcome import Diagnosis
from rampsmith.designer.document.run import Run
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.logs.reading import read_log
from rampsmith.designer.presets import preset_named
from tests.designer.diagnosis.framework_process import RESUMED_AT

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[3]
COSINE = preset_named("warmup-cosine").make(steps=200)
PLAIN = Run(samples=200, batch_size=4, epochs=4)
GATHERED = Run(samples=400, batch_size=4, accumulation=2, epochs=4)
FILES = {"lightning": "metrics.csv", "trainer": "trainer_state.json"}


def told(framework: str, way: str, run: Run, folder: Path) -> Diagnosis:
    """Train, and compare the log with the design."""
    schedule = replace(COSINE, run=run)
    write_design(schedule, folder / "run.ramp")
    child = subprocess.run(
        [
            *(sys.executable, "-m", "tests.designer.diagnosis.framework_process"),
            *(str(folder / "run.ramp"), framework, way, str(folder)),
        ],
        cwd=ROOT,
        env=os.environ | {"ACCELERATE_USE_CPU": "true", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr[-3000:]
    (series,) = read_log(folder / FILES[framework]).of_kind("rate")
    return diagnosed(schedule, series)


@pytest.mark.parametrize("framework", FILES)
@pytest.mark.parametrize("run", [PLAIN, GATHERED], ids=["plain", "gathered"])
def test_a_run_that_steps_rightly_follows(framework: str, run: Run, tmp_path: Path) -> None:
    found = told(framework, "rightly", run, tmp_path)
    assert found.follows
    assert found.rows >= 20


@pytest.mark.parametrize("run", [PLAIN, GATHERED], ids=["plain", "gathered"])
def test_lightning_stepping_by_epoch_is_told(run: Run, tmp_path: Path) -> None:
    assert told("lightning", "per_epoch", run, tmp_path).way.mistake == "per_epoch"


def test_lightning_stepping_with_every_batch_is_told(tmp_path: Path) -> None:
    assert told("lightning", "per_batch", GATHERED, tmp_path).way.mistake == "per_batch"


def test_a_trainer_that_steps_twice_is_told(tmp_path: Path) -> None:
    found = told("trainer", "twice", PLAIN, tmp_path)
    assert (found.way.mistake, found.way.times) == ("per_process", 2)


def test_a_trainer_resumed_without_the_states_is_told(tmp_path: Path) -> None:
    found = told("trainer", "without_state", PLAIN, tmp_path)
    assert found.way.mistake == "without_state"
    assert found.since is not None
    assert RESUMED_AT <= found.since <= RESUMED_AT + 5

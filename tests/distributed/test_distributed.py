"""The exported class under DDP and FSDP, saved by two processes and resumed by another number."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import read_design

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
DESIGN = read_design(EXAMPLES / "digits_warmup_cosine.ramp")
UPDATES = 44
"""In an epoch: 1,437 digits in whole batches of 32, however many processes share them."""

pytestmark = pytest.mark.long


def run(processes: int, script: Path, *words: str) -> str:
    """Run a script in so many processes, with warnings as errors; return what it printed."""
    environment = {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(EXAMPLES),
        "PYTHONWARNINGS": "error",
    }
    launch = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes))
    child = subprocess.run(
        [sys.executable, *launch, str(script), *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert child.returncode == 0, child.stderr
    return child.stdout


def trained(processes: int, kind: str, until: int, folder: Path) -> list[dict[str, Any]]:
    """Train up to an epoch in so many processes; return what each of them has seen."""
    seen = folder / f"until_{until}"
    seen.mkdir()
    worker = Path(__file__).with_name("worker.py")
    run(processes, worker, str(folder / "run"), kind, str(until), str(seen))
    return [json.loads((seen / f"{rank}.json").read_text()) for rank in range(processes)]


def designed(begin: int, end: int) -> list[float]:
    """Return the designer's rates of the updates of three epochs."""
    curve = Rates(with_run(DESIGN, epochs=None, updates=3 * UPDATES))
    return [curve.at(t)[0] for t in range(begin, end)]


@pytest.mark.parametrize("kind", ["ddp", "fsdp"])
def test_all_processes_have_the_designers_rates_and_the_same_weights(
    kind: str, tmp_path: Path
) -> None:
    first, second = trained(2, kind, 2, tmp_path)
    assert first["rates"] == second["rates"] == designed(0, 2 * UPDATES)
    assert first["last"] == second["last"] == designed(2 * UPDATES, 2 * UPDATES + 1)[0]
    assert first["after"] == second["after"] != first["before"]

    (resumed,) = trained(1, kind, 3, tmp_path)
    assert resumed["begun"] == 2 * UPDATES
    assert resumed["before"] == first["after"], "one process goes on with the weights of two"
    assert resumed["rates"] == designed(2 * UPDATES, 3 * UPDATES)


def test_the_example_trains_stops_and_goes_on(tmp_path: Path) -> None:
    script = EXAMPLES / "train_distributed.py"
    words = ("--epochs", "3", "--checkpoint", str(tmp_path))
    begun = run(2, script, *words, "--until", "2").splitlines()
    gone_on = run(2, script, *words).splitlines()
    assert [line.split()[1] for line in (*begun, *gone_on)] == ["0", "1", "2"]


def test_without_torchrun_the_example_says_how_to_start_it() -> None:
    child = subprocess.run(
        [sys.executable, str(EXAMPLES / "train_distributed.py")],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "RANK"},
    )
    assert child.returncode == 2
    assert "start it by torchrun --nproc-per-node 2" in child.stderr

"""Plateaus, momentum, repeats and formulas are proved in torch, and their faults are found."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.plan import EVERY_STEP_UP_TO, examined_steps
from rampsmith.designer.proof.proof_task import ProofTask
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.proof.workbench import TrainingStepper
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.designer.proof.exported import file_of
from tests.golden.schedules import CYCLIC, GOLDEN, PLATEAU

NAMES = ("cosine_restarts", "cyclic", "one_cycle", "formula", "previous", "plateau", "multiplied")
LONG_PLATEAU = replace(PLATEAU, stepping="update", run=Run(epochs=None, updates=400_000))


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_part_is_proved(client: WorkerClient, name: str) -> None:
    design = GOLDEN[name]
    assert client.ask(ProofTask(file_of(design))).findings == ()


def test_a_wrong_momentum_is_found_with_both_values(client: WorkerClient) -> None:
    source = pytorch_source(CYCLIC)
    wrong = source.replace("base_momentum: float = 0.8", "base_momentum: float = 0.7")
    assert wrong != source
    verdict = client.ask(ProofTask(ExportedFile(wrong, CYCLIC)))
    assert not verdict.passed
    assert verdict.sentence.startswith("At step 1 the momentum of group “all” is 0.899")
    assert any(finding.startswith("With AdamW") for finding in verdict.findings)


def test_a_plateau_that_forgets_what_it_has_seen_is_found(client: WorkerClient) -> None:
    source = pytorch_source(PLATEAU)
    kept = "        self._falls = [*falls, *[max(falls, default=0)] * unknown]\n"
    assert kept in source
    verdict = client.ask(ProofTask(ExportedFile(source.replace(kept, ""), PLATEAU)))
    assert any(finding.startswith("Resumed from the checkpoint") for finding in verdict.findings)


def test_nobody_jumps_into_a_plateau() -> None:
    chosen = examined_steps(LONG_PLATEAU)
    first = TrainingStepper(LONG_PLATEAU).first
    assert all(step < first for step in chosen.visited)
    assert all(step < first for step in chosen.free)
    assert chosen.visited[-1] + 1 == chosen.watched[0] == first
    assert len(chosen.watched) == EVERY_STEP_UP_TO
    assert chosen.past == ()
    assert any(step in chosen.watched for step in chosen.resumed)

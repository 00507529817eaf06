"""Plateaus, momentum, repeats and formulas are proved in torch, and their faults are found."""

from dataclasses import replace

import pytest

from rampsmith.designer.proof.client import Prover
from rampsmith.designer.proof.feeding import Feed
from rampsmith.designer.proof.job import Job
from rampsmith.designer.proof.places import EVERY_STEP_UP_TO, places
from rampsmith.designer.run import Run
from rampsmith.exporters.pytorch import pytorch_source
from tests.golden.schedules import CYCLIC, GOLDEN, PLATEAU

NAMES = ("cosine_restarts", "cyclic", "one_cycle", "formula", "previous", "plateau", "multiplied")
LONG_PLATEAU = replace(PLATEAU, stepping="update", run=Run(epochs=None, updates=400_000))


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_part_is_proved(prover: Prover, name: str) -> None:
    design = GOLDEN[name]
    assert prover.prove(Job(pytorch_source(design), design)).findings == ()


def test_a_wrong_momentum_is_found_with_both_values(prover: Prover) -> None:
    source = pytorch_source(CYCLIC)
    wrong = source.replace("up_momentum: float = 0.8", "up_momentum: float = 0.7")
    assert wrong != source
    verdict = prover.prove(Job(wrong, CYCLIC))
    assert not verdict.passed
    assert verdict.sentence.startswith("At step 1 the momentum of group “all” is 0.899")
    assert any(finding.startswith("With AdamW") for finding in verdict.findings)


def test_a_plateau_that_forgets_what_it_has_seen_is_found(prover: Prover) -> None:
    source = pytorch_source(PLATEAU)
    kept = "        self._watch = (best, bad, cooling, falls)\n"
    assert kept in source
    verdict = prover.prove(Job(source.replace(kept, ""), PLATEAU))
    assert any(finding.startswith("Resumed from the checkpoint") for finding in verdict.findings)


def test_nobody_jumps_into_a_plateau() -> None:
    chosen = places(LONG_PLATEAU)
    first = Feed(LONG_PLATEAU).first
    assert all(step < first for step in chosen.visited)
    assert all(step < first for step in chosen.free)
    assert chosen.visited[-1] + 1 == chosen.watched[0] == first
    assert len(chosen.watched) == EVERY_STEP_UP_TO
    assert chosen.past == ()
    assert any(step in chosen.watched for step in chosen.resumed)

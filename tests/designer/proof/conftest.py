"""A warm prover, shared by the tests that only need verdicts."""

from collections.abc import Iterator

import pytest

from rampsmith.designer.proof.client import Prover


@pytest.fixture(scope="session")
def prover() -> Iterator[Prover]:
    """Start one worker for all tests; each test must leave it fit for the next."""
    with Prover() as prover:
        yield prover

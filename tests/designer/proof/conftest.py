"""A warm client, shared by the tests that only need verdicts."""

from collections.abc import Iterator

import pytest

from rampsmith.designer.proof.client import WorkerClient


@pytest.fixture(scope="session")
def client() -> Iterator[WorkerClient]:
    """Start one worker for all tests; each test must leave it fit for the next."""
    with WorkerClient() as client:
        yield client

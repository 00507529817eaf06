"""A warm client, shared by the tests that only need drives."""

from collections.abc import Iterator

import pytest

from rampsmith.designer.drive.client import DriveClient


@pytest.fixture(scope="session")
def client() -> Iterator[DriveClient]:
    """Start one child for all tests; each test must leave it fit for the next."""
    with DriveClient() as client:
        yield client

"""Fixtures for tests that open parts of the window."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window, a thread or a timer behind.

    It also lets pyqtgraph see every synthetic mouse move, of which it swallows some by default.
    Tests that do not ask for an application pay for neither.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    import pyqtgraph

    from tests.app.leaks import left_behind, living

    pyqtgraph.setConfigOption("mouseRateLimit", -1)
    before = living()
    yield
    if leaks := left_behind(before):
        pytest.fail("The test left behind: " + "; ".join(leaks))

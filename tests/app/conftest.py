"""Fixtures for tests that open parts of the window."""

from collections.abc import Generator, Iterator

import pytest

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test itself failed, for the fixture below."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


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
    leaks = left_behind(before)
    # The traceback of a failed test keeps its windows alive; one failure is enough to read.
    if leaks and not request.node.stash.get(FAILED, False):
        pytest.fail("The test left behind: " + "; ".join(leaks))

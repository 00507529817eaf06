"""Fixtures for tests that open parts of the window."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Iterator
from itertools import count
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from rampsmith.app.shell.window import Window
    from tests.app.driver import Hand

MODULES = count(1)
"""Counts the modules that had a window."""

FAILED = pytest.StashKey[bool]()
STATUS = pytest.StashKey[int]()

OFFSCREEN = (
    "This plugin does not support "
    r"(propagateSizeHints|raise|grabbing the keyboard|QPlatformServices::openDocument)"
)
"""The warnings of the offscreen plugin when a least size changes, a menu or a folder opens."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Drop the Qt warnings that are about the offscreen plugin and not about the window."""
    item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test itself failed, for the fixture below."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Remember how the run ended, for the hook below."""
    session.config.stash[STATUS] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Take out of Qt's hands what it would delete after the end of Python, and crash.

    That is what was copied last, which the offscreen plugin keeps, and the windows of failed tests:
    with those the process ends at once.
    """
    gui = sys.modules.get("PySide6.QtGui")
    if gui is not None and gui.QGuiApplication.instance() is not None:
        gui.QGuiApplication.clipboard().clear()
    leaks = sys.modules.get("tests.app.leaks")
    if leaks is not None and leaks.KEPT:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash.get(STATUS, 1))


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
    # What is there by now need not be looked through after the test and before the next.
    gc.freeze()
    yield
    leaks = left_behind(before)
    # The traceback of a failed test keeps its windows alive; one failure is enough to read.
    if leaks and not request.node.stash.get(FAILED, False):
        pytest.fail("The test left behind: " + "; ".join(leaks))


@pytest.fixture(scope="module")
def shared_window(
    qapp: "QApplication", tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Window"]:
    """Open one window for all tests of a module; opening one takes a third of a second."""
    from rampsmith.designer.document.starter import starter
    from tests.app.driver import closed, made_window
    from tests.app.leaks import delete_what_is_due

    qapp.setStyle("Fusion")
    window = made_window(starter(), tmp_path_factory.mktemp("window"))
    yield window
    closed(window)
    del window
    if next(MODULES) % 20 == 0:  # Looking through all that Python holds takes a second.
        gc.unfreeze()
    delete_what_is_due()


@pytest.fixture
def window(shared_window: "Window", qapp: "QApplication") -> Iterator["Window"]:
    """Return the module's window as if it had just been opened on the starter design."""
    from rampsmith.app.plot.controls.canvas import PlotSettings
    from rampsmith.designer.document.starter import starter
    from tests.app.driver import Answers, Hand, checks, forget_drives, rest

    shared_window.activateWindow()
    qapp.processEvents()
    # Once all is as it should be, it is painted once.
    shared_window.setUpdatesEnabled(False)
    shared_window.documents.dialogs = Answers(shared_window)
    shared_window.settings.remove("folder")
    shared_window.store.open(starter(), None)
    shared_window.fitting.keep()
    shared_window.backdrop.remove()
    shared_window.comparing.pins.clear()
    for log in shared_window.logs.open_logs.logs:
        shared_window.logs.open_logs.remove(log.number)
    if shared_window.loss.is_on:
        shared_window.loss.toggle()
    forget_drives(shared_window)
    shared_window.plot.change_settings(
        **{name: getattr(PlotSettings(), name) for name in PlotSettings.__slots__}
    )
    shared_window.plot.frame_all()
    shared_window.message.clear()
    shared_window.status.say("")
    shared_window.tabs.setCurrentIndex(0)
    shared_window.stepping.tab.show_view(0)
    shared_window.plot.setFocus()
    checks(shared_window).sources.clear()
    shared_window.setUpdatesEnabled(True)
    yield shared_window
    shared_window.plot.drag.cancel()
    Hand(shared_window.plot).leave()
    rest(shared_window)


@pytest.fixture
def hand(window: "Window") -> "Hand":
    """Return a hand on the mouse over the window's plot."""
    from tests.app.driver import Hand

    return Hand(window.plot)


@pytest.fixture
def display() -> Iterator[str]:
    """Start an X server of our own."""
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} would be needed, and is not installed.")
    ours, its = os.pipe()
    command = ["Xvfb", "-displayfd", str(its), "-screen", "0", "1500x950x24", "-nolisten", "tcp"]
    command.append("-noreset")  # It would refuse others for a moment when the last one leaves.
    server = subprocess.Popen(
        command, pass_fds=[its], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(its)
    with os.fdopen(ours) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()

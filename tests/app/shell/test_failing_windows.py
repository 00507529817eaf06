"""A window test that fails and leaves its window as it was only fails; the run goes on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

FAILING = '''
"""Tests that fail with a window open, each in another state."""
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rampsmith.app.base.actions import Menu
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from tests.app.driver import Hand, made_window


def drag(window: Window) -> None:
    handle = window.plot.state.handles[1]
    hand = Hand(window.plot)
    hand.take(hand.pixel(handle.step, handle.rate))


def type_something(window: Window) -> None:
    field = window.segment_form.name
    field.setFocus()
    QTest.keyClicks(field, "half a na")


def show_gallery(window: Window) -> None:
    window.presets.choose()


def open_menu(window: Window) -> None:
    window.menus[Menu.FILE].popup(QPoint(50, 50))


def walk(window: Window) -> None:
    window.tabs.setCurrentIndex(2)
    window.stepping.player.play()


def nothing(window: Window) -> None:
    pass


STATES = [drag, type_something, show_gallery, open_menu, walk, nothing]


@pytest.mark.parametrize("state", STATES)
def test_fails_with_a_window_of_its_own(qapp, tmp_path, state) -> None:
    window = made_window(starter(), tmp_path)
    state(window)
    assert window is None


@pytest.mark.parametrize("state", STATES[:2])
def test_fails_with_the_shared_window(window, state) -> None:
    state(window)
    assert window is None


def test_passes_afterwards(window) -> None:
    window.plot.grab()
'''


@pytest.fixture
def failing_tests() -> Iterator[Path]:
    """Write the failing tests where they find the fixtures of the tests of the window."""
    path = ROOT / "tests" / "app" / "test_failing_for_another_test.py"
    path.write_text(FAILING, encoding="utf-8")
    yield path
    path.unlink()


def test_a_failing_window_test_only_fails(failing_tests: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, "--tb=line", str(failing_tests)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "8 failed, 1 passed" in done.stdout
    assert "error" not in done.stdout.splitlines()[-1]

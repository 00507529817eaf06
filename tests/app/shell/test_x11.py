"""The window on a real X server, driven from outside by a real pointer and keyboard."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import read_design, write_design
from tests.app.designs import three_segments
from tests.app.driver import Hand, lengths, show

pytestmark = pytest.mark.x11

PATIENCE = 30.0
"""Seconds until what was done must be seen; a guess for a busy machine."""

PAUSE = 0.04
"""Seconds between two moves of the pointer, which a person's hand would take too."""


@dataclass(slots=True)
class Desk:
    """An X server with Rampsmith in it, and the tool that has a pointer and keys."""

    display: str
    process: subprocess.Popen[str]
    design: Path

    def do(self, *words: str) -> str:
        """Run xdotool."""
        command = ["xdotool", *words]
        env = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        return done.stdout.strip()

    def move(self, place: QPoint) -> None:
        """Move the pointer."""
        self.do("mousemove", str(place.x()), str(place.y()))
        time.sleep(PAUSE)

    def drag(self, start: QPoint, end: QPoint, *, escapes: bool = False) -> None:
        """Drag from a place to another, or press Esc before letting go."""
        self.move(start)
        self.do("mousedown", "1")
        for number in range(1, 9):
            self.move(start + (end - start) * (number / 8))
        if escapes:
            self.do("key", "Escape")
            self.move(end + QPoint(30, 0))
        time.sleep(5 * PAUSE)
        self.do("mouseup", "1")
        time.sleep(5 * PAUSE)

    def saved(self, wanted: Callable[[Schedule], bool]) -> Schedule:
        """Save until the file holds what is wanted, and return it."""
        self.do("key", "ctrl+s")
        found = read_design(self.design)
        end = time.monotonic() + PATIENCE
        while not wanted(found) and time.monotonic() < end:
            time.sleep(0.1)
            found = read_design(self.design)
        return found


def until(found: Callable[[], str]) -> str:
    """Wait for something to be there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.1)
    raise TimeoutError("It did not appear.")


@pytest.fixture
def desk(display: str, tmp_path: Path) -> Iterator[Desk]:
    """Start Rampsmith on a design in it."""
    design = tmp_path / "steps.ramp"
    write_design(three_segments(), design)
    env = {
        **os.environ,
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }
    command = [sys.executable, "-W", "error", "-m", "rampsmith", str(design)]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    found = Desk(display, process, design)
    try:
        name = "steps.ramp — Rampsmith"
        window = until(lambda: found.do("search", "--onlyvisible", "--name", name))
        found.do("windowfocus", "--sync", window.splitlines()[0])
        time.sleep(0.5)
    except (TimeoutError, subprocess.TimeoutExpired) as error:
        status = "still running" if process.poll() is None else f"ended with {process.returncode}"
        process.kill()
        error.add_note(f"Rampsmith, {status}, wrote:\n{process.communicate()[1]}")
        raise
    yield found
    process.kill()
    process.communicate()


def place_of(window: Window, step: float, rate: float) -> QPoint:
    """Where a step and a rate lie on the screen, if a window of this size lies in its corner."""
    pixel = Hand(window.plot).pixel(step, rate)
    return QPoint(window.plot.viewport().mapTo(window, pixel))


def test_a_real_pointer_and_keyboard_shape_save_and_undo(desk: Desk, window: Window) -> None:
    window.resize(1440, 900)
    QApplication.processEvents()
    show(window, three_segments(), snaps=True)
    start, end = place_of(window, 500, 1e-3), place_of(window, 700, 1e-3)
    desk.drag(place_of(window, 1000, 1e-4), place_of(window, 800, 5e-4), escapes=True)
    desk.drag(start, end)
    found = desk.saved(lambda schedule: lengths(schedule)[1] != 300)
    assert lengths(found) == [200, 500, 300], "the drag was saved, and not the one taken back"
    desk.do("key", "ctrl+z")
    found = desk.saved(lambda schedule: schedule == three_segments())
    assert found == three_segments()

    first = window.segments.visualRect(window.segments.model().index(0, 0))
    second = window.segments.visualRect(window.segments.model().index(1, 0))
    viewport = window.segments.viewport()
    desk.drag(
        viewport.mapTo(window, first.center()),
        viewport.mapTo(window, second.center() + QPoint(0, second.height() // 2 + 1)),
    )
    found = desk.saved(lambda schedule: schedule.segments[0].name != "Warmup")
    assert [segment.name for segment in found.segments] == ["Hold", "Warmup", "Decay"]

    desk.do("key", "ctrl+q")
    _, errors = desk.process.communicate(timeout=PATIENCE)
    assert desk.process.returncode == 0
    assert errors == ""

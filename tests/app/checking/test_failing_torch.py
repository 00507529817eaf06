"""A window whose torch is missing, dies or hangs says so, stays usable, and recovers; no process is a fake."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.checking import check_on_edit
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from rampsmith.designer.proof import client
from tests.app.driver import closed, made_window

LONG = 60_000
"""Milliseconds; importing the real torch may take some."""

MISSING = "raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')"
BROKEN = "raise ImportError('libtorch.so: file too short')"
KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
HANGING = "import time; time.sleep(600)"

COUNTED = """
import os
with open({starts!r}, "a") as file:
    print(os.getpid(), file=file)
"""


class OtherTorch:
    """The module that the worker finds in the place of torch, until it is mended."""

    def __init__(self, folder: Path, worker: client.WorkerClient) -> None:
        self.worker = worker
        self._module = folder / "torch.py"
        self._starts = folder / "starts"

    def becomes(self, source: str) -> None:
        self._module.write_text(COUNTED.format(starts=str(self._starts)) + source, encoding="utf-8")

    def is_mended(self) -> None:
        self._module.unlink()

    @property
    def starts(self) -> int:
        """How many processes have tried to import it."""
        return len(self._starts.read_text(encoding="utf-8").splitlines())


@pytest.fixture
def worker() -> Iterator[client.WorkerClient]:
    """Return a client that starts real workers."""
    with client.WorkerClient() as made:
        yield made


@pytest.fixture
def other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: client.WorkerClient
) -> OtherTorch:
    """Put something in the place of torch, for workers only."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return OtherTorch(tmp_path, worker)


def opened(folder: Path, worker: client.WorkerClient) -> Window:
    """Open a window whose checks are real."""
    return made_window(starter(), folder, WorkerQueries(worker))


def says(window: Window) -> str:
    return window.status.verdict.text()


def edit(window: Window, title: str) -> None:
    window.store.edit(lambda schedule: replace(schedule, title=title), "Rename")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (MISSING, "▲ The check could not run: torch is not installed for "),
        (BROKEN, "▲ The check could not run: torch cannot be imported (ImportError: libtorch.so: "),
        (KILLED, "▲ The check could not run: its process was ended by SIGKILL; check again"),
    ],
)
def test_a_torch_that_cannot_be_had_is_told_once_and_tried_again_when_asked(
    qtbot: QtBot, other: OtherTorch, tmp_path: Path, source: str, sentence: str
) -> None:
    other.becomes(source)
    window = opened(tmp_path, other.worker)
    qtbot.waitUntil(lambda: says(window).startswith(sentence), timeout=LONG)
    assert other.starts == 1
    qtbot.wait(600)
    assert other.starts == 1, "Nobody asked for another try."

    edit(window, "Edited all the same")
    qtbot.waitUntil(lambda: other.starts == 2, timeout=LONG)
    qtbot.waitUntil(window.status.check_button.isVisible, timeout=LONG)

    if source == MISSING:  # Importing the real one takes three seconds; once is enough.
        other.is_mended()
        QTest.mouseClick(window.status.check_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: says(window).startswith("● proved in torch"), timeout=LONG)
        assert not window.status.check_button.isVisible()
    closed(window)


def test_a_torch_that_hangs_is_told_and_given_up(
    qtbot: QtBot, other: OtherTorch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_on_edit, "PATIENCE", 0)
    monkeypatch.setattr(client, "BOOT_SECONDS", 4.0)
    other.becomes(HANGING)
    window = opened(tmp_path, other.worker)
    waiting = "○ torch is still being imported; edit and export without waiting for it"
    qtbot.waitUntil(lambda: says(window) == waiting, timeout=LONG)
    # Edits meanwhile neither start another process nor give this one more time.
    began = time.monotonic()
    while (seconds := time.monotonic() - began) < 2:
        edit(window, f"Edit after {seconds} s")
        qtbot.wait(450)
    qtbot.waitUntil(window.status.check_button.isVisible, timeout=LONG)
    assert "torch was not imported after 4 s; check again when" in says(window)
    assert other.starts == 1

    other.is_mended()
    monkeypatch.setattr(client, "BOOT_SECONDS", 180.0)
    window.commands["check_again"].trigger()
    qtbot.waitUntil(lambda: says(window).startswith("● proved in torch"), timeout=LONG)
    closed(window)


def test_a_worker_that_dies_again_and_again_while_it_checks_is_replaced_once_each_time(
    qtbot: QtBot, worker: client.WorkerClient, tmp_path: Path
) -> None:
    window = opened(tmp_path, worker)
    qtbot.waitUntil(lambda: says(window).startswith("● proved in torch"), timeout=LONG)
    seen: set[int] = set()

    def kill() -> None:
        process = worker._worker
        if process is not None and process._process.poll() is None:
            seen.add(process._process.pid)
            os.killpg(process._process.pid, signal.SIGKILL)

    edit(window, "Checked by processes that die")
    for _ in range(400):
        kill()
        qtbot.wait(10)
        if window.status.check_button.isVisible():
            break
    assert "its process was ended by SIGKILL" in says(window)
    # The warm one, the one in its place, and no more.
    assert len(seen) == 2
    edit(window, "Checked by one that lives")
    qtbot.waitUntil(lambda: says(window).startswith("● proved in torch"), timeout=LONG)
    closed(window)

"""A function of a person's own is run when that is asked for, and its rates become the design."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.fitting.trace_dialog import TraceDialog
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.traced_factory import Traced, TraceTask
from rampsmith.designer.shapes.linear import Linear
from tests.app.accessibility import unnamed
from tests.app.driver import ALT, CONTROL, LEFT, answers, show, words_of_history

SOURCE = "import os\n\ndef helper(): pass\n\ndef rate(step):\n    return 1e-3 * (1 - step / 100)\n"


class Runs:
    """Answers in the place of the worker, and remembers what was to be run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: Traced) -> None:
        self.tasks: list[TraceTask] = []
        self.answer = answer
        monkeypatch.setattr(WorkerClient, "ask", lambda _, *given: self._ask(*given))

    def _ask(self, task: TraceTask, cancellation: Cancellation) -> Traced:
        cancellation.raise_if_cancelled()
        self.tasks.append(task)
        return self.answer


@pytest.fixture
def asked(window: Window, tmp_path: Path) -> Iterator[TraceDialog]:
    """Ask by the key for a file of one's own."""
    show(window, starter())
    path = tmp_path / "train.py"
    path.write_text(SOURCE, encoding="utf-8")
    answers(window).open = path
    QTest.keyClick(window.plot, Qt.Key.Key_T, CONTROL | ALT)
    dialog = window.findChild(TraceDialog)
    assert dialog is not None
    yield dialog
    window.fitting.keep()


def test_it_is_run_once_and_only_when_its_button_is_pressed(
    window: Window, asked: TraceDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = tuple(1e-3 * (1 - step / 100) for step in range(100))
    runs = Runs(monkeypatch, Traced((rates,)))
    assert [asked.function.itemText(n) for n in range(asked.function.count())] == ["helper", "rate"]
    assert not unnamed(asked)
    assert runs.tasks == []
    asked.function.setCurrentIndex(1)
    QTest.keyClicks(asked.steps, "100")
    QTest.mouseClick(asked.run_button, LEFT)
    jobs = window.fitting.jobs
    qtbot.waitUntil(lambda: not jobs.is_busy, timeout=60_000)
    (segment,) = window.store.document.segments
    assert isinstance(segment.shape, Linear)
    assert words_of_history(window) == ["Trace rate"]
    QTest.keyClick(window.fitting.bar.slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: not jobs.is_busy, timeout=60_000)
    (task,) = runs.tasks
    assert (task.factory, task.steps) == ("rate", 100)


def test_what_went_wrong_in_it_is_told(
    window: Window, asked: TraceDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    Runs(monkeypatch, Traced.failed("helper() returns no scheduler."))
    QTest.mouseClick(asked.run_button, LEFT)
    qtbot.waitUntil(lambda: not window.fitting.jobs.is_busy, timeout=10_000)
    assert "train.py:helper: helper() returns no scheduler." in window.message.text.text()
    assert window.store.document == starter()


def test_a_number_of_steps_that_is_none_is_marked(asked: TraceDialog) -> None:
    QTest.keyClicks(asked.steps, "0")
    QTest.keyClick(asked.steps, Qt.Key.Key_Return)
    assert asked.steps.fault == "At least one step is taken."
    assert not asked.run_button.isEnabled()
    asked.reject()


def test_a_file_without_functions_is_told(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "empty.py"
    path.write_text("x = 1\n", encoding="utf-8")
    answers(window).open = path
    window.commands["trace"].trigger()
    assert "has no function that could be run" in window.message.text.text()

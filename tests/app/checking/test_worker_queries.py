"""The window hears the answer to the newest question, and nothing of those before it."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from rampsmith.app.base.background import THREAD_NAME
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.proof_task import Verdict
from rampsmith.designer.proof.task import Task
from tests.designer.proof.exported import GOOD, spoiled, task


class SlowClient(WorkerClient):
    """Answers with the file's own text, as soon as it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[str] = []
        self.given_up: list[str] = []
        self.has_begun = threading.Event()
        self.may_answer = threading.Event()

    def ask(  # type: ignore[override]  # It answers proofs only.
        self,
        task: Task[Any],
        cancellation: Cancellation | None = None,
        *,
        time_limit: float | None = None,
    ) -> Verdict:
        source = task.to_json()["source"]
        self.begun.append(source)
        self.has_begun.set()
        while not self.may_answer.wait(0.005):
            if cancellation is not None and cancellation.is_cancelled:
                self.given_up.append(source)
                raise CancelledError
        if source == "broken":
            raise RuntimeError("The worker itself is broken.")
        return Verdict.failed(source)


@pytest.fixture
def slow() -> SlowClient:
    """Return a client that waits."""
    return SlowClient()


@pytest.fixture
def queries(qtbot: QtBot, slow: SlowClient) -> Iterator[WorkerQueries]:
    """Return questions to a client that waits."""
    queries = WorkerQueries(slow)
    yield queries
    queries.close()
    assert not any(thread.name == THREAD_NAME for thread in threading.enumerate())


@pytest.fixture
def heard(queries: WorkerQueries) -> list[str]:
    """Return the sentences that arrive."""
    sentences: list[str] = []
    queries.answered.connect(lambda verdict: sentences.append(verdict.sentence))
    return sentences


def test_a_verdict_arrives_in_the_window_s_thread(
    qtbot: QtBot, qapp: QApplication, queries: WorkerQueries, slow: SlowClient
) -> None:
    threads: list[QThread] = []
    queries.answered.connect(lambda _: threads.append(QThread.currentThread()))
    slow.may_answer.set()
    with qtbot.waitSignals([queries.asked, queries.answered]):
        queries.ask(task("first"))
    assert threads == [qapp.thread()]


def test_asking_for_a_check_does_not_wait_for_it(queries: WorkerQueries, slow: SlowClient) -> None:
    begin = time.monotonic()
    queries.ask(task("first"))
    assert time.monotonic() - begin < 0.1
    assert slow.has_begun.wait(5)
    assert queries.is_asking


def test_a_newer_design_ends_the_running_check_and_replaces_the_waiting_one(
    qtbot: QtBot, queries: WorkerQueries, slow: SlowClient, heard: list[str]
) -> None:
    queries.ask(task("running"))
    assert slow.has_begun.wait(5)
    for number in range(20):
        queries.ask(task(f"waiting {number}"))
    qtbot.waitUntil(lambda: "running" in slow.given_up)
    with qtbot.waitSignal(queries.answered):
        queries.ask(task("newest"))
        slow.may_answer.set()
    assert heard == ["newest"]
    assert not queries.is_asking


def test_a_verdict_that_a_newer_design_has_overtaken_is_not_told(
    qtbot: QtBot, queries: WorkerQueries, slow: SlowClient, heard: list[str]
) -> None:
    """It was on its way already when the newer one came."""
    slow.may_answer.set()
    queries.ask(task("overtaken"))
    assert slow.has_begun.wait(5)
    # No event loop runs here, so the verdict waits in its queue.
    time.sleep(0.1)
    with qtbot.waitSignal(queries.answered):
        queries.ask(task("newest"))
    assert slow.begun == ["overtaken", "newest"]
    assert heard == ["newest"]


def test_a_mistake_of_ours_is_raised_in_the_window_and_checking_goes_on(
    qtbot: QtBot, queries: WorkerQueries, slow: SlowClient, heard: list[str]
) -> None:
    slow.may_answer.set()
    with capture_exceptions() as raised:
        queries.ask(task("broken"))
        qtbot.waitUntil(lambda: bool(raised))
    assert str(raised[0][1]) == "The worker itself is broken."
    assert not queries.is_asking
    with qtbot.waitSignal(queries.answered):
        queries.ask(task("next"))
    assert heard == ["next"]


def test_after_closing_nothing_is_told_or_begun(
    qtbot: QtBot, queries: WorkerQueries, slow: SlowClient, heard: list[str]
) -> None:
    slow.may_answer.set()
    queries.ask(task("late"))
    assert slow.has_begun.wait(5)
    queries.close()
    queries.ask(task("later"))
    qtbot.wait(50)
    assert slow.begun == ["late"]
    assert heard == []
    assert not queries.is_asking


def test_closing_ends_a_running_check(queries: WorkerQueries, slow: SlowClient) -> None:
    queries.ask(task("endless"))
    assert slow.has_begun.wait(5)
    queries.close()
    assert slow.given_up == ["endless"]
    queries.close()


def test_real_verdicts_arrive_and_the_newest_wins(qtbot: QtBot) -> None:
    client = WorkerClient()
    queries = WorkerQueries(client)
    sentences: list[str] = []
    queries.answered.connect(lambda verdict: sentences.append(verdict.sentence))
    try:
        with qtbot.waitSignal(queries.answered, timeout=60_000):
            queries.ask(task("while True: pass"))
            queries.ask(task(GOOD))
        with qtbot.waitSignal(queries.answered, timeout=60_000):
            queries.ask(task("import time\ntime.sleep(99)"))
            qtbot.wait(200)
            queries.ask(task(spoiled("rates[0] = 0.5 if t == 3 else rates[0]")))
    finally:
        queries.close()
        client.close()
    assert [sentence[:15] for sentence in sentences] == ["proved in torch", "At step 3 the r"]


def test_after_a_long_drag_the_verdict_on_its_end_comes_at_once(qtbot: QtBot) -> None:
    """The designs in between cost nothing, even if every one of them was to be checked."""
    client = WorkerClient()
    queries = WorkerQueries(client)
    sentences: list[str] = []
    queries.answered.connect(lambda verdict: sentences.append(verdict.sentence))
    try:
        with qtbot.waitSignal(queries.answered, timeout=60_000):
            queries.ask(task(GOOD))
        for number in range(1000):
            queries.ask(task(f"raise SystemExit({number})"))
            if number % 100 == 0:
                qtbot.wait(5)
        with qtbot.waitSignal(queries.answered, timeout=5_000):
            queries.ask(task(GOOD))
    finally:
        queries.close()
        client.close()
    assert sentences[-1].startswith("proved in torch")
    assert len(sentences) < 30


def test_the_window_s_process_never_imports_torch_and_ends_without_being_told() -> None:
    """Here the application quits while a file still runs, and nobody calls ``close``."""
    code = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.designer.proof.client import WorkerClient
from tests.designer.proof.exported import GOOD, task
application = QCoreApplication([])
queries = WorkerQueries(WorkerClient())
def then(verdict):
    print(verdict.passed, "torch" in sys.modules)
    queries.ask(task("while True: pass"))
    QTimer.singleShot(200, application.quit)
queries.answered.connect(then)
queries.ask(task(GOOD))
application.exec()
"""
    child = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (child.stdout, child.stderr, child.returncode) == ("True False\n", "", 0)

"""The window hears the verdict on the newest design, and nothing of those before it."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from rampsmith.app.checking.checker import Checker
from rampsmith.designer.proof.client import ProofCancelledError, Prover
from rampsmith.designer.proof.job import Job
from rampsmith.designer.proof.verdict import Verdict, failed
from tests.designer.proof.exported import GOOD, schedule, spoiled


class SlowProver(Prover):
    """Answers with the file's own text, as soon as it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[str] = []
        self.given_up: list[str] = []
        self.has_begun = threading.Event()
        self.may_answer = threading.Event()
        self._stop = threading.Event()

    def prove(  # type: ignore[override]  # It answers proofs only.
        self,
        job: Job,
        *,
        time_limit: float | None = None,
        still_wanted: Callable[[], bool] = lambda: True,
    ) -> Verdict:
        self._stop.clear()
        self.begun.append(job.source)
        self.has_begun.set()
        while not self.may_answer.wait(0.005):
            if self._stop.is_set() or not still_wanted():
                self.given_up.append(job.source)
                raise ProofCancelledError
        if job.source == "broken":
            raise RuntimeError("The prover itself is broken.")
        return failed(job.source)

    def cancel(self) -> None:
        self._stop.set()

    def close(self) -> None:
        self.cancel()
        super().close()


@pytest.fixture
def slow() -> SlowProver:
    """Return a prover that waits."""
    return SlowProver()


@pytest.fixture
def checker(qtbot: QtBot, slow: SlowProver) -> Iterator[Checker]:
    """Return a checker with a prover that waits."""
    checker = Checker(prover=slow)
    yield checker
    checker.close()
    assert checker._thread is None
    assert not any(thread.name == "checker" for thread in threading.enumerate())


@pytest.fixture
def heard(checker: Checker) -> list[str]:
    """Return the sentences that arrive."""
    sentences: list[str] = []
    checker.verdict_arrived.connect(lambda verdict: sentences.append(verdict.sentence))
    return sentences


def test_a_verdict_arrives_in_the_window_s_thread(
    qtbot: QtBot, qapp: QApplication, checker: Checker, slow: SlowProver
) -> None:
    threads: list[QThread] = []
    checker.verdict_arrived.connect(lambda _: threads.append(QThread.currentThread()))
    slow.may_answer.set()
    with qtbot.waitSignals([checker.started, checker.verdict_arrived]):
        checker.check("first", schedule())
    assert threads == [qapp.thread()]


def test_asking_for_a_check_does_not_wait_for_it(checker: Checker, slow: SlowProver) -> None:
    begin = time.monotonic()
    checker.check("first", schedule())
    assert time.monotonic() - begin < 0.1
    assert slow.has_begun.wait(5)
    assert checker.is_checking


def test_a_newer_design_ends_the_running_check_and_replaces_the_waiting_one(
    qtbot: QtBot, checker: Checker, slow: SlowProver, heard: list[str]
) -> None:
    checker.check("running", schedule())
    assert slow.has_begun.wait(5)
    for number in range(20):
        checker.check(f"waiting {number}", schedule())
    qtbot.waitUntil(lambda: "running" in slow.given_up)
    with qtbot.waitSignal(checker.verdict_arrived):
        checker.check("newest", schedule())
        slow.may_answer.set()
    assert heard == ["newest"]
    assert not checker.is_checking


def test_a_verdict_that_a_newer_design_has_overtaken_is_not_told(
    qtbot: QtBot, checker: Checker, slow: SlowProver, heard: list[str]
) -> None:
    """It was on its way already when the newer one came."""
    slow.may_answer.set()
    checker.check("overtaken", schedule())
    thread = checker._thread
    assert thread is not None
    assert slow.has_begun.wait(5)
    # No event loop runs here, so the verdict waits in its queue.
    time.sleep(0.1)
    with qtbot.waitSignal(checker.verdict_arrived):
        checker.check("newest", schedule())
    assert slow.begun == ["overtaken", "newest"]
    assert heard == ["newest"]


def test_a_mistake_of_ours_is_raised_in_the_window_and_checking_goes_on(
    qtbot: QtBot, checker: Checker, slow: SlowProver, heard: list[str]
) -> None:
    slow.may_answer.set()
    with capture_exceptions() as raised:
        checker.check("broken", schedule())
        qtbot.waitUntil(lambda: bool(raised))
    assert str(raised[0][1]) == "The prover itself is broken."
    assert not checker.is_checking
    with qtbot.waitSignal(checker.verdict_arrived):
        checker.check("next", schedule())
    assert heard == ["next"]


def test_after_closing_nothing_is_told_or_begun(
    qtbot: QtBot, checker: Checker, slow: SlowProver, heard: list[str]
) -> None:
    slow.may_answer.set()
    checker.check("late", schedule())
    assert slow.has_begun.wait(5)
    checker.close()
    checker.check("later", schedule())
    qtbot.wait(50)
    assert slow.begun == ["late"]
    assert heard == []
    assert not checker.is_checking


def test_closing_ends_a_running_check(checker: Checker, slow: SlowProver) -> None:
    checker.check("endless", schedule())
    assert slow.has_begun.wait(5)
    checker.close()
    assert slow.given_up == ["endless"]
    checker.close()


def test_real_verdicts_arrive_and_the_newest_wins(qtbot: QtBot) -> None:
    checker = Checker()
    sentences: list[str] = []
    checker.verdict_arrived.connect(lambda verdict: sentences.append(verdict.sentence))
    try:
        with qtbot.waitSignal(checker.verdict_arrived, timeout=60_000):
            checker.check("while True: pass", schedule())
            checker.check(GOOD, schedule())
        with qtbot.waitSignal(checker.verdict_arrived, timeout=60_000):
            checker.check("import time\ntime.sleep(99)", schedule())
            qtbot.wait(200)
            checker.check(spoiled("rates[0] = 0.5 if t == 3 else rates[0]"), schedule())
    finally:
        checker.close()
    assert [sentence[:15] for sentence in sentences] == ["proved in torch", "At step 3 the r"]


def test_after_a_long_drag_the_verdict_on_its_end_comes_at_once(qtbot: QtBot) -> None:
    """The designs in between cost nothing, even if every one of them was to be checked."""
    checker = Checker()
    sentences: list[str] = []
    checker.verdict_arrived.connect(lambda verdict: sentences.append(verdict.sentence))
    try:
        with qtbot.waitSignal(checker.verdict_arrived, timeout=60_000):
            checker.check(GOOD, schedule())
        for number in range(1000):
            checker.check(f"raise SystemExit({number})", schedule())
            if number % 100 == 0:
                qtbot.wait(5)
        with qtbot.waitSignal(checker.verdict_arrived, timeout=5_000):
            checker.check(GOOD, schedule())
    finally:
        checker.close()
    assert sentences[-1].startswith("proved in torch")
    assert len(sentences) < 30


def test_the_window_s_process_never_imports_torch_and_ends_without_being_told() -> None:
    """Here the application quits while a file still runs, and nobody calls ``close``."""
    code = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from rampsmith.app.checking.checker import Checker
from tests.designer.proof.exported import GOOD, schedule
application = QCoreApplication([])
checker = Checker()
def then(verdict):
    print(verdict.passed, "torch" in sys.modules)
    checker.check("while True: pass", schedule())
    QTimer.singleShot(200, application.quit)
checker.verdict_arrived.connect(then)
checker.check(GOOD, schedule())
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

"""Jobs in the background: in order or the newest only, cancelled, waited for, and finished."""

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from rampsmith.app.base.background import THREAD_NAME, BackgroundJobs
from rampsmith.designer.proof.cancellation import Cancellation


class Bench:
    """Jobs that end when the test lets them, and what was heard of them."""

    def __init__(self) -> None:
        self.jobs = BackgroundJobs()
        self.begun: list[str] = []
        self.heard: list[str] = []
        self.words: list[str] = []
        self.may_end: dict[str, threading.Event] = {}
        self.jobs.working.connect(self.words.append)

    def job(self, name: str, *, cancellation: Cancellation | None = None) -> Callable[[], str]:
        """Make a job that returns its name, or stops where it can and is told to."""
        self.may_end[name] = threading.Event()

        def do() -> str:
            self.begun.append(name)
            while not self.may_end[name].wait(0.005):
                if cancellation is not None:
                    cancellation.raise_if_cancelled()
            return name

        return do

    def begin(self, name: str) -> None:
        self.jobs.begin(f"Doing {name} …", self.job(name), self.hear)

    def begin_newest(self, name: str) -> Cancellation:
        stop = Cancellation()
        do = self.job(name, cancellation=stop)
        self.jobs.begin_newest(f"Doing {name} …", do, self.hear, cancellation=stop)
        return stop

    def hear(self, outcome: Callable[[], str]) -> None:
        self.heard.append(outcome())


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    """Make a bench, whose jobs all end with the test."""
    made = Bench()
    yield made
    for event in made.may_end.values():
        event.set()
    made.jobs.close()
    for thread in threading.enumerate():
        if thread.name == THREAD_NAME:
            thread.join()


def test_jobs_are_done_in_order_and_their_words_are_shown_meanwhile(
    bench: Bench, qtbot: QtBot
) -> None:
    for name in ("one", "two"):
        bench.begin(name)
    bench.may_end["two"].set()
    qtbot.wait(20)
    assert bench.begun == ["one"]
    assert bench.words == ["Doing one …"]
    bench.may_end["one"].set()
    qtbot.waitUntil(lambda: bench.heard == ["one", "two"])
    assert bench.words == ["Doing one …", "Doing two …", ""]
    assert not bench.jobs.is_busy


def test_the_newest_stops_the_job_under_way_and_replaces_those_that_wait(
    bench: Bench, qtbot: QtBot
) -> None:
    stops = [bench.begin_newest(name) for name in ("one", "two", "three", "four")]
    bench.may_end["four"].set()
    qtbot.waitUntil(lambda: bench.heard == ["four"])
    assert stops[0].is_cancelled
    assert set(bench.begun) == {"one", "four"}


def test_a_job_that_cannot_be_stopped_is_waited_for_by_the_newest_and_not_heard(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.begin("one")
    bench.begin_newest("two")
    bench.may_end["two"].set()
    qtbot.wait(20)
    assert bench.begun == ["one"]
    assert bench.words == ["Doing one …", "Doing two …"]
    bench.may_end["one"].set()
    qtbot.waitUntil(lambda: bench.heard == ["two"])


def test_an_outcome_on_its_way_is_not_heard_once_there_is_a_newer_job(
    bench: Bench, qtbot: QtBot
) -> None:
    bench.begin_newest("one")
    bench.may_end["one"].set()
    thread = next(each for each in threading.enumerate() if each.name == THREAD_NAME)
    thread.join()  # No event loop runs here.
    bench.begin_newest("two")
    bench.may_end["two"].set()
    qtbot.waitUntil(lambda: bench.heard == ["two"])


def test_a_cancelled_job_is_not_waited_for(bench: Bench, qtbot: QtBot) -> None:
    bench.begin("one")
    bench.begin("two")
    bench.may_end["two"].set()
    bench.jobs.cancel()
    qtbot.waitUntil(lambda: bench.heard == ["two"])
    bench.may_end["one"].set()
    qtbot.wait(20)
    assert bench.heard == ["two"]
    assert bench.words == ["Doing one …", "Doing two …", ""]


def test_an_error_is_raised_where_the_outcome_is_asked_for_and_the_next_job_is_done(
    bench: Bench, qtbot: QtBot
) -> None:
    def fail() -> str:
        raise ValueError("This job fails.")

    with capture_exceptions() as raised:
        bench.jobs.begin("", fail, bench.hear)
        bench.begin("two")
        bench.may_end["two"].set()
        qtbot.waitUntil(lambda: bench.heard == ["two"])
    assert [str(error) for _, error, _ in raised] == ["This job fails."]


def test_waiting_goes_on_with_the_events_of_the_window(bench: Bench) -> None:
    bench.begin("one")
    QTimer.singleShot(20, bench.may_end["one"].set)
    bench.jobs.wait()
    assert bench.heard == ["one"]


def test_finishing_does_everything_without_an_event_loop(bench: Bench) -> None:
    for name in ("one", "two", "three"):
        bench.begin(name)
        bench.may_end[name].set()
    bench.jobs.finish()
    assert bench.heard == ["one", "two", "three"]
    QApplication.processEvents()
    assert bench.heard == ["one", "two", "three"]


@pytest.mark.parametrize("end", ["close", "finish"])
def test_nothing_is_begun_after_the_end(bench: Bench, end: str) -> None:
    getattr(bench.jobs, end)()
    bench.begin("late")
    assert not bench.jobs.is_busy
    assert bench.begun == []


def test_closing_ends_what_can_be_stopped_before_it_returns(bench: Bench) -> None:
    bench.begin_newest("endless")
    bench.jobs.close()
    assert not any(each.name == THREAD_NAME for each in threading.enumerate())
    QApplication.processEvents()
    assert bench.heard == []


def test_a_cancellation_wakes_whoever_waits_and_nobody_afterwards() -> None:
    stop = Cancellation()
    woken: list[int] = []
    with stop.waking(partial(woken.append, 1)):
        stop.cancel()
    stop.cancel()
    assert woken == [1]
    assert stop.is_cancelled


def test_a_job_that_ends_while_it_is_deleted_harms_nothing(qapp: QApplication) -> None:
    for _ in range(300):
        jobs = BackgroundJobs()
        jobs.begin("", lambda: None, lambda _: None)
        delete(jobs)

"""The tab's answers from torch: the class's own rates, and its curve when stepped by mistake."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import pytest
from pytestqt.qtbot import QtBot

from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.shell.window import Window
from rampsmith.app.stepping.torch_queries import TorchQueries
from rampsmith.designer.document.kinds import MOMENTUM, MOMENTUM_CURVE, RATE, RATE_CURVE, CurveKey
from rampsmith.designer.evaluation.rates import Rates, Values, set_curves, values_at
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.mistaken_loop import MistakenRun, MistakeTask
from rampsmith.designer.proof.step_probe import ProbeResult, StepProbe
from rampsmith.designer.proof.task import ExportedFile, Task
from rampsmith.designer.values.numbers import digits_text
from tests.app.designs import UNEVEN
from tests.app.driver import walk_through
from tests.designer.designs import OWN_CURVES, TEMPERATURE
from tests.designer.proof.exported import file_of
from tests.exporters.loops.runs import FALLING

PATIENCE = 60_000
"""Milliseconds after which the child process has surely forgotten its answer."""


class ToldQueries(WorkerQueries):
    """Questions whose answers a test puts into the worker's mouth."""

    def __init__(self, client: WorkerClient) -> None:
        super().__init__(client)
        self.asked_for: list[Any] = []
        self._is_asking = False

    def ask(self, task: Task[Any]) -> None:
        self._is_asking = True
        self.asked_for.append(task)

    def ask_for(self, question: Callable[[Cancellation], object]) -> None:
        assert isinstance(question, partial)
        self._is_asking = True
        self.asked_for.append(question.args)

    def cancel(self) -> None:
        self._is_asking = False

    def tell(self, answer: object) -> None:
        """Answer the newest question, if there is one."""
        if self._is_asking:
            self._is_asking = False
            self.answered.emit(answer)


class Told(NamedTuple):
    """The two kinds of questions."""

    probes: ToldQueries
    mistakes: ToldQueries


def states(asked: tuple[ExportedFile, range], *, times: float = 1.0) -> ProbeResult:
    """Answer a probe by the designer's rates, times something."""
    file, steps = asked
    rates = Rates(file.schedule)
    found: dict[int, Values] = {
        t: {RATE_CURVE: tuple(times * rate for rate in rates.at(t))} for t in steps
    }
    return ProbeResult(found, {})


@pytest.fixture
def asked(window: Window) -> Iterator[tuple[Window, Told]]:
    """Have the window's questions answered by the test."""
    walk_through(window, UNEVEN)
    stepping = window.stepping
    stepping.tab.mistakes.list.setCurrentRow(0)
    with WorkerClient() as client:
        told = Told(ToldQueries(client), ToldQueries(client))
        stepping.queries = queries = TorchQueries(
            window.store, stepping.tab, stepping.cursor, probes=told.probes, mistakes=told.mistakes
        )
        queries._timer.setInterval(1_000_000)  # The tests say when.
        yield window, told
        stepping.tab.mistakes.list.setCurrentRow(0)
        stepping.close()
        stepping.queries = None
        for each in (queries, *told):
            each.deleteLater()


def ask(window: Window) -> None:
    """Do what is done a moment after the last move."""
    assert window.stepping.queries is not None
    window.stepping.queries._timer.stop()
    window.stepping.queries.ask()


def test_the_rates_are_the_class_s_own_once_torch_has_told_them(
    asked: tuple[Window, Told],
) -> None:
    window, told = asked
    view = window.stepping.tab.rates
    ask(window)
    assert view.source.text() == "from the curve; torch has not run it yet"
    told.probes.tell(states(told.probes.asked_for[-1], times=2))
    assert view.source.text() == "by the exported class in torch"
    assert view.lines.text().splitlines()[1].split()[1] == digits_text(2 * Rates(UNEVEN).at(0)[0])
    window.stepping.player.go("epoch")
    ask(window)
    assert len(told.probes.asked_for) == 1
    assert view.source.text() == "by the exported class in torch"


def test_an_answer_about_another_design_is_left_alone(asked: tuple[Window, Told]) -> None:
    window, told = asked
    ask(window)
    window.store.edit(lambda s: replace(s, counts_from=1), "Count from 1")
    told.probes.tell(states(told.probes.asked_for[-1]))
    assert window.stepping.tab.rates.source.text() == "from the curve; torch has not run it yet"
    ask(window)
    assert len(told.probes.asked_for) == 2


def test_a_walk_that_torch_cannot_begin_is_asked_for_again_by_an_edit_or_a_person_only(
    asked: tuple[Window, Told],
) -> None:
    window, told = asked
    ask(window)
    told.probes.tell(ProbeResult({}, {}, "The check could not run."))
    window.stepping.player.go("epoch")
    ask(window)
    assert len(told.probes.asked_for) == 1
    window.commands["check_again"].trigger()
    ask(window)
    assert len(told.probes.asked_for) == 2
    told.probes.tell(ProbeResult({}, {}, "The check could not run."))
    window.store.edit(lambda s: replace(s, counts_from=1), "Count from 1")
    ask(window)
    assert len(told.probes.asked_for) == 3


def test_the_wrong_curve_is_drawn_for_the_group_and_taken_away_again(
    asked: tuple[Window, Told],
) -> None:
    window, told = asked
    view = window.stepping.tab.mistakes
    window.stepping.tab.show_view(1)
    view.list.setCurrentRow(1)
    ask(window)
    ask(window)
    assert [task.mistake for task in told.mistakes.asked_for] == ["per_epoch"]
    assert view.state.text() == "Running it in torch …"
    answer = MistakenRun({0: {RATE_CURVE: (1e-3,)}, 5: {RATE_CURVE: (2e-3,)}})
    told.mistakes.tell(answer)
    drawn = window.stepping.cursor.mistake
    assert drawn is not None
    assert (drawn.steps, drawn.values) == ((0.0, 5.0), (1e-3, 2e-3))
    assert view.state.text() == "In torch the rates differ from update 5 on."
    window.grab()
    view.list.setCurrentRow(0)
    assert window.stepping.cursor.mistake is None
    view.list.setCurrentRow(1)
    ask(window)
    told.mistakes.tell(replace(answer, fault="It broke.", warnings=("W.",)))
    assert view.state.text() == "In torch: It broke."
    window.store.edit(lambda s: replace(s, after="repeat"), "Begin again")
    assert window.stepping.cursor.mistake is None


def test_the_wrong_curve_is_that_of_the_curve_which_is_edited(
    asked: tuple[Window, Told],
) -> None:
    window, told = asked
    walk_through(window, OWN_CURVES)
    window.stepping.tab.show_view(1)
    window.stepping.tab.mistakes.list.setCurrentRow(1)
    ask(window)
    ask(window)
    curves = set_curves(OWN_CURVES)
    run = {update: dict(values_at(curves, update)) for update in range(3)}
    run[2][MOMENTUM_CURVE] = (0.5, 0.6)
    told.mistakes.tell(MistakenRun({**run}))
    sentence = window.stepping.tab.mistakes.state.text()
    assert sentence == "In torch the momentum differs from update 2 on."
    for key, kind, place in (
        (RATE_CURVE, RATE, 0),
        (CurveKey(RATE, "head"), RATE, 1),
        (MOMENTUM_CURVE, MOMENTUM, 0),
        (CurveKey(TEMPERATURE, "head"), TEMPERATURE, 0),
    ):
        window.store.edit_curve_of(key)
        drawn = window.stepping.cursor.mistake
        assert drawn is not None
        assert drawn.values == tuple(each[CurveKey(kind)][place] for each in run.values())


def test_nothing_is_asked_of_a_design_that_cannot_be_exported(
    asked: tuple[Window, Told],
) -> None:
    window, told = asked
    window.stepping.tab.mistakes.list.setCurrentRow(1)
    broken = replace(UNEVEN, class_name="no name")
    window.store.open(broken, None)
    ask(window)
    assert (told.probes.asked_for, told.mistakes.asked_for) == ([], [])


def test_real_steps_come_from_torch(qtbot: QtBot) -> None:
    with WorkerClient() as client:
        probes, mistakes = WorkerQueries(client), WorkerQueries(client)
        probe = StepProbe(client)
        for schedule in (UNEVEN, FALLING):
            file = file_of(schedule)
            with qtbot.waitSignal(probes.answered, timeout=PATIENCE) as answer:
                probes.ask_for(partial(probe.result, file, range(5)))
                probes.ask_for(partial(probe.result, file, range(8, 13)))
            assert answer.args is not None
            found = answer.args[0].states
            rates = Rates(schedule)
            assert {t: each[RATE_CURVE] for t, each in found.items()} == {
                t: rates.at(t) for t in range(8, 13)
            }
            with qtbot.waitSignal(mistakes.answered, timeout=PATIENCE) as run:
                mistakes.ask(MistakeTask(file, "per_epoch", 1))
            assert run.args is not None
            assert run.args[0].states[3][RATE_CURVE] == rates.at(1 if schedule is UNEVEN else 0)
        for queries in (probes, mistakes):
            queries.close()
            queries.ask(MistakeTask(file, "per_epoch", 1))
            assert not queries.is_asking
            queries.deleteLater()

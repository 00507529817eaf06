"""What the tab has from torch: the class's own rates, and its curve when it is stepped wrongly."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from rampsmith.app.checking.torch_steps import TorchSteps
from rampsmith.app.window import Window
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.client import Prover
from rampsmith.designer.proof.walking import Standing, Walked
from rampsmith.designer.proof.wrong_stepping import WrongCurve, WrongTask
from rampsmith.designer.schedule import Schedule
from tests.app.stepping.test_walk import UNEVEN, show
from tests.exporters.loops.runs import FALLING

PATIENCE = 60_000
"""Milliseconds after which the child process has surely forgotten its answer."""


class ToldSteps(TorchSteps):
    """Gives the answers that a test puts into its mouth."""

    def __init__(self) -> None:
        self.prover = Prover()
        super().__init__(prover=self.prover)
        self.walks: list[range] = []
        self.wrong: list[WrongTask] = []

    def walk(self, source: str, schedule: Schedule, steps: range) -> None:
        self.walks.append(steps)

    def go_wrong(self, task: WrongTask) -> None:
        self.wrong.append(task)

    def tell(self, schedule: Schedule, steps: range, *, times: float = 1.0) -> None:
        """Answer a walk by the designer's rates, times something."""
        rates = Rates(schedule)
        found = {t: Standing(tuple(times * rate for rate in rates.at(t))) for t in steps}
        self.walked.emit(schedule, Walked(found, {}))


@pytest.fixture
def asked(window: Window) -> Iterator[tuple[Window, ToldSteps]]:
    """Have the window's steps told by the test."""
    show(window, UNEVEN)
    window.stepping.tab.wrong.list.setCurrentRow(0)
    steps = ToldSteps()
    window.stepping.ask(steps)
    asking = window.stepping.asking
    assert asking is not None
    asking.timer.setInterval(1_000_000)  # The tests say when.
    yield window, steps
    window.stepping.tab.wrong.list.setCurrentRow(0)
    window.stepping.close()
    window.stepping.asking = None
    asking.deleteLater()
    steps.prover.close()
    steps.deleteLater()


def ask(window: Window) -> None:
    """Do what is done a moment after the last move."""
    assert window.stepping.asking is not None
    window.stepping.asking.timer.stop()
    window.stepping.asking.ask()


def test_the_rates_are_the_class_s_own_once_torch_has_told_them(
    asked: tuple[Window, ToldSteps],
) -> None:
    window, steps = asked
    view = window.stepping.tab.rates
    ask(window)
    assert view.source.text() == "by the designer, not yet torch"
    steps.tell(UNEVEN, steps.walks[-1], times=2)
    assert view.source.text() == "by the exported class in torch"
    assert view.lines.text().splitlines()[1].split()[1] == f"{2 * Rates(UNEVEN).at(0)[0]:.6g}"
    window.stepping.walking.go("epoch")
    ask(window)
    assert len(steps.walks) == 1
    assert view.source.text() == "by the exported class in torch"


def test_an_answer_about_another_design_is_left_alone(asked: tuple[Window, ToldSteps]) -> None:
    window, steps = asked
    ask(window)
    window.store.edit(lambda s: replace(s, counts_from=1), "Count from 1")
    steps.tell(UNEVEN, steps.walks[-1])
    assert window.stepping.tab.rates.source.text() == "by the designer, not yet torch"
    ask(window)
    assert len(steps.walks) == 2


def test_a_walk_that_torch_cannot_begin_is_asked_for_again_by_an_edit_or_a_person_only(
    asked: tuple[Window, ToldSteps],
) -> None:
    window, steps = asked
    ask(window)
    steps.walked.emit(UNEVEN, Walked({}, {}, "The check could not run."))
    window.stepping.walking.go("epoch")
    ask(window)
    assert len(steps.walks) == 1
    window.actions_by_name["check_again"].trigger()
    ask(window)
    assert len(steps.walks) == 2
    steps.walked.emit(UNEVEN, Walked({}, {}, "The check could not run."))
    window.store.edit(lambda s: replace(s, counts_from=1), "Count from 1")
    ask(window)
    assert len(steps.walks) == 3


def test_the_wrong_curve_is_drawn_for_the_group_and_taken_away_again(
    asked: tuple[Window, ToldSteps],
) -> None:
    window, steps = asked
    view = window.stepping.tab.wrong
    window.stepping.tab.show_view(1)
    view.list.setCurrentRow(1)
    ask(window)
    ask(window)
    assert [task.way for task in steps.wrong] == ["per_epoch"]
    assert view.state.text() == "Running it in torch …"
    answer = WrongCurve({0: Standing((1e-3,)), 5: Standing((2e-3,))})
    steps.went_wrong.emit(steps.wrong[0], answer)
    drawn = window.stepping.cursor.wrong
    assert drawn is not None
    assert drawn.points == ((0.0, 1e-3), (5.0, 2e-3))
    assert view.state.text() == "In torch the rates differ from update 5 on."
    window.grab()
    view.list.setCurrentRow(0)
    assert window.stepping.cursor.wrong is None
    view.list.setCurrentRow(1)
    ask(window)
    steps.went_wrong.emit(steps.wrong[-1], replace(answer, fault="It broke.", warnings=("W.",)))
    assert view.state.text() == "In torch: It broke."
    window.store.edit(lambda s: replace(s, after="repeat"), "Begin again")
    assert window.stepping.cursor.wrong is None


def test_nothing_is_asked_of_a_design_that_cannot_be_exported(
    asked: tuple[Window, ToldSteps],
) -> None:
    window, steps = asked
    window.stepping.tab.wrong.list.setCurrentRow(1)
    broken = replace(UNEVEN, class_name="no name")
    window.store.open(broken, None)
    ask(window)
    assert (steps.walks, steps.wrong) == ([], [])


def test_real_steps_come_from_torch(qtbot: QtBot) -> None:
    from rampsmith.exporters.pytorch import pytorch_source

    with Prover() as prover:
        steps = TorchSteps(prover=prover)
        for schedule in (UNEVEN, FALLING):
            source = pytorch_source(schedule)
            with qtbot.waitSignal(steps.walked, timeout=PATIENCE) as walked:
                steps.walk(source, schedule, range(5))
                steps.walk(source, schedule, range(8, 13))
            assert walked.args is not None
            found = walked.args[1].standings
            rates = Rates(schedule)
            assert {t: each.rates for t, each in found.items()} == {
                t: rates.at(t) for t in range(8, 13)
            }
            with qtbot.waitSignal(steps.went_wrong, timeout=PATIENCE) as wrong:
                steps.go_wrong(WrongTask(source, schedule, "per_epoch", 1))
            assert wrong.args is not None
            assert wrong.args[1].standings[3].rates == rates.at(1 if schedule is UNEVEN else 0)
        steps.close()
        steps.walk(source, schedule, range(3))
        steps.deleteLater()

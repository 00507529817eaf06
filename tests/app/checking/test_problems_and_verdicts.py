"""The problems tab and the status line: problems with their way out, checks and their verdicts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from rampsmith.app.checking.problems_view import MOST_ROWS
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.presets import preset_named
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.proof_task import Verdict
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.app.designs import three_segments
from tests.app.driver import Hand, checks, closed, made_window, show, type_into, words_of_history
from tests.app.gestures import pick

PASSED = Verdict(
    passed=True,
    sentence="proved in torch 2.13: 900 steps",
    findings=(),
    steps=900,
    groups=1,
    resumes=5,
    torch_version="2.13",
)


def doubtful() -> Schedule:
    """A schedule that jumps, and whose first update has rate 0."""
    return with_segment(three_segments(), 2, start=Level(0.5))


def test_the_tab_counts_and_lists_every_problem(window: Window) -> None:
    show(window, doubtful())
    assert len(window.problems.rows) == len(window.store.problems) > 0
    assert window.tabs.tabText(1) == f"Problems  {len(window.store.problems)}"
    show(window, starter())
    assert window.tabs.tabText(1) == "Problems"


def test_every_fix_is_one_undo_and_its_problem_is_gone(window: Window) -> None:
    show(window, doubtful())
    fixable = [p for p in window.store.problems if p.fix is not None]
    assert fixable
    for problem in fixable:
        show(window, doubtful())
        window.tabs.setCurrentIndex(1)
        row = window.problems.rows[window.store.problems.index(problem)]
        QTest.mouseClick(row.fix_button, Qt.MouseButton.LeftButton)
        assert problem.fix is not None
        assert words_of_history(window) == [problem.fix.words]
        told = problem.fix.effect or f"Done: {problem.fix.words}"
        assert window.status.hint.text() == told
        assert (
            row.fix_button.toolTip()
            == f"{problem.fix.effect or problem.fix.words}. It can be undone"
        )
        assert problem.sentence not in [p.sentence for p in window.store.problems]
        window.store.undo()
        assert window.store.schedule == doubtful()


def test_show_selects_the_segment_of_a_problem(window: Window) -> None:
    show(window, doubtful())
    window.tabs.setCurrentIndex(1)
    for problem, row in zip(window.store.problems, window.problems.rows, strict=True):
        assert row.show_button.isVisible() is (problem.place.segment is not None)
        if problem.place.segment is not None:
            QTest.mouseClick(row.show_button, Qt.MouseButton.LeftButton)
            assert window.store.segment_index == problem.place.segment


def test_problems_wait_for_the_end_of_a_drag(window: Window, hand: Hand) -> None:
    show(window, doubtful())
    rows = window.problems.rows
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(60, 0))
    assert window.problems.rows is rows
    hand.release()
    assert [row.show_button.accessibleName() for row in window.problems.rows] == [
        f"Show: {problem.sentence}" for problem in window.store.problems
    ]


class Watch(QObject):
    """Notes every other window that is shown."""

    def __init__(self, window: Window) -> None:
        super().__init__()
        self._window = window
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name.
        if isinstance(watched, QWidget) and event.type() == QEvent.Type.Show:
            self.seen += [type(watched).__name__] * (
                watched.isWindow() and watched is not self._window
            )
        return False


def test_no_part_of_the_window_flashes_up_as_a_window_of_its_own(window: Window) -> None:
    watch = Watch(window)
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    show(window, doubtful())
    window.problems.show_findings(("something",))
    QTest.mouseClick(window.groups_form.add_button, Qt.MouseButton.LeftButton)
    window.store.undo()
    window.appearance.choose_next()
    window.appearance.choose_next()
    window.appearance.choose_next()
    window.store.open(Schedule(), None)
    app.removeEventFilter(watch)
    assert watch.seen == []


def verdict(window: Window) -> str:
    """Return the words of the status line about the check."""
    return window.status.verdict.text()


def test_an_edit_is_checked_once_one_stops(window: Window, qtbot: QtBot) -> None:
    type_into(window.run_form.length, "33")
    type_into(window.run_form.length, "34")
    assert "to be checked" in verdict(window)
    qtbot.waitUntil(lambda: bool(checks(window).sources), timeout=3000)
    assert checks(window).sources == [pytorch_source(window.store.schedule)]
    assert "checking" in verdict(window)


def test_the_status_line_tells_a_verdict_and_its_findings(window: Window) -> None:
    window.checking.begin()
    checks(window).tell(PASSED)
    assert verdict(window) == "● proved in torch 2.13: 900 steps"
    assert window.status.verdict.property("state") == "proved"
    window.store.edit(lambda schedule: with_segment(schedule, 0, name="Ramp"), "Rename segment")
    window.checking.begin()
    checks(window).tell(Verdict.failed("step 17 differs"))
    assert verdict(window) == "▲ step 17 differs"
    assert window.status.verdict.property("state") == "failed"
    names = [row.show_button.accessibleName() for row in window.problems.rows]
    assert names[0] == "Show: step 17 differs"
    assert window.tabs.tabText(1) == "Problems  1"
    window.store.undo()
    assert window.tabs.tabText(1) == "Problems"
    assert "to be checked" in verdict(window)


def test_a_verdict_on_what_is_no_longer_there_is_not_told(window: Window) -> None:
    window.checking.begin()
    type_into(window.run_form.length, "33")
    checks(window).tell(PASSED)
    assert "to be checked" in verdict(window)


def test_a_verdict_is_told_although_a_drag_was_begun_and_taken_back(
    window: Window, hand: Hand
) -> None:
    show(window, three_segments())
    window.checking.begin()
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(60, 0))
    checks(window).tell(PASSED)
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert verdict(window).startswith("● proved")


def test_no_check_begins_in_mid_drag(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    start = hand.pixel(200, 5e-4)
    hand.take(start)
    hand.move(start + QPoint(60, 0))
    # On a busy machine that of the design as it was opened may have begun before.
    checks(window).sources.clear()
    window.checking.begin()
    assert checks(window).sources == []
    hand.release()
    window.checking.begin()
    assert checks(window).sources == [pytorch_source(window.store.schedule)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda s: with_segment(s, 2, end=Level(-1.0)), "1 error"),
        (lambda s: with_segment(with_segment(s, 2, end=Level(-1.0)), 0, end=Level(-1.0)), "errors"),
    ],
)
def test_what_cannot_be_exported_is_said_to_be_so(
    window: Window, wrong: Callable[[Schedule], Schedule], words: str
) -> None:
    show(window, wrong(three_segments()))
    window.checking.begin()
    assert verdict(window).startswith("▲ not exportable: ")
    assert verdict(window).endswith(words)
    assert checks(window).sources == []


def test_a_real_check_in_torch_reaches_the_status_line(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    with WorkerClient() as client:
        real = WorkerQueries(client)
        window = made_window(starter(), tmp_path, real)
        with qtbot.waitSignal(real.answered, timeout=60_000):
            window.checking.begin()
        assert verdict(window).startswith("● proved in torch")
        assert "900 steps" in verdict(window)
        closed(window)


def test_of_a_thousand_problems_only_some_have_a_row_and_the_rest_is_counted(
    window: Window,
) -> None:
    first = window.store.schedule.segments[0]
    wrong = tuple(replace(first, start=Level(-1.0 - i)) for i in range(200))
    show(window, replace(window.store.schedule, segments=wrong))
    count = len(window.store.problems)
    assert count >= 200
    assert len(window.problems.rows) == MOST_ROWS
    words = [label.text() for label in window.problems.findChildren(QLabel)]
    assert f"And {count - MOST_ROWS:,} more, shown once these are fixed." in words
    assert window.tabs.tabText(1) == f"Problems  {count}"


def fix(window: Window, words: str) -> None:
    """Press the button of a fix, which must be there."""
    window.tabs.setCurrentIndex(1)
    (row,) = (each for each in window.problems.rows if each.fix_button.text() == words)
    QTest.mouseClick(row.fix_button, Qt.MouseButton.LeftButton)


def test_to_count_from_1_says_what_it_changes_before_and_after(window: Window) -> None:
    begun = with_segment(three_segments(), 0, start=Level(0.1))
    show(window, with_segment(begun, 2, end=Level(0.0)))
    (row,) = (r for r in window.problems.rows if r.fix_button.text() == "Count steps from 1")
    effect = "Steps count from 1: the first update is one step along the curve, the last at the run's end"
    assert row.fix_button.toolTip() == f"{effect}. It can be undone"
    fix(window, "Count steps from 1")
    assert window.store.schedule.counts_from == 1
    assert window.status.hint.text() == effect


def test_a_factor_typed_for_a_rate_stays_a_problem_until_it_is_one(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    type_into(window.segment_form.end, "8e-7")
    fix(window, "Take the rate 8e-7")
    assert window.store.schedule.segments[2].end == Level.of_rate(8e-7)
    assert not any(problem.topic == "unit" for problem in window.store.problems)


def test_an_idle_first_epoch_is_mended_without_moving_a_milestone(window: Window) -> None:
    window.store.open(preset_named("resnet-imagenet").make(), None)
    window.segment_actions.add_at(0)
    type_into(window.segment_form.length, "5 epochs")
    QTest.mouseClick(window.segment_form.part.switches["first_at_start"], Qt.MouseButton.LeftButton)
    assert window.store.rates.at(0)[0] == 0
    fix(window, "Begin “Warmup” one epoch on, at 0.02")
    assert not window.store.problems
    rates = [window.store.rates.at(epoch)[0] for epoch in range(90)]
    assert [epoch for epoch in range(1, 90) if rates[epoch] < rates[epoch - 1]] == [30, 60]
    pick(window.schedule_form.counts_from, "1: arrives at the end")
    assert len([p for p in window.store.problems if p.topic == "milestone"]) == 2
    fix_rows = [row for row in window.problems.rows if row.fix_button.text()]
    assert {row.fix_button.text() for row in fix_rows} == {"Count steps from 0"}

"""Training logs beside the design: dropped, lined up, drawn, read out, picked, closed, kept."""

import gzip
import os
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.commandline.command import main
from rampsmith.app.logs.column_picker import ColumnPicker
from rampsmith.app.logs.open_logs import MOST_LOGS, logs_from_text, logs_text
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.lines_dialog import LinesDialog
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, CurveKey, own_kind
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.files.writing import design_text
from rampsmith.designer.values.spans import Span
from tests.app.accessibility import unnamed
from tests.app.driver import CONTROL, LEFT, Hand, answers, show
from tests.app.logs.dropped import drop, wait_for_logs, write_log
from tests.app.texts import painted_texts


@pytest.fixture
def logged(window: Window, tmp_path: Path, qtbot: QtBot) -> Window:
    """Show a window on the starter design with a log that follows it."""
    show(window, starter())
    drop(window, write_log(tmp_path / "run.csv"))
    wait_for_logs(window, qtbot, 1)
    return window


def test_a_dropped_log_is_drawn_behind_the_curve_and_in_a_lane(logged: Window) -> None:
    (rate,) = logged.plot.behind.backgrounds
    assert rate.series.name == "run: lr"
    steps, values = rate.series.points(logged.plot.view_box.shown())
    design = rates_of(starter())
    assert list(values) == [design.at(step)[0] for step in steps]
    assert [lane.title for lane in logged.lanes.shown()] == ["logged loss"]
    assert logged.store.history.undo_words is None
    assert not unnamed(logged)


def test_its_row_says_whether_it_follows_the_design(logged: Window, qtbot: QtBot) -> None:
    row = logged.logs.list.rows[0]
    assert "equal this design" in row.verdict.text()
    assert "All 18 rows equal" in row.verdict.text()
    logged.store.edit(
        lambda design: with_segment(design, 0, span=Span.of_steps(2_000)), "Change length"
    )
    wait_for_logs(logged, qtbot, 1)
    assert "All 18 rows" not in row.verdict.text()


def test_the_read_out_tells_the_difference_from_the_log(logged: Window, hand: Hand) -> None:
    step = starter().total_steps // 2
    hand.move(hand.pixel(step, rates_of(starter()).at(step)[0]))
    pointer = logged.plot.state.pointer
    assert pointer is not None
    rows = logged.plot.behind.readings(
        rates_of(starter()), 0, pointer.step // 50 * 50, logged.plot.state.theme
    )
    assert [(row.name, row.difference) for row in rows] == [("run: lr", "the same")]


def test_rates_are_not_drawn_behind_another_kind_of_curve(logged: Window) -> None:
    logged.store.edit(lambda design: added_curve(design, MOMENTUM_CURVE), "Add curve")
    logged.store.edit_curve_of(MOMENTUM_CURVE)
    assert logged.plot.behind.backgrounds == ()
    assert "logged loss" in [lane.title for lane in logged.lanes.shown()]


def test_two_lanes_of_one_title_are_folded_one_by_one(logged: Window) -> None:
    """A value of one's own may be called as the lane of a log is."""
    key = CurveKey(own_kind("logged_loss"))
    logged.store.edit(lambda design: added_curve(design, key), "Add curve")
    first, second = logged.lanes.shown()
    assert first.title == second.title
    QTest.mouseClick(logged.lanes, LEFT, pos=logged.lanes._sign(second).center().toPoint())
    assert [lane.is_open for lane in logged.lanes.shown()] == [True, False]


def test_a_tick_shows_a_column_and_another_hides_it(logged: Window, qtbot: QtBot) -> None:
    QTest.mouseClick(logged.logs.list.rows[0].name, LEFT)
    picker = logged.findChild(ColumnPicker)
    assert picker is not None
    qtbot.addWidget(picker)
    assert [name for name, check in picker.checks.items() if check.isChecked()] == ["lr", "loss"]
    for name in ("val_acc", "loss"):
        check = picker.checks[name]
        QTest.mouseClick(check, LEFT, pos=QPoint(8, check.height() // 2))
    wait_for_logs(logged, qtbot, 1)
    assert [lane.title for lane in logged.lanes.shown()] == ["logged val_acc"]
    picker.close()


def test_a_log_is_closed_by_its_button(logged: Window) -> None:
    QTest.mouseClick(logged.logs.list.rows[0].remove, LEFT)
    assert logged.plot.behind.backgrounds == ()
    assert logged.lanes.shown() == []
    assert not logged.logs.list.isVisibleTo(logged)


def test_a_file_that_is_no_log_is_told_in_a_sentence(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "runs.csv"
    path.write_text("Name,State,Runtime\na,finished,10\nb,crashed,20\n", encoding="utf-8")
    with qtbot.waitSignal(window.logs.open_logs.failed) as failed:
        drop(window, path)
    assert failed.args is not None
    assert str(failed.args[0]).startswith(f"{path}: ")
    assert window.message.isVisibleTo(window)
    assert window.logs.open_logs.logs == ()


def test_several_logs_have_colours_of_their_own_up_to_as_many_as_there_are(
    logged: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    more = [write_log(tmp_path / f"run{number}.csv") for number in range(1, MOST_LOGS + 1)]
    drop(logged, *more)
    wait_for_logs(logged, qtbot, MOST_LOGS)
    assert len({each.colours for each in logged.plot.behind.backgrounds}) == MOST_LOGS
    qtbot.waitUntil(lambda: not logged.logs.open_logs.jobs.is_busy)
    assert len(logged.logs.open_logs.logs) == MOST_LOGS


def test_the_runs_of_one_log_have_colours_of_their_own(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    show(window, starter())
    path = tmp_path / "chart.csv"
    path.write_text(
        '"Step","a - train/loss","b - train/loss"\n'
        + "".join(
            f'"{step}","{2 - step / 900}","{1 - step / 900}"\n' for step in range(0, 900, 50)
        ),
        encoding="utf-8",
    )
    drop(window, path)
    wait_for_logs(window, qtbot, 1)
    (lane,) = window.lanes.shown()
    assert len({line.colour.name() for line in lane.content.lines}) == 2
    assert [line.name for line in lane.content.lines] == ["a - train/loss", "b - train/loss"]
    assert "Its updates were taken to count from 0" in window.logs.list.rows[0].verdict.text()


def test_of_a_log_without_a_known_kind_what_there_is_is_shown(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    show(window, starter())
    path = tmp_path / "tag.csv"
    path.write_text("Wall time,Step,Value\n1.5,0,3\n2.5,100,2\n3.5,200,1\n", encoding="utf-8")
    drop(window, path)
    wait_for_logs(window, qtbot, 1)
    assert len(window.lanes.shown()) == 1


def test_what_was_open_is_kept_for_the_next_start(logged: Window) -> None:
    kept = logs_text(logged.logs.open_logs.logs)
    ((path, shown),) = logs_from_text(kept)
    assert path == logged.logs.open_logs.logs[0].path
    assert shown == {"lr", "loss"}
    assert logs_from_text("[[1, 2], [[]], 3") == logs_from_text('[["a", [1]], 5]') == ()


def test_a_design_is_made_of_a_log_and_can_be_undone(logged: Window, qtbot: QtBot) -> None:
    schedule = with_segment(starter(), 0, span=Span.of_steps(33))
    logged.store.edit(lambda _: schedule, "Change length")
    row = logged.logs.list.rows[0]
    row.design.click()
    jobs = logged.fitting.jobs
    qtbot.waitUntil(lambda: not jobs.is_busy and logged.store.document != schedule, timeout=30_000)
    made = logged.store.document
    assert [each.shape for each in made.segments] == [each.shape for each in starter().segments]
    assert made.segments[0].span == Span.of_steps(90)
    assert logged.store.history.undo_words == "Make a design of the log"
    assert "rates of lr" in logged.status.hint.text()
    logged.store.undo()
    assert logged.store.document == schedule


@pytest.mark.parametrize("ending", [".txt", ".log", ".csv.gz"])
def test_a_log_of_any_ending_is_opened_by_a_drop_and_by_open(
    window: Window, tmp_path: Path, qtbot: QtBot, ending: str
) -> None:
    show(window, starter())
    text = write_log(tmp_path / "run.csv").read_bytes()
    path = tmp_path / f"other{ending}"
    path.write_bytes(gzip.compress(text) if ending.endswith("gz") else text)
    drop(window, path)
    wait_for_logs(window, qtbot, 1)
    window.logs.open_logs.remove(0)
    answers(window).open = path
    QTest.keyClick(window.plot, Qt.Key.Key_O, CONTROL)
    wait_for_logs(window, qtbot, 1)
    assert window.logs.open_logs.logs[0].path == path
    assert window.store.document == starter()


def test_a_text_that_is_code_becomes_the_design(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "train.txt"
    path.write_text(
        "from torch.optim.lr_scheduler import StepLR\nscheduler = StepLR(optimizer, 30)\n",
        encoding="utf-8",
    )
    drop(window, path)
    assert window.logs.open_logs.logs == ()
    assert window.store.document != starter()


def test_its_key_asks_for_a_log(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    show(window, starter())
    answers(window).open = write_log(tmp_path / "asked.csv")
    QTest.keyClick(window.plot, Qt.Key.Key_L, CONTROL)
    wait_for_logs(window, qtbot, 1)
    assert window.logs.open_logs.logs[0].path.name == "asked.csv"
    answers(window).open = None
    QTest.keyClick(window.plot, Qt.Key.Key_L, CONTROL)
    assert len(window.logs.open_logs.logs) == 1


def test_a_log_that_grows_is_read_on_and_the_first_row_that_departs_is_named(
    logged: Window, qtbot: QtBot
) -> None:
    log = logged.logs.open_logs.logs[0]
    rows = len(log.log.series[0])
    with log.path.open("a", encoding="utf-8") as file:
        file.write(f"\n{starter().total_steps},0.5,1.0,0.9,1\n")
    row = logged.logs.list.rows[0]
    qtbot.waitUntil(lambda: "The first row that departs is" in row.verdict.text(), timeout=5_000)
    assert "logged 0.5" in row.verdict.text()
    grown = logged.logs.open_logs.logs[0]
    assert len(grown.log.series[0]) == rows + 1
    assert grown.shown == log.shown


def test_the_place_of_the_job_stands_on_the_ruler_and_moves_as_the_log_grows(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    show(window, starter())
    drop(window, write_log(tmp_path / "run.csv", rows=11))
    wait_for_logs(window, qtbot, 1)
    logged, marks = window, window.logs.overlay.jobs_seen
    (mark,) = marks.marks
    assert mark.step == 500
    log = logged.logs.open_logs.logs[0]
    assert log.written is not None
    written = datetime.fromtimestamp(log.written).astimezone()
    assert mark.words == f"update 500 of 900, written {written:%H:%M:%S}"
    assert marks.isVisible()
    assert logged.logs.list.rows[0].verdict.text().startswith("Update 500 of 900, written ")
    with log.path.open("a", encoding="utf-8") as file:
        file.write(f"\n550,{rates_of(starter()).at(550)[0]!r},2.0,0.9,1\n")
    qtbot.waitUntil(lambda: [each.step for each in marks.marks] == [550], timeout=5_000)
    assert "equal this design" in logged.logs.list.rows[0].verdict.text()


def test_the_words_about_a_job_leave_the_curve_to_be_seen(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    show(window, starter())
    drop(window, write_log(tmp_path / "run.csv", rows=17))
    wait_for_logs(window, qtbot, 1)
    (mark,) = window.logs.overlay.jobs_seen.marks
    assert mark.step == 800
    room = next(each.room for each in painted_texts(window.plot) if each.text == mark.words)
    assert room is not None
    curve = [Hand(window.plot).pixel(step, rates_of(starter()).at(step)[0]) for step in range(900)]
    assert not any(room.contains(QPointF(place)) for place in curve)


def test_a_long_name_in_the_words_about_a_log_makes_the_window_no_wider(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, write_log(tmp_path / "run.csv"))
    wait_for_logs(window, qtbot, 1)
    verdict = window.logs.list.rows[0].verdict
    wide = verdict.minimumSizeHint().width()
    window.logs.list.rows[0].show_verdict("Do not use step_scheduler_with_optimizer=False.")
    assert verdict.minimumSizeHint().width() <= wide
    assert verdict.accessibleName() == "Do not use step_scheduler_with_optimizer=False."


def test_a_log_of_long_ago_or_at_the_end_of_the_run_marks_no_job(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    show(window, starter())
    old, done = write_log(tmp_path / "old.csv"), write_log(tmp_path / "done.csv")
    os.utime(old, (1e9, 1e9))
    with done.open("a", encoding="utf-8") as file:
        file.write("\n900,1e-4,2.0,0.9,1\n")
    drop(window, old, done)
    wait_for_logs(window, qtbot, 2)
    assert window.logs.overlay.jobs_seen.marks == ()
    assert not window.logs.overlay.jobs_seen.isVisible()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_does_it_follow_says_what_the_command_says(
    window: Window,
    tmp_path: Path,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
    scale: float,
) -> None:
    show(window, starter())
    log = write_log(tmp_path / "run.csv", scale=scale)
    drop(window, log)
    wait_for_logs(window, qtbot, 1)
    QTest.mouseClick(window.logs.list.rows[0].follows, LEFT)
    qtbot.waitUntil(lambda: window.findChild(LinesDialog) is not None, timeout=10_000)
    dialog = window.findChild(LinesDialog)
    assert dialog is not None
    design = tmp_path / "design.ramp"
    design.write_text(design_text(starter()), encoding="utf-8")
    status = main(["compare", str(design), str(log)])
    assert status == (0 if scale == 1 else 1)
    assert dialog.text.toPlainText() == capsys.readouterr().out.rstrip()
    dialog.close()


def test_a_run_that_begins_again_takes_the_place_of_the_one_before(
    logged: Window, qtbot: QtBot
) -> None:
    path = logged.logs.open_logs.logs[0].path
    path.write_text("step,lr,loss\n0,0.1,9\n10,0.2,8\n", encoding="utf-8")
    qtbot.waitUntil(
        lambda: [len(each) for each in logged.logs.open_logs.logs[0].log.series] == [2, 2, 2],
        timeout=5_000,
    )
    wait_for_logs(logged, qtbot, 1)


def test_a_log_that_is_deleted_stays_as_it_was_read(logged: Window, qtbot: QtBot) -> None:
    log = logged.logs.open_logs.logs[0]
    log.path.unlink()
    qtbot.wait(600)
    assert logged.logs.open_logs.logs == (log,)

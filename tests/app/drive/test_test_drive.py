"""The tab of test drives: begun and stopped by keys, drawn as it goes on, told in words."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from rampsmith.app.drive.results import SWATCH
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.drive.events import (
    Diverged,
    Failed,
    Finished,
    RunFinished,
    Started,
    UpdateRows,
)
from rampsmith.designer.drive.request import DriveRequest
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.logs.reading import read_log
from rampsmith.designer.values.numbers import rate_text
from tests.app.accessibility import unnamed
from tests.app.driver import (
    ALT,
    CONTROL,
    LEFT,
    NO_KEYS,
    SHIFT,
    ToldDrives,
    answers,
    forget_drives,
    type_into,
)
from tests.app.texts import painted_texts


@pytest.fixture
def told(window: Window) -> Iterator[ToldDrives]:
    """Return the drives of the window, of which the test tells what happens."""
    client = window.driving.drives.client()
    assert isinstance(client, ToldDrives)
    client.requests.clear()
    yield client
    forget_drives(window)


def press_drive(window: Window) -> None:
    """Press the key that drives, and stops."""
    QTest.keyClick(window.plot, Qt.Key.Key_R, CONTROL)


def begun(window: Window, told: ToldDrives, qtbot: QtBot) -> DriveRequest:
    """Drive by the key, and return what was asked."""
    before = len(told.requests)
    press_drive(window)
    qtbot.waitUntil(lambda: len(told.requests) > before)
    return told.requests[-1]


def tell_rows(told: ToldDrives, run: int, seed: int, losses: list[float]) -> None:
    """Have a run with a seed go on."""
    told.tell(UpdateRows(run, seed, 0, tuple(0.01 for _ in losses), tuple(losses)))


def falling(count: int, end: float = 1.0) -> list[float]:
    """Return losses that fall to an end."""
    return [end + math.exp(-5 * each / count) for each in range(count)]


def test_without_a_drive_it_says_what_it_is_and_warms_the_child(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    tab = window.driving.tab
    assert not told.is_warm
    window.tabs.setCurrentWidget(tab)
    QApplication.processEvents()
    assert tab.about.isVisible()
    assert "small real network" in tab.about.text()
    assert "Drive" in tab.first.text()
    assert not tab.plot.isVisible()
    assert not tab.refusal.isVisible()
    qtbot.waitUntil(lambda: told.is_warm)
    assert not told.requests, "nothing runs before it is asked for"
    assert not unnamed(window)


def test_the_key_drives_the_design_and_the_pins_that_are_shown(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    design = window.store.document
    longer = with_run(design, epochs=None, updates=3_000)
    window.comparing.pin("longer", longer)
    window.comparing.pin("hidden", design)
    window.comparing.pins.change(1, is_shown=False)
    request = begun(window, told, qtbot)
    assert window.tabs.currentWidget() is window.driving.tab
    assert [(run.name, run.file.schedule) for run in request.runs] == [
        (design.title, design),
        ("longer", longer),
    ]
    assert [run.updates for run in request.runs] == [900, 1_000]
    assert (request.task, request.seeds, request.own_file) == ("deep", 1, "")
    assert f"class {design.class_name}" in request.runs[0].file.source


def test_lines_grow_and_ends_are_listed_the_lowest_first(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    window.comparing.pin("lower", with_run(window.store.document, epochs=None, updates=400))
    begun(window, told, qtbot)
    tab = window.driving.tab
    told.tell(Started(1_300, "Deep network, SGD with momentum"))
    tell_rows(told, 0, 0, falling(450))
    qtbot.waitUntil(lambda: len(tab.plot.picture.lines) == 1)
    (line,) = tab.plot.picture.lines
    assert line.raws[0].values[0] == 2.0
    assert line.smooth.values[-1] < line.smooth.values[0]
    assert line.band is None, "a single seed has none"
    assert tab.progress.share == pytest.approx(450 / 1_300)
    assert tab.state.text() == f"34 % · {window.store.document.title}"
    assert [end for _, end in tab.table.texts()] == ["…", "…"]
    told.tell(RunFinished(0, 0, 1.234))
    tell_rows(told, 1, 0, falling(400))
    told.tell(RunFinished(1, 0, 0.5), Finished(2.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    assert tab.table.texts() == [("lower", "0.5"), (window.store.document.title, "1.234")]
    assert [each.name for each in tab.plot.picture.lines] == ["lower", window.store.document.title]
    assert tab.state.text() == ""
    assert tab.progress.share is None
    assert tab.notes.text().startswith("Deep network, SGD with momentum.")
    assert not unnamed(window)


def test_seeds_make_a_band_and_a_spread(window: Window, told: ToldDrives, qtbot: QtBot) -> None:
    window.tabs.setCurrentWidget(window.driving.tab)
    QApplication.processEvents()
    type_into(window.driving.tab.controls.seeds, "2")
    window.plot.setFocus()
    assert begun(window, told, qtbot).seeds == 2
    told.tell(Started(1_800, "Deep network"))
    for seed, end in enumerate((1.0, 3.0)):
        tell_rows(told, 0, seed, [end] * 900)
        told.tell(RunFinished(0, seed, end))
    told.tell(Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    (line,) = window.driving.tab.plot.picture.lines
    assert line.band is not None
    low, high = line.band
    assert (low.at(450), line.smooth.at(450), high.at(450)) == pytest.approx((1.0, 2.0, 3.0))
    assert window.driving.tab.table.texts()[0][1] == "2.000 ± 1.4"


def test_a_divergence_is_marked_with_update_and_rate(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    begun(window, told, qtbot)
    told.tell(Started(900, "Deep network"))
    tell_rows(told, 0, 0, [1.0] * 300 + [1e30] * 12)
    told.tell(Diverged(0, 0, 312, 3.1e-2), Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    tab = window.driving.tab
    (cross,) = tab.plot.picture.crosses
    assert (cross.place, cross.words) == (312.0, "not finite at update 312, at 0.031")
    assert tab.table.texts()[0][1] == "diverged at 312"
    low, high = tab.plot.view_box.viewRange()[1]
    assert low < 1.0 < high < 10.0, "what goes beyond all bounds does not flatten the rest"
    assert cross.words in tab.plot.accessibleDescription()


def test_the_key_stops_at_once_and_what_was_told_stays(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    begun(window, told, qtbot)
    tab = window.driving.tab
    assert tab.controls.buttons["drive"].text() == "Stop"
    told.tell(Started(900, "Deep network"))
    tell_rows(told, 0, 0, falling(450))
    qtbot.waitUntil(lambda: bool(tab.plot.picture.lines))
    QTest.mouseClick(tab.controls.buttons["drive"], LEFT)
    assert not window.driving.is_running
    assert tab.controls.buttons["drive"].text() == "Drive"
    assert tab.state.text().startswith("Stopped at 50 %")
    assert tab.plot.picture.lines
    told.tell(UpdateRows(0, 0, 450, (0.01,), (0.5,)))
    QTest.qWait(60)
    assert len(tab.plot.picture.lines[0].raws[0].values) == 450, "nothing more is taken"
    # The next drive does not hear what was meant for this one.
    assert len(begun(window, told, qtbot).runs) == 1


def test_the_status_line_tells_of_it_and_stops_it(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    begun(window, told, qtbot)
    window.tabs.setCurrentIndex(0)
    QApplication.processEvents()
    assert window.status.work.text() == "Driving …"
    QTest.mouseClick(window.status.cancel_button, LEFT)
    assert not window.driving.is_running
    assert window.status.work.text() == ""


def test_the_status_line_is_as_high_during_a_drive_as_before(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    QApplication.processEvents()
    before = window.status.geometry()
    begun(window, told, qtbot)
    QApplication.processEvents()
    assert window.status.cancel_button.isVisible()
    assert window.status.geometry() == before


@pytest.mark.parametrize("width", [1440, 1024])
def test_names_of_runs_that_begin_alike_are_told_apart(
    window: Window, told: ToldDrives, qtbot: QtBot, width: int
) -> None:
    window.resize(width, 768)
    names = ("warmup cosine", "warmup constant")
    for name in names:
        window.comparing.pin(name, window.store.document)
    begun(window, told, qtbot)
    table = window.driving.tab.table
    for run in range(3):
        told.tell(RunFinished(run, 0, 1.0 + run / 1000), RunFinished(run, 1, 1.2))
    told.tell(Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    QApplication.processEvents()
    room = table.columnWidth(0) - SWATCH.width() - 12
    for row, (name, _) in enumerate(table.texts()):
        if name in names:
            assert table.fontMetrics().horizontalAdvance(name) <= room
        item = table.item(row, 0)
        assert item is not None
        assert item.toolTip().startswith(name)
    assert set(names) < {name for name, _ in table.texts()}


def test_a_child_that_hangs_or_dies_is_told_in_a_sentence(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    begun(window, told, qtbot)
    told.tell(Failed("The drive was ended by the system (signal 9)."))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    tab = window.driving.tab
    assert tab.state.text() == "The drive was ended by the system (signal 9)."
    assert tab.state.property("wrong")


def test_a_design_that_has_changed_since_is_told(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    begun(window, told, qtbot)
    told.tell(Started(900, "Deep network"), Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    state = window.driving.tab.state
    window.store.edit(lambda design: replace(design, title="Another"), "Rename the design")
    assert state.text() == "", "a name trains nothing"
    window.store.edit(lambda design: with_run(design, epochs=3), "Change the run")
    assert state.text() == "The design has changed since; Ctrl+R drives it again."
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert state.text() == ""
    QTest.keyClick(window.plot, Qt.Key.Key_P)
    assert state.text() == "The pins have changed since; Ctrl+R drives them too."


def test_a_design_without_a_class_is_refused_in_words(window: Window, told: ToldDrives) -> None:
    window.store.open(Schedule(), None)
    press_drive(window)
    assert not told.requests
    refusal = window.driving.tab.refusal
    assert refusal.isVisible()
    assert "cannot be driven: it has no curve yet" in refusal.text()


def test_too_many_seeds_are_refused_where_they_are_typed(window: Window, told: ToldDrives) -> None:
    window.tabs.setCurrentWidget(window.driving.tab)
    QApplication.processEvents()
    seeds = window.driving.tab.controls.seeds
    type_into(seeds, "17")
    assert seeds.fault == "There can be 1 to 16 seeds, not 17."
    assert window.driving.tab.controls.settings.seeds == 1
    QTest.keyClick(seeds, Qt.Key.Key_Escape)


def test_the_log_is_saved_as_the_readers_read_it(
    window: Window, told: ToldDrives, qtbot: QtBot, tmp_path: Path
) -> None:
    QTest.keyClick(window.plot, Qt.Key.Key_J, CONTROL | ALT)
    assert window.status.hint.text().startswith("Nothing has been driven yet")
    window.comparing.pin("other", with_run(window.store.document, epochs=None, updates=3_000))
    begun(window, told, qtbot)
    told.tell(Started(1_900, "Deep network"))
    tell_rows(told, 0, 0, falling(900))
    tell_rows(told, 1, 0, falling(1_000))
    told.tell(Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    answers(window).write = tmp_path / "drive.csv"
    QTest.keyClick(window.plot, Qt.Key.Key_J, CONTROL | ALT)
    log = read_log(tmp_path / "drive.csv", lambda _: None)
    title = window.store.document.title
    assert [(each.run, each.name) for each in log.of_kind("rate")] == [
        (title, "lr"),
        ("other", "lr"),
    ]
    loss = next(each for each in log.of_kind("loss") if each.run == "other")
    assert loss.axis == "steps"
    assert loss.positions[:3].tolist() == [0.0, 3.0, 6.0], "the steps are the design's own"
    assert loss.values.tolist() == pytest.approx(falling(1_000))


def test_a_drive_is_given_to_the_predicted_loss(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    begun(window, told, qtbot)
    told.tell(Started(900, "Deep network"))
    tell_rows(told, 0, 0, falling(900))
    told.tell(RunFinished(0, 0, 1.0), Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    QTest.keyClick(window.plot, Qt.Key.Key_G, CONTROL | ALT)
    assert window.loss.is_on
    qtbot.waitUntil(lambda: bool(window.logs.open_logs.logs))
    (log,) = window.logs.open_logs.logs
    assert log.path.name == "digits_warmup_cosine_drive.csv"
    qtbot.waitUntil(lambda: not window.loss.jobs.is_busy, timeout=20_000)
    window.loss.toggle()
    window.logs.open_logs.remove(log.number)


def test_a_template_is_written_and_chosen_but_not_run(
    window: Window, told: ToldDrives, qtbot: QtBot, tmp_path: Path
) -> None:
    answers(window).write = tmp_path / "mine.py"
    QTest.keyClick(window.plot, Qt.Key.Key_W, CONTROL | ALT)
    path = tmp_path / "mine.py"
    assert "def training(" in path.read_text(encoding="utf-8")
    controls = window.driving.tab.controls
    assert controls.settings.own_file == path
    assert controls.task.currentText() == "mine.py"
    assert not controls.optimizer.isEnabled()
    assert not told.requests
    request = begun(window, told, qtbot)
    assert request.own_file == str(path)
    assert request.runs[0].updates == 900, "the whole run of the design"


def test_a_file_of_ones_own_is_chosen_by_the_list_of_tasks(
    window: Window, told: ToldDrives, tmp_path: Path
) -> None:
    answers(window).open = tmp_path / "other.py"
    controls = window.driving.tab.controls
    window.tabs.setCurrentWidget(window.driving.tab)
    QApplication.processEvents()
    controls.task.setFocus()
    QTest.keyClick(controls.task, Qt.Key.Key_End)
    chosen = [controls.settings.own_file]
    QTest.keyClick(controls.task, Qt.Key.Key_Home)
    chosen.append(controls.settings.own_file)
    assert chosen == [tmp_path / "other.py", None]
    assert controls.settings.task == "deep"
    assert not told.requests


def test_a_click_on_the_range_test_picks_the_base_rate_and_one_undo_takes_it_back(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    tab, before = window.driving.tab, window.store.document
    QTest.keyClick(window.plot, Qt.Key.Key_R, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: bool(told.requests))
    (run,) = told.requests[-1].runs
    rates = [10 ** (-6 + 7 * each / run.updates) for each in range(run.updates)]
    losses = [2 - 1 / (1 + (0.003 / rate) ** 2) + max(0, rate - 0.1) for rate in rates]
    told.tell(Started(run.updates, "Deep network"))
    told.tell(UpdateRows(0, 0, 0, tuple(rates[:500]), tuple(losses[:500])))
    told.tell(Diverged(0, 0, 500, rates[500]), Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    assert tab.plot.picture.is_by_rate
    assert [rule.is_chosen for rule in tab.plot.picture.rules] == [True, False, False]
    assert not tab.table.isVisible()
    QApplication.processEvents()
    scene = tab.plot.view_box.mapViewToScene(QPointF(-2.0, 1.5))
    place = tab.plot.mapFromScene(scene)
    QTest.mouseClick(tab.plot.viewport(), LEFT, pos=place)
    picked = float(tab.range.rate.text().removeprefix("Base rate "))
    assert picked == pytest.approx(0.01, rel=0.1)
    use = tab.range.findChild(QPushButton)
    assert use is not None
    QTest.mouseClick(use, LEFT)
    assert window.store.document.groups[0].base_lr == picked
    QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
    assert window.store.document == before
    window.store.open(before, None)
    QTest.keyClick(window.plot, Qt.Key.Key_B, CONTROL | SHIFT)
    assert window.store.document == before
    assert "made for another design" in window.status.hint.text()


def test_a_range_test_of_several_groups_says_whose_base_rate_it_finds(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    backbone, head = Group("backbone", 0.1), Group("head", 1.0)
    window.store.open(replace(window.store.document, groups=(backbone, head)), None)
    panel = window.driving.tab.range
    QTest.keyClick(window.plot, Qt.Key.Key_R, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: bool(told.requests))
    updates = told.requests[-1].runs[0].updates
    rates = [10 ** (-6 + 7 * each / updates) for each in range(updates)]
    losses = [2 - 1 / (1 + (0.003 / rate) ** 2) + max(0, rate - 0.1) for rate in rates]
    told.tell(Started(updates, "Deep network"), UpdateRows(0, 0, 0, tuple(rates), tuple(losses)))
    told.tell(Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    assert "A tenth of the rate where it turns" in panel.found.text()
    assert "rates of “backbone”; the others keep their proportion" in panel.found.text()
    assert panel.rate.text().startswith("Base rate of “backbone” ")
    QTest.keyClick(window.plot, Qt.Key.Key_B, CONTROL | SHIFT)
    base, other = (group.base_lr for group in window.store.document.groups)
    assert other == pytest.approx(10 * base)
    assert window.status.hint.text().startswith(
        f"The base rate of “backbone” is {rate_text(base)} now; "
    )


def test_no_words_of_a_range_test_lie_on_its_curve(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    window.resize(1440, 900)
    plot = window.driving.tab.plot
    QTest.keyClick(window.plot, Qt.Key.Key_R, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: bool(told.requests))
    updates = told.requests[-1].runs[0].updates
    rates = [10 ** (-6 + 7 * each / updates) for each in range(updates)]
    losses = [2 - 1 / (1 + (0.003 / rate) ** 2) + 9 * max(0, rate - 0.1) for rate in rates]
    told.tell(Started(updates, "Deep network"), UpdateRows(0, 0, 0, tuple(rates), tuple(losses)))
    told.tell(Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    (turn,) = (rule for rule in plot.picture.rules if rule.words.startswith("turns at"))
    (words,) = (each for each in painted_texts(window) if each.text == turn.words)
    scene = plot.view_box.mapViewToScene(QPointF(turn.place, 1.5))
    assert words.right < plot.mapFromScene(scene).x(), "to its right the loss explodes"


def test_a_seed_that_diverged_is_no_part_of_the_mean(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    window.driving.tab.controls.choose(seeds=2)
    begun(window, told, qtbot)
    told.tell(Started(1_800, "Deep network"))
    tell_rows(told, 0, 0, [1.0] * 10 + [1e30])
    told.tell(Diverged(0, 0, 11, 0.02))
    picture = window.driving.tab.plot
    qtbot.waitUntil(lambda: len(picture.picture.crosses) == 1)
    assert len(picture.picture.lines[0].smooth.values) == 11, "none goes on yet"
    tell_rows(told, 0, 1, [2.0] * 900)
    told.tell(RunFinished(0, 1, 2.0), Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    (line,) = picture.picture.lines
    assert line.smooth.values.tolist() == pytest.approx([2.0] * 900)
    assert [len(raw.values) for raw in line.raws] == [900, 11], "it is drawn where it went"
    assert window.driving.tab.table.texts()[0][1] == "2.000, 1 diverged"


def test_a_loss_that_explodes_at_once_does_not_flatten_the_others(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    window.comparing.pin("bold", with_run(window.store.document, updates=900, epochs=None))
    begun(window, told, qtbot)
    told.tell(Started(1_800, "Deep network"))
    tell_rows(told, 0, 0, falling(900))
    tell_rows(told, 1, 0, [2.0, 3.0, 1e5, 1e20])
    told.tell(Diverged(1, 0, 4, 0.5), Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    low, high = window.driving.tab.plot.view_box.viewRange()[1]
    assert 0.5 < low < high < 3.0


def test_the_mouse_reads_the_losses_out_and_the_right_button_offers_what_can_be_done(
    window: Window, told: ToldDrives, qtbot: QtBot
) -> None:
    begun(window, told, qtbot)
    told.tell(Started(900, "Deep network"))
    tell_rows(told, 0, 0, [1.5] * 900)
    told.tell(RunFinished(0, 0, 1.5), Finished(1.0))
    qtbot.waitUntil(lambda: not window.driving.is_running)
    plot = window.driving.tab.plot
    QApplication.processEvents()
    place = plot.mapFromScene(plot.view_box.mapViewToScene(QPointF(450, 1.5)))
    for shift in (1, 0):
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place) + QPointF(shift, 0),
            QPointF(plot.viewport().mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            NO_KEYS,
        )
        QApplication.sendEvent(plot.viewport(), event)
    assert plot.readout.isVisible()
    read = re.search(r"update <b>(\d+)</b>", plot.readout.text())
    assert read is not None
    assert int(read[1]) == pytest.approx(450, abs=2), "a pixel is about two updates wide"
    assert [row.cells[:2] for row in plot.readout.table.rows] == [
        (window.store.document.title, "1.500")
    ]
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.RightButton, pos=place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert window.commands["save_drive"] in menu.actions()
    menu.close()

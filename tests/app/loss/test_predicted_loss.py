"""The lane of the predicted loss: switched on by its key, moved by a drag, told with what it stands on."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from rampsmith.app.loss.predicting import INVITATION, TITLE
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.loss.prediction import likeliest, predicted
from rampsmith.designer.loss.search import best_cooldown
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.app.accessibility import unnamed
from tests.app.driver import CONTROL, LEFT, SHIFT, Hand, show
from tests.designer.loss.runs import PEAK, WARMUP, rates_of, true_losses

DESIGN = Schedule(
    segments=(
        Segment("Warmup", Linear(), Span.of_steps(WARMUP), Level(0.0), Level(1.0)),
        Segment("Hold", Constant(), Span.of_steps(3_000)),
        Segment("Decay", Linear(), Span.of_the_rest(), None, Level(0.0)),
    ),
    groups=(Group("all", PEAK),),
    run=Run(samples=None, epochs=None, updates=6_000),
)


def write_log(path: Path, *, name: str = "cosine") -> Path:
    """Write the log of a run that follows a law."""
    rates = rates_of(name, 6_000)
    losses = true_losses(rates)
    rows = [f"{at},{float(rates[at])!r},{losses[at]:.5f}" for at in range(20, 6_001, 20)]
    path.write_text("\n".join(["step,lr,loss", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def predicting(window: Window, tmp_path: Path, qtbot: QtBot) -> Window:
    """Show a window on a design, with a log, in which the loss is predicted."""
    show(window, DESIGN)
    window.logs.open_logs.open(write_log(tmp_path / "run.csv"))
    QTest.keyClick(window.plot, Qt.Key.Key_L, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: bool(lane_of(window)), timeout=20_000)
    return window


def lane_of(window: Window) -> list[str]:
    """Return what the lane says of each of its lines; nothing where there is no lane."""
    found = (lane for lane in window.lanes.shown() if lane.title == TITLE)
    return [line.words for lane in found for line in lane.lines]


def test_without_a_log_it_says_what_is_needed(window: Window) -> None:
    QTest.keyClick(window.plot, Qt.Key.Key_L, CONTROL | SHIFT)
    assert window.loss.note.isVisibleTo(window)
    assert window.loss.note.first.text() == INVITATION
    assert window.status.hint.text() == INVITATION, "the note may be scrolled away"
    assert not window.loss.note.search.isVisibleTo(window)
    assert lane_of(window) == []


def test_the_lane_and_the_note_tell_the_end_with_its_interval(predicting: Window) -> None:
    loss = predicting.loss
    assert loss.predicting.fit is not None
    low, end, high = predicted(DESIGN, loss.predicting.fit).end
    assert lane_of(predicting) == [f"ends at {end:.3f} ({low:.3f} to {high:.3f})"]
    assert loss.note.first.text() == f"Ends at {end:.3f}, from {low:.3f} to {high:.3f}."
    assert not loss.note.rest.isVisibleTo(predicting)
    QTest.mouseClick(loss.note.more, LEFT)
    assert "one-epoch pre-training of language models" in loss.note.rest.text()
    assert loss.note.rest.isVisibleTo(predicting)
    assert not unnamed(predicting)


def test_it_moves_with_a_drag_and_has_its_interval_again_at_the_end(
    predicting: Window, hand: Hand, qtbot: QtBot
) -> None:
    loss = predicting.loss
    before = lane_of(predicting)
    hand.press(hand.pixel(3_200, PEAK))
    hand.move(hand.pixel(4_000, PEAK))
    hand.move(hand.pixel(4_800, PEAK))
    design, fit = predicting.store.schedule, loss.predicting.fit
    assert design != DESIGN
    assert fit is not None
    assert lane_of(predicting) == [f"ends at {likeliest(design, fit).end[1]:.3f}"]
    hand.release()
    qtbot.waitUntil(lambda: "(" in "".join(lane_of(predicting)), timeout=10_000)
    low, end, high = predicted(predicting.store.document, fit).end
    assert lane_of(predicting) == [f"ends at {end:.3f} ({low:.3f} to {high:.3f})"]
    assert lane_of(predicting) != before


def test_pins_stand_beside_it_in_the_order_of_their_ends(predicting: Window, qtbot: QtBot) -> None:
    predicting.comparing.pin("short", with_run(DESIGN, updates=2_500))
    qtbot.waitUntil(lambda: len(lane_of(predicting)) == 2, timeout=10_000)
    (lane,) = (lane for lane in predicting.lanes.shown() if lane.title == TITLE)
    assert [line.name for line in lane.lines] == ["", "short"]
    predicting.comparing.pin("long", with_run(DESIGN, updates=90_000))
    words = predicting.loss.note.first
    qtbot.waitUntil(lambda: words.text().endswith("to be predicted: long."), timeout=10_000)


def test_the_best_cooldown_is_pinned_and_not_put_in_place(predicting: Window, qtbot: QtBot) -> None:
    QTest.mouseClick(predicting.loss.note.search, LEFT)
    pins = predicting.comparing.pins
    qtbot.waitUntil(lambda: len(pins.pins) == 1, timeout=10_000)
    assert predicting.store.document == DESIGN
    fit = predicting.loss.predicting.fit
    assert fit is not None
    assert pins.pins[0].schedule == best_cooldown(DESIGN, fit)
    qtbot.waitUntil(lambda: len(lane_of(predicting)) == 2, timeout=10_000)
    (lane,) = (lane for lane in predicting.lanes.shown() if lane.title == TITLE)
    assert lane.lines[0].name == pins.pins[0].name


def test_a_design_far_from_the_log_is_refused_in_words(predicting: Window, qtbot: QtBot) -> None:
    predicting.store.edit(lambda design: with_run(design, updates=90_000), "Change run")
    qtbot.waitUntil(lambda: not lane_of(predicting), timeout=10_000)
    note = predicting.loss.note
    assert "more than 10 times as many are not predicted" in note.first.text()
    assert note.more.isVisibleTo(predicting)
    assert not note.search.isVisibleTo(predicting)


def test_an_unfit_log_is_named(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    show(window, DESIGN)
    window.logs.open_logs.open(write_log(tmp_path / "flat.csv", name="constant"))
    QTest.keyClick(window.plot, Qt.Key.Key_L, CONTROL | SHIFT)
    note = window.loss.note.first
    qtbot.waitUntil(lambda: note.text().startswith("flat.csv: "), timeout=10_000)
    assert "never falls" in note.text()
    assert window.status.hint.text() == note.text()


def test_the_links_of_the_note_begin_where_its_words_do(predicting: Window) -> None:
    note = predicting.loss.note
    assert note.search.isVisibleTo(predicting)
    assert note.search.x() == note.first.x()
    assert note.search.width() == note.search.sizeHint().width()


def test_its_key_switches_it_off_again(predicting: Window) -> None:
    QTest.keyClick(predicting.plot, Qt.Key.Key_L, CONTROL | SHIFT)
    assert lane_of(predicting) == []
    assert not predicting.loss.note.isVisibleTo(predicting)

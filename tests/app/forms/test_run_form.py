"""The run in fields: its length in three units, what is wrong below its field, and the arithmetic."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.starter import starter
from rampsmith.designer.problems.problem import Place
from rampsmith.designer.training_loop.run_arithmetic import counts
from tests.app.driver import type_into, words_of_history

LEFT = Qt.MouseButton.LeftButton


def choose(box: QComboBox, words: str) -> None:
    box.setFocus()
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def open_run(window: Window, run: Run) -> None:
    window.store.open(replace(starter(), run=run), None)


def test_the_length_can_be_given_in_epochs_updates_or_tokens(window: Window) -> None:
    open_run(window, Run(samples=100, batch_size=10, epochs=3, tokens_per_sample=50))
    form = window.run_form
    choose(form.length_unit, "tokens")
    assert form.length.text() == "15,000"
    type_into(form.length, "20k")
    run = window.store.schedule.run
    assert (run.total_tokens, run.epochs, run.updates) == (20_000, None, None)
    assert run.total_updates == 40
    choose(form.length_unit, "updates")
    assert window.store.schedule.run.updates == 40
    choose(form.length_unit, "epochs")
    assert window.store.schedule.run.epochs == 4
    assert words_of_history(window) == ["Change run"] * 4
    window.store.undo()
    assert form.length_unit.currentText() == "updates"


def test_tokens_are_no_length_before_a_sample_has_any(window: Window) -> None:
    open_run(window, Run(samples=100, batch_size=10, epochs=3))
    choose(window.run_form.length_unit, "tokens")
    assert window.run_form.length_unit.currentText() == "epochs"
    assert window.status.hint.text() == "First say below how many tokens a sample has"
    assert words_of_history(window) == []


def test_what_is_wrong_about_a_value_stands_below_its_field(window: Window) -> None:
    open_run(window, Run(samples=100, batch_size=10, epochs=3))
    form = window.run_form
    assert not any(note.isVisible() for note in form.notes.values())
    type_into(form.fields["batch_size"], "300")
    note = form.notes["batch_size"]
    problem = next(p for p in window.store.problems if p.place == Place("run").at("batch_size"))
    assert note.isVisible()
    assert note.text() == problem.sentence
    assert note.property("severity") == "warning"
    window.store.undo()
    assert not note.isVisible()
    open_run(window, Run(samples=100, batch_size=10, devices=0, epochs=3))
    assert form.notes["devices"].text() == "The devices must be at least 1, not 0."
    assert form.notes["devices"].property("severity") == "error"


def test_every_count_is_shown_with_its_rounding_and_formula_on_demand(window: Window) -> None:
    open_run(window, Run(samples=2_500, batch_size=32, accumulation=4, epochs=3))
    box = window.run_form.counts
    assert box.total.text() == "20 updates per epoch, 60 in all"
    assert not box.arithmetic.isVisible()
    found = counts(window.store.schedule)
    assert box.total.toolTip().splitlines() == [f"{c.name}: {c.formula}" for c in found]
    QTest.mouseClick(box.button, LEFT)
    assert box.arithmetic.isVisible()
    assert "2,500 samples over 32 are 78 batches and one of 4: 79." in box.arithmetic.text()
    assert all(c.words in box.arithmetic.text() for c in found)
    assert all(c.formula in box.arithmetic.text() for c in found)
    QTest.mouseClick(box.button, LEFT)
    assert not box.arithmetic.isVisible()


def test_the_arithmetic_is_scrolled_into_view_when_it_is_asked_for(
    window: Window, qtbot: QtBot
) -> None:
    counts = window.run_form.counts
    before = window.size()
    window.resize(1100, 620)
    QTest.mouseClick(counts.button, LEFT)
    assert counts.button.isChecked()
    qtbot.waitUntil(lambda: counts.visibleRegion().boundingRect().bottom() == counts.height() - 1)
    counts.button.click()
    window.resize(before)


@pytest.mark.parametrize(
    ("text", "field", "count", "shown"),
    [
        ("1.2M updates", "updates", 1_200_000, "1,200,000"),
        ("1,437 updates", "updates", 1_437, "1,437"),
        ("15T tokens", "total_tokens", 15 * 10**12, "15T"),
        ("90 epochs", "epochs", 90, "90"),
        ("2 * 45 ep", "epochs", 90, "90"),
        ("1,200", "updates", 1_200, "1,200"),
    ],
)
def test_the_length_takes_its_unit_with_it(
    window: Window, text: str, field: str, count: int, shown: str
) -> None:
    open_run(window, Run(updates=1000, epochs=None, samples=10**6, tokens_per_sample=50))
    form = window.run_form
    type_into(form.length, text)
    run = window.store.document.run
    lengths = {name: getattr(run, name) for name in ("epochs", "updates", "total_tokens")}
    assert lengths == {**dict.fromkeys(lengths), field: count}
    assert form.length.text() == shown
    assert form.length_unit.currentText() == field.removeprefix("total_")


@pytest.mark.parametrize("text", ["10 %", "fill", "1.5 epochs", "0 updates", "until epoch 9"])
def test_a_length_that_a_run_cannot_have_is_refused_in_its_place(window: Window, text: str) -> None:
    open_run(window, Run(updates=1000, epochs=None))
    type_into(window.run_form.length, text)
    assert window.run_form.length.fault
    assert window.store.document.run.updates == 1000
    window.run_form.length.revert()

"""Making a design of a curve: the slider, the figures, OK and Drop, for pins, wrong lines and strokes."""

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from rampsmith.app.plot.view.series import PointSeries
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import LEFT, Hand, show, words_of_history
from tests.app.gestures import draw

Key = Qt.Key


def wait(window: Window, qtbot: QtBot) -> None:
    """Wait until what is asked for is fitted."""
    qtbot.waitUntil(lambda: not window.fitting.jobs.is_busy, timeout=60_000)


def fit_pin(window: Window, qtbot: QtBot, pinned: Schedule) -> None:
    """Pin a design, and make a design of it by the menu of its row."""
    window.comparing.pin("Pinned", pinned)
    row = window.comparing.legend.rows[0]
    row.design.trigger()
    wait(window, qtbot)


def test_a_pinned_curve_becomes_the_design_and_its_figures_are_told(
    window: Window, qtbot: QtBot
) -> None:
    show(window, three_segments())
    fit_pin(window, qtbot, starter())
    made = window.store.document
    assert [each.shape for each in made.segments] == [each.shape for each in starter().segments]
    assert made.run == starter().run
    bar = window.fitting.bar
    assert bar.isVisibleTo(window)
    assert bar.result.text().startswith(f"{len(made.segments)} segments, ")
    assert bar.slider.hasFocus()


def test_a_wider_tolerance_takes_fewer_segments_and_stays_one_edit(
    window: Window, qtbot: QtBot
) -> None:
    show(window, starter())
    fit_pin(window, qtbot, three_segments())
    before, bar = window.store.document, window.fitting.bar
    assert len(before.segments) == 3
    QTest.keyClick(bar.slider, Key.Key_End)
    wait(window, qtbot)
    after = window.store.document
    assert len(after.segments) < len(before.segments)
    assert "at most" in bar.result.text()
    assert " off at update " in bar.result.text()
    assert words_of_history(window) == ["Make a design of “Pinned”"]
    QTest.keyClick(bar.slider, Key.Key_Return)
    assert not bar.isVisibleTo(window)
    assert window.store.document == after
    window.store.undo()
    assert window.store.document == starter()


def test_esc_drops_the_fit_as_if_it_had_never_been(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    fit_pin(window, qtbot, three_segments())
    QTest.keyClick(window.fitting.bar.slider, Key.Key_Escape)
    assert window.store.document == starter()
    assert not window.fitting.bar.isVisibleTo(window)
    assert window.store.history.redo_words is None
    assert window.store.history.is_saved


def test_the_newest_tolerance_wins(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    fit_pin(window, qtbot, three_segments())
    bar = window.fitting.bar
    shown: list[int] = []
    window.store.document_changed.connect(lambda: shown.append(len(shown)))
    for value in range(1, bar.slider.maximum() + 1):
        bar.slider.setValue(value)
    wait(window, qtbot)
    assert bar.tolerance.text() == "10 %"
    assert len(shown) <= 2


def test_another_edit_keeps_the_fit_and_closes_its_bar(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    fit_pin(window, qtbot, three_segments())
    window.store.edit(
        lambda design: with_segment(design, 0, span=Span.of_steps(33)), "Change length"
    )
    assert not window.fitting.bar.isVisibleTo(window)
    assert words_of_history(window) == ["Make a design of “Pinned”", "Change length"]


def test_undo_takes_the_fit_back_and_closes_its_bar(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    fit_pin(window, qtbot, three_segments())
    QTest.keyClick(window.plot, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.store.document == starter()
    assert not window.fitting.bar.isVisibleTo(window)


def test_a_stroke_is_an_edit_whose_tolerance_can_be_changed(
    window: Window, hand: Hand, qtbot: QtBot
) -> None:
    show(window, three_segments())
    total = three_segments().total_steps
    high = max(window.store.rates.of_group(0, range(total)))
    places = [
        (share, (0.9 if number % 2 else 0.7) * high) for number, share in enumerate((2, 3, 4, 5, 6))
    ]
    draw(window, hand, *[(share * total / 10, rate) for share, rate in places])
    bar = window.fitting.bar
    assert bar.isVisibleTo(window)
    assert bar.tolerance.text() == "3 pixels"
    narrow = window.store.document
    assert words_of_history(window) == ["Draw the curve"]
    QTest.keyClick(bar.slider, Key.Key_End)
    wait(window, qtbot)
    assert len(window.store.document.segments) < len(narrow.segments)
    assert words_of_history(window) == ["Draw the curve"]
    QTest.keyClick(window.plot, Key.Key_Escape)
    assert window.store.document == three_segments()


def test_a_wrong_line_becomes_a_design(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    values = [1e-3 * (1 - step / 100) for step in range(100)]
    window.stepping.cursor.show_mistake(PointSeries("Stepped twice", range(100), values))
    QTest.keyClick(
        window.plot,
        Key.Key_D,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    wait(window, qtbot)
    window.stepping.cursor.show_mistake(None)
    (segment,) = window.store.document.segments
    assert isinstance(segment.shape, Linear)


def test_of_several_curves_one_is_chosen_from_a_menu(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    window.comparing.pin("First", three_segments())
    window.comparing.pin("Second", replace(three_segments(), title="Second"))
    window.commands["fit_curve"].trigger()
    menu = cast("QMenu", QApplication.activePopupWidget())
    assert [action.text() for action in menu.actions()] == ["First", "Second"]
    menu.actions()[1].trigger()
    menu.close()
    wait(window, qtbot)
    assert words_of_history(window) == ["Make a design of “Second”"]


def test_with_nothing_to_fit_that_is_said(window: Window) -> None:
    show(window, starter())
    window.commands["fit_curve"].trigger()
    assert window.status.hint.text().startswith("Nothing to fit")


def test_what_cannot_be_fitted_is_told_and_changes_nothing(window: Window, qtbot: QtBot) -> None:
    show(window, starter())
    nothing = PointSeries("Nothing", (0, 1), (float("nan"), float("nan")))
    window.stepping.cursor.show_mistake(nothing)
    window.commands["fit_curve"].trigger()
    wait(window, qtbot)
    window.stepping.cursor.show_mistake(None)
    assert window.store.document == starter()
    assert "no finite numbers" in window.message.text.text()
    assert not window.fitting.bar.isVisibleTo(window)


def test_its_button_of_a_pin_opens_the_menu(window: Window) -> None:
    show(window, starter())
    window.comparing.pin("Pinned", three_segments())
    row = window.comparing.legend.rows[0]
    QTest.mouseClick(row.more, LEFT)
    menu = cast("QMenu", QApplication.activePopupWidget())
    assert [action.text() for action in menu.actions()] == ["&Make a design of this"]
    menu.close()

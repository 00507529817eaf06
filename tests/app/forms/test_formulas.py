"""Typed formulas and plateaus in the window: checked while they are typed, and what they show."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider

from rampsmith.app.forms.segment_entries import formula_help
from rampsmith.app.plot.sliders import ConstantSlider
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE
from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import show, type_into, words_of_history
from tests.app.gestures import pick


def with_a_formula(window: Window) -> Schedule:
    """Turn the last of three segments into a formula, by the list of shapes."""
    show(window, three_segments())
    window.store.select_segment(2)
    form = window.segment_form
    titles = [form.shape.itemText(row) for row in range(form.shape.count())]
    form.shape.setCurrentIndex(titles.index("Expression"))
    form.shape.activated.emit(form.shape.currentIndex())
    assert isinstance(window.store.schedule.segments[2].shape, Expression)
    return window.store.schedule


def read_words(window: Window) -> str:
    """Return the words below the formula as they are read, without their markup."""
    label = QAccessible.queryAccessibleInterface(window.segment_form.bends.formula)
    return str(label.text(QAccessible.Text.Name))


def test_a_right_formula_changes_the_curve(window: Window) -> None:
    with_a_formula(window)
    before = window.store.rates.at(750)
    type_into(
        window.segment_form.bends.fields["expression", "text"], "start + (end - start) * p**3"
    )
    shape = window.store.schedule.segments[2].shape
    assert shape == Expression("start + (end - start) * p**3")
    assert window.store.rates.at(750) == pytest.approx((1e-3 * (1 - 0.9 * 0.5**3),))
    assert window.store.rates.at(750) != before
    assert words_of_history(window)[-1] == "Change bend"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("start * foo(p)", "foo"),
        ("start + wrong", "wrong"),
        ("__import__(p)", "__import__"),
        ("p[0]", None),
        ("lambda: p", None),
        ("start +", None),
        ("", None),
    ],
)
def test_a_wrong_formula_is_marked_while_it_is_typed_and_never_committed(
    window: Window, text: str, wrong: str | None
) -> None:
    before = with_a_formula(window)
    field, words = (
        window.segment_form.bends.fields["expression", "text"],
        window.segment_form.bends.formula,
    )
    usual = words.text()
    type_into(field, text, None)
    if not text:
        QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert words.text() != usual
    if wrong is not None:
        assert f"<u>{wrong}</u>" in words.text()
    assert window.store.schedule == before
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.fault
    assert "at character" in field.fault
    assert window.status.hint.text() == field.fault
    assert window.store.schedule == before
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.fault
    assert window.store.schedule == before


def test_mending_a_formula_takes_its_mark_away(window: Window) -> None:
    with_a_formula(window)
    field, words = (
        window.segment_form.bends.fields["expression", "text"],
        window.segment_form.bends.formula,
    )
    usual = words.text()
    type_into(field, "start * po", None)
    assert words.text() != usual
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert words.text() == usual


def test_a_formula_taken_back_takes_its_words_back(window: Window) -> None:
    with_a_formula(window)
    field, words = (
        window.segment_form.bends.fields["expression", "text"],
        window.segment_form.bends.formula,
    )
    usual = words.text()
    type_into(field, "start * foo", None)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "start + (end - start) * p"
    assert words.text() == usual


def test_signs_of_markup_in_a_formula_are_shown_as_they_are(window: Window) -> None:
    with_a_formula(window)
    type_into(window.segment_form.bends.fields["expression", "text"], "p <b>", None)
    assert "<b>b" not in window.segment_form.bends.formula.text()
    assert "&lt;" in window.segment_form.bends.formula.text()
    assert read_words(window).startswith("p <b>\n")


@pytest.mark.parametrize("kind", SHAPES)
def test_the_formula_of_a_shape_is_shown_without_markup(window: Window, kind: str) -> None:
    show(window, Schedule(segments=(Segment("One", SHAPES[kind](), Span.of_steps(10)),)))
    shown = formula_help(RATE) if kind == "expression" else f"rate = {SHAPES[kind].formula}"
    assert read_words(window) == shown


def test_the_fault_of_a_formula_is_marked_and_not_written_as_markup(window: Window) -> None:
    with_a_formula(window)
    type_into(window.segment_form.bends.fields["expression", "text"], "2 * expo(p)", None)
    assert read_words(window) == (
        "2 * expo(p)\nThere is no function “expo” here; did you mean “exp”?\nWrite exp"
    )


def test_what_was_probably_meant_is_written_by_its_link(window: Window) -> None:
    with_a_formula(window)
    bends = window.segment_form.bends
    field = bends.fields["expression", "text"]
    type_into(field, "start * 0.9^n", None)
    assert "did you mean “**”?" in read_words(window)
    bends.formula.linkActivated.emit("instead")
    assert window.store.schedule.segments[2].shape == Expression("start * 0.9**n")
    type_into(field, "lr * cosine(p)", None)
    bends.formula.linkActivated.emit("instead")
    assert field.text() == "base * cosine(p)"
    assert field.fault
    bends.formula.linkActivated.emit("instead")
    assert window.store.schedule.segments[2].shape == Expression("base * cos(p)")


def of_formula(window: Window) -> Expression:
    """Return the formula of the last of three segments."""
    shape = window.store.schedule.segments[2].shape
    assert isinstance(shape, Expression)
    return shape


def test_an_unknown_name_becomes_a_constant_with_fields_and_a_slider(window: Window) -> None:
    with_a_formula(window)
    bends, rows = window.segment_form.bends, window.segment_form.bends.of_formula
    type_into(bends.fields["expression", "text"], "exp(-k * epoch)", None)
    assert "Make k a constant" in read_words(window)
    bends.formula.linkActivated.emit("add")
    assert of_formula(window) == Expression("exp(-k * epoch)", constants=(FormulaConstant("k"),))
    assert words_of_history(window)[-1] == "Add constant"
    type_into(rows.values[0], "0.5")
    assert not window.plot.sliders.isVisible()
    type_into(rows.ranges[0], "0 … 2")
    type_into(rows.names[0], "pace")
    shape = of_formula(window)
    assert shape == Expression(
        "exp(-pace * epoch)", constants=(FormulaConstant("pace", 0.5, 0.0, 2.0),)
    )
    assert window.plot.sliders.isVisible()


@pytest.mark.parametrize("name", ["t", "sin", "lambda", "K", "2k", "max", "part_1", "l", ""])
def test_a_name_that_means_something_already_is_refused(window: Window, name: str) -> None:
    with_a_formula(window)
    rows = window.segment_form.bends.of_formula
    QTest.mouseClick(rows.add_button, Qt.MouseButton.LeftButton)
    before = window.store.schedule
    field = rows.names[0]
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, name)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.fault
    assert window.store.schedule == before


def test_a_constant_is_removed_and_the_formula_then_says_what_it_lacks(window: Window) -> None:
    with_a_formula(window)
    rows = window.segment_form.bends.of_formula
    for _ in range(2):
        QTest.mouseClick(rows.add_button, Qt.MouseButton.LeftButton)
    assert [each.name for each in of_formula(window).constants] == ["a", "b"]
    type_into(window.segment_form.bends.fields["expression", "text"], "a * b")
    QTest.mouseClick(rows.removers[0], Qt.MouseButton.LeftButton)
    assert [each.name for each in of_formula(window).constants] == ["b"]
    assert not rows.names[1].isVisible()
    assert any("There is no “a” here" in each.sentence for each in window.store.problems)
    window.store.undo()
    assert not any("“a”" in each.sentence for each in window.store.problems)


def test_the_switch_makes_a_formula_the_value_itself(window: Window) -> None:
    with_a_formula(window)
    type_into(window.segment_form.bends.fields["expression", "text"], "1e-4")
    assert window.store.rates.at(750) == pytest.approx((1e-7,))
    pick(window.segment_form.bends.of_formula.gives, "the value itself")
    assert of_formula(window).absolute
    assert window.store.rates.at(750) == (1e-4,)


def with_a_slider(window: Window) -> ConstantSlider:
    """Give the last of three segments a formula with a slider from 0 to 2, at 1."""
    shape = Expression("start * exp(-k * p)", constants=(FormulaConstant("k", 1.0, 0.0, 2.0),))
    schedule = three_segments()
    last = replace(schedule.segments[2], shape=shape)
    show(window, replace(schedule, segments=(*schedule.segments[:2], last)))
    window.store.select_segment(2)
    slider = window.plot.sliders.sliders[0]
    assert slider.isVisible()
    return slider


def handle_of(slider: ConstantSlider) -> QPoint:
    """Return where the handle of a slider is."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    handle = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    return handle.center()


def move_held(slider: ConstantSlider, place: QPoint) -> None:
    """Move the mouse over a slider with the button held."""
    where, globally = QPointF(place), QPointF(slider.mapToGlobal(place))
    left = Qt.MouseButton.LeftButton
    kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(slider, QMouseEvent(kind, where, globally, left, left, none))


def test_a_slider_moves_the_curve_while_it_is_dragged_and_is_one_edit(window: Window) -> None:
    slider = with_a_slider(window)
    before, count = window.store.rates.at(700), len(words_of_history(window))
    place = handle_of(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
    for by in (10, 20, 40):
        move_held(slider, place + QPoint(by, 0))
    assert window.store.is_previewing
    assert window.store.rates.at(700) < before
    assert len(words_of_history(window)) == count
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place + QPoint(40, 0))
    assert words_of_history(window)[count:] == ["Change constant"]
    assert of_formula(window).constants[0].value > 1.2
    assert window.segment_form.bends.of_formula.values[0].text() != "1"
    window.store.undo()
    assert window.store.rates.at(700) == before
    assert slider.value() == slider.maximum() / 2


def test_escape_takes_the_drag_of_a_slider_back(window: Window) -> None:
    slider = with_a_slider(window)
    before, count = window.store.schedule, len(words_of_history(window))
    place = handle_of(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
    move_held(slider, place + QPoint(30, 0))
    assert window.store.schedule != before
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert window.store.schedule == before
    move_held(slider, place + QPoint(60, 0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place + QPoint(60, 0))
    assert window.store.schedule == before
    assert len(words_of_history(window)) == count


def test_a_held_key_moves_a_slider_and_is_one_edit(window: Window) -> None:
    slider = with_a_slider(window)
    count = len(words_of_history(window))
    slider.setFocus()
    for _ in range(3):
        QTest.keyPress(slider, Qt.Key.Key_Right)
    QTest.keyRelease(slider, Qt.Key.Key_Right)
    assert words_of_history(window)[count:] == ["Change constant"]
    assert of_formula(window).constants[0].value == pytest.approx(1.03)


def with_a_plateau(window: Window) -> None:
    """Turn the last of three segments into a plateau."""
    show(window, three_segments())
    window.store.select_segment(2)
    shape = window.segment_form.shape
    titles = [shape.itemText(row) for row in range(shape.count())]
    shape.setCurrentIndex(titles.index("Plateau"))
    shape.activated.emit(shape.currentIndex())


def test_a_plateau_brings_its_settings_and_the_tab_of_its_metric(window: Window) -> None:
    assert not window.tabs.isTabVisible(window.tabs.indexOf(window.metric_editor))
    with_a_plateau(window)
    assert window.tabs.isTabVisible(window.tabs.indexOf(window.metric_editor))
    form = window.segment_form
    for name in ("factor", "patience", "threshold", "cooldown", "min_lr", "eps"):
        assert form.bends.fields["plateau", name].isVisible(), name
    assert form.bends.choices["plateau", "mode"].isVisible()
    assert form.bends.choices["plateau", "threshold_mode"].isVisible()
    assert not form.bends.fields["expression", "text"].isVisible()
    window.store.undo()
    assert not window.tabs.isTabVisible(window.tabs.indexOf(window.metric_editor))
    assert not form.bends.fields["plateau", "factor"].isVisible()


def test_every_setting_of_a_plateau_can_be_changed(window: Window) -> None:
    with_a_plateau(window)
    form = window.segment_form
    values = {
        "factor": "0.5",
        "patience": "4",
        "threshold": "0.01",
        "cooldown": "2",
        "min_lr": "1e-6",
        "eps": "1e-9",
    }
    for name, text in values.items():
        type_into(form.bends.fields["plateau", name], text)
    pick(form.bends.choices["plateau", "mode"], "higher")
    pick(form.bends.choices["plateau", "threshold_mode"], "a difference")
    assert window.store.schedule.segments[2].shape == Plateau(
        mode="max",
        factor=0.5,
        patience=4,
        threshold=0.01,
        threshold_mode="abs",
        cooldown=2,
        min_lr=1e-6,
        eps=1e-9,
    )


@pytest.mark.parametrize(("name", "text"), [("patience", "2.5"), ("factor", "x"), ("cooldown", "")])
def test_a_wrong_setting_of_a_plateau_is_marked(window: Window, name: str, text: str) -> None:
    with_a_plateau(window)
    before = window.store.schedule
    field = window.segment_form.bends.fields["plateau", name]
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.fault
    assert window.store.schedule == before


def test_the_metric_is_shown_for_the_rates_while_another_curve_is_looked_at(
    window: Window,
) -> None:
    with_a_plateau(window)
    window.tabs.setCurrentWidget(window.metric_editor)
    count = window.metric_editor.plot.count
    assert count > 0
    window.store.edit_curve_of(MOMENTUM_CURVE, adds=True)
    assert window.store.focus == MOMENTUM_CURVE
    assert window.metric_editor.plot.count == count


def test_what_is_wrong_with_an_entered_formula_is_said_once(window: Window) -> None:
    with_a_formula(window)
    bends = window.segment_form.bends
    field, words = bends.fields["expression", "text"], bends.formula
    sentence = "There is no “wrong” here"
    type_into(field, "start + wrong", None)
    assert sentence in words.text()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.fault.startswith(sentence)
    assert words.text().startswith("start + <b><u>wrong</u></b><br>")
    assert sentence not in words.text()
    QTest.keyClick(field, Qt.Key.Key_X)
    assert "There is no “wrongx” here" in words.text()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert "wrong" not in words.text()

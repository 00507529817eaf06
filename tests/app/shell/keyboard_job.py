"""A whole first job by keys alone, and what makes sure that it was done."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from rampsmith.designer.document.schedule import Level
from rampsmith.designer.files.design_file import read_design
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.values.spans import Span
from tests.app.driver import CONTROL, NO_KEYS, answers
from tests.app.shell.jobs import Person

MOST_TABS = 90


def focused() -> QWidget:
    """Where the keys go."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press(key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key where the keys go, and let the window do what follows from it."""
    QTest.keyClick(focused(), key, keys)
    QApplication.processEvents()


def write(text: str) -> None:
    """Replace the text of the field that has the keys, and go on to the next one."""
    press(Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(focused(), text)
    press(Qt.Key.Key_Tab)


def tab_to(name: str) -> None:
    """Press Tab until a screen reader says a name."""
    for _ in range(MOST_TABS):
        if spoken(focused()) == name:
            return
        press(Qt.Key.Key_Tab)
    pytest.fail(f"Tab never comes to “{name}”")


def spoken(widget: QWidget) -> str:
    """Return the name by which a screen reader calls a widget."""
    text = widget.text() if isinstance(widget, QPushButton) else ""
    return widget.accessibleName() or text


def choose(words: str) -> None:
    """Choose from the drop-down list that has the keys, by the beginning of its words."""
    assert isinstance(focused(), QComboBox)
    # Until then the letters go on with those that were typed into the list before.
    QTest.qWait(QApplication.keyboardInputInterval() + 50)
    QTest.keyClicks(focused(), words)


def press_digit(digit: int) -> None:
    """Go to a part of the window by Ctrl and a digit."""
    press(Qt.Key(Qt.Key.Key_0 + digit), CONTROL)


def check_file(path: Path, name: str) -> None:
    """The exported file compiles and has one class, of the name that was typed."""
    source = path.read_text(encoding="utf-8")
    compile(source, path.name, "exec")
    classes = [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    assert classes == [name]


def check_design(path: Path) -> None:
    """The saved design is what both jobs make."""
    schedule = read_design(path)
    warmup, hold, decay = schedule.segments
    assert [segment.name for segment in schedule.segments] == ["Ramp up", "Hold", "Cool down"]
    assert (warmup.span, warmup.end) == (Span.of_steps(200), Level(1.0))
    assert hold.span == Span.of_epochs(3)
    assert decay.shape == Polynomial(3.0)
    assert decay.span == Span.of_the_rest()
    assert decay.end == Level(0.1)
    assert (schedule.run.samples, schedule.run.epochs) == (3200, 20)
    assert schedule.class_name == "FirstJob"
    assert schedule.counts_from == 1, "the problem of the first update was fixed"


def keyboard_alone(person: Person) -> None:
    """Three segments, a run, a fix, a saved design and an exported class without the mouse."""
    empty = person.window
    for _ in range(3):
        press(Qt.Key.Key_A)

    press_digit(1)
    press(Qt.Key.Key_Home)
    press(Qt.Key.Key_F2)
    write("Ramp up")
    tab_to("Unit of the length")
    choose("up")
    tab_to("Unit of the end")
    press_digit(3)
    tab_to("Length")
    write("100 * 2")

    press_digit(1)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_F2)
    write("Hold")
    choose("con")
    tab_to("Length")
    write("3 epochs")

    press_digit(1)
    press(Qt.Key.Key_End)
    press(Qt.Key.Key_F2)
    write("Cool down")
    choose("pol")
    tab_to("Unit of the length")
    choose("the")
    tab_to("Level at the end")
    write("1/10")
    tab_to("Power")
    write("3")

    press_digit(4)
    write("3.2k")
    tab_to("Length of the run")
    write("20")

    press_digit(5)
    tab_to("Name of the class")
    write("FirstJob")
    press_digit(5)
    press(Qt.Key.Key_Right)
    assert empty.tabs.currentWidget() is empty.problems
    fix = next(row.fix_button for row in empty.problems.rows if row.fix_button.isVisible())
    tab_to(fix.accessibleName())
    press(Qt.Key.Key_Space)

    answers(empty).write = person.folder / "first.ramp"
    press(Qt.Key.Key_S, CONTROL)
    answers(empty).write = person.folder / "first.py"
    press(Qt.Key.Key_E, CONTROL)
    check_design(person.folder / "first.ramp")
    check_file(person.folder / "first.py", "FirstJob")

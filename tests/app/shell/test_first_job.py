"""A whole first job, from an empty start to an exported class: by keys alone, and by mouse and keys."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from tests.app.driver import CONTROL, LEFT, NO_KEYS, Hand, answers, closed, made_window
from tests.app.shell.jobs import somebody
from tests.app.shell.keyboard_job import check_design, check_file, focused, keyboard_alone, press


def test_a_first_job_by_keys_alone(qapp: QApplication, tmp_path: Path) -> None:
    with somebody(tmp_path) as person:
        keyboard_alone(person)


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click a widget that can be seen, in its middle if nowhere else."""
    assert widget.isVisible()
    QTest.mouseClick(widget, LEFT, NO_KEYS, place or widget.rect().center())
    QApplication.processEvents()


def pick(choice: QComboBox, words: str) -> None:
    """Open a drop-down list by the mouse and click an entry."""
    click(choice)
    view = choice.view()
    row = next(i for i in range(choice.count()) if choice.itemText(i).startswith(words))
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseMove(view.viewport(), place)
    QTest.mouseClick(view.viewport(), LEFT, NO_KEYS, place)
    QApplication.processEvents()


def fill_in(field: QWidget, text: str) -> None:
    """Double-click into a field, replace its text and press Enter."""
    QTest.mouseDClick(field, LEFT)
    press(Qt.Key.Key_A, CONTROL)
    QTest.keyClicks(focused(), text)
    press(Qt.Key.Key_Return)


def test_a_first_job_by_mouse_and_keys(qapp: QApplication, tmp_path: Path) -> None:
    empty = made_window(Schedule(), tmp_path)
    form = empty.segment_form
    click(empty.invitation.first)
    for _ in range(2):
        click(empty.add_button)
    model, cards = empty.segments.model(), empty.segments.viewport()
    places = [empty.segments.visualRect(model.index(row, 0)).center() for row in range(3)]

    fill_in(empty.run_form.fields["samples"], "3200")
    fill_in(empty.run_form.length, "20")

    click(cards, places[2])
    fill_in(form.name, "Cool down")
    pick(form.shape, "Poly")
    pick(form.length_unit, "the rest")
    fill_in(form.end, "0.1")
    fill_in(form.bends.fields["polynomial", "power"], "3")
    click(cards, places[1])
    fill_in(form.name, "Hold")
    pick(form.shape, "Const")
    fill_in(form.length, "3 epochs")
    click(cards, places[0])
    fill_in(form.name, "Ramp up")
    pick(form.length_unit, "updates")
    fill_in(form.length, "200")
    hand = Hand(empty.plot)
    hand.click(hand.pixel(400, 5e-4))
    assert form.name.text() == "Cool down", "the plot selects what is clicked"

    fill_in(empty.code.class_name, "FirstJob")
    bar = empty.tabs.tabBar()
    click(bar, bar.tabRect(1).center())
    click(next(row.fix_button for row in empty.problems.rows if row.fix_button.isVisible()))

    answers(empty).write = tmp_path / "first.ramp"
    click(button(empty, "Save"))
    answers(empty).write = tmp_path / "first.py"
    click(button(empty, "Export"))
    check_design(tmp_path / "first.ramp")
    check_file(tmp_path / "first.py", "FirstJob")
    closed(empty)


def button(window: Window, words: str) -> QPushButton:
    """The button at the top with this name, whether there is room for words or not."""
    buttons = window.top_bar.findChildren(QPushButton)
    return next(each for each in buttons if each.accessibleName() == words)

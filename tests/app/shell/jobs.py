"""Whole jobs in the window as a person does them, with every action counted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget

from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import read_design
from tests.app.driver import CONTROL, LEFT, NO_KEYS, Hand, answers, closed, made_window

T = TypeVar("T")

SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Person:
    """Someone at a window. An action is a click, a drag, a key, an entry, or a choice from a list.

    An entry is a field that is clicked twice, a text typed, and Enter. Scrolling is no action.
    """

    def __init__(self, window: Window, folder: Path) -> None:
        self.window = window
        self.folder = folder
        self.hand = Hand(window.plot)
        self.actions = 0

    def click(self, widget: QWidget, place: QPoint | None = None, *, twice: bool = False) -> None:
        """Click what can be seen, in its middle if nowhere else."""
        self.actions += 1
        assert widget.isVisible()
        assert widget.isEnabled()
        act = QTest.mouseDClick if twice else QTest.mouseClick
        act(widget, LEFT, NO_KEYS, place or widget.rect().center())
        QApplication.processEvents()

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key where the keys go."""
        self.actions += 1
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key, keys)
        QApplication.processEvents()

    def enter(self, field: QWidget, text: str) -> None:
        """Replace the text of a field and press Enter."""
        before = self.actions
        self.click(field, twice=True)
        if not isinstance(field, NumberField):
            self.press(Qt.Key.Key_A, CONTROL)
        if text:
            QTest.keyClicks(field, text)
        else:
            self.press(Qt.Key.Key_Delete)
        self.press(Qt.Key.Key_Return)
        self.actions = before + 1

    def choose(self, choice: QComboBox, words: str) -> None:
        """Open a list and click the entry that begins so."""
        before = self.actions
        self.click(choice)
        view = choice.view()
        row = next(i for i in range(choice.count()) if choice.itemText(i).startswith(words))
        view.scrollTo(view.model().index(row, 0))
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseMove(view.viewport(), place)
        QTest.mouseClick(view.viewport(), LEFT, NO_KEYS, place)
        QApplication.processEvents()
        self.actions = before + 1

    def card(self, row: int) -> None:
        """Click the card of a segment."""
        cards = self.window.segments
        self.click(cards.viewport(), cards.visualRect(cards.model().index(row, 0)).center())

    def plus(self, row: int) -> None:
        """Click the plus above the card of a segment."""
        cards = self.window.segments
        self.click(cards.viewport(), dict(cards.plus.places())[row].toPoint())

    def drag(self, start: QPoint, way: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Drag on the plot."""
        self.actions += 1
        self.hand.drag(start, start + way, keys)
        QApplication.processEvents()

    def tab(self, page: QWidget) -> None:
        """Click the tab of a page."""
        bar = self.window.tabs.tabBar()
        self.click(bar, bar.tabRect(self.window.tabs.indexOf(page)).center())

    def fix(self, words: str) -> None:
        """Click the fix of a problem in the open tab of problems."""
        rows = self.window.problems.rows
        buttons = [row.fix_button for row in rows if row.fix_button.isVisible()]
        self.click(next(button for button in buttons if words in button.text()))

    def begin_preset(self, name: str) -> None:
        """Search for a preset in the gallery and begin with it."""
        self.press(Qt.Key.Key_N, SHIFTED)
        (gallery,) = [g for g in self.window.findChildren(PresetDialog) if g.isVisible()]
        self.actions += 1
        QTest.keyClicks(gallery.presets.search, name)
        QApplication.processEvents()
        assert gallery.name.text() == name
        self.click(gallery.begin_button)
        # A window manager would do that.
        self.window.activateWindow()
        QApplication.processEvents()

    def save(self, name: str) -> Schedule:
        """Save the design and return what the file holds."""
        return self._written(name, "Save", read_design)

    def export(self, name: str) -> str:
        """Export the class and return the file's text, which compiles."""

        def read(path: Path) -> str:
            source = path.read_text(encoding="utf-8")
            compile(source, path.name, "exec")
            return source

        return self._written(name, "Export", read)

    def _written(self, name: str, words: str, read: Callable[[Path], T]) -> T:
        answers(self.window).write = self.folder / name
        self.click(self.button(words))
        return read(self.folder / name)

    def button(self, words: str) -> QPushButton:
        """Return the button of the bar with this name, whether there is room for words or not."""
        buttons = self.window.top_bar.findChildren(QPushButton)
        return next(each for each in buttons if each.accessibleName() == words)

    @property
    def doubts(self) -> list[str]:
        """What the window says is wrong or doubtful."""
        return [p.sentence for p in self.window.store.problems if p.severity != "note"]


@contextmanager
def somebody(folder: Path) -> Iterator[Person]:
    """Bring someone to an empty window of 1440 by 900."""
    window = made_window(Schedule(), folder)
    assert (window.width(), window.height()) == (1440, 900)
    yield Person(window, folder)
    closed(window)

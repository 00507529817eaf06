"""Gestures, keys, commands and entries drawn at random, as a restless person would make them."""

import random
from collections import deque
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QTabBar, QToolButton, QWidget

from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.choices import Check, Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.problems.all_problems import problems
from tests.app.driver import ALT, CONTROL, NO_KEYS, SHIFT, Hand, answers, rest

MODIFIERS = [NO_KEYS, NO_KEYS, NO_KEYS, CONTROL, SHIFT, ALT, CONTROL | SHIFT]

KEYS = [
    "A",
    "A",
    "M",
    "Del",
    "R",
    "Ctrl+D",
    "Ctrl+Z",
    "Ctrl+Z",
    "Ctrl+Y",
    "Ctrl+A",
    "Ctrl+C",
    "Ctrl+V",
    "Ctrl+V",
    "Ctrl+X",
    "Alt+Up",
    "Alt+Down",
    "Ctrl+1",
    "Ctrl+2",
    "Ctrl+2",
    "Ctrl+2",
    "Ctrl+3",
    "Ctrl+5",
    "Up",
    "Down",
    "Left",
    "Right",
    "Up",
    "Down",
    "Left",
    "Right",
    "Shift+Up",
    "Shift+Down",
    "Shift+Left",
    "Shift+Right",
    "Ctrl+Left",
    "Ctrl+Right",
    "Alt+Left",
    "Ctrl+Down",
    "Ctrl+Space",
    "Ctrl+Shift+Up",
    "Ctrl+Shift+Left",
    "Home",
    "End",
    "PgUp",
    "PgDown",
    "Alt+PgUp",
    "Ctrl+PgUp",
    "F2",
    "Tab",
    "Shift+Tab",
    "Return",
    "Esc",
    "Space",
    "1",
    "2",
    "0",
    "k",
    "%",
    "e",
    "-",
    "*",
    "/",
]
"""Keys besides the actions' own; those that edit come more often."""

ENTRIES = [
    "0",
    "1",
    "1e-3",
    "3e-4",
    "8k",
    "250",
    "10%",
    "50%",
    "0.5",
    "2*3",
    "1/0",
    "-1",
    "nan",
    "1e400",
    "3epochs",
    "warmup",
    "t",
    "p",
    "n*2",
    "cos(p)",
    "previous",
    "start+(end-start)*p",
    "fill",
    "1e9",
    "7",
    "12",
    "?",
    "()",
    "é",
]

NOT_PERFORMED = {"new_window", "close", "quit"}
"""Actions that end the window or leave it for another one."""

REPLACING = {"new", "open"}
"""Actions that begin another history, which are to be rare."""

MOST_SEGMENTS = 24
"""A window with more is slow to draw."""

REMEMBERED = 30

REST = 80
"""Things after which the window may draw; it takes as long as many of them."""

SIZE = QSize(1000, 640)
"""Pixels of the window; a larger one takes longer to draw."""


class Restless:
    """Somebody who does one thing after the other in a window, the same ones for the same seed."""

    def __init__(self, window: Window, folder: Path, seed: int) -> None:
        """Sit down before a window; files go into a folder."""
        self.window = window
        window.resize(SIZE)
        self.hand = Hand(window.plot)
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311 - the same each time.
        self.done: deque[str] = deque(maxlen=REMEMBERED)
        self.count = self.edits = 0
        self.kinds: dict[str, int] = {}
        self._files = {"save": folder / "kept.ramp", "export": folder / "kept.py"}
        self._actions = sorted(set(window.commands.by_name) - NOT_PERFORMED)
        self._ways = (
            (self.drag, 10),
            (self.point, 10),
            (self.press_key, 58),
            (self.perform, 14),
            (self.enter, 5),
            (self.choose, 2),
            (self.push, 1),
        )

    def go_on(self) -> None:
        """Do one thing, and look whether the window is still sound."""
        ways, weights = zip(*self._ways, strict=True)
        self.count += 1
        way = self.chance.choices(ways, weights)[0]
        self.kinds[way.__name__] = self.kinds.get(way.__name__, 0) + 1
        before = self.window.store.document
        way()
        self.edits += self.window.store.document is not before
        self._tidy()
        self._check()

    def told(self) -> str:
        """Write down what was done last, so that it can be done again."""
        return f"seed {self.seed}, after {self.count:,} things, the last ones:\n" + "\n".join(
            self.done
        )

    def _note(self, words: str) -> None:
        self.done.append(words)

    def _place(self) -> QPoint:
        """Choose a handle, the curve, or any place on the plot."""
        plot, chance = self.window.plot, self.chance
        if plot.state.handles and chance.random() < 0.6:
            handle = chance.choice(plot.state.handles)
            return self._near(handle.step, handle.rate, chance.choice([0, 0, 0, 14, -14]))
        if chance.random() < 0.4:
            step = chance.randrange(max(1, int(min(1e6, plot.view_box.viewRange()[0][1]))))
            values = plot.store.rates.at(step)
            return self._near(step, values[0] if values else 0.0, 0)
        return self._anywhere()

    def _anywhere(self) -> QPoint:
        seen = self.window.plot.viewport().rect()
        return QPoint(
            self.chance.randrange(max(1, seen.width())),
            self.chance.randrange(max(1, seen.height())),
        )

    def _near(self, step: float, rate: float, apart: int) -> QPoint:
        seen = self.window.plot.viewport().rect()
        if not (abs(step) < 1e15 and abs(rate) < 1e15):
            return self._anywhere()
        place = self.hand.pixel(step, rate) + QPoint(apart, 0)
        return place if seen.contains(place) else self._anywhere()

    def drag(self) -> None:
        """Drag something about; now and then take it back, or press other keys meanwhile."""
        chance, hand = self.chance, self.hand
        start, keys = self._place(), chance.choice(MODIFIERS)
        self._note(f"drag from {start.toTuple()} with {keys}")
        hand.take(start, keys)
        for _ in range(chance.randint(1, 3)):
            hand.move(start + QPoint(chance.randint(-150, 150), chance.randint(-120, 120)), keys)
        if chance.random() < 0.15:
            key = chance.choice([Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Control])
            self._note(f"in mid-drag press {key}")
            QTest.keyClick(self.window.plot, key)
        hand.release(keys)

    def point(self) -> None:
        """Click, double-click or turn the wheel."""
        chance, place = self.chance, self._place()
        match chance.randrange(4):
            case 0 if len(self.window.store.curve.segments) < MOST_SEGMENTS:
                self._note(f"double-click at {place.toTuple()}")
                self.hand.double_click(place)
            case 1:
                notches, keys = chance.choice([-3, -1, 1, 3]), chance.choice(MODIFIERS)
                self._note(f"turn the wheel by {notches} at {place.toTuple()} with {keys}")
                self.hand.wheel(place, notches, keys)
            case _:
                keys = chance.choice(MODIFIERS)
                self._note(f"click at {place.toTuple()} with {keys}")
                self.hand.click(place, keys=keys)

    def press_key(self) -> None:
        """Press a key wherever it goes; not one that would open a menu there."""
        window, keys = self.window, self.chance.choice(KEYS)
        focused = QApplication.focusWidget()
        if focused is None or not window.isAncestorOf(focused):
            focused = window.plot
            focused.setFocus()
        harmless = focused in (window.segments, window.plot) or isinstance(focused, QTabBar | Field)
        if keys in ("Space", "Return") and not harmless:
            keys = "Tab"
        self._note(f"press {keys} in {type(focused).__name__} “{focused.accessibleName()}”")
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        QTest.keyClick(focused, combination.key(), combination.keyboardModifiers())

    def perform(self) -> None:
        """Do one of the window's actions, by its shortcut or from the menu."""
        chance, window = self.chance, self.window
        name = chance.choice(self._actions)
        if name in REPLACING and chance.random() < 0.9:
            return
        action = window.commands[name]
        self._note(f"perform {name}")
        told = answers(window)
        told.unsaved = "discard"
        told.write = self._files.get(name.removesuffix("_as")) if chance.random() < 0.5 else None
        told.open = self._files["save"] if self._files["save"].exists() else None
        if action.shortcut().isEmpty() or chance.random() < 0.5:
            action.trigger()
        else:
            window.plot.setFocus()
            combination = action.shortcut()[0]  # type: ignore[index]
            QTest.keyClick(window.plot, combination.key(), combination.keyboardModifiers())

    def _one_of(self, kind: type[QWidget]) -> QWidget | None:
        found = [
            each
            for each in self.window.findChildren(kind)
            if each.isVisibleTo(self.window) and each.isEnabled()
        ]
        return self.chance.choice(found) if found else None

    def enter(self) -> None:
        """Type something into one of the fields."""
        field = self._one_of(Field)
        if not isinstance(field, Field):
            return
        text, key = self.chance.choice(ENTRIES), self.chance.choice(["Return", "Tab", "Esc", ""])
        self._note(f"type {text!r} into “{field.accessibleName()}”, then {key or 'nothing'}")
        field.setFocus()
        field.selectAll()
        if text.isascii():
            QTest.keyClicks(field, text)
        else:
            field.insert(text)
        if key:
            QTest.keyClick(field, QKeySequence(key)[0].key())  # type: ignore[index]

    def choose(self) -> None:
        """Choose something else from a list."""
        choice = self._one_of(Choice)
        if choice is not None:
            key = self.chance.choice([Qt.Key.Key_Down, Qt.Key.Key_Up])
            self._note(f"press {key} in “{choice.accessibleName()}”")
            choice.setFocus()
            QTest.keyClick(choice, key)

    def push(self) -> None:
        """Push a button that opens no menu."""
        button = self._one_of(self.chance.choice([QAbstractButton, Check]))
        has_menu = isinstance(button, QToolButton) and button.menu() is not None
        opens = getattr(button, "menu", lambda: None)() is not None
        if isinstance(button, QAbstractButton) and not has_menu and not opens:
            action = button.defaultAction() if isinstance(button, QToolButton) else None
            if action in [self.window.commands[name] for name in NOT_PERFORMED]:
                return
            self._note(f"push “{button.accessibleName() or button.text()}”")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _tidy(self) -> None:
        """Close what has opened, and let the window draw and delete as often as it would."""
        window = self.window
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        for other in QApplication.topLevelWidgets():
            if isinstance(other, QDialog) and other.isVisible():
                self._note(f"close “{other.windowTitle()}”")
                other.reject()
        if len(window.store.curve.segments) > MOST_SEGMENTS or self._is_heavy():
            self._note("undo, for it was too much")
            window.plot.drag.cancel()
            window.store.undo()
        if self.count % REST == 0:
            QApplication.processEvents()
        if self.count % (4 * REST) == 0:
            window.code.view.refresh()
            rest(window)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _is_heavy(self) -> bool:
        return len(self.window.store.schedule.groups) > 12

    def _check(self) -> None:
        """Check what holds between any two actions."""
        store = self.window.store
        if self.window.plot.is_dragging:
            self.window.plot.drag.cancel()
        assert not store.is_previewing
        assert store.schedule is store.document
        count = len(store.curve.segments)
        assert all(0 <= index < count for index in store.selection)
        assert (store.segment_index in store.selection) is bool(count)
        rows = self.window.segments.selectionModel().selectedIndexes()
        assert sorted(index.row() for index in rows) == list(store.selection)
        if self.count % 50 == 0:
            self.check_document()

    def check_document(self) -> None:
        """The document reads back from its own text, and its boundaries are in order."""
        schedule = self.window.store.schedule
        if any(problem.severity == "error" for problem in problems(schedule)):
            return
        assert schedule_from_text(design_text(schedule), source="its text") == schedule
        line = Rates(schedule).timeline
        assert list(line.boundaries) == sorted(line.boundaries)

    def check_history(self) -> None:
        """Everything is undone to the first document and done again to the last one."""
        store = self.window.store
        documents = [moment.schedule for moment in store.history.moments]
        while store.history.redo_words is not None:
            store.redo()
        history = store.history
        for wanted in reversed(documents[:-1]):
            history = history.undone()
            assert history.schedule == wanted
        assert history.undo_words is None
        for wanted in documents[1:]:
            history = history.redone()
            assert history.schedule == wanted
        for _ in range(min(10, len(documents) - 1)):
            store.undo()
        assert store.schedule == documents[max(0, len(documents) - 11)]

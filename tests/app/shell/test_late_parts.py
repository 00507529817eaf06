"""Parts of the window that nobody has seen yet are made when they are first shown, whole and in their order."""

import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.shell.empty_window import SIZE
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.late import LateWidget
from rampsmith.designer.document.starter import starter
from tests.app.driver import CONTROL, ToldWindow, closed

NEXT_BATCH = Qt.Key.Key_F8


@contextmanager
def fresh_window(folder: Path) -> Iterator[Window]:
    """Open a window on the starter design of which no tab but the first was ever seen."""
    window = ToldWindow(settings=QSettings(str(folder / "own.ini"), QSettings.Format.IniFormat))
    window.fill(starter())
    window.resize(SIZE)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    yield window
    closed(window)


def made(window: Window) -> set[str]:
    return {type(part).__name__ for part in window.findChildren(LateWidget) if part.is_made}


class FirstPaint(QObject):
    """Notes where something stands in the window when a page is first painted."""

    def __init__(self, page: QWidget, find: Callable[[], QWidget]) -> None:
        super().__init__(page)
        self._find = find
        self.seen: tuple[object, object] | None = None
        page.installEventFilter(self)

    def now(self) -> tuple[object, object]:
        part = self._find()
        return part.visibleRegion().boundingRect(), part.mapTo(part.window(), part.rect().topLeft())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name.
        if event.type() == QEvent.Type.Paint and self.seen is None:
            self.seen = self.now()
        return False


def test_a_new_window_makes_nothing_that_is_not_seen(qapp: QApplication, tmp_path: Path) -> None:
    with fresh_window(tmp_path) as window:
        assert not made(window)
        assert not window.presets.menu.actions()
        kind = window.store.schedule.segments[0].shape.kind
        assert {shape for shape, _ in window.segment_form.bends.fields} <= {"expression", kind}


def step(window: Window) -> None:
    QTest.keyClick(window.plot, NEXT_BATCH)


def to_the_drive(window: Window) -> None:
    window.tabs.setCurrentWidget(window.driving.tab)


def begin_empty(window: Window) -> None:
    QTest.keyClick(window.plot, Qt.Key.Key_N, CONTROL)


@pytest.mark.parametrize(
    ("first", "page", "part"),
    [
        (step, lambda w: w.stepping.tab, lambda w: w.stepping.tab.controls.epoch),
        (to_the_drive, lambda w: w.driving.tab, lambda w: w.driving.tab.controls.updates),
        (begin_empty, lambda w: w.invitation, lambda w: w.invitation.every),
    ],
)
def test_a_part_is_whole_when_it_is_first_seen(
    qapp: QApplication,
    tmp_path: Path,
    first: Callable[[Window], None],
    page: Callable[[Window], QWidget],
    part: Callable[[Window], QWidget],
) -> None:
    with fresh_window(tmp_path) as window:
        paint = FirstPaint(page(window), lambda: part(window))
        first(window)
        QApplication.processEvents()
        assert made(window) == {type(page(window)).__name__}
        assert paint.seen == paint.now()
        assert part(window).visibleRegion().boundingRect() == part(window).rect()
        makes_no_more = part(window)
        page(window).hide()
        page(window).show()
        assert part(window) is makes_no_more


def test_tab_goes_through_a_late_part_where_it_stands(qapp: QApplication, tmp_path: Path) -> None:
    with fresh_window(tmp_path) as window:
        step(window)
        order: list[QWidget] = [window.tabs.tabBar()]
        while (after := order[-1].nextInFocusChain()) not in (None, order[0]):
            assert after is not None
            order.append(after)
        epoch = order.index(window.stepping.tab.controls.epoch)
        assert epoch < order.index(window.run_form.fields["samples"])
        assert epoch < order.index(window.segments)


@pytest.mark.parametrize("is_reset", [False, True])
def test_the_sizes_of_a_late_part_are_remembered_until_they_are_reset(
    qapp: QApplication, tmp_path: Path, is_reset: bool
) -> None:
    with fresh_window(tmp_path) as window:
        window.resize(1800, 900)
        step(window)
        QApplication.processEvents()
        splitter = window.stepping.tab.across
        usual = splitter.sizes()
        splitter.setSizes([usual[0] + 60, usual[1] - 60])
        left = splitter.sizes()
        assert left != usual
        window.parts_layout.keep()
    with fresh_window(tmp_path) as window:
        window.resize(1800, 900)
        if is_reset:
            window.layout_reset.emit()
        step(window)
        QApplication.processEvents()
        assert window.stepping.tab.across.sizes() == (usual if is_reset else left)


def test_modules_are_imported_by_python_itself() -> None:
    assert builtins.__import__ is builtins.__orig_import__  # type: ignore[attr-defined]

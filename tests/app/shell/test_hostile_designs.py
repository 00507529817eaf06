"""Wrong, huge and unfinished designs in the window: drawn, dragged and edited without breaking."""

import math
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.log import log_path
from rampsmith.app.plot.items.marks import MarksItem
from rampsmith.app.plot.items.tints import TintsItem
from rampsmith.app.segments.segment_card import SegmentCard
from rampsmith.app.shell import launch
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.starter import starter
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, Hand, ToldWindow, closed, rest, show
from tests.app.hostile_designs import HOSTILE_DESIGNS, many_segments

every_design = pytest.mark.parametrize("name", HOSTILE_DESIGNS)


@every_design
@pytest.mark.parametrize("logarithmic", [False, True])
def test_every_design_can_be_drawn_dragged_and_edited(
    window: Window, hand: Hand, name: str, logarithmic: bool
) -> None:
    show(window, HOSTILE_DESIGNS[name], snaps=True)
    window.plot.change_settings(logarithmic=logarithmic)
    window.grab()
    middle = window.plot.viewport().rect().center()
    drawn = [handle for handle in window.plot.state.handles[:4] if math.isfinite(handle.rate)]
    starts = [middle, middle + QPoint(100, 100)]
    starts += [hand.pixel(handle.step, handle.rate) for handle in drawn]
    for start in starts:
        hand.drag(start, start + QPoint(70, -50))
        hand.drag(start, start + QPoint(-40, 30), CONTROL)
        hand.double_click(start)
        hand.wheel(start, 3)
        hand.wheel(start, -8)
        window.plot.grab()
    for key in (Qt.Key.Key_T, Qt.Key.Key_F, Qt.Key.Key_A, Qt.Key.Key_Delete, Qt.Key.Key_T):
        QTest.keyClick(window.plot, key)
        window.plot.grab()
    window.code.view.refresh()
    window.checking.begin()
    window.grab()
    while window.store.history.undo_words is not None:
        window.store.undo()
    # By its words: a design with NaN in it is not equal to itself.
    assert repr(window.store.schedule) == repr(HOSTILE_DESIGNS[name])


@pytest.mark.parametrize("logarithmic", [False, True])
def test_zooming_has_an_end_in_both_directions(
    window: Window, hand: Hand, logarithmic: bool
) -> None:
    show(window, three_segments())
    window.plot.change_settings(logarithmic=logarithmic)
    place = hand.pixel(700, 3e-4)
    for notches in (500, -900):
        for keys in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
            for _ in range(10):
                hand.wheel(place, notches // 10, keys)
                window.plot.grab()
    for low, high in window.plot.view_box.viewRange():
        assert math.isfinite(low)
        assert math.isfinite(high)
        assert low < high


def test_a_thousand_segments_can_be_opened_selected_and_dragged(window: Window, hand: Hand) -> None:
    show(window, many_segments(1000))
    window.grab()
    window.store.select_segment(999)
    assert window.segments.visualRect(window.segments.currentIndex()).isValid()
    handle = window.plot.state.handles[500]
    start = hand.pixel(handle.step, handle.rate)
    hand.drag(start, start + QPoint(60, 40), moves=2)
    assert window.store.history.undo_words == "Move handle"


@pytest.mark.parametrize(
    ("owner", "part"),
    [
        (SegmentCard, "_paint_curve"),
        (TintsItem, "_paint_tints"),
        (MarksItem, "_paint_handles"),
    ],
)
def test_an_error_in_a_painter_is_shown_and_does_not_end_the_process(
    window: Window, monkeypatch: pytest.MonkeyPatch, owner: type, part: str
) -> None:
    seen: list[str] = []

    def spoiled(*anything: object) -> None:
        raise ValueError("no paint")

    monkeypatch.setattr(owner, part, spoiled)
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(str(error)))
    assert not window.grab().isNull()
    assert set(seen) == {"no paint"}


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    """Undo what a program that has ended leaves of signals."""
    asked = signal.SIGINT, signal.SIGTERM, signal.SIGHUP
    before = {each: signal.getsignal(each) for each in asked}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


class Opened:
    """Stands in the place of the application's loop: looks at the window and goes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.windows: list[Window] = []
        self._folder = folder
        monkeypatch.setattr(launch, "Window", self._window)
        monkeypatch.setattr(QApplication, "exec", self._exec)
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        monkeypatch.setattr(threading, "excepthook", threading.excepthook)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
        monkeypatch.setenv("XDG_STATE_HOME", str(folder))

    def _window(self, *, settings: QSettings, windows: Windows) -> Window:
        own = QSettings(str(self._folder / "settings.ini"), QSettings.Format.IniFormat)
        window = ToldWindow(settings=own, windows=windows)
        self.windows.append(window)
        return window

    def _exec(self) -> int:
        QApplication.processEvents()
        QApplication.processEvents()
        return 0


def test_a_window_opened_on_a_broken_path_says_so_and_shows_the_starter(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Opened(monkeypatch, tmp_path)
    assert launch.open_window(str(tmp_path / "missing.ramp")) == 0
    (window,) = opened.windows
    assert window.message.isVisible()
    assert "missing.ramp" in window.message.text.text()
    assert window.store.schedule == starter()
    closed(window)
    rest(window)


def test_what_goes_wrong_in_another_thread_is_told_once(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Opened(monkeypatch, tmp_path)
    launch.open_window()
    (window,) = opened.windows
    told: list[str] = []
    tell = window.message.tell

    def noted(text: str, **more: Any) -> None:
        told.append(text)
        tell(text, **more)

    monkeypatch.setattr(window.message, "tell", noted)

    def fail() -> None:
        raise ValueError("the reed is split")

    for _ in range(3):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
    assert told == [], "nothing of the window is touched from there"
    QApplication.processEvents()
    (text,) = told
    assert "the reed is split" in text
    assert window.message.isVisible()
    closed(window)
    rest(window)


def test_what_goes_wrong_inside_is_told_in_the_window_and_it_goes_on(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened = Opened(monkeypatch, tmp_path)
    launch.open_window()
    (window,) = opened.windows
    error = ValueError("the flux is out of tune")
    sys.excepthook(ValueError, error, None)
    assert window.message.isVisible()
    assert "the flux is out of tune" in window.message.text.text()
    assert "the flux is out of tune" in capsys.readouterr().err
    copy = window.message.row_of_fault.choice_buttons[0]
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    said = QApplication.clipboard().text()
    assert said.startswith("Rampsmith 0.")
    assert said.endswith("ValueError: the flux is out of tune\n")
    assert "clipboard" in window.status.hint.text()
    assert window.message.isVisible(), "it can be copied again"
    window.message.tell("Something else.")
    assert window.message.row_of_fault.choice_buttons == []
    logged = log_path().read_text(encoding="utf-8")
    assert "ValueError" in logged
    assert "flux" not in logged
    closed(window)

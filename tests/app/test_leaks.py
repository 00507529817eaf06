"""The guard against leaks sees what it is there to see, and nothing else."""

import gc

import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.app.leaks import left_behind, living

pytestmark = pytest.mark.usefixtures("qapp")


def test_an_active_timer_is_seen() -> None:
    before = living()
    timer = QTimer()
    timer.setObjectName("blink")
    timer.start(60_000)
    assert left_behind(before) == ["an active timer (QTimer 'blink')"]
    assert not timer.isActive()


def test_a_running_thread_is_seen() -> None:
    before = living()
    thread = QThread()
    thread.start()
    assert left_behind(before) == ["a running thread (QThread '')"]
    assert thread.isFinished()


def test_a_window_is_seen_and_removed() -> None:
    before = living()
    window = QWidget()
    window.setObjectName("forgotten")
    assert left_behind(before) == ["a window (QWidget 'forgotten')"]
    del window
    assert left_behind(before) == []


def test_what_was_ended_is_not_seen() -> None:
    before = living()
    timer, thread, window = QTimer(), QThread(), QWidget()
    timer.start(60_000)
    thread.start()
    window.show()
    timer.stop()
    thread.quit()
    thread.wait()
    window.deleteLater()
    assert left_behind(before) == []


def test_asking_for_the_main_thread_is_no_leak(qapp: QApplication) -> None:
    before = living()
    assert qapp.thread().isRunning()
    assert left_behind(before) == []


def test_a_whole_plot_goes_away(qtbot: QtBot) -> None:
    import pyqtgraph

    before = living()
    plot = pyqtgraph.PlotWidget()
    plot.plot([1, 2, 3])
    plot.show()
    qtbot.waitExposed(plot)
    assert len(living()) > len(before)
    plot.close()
    plot.deleteLater()
    del plot
    gc.collect()
    assert left_behind(before) == []


def test_every_synthetic_mouse_move_reaches_the_plot() -> None:
    import pyqtgraph

    assert pyqtgraph.getConfigOption("mouseRateLimit") == -1

"""The window is seen before what takes long is imported, as it is going to look."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, QSize
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.shell.empty_window import SIZE, Skeleton
from rampsmith.app.shell.top_bar import TopBar
from rampsmith.designer.document.starter import starter
from tests.app.children import ROOT, homes_in
from tests.app.driver import PaintedParts, ToldWindow, closed

FONTS = 8
"""Pixels; how high the bars are is up to the fonts, and nobody sees them jump by less."""

LATE = (
    "pyqtgraph",
    "jinja2",
    "pygments",
    "torch",
    "rampsmith.app.loss.predicting",
    "rampsmith.designer.drive.client",
    "rampsmith.designer.fitting.families",
)
"""What the empty window needs none of, and the full one only the first."""

STARTED = f"""
import os, sys
from PySide6.QtCore import QTimer
from rampsmith.app.shell import launch

def told(moment):
    late = [name for name in {LATE} if name in sys.modules]
    print(moment, *late, *[name for name in os.environ if "BLAS" in name], flush=True)

class Watched(launch.Window):
    def wait_until_seen(self):
        self.skeleton.painted.connect(lambda: told("painted"))
        super().wait_until_seen()
        told("seen")

    def fill(self, schedule):
        super().fill(schedule)
        told("filled")
        QTimer.singleShot(0, self.close)

launch.Window = Watched
launch.open_window()
"""


def test_the_empty_window_is_painted_before_anything_that_takes_long_is_imported(
    tmp_path: Path,
) -> None:
    # What the window sets for itself, its child processes do not get.
    others = {name: value for name, value in os.environ.items() if "BLAS" not in name}
    child = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=ROOT,
        env={**others, **homes_in(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    *painted, filled = child.stdout.splitlines()
    assert painted[0] == "painted"
    assert set(painted) == {"painted", "seen"}
    assert filled == "filled pyqtgraph"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_it_has_the_colours_and_the_place_of_the_full_one(
    qapp: QApplication, tmp_path: Path, choice: str
) -> None:
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", choice)
    window = ToldWindow(settings=settings)
    window.show()
    QApplication.processEvents()
    window.resize(SIZE)  # The screen of the tests is smaller.
    window.skeleton = Skeleton(SIZE)
    window.setCentralWidget(window.skeleton)
    window.wait_until_seen()
    geometry = window.geometry()
    ground, sunken = QColor(window.appearance.theme.ground), QColor(window.appearance.theme.sunken)
    image = window.grab().toImage()
    middle = QPoint(image.width() // 2, image.height() // 2)
    assert image.pixelColor(middle) == ground
    assert image.pixelColor(20, image.height() - 10) == sunken, "the status line"
    names = ("bar", "side", "panel", "status")
    empty = {name: _place(window, name) for name in names}
    window.fill(starter())
    QApplication.processEvents()
    assert window.geometry() == geometry
    columns = {"side": window.side, "panel": window.numbers}
    for name, place in empty.items():
        # What is in a column may be higher than the window.
        full = _within(window, columns[name]) if name in columns else _place(window, name)
        assert (place.left(), place.right()) == (full.left(), full.right()), name
        assert abs(place.bottom() - full.bottom()) <= FONTS, name
    closed(window)


def test_the_code_is_written_a_moment_after_the_full_window_is_painted(
    qapp: QApplication, tmp_path: Path
) -> None:
    window = ToldWindow(settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    window.show()
    window.wait_until_seen()
    window.fill(starter())
    assert window.code.view.toPlainText() == ""
    assert QSignalSpy(window.code.view.textChanged).wait(5_000)
    assert "class DigitsWarmupCosine" in window.code.view.toPlainText()
    closed(window)


def test_the_full_window_is_laid_out_before_it_is_painted(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = ToldWindow(settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    window.show()
    window.wait_until_seen()
    seen: list[tuple[QSize, QSize, QPoint]] = []

    def paint(bar: TopBar, event: QPaintEvent) -> None:
        title, plot = window.top_bar.title.size(), window.plot.mapTo(window, QPoint())
        seen.append((window.segment_form.size(), title, plot))

    monkeypatch.setattr(TopBar, "paintEvent", paint)
    window.fill(starter())
    window.settle()
    for _ in range(5):
        QApplication.processEvents()
    assert seen
    plot = window.plot.mapTo(window, QPoint())
    assert set(seen) == {(window.segment_form.size(), window.top_bar.title.size(), plot)}
    closed(window)


def test_the_full_window_is_painted_once(qapp: QApplication, tmp_path: Path) -> None:
    window = ToldWindow(settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))
    window.show()
    window.wait_until_seen()
    window.fill(starter())
    painted = PaintedParts(qapp)
    window.settle()
    for part in (window.plot.viewport(), window.top_bar, window.run_form):
        assert painted.parts.count(part) == 1
    # What comes to the code and the status line later is painted then.
    QApplication.sendPostedEvents()
    for part in (window.plot.viewport(), window.top_bar, window.run_form):
        assert painted.parts.count(part) == 1
    qapp.removeEventFilter(painted)
    closed(window)


def _place(window: QWidget, name: str) -> QRect:
    part = window.findChild(QWidget, name)
    assert isinstance(part, QWidget)
    return _within(window, part)


def _within(window: QWidget, part: QWidget) -> QRect:
    return QRect(part.mapTo(window, QPoint()), part.size())

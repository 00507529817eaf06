"""Wrong, huge and unfinished designs in the window: drawn, dragged and edited without breaking."""

import math
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app import launch
from rampsmith.app.panels.segment_card import SegmentCard
from rampsmith.app.plot.marks import MarksItem
from rampsmith.app.plot.tints import TintsItem
from rampsmith.app.window import Window
from rampsmith.app.windows import Windows
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes import Constant, Cosine, Exponential, InverseSqrt, Linear, Staircase
from rampsmith.designer.spans import Span
from rampsmith.designer.starter import starter
from tests.app.driver import CONTROL, Hand, ToldWindow, closed, rest
from tests.app.test_drag import RUN, show, three_segments


def one(end: float, base: float = 1e-3, start: float = 0.0, run: Run = RUN) -> Schedule:
    """Make a schedule of one linear segment."""
    segment = Segment("Only", Linear(), Span.of_the_rest(), Level(start), Level(end))
    return Schedule(segments=(segment,), groups=(Group("all", base),), run=run)


def many(count: int) -> Schedule:
    """Make a schedule of many short segments."""
    segments = tuple(
        Segment(f"Part {index}", Cosine(), Span.of_steps(1), None, Level(index % 7 / 7))
        for index in range(count)
    )
    return Schedule(segments=segments, run=RUN)


DESIGNS = {
    "empty": Schedule(),
    "no groups": Schedule(segments=three_segments().segments, groups=(), run=RUN),
    "no epochs": one(1.0, run=Run(samples=10, batch_size=64, drop_last=True, epochs=3)),
    "no number": one(math.nan),
    "no base": one(1.0, base=math.nan),
    "infinite": one(math.inf),
    "infinite base": one(1.0, base=math.inf),
    "negative": one(-1.0),
    "all zero": one(0.0),
    "base zero": one(1.0, base=0.0),
    "largest": one(1e308, base=1e308),
    "large": one(1e250),
    "tiny": one(1.0, base=5e-324),
    "tiny and large": Schedule(
        segments=one(1.0).segments, groups=(Group("a", 1e-320), Group("b", 1e300)), run=RUN
    ),
    "longest run": one(1.0, run=Run(updates=10**15, epochs=None)),
    "one step": one(1.0, run=Run(updates=1, epochs=None)),
    "no length": Schedule(segments=(Segment("None", Linear(), Span.of_steps(0)),), run=RUN),
    "negative length": Schedule(segments=(Segment("None", Linear(), Span.of_steps(-9)),), run=RUN),
    "two fills": Schedule(segments=(Segment("a"), Segment("b")), run=RUN),
    "too long": Schedule(segments=(Segment("a", span=Span.of_steps(10**12)),), run=RUN),
    "exponential from zero": Schedule(
        segments=(Segment("a", Exponential(), start=Level(0.0), end=Level(0.0)),), run=RUN
    ),
    "no scale": Schedule(segments=(Segment("a", InverseSqrt(Span.of_steps(0))),), run=RUN),
    "no stair": Schedule(segments=(Segment("a", Staircase(Span.of_steps(0), -1.0)),), run=RUN),
    "repeats at once": Schedule(
        segments=(Segment("a", Constant(), Span.of_steps(1)),), after="repeat", run=RUN
    ),
    "long names": Schedule(
        title="T" * 200,
        segments=tuple(Segment("N" * 200) for _ in range(3)),
        groups=tuple(Group("G" * 200, 1e-3) for _ in range(12)),
        run=RUN,
    ),
    "hostile names": Schedule(
        title="<b>&\u202e[*]",
        segments=(
            Segment("<img src=x>\n\t\u0000", Linear(), Span.of_the_rest(), None, Level(0.0)),
        ),
        groups=(Group("<table>\u2028", 1e-3),),
        run=RUN,
    ),
    "many segments": many(200),
}

every_design = pytest.mark.parametrize("name", DESIGNS)


@every_design
@pytest.mark.parametrize("logarithmic", [False, True])
def test_every_design_can_be_drawn_dragged_and_edited(
    window: Window, hand: Hand, name: str, logarithmic: bool
) -> None:
    show(window, DESIGNS[name], snaps=True)
    window.plot.change_settings(logarithmic=logarithmic)
    window.grab()
    middle = window.plot.viewport().rect().center()
    drawn = [handle for handle in window.plot.handles[:4] if math.isfinite(handle.rate)]
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
    window.proving.begin()
    window.grab()
    while window.store.history.undo_words is not None:
        window.store.undo()
    # By its words: a design with NaN in it is not equal to itself.
    assert repr(window.store.schedule) == repr(DESIGNS[name])


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
    show(window, many(1000))
    window.grab()
    window.store.select_segment(999)
    assert window.segments.visualRect(window.segments.currentIndex()).isValid()
    handle = window.plot.handles[500]
    start = hand.pixel(handle.step, handle.rate)
    hand.drag(start, start + QPoint(60, 40), moves=2)
    assert window.store.history.undo_words == "Move handle"


@pytest.mark.parametrize(
    ("owner", "part"),
    [
        (SegmentCard, "_paint_curve"),
        (TintsItem, "_paint_name"),
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


class Opened:
    """Stands in the place of the application's loop: looks at the window and goes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.windows: list[Window] = []
        self._folder = folder
        monkeypatch.setattr(launch, "Window", self._window)
        monkeypatch.setattr(QApplication, "exec", self._exec)
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
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
    closed(window)

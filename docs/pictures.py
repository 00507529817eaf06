"""Draws the pictures of the documents again: the running program, driven by mouse and keys.

Start it by ``make pictures``. Each scene is drawn in light and in dark; see docs/guide.md.
"""

import math
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

# Before Qt: nothing is opened on anybody's screen, and windows have the room that they want.
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screen.json')}"
os.environ["QT_LOGGING_RULES"] = "default.warning=false"  # What the offscreen screen cannot do.

import numpy as np
import pyqtgraph
from PySide6.QtCore import QDeadlineTimer, QPoint, QPointF, QRect, QSettings, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture, PictureAxis, Place
from rampsmith.app.code.code_view import RESTS_AFTER
from rampsmith.app.logs import open_logs
from rampsmith.app.shell.launch import application
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.kinds import (
    MOMENTUM,
    MULTIPLIER_CURVE,
    RATE,
    RATE_CURVE,
    WEIGHT_DECAY,
    CurveKey,
    own_kind,
)
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import reshaped, with_base_rate, with_segment
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.spans import Span
from tests.app.driver import ALT, CONTROL, LEFT, NO_KEYS, SHIFT, Hand, rest
from tests.designer.loss.runs import rates_of as rates_of_run
from tests.designer.loss.runs import true_losses

FOLDER = Path(__file__).parent
THEMES = ("light", "dark")
SIZE = (1440, 900)
TORCH_WAIT = 120_000
"""Milliseconds that a scene waits for torch."""


def press(window: Window, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key in the plot, and wait until the window has followed it."""
    window.activateWindow()
    window.plot.setFocus()
    QTest.keyClick(window.plot, key, keys)
    QApplication.processEvents()


def focused() -> QWidget:
    """Find the widget that has the keys."""
    widget = QApplication.focusWidget()
    if widget is None:
        raise RuntimeError("No part of the window has the keys.")
    return widget


def point(window: Window, step: float, rate: float) -> None:
    """Rest the mouse on the plot."""
    hand = Hand(window.plot)
    hand.move(hand.pixel(step, rate))


def begin(window: Window, preset: str, *settings: str) -> Schedule:
    """Open a preset in the window."""
    schedule = PRESETS[preset].make_from_texts(settings)
    window.store.open(schedule, None)
    QApplication.processEvents()
    return schedule


def whole(window: Window) -> QPixmap:
    """Take the whole window, with what lies over it, when it has come to rest."""
    QTest.qWait(2 * RESTS_AFTER)
    picture = window.grab()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other.isVisible() and other is not window and other.isWindow():
            place = QRect(QPoint(0, 0), other.size())
            place.moveCenter(window.rect().center())
            painter.drawPixmap(place, other.grab())
            painter.setPen(window.palette().mid().color())
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
    painter.end()
    return picture


def stacked(*widgets: QWidget) -> QPixmap:
    """Take some parts of the window, one below the other."""
    pictures = [widget.grab() for widget in widgets]
    width = max(picture.width() for picture in pictures)
    found = QPixmap(width, sum(picture.height() for picture in pictures))
    found.fill(widgets[0].window().palette().window().color())
    painter = QPainter(found)
    top = 0
    for picture in pictures:
        painter.drawPixmap(0, top, picture)
        top += picture.height()
    painter.end()
    return found


def starter_scene(window: Window) -> QPixmap:
    """Show the starter design, proved."""
    return whole(window)


def empty(window: Window) -> QPixmap:
    """Show what there is before anything is drawn."""
    window.store.open(Schedule(), None)
    QApplication.processEvents()
    return whole(window)


def drag(window: Window) -> QPixmap:
    """Hold the boundary in mid-drag, pushing what follows."""
    begin(window, "warmup-stable-decay", "warmup=10%")
    boundary = window.store.rates.timeline.boundaries[1]
    rate = window.store.rates.at(round(boundary))[0]
    return held(window, (boundary, rate), (1.9 * boundary, rate), CONTROL)


def bend(window: Window) -> QPixmap:
    """Hold a polynomial that is being bent."""
    begin(window, "transformers:polynomial", "num_warmup_steps=1000", "num_training_steps=11730")
    rate = window.store.rates.at(5000)[0]
    return held(window, (5000, rate), (5000, 0.5 * rate), ALT)


def held(
    window: Window,
    start: tuple[float, float],
    end: tuple[float, float],
    keys: Qt.KeyboardModifier,
) -> QPixmap:
    """Drag from a step and a rate to others; take the plot before letting go, and take it back."""
    hand = Hand(window.plot)
    first, last = hand.pixel(*start), hand.pixel(*end)
    hand.press(first, keys if keys == ALT else NO_KEYS)
    for share in (0.3, 0.6, 0.9, 1.0):
        hand.move(first + (last - first) * share, keys)
    QApplication.processEvents()
    if not window.plot.is_dragging:
        raise RuntimeError(f"Nothing is held at {start}.")
    picture = stacked(window.plot, window.status.hint)
    press(window, Qt.Key.Key_Escape)
    hand.release()
    return picture


def restarts(window: Window) -> QPixmap:
    """Show warm restarts, each cycle twice as long, under their bracket."""
    begin(window, "CosineAnnealingWarmRestarts", "T_0=10", "T_mult=2", "steps=70")
    window.store.edit(scaled_by_a_third, "Scale the cycles")
    return whole(window)


def scaled_by_a_third(schedule: Schedule) -> Schedule:
    """Make each cycle lower than the one before."""
    (repeat,) = schedule.repeats
    return replace(schedule, repeats=(replace(repeat, scale=0.7),))


def gallery(window: Window) -> QPixmap:
    """Open the gallery and search it."""
    press(window, Qt.Key.Key_N, CONTROL | SHIFT)
    dialog = QApplication.activeWindow()
    if dialog is None:
        raise RuntimeError("The gallery does not open.")
    QTest.keyClicks(focused(), "cos")
    QTest.qWait(1500)  # The pictures are drawn in idle time.
    picture = dialog.grab()
    dialog.close()
    return picture


def compare(window: Window) -> QPixmap:
    """Pin two presets behind the curve, and read the difference out."""
    steps = window.store.schedule.total_steps
    one_cycle = PRESETS["OneCycleLR"].make(max_lr=0.01, total_steps=steps)
    window.comparing.pin("OneCycleLR", one_cycle)
    window.comparing.pin("linear", PRESETS["warmup-linear"].make(base_lr=0.01, steps=steps))
    point(window, 0.55 * steps, 0.007)
    QApplication.processEvents()
    return whole(window)


def expression(window: Window) -> QPixmap:
    """Type a formula, with a mistake in it."""
    window.store.edit(
        lambda schedule: reshaped(schedule, 1, Expression("start * exp(-4*p) + end")),
        "Change the shape",
    )
    window.store.select_segment(1)
    QApplication.processEvents()
    field = window.segment_form.bends.fields["expression", "text"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "start * expo(-4*p) + end")
    QApplication.processEvents()
    picture = window.segment_form.grab()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    return picture


def plateau(window: Window) -> QPixmap:
    """Bring the rate down by a metric after a warmup, and show where and why."""
    begin(window, "ReduceLROnPlateau", "patience=2", "warmup=3", "factor=0.3")
    metric = tuple(
        round(2.3 * 0.6 ** (n - max(0, n % 10 - 5)) ** 0.75 + 0.4 + 0.004 * ((7 * n) % 5), 3)
        for n in range(30)
    )
    window.store.edit(lambda schedule: replace(schedule, metric=metric), "Draw the metric")
    for number in range(window.tabs.count()):
        if window.tabs.tabText(number) == "Metric":
            window.tabs.setCurrentIndex(number)
    QApplication.processEvents()
    return whole(window)


def momentum(window: Window) -> QPixmap:
    """Show 1cycle with its momentum below."""
    begin(window, "OneCycleLR", "max_lr=0.1", "total_steps=9000")
    return whole(window)


def own_rate(window: Window) -> QPixmap:
    """Edit the rate that YOLO's biases have for themselves."""
    begin(window, "yolo")
    look_at(window, CurveKey(RATE, "bias"), 0.12)
    return whole(window)


def groups(window: Window) -> QPixmap:
    """Open the menu of what a group's curves can be."""
    begin(window, "nanochat")
    window.numbers.reveal(window.groups_form)
    QTest.qWait(2 * RESTS_AFTER)  # Seven rows are laid out in several turns.
    button = window.groups_form.curves[0].button
    QTest.mouseClick(button, LEFT)
    menu = QApplication.activePopupWidget()
    if menu is None:
        raise RuntimeError("The menu of a group's curves does not open.")
    picture = window.groups_form.grab(QRect(0, 0, window.groups_form.width(), 400))
    painter = QPainter(picture)
    place = button.mapTo(window.groups_form, QPoint(0, button.height()))
    painter.drawPixmap(
        QPoint(min(place.x(), picture.width() - menu.width()), place.y()), menu.grab()
    )
    painter.end()
    menu.close()
    return picture


def look_at(window: Window, key: CurveKey, place: float) -> None:
    """Edit a curve, and point at a part of the run."""
    window.store.edit_curve_of(key)
    QApplication.processEvents()
    step = place * window.store.schedule.total_steps
    point(window, step, 0.5 * max(window.store.rates.at(round(step))))
    QApplication.processEvents()


def lane(preset: str, key: CurveKey) -> Callable[[Window], QPixmap]:
    """Return the scene in which a curve is the large one, with all others in their lanes."""

    def scene(window: Window) -> QPixmap:
        begin(window, preset)
        look_at(window, key, 0.4)
        curves = window.plot.parentWidget()
        return whole(window) if curves is None else curves.grab()

    return scene


def problems(window: Window) -> QPixmap:
    """Show problems at their places, with their fixes."""
    begin(window, "warmup-cosine", "warmup=5 epochs")
    early = {"start": Level(0.6), "span": Span.of_epochs(20)}
    window.store.edit(lambda schedule: with_segment(schedule, 1, **early), "Change the decay")
    window.tabs.setCurrentWidget(window.problems)
    QApplication.processEvents()
    return whole(window)


def stepping(window: Window) -> QPixmap:
    """Walk some epochs into the run."""
    press(window, Qt.Key.Key_F8)
    window.stepping.player.go_to(6, 12)
    source = window.stepping.tab.rates.source
    _until(lambda: source.text() == "by the exported class in torch")
    return whole(window)


def command_list(window: Window) -> QPixmap:
    """Look for a command by a word."""
    press(window, Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(focused(), "snap")
    QApplication.processEvents()
    picture = whole(window)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    return picture


def keys(window: Window) -> QPixmap:
    """Open the sheet of all keys and gestures."""
    press(window, Qt.Key.Key_Slash, CONTROL)
    sheet = QApplication.activeWindow()
    if sheet is None or sheet is window:
        raise RuntimeError("The sheet does not open.")
    picture = sheet.grab()
    sheet.close()
    return picture


def explained(window: Window) -> QPixmap:
    """Have the selected shape explained."""
    window.store.select_segment(1)
    press(window, Qt.Key.Key_F1)
    return whole(window)


def stepped_wrongly(window: Window) -> QPixmap:
    """Show what the class does when it is stepped once an epoch."""
    press(window, Qt.Key.Key_F8)
    tab = window.stepping.tab
    tab.show_view(1)
    ways = tab.mistakes.list
    place = ways.visualItemRect(ways.item(1)).center()
    QTest.mouseClick(ways.viewport(), LEFT, NO_KEYS, place)
    _until(lambda: tab.mistakes.state.text().startswith("In torch"))
    return whole(window)


def write_log(path: Path, *, share: float, times: int) -> Path:
    """Write the log of a run that was stepped some times per update, up to a share of the design."""
    rates, noise = rates_of(starter()), np.random.default_rng(len(path.name))
    lines = ["step,lr,loss"]
    for step in range(0, round(share * starter().total_steps), 3):
        loss = 0.4 + 2.2 * math.exp(-step / 220) + noise.normal(0, 0.09)
        lines.append(f"{step},{rates.at(times * step)[0]!r},{loss:.4f}")
    path.write_text("\n".join(lines), encoding="utf-8")
    noon = datetime(2026, 5, 4, 14, 3, 12).astimezone().timestamp()
    os.utime(path, (noon, noon))
    return path


def logs(window: Window) -> QPixmap:
    """Show two logs: of a run that follows and goes on, and of one that was stepped twice."""
    with TemporaryDirectory() as folder, patch.object(open_logs, "LATELY", math.inf):
        running = write_log(Path(folder) / "running.csv", share=0.62, times=1)
        window.files.open([running, write_log(Path(folder) / "twice.csv", share=1, times=2)])
        overlay = window.logs.overlay
        _until(lambda: len(overlay.lined_up) == 2 and not overlay.jobs.is_busy)
        point(window, 500, rates_of(starter()).at(500)[0])
        return whole(window)


def figure() -> QImage:
    """Paint the figure of a paper: a warmup, a plateau, and a decay by half a cosine."""
    image = QImage(900, 420, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#333333"), 2))
    painter.drawLine(80, 380, 880, 380)
    painter.drawLine(80, 380, 80, 20)
    for tick in range(5):
        painter.drawText(60 + 200 * tick, 405, f"{225 * tick}")
        painter.drawText(20, 386 - 90 * tick, f"{0.0025 * tick:.4f}")
    painter.setPen(QPen(QColor("#c02020"), 4))
    heights = [
        min(x / 120, 1.0) * (1 if x < 420 else 0.5 * (1 + math.cos(math.pi * (x - 420) / 380)))
        for x in range(0, 801, 4)
    ]
    painter.drawPolyline([QPointF(80 + 4 * n, 380 - 330 * y) for n, y in enumerate(heights)])
    painter.end()
    return image


def trace(window: Window) -> QPixmap:
    """Put a figure behind the curve, and trace it with the pencil."""
    steps = PictureAxis(Place(80 / 900, 0.0), Place(880 / 900, 900.0))
    values = PictureAxis(Place(380 / 420, 0.0), Place(20 / 420, 0.01))
    window.backdrop.put(LinedUpPicture("figure 3.png", figure(), steps, values, RATE.name))
    hand = Hand(window.plot)
    window.plot.setFocus()
    QTest.keyPress(window.plot, Qt.Key.Key_P)
    top = 0.01 * 330 / 360
    places = [(0.0, 0.0), (67.0, top / 2), (135.0, top), (300.0, top)]
    falls = [math.pi * number / 20 for number in range(21)]
    places += [(472 + 428 * fall / math.pi, top / 2 * (1 + math.cos(fall))) for fall in falls]
    hand.press(hand.pixel(*places[0]))
    for place in places[1:]:
        hand.move(hand.pixel(*place))
    hand.release()
    QTest.keyRelease(window.plot, Qt.Key.Key_P)
    QApplication.processEvents()
    return whole(window)


def predicted(window: Window) -> QPixmap:
    """Predict the loss of a design and of a pinned one from the log of a run."""
    settings = ("steps=6000", "base_lr=3e-4", "warmup=200")
    begin(window, "warmup-stable-decay", *settings)
    window.comparing.pin("cosine", PRESETS["warmup-cosine"].make_from_texts(settings))
    with TemporaryDirectory() as folder:
        log = Path(folder) / "first_run.csv"
        rates = rates_of_run("wsd", 6_000)
        noise = np.random.default_rng(0).normal(0, 0.004, len(rates))
        losses = true_losses(rates) + noise
        rows = [f"{at},{float(rates[at])!r},{losses[at]:.5f}" for at in range(20, 6_001, 20)]
        log.write_text("\n".join(["step,lr,loss", *rows]), encoding="utf-8")
        window.logs.open_logs.open(log)
        _until(lambda: bool(window.logs.open_logs.logs))
        press(window, Qt.Key.Key_L, CONTROL | SHIFT)
        _until(lambda: " from " in window.loss.note.first.text())
        # The lane that the picture is about is the large one, and shows where the two part.
        window.lanes.fold(
            next(lane for lane in window.lanes.shown() if lane.title == "logged loss")
        )
        QApplication.processEvents()
        window.plot.view_box.zoomed.emit()  # As by a wheel, after which the view stays.
        window.plot.view_box.setRange(xRange=(3_400, 6_150), padding=0)
        column = window.across.widget(0)
        if isinstance(column, QScrollArea):
            column.ensureWidgetVisible(window.loss.note)
        QApplication.processEvents()
        return whole(window)


def drive(window: Window) -> QPixmap:
    """Drive the design and two pins, one of which diverges."""
    steps = window.store.schedule.total_steps
    one_cycle = PRESETS["OneCycleLR"].make(max_lr=0.1, total_steps=steps)
    window.comparing.pin("OneCycleLR", one_cycle)
    bold = with_base_rate(window.store.document, 3.0)
    window.comparing.pin("300 times the rate", bold)
    window.tabs.setCurrentWidget(window.driving.tab)
    window.driving.tab.controls.choose(seeds=3)
    press(window, Qt.Key.Key_R, CONTROL)
    _until(lambda: not window.driving.is_running)
    return whole(window)


def range_test(window: Window) -> QPixmap:
    """Look for a base rate."""
    press(window, Qt.Key.Key_R, CONTROL | SHIFT)
    _until(lambda: not window.driving.is_running)
    return whole(window)


SCENES: dict[str, Callable[[Window], QPixmap]] = {
    "window": starter_scene,
    "empty": empty,
    "drag": drag,
    "bend": bend,
    "restarts": restarts,
    "gallery": gallery,
    "compare": compare,
    "logs": logs,
    "trace": trace,
    "expression": expression,
    "plateau": plateau,
    "momentum": momentum,
    "own-rate": own_rate,
    "groups": groups,
    "lane-rate": lane("dino", RATE_CURVE),
    "lane-momentum": lane("nanochat", CurveKey(MOMENTUM, "muon")),
    "lane-weight-decay": lane("dino", CurveKey(WEIGHT_DECAY, "regularized")),
    "lane-multiplier": lane("yolo", MULTIPLIER_CURVE),
    "lane-value": lane("dino", CurveKey(own_kind("teacher_temp"))),
    "problems": problems,
    "stepping": stepping,
    "wrong": stepped_wrongly,
    "predicted": predicted,
    "drive": drive,
    "range": range_test,
    "commands": command_list,
    "keys": keys,
    "help": explained,
}


def _until(holds: Callable[[], bool]) -> None:
    """Wait for something that torch is asked for."""
    deadline = QDeadlineTimer(TORCH_WAIT)
    while not holds():
        if deadline.hasExpired():
            raise TimeoutError("torch does not answer.")
        QTest.qWait(50)
    QApplication.processEvents()


def proved(window: Window) -> None:
    """Wait for the proof."""
    window.checking.begin()
    _until(lambda: not window.checking.queries.is_asking)


def main() -> int:
    """Draw the scenes that the command line names, or all of them."""
    application()
    # Otherwise it leaves out moves that follow each other in less than ten milliseconds.
    pyqtgraph.setConfigOption("mouseRateLimit", -1)
    chosen = sys.argv[1:] or list(SCENES)
    for theme in THEMES:
        for name in chosen:
            with TemporaryDirectory() as folder:
                settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
                settings.setValue("theme", theme)
                windows = Windows(settings, Window)
                window = windows.begin(starter())
                window.resize(*SIZE)
                proved(window)
                picture = SCENES[name](window)
                picture.save(str(FOLDER / f"{name}-{theme}.png"), "PNG")
                rest(window)
                window.store.mark_saved(Path(folder) / "drawn.ramp")
                window.close()
                windows.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

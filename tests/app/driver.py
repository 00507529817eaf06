"""Drives the window as a person does: by mouse and key events, and by answers to its questions."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QAction, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.settings import Settings
from rampsmith.app.base.theme import ThemeChoice
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.documents.dialogs import Answer, Dialogs
from rampsmith.app.documents.recovery import RecoveryFolder
from rampsmith.app.drive.settings import DriveSettings
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.shell.empty_window import SIZE
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.app.stepping.walk_player import WalkPlayer
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.late import LateWidget
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.client import DriveClient
from rampsmith.designer.drive.events import End, Event, Failed, Finished
from rampsmith.designer.drive.request import DriveRequest
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.proof_task import ProofTask, Verdict
from rampsmith.designer.proof.task import Task
from rampsmith.exporters.targets.all_targets import TARGETS

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PAST_THE_CLICK = 8
"""Pixels after which pyqtgraph takes a press for a drag, and a little more."""


class Hand:
    """A hand on the plot's mouse, and where it is."""

    def __init__(self, plot: SchedulePlot) -> None:
        self.plot = plot
        self.viewport = plot.viewport()
        self.at = QPoint()
        self._holds = False

    def pixel(self, step: float, rate: float) -> QPoint:
        """Find the pixel at which a step and a rate are drawn."""
        height = self.plot.state.scale.height(rate)
        scene = self.plot.view_box.mapViewToScene(QPointF(step, height))
        return QPoint(self.plot.mapFromScene(scene))

    def press(
        self, place: QPoint, keys: Qt.KeyboardModifier = NO_KEYS, button: Qt.MouseButton = LEFT
    ) -> None:
        """Go to a pixel and press there."""
        self.move(place, keys)
        QTest.mousePress(self.viewport, button, keys, place)
        self._holds = True

    def move(
        self,
        place: QPoint,
        keys: Qt.KeyboardModifier = NO_KEYS,
        held: Qt.MouseButton = Qt.MouseButton.NoButton,
    ) -> None:
        """Move to a pixel, with the left button as it is or with another one held."""
        self.at = place
        held = LEFT if self._holds else held
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(self.viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            held,
            keys,
        )
        QApplication.sendEvent(self.viewport, event)

    def release(self, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Let go where the mouse is."""
        self._holds = False
        QTest.mouseRelease(self.viewport, LEFT, keys, self.at)

    def take(self, place: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press, and move far enough and back for a drag to have begun."""
        self.press(place, keys)
        self.move(place + QPoint(PAST_THE_CLICK, 0), keys)
        self.move(place, keys)

    def drag(
        self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEYS, moves: int = 4
    ) -> None:
        """Drag from a pixel to another in some moves, and let go."""
        self.press(start, keys)
        for number in range(1, moves + 1):
            self.move(start + (end - start) * (number / moves), keys)
        self.move(end, keys)
        self.release(keys)

    def click(
        self, place: QPoint, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        """Press and release in one place."""
        self.move(place, keys)
        QTest.mouseClick(self.viewport, button, keys, place)

    def double_click(self, place: QPoint) -> None:
        """Click twice, as a real mouse reports it."""
        self.click(place)
        QTest.mouseDClick(self.viewport, LEFT, NO_KEYS, place)
        QTest.mouseRelease(self.viewport, LEFT, NO_KEYS, place)

    def wheel(self, place: QPoint, notches: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Turn the wheel."""
        event = QWheelEvent(
            QPointF(place),
            QPointF(self.viewport.mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.viewport, event)

    def leave(self) -> None:
        """Take the mouse away from the plot."""
        self._holds = False
        self.move(QPoint(2, 2))


class Answers(Dialogs):
    """Answers the window's questions as it was told to, and remembers what was asked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.unsaved: Answer = "cancel"
        self.open: Path | None = None
        self.write: Path | None = None
        self.form = "function"
        self.asked: list[str] = []

    def about_closing(self, title: str) -> Answer:
        self.asked.append(f"unsaved {title}")
        return self.unsaved

    def about_replacing(self, title: str) -> Answer:
        self.asked.append(f"unsaved {title}")
        return self.unsaved

    def path_to_open(self, folder: Path) -> Path | None:
        self.asked.append(f"open in {folder}")
        return self.open

    def path_to_compare(self, folder: Path) -> Path | None:
        self.asked.append(f"compare in {folder}")
        return self.open

    def path_of_log(self, folder: Path) -> Path | None:
        self.asked.append(f"log in {folder}")
        return self.open

    def path_of_own_task(self, folder: Path) -> Path | None:
        self.asked.append(f"own task in {folder}")
        return self.open

    def path_to_trace(self, folder: Path) -> Path | None:
        self.asked.append(f"trace in {folder}")
        return self.open

    def path_of_picture(self, folder: Path) -> Path | None:
        self.asked.append(f"picture in {folder}")
        return self.open

    def path_to_write(self, caption: str, suggested: Path, kind: str) -> Path | None:
        self.asked.append(f"{caption}: {suggested.name}")
        return self._ended(suggested.suffix)

    def picture_to_write(self, caption: str, suggested: Path) -> Path | None:
        self.asked.append(f"{caption}: {suggested.name}")
        return self.write

    def form_to_write(self, suggested: Path) -> tuple[Path, str] | None:
        self.asked.append(f"form: {suggested.name}")
        path = self._ended(TARGETS[self.form].suffix)
        return None if path is None else (path, self.form)

    def _ended(self, suffix: str) -> Path | None:
        """Return the told path as the dialog does: with an ending."""
        if self.write is None or self.write.suffix:
            return self.write
        return self.write.with_suffix(suffix)


def appearance(choice: ThemeChoice) -> Appearance:
    """Make the theme of a part that stands alone; below a file, nothing can be remembered."""
    made = Appearance(QSettings(f"{__file__}/settings.ini", QSettings.Format.IniFormat))
    made.choose(choice)
    return made


class ToldQueries(WorkerQueries):
    """Questions whose answers a test puts into the worker's mouth."""

    def __init__(self) -> None:
        super().__init__(WorkerClient())
        self.sources: list[str] = []
        """The files that were asked about."""
        self._is_asking = False

    @property
    def is_asking(self) -> bool:
        return self._is_asking

    def ask(self, task: Task[Any]) -> None:
        assert isinstance(task, ProofTask)
        self._is_asking = True
        self.sources.append(task.file.source)

    def cancel(self) -> None:
        self._is_asking = False

    def tell(self, verdict: Verdict) -> None:
        """Answer the newest question, if there is one."""
        if self._is_asking:
            self._is_asking = False
            self.answered.emit(verdict)


class ToldDrives(DriveClient):
    """Drives of which a test tells what happens, with no child process."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[DriveRequest] = []
        self.is_warm = False
        self._told: Queue[Event | End] = Queue()

    def start(self) -> None:
        self.is_warm = True

    def tell(self, *events: Event | End) -> None:
        """Have the drive under way tell something, or end."""
        for event in events:
            self._told.put(event)

    def drive(
        self,
        request: DriveRequest,
        heard: Callable[[Event], None],
        cancellation: Cancellation | None = None,
    ) -> End:
        self.requests.append(request)
        while True:
            if cancellation is not None:
                cancellation.raise_if_cancelled()
            with suppress(Empty):
                event = self._told.get(timeout=0.01)
                if isinstance(event, Finished | Failed):
                    return event
                heard(event)


class PaintedParts(QObject):
    """Notes all that is painted."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.parts: list[QObject] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name.
        if event.type() == QEvent.Type.Paint:
            self.parts.append(watched)
        return False


def forget_drives(window: Window) -> None:
    """Leave no drive in a window, and what is usual chosen for the next."""
    drives = window.driving.drives
    drives.stop()
    drives.newest = None
    drives.changed.emit()
    window.driving.tab.controls.choose(**asdict(DriveSettings()))


class ToldWindow(Window):
    """A window that asks nobody and needs no torch."""

    def fill(self, schedule: Schedule, checks: WorkerQueries | None = None) -> None:
        """Fill it with checks that are told, unless there are others, and with answers."""
        told = ToldQueries() if checks is None else checks
        self.windows.driver = ToldDrives()
        super().fill(schedule, told)
        told.setParent(self)
        self.documents.dialogs = Answers(self)


def made_window(schedule: Schedule, folder: Path, checks: WorkerQueries | None = None) -> Window:
    """Open a window that asks nobody, keeps its settings to itself, and needs no torch."""
    settings = Settings(folder / "settings.ini")
    settings.setValue("theme", "light")
    window = ToldWindow(settings=settings)
    window.fill(schedule, checks)
    # As if each tab had been seen before; tests/app/shell/test_late_parts.py is about the first time.
    for part in window.findChildren(LateWidget):
        part.make()
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    if not settings.contains("geometry"):
        # The screen of the tests is smaller; test_screens.py is about others.
        window.resize(SIZE)
    QApplication.processEvents()
    return window


def closed(window: Window) -> None:
    """Close a window without a question, and delete it."""
    rest(window)
    window.checking.queries.close()
    window.hide()
    window.deleteLater()


def rest(window: Window) -> None:
    """End what the window would do a moment later."""
    window.checking._timer.stop()
    window.code.view._timer.stop()
    window.watch.stop()
    window.driving.drives.stop()


def answers(window: Window) -> Answers:
    """The window's answers, as what they are."""
    dialogs = window.documents.dialogs
    assert isinstance(dialogs, Answers)
    return dialogs


def checks(window: Window) -> ToldQueries:
    """The window's checks, as what they are."""
    told = window.checking.queries
    assert isinstance(told, ToldQueries)
    return told


def boundary(window: Window, index: int) -> float:
    """Where a boundary lies on the plot, in steps."""
    schedule = window.store.schedule
    return Rates(schedule).timeline.boundaries[index] - schedule.counts_from


def lengths(schedule: Schedule) -> list[float]:
    """How long each segment is, in steps."""
    line = Rates(schedule).timeline
    return [line.length(index) for index in range(len(schedule.segments))]


def type_into(field: QWidget, text: str, key: Qt.Key | None = Qt.Key.Key_Return) -> None:
    """Replace a field's text by the keyboard, and press a key to end it."""
    field.setFocus()
    if isinstance(field, Field):
        field.selectAll()
        if not text:
            QTest.keyClick(field, Qt.Key.Key_Delete)
    if isinstance(field, Field) and not text.isascii():
        field.insert(text)  # QTest has keys for ASCII only, and aborts.
    else:
        QTest.keyClicks(field, text)
    if key is not None:
        QTest.keyClick(field, key)


def words_of_history(window: Window) -> list[str]:
    """The words of every edit that can be undone."""
    history = window.store.history
    return [moment.words for moment in history.moments[1 : history.now + 1]]


def made_windows(folder: Path, recovery: RecoveryFolder | None = None) -> Windows:
    """Prepare for windows that ask nobody and need no torch; ``begin`` opens them."""
    settings = Settings(folder / "settings.ini")
    settings.setValue("theme", "light")
    return Windows(settings, ToldWindow, recovery)


def preset_entries(window: Window) -> list[QAction]:
    """Open the menu of the simple presets; return its entries."""
    window.presets.menu.aboutToShow.emit()
    return window.presets.menu.actions()


def press_in(window: Window, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press a key in one of several windows, which only the one in front receives."""
    window.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(window.plot, key, keys)


def closed_all(windows: Windows) -> None:
    """Close every window that is still open, without a question."""
    for window in windows:
        answers(window).unsaved = "discard"
        rest(window)
        window.close()
    windows.close()


def show(window: Window, schedule: Schedule, *, snaps: bool = False) -> None:
    """Open a schedule in the window, without snapping unless it is asked for."""
    window.store.open(schedule, None)
    window.plot.change_settings(snaps_time=snaps, snaps_level=snaps)


def walk_through(window: Window, schedule: Schedule) -> WalkPlayer:
    """Open a schedule in the walk through its training loop, at the first batch."""
    window.store.open(schedule, None)
    window.tabs.setCurrentWidget(window.stepping.tab)
    window.stepping.player.go_to_start()
    window.plot.setFocus()
    QApplication.processEvents()
    return window.stepping.player

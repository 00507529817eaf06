"""The window before its contents are there: in its colours, its place and its columns, but empty."""

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QEventLoop,
    QSettings,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import palette, style_sheet
from rampsmith.app.widgets.on_screen import open_on_screen

SIZE = QSize(1440, 900)
"""Pixels of a new window, where its screen has as many."""

LEAST = 200
"""Pixels; nobody has left a window that is smaller."""

BAR = 74
"""Pixels for the menus and the bar below them; a guess, because fonts differ. So is the next."""

STATUS = 26

COLUMNS = (262, 848, 324)
"""Pixels for the segments, the curves and the numbers in a new window."""

NARROW = (214, 406, 316)
"""Pixels for the same in the narrowest window, to the field of seven digits at the right."""

SIDES_FIRST = 200
"""Pixels above that in which the sides grow to what they are in a new window; then the curves do."""

CURVES = (0.63, 0.37)
"""Shares of the plot and the tabs below it of their height in a new window."""

LEAST_TABS = 336
"""Pixels for the tabs where a window is low: with fewer, a table has few rows, and a loop few lines."""

MOST_TABS = 0.54
"""The share of the height that the tabs never exceed for that; the plot has the rest."""

PAINT_WAIT = 500
"""Milliseconds after which a window is taken for one that nobody sees, as a minimised one."""


class Skeleton(QWidget):
    """Empty places for the parts of the window, with the names that the style sheet knows."""

    painted = Signal()

    def __init__(self, size: QSize) -> None:
        """Lay out the places of a window of a size."""
        super().__init__()
        middle = QVBoxLayout()
        plot, tabs = curves(max(0, size.height() - scaled(BAR) - scaled(STATUS)))
        middle.addWidget(_place(), plot)
        middle.addWidget(_place("rule"))
        middle.addWidget(_place(), tabs)
        left, _, right = columns(size.width())
        across = QHBoxLayout()
        across.addWidget(_place("side", width=left))
        across.addWidget(_place("upright"))
        across.addLayout(middle, 1)
        across.addWidget(_place("upright"))
        across.addWidget(_place("panel", width=right))
        layout = QVBoxLayout(self)
        layout.addWidget(_place("bar", height=scaled(BAR)))
        layout.addLayout(across, 1)
        layout.addWidget(_place("status", height=scaled(STATUS)))
        for each in (layout, across, middle):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Announce that it is seen."""
        super().paintEvent(event)
        self.painted.emit()


def columns(width: int) -> tuple[int, int, int]:
    """Return how wide the columns of a new window are; in a narrow one, the sides leave room too."""
    least = sum(map(scaled, NARROW))
    share = min(1.0, max(0.0, (width - least) / scaled(SIDES_FIRST)))
    left, right = (scaled(NARROW[side] + share * (COLUMNS[side] - NARROW[side])) for side in (0, 2))
    return left, max(0, width - left - right), right


def curves(room: int) -> tuple[int, int]:
    """Return how high the plot and the tabs below it are in a new window with room for both."""
    tabs = round(max(CURVES[1] * room, min(scaled(LEAST_TABS), MOST_TABS * room)))
    return room - tabs, tabs


def _place(name: str = "", *, width: int | None = None, height: int | None = None) -> QWidget:
    place = QWidget()
    place.setObjectName(name)
    place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    if width is not None:
        place.setFixedWidth(width)
    if height is not None:
        place.setFixedHeight(height)
    return place


def wait_for(signal: SignalInstance, milliseconds: int) -> None:
    """Return when a signal comes, or after a time without it; input waits meanwhile."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    limit = QTimer(loop)
    limit.timeout.connect(loop.quit)
    limit.start(milliseconds)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    limit.stop()


NESTED = 3
"""Layouts in layouts that may each need another turn; more than there are."""


class EmptyWindow(QMainWindow):
    """A window with the looks and the place that are remembered, and nothing in it yet.

    It imports nothing that takes long, so that it is on the screen while the rest is imported.
    """

    def __init__(self, settings: QSettings, appearance: Appearance) -> None:
        """Take the theme that was chosen, and the place of the last window."""
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Rampsmith")
        self.settings = settings
        self.appearance = appearance
        appearance.changed.connect(self._dress)
        self._dress()
        open_on_screen(self, SIZE)
        geometry = settings.value("geometry")
        if isinstance(geometry, QByteArray):
            size = self.size()
            self.restoreGeometry(geometry)
            if min(self.width(), self.height()) < LEAST:
                # What was remembered is no place of a window.
                self.resize(size)
        self.skeleton = Skeleton(self.size())
        self.setCentralWidget(self.skeleton)

    def wait_until_seen(self) -> None:
        """Wait until the screen shows the empty window; input meanwhile waits for the full one."""
        wait_for(self.skeleton.painted, PAINT_WAIT)

    def settle(self) -> None:
        """Bring what has come into the window to its place, and paint what has changed, before anything else is done."""
        for part in (self.menuWidget(), self.centralWidget()):
            if part is not None:
                part.show()
        # What lies in another part asks for room once that has its own.
        for _ in range(NESTED):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        # What has just been shown asks for its paint in another way, and would get a second one.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateLater)
        QCoreApplication.sendPostedEvents(self, QEvent.Type.UpdateRequest)

    def bring_to_front(self) -> None:
        """Show this window before all others, with the keyboard."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def _dress(self) -> None:
        QApplication.setPalette(palette(self.appearance.theme))
        self.setStyleSheet(style_sheet(self.appearance.theme))

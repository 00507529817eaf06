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
LEAST = 200
"""Pixels; nobody has left a window that is smaller."""
"""Pixels of a new window, where its screen has as many."""

BAR = 74
"""Pixels for the menus and the bar below them; a guess, because fonts differ. So is the next."""

STATUS = 26

COLUMNS = (262, 848, 324)
"""Pixels for the segments, the curves and the numbers in a new window."""

CURVES = (470, 270)
"""Pixels for the plot and the tabs below it in a new window."""

PAINT_WAIT = 500
"""Milliseconds after which a window is taken for one that nobody sees, as a minimised one."""


class Skeleton(QWidget):
    """Empty places for the parts of the window, with the names that the style sheet knows."""

    painted = Signal()

    def __init__(self) -> None:
        """Lay out the places."""
        super().__init__()
        middle = QVBoxLayout()
        middle.addWidget(_place(), CURVES[0])
        middle.addWidget(_place("rule"))
        middle.addWidget(_place(), CURVES[1])
        left, _, right = map(scaled, COLUMNS)
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
        self.skeleton = Skeleton()
        self.setCentralWidget(self.skeleton)

    def wait_until_seen(self) -> None:
        """Wait until the screen shows the empty window; input meanwhile waits for the full one."""
        wait_for(self.skeleton.painted, PAINT_WAIT)

    def settle(self) -> None:
        """Bring what has come into the window to its place, and paint it, before anything else is done."""
        for part in (self.menuWidget(), self.centralWidget()):
            if part is not None:
                part.show()
        # What lies in another part asks for room once that has its own.
        for _ in range(NESTED):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.repaint()

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

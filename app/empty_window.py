"""The window before its contents are there: in its colours, its place and its columns, but empty."""

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QEventLoop,
    QSettings,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from rampsmith.app.theme import THEME_CHOICES, ThemeChoice, palette, style_sheet, theme_for

BAR = 74
"""Pixels for the menus and the bar below them; a guess, because fonts differ. So is the next."""

STATUS = 26

COLUMNS = (262, 860, 312)
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
        left, _, right = COLUMNS
        across = QHBoxLayout()
        across.addWidget(_place("side", width=left))
        across.addWidget(_place("upright"))
        across.addLayout(middle, 1)
        across.addWidget(_place("upright"))
        across.addWidget(_place("panel", width=right))
        layout = QVBoxLayout(self)
        layout.addWidget(_place("bar", height=BAR))
        layout.addLayout(across, 1)
        layout.addWidget(_place("status", height=STATUS))
        for each in (layout, across, middle):
            each.setContentsMargins(0, 0, 0, 0)
            each.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that it is seen."""
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


class EmptyWindow(QMainWindow):
    """A window with the looks and the place that are remembered, and nothing in it yet.

    It imports nothing that takes long, so that it is on the screen while the rest is imported.
    """

    def __init__(self, settings: QSettings) -> None:
        """Dress as the settings say, and go where the last window was."""
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Rampsmith")
        self.settings = settings
        self.theme_choice = _known_choice(settings.value("theme", "system"))
        self.theme = theme_for(self.theme_choice)
        self.dress()
        self.resize(1440, 900)
        geometry = settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self.skeleton = Skeleton()
        self.setCentralWidget(self.skeleton)

    def dress(self) -> None:
        """Put the colours of the theme on."""
        QApplication.setPalette(palette(self.theme))
        self.setStyleSheet(style_sheet(self.theme))

    def wait_until_seen(self) -> None:
        """Let the screen show the empty window; what a person does meanwhile waits for the full one."""
        loop = QEventLoop()
        self.skeleton.painted.connect(loop.quit)
        limit = QTimer(loop)
        limit.timeout.connect(loop.quit)
        limit.start(PAINT_WAIT)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        limit.stop()

    def settle(self) -> None:
        """Bring what has come into the window to its place before it is painted for the first time."""
        contents = self.centralWidget()
        if contents is not None:
            contents.show()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _known_choice(value: object) -> ThemeChoice:
    return next((choice for choice in THEME_CHOICES if choice == value), "system")

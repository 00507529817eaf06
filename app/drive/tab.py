"""The tab “Test drive”: what is trained, the losses as they come, and what each design ends with."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.actions import Actions
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.painting import paint_event
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import restyle
from rampsmith.app.widgets.fields import FaultLine
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.late import LateWidget
from rampsmith.app.widgets.words import quiet

TITLE = "Which schedule trains better?"

ABOUT = (
    "A test drive trains a small real network with the exported class of this design and of every "
    "pinned one, and draws the losses: which ends lowest, which diverges, where and at what rate. It "
    "takes seconds, in a process of its own."
)

FIRST = (
    "Choose above what is trained, then press Drive (Ctrl+R). To compare, pin another version first "
    "(P). The range test finds the base rate that the network bears."
)

SIDE, LEAST_SIDE = 256, 204
"""Pixels of the results beside the plot, and the fewest of them."""

MOST_OF_SIDE = 0.4
"""The part of a narrow window that they take."""


class ProgressLine(QWidget):
    """A thin line that shows how much is done."""

    def __init__(self, appearance: Appearance) -> None:
        """Start with nothing done."""
        super().__init__()
        self._appearance = appearance
        self.share: float | None = None
        self.setFixedHeight(3)
        self.setAccessibleName("Progress of the drive")
        appearance.changed.connect(self.update)

    def show_share(self, share: float | None) -> None:
        """Show how much is done, from 0 to 1; None where nothing is under way."""
        self.share = share
        self.setAccessibleDescription("" if share is None else f"{share:.0%}")
        self.update()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the line, quiet where nothing is under way."""
        theme = self._appearance.theme
        low = self.height() - 1.0
        painter.fillRect(QRectF(0, low, self.width(), 1), QColor(theme.line))
        if self.share is not None:
            done = QRectF(0, 0, max(12.0, self.share * self.width()), self.height())
            painter.fillRect(done, QColor(theme.accent))


class DriveTab(LateWidget):
    """Shows a drive; the actions control it."""

    shown = Signal()
    """The tab is seen now."""

    def __init__(self, appearance: Appearance) -> None:
        """Begin with a page that explains the tab, until something is driven."""
        super().__init__()
        self._appearance = appearance
        self._is_parted = False
        """Whether a person has chosen how wide plot and results are."""

    def make_parts(self) -> None:
        """Make the controls, the plot and the results."""
        from rampsmith.app.drive.controls import DriveControls
        from rampsmith.app.drive.loss_plot import LossPlot
        from rampsmith.app.drive.range_panel import RangePanel
        from rampsmith.app.drive.results import ResultsTable

        self.controls = DriveControls()
        self.progress = ProgressLine(self._appearance)
        self.plot = LossPlot(self._appearance)
        self.table = ResultsTable()
        self.state, self.notes = quiet(), quiet()
        self.state.setAccessibleName("State of the drive")
        self.range = RangePanel()
        self.pages = QStackedWidget()
        self._menu = QMenu(self.plot)
        self._lay_out()
        self.plot.menu_wanted.connect(self._open_menu)

    def _lay_out(self) -> None:
        side = QWidget()
        column = spaced(QVBoxLayout(side), spacing=6, margins=(12, 8, 12, 8))
        for part in (self.state, self.range, self.table, self.notes):
            column.addWidget(part)
        column.addStretch(1)
        room = QScrollArea(widgetResizable=True)
        room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(side)
        room.setMinimumWidth(scaled(LEAST_SIDE))
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.addWidget(self.plot)
        self.across.addWidget(room)
        self.across.setStretchFactor(0, 1)
        self.across.splitterMoved.connect(self._note_parted)
        self.across.setChildrenCollapsible(False)
        self.across.setHandleWidth(1)
        self.pages.addWidget(self._empty_page())
        self.pages.addWidget(self.across)
        layout = spaced(QVBoxLayout(self))
        layout.addWidget(self.controls)
        layout.addWidget(FaultLine(*self.controls.fields))
        layout.addWidget(self.progress)
        layout.addWidget(self.pages, 1)

    def _empty_page(self) -> QScrollArea:
        """Say in plain words what this is, and what to do first."""
        page = QWidget()
        column = spaced(QVBoxLayout(page), spacing=8, margins=(20, 14, 20, 12))
        title = QLabel(TITLE)
        title.setObjectName("strong")
        column.addWidget(title)
        self.about, self.first = quiet(ABOUT), quiet(FIRST)
        for words in (self.about, self.first):
            column.addLayout(_readable(words))
        self.refusal = quiet()
        restyle(self.refusal, wrong=True)
        column.addLayout(_readable(self.refusal))
        self.refusal.hide()
        column.addStretch(1)
        room = QScrollArea(widgetResizable=True)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(page)
        return room

    def fill(self, actions: Actions, *menu: str) -> None:
        """Make the buttons of the actions, and the menu of the plot."""
        self.controls.fill(actions)
        self.range.fill(actions["use_base_rate"])
        self._menu.addActions([actions[name] for name in menu])

    def minimumSizeHint(self) -> QSize:
        """Return the width of the controls, and the height of a plot that can still be read."""
        hint = super().minimumSizeHint()
        if not self.is_made:
            return hint
        return QSize(self.controls.minimumSizeHint().width(), hint.height())

    def show_drive(self, *, is_begun: bool) -> None:
        """Show the losses; or the page that explains the tab, where nothing was driven."""
        self.pages.setCurrentIndex(int(is_begun))

    def show_range(self, *, is_shown: bool) -> None:
        """Show what a range test found, in place of the table of final losses."""
        self.range.setVisible(is_shown)
        self.table.setVisible(not is_shown)

    def show_state(self, words: str, *, is_wrong: bool = False) -> None:
        """Say how far the drive is, on the page that is seen."""
        self.state.setText(words)
        self.state.setVisible(bool(words))
        restyle(self.state, wrong=is_wrong)
        self.refusal.setText(words if is_wrong else "")
        self.refusal.setVisible(is_wrong)

    def show_notes(self, words: str) -> None:
        """Say what is worth knowing about the drive."""
        self.notes.setText(words)
        self.notes.setVisible(bool(words))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the plot the larger part of a narrow window, unless a person has moved the border."""
        super().resizeEvent(event)
        if not self.is_made:
            return
        side = min(scaled(SIDE), max(scaled(LEAST_SIDE), int(MOST_OF_SIDE * self.width())))
        if not self._is_parted:
            self.across.setSizes([self.width() - side, side])

    def _note_parted(self) -> None:
        self._is_parted = True

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that a drive may be wanted soon."""
        super().showEvent(event)
        self.shown.emit()

    def _open_menu(self, place: QPointF) -> None:
        self._menu.popup(place.toPoint())


def _readable(words: QLabel) -> QHBoxLayout:
    """Keep lines short. They stand in a row of their own: a column would give longer ones more height."""
    words.setMaximumWidth(scaled(720))
    row = spaced(QHBoxLayout())
    row.addWidget(words, 1)
    row.addStretch()
    return row

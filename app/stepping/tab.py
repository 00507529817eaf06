"""The tab “Stepping”: the loop with its controls, and the table, the mistakes or the code."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import restyle
from rampsmith.app.documents.documents import Documents
from rampsmith.app.stepping.walk_player import WalkPlayer
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.late import LateWidget
from rampsmith.app.widgets.words import rule

_LOOP = ("Loop", "left", "The training loop, with the line that comes next")
_VIEWS = (
    ("Table", "left", "Every step of the run with its values"),
    ("Stepped wrongly", "middle", "What the class does when the loop has a mistake"),
    ("Loop to copy", "right", "The training loop of this run, for a framework"),
)

LEAST_LOOP_WIDTH = 112
"""Pixels in which the loop can still be read; the table beside it scrolls."""

SWITCH_ROOM = 12
"""Pixels at both sides of the buttons for the views."""

BESIDE = 560
"""Pixels from which the loop stands beside the table; below that it is one of the views."""


class Pages(QStackedWidget):
    """Pages of which only the one that is seen says how much room is needed."""

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the page that is seen."""
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint()


class SteppingTab(LateWidget):
    """The walk through the training loop, with all that is shown of it."""

    shown = Signal(bool)
    """The tab is seen now, or no longer."""

    told = Signal(str)
    """There is something to say in the status line."""

    def __init__(
        self, store: Store, player: WalkPlayer, documents: Documents, appearance: Appearance
    ) -> None:
        """Follow the store and the walk while the tab is seen."""
        super().__init__()
        self._store, self._documents, self._appearance = store, documents, appearance
        self.player = player
        self.view_buttons: list[QPushButton] = []
        self._is_narrow = self._shows_loop = False

    def make_parts(self) -> None:
        """Make the controls, the loop and its views."""
        from rampsmith.app.stepping.controls import Controls
        from rampsmith.app.stepping.loop_copy import LoopCopy
        from rampsmith.app.stepping.loop_view import LoopView, RatesView
        from rampsmith.app.stepping.mistakes_view import MistakesView
        from rampsmith.app.stepping.table_panel import TablePanel

        store, player, appearance = self._store, self.player, self._appearance
        self.controls = Controls(player, appearance)
        self.loop = LoopView(store, player, appearance)
        self.rates = RatesView(store, player)
        self.table = TablePanel(store, player, self._documents, appearance)
        self.mistakes = MistakesView(store)
        self.copy = LoopCopy(store, self._documents, appearance)
        self.pages = Pages()
        self._switch = QWidget()
        self._lay_out()
        store.document_changed.connect(self.refresh)
        store.selection_changed.connect(self.refresh)
        player.moved.connect(self.refresh)
        player.played.connect(self.refresh)
        for signal in (self.table.told, self.copy.told, self.controls.told):
            signal.connect(self.told)

    def _lay_out(self) -> None:
        self.left, self.right = QWidget(), QWidget()
        self.left.setMinimumWidth(LEAST_LOOP_WIDTH)
        column = spaced(QVBoxLayout(self.left))
        column.addWidget(self.loop, 1)
        column.addWidget(rule())
        column.addWidget(self.rates)
        self._beside = beside = spaced(QVBoxLayout(self.right), spacing=4)
        switch = spaced(QHBoxLayout(self._switch), margins=(8, 6, SWITCH_ROOM - 8, 0))
        for number, (words, place, tip) in enumerate((_LOOP, *_VIEWS)):
            button = QPushButton(words)
            button.setToolTip(tip)
            button.setObjectName(place)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _=False, number=number: self.show_view(number - 1))
            self.view_buttons.append(button)
            switch.addWidget(button)
        # Counted as the pages are; the loop comes before them.
        self.loop_button = self.view_buttons.pop(0)
        switch.addStretch(1)
        for page in (self.table, self.mistakes, self.copy):
            self.pages.addWidget(page)
        beside.addWidget(self._switch)
        # A page that needs more room than a narrow window has is scrolled.
        room = QScrollArea(widgetResizable=True)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(self.pages)
        beside.addWidget(room, 1)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.addWidget(self.left)
        self.across.addWidget(self.right)
        self.across.setStretchFactor(1, 1)
        self._room = spaced(QVBoxLayout(self))
        self._room.addWidget(self.controls)
        self._room.addWidget(rule())
        self._room.addWidget(self.across, 1)
        self.show_view(0)
        self._fit()

    def show_view(self, number: int) -> None:
        """Show the table, the mistakes or the code; the loop, where it is one of the views, is -1."""
        self._shows_loop = number < 0
        if self._shows_loop:
            self.loop_button.setChecked(True)
        else:
            self.view_buttons[number].setChecked(True)
            self.pages.setCurrentIndex(number)
            self.pages.updateGeometry()
        self._show_halves()
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """Return how narrow it can be with the loop as one of the views."""
        if not self.is_made:
            return super().minimumSizeHint()
        buttons = (self.loop_button, *self.view_buttons)
        switch = sum(button.sizeHint().width() for button in buttons)
        wide = max(self.controls.minimumSizeHint().width(), switch + SWITCH_ROOM)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the loop beside the other views where there is room for both."""
        super().resizeEvent(event)
        if self.is_made:
            self._fit()

    def _fit(self) -> None:
        is_narrow = self.width() < scaled(BESIDE)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            if is_narrow:
                self._room.insertWidget(2, self._switch)
            else:
                self._beside.insertWidget(0, self._switch)
                if self._shows_loop:
                    self.show_view(self.pages.currentIndex())
            self._beside.setContentsMargins(0, 4 if is_narrow else 0, 0, 0)
            self.view_buttons[0].setObjectName("middle" if is_narrow else "left")
            restyle(self.view_buttons[0])
            self._show_halves()

    def _show_halves(self) -> None:
        self.loop_button.setVisible(self._is_narrow)
        self.left.setVisible(not self._is_narrow or self._shows_loop)
        self.right.setVisible(not self._is_narrow or not self._shows_loop)

    def refresh(self) -> None:
        """Show the parts that can be seen as they are now."""
        if not self.isVisible():
            return
        for part in (self.controls, self.loop, self.rates):
            part.refresh()
        page = self.pages.currentWidget()
        if page is self.table:
            self.table.refresh()
        elif page is self.copy:
            self.copy.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed unseen."""
        super().showEvent(event)
        self.refresh()
        self.shown.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop playing."""
        super().hideEvent(event)
        self.player.pause()
        self.shown.emit(False)

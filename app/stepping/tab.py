"""The tab “Stepping”: the loop with its controls, and beside it the table, the mistakes, the code."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.documents.documents import Documents
from rampsmith.app.panels.fields import rule
from rampsmith.app.stepping.controls import Controls
from rampsmith.app.stepping.loop_copy import LoopCopy
from rampsmith.app.stepping.loop_view import LoopView
from rampsmith.app.stepping.rates_view import RatesView
from rampsmith.app.stepping.table_panel import TablePanel
from rampsmith.app.stepping.walking import Walking
from rampsmith.app.stepping.wrong_view import WrongView
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme

_VIEWS = (
    ("Table", "left", "Every step of the run with its rates"),
    ("Stepped wrongly", "middle", "What the class does when the loop has a mistake"),
    ("Loop to copy", "right", "The training loop of this run, for a framework"),
)

LEAST_LOOP = 190
"""Pixels in which the loop can still be told; the table beside it scrolls."""


class SteppingTab(QWidget):
    """The walk through the training loop, with all that it shows."""

    shown = Signal(bool)
    """The tab is seen now, or no longer."""

    told = Signal(str)
    """There is something to say in the status line."""

    def __init__(self, store: Store, walking: Walking, documents: Documents, theme: Theme) -> None:
        """Follow the store and the walk while the tab is seen."""
        super().__init__()
        self._store = store
        self.walking = walking
        self.controls = Controls(walking, theme)
        self.loop = LoopView(store, walking, theme)
        self.rates = RatesView(store, walking)
        self.table = TablePanel(store, walking, documents, theme)
        self.wrong = WrongView(store)
        self.copy = LoopCopy(store, documents, theme)
        self.pages = QStackedWidget()
        self.view_buttons: list[QPushButton] = []
        self._lay_out()
        store.changed.connect(self.refresh)
        walking.moved.connect(self.refresh)
        walking.played.connect(self.refresh)
        for signal in (self.table.told, self.copy.told, self.controls.refused):
            signal.connect(self.told)

    def _lay_out(self) -> None:
        left = QWidget()
        left.setMinimumWidth(LEAST_LOOP)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.loop, 1)
        column.addWidget(rule())
        column.addWidget(self.rates)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 6, 0, 0)
        beside.setSpacing(4)
        switch = QHBoxLayout()
        switch.setContentsMargins(8, 0, 4, 0)
        switch.setSpacing(0)
        for number, (words, place, tip) in enumerate(_VIEWS):
            button = QPushButton(words)
            button.setToolTip(tip)
            button.setObjectName(place)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.clicked.connect(lambda _=False, number=number: self.show_view(number))
            self.view_buttons.append(button)
            switch.addWidget(button)
        switch.addStretch(1)
        for page in (self.table, self.wrong, self.copy):
            self.pages.addWidget(page)
        beside.addLayout(switch)
        # A page that needs more room than a narrow window has is scrolled.
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(self.pages)
        beside.addWidget(room, 1)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.addWidget(left)
        self.across.addWidget(right)
        self.across.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.controls)
        layout.addWidget(rule())
        layout.addWidget(self.across, 1)
        self.show_view(0)

    def fill(self, actions: dict[str, QAction]) -> None:
        """Give the controls their buttons."""
        self.controls.fill(actions)

    def set_theme(self, theme: Theme) -> None:
        """Recolour what is drawn by hand."""
        for part in (self.controls, self.loop, self.table, self.copy):
            part.set_theme(theme)

    def show_view(self, number: int) -> None:
        """Show the table, the mistakes or the code."""
        self.view_buttons[number].setChecked(True)
        self.pages.setCurrentIndex(number)
        self.refresh()

    def refresh(self) -> None:
        """Show everything that is seen as it is now; a drag under way waits."""
        if not self.isVisible() or self._store.is_previewing:
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
        """Rest."""
        super().hideEvent(event)
        self.walking.pause()
        self.shown.emit(False)

"""Stepped wrongly: the ways that this run can be stepped wrongly, each with its signs and its cure."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.panels.fields import heading, quiet
from rampsmith.app.store import Store
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.wrong_ways import Way, WrongWay, wrong_ways

_RIGHT = "None: as it should be"


class WrongView(QWidget):
    """A list of the wrong ways; the one that is chosen is told of, and drawn on the plot."""

    chosen = Signal(object)
    """Another way was chosen: a ``WrongWay``, or None for the right one."""

    def __init__(self, store: Store) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self._shown: Schedule | None = None
        self.ways: tuple[WrongWay, ...] = ()
        self.list = QListWidget()
        self.list.setObjectName("ways")
        self.list.setAccessibleName("Wrong ways to step")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sign, self.remedy, self.state = quiet(), quiet(), quiet()
        self._texts = QWidget()
        texts = QVBoxLayout(self._texts)
        texts.setContentsMargins(12, 2, 14, 8)
        texts.setSpacing(4)
        for caption, label in (("In your log", self.sign), ("What to change", self.remedy)):
            label.setObjectName("total")
            label.setTextFormat(Qt.TextFormat.PlainText)
            texts.addWidget(heading(caption))
            texts.addWidget(label)
        texts.addWidget(self.state)
        texts.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setAccessibleName("About this mistake")
        self._scroll.setWidget(self._texts)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._hint = QLabel(
            "Choose a mistake: its curve is drawn on the plot,\nbeside the one that was designed."
        )
        self._hint.setObjectName("quiet")
        self._hint.setContentsMargins(12, 4, 12, 0)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list, 5)
        # One place for both: the list must not be laid out anew under the mouse that chooses in it.
        self._beside = QStackedWidget()
        self._beside.addWidget(self._hint)
        self._beside.addWidget(self._scroll)
        layout.addWidget(self._beside, 6)
        self.list.currentRowChanged.connect(self._choose)
        store.changed.connect(self.refresh)
        self.refresh()

    @property
    def way(self) -> WrongWay | None:
        """The way that is chosen; None is the right one."""
        row = self.list.currentRow() - 1
        return self.ways[row] if 0 <= row < len(self.ways) else None

    def refresh(self) -> None:
        """List the ways of the run as it is now; the one that was chosen stays so."""
        schedule = self._store.schedule
        if schedule == self._shown or self._store.is_previewing:
            return
        self._shown = schedule
        ways = wrong_ways(schedule) if schedule.segments else ()
        if ways == self.ways and self.list.count():
            return
        name = None if self.way is None else self.way.name
        self.list.blockSignals(True)
        self.list.clear()
        self.ways = ways
        self.list.addItem(QListWidgetItem(_RIGHT))
        for way in ways:
            self.list.addItem(QListWidgetItem(way.title))
        self.list.setCurrentRow(1 + _index_of(name, ways))
        self.list.blockSignals(False)
        self._choose()

    def tell(self, sentence: str) -> None:
        """Say where the curve comes from, or why there is none."""
        self.state.setText(sentence)

    def _choose(self) -> None:
        way = self.way
        self._beside.setCurrentWidget(self._hint if way is None else self._scroll)
        if way is not None:
            self.sign.setText(way.sign)
            self.remedy.setText(way.remedy)
        self.chosen.emit(way)


def _index_of(name: Way | None, ways: tuple[WrongWay, ...]) -> int:
    """Find a way by its name; -1 where it is not there."""
    return next((index for index, way in enumerate(ways) if way.name == name), -1)

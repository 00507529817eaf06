"""The mistakes that a loop can make in stepping this run, each with its sign and its remedy."""

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

from rampsmith.app.base.store import Store
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.training_loop.stepping_mistakes import Mistake, possible_mistakes

PADDING, MARGIN = 10, 4
"""Pixels around a row's words, as in the style sheet and a little more, and that Qt keeps itself."""

_RIGHT = "None: as it should be"


class _Titles(QListWidget):
    """A list whose words wrap: Qt measures them without the padding of the style sheet."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap again."""
        super().resizeEvent(event)
        self.wrap()

    def wrap(self) -> None:
        """Make each row as high as its words are."""
        wide = self.viewport().width() - 2 * (PADDING + MARGIN)
        for row in range(self.count()):
            item = self.item(row)
            box = QRect(0, 0, wide, 10_000)
            words = self.fontMetrics().boundingRect(box, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(0, words.height() + PADDING + MARGIN))


class MistakesView(QWidget):
    """A list of mistakes; the one that is chosen is described here, and drawn on the plot."""

    chosen = Signal(object)
    """Another entry was chosen: a ``Mistake``, or None for a loop without one."""

    def __init__(self, store: Store) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self.mistakes: tuple[Mistake, ...] = ()
        self.list = _Titles()
        self.list.setObjectName("ways")
        self.list.setAccessibleName("Wrong ways to step")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sign, self.remedy, self.state = quiet(), quiet(), quiet()
        self._hint = quiet()
        self._hint.setText(
            "Choose a mistake: its curve is drawn on the plot, beside the one that was designed."
        )
        about, self._told = QWidget(), QWidget()
        told = spaced(QVBoxLayout(self._told), spacing=4)
        for caption, label in (("In your log", self.sign), ("What to change", self.remedy)):
            label.setObjectName("total")
            label.setTextFormat(Qt.TextFormat.PlainText)
            told.addWidget(heading(caption))
            told.addWidget(label)
        told.addWidget(self.state)
        texts = spaced(QVBoxLayout(about), margins=(12, 4, 14, 8))
        texts.addWidget(self._hint)
        texts.addWidget(self._told)
        texts.addStretch(1)
        # One place for all words: the list must not be laid out again under the mouse that chooses
        # in it. As high as they are, they would also have the page scrolled around both.
        self.about = QScrollArea(widgetResizable=True)
        self.about.setAccessibleName("About this mistake")
        self.about.setWidget(about)
        self.about.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = spaced(QHBoxLayout(self))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.about, 1)
        self.list.currentRowChanged.connect(self._choose)
        store.document_changed.connect(self.refresh)
        self.refresh()

    @property
    def mistake(self) -> Mistake | None:
        """The mistake that is chosen; None for a loop without one."""
        row = self.list.currentRow() - 1
        return self.mistakes[row] if 0 <= row < len(self.mistakes) else None

    def refresh(self) -> None:
        """List the mistakes of the run as it is now; the one that was chosen stays so."""
        schedule = self._store.document
        mistakes = possible_mistakes(schedule) if schedule.segments else ()
        if mistakes == self.mistakes and self.list.count():
            return
        names = [None, *(mistake.name for mistake in mistakes)]
        name = None if self.mistake is None else self.mistake.name
        self.mistakes = mistakes
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([_RIGHT, *(mistake.title for mistake in mistakes)])
            self.list.wrap()
            self.list.setCurrentRow(names.index(name) if name in names else 0)
        self._choose()

    def show_state(self, sentence: str) -> None:
        """Show where the curve comes from, or why there is none."""
        self.state.setText(sentence)

    def _choose(self) -> None:
        mistake = self.mistake
        self._hint.setVisible(mistake is None)
        self._told.setVisible(mistake is not None)
        if mistake is not None:
            self.sign.setText(mistake.sign)
            self.remedy.setText(mistake.remedy)
        self.chosen.emit(mistake)

"""All presets as cards that can be searched; one types and moves at the same time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.icons import icon
from rampsmith.app.base.scaling import scaled
from rampsmith.app.gallery.cards import CARD_HEIGHT, Card, GalleryModel
from rampsmith.app.widgets.words import quiet
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.presets import Preset
from rampsmith.designer.presets.own import OwnPresets

MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CardView(QListView):
    """Cards side by side, as many as fit, under headings."""

    typed = Signal(QKeyEvent)
    """A key that belongs to the search."""

    def __init__(self) -> None:
        """Make the view, without cards yet."""
        super().__init__()
        self.setObjectName("cards")
        self.setAccessibleName("Presets")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: cards that change their width because of it could take it away again.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(lambda _, most: bar.setEnabled(most > 0))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows; what is typed goes on with the search."""
        if (event.text().isprintable() and event.text()) or event.key() == Qt.Key.Key_Backspace:
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, cursorAction: QListView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Go to the ends and by pages from preset to preset; Qt stops at a heading."""
        actions = QListView.CursorAction
        model = self.model()
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        presets = [index for index in rows if index.flags() & Qt.ItemFlag.ItemIsSelectable]
        page = self.viewport().height() - scaled(CARD_HEIGHT)
        match cursorAction:
            case actions.MoveHome | actions.MoveEnd if presets:
                return presets[0 if cursorAction == actions.MoveHome else -1]
            case actions.MovePageDown | actions.MovePageUp if presets:
                way = page if cursorAction == actions.MovePageDown else -page
                target = self.visualRect(self.currentIndex()).center() + QPoint(0, way)

                def apart(index: QModelIndex) -> tuple[int, int]:
                    place = self.visualRect(index).center()
                    return abs(place.y() - target.y()), abs(place.x() - target.x())

                return min(presets, key=apart)
            case _:
                return super().moveCursor(cursorAction, modifiers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cards out for another width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class GalleryList(QWidget):
    """A search field over the cards."""

    selected = Signal(object)
    """Another preset is selected; None where the search finds none."""

    def __init__(self, appearance: Appearance, make: Callable[[Preset], Schedule]) -> None:
        """Show all presets, with pictures of what ``make`` returns."""
        super().__init__()
        self.search = QLineEdit()
        self.search.setAccessibleName("Search the presets")
        self.search.setPlaceholderText("Search names, words and libraries, such as cosine torch")
        self.search.setClearButtonEnabled(True)
        self.model = GalleryModel(self)
        self.view = CardView()
        self.view.setModel(self.model)
        self.card = Card(appearance, make, self.view)
        self.view.setItemDelegate(self.card)
        self.nothing = quiet("No preset has all of these words.", wraps=False)
        self.show_all = QPushButton("Show all presets")
        self.show_all.setAutoDefault(False)
        self.show_all.clicked.connect(self.search.clear)
        self._empty = QWidget()
        middle = QVBoxLayout(self._empty)
        middle.addStretch(1)
        middle.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.search, self.view, self._empty):
            layout.addWidget(widget)
        self._empty.hide()
        self._appearance = appearance
        appearance.changed.connect(self._draw_cross)
        self._draw_cross()
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.view.typed.connect(self._type_on)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._announce())

    @property
    def current(self) -> Preset | None:
        """The preset that is selected, if any."""
        row = self.view.currentIndex().row()
        found = self.model.rows[row] if 0 <= row < len(self.model.rows) else None
        return found if isinstance(found, Preset) else None

    def show_own(self, own: OwnPresets, *, select: str = "") -> None:
        """Show other presets of one's own, and select one by its name."""
        chosen = select or (self.current.name if self.current is not None else "")
        self.card.thumbnails.forget()
        self.model.show_own(own.presets)
        self._select(chosen)

    def redraw(self) -> None:
        """Draw the pictures again: what the presets would begin is another design now."""
        self.card.thumbnails.forget()
        self.view.viewport().update()

    def _draw_cross(self) -> None:
        """Draw the button that clears the search as the other icons are drawn."""
        clear = self.search.findChild(QAction)
        if clear is not None:
            clear.setIcon(icon("clear", self._appearance.theme))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search into the cards with the keys that move in them."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in MOVES
            and self.model.shown
        ):
            self.view.setFocus()
            self.view.keyPressEvent(event)
            return True
        return False

    def _type_on(self, event: QKeyEvent) -> None:
        self.search.setFocus()
        self.search.deselect()
        self.search.end(False)
        QApplication.sendEvent(self.search, event)

    def _find(self, text: str) -> None:
        """Show what has the words, and keep the selection if it is among what they name."""
        before = self.current
        self.model.find(text)
        best = self.model.best()
        words = text.casefold().split()

        def named(preset: Preset) -> bool:
            return all(word in preset.name.casefold() for word in words)

        chosen = best
        if before is not None and best is not None and before in self.model.shown:
            chosen = before if named(before) or not named(best) else best
        self.view.setVisible(best is not None)
        self._empty.setVisible(best is None)
        self._select(chosen.name if chosen is not None else "")

    def _select(self, name: str) -> None:
        row = self.model.row_of(name)
        if row is None and self.model.shown:
            row = self.model.row_of(self.model.shown[0].name)
        if row is None:
            self._announce()
            return
        index = self.model.index(row, 0)
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.view.selectionModel().setCurrentIndex(index, flag)
        self.view.scrollTo(index)

    def _announce(self) -> None:
        self.selected.emit(self.current)

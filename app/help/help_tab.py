"""The tab that explains the selected segment, or without one the window; it follows the selection."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from rampsmith.app.help.explained import EMPTY, segment_page
from rampsmith.app.help.page import Page
from rampsmith.app.help.shape_picture import ShapePicture
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.editing.edits import reshaped
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.shapes import SHAPE_OF_KIND


class HelpTab(QWidget):
    """A picture of the shape, and a page about it."""

    closed = Signal()
    """It is to go away."""

    wanted = Signal(str)
    """One of the window's commands was asked for: "presets", "commands" or "keys"."""

    def __init__(self, store: Store, theme: Theme) -> None:
        """Follow the store."""
        super().__init__()
        self._store = store
        self._tried: tuple[str, str] | None = None
        self.picture = ShapePicture(theme)
        self.close_button = QPushButton("×")
        self.close_button.setObjectName("link")
        self.close_button.setAccessibleName("Close the help")
        self.close_button.setToolTip("Close the help (F1)")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.closed)
        self.page = Page("The selected segment explained", theme)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 14, 6, 6)
        layout.setSpacing(16)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.page, 1)
        self.page.followed.connect(self._follow)
        store.changed.connect(self.refresh)

    def set_theme(self, theme: Theme) -> None:
        """Recolour picture and page."""
        self.picture.set_theme(theme)
        self.page.set_theme(theme)

    def refresh(self) -> None:
        """Explain what is selected now; a drag under way waits, and so does what is not seen."""
        store, index = self._store, self._store.segment_index
        if not self.isVisible() or store.is_previewing:
            return
        self.picture.setVisible(index is not None)
        if index is None or store.segment is None:
            self.page.show_html(EMPTY)
            return
        schedule, tried = store.curve, self._tried
        # Another selection or another edit is looked at as it is.
        if tried is not None and tried[0] != repr((index, store.segment)):
            tried = self._tried = None
        if tried is not None:
            schedule = reshaped(schedule, index, SHAPE_OF_KIND[tried[1]]())
        group = store.group_index
        self.picture.show_segment(rates_of(schedule), index, group)
        self.page.show_html(segment_page(schedule, index, group, tried=tried is not None))

    def _follow(self, link: str) -> None:
        verb, _, kind = link.partition(":")
        index = self._store.segment_index
        if verb in ("try", "back") and index is not None:
            own = self._store.segment
            same = own is None or verb == "back" or own.shape.kind == kind
            self._tried = None if same else (repr((index, own)), kind)
            self.refresh()
        elif verb == "use" and index is not None:
            shape = SHAPE_OF_KIND[kind]()
            self._store.edit_curve(lambda s: reshaped(s, index, shape), "Change shape")
        else:
            self.wanted.emit(verb)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed unseen."""
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

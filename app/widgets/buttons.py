"""Buttons for actions, links and lines of the plot, and bars that leave words out if narrow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QCursor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QSizePolicy

from rampsmith.app.base.painting import elided, paint_event
from rampsmith.app.base.tooltip import tooltip


def button_for(action: QAction) -> QPushButton:
    """Make a button that shows and does what an action does."""
    # A space, because Qt puts icon and words close together.
    button = QPushButton(action.iconText() if action.icon().isNull() else f" {action.iconText()}")

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())
        button.setAccessibleName(action.iconText())
        button.setIcon(action.icon())

    button.clicked.connect(action.trigger)
    action.changed.connect(follow)
    follow()
    return button


@dataclass(frozen=True, slots=True)
class Fold:
    """One thing that a bar can do to need less room, and how it is undone."""

    fold: Callable[[], object]
    unfold: Callable[[], object]


class Folding:
    """Folds as few things as are needed, the first ones first."""

    def __init__(self, folds: Sequence[Fold], needed: Callable[[], int]) -> None:
        """Start unfolded; ``needed`` returns how wide the bar has to be as it is now."""
        self._folds = tuple(folds)
        self._needed = needed
        self.level = 0
        """How many are folded."""

    def fit(self, width: int) -> None:
        """Fold for a width what has to be."""
        self._go_to(0)
        while self.level < len(self._folds) and self._needed() > width:
            self._go_to(self.level + 1)

    def least(self) -> int:
        """Return how wide the bar has to be with everything folded, which it is then."""
        self._go_to(len(self._folds))
        return self._needed()

    def _go_to(self, level: int) -> None:
        while self.level < level:
            self._folds[self.level].fold()
            self.level += 1
        while self.level > level:
            self.level -= 1
            self._folds[self.level].unfold()


def link_button(text: str = "", tip: str = "") -> QPushButton:
    """Make a button that looks like a link."""
    button = QPushButton(text)
    button.setObjectName("link")
    button.setToolTip(tooltip(tip))
    return button


def give_menu(button: QPushButton, menu: QMenu) -> None:
    """Let a button open a menu, after which it looks again as where no mouse is."""

    def let_go() -> None:
        # Nothing tells it that the mouse has left meanwhile.
        is_over = button.rect().contains(button.mapFromGlobal(QCursor.pos()))
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, is_over)
        button.update()

    button.setMenu(menu)
    menu.aboutToHide.connect(let_go)


class ElidedLink(QPushButton):
    """A link whose words are cut where there is no room; the whole of them is in its tooltip."""

    def __init__(self, tip: str) -> None:
        """Make a link without words."""
        super().__init__()
        self.setObjectName("link")
        self.setProperty("elided", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words = ""
        self._tip = tip

    def show_words(self, words: str) -> None:
        """Show other words."""
        self.words = words
        self.setToolTip(tooltip(f"{words}\n{self._tip}"))
        self.setAccessibleDescription(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.width() - 10)
        self.setText(elided(self.words, self.fontMetrics(), room))


class LineButton(QAbstractButton):
    """A piece of a line of the plot, to choose or to show that line."""

    def __init__(self) -> None:
        """Make a button without a line."""
        super().__init__()
        self.pen = QPen()
        self.setCheckable(True)
        self.setFixedSize(34, 26)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_line(self, pen: QPen, *, checked: bool) -> None:
        """Show how the line is drawn now."""
        self.pen = pen
        self.setChecked(checked)
        self.update()

    @paint_event
    def paintEvent(self, painter: QPainter) -> None:
        """Draw the line, and a ring around it while it has the keys."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(self.palette().highlight().color())
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        middle = self.height() / 2
        painter.setPen(self.pen)
        painter.drawLine(QPointF(4, middle), QPointF(self.width() - 4, middle))

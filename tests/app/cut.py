"""Finds what is cut or off the screen in a window: words, buttons, tabs, and whole dialogs."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QToolTip,
    QWidget,
)
from shiboken6 import isValid

from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.elided_label import ElidedLabel
from rampsmith.app.widgets.fields import Field
from tests.app.texts import Painted, painted_texts


def cut(window: QWidget) -> list[str]:
    """Describe everything that a person cannot read or reach."""
    QApplication.processEvents()
    screen = window.screen().availableGeometry()
    found = [] if screen.contains(window.frameGeometry()) else [f"{window.windowTitle()}: window"]
    for widget in window.findChildren(QWidget):
        # A tip that is asked for may replace another one.
        if isValid(widget) and widget.isVisible() and widget.window() is window:
            found += _cut(widget)
    whole = whole_texts(window)
    for painted in painted_texts(window):
        found += _cut_painted(painted, whole)
    return found


def whole_texts(window: QWidget) -> str:
    """Return what lists and tooltips have of the words that are painted shorter."""
    texts = []
    for widget in window.findChildren(QWidget):
        texts.append(widget.toolTip())
        if isinstance(widget, QListView):
            model = widget.model()
            for row in range(model.rowCount()):
                texts += [str(model.index(row, 0).data(role) or "") for role in (0, 3)]
    return "\n".join(texts)


def tip_of(widget: QWidget) -> str:
    """Ask a widget for its tooltip, as a mouse that rests there does."""
    place = QPoint(4, 4)
    QToolTip.hideText()
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    return QToolTip.text() or widget.toolTip()


def _cut(widget: QWidget) -> Iterator[str]:
    match widget:
        case ElidedLabel() | Field() | Choice():
            whole = widget.currentText() if isinstance(widget, Choice) else widget.text()
            if widget.is_cut and whole not in tip_of(widget):
                yield f"cut and nowhere whole: {whole}"
        case QLabel() if widget.text():
            yield from _cut_label(widget)
        case QTabBar():
            if widget.sizeHint().width() > widget.width() + 1:
                yield f"tabs scrolled away: {widget.count()}"
        case QPushButton() | QCheckBox():
            if widget.minimumSizeHint().width() > widget.width() + 1:
                yield f"button too narrow: {widget.text() or widget.accessibleName()}"
            if widget.minimumSizeHint().height() > widget.height() + 1:
                yield f"button too low: {widget.text() or widget.accessibleName()}"
            yield from _out_of_reach(widget)


def _cut_label(label: QLabel) -> Iterator[str]:
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height() + 1:
            yield f"label too low: {label.text()}"
    elif label.sizeHint().width() > label.width() + 1:
        yield f"label too narrow: {label.text()}"


def _cut_painted(painted: Painted, whole: str) -> Iterator[str]:
    # Fields have been asked themselves; code is scrolled.
    if isinstance(painted.widget, Field) or isinstance(painted.widget.parent(), QPlainTextEdit):
        return
    if not painted.fits:
        yield f"painted past its room: {painted.text}"
    if painted.text.endswith("…"):
        seen = painted.text.removesuffix("…")
        if seen not in whole:
            yield f"painted cut and nowhere whole: {painted.text}"


def _out_of_reach(button: QAbstractButton) -> Iterator[str]:
    """Tell of a button that sticks out of the window, or sideways out of what scrolls up and down."""
    parent: QWidget | None = button.parentWidget()
    while parent is not None and not parent.isWindow():
        # The plot scrolls too, but not what lies over it.
        if isinstance(parent, QAbstractScrollArea) and parent.viewport().isAncestorOf(button):
            break
        parent = parent.parentWidget()
    if parent is None:
        return
    room = parent.viewport() if isinstance(parent, QAbstractScrollArea) else parent
    place = button.rect().translated(button.mapTo(room, button.rect().topLeft()))
    sideways = place.left() >= 0 and place.right() <= room.rect().right()
    if not sideways or (room is parent and not room.rect().contains(place)):
        yield f"button out of reach: {button.text() or button.accessibleName()}"

"""Finds what is cut or off the screen in a window: labels, buttons, tabs, and whole dialogs."""

from collections.abc import Iterator

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QTabBar,
    QWidget,
)

from rampsmith.app.widgets.elided_label import ElidedLabel


def cut(window: QWidget) -> list[str]:
    """Describe everything that a person cannot read or reach."""
    QApplication.processEvents()
    screen = window.screen().availableGeometry()
    found = [] if screen.contains(window.frameGeometry()) else [f"{window.windowTitle()}: window"]
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            found += _cut(widget)
    return found


def _cut(widget: QWidget) -> Iterator[str]:
    match widget:
        case ElidedLabel():
            return
        case QLabel() if widget.text():
            if widget.wordWrap():
                if widget.heightForWidth(widget.width()) > widget.height() + 1:
                    yield f"label too low: {widget.text()}"
            elif widget.sizeHint().width() > widget.width() + 1:
                yield f"label too narrow: {widget.text()}"
        case QTabBar():
            if widget.sizeHint().width() > widget.width() + 1:
                yield f"tabs scrolled away: {widget.count()}"
        case QPushButton() | QCheckBox():
            if widget.minimumSizeHint().width() > widget.width() + 1:
                yield f"button too narrow: {widget.text() or widget.accessibleName()}"
            yield from _out_of_reach(widget)


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

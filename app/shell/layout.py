"""The columns of the window, and their sizes: saved, restored and reset."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.base.scaling import scaled
from rampsmith.app.shell.empty_window import NARROW
from rampsmith.app.widgets.buttons import link_button
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.words import heading, rule

EDGE = 8
"""Pixels that are seen around what is scrolled to."""


class Column(QScrollArea):
    """A side of the window, as wide as its parts need to be; it scrolls where the window is low."""

    def __init__(self, panel: QWidget, name: str, *, least: int) -> None:
        """Show a panel in at least so many pixels."""
        super().__init__()
        self._panel = panel
        self._least = scaled(least)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(panel)
        self.setMinimumWidth(self._least)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        panel.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_keys)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be wide enough for other letters and other parts."""
        if watched is self._panel and event.type() == QEvent.Type.LayoutRequest:
            needed = self._panel.minimumSizeHint().width()
            bar = self.verticalScrollBar()
            needed += bar.sizeHint().width() if bar.isVisible() else 0
            self.setMinimumWidth(max(self._least, needed))
        return super().eventFilter(watched, event)

    def _follow_keys(self, before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what a key has given the keys to; what is pressed stays below the mouse."""
        if before is None or now is None or not self._panel.isAncestorOf(now):
            return
        if not QApplication.mouseButtons():
            QTimer.singleShot(0, self, self._reveal_keys)

    def _reveal_keys(self) -> None:
        now = QApplication.focusWidget()
        if now is None or not self._panel.isAncestorOf(now):
            return
        # What is higher than the window says itself which part of it the keys are about.
        if now.height() <= self.viewport().height():
            self.ensureWidgetVisible(now, 0, EDGE)

    def reveal(self, part: QWidget) -> None:
        """Scroll to a part that has just been opened, once it is laid out."""
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(part, 0, EDGE))

    def reveal_part(self, whole: QWidget, part: QRect) -> None:
        """Scroll to a part of one of its parts, once that is laid out; as little as is needed."""
        QTimer.singleShot(0, self, lambda: self._reveal_now(whole, part))

    def _reveal_now(self, whole: QWidget, part: QRect) -> None:
        if whole.isVisible() and part.isValid():
            place = QRect(whole.mapTo(self._panel, part.topLeft()), part.size())
            margin = min(EDGE, (self.viewport().height() - place.height()) // 2)
            for y in (place.bottom(), place.top()):
                self.ensureVisible(place.left(), y, 0, max(0, margin))


def left_side(
    *,
    curves: QWidget,
    whose: QWidget,
    segments: QWidget,
    add_button: QPushButton,
    after: QWidget,
    pinned: QWidget,
    logs: QWidget,
    picture: QWidget,
    loss: QWidget,
    presets: QAction,
) -> Column:
    """Stack the curves to choose from, the segments, what comes after them, pins and logs.

    ``whose`` says below the heading which curve the segments are of.
    """
    panel = QWidget()
    panel.setObjectName("side")
    panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    presets_button = link_button("Presets…", "Begin a new design from a preset (Ctrl+Shift+N)")
    presets_button.clicked.connect(presets.trigger)
    head = QHBoxLayout()
    head.setContentsMargins(12, 12, 12, 4)
    head.addWidget(heading("Segments"), 1)
    head.addWidget(presets_button)
    add = QHBoxLayout()
    add.setContentsMargins(12, 4, 12, 8)
    add.addWidget(add_button)
    layout = stacked(panel)
    layout.addWidget(curves)
    layout.addLayout(head)
    layout.addWidget(whose)
    layout.addWidget(segments)
    layout.addLayout(add)
    layout.addStretch(1)
    for widget in (rule(), after, rule(), pinned, logs, picture, loss):
        layout.addWidget(widget)
    return Column(panel, "Curves and segments", least=NARROW[0])


class _Beside(QObject):
    """Shows and hides a widget together with another one."""

    def __init__(self, widget: QWidget, other: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        other.installEventFilter(self)
        widget.setVisible(not other.isHidden())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the other one."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._widget.setVisible(event.type() == QEvent.Type.ShowToParent)
        return False


def rule_below(form: QWidget) -> QWidget:
    """Make a rule that is there as long as a form above it is."""
    line = rule()
    _Beside(line, form)
    return line


def right_side(*forms: QWidget) -> Column:
    """Stack the forms."""
    panel = QWidget()
    panel.setObjectName("panel")
    stacked(panel, *forms).addStretch(1)
    return Column(panel, "Numbers", least=NARROW[2])


def stacked(widget: QWidget, *parts: QWidget) -> QVBoxLayout:
    """Stack parts in a widget, without a space between them."""
    layout = spaced(QVBoxLayout(widget))
    for part in parts:
        layout.addWidget(part)
    return layout


class Shared(QSplitter):
    """A splitter that shares its room out again at each size, until a person moves its parts."""

    def __init__(self, way: Qt.Orientation, shares: Callable[[int], Sequence[int]]) -> None:
        """Share the pixels out by ``shares``, which is given how many there are."""
        super().__init__(way)
        self._shares = shares
        self.is_moved = False
        self.splitterMoved.connect(self._keep)

    def reset(self) -> None:
        """Share the room out as in a new window."""
        self.is_moved = False
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the room that there is now."""
        super().resizeEvent(event)
        if not self.is_moved:
            self._share()

    def _share(self) -> None:
        across = self.orientation() == Qt.Orientation.Horizontal
        self.setSizes(list(self._shares(self.width() if across else self.height())))

    def _keep(self) -> None:
        self.is_moved = True


STEPPING = (348, 500)
"""Pixels of the loop with its rates, and of the table beside them."""

TAB = "tab"


class Layout:
    """The splitters and the tabs of one window."""

    def __init__(self, tabs: QTabWidget, settings: QSettings) -> None:
        """Lay out by settings; what makes no sense in them any more is left out."""
        self._tabs = tabs
        self._settings = settings
        self._splitters: dict[str, tuple[QSplitter, Callable[[], object]]] = {}

    def add(self, name: str, splitter: QSplitter, reset: Callable[[], object]) -> None:
        """Lay a splitter out as the last window was left; ``reset`` gives it the sizes of a new one."""
        self._splitters[name] = splitter, reset
        # No part vanishes, and there is no more than a line between them.
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        reset()
        sizes = _sizes(self._settings.value(f"layout/{name}"))
        if len(sizes) == splitter.count():
            splitter.setSizes(sizes)
            if isinstance(splitter, Shared):
                splitter.is_moved = True

    def reset(self) -> None:
        """Show the first tab, and all parts in the sizes of a new window."""
        self._tabs.setCurrentIndex(0)
        # Also of parts that are not made yet.
        self._settings.remove("layout")
        for _, reset in self._splitters.values():
            reset()

    def keep(self) -> None:
        """Remember the layout for the next window."""
        self._settings.setValue(TAB, self._tabs.currentIndex())
        for name, (splitter, _) in self._splitters.items():
            if isinstance(splitter, Shared) and not splitter.is_moved:
                self._settings.remove(f"layout/{name}")
            else:
                self._settings.setValue(f"layout/{name}", [*map(str, splitter.sizes())])

    def restore_tab(self) -> None:
        """Show the tab that the last window was left on."""
        number = str(self._settings.value(TAB, 0))
        places = (index for index in range(self._tabs.count()) if str(index) == number)
        for index in filter(self._tabs.isTabVisible, places):
            self._tabs.setCurrentIndex(index)


def _sizes(remembered: object) -> list[int]:
    """Read the sizes of parts; none at all where any is none.

    Not Qt's own state of a splitter: with sizes that are wrong it does not come to an end.
    """
    texts = remembered if isinstance(remembered, list) else []
    sizes = [int(text) for text in texts if re.fullmatch("[0-9]{1,5}", str(text))]
    return sizes if len(sizes) == len(texts) else []

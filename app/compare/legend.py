"""The list of the pins: a row for each, to hide, rename and remove it."""

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QColor, QContextMenuEvent, QDragEnterEvent, QDropEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.clipboard import files_in
from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import Theme
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.compare.pins import Pin, Pins, pin_name
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.view.time_units import units_per_step
from rampsmith.app.widgets.buttons import LineButton, give_menu, link_button
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import put_in_order, spaced
from rampsmith.app.widgets.words import heading, quiet
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.values.numbers import counted
from rampsmith.designer.words.phrases import summary

_UNIT_WORDS = {
    "steps": "by update",
    "epochs": "by epoch",
    "percent": "by percent of each run",
    "samples": "by sample",
    "tokens": "by token",
}


class PinRow(QWidget):
    """A pin: its line, its name, and the way to remove it."""

    def __init__(self, pins: Pins, number: int) -> None:
        """Change the pin of a number."""
        super().__init__()
        self.swatch = LineButton()
        self.name = Field("Name of the pinned curve", pin_name)
        self.name.setObjectName("plain")
        self.more = link_button("⋯")
        self.more.setFixedWidth(24)
        self.design = QAction("&Make a design of this", self)
        self.design.setToolTip("Fit the fewest segments to its rates; can be undone")
        self.more.clicked.connect(
            lambda: self._open_menu(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        self.remove = link_button("×")
        self.remove.setFixedWidth(24)
        # A line keeps clear of its edges, and so does a cross.
        layout = spaced(QHBoxLayout(self), spacing=4, margins=(8, 1, 4, 1))
        layout.addWidget(self.swatch)
        layout.addWidget(self.name, 1)
        layout.addWidget(self.more)
        layout.addWidget(self.remove)
        self.swatch.clicked.connect(lambda shown: pins.change(number, is_shown=shown))
        self.name.committed.connect(lambda name: pins.change(number, name=name))
        self.remove.clicked.connect(lambda: pins.remove(number))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open its menu."""
        self._open_menu(event.globalPos())

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.design)
        menu.popup(place)

    def show_pin(self, pin: Pin, theme: Theme) -> None:
        """Show the pin as it is now."""
        schedule = pin.schedule
        colour = pin.colour(theme) if pin.is_shown else QColor(theme.faint)
        pen = QPen(colour, 2.0 if pin.is_shown else 1.0, pin.style)
        self.swatch.show_line(pen, checked=pin.is_shown)
        self.swatch.setAccessibleName(f"Show {pin.name}")
        self.swatch.setToolTip(f"{'Hide' if pin.is_shown else 'Show'} this curve")
        self.name.show_text(pin.name)
        length = counted(schedule.total_steps, schedule.step_word)
        self.setToolTip(tooltip(f"{summary(schedule)}; {length}"))
        self.more.setAccessibleName(f"More about {pin.name}")
        self.more.setToolTip(tooltip(f"What can be done with {pin.name}"))
        self.remove.setAccessibleName(f"Remove {pin.name}")
        self.remove.setToolTip(tooltip(f"Remove {pin.name}"))


class Legend(QWidget):
    """The pins, below the segments; files that are dropped here are pinned too."""

    dropped = Signal(list)
    """Files were dropped here; their paths."""

    design_wanted = Signal(int)
    """The curve of the pin of a number is to become the design."""

    def __init__(
        self, pins: Pins, store: Store, plot: SchedulePlot, appearance: Appearance
    ) -> None:
        """Follow the pins, and the plot whose unit lines them up."""
        super().__init__()
        self._pins, self._store, self._plot = pins, store, plot
        self._appearance = appearance
        self.rows: dict[int, PinRow] = {}
        self.add = link_button(
            "Compare…",
            "Pin this version, a preset or a file behind the curve; "
            "files can be dropped here, or onto the window with Shift",
        )
        self.note = quiet()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setContentsMargins(12, 2, 12, 6)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.addWidget(heading("Pinned"))
        head.addStretch(1)
        head.addWidget(self.add)
        self._layout = spaced(QVBoxLayout(self), margins=(0, 0, 0, 4))
        self._layout.addLayout(head)
        self._layout.addWidget(self.note)
        self.setAcceptDrops(True)
        pins.changed.connect(self.refresh)
        plot.settings_changed.connect(self.refresh)
        appearance.changed.connect(self.refresh)
        store.changed.connect(self._refresh_note)
        self.refresh()

    def offer(self, ways: Iterable[QAction]) -> None:
        """Offer ways to pin something."""
        menu = QMenu(self.add)
        menu.addActions(list(ways))
        give_menu(self.add, menu)

    def refresh(self) -> None:
        """Show the pins as they are now."""
        theme = self._appearance.theme
        pins = {pin.number: pin for pin in self._pins.pins}
        for number in [number for number in self.rows if number not in pins]:
            row = self.rows.pop(number)
            row.hide()
            row.deleteLater()
        for place, pin in enumerate(self._pins.pins):
            if pin.number not in self.rows:
                self.rows[pin.number] = row = PinRow(self._pins, pin.number)
                row.design.triggered.connect(
                    lambda _=False, number=pin.number: self.design_wanted.emit(number)
                )
                self._layout.insertWidget(1 + place, self.rows[pin.number])
            self.rows[pin.number].show_pin(pin, theme)
        rows = self.rows.values()
        in_turn = [each for row in rows for each in (row.swatch, row.name, row.more)]
        put_in_order([self.add, *in_turn, *(row.remove for row in rows)])
        self._refresh_note()

    def _refresh_note(self) -> None:
        words = alignment_words(self._store.schedule, self._pins.pins, self._plot)
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome files."""
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Pin the files that are dropped here."""
        event.acceptProposedAction()
        self.dropped.emit(files_in(event.mimeData()))


def alignment_words(design: Schedule, pins: tuple[Pin, ...], plot: SchedulePlot) -> str:
    """Describe how the pins are lined up with the design, and which of them cannot be."""
    shown = [pin for pin in pins if pin.is_shown]
    if not shown:
        return ""
    unit, updates = plot.settings.unit, design.run.total_updates
    words = [f"Lined up {_UNIT_WORDS[unit]}; Δ is the curve minus the pin."]
    unknown = [pin.name for pin in shown if not units_per_step(pin.schedule, unit)]
    if unknown:
        words.append(f"By update, for want of {unit}: {', '.join(unknown)}.")
    if unit != "percent" and any(pin.schedule.run.total_updates != updates for pin in shown):
        words.append("Not all runs are equally long; in % (T) their ends meet.")
    if plot.behind.beyond:
        words.append(f"Far above the curve: {', '.join(plot.behind.beyond)}.")
    return " ".join(words)

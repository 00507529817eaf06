"""The list of what is pinned behind the curve: a row for each, to hide, rename and remove it."""

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rampsmith.app.compare.alignment import knows
from rampsmith.app.compare.pins import Pin, Pins, pin_name
from rampsmith.app.documents.drops import files_in
from rampsmith.app.painting import painted_safely
from rampsmith.app.panels.fields import Field, heading, quiet
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme
from rampsmith.designer.numbers import counted
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.words import summary

SWATCH = 34

_UNIT_WORDS = {
    "steps": "by update",
    "epochs": "by epoch",
    "percent": "by percent of each run",
    "samples": "by sample",
    "tokens": "by token",
}


class Swatch(QAbstractButton):
    """A piece of a pin's line; pressed, the pin is shown."""

    def __init__(self, theme: Theme) -> None:
        """Begin as a shown one."""
        super().__init__()
        self.theme = theme
        self._colour = QColor(theme.text)
        self._style = Qt.PenStyle.DashLine
        self.setCheckable(True)
        self.setFixedSize(SWATCH, 26)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_pin(self, pin: Pin, theme: Theme) -> None:
        """Show a pin's line."""
        self.theme = theme
        self._colour, self._style = pin.colour(theme), pin.style
        self.setChecked(pin.is_shown)
        self.setAccessibleName(f"Show {pin.name}")
        self.setToolTip(f"{'Hide' if pin.is_shown else 'Show'} this curve")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, or where it would be."""
        self._paint(QPainter(self))

    @painted_safely
    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QColor(self.theme.accent))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        middle = self.height() / 2
        shown = self.isChecked()
        colour = self._colour if shown else QColor(self.theme.faint)
        painter.setPen(QPen(colour, 2.0 if shown else 1.0, self._style))
        painter.drawLine(QPointF(4, middle), QPointF(self.width() - 4, middle))


class PinRow(QWidget):
    """A pin: its line, its name, and the way to take it away."""

    def __init__(self, pins: Pins, pin: Pin, theme: Theme) -> None:
        """Show a pin and send what is done with it to the pins."""
        super().__init__()
        number = pin.number
        self.swatch = Swatch(theme)
        self.name = Field("Name of the pinned curve", pin_name)
        self.name.setObjectName("plain")
        self.remove = QPushButton("×")
        self.remove.setObjectName("link")
        self.remove.setFixedWidth(24)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 1, 8, 1)
        layout.setSpacing(4)
        layout.addWidget(self.swatch)
        layout.addWidget(self.name, 1)
        layout.addWidget(self.remove)
        self.swatch.clicked.connect(lambda shown: pins.change(number, is_shown=shown))
        self.name.committed.connect(lambda name: pins.change(number, name=name))
        self.remove.clicked.connect(lambda: pins.remove(number))

    def show_pin(self, pin: Pin, theme: Theme) -> None:
        """Show the pin as it is now."""
        schedule = pin.schedule
        self.swatch.show_pin(pin, theme)
        self.name.show_text(pin.name)
        length = counted(schedule.total_steps, schedule.step_word)
        self.setToolTip(f"{summary(schedule)}; {length}")
        self.remove.setAccessibleName(f"Remove {pin.name}")
        self.remove.setToolTip(f"Remove {pin.name}")


class Legend(QWidget):
    """What is pinned, below the segments; files that are dropped here are pinned too."""

    dropped = Signal(list)
    """Paths of files that were dropped here."""

    def __init__(self, pins: Pins, store: Store, plot: SchedulePlot, theme: Theme) -> None:
        """Follow the pins, and what the plot lines them up by."""
        super().__init__()
        self._pins, self._store, self._plot, self._theme = pins, store, plot, theme
        self.rows: dict[int, PinRow] = {}
        self.add = QPushButton("Compare…")
        self.add.setObjectName("link")
        self.add.setToolTip(
            "Pin this version, a preset or a file behind the curve; "
            "files can be dropped here, or onto the window with Shift"
        )
        self.note = quiet()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setContentsMargins(16, 2, 12, 6)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 10, 4)
        head.addWidget(heading("Pinned"))
        head.addStretch(1)
        head.addWidget(self.add)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 4)
        self._layout.setSpacing(0)
        self._layout.addLayout(head)
        self._layout.addWidget(self.note)
        self.setAcceptDrops(True)
        pins.changed.connect(self.refresh)
        plot.settings_changed.connect(self.refresh)
        store.changed.connect(self._refresh_note)
        self.refresh()

    def set_menu(self, menu: QMenu) -> None:
        """Offer the ways to pin something."""
        self.add.setMenu(menu)

    def set_theme(self, theme: Theme) -> None:
        """Recolour the lines."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Show the pins as they are now."""
        pins = {pin.number: pin for pin in self._pins.pins}
        for number in [number for number in self.rows if number not in pins]:
            row = self.rows.pop(number)
            row.hide()
            row.deleteLater()
        for place, pin in enumerate(self._pins.pins):
            if pin.number not in self.rows:
                self.rows[pin.number] = PinRow(self._pins, pin, self._theme)
                self._layout.insertWidget(1 + place, self.rows[pin.number])
            self.rows[pin.number].show_pin(pin, self._theme)
        self._refresh_note()

    def _refresh_note(self) -> None:
        words = alignment_words(self._store.schedule, self._pins.pins, self._plot)
        if words != self.note.text():
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
    """Say by what the pins are lined up with the design, and which of them cannot be."""
    shown = [pin for pin in pins if pin.is_shown]
    if not shown:
        return ""
    unit = plot.settings.unit
    words = [f"Lined up {_UNIT_WORDS[unit]}; Δ is the curve − the pin."]
    unknown = [pin.name for pin in shown if not knows(pin.schedule, unit)]
    if unknown:
        words.append(f"By update, for want of {unit}: {', '.join(unknown)}.")
    if unit != "percent" and any(_length(pin.schedule) != _length(design) for pin in shown):
        words.append("Not all runs are equally long; in % (T) their ends meet.")
    if plot.pinned.beyond:
        words.append(f"Far above the curve: {', '.join(plot.pinned.beyond)}.")
    return " ".join(words)


def _length(schedule: Schedule) -> int:
    return schedule.run.total_updates

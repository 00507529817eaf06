"""The curves that are pinned behind that of the design; the window's, not the document's."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from rampsmith.app.theme import Theme
from rampsmith.designer.numbers import EntryError
from rampsmith.designer.palette import PIN_COLOURS
from rampsmith.designer.schedule import Schedule

MOST_PINS = len(PIN_COLOURS)
LONGEST_NAME = 60

_DASHES = (
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.DotLine,
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A curve to compare with.

    Attributes:
        number: which of the colours it has; no two pins have one number.
        name: what it is called.
        schedule: what it was when it was pinned; it does not follow its file.
        is_shown: whether it is drawn.
    """

    number: int
    name: str
    schedule: Schedule
    is_shown: bool = True

    def colour(self, theme: Theme) -> QColor:
        """Its colour on the theme's ground."""
        return QColor(PIN_COLOURS[self.number][1 if theme.is_dark else 0])

    @property
    def style(self) -> Qt.PenStyle:
        """Its dashes, which tell it from others without a colour."""
        return _DASHES[self.number % len(_DASHES)]


class Pins(QObject):
    """What is pinned, in the order in which it was."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without any."""
        super().__init__(parent)
        self.pins: tuple[Pin, ...] = ()

    @property
    def are_full(self) -> bool:
        """Whether there is no colour left for another."""
        return len(self.pins) >= MOST_PINS

    def pin(self, name: str, schedule: Schedule) -> Pin:
        """Pin another curve; a name that is there already gets a number."""
        taken = {pin.number for pin in self.pins}
        number = next(number for number in range(MOST_PINS) if number not in taken)
        pin = Pin(number, self._free(name), schedule)
        self._show((*self.pins, pin))
        return pin

    def restore(self, pins: tuple[Pin, ...]) -> None:
        """Pin what was pinned before, in its colours."""
        self._show(pins)

    def change(self, number: int, **changes: str | bool) -> None:
        """Give a pin another name, or show or hide it."""
        self._show(
            tuple(
                replace(pin, **changes) if pin.number == number else pin  # type: ignore[arg-type]
                for pin in self.pins
            )
        )

    def remove(self, number: int) -> None:
        """Take a pin away."""
        self._show(tuple(pin for pin in self.pins if pin.number != number))

    def show_all(self, *, shown: bool) -> None:
        """Show or hide all pins."""
        self._show(tuple(replace(pin, is_shown=shown) for pin in self.pins))

    def clear(self) -> None:
        """Take all pins away."""
        self._show(())

    def _free(self, name: str) -> str:
        names = {pin.name for pin in self.pins}
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        wanted, count = short, 1
        while wanted in names:
            count += 1
            wanted = f"{short} ({count})"
        return wanted

    def _show(self, pins: tuple[Pin, ...]) -> None:
        if pins != self.pins:
            self.pins = pins
            self.changed.emit()


def pin_name(text: str) -> str:
    """Read a name for a pin.

    Raises:
        EntryError: if it is empty, too long or cannot be shown.
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise EntryError(f"A pin's name has 1 to {LONGEST_NAME} characters that can be shown.")
    return name

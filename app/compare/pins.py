"""The pins, which are the window's and not the document's, and their text for the settings."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor

from rampsmith.app.base.theme import Theme
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.shapes.palette import PIN_COLOURS
from rampsmith.designer.values.names import free_name, parsed_name

MOST_PINS = len(PIN_COLOURS)
LONGEST_NAME = 60

LONGEST_DESIGN = 200_000
"""Characters of the largest design that is kept; settings are no place for larger ones."""

LEAST_NUMBER, LEAST_SEGMENT = 5, 50
"""The fewest characters that a value of a metric and a segment have."""

_DASHES = (
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
    Qt.PenStyle.DotLine,
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A schedule as it was when it was pinned, with a colour of its own by its number."""

    number: int
    name: str
    schedule: Schedule
    is_shown: bool = True

    def colour(self, theme: Theme) -> QColor:
        """Return its colour on the theme's ground."""
        return QColor(PIN_COLOURS[self.number][1 if theme.is_dark else 0])

    @property
    def style(self) -> Qt.PenStyle:
        """Its dashes, which tell it from others without a colour."""
        return _DASHES[self.number % len(_DASHES)]


class Pins(QObject):
    """The pins of a window, in the order in which they were pinned."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without pins."""
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
        """Pin again what was pinned before, in its colours."""
        self._show(pins)

    def change(self, number: int, **changes: str | bool) -> None:
        """Rename a pin, or show or hide it."""
        self._show(
            tuple(
                replace(pin, **changes) if pin.number == number else pin  # type: ignore[arg-type]
                for pin in self.pins
            )
        )

    def remove(self, number: int) -> None:
        """Remove a pin."""
        self._show(tuple(pin for pin in self.pins if pin.number != number))

    def show_all(self, *, shown: bool) -> None:
        """Show or hide all pins."""
        self._show(tuple(replace(pin, is_shown=shown) for pin in self.pins))

    def clear(self) -> None:
        """Remove all pins."""
        self._show(())

    def _free(self, name: str) -> str:
        names = {pin.name for pin in self.pins}
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        return free_name(short, lambda number: f"{short} ({number})", names.__contains__)

    def _show(self, pins: tuple[Pin, ...]) -> None:
        if pins != self.pins:
            self.pins = pins
            self.changed.emit()


def pin_name(text: str) -> str:
    """Read a name for a pin; raise an EntryError if it is empty, too long or cannot be shown."""
    return parsed_name(text, "A pin's name", longest=LONGEST_NAME)


def pins_text(pins: Iterable[Pin]) -> str:
    """Write pins as JSON; one whose design is too large is left out."""
    return json.dumps([kept for pin in pins if (kept := _written(pin))], ensure_ascii=False)


def pins_from_text(text: object) -> tuple[Pin, ...]:
    """Read the text of ``pins_text``; whatever cannot be read is left out."""
    try:
        listed = json.loads(text) if isinstance(text, str) else []
    except (ValueError, RecursionError):
        return ()
    found = {pin.number: pin for pin in _read(listed if isinstance(listed, list) else [])}
    return tuple(found.values())


def _written(pin: Pin) -> dict[str, Any] | None:
    design = _kept_text(pin.schedule)
    if design is None:
        return None
    return {"number": pin.number, "name": pin.name, "shown": pin.is_shown, "design": design}


@lru_cache(maxsize=2 * MOST_PINS)
def _kept_text(schedule: Schedule) -> str | None:
    """Write a pinned design, once; None for one that is too large, mostly without writing it."""
    least = LEAST_NUMBER * len(schedule.metric) + LEAST_SEGMENT * len(schedule.segments)
    if least > LONGEST_DESIGN:
        return None
    try:
        text = design_text(schedule)
    except DesignError:
        return None
    return text if len(text) <= LONGEST_DESIGN else None


def _read(listed: list[Any]) -> Iterator[Pin]:
    for each in listed:
        match each:
            case {
                "number": int(number),
                "name": str(name),
                "shown": bool(shown),
                "design": str(design),
            } if 0 <= number < MOST_PINS and name[:LONGEST_NAME].isprintable():
                try:
                    schedule = schedule_from_text(design, source=name)
                except DesignError:
                    continue
                yield Pin(number, name[:LONGEST_NAME], schedule, shown)
            case _:
                continue

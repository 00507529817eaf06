"""Pins as text, for the settings: what was compared is there again at the next start."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rampsmith.app.compare.pins import LONGEST_NAME, MOST_PINS, Pin
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, schedule_from_text

LONGEST_DESIGN = 200_000
"""Characters of a design that is kept; settings are no place for larger ones."""


def pins_text(pins: Iterable[Pin]) -> str:
    """Write pins as JSON; one whose design is too large is left out."""
    return json.dumps([kept for pin in pins if (kept := _written(pin))], ensure_ascii=False)


def pins_from_text(text: object) -> tuple[Pin, ...]:
    """Read what ``pins_text`` wrote; whatever cannot be read, or is none, is left out."""
    try:
        listed = json.loads(text) if isinstance(text, str) else []
    except (ValueError, RecursionError):
        return ()
    found = {pin.number: pin for pin in _read(listed if isinstance(listed, list) else [])}
    return tuple(found.values())


def _written(pin: Pin) -> dict[str, Any] | None:
    try:
        design = design_text(pin.schedule)
    except DesignError:
        return None
    if len(design) > LONGEST_DESIGN:
        return None
    return {"number": pin.number, "name": pin.name, "shown": pin.is_shown, "design": design}


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

"""Pins as text, for the settings: what was compared is there again at the next start."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from rampsmith.app.compare.pins import LONGEST_NAME, MOST_PINS, Pin
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.schedule import Schedule

LONGEST_DESIGN = 200_000
"""Characters of a design that is kept; settings are no place for larger ones."""

LEAST_NUMBER, LEAST_SEGMENT = 5, 50
"""Characters that a value of a metric and a segment have at least."""


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

"""A number typed during a drag: where the mouse would have to be for it."""

import re

from rampsmith.app.plot.gestures.gesture import Gesture, View
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.values.numbers import EntryError, parsed_number, parsed_span

_UNIT = re.compile(r"(%|[A-Za-z]{2,})\s*$")
"""What stands after a place in the run; after a number there is at most one letter: ``8k``."""


_VALUE = re.compile(r"\s*(rate|lr|value)\s*$", re.IGNORECASE)
"""What may stand after a value."""

MOSTLY = 2
"""How much farther a drag goes across than up where it is about time; a guess."""


def typed_place(
    text: str,
    gesture: Gesture,
    schedule: Schedule,
    view: View,
    *,
    in_time: bool,
) -> tuple[float, float]:
    """Return the step and the height at which the thing that a gesture holds is where a text says.

    A number is where it is in the run, or its value, as the drag goes (``in_time``); one with a
    unit says itself which of them it is.

    Raises:
        EntryError: if it is no number, or nothing that is held goes along that axis.
    """
    held = gesture.held
    word = _VALUE.search(text)
    number = text[: word.start()] if word else text
    if held.value is not None and (word or not (in_time or _UNIT.search(text))):
        value = parsed_number(number)
        if value < 0:
            raise EntryError("It must not be negative.")
        up = view.scale.height(value) - view.scale.height(held.value)
        return gesture.step, gesture.height + up
    if held.step is None:
        raise EntryError("Nothing that is held moves in time.")
    place = span_in_steps(
        parsed_span(text, "steps", by_epoch=schedule.stepping == "epoch"), schedule
    )
    return gesture.step + (place - held.step) / held.pace, gesture.height


def goes_in_time(gesture: Gesture, place: tuple[float, float], view: View) -> bool:
    """Tell whether a drag that has come to a step and a height goes mostly through time."""
    held = gesture.held
    if held.step is None or held.value is None:
        return held.value is None
    across = abs(place[0] - gesture.step) / view.step_pixel
    return across > MOSTLY * abs(place[1] - gesture.height) / view.height_pixel


def typed_meaning(gesture: Gesture, view: View, *, in_time: bool) -> str:
    """Say what a number typed now stands for."""
    held = gesture.held
    place, value = "where it is in the run", f"the {view.kind.words}"
    if held.value is None:
        return place if held.step is not None else ""
    if held.step is None:
        return value
    if in_time:
        return f"{place}, with “value” after it {value}"
    return f"{value}, with a unit (3 epochs, 10%) {place}"

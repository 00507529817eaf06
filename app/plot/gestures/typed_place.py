"""A number typed during a drag: where the mouse would have to be for it."""

import re

from rampsmith.app.plot.gestures.gesture import Gesture, View
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.values.numbers import EntryError, parsed_number, parsed_span

_UNIT = re.compile(r"(%|[A-Za-z]{2,})\s*$")
"""What stands after a place in the run; after a number there is at most one letter: ``8k``."""


def typed_place(text: str, gesture: Gesture, schedule: Schedule, view: View) -> tuple[float, float]:
    """Return the step and the height at which the thing that a gesture holds is where a text says.

    A number is the value, or the step of what has no value; one with a unit is a place in the run.

    Raises:
        EntryError: if it is no number, or nothing that is held goes along that axis.
    """
    held = gesture.held
    if held.value is not None and not _UNIT.search(text):
        value = parsed_number(text)
        if value < 0:
            raise EntryError("It must not be negative.")
        up = view.scale.height(value) - view.scale.height(held.value)
        return gesture.step, gesture.height + up
    if held.step is None:
        raise EntryError("Nothing that is held moves in time.")
    place = span_in_steps(parsed_span(text, "steps"), schedule)
    return gesture.step + (place - held.step) / held.pace, gesture.height


def typed_meaning(gesture: Gesture, view: View) -> str:
    """Say what a number typed now stands for."""
    held = gesture.held
    place = "where it is in the run"
    if held.value is None:
        return place if held.step is not None else ""
    value = f"the {view.kind.words}"
    return value if held.step is None else f"{value}, with a unit (3 epochs, 10%) {place}"

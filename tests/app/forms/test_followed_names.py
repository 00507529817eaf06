"""In the window a name that the program gave follows the shape and the levels; a typed one stays."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint

from rampsmith.app.shell.window import Window
from tests.app.driver import SHIFT, Hand, type_into
from tests.app.shell.jobs import Person


@pytest.fixture
def person(window: Window, tmp_path: Path) -> Person:
    """Return somebody at the window."""
    return Person(window, tmp_path)


def names(window: Window) -> list[str]:
    return [segment.name for segment in window.store.document.segments]


def test_a_warmup_that_becomes_a_cosine_fall_is_a_decay(window: Window, person: Person) -> None:
    form = window.segment_form
    person.choose(form.shape, "Cosine")
    assert names(window) == ["Warmup", "Decay"], "it still rises"
    type_into(form.start, "1")
    type_into(form.end, "0.5")
    assert names(window) == ["Decay 2", "Decay"]
    assert form.name.text() == "Decay 2"
    for _ in range(3):
        window.store.undo()
    assert names(window) == ["Warmup", "Decay"]


def test_what_a_person_called_it_stays_whatever_becomes_of_it(
    window: Window, person: Person
) -> None:
    type_into(window.segment_form.name, "The first two epochs")
    person.choose(window.segment_form.shape, "Constant")
    assert window.store.document.segments[0].shape.kind == "constant"
    assert names(window)[0] == "The first two epochs"


def test_a_handle_dragged_below_turns_the_name_when_it_is_let_go(
    window: Window, hand: Hand
) -> None:
    window.plot.change_settings(snaps_time=False, snaps_level=False)
    peak = hand.pixel(90, 1e-2)
    hand.drag(peak, QPoint(peak.x(), hand.pixel(0, 0).y()), SHIFT)
    assert names(window) == ["Decay", "Rise"]
    window.store.undo()
    assert names(window) == ["Warmup", "Decay"]

"""Numbers that were changed by hand in a file come into the design, which then exports them."""

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.curve_code.schedule_curves import curves_of
from rampsmith.exporters.targets.hand_numbers import (
    LARGEST_READ,
    ChangedNumber,
    changed_numbers,
    with_numbers,
)
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.golden.schedules import GOLDEN


def parameters(schedule: Schedule) -> dict[str, float]:
    found = [each for curve in curves_of(schedule).all for each in curve.parameters.all]
    return {parameter.name: parameter.value for parameter in found if not parameter.places}


def another(value: float) -> float:
    """A number near another, of the same type."""
    return value + 1 if isinstance(value, int) else float(f"{value * 0.9:.3g}") or 0.25


@pytest.mark.parametrize("name", GOLDEN)
def test_every_number_of_the_constructor_can_be_taken_over(name: str) -> None:
    schedule = GOLDEN[name]
    for number, value in parameters(schedule).items():
        change = ChangedNumber(number, value, another(value))
        edited = with_numbers(schedule, [change])
        assert edited is not None, number
        assert parameters(edited).get(number, change.after) == change.after
        assert edited != schedule


@pytest.mark.parametrize("name", GOLDEN)
def test_changed_defaults_are_found_by_their_names(name: str) -> None:
    source = pytorch_source(GOLDEN[name])
    assert changed_numbers(source, source) == ()
    for number, value in parameters(GOLDEN[name]).items():
        after = another(value)
        changed = source.replace(f"{number}: {_literal(value)}", f"{number}: {_literal(after)}")
        if changed != source:
            assert changed_numbers(source, changed) == (ChangedNumber(number, value, after),)


def test_a_file_that_is_too_long_is_not_parsed_for_its_numbers() -> None:
    source = pytorch_source(GOLDEN["cosine_warmup"])
    changed = source.replace("total_epochs: int = 50", "total_epochs: int = 60")
    assert len(changed_numbers(source, changed)) == 1
    for ending, found in (("\n" * 1_000, 1), ("\n" * LARGEST_READ, 0)):
        assert len(changed_numbers(source, changed + ending)) == found


def _literal(value: float) -> str:
    return f"int = {value:_}" if isinstance(value, int) else f"float = {value!r}"


def test_arithmetic_is_read_and_the_rest_is_left() -> None:
    source = pytorch_source(GOLDEN["starter"])
    typed = source.replace("warmup_steps: int = 90", "warmup_steps: int = 5 * 45")
    assert changed_numbers(source, typed) == (ChangedNumber("warmup_steps", 90, 225),)
    assert not changed_numbers(source, source.replace("int = 90", "int = count()"))
    assert not changed_numbers(
        source, source.replace("last_epoch: int = -1", "last_epoch: int = 7")
    )
    assert not changed_numbers(source, "class (")


@pytest.mark.parametrize("after", [-5.0, 0.5, 1e30])
def test_a_number_that_makes_no_sense_is_not_taken(after: float) -> None:
    schedule = GOLDEN["starter"]
    assert with_numbers(schedule, [ChangedNumber("total_steps", 900, after)]) is None
    assert with_numbers(schedule, [ChangedNumber("unknown", 900, after)]) is None


def test_the_length_of_the_run_and_of_a_segment_change_together() -> None:
    schedule = GOLDEN["starter"]
    changes = [ChangedNumber("total_steps", 900, 1800), ChangedNumber("warmup_steps", 90, 500)]
    edited = with_numbers(schedule, changes)
    assert edited is not None
    assert edited.run.updates == 1800
    assert parameters(edited)["warmup_steps"] == 500


def test_milestones_and_gamma_are_read_one_by_one() -> None:
    schedule = GOLDEN["milestones"]
    source = pytorch_source(schedule)
    typed = source.replace("(30, 60)", "(30, 45)").replace(
        "gamma: float = 0.1", "gamma: float = 0.2"
    )
    changes = changed_numbers(source, typed)
    assert changes == (
        ChangedNumber("milestones", 60, 45, place=1),
        ChangedNumber("gamma", 0.1, 0.2),
    )
    edited = with_numbers(schedule, changes)
    assert edited is not None
    fresh = pytorch_source(edited)
    assert "milestones: list[int] | tuple[int, ...] = (30, 45)" in fresh
    assert "gamma: float = 0.2" in fresh
    assert with_numbers(schedule, [ChangedNumber("milestones", 60, 20, place=1)]) is None


def test_all_that_ends_at_a_place_keeps_its_length_as_it_does_in_the_file() -> None:
    """What is held in its place moves the next, which is to be held too."""
    lengths = (Span(5, "epochs"), Span(30, "epochs", until=True), Span(60, "epochs", until=True))
    names = ("warmup", "first", "second")
    segments = [
        Segment(name, Constant(), length, Level(1 / (number + 1)))
        for number, (name, length) in enumerate(zip(names, lengths, strict=True))
    ]
    run = Run(samples=1_000, batch_size=10, epochs=90)
    schedule = Schedule(
        segments=(*segments, Segment("last", Constant(), Span.of_the_rest(), Level(0.1))), run=run
    )
    before = parameters(schedule)
    edited = with_numbers(schedule, [ChangedNumber("warmup_steps", 500, 400)])
    assert edited is not None
    assert parameters(edited) == {**before, "warmup_steps": 400}

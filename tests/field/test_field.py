"""Schedules of real training code come out of designs to twelve digits, also in torch."""

import pytest

from rampsmith.designer.document.curves import curve_keys
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import design_text, schedule_in
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from tests.designer.set_values import values_of
from tests.field.designs import DESIGNS, GOLDEN


def _expressions(schedule: Schedule) -> list[Expression]:
    segments = [*schedule.segments, *(s for track in schedule.tracks for s in track.segments)]
    return [segment.shape for segment in segments if isinstance(segment.shape, Expression)]


def test_every_row_has_a_design() -> None:
    assert set(GOLDEN) == set(DESIGNS)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_has_the_values_of_its_source(name: str) -> None:
    schedule, row = DESIGNS[name], GOLDEN[name]
    assert errors(schedule) == ()
    for kind, of_groups in row["values"].items():
        for group, golden in of_groups.items():
            found = [_value(schedule, kind, group, t) for t in row["steps"]]
            assert found == pytest.approx(golden, rel=1e-12, abs=1e-12 * max(golden))


def _value(schedule: Schedule, kind: str, group: str, t: int) -> float:
    """Return a value for a group, or the one that stands for all of them."""
    values = values_of(schedule, kind, t)
    return values[kind if group == "all" else group]


@pytest.mark.parametrize("name", DESIGNS)
def test_nothing_is_set_that_the_source_leaves_alone(name: str) -> None:
    schedule, row = DESIGNS[name], GOLDEN[name]
    kinds = {key.kind.name for key in curve_keys(schedule)}
    assert kinds == set(row["values"])
    for kind, of_groups in row["values"].items():
        assert set(values_of(schedule, kind, 0)) in (set(of_groups), {kind})


@pytest.mark.parametrize("name", DESIGNS)
def test_no_formula_asks_for_the_base_rate(name: str) -> None:
    assert not any("base" in shape.names for shape in _expressions(DESIGNS[name]))


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_of_the_field_survives_its_file(name: str) -> None:
    schedule = DESIGNS[name]
    assert schedule_in(design_text(schedule), source=name) == schedule

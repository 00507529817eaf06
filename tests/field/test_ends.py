"""Schedules of real training code that execute other ends, cut a shape, or stop at a floor."""

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import design_text, schedule_in
from rampsmith.designer.problems.all_problems import errors
from tests.exporters.conformance import exported, optimizer_for, rates_at
from tests.field.ends import DESIGNS, GOLDEN


def test_every_row_has_a_design() -> None:
    assert set(GOLDEN) == set(DESIGNS)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_and_its_exported_class_have_the_rates_of_the_source(name: str) -> None:
    schedule, row = DESIGNS[name], GOLDEN[name]
    assert errors(schedule) == ()
    found = [Rates(schedule).at(t)[0] for t in row["steps"]]
    assert found == pytest.approx(row["values"], rel=1e-12, abs=1e-12 * max(row["values"]))
    scheduler = exported(schedule)(optimizer_for(schedule))
    assert [each[0] for each in rates_at(scheduler, row["steps"])] == found


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_survives_its_file(name: str) -> None:
    schedule = DESIGNS[name]
    assert schedule_in(design_text(schedule), source=name) == schedule

"""Schedules of real training code are exact to twelve digits, as presets where there is one."""

import pytest

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import design_text, schedule_in
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from tests.designer.set_values import values_of
from tests.exporters.conformance import exported, optimizer_for, rates_at
from tests.field import ends
from tests.field.rows import DESIGNS, GOLDEN, IN_TEST_ENDS


def test_every_row_has_a_design_and_almost_none_a_formula() -> None:
    assert set(GOLDEN) == set(DESIGNS)
    assert len(DESIGNS) + len(IN_TEST_ENDS) == 58
    assert {name for name, schedule in DESIGNS.items() if _formulas(schedule)} == {"icefall_eden"}
    assert not any(map(_formulas, ends.DESIGNS.values()))


def _formulas(schedule: Schedule) -> list[Expression]:
    segments = [*schedule.segments, *(s for track in schedule.tracks for s in track.segments)]
    return [segment.shape for segment in segments if isinstance(segment.shape, Expression)]


@pytest.mark.parametrize("name", DESIGNS)
def test_a_row_has_the_rates_of_its_source(name: str) -> None:
    schedule, row = DESIGNS[name], GOLDEN[name]
    assert errors(schedule) == ()
    # Where the run is given in tokens, the update that reaches them is part of it.
    assert row["total"] <= schedule.total_steps <= row["total"] + 1
    peak = max(max(rates) for rates in row["values"])
    rates = Rates(schedule)
    for t, golden in zip(row["steps"], row["values"], strict=True):
        assert rates.at(t) == pytest.approx(golden, rel=1e-12, abs=1e-12 * peak), t
    for t, golden in zip(row["steps"], row.get("momentum", ()), strict=False):
        assert [*values_of(schedule, "momentum", t).values()] == pytest.approx([golden], rel=1e-12)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_row_survives_its_file_and_its_class_has_its_rates(name: str) -> None:
    schedule, row = DESIGNS[name], GOLDEN[name]
    assert schedule_in(design_text(schedule), source=name) == schedule
    rates = Rates(schedule)
    scheduler = exported(schedule)(optimizer_for(schedule))
    assert rates_at(scheduler, row["steps"]) == [[*rates.at(t)] for t in row["steps"]]

"""The range test: its design goes through all rates, and what its losses say is found where it is."""

import math

import pytest

from rampsmith.designer.document.schedule import Group, Schedule, Segment
from rampsmith.designer.drive.range_test import (
    HIGHEST,
    LOWEST,
    range_design,
    range_found,
    two_digits,
)
from rampsmith.designer.editing.edits import with_base_rate
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.values.spans import Span

TWO_GROUPS = Schedule(
    segments=(Segment("Hold", Constant(), Span.of_the_rest()),),
    groups=(Group("head", 0.02), Group("body", 0.005)),
)

RATES = [10 ** (-6 + 7 * each / 600) for each in range(600)]


def losses(*, turn: float, steepest: float) -> list[float]:
    """Return losses that fall most at one rate and rise again from another one on."""
    found = []
    for rate in RATES:
        place = math.log10(rate)
        fall = 1 / (1 + math.exp(-6 * (place - math.log10(steepest))))
        rise = max(0.0, place - math.log10(turn)) ** 2
        found.append(2.0 - fall + 5 * rise)
    return found


def test_its_design_goes_through_all_rates_in_the_proportion_of_the_groups() -> None:
    design = range_design(TWO_GROUPS, 600)
    rates = Rates(design)
    assert rates.at(0) == pytest.approx([LOWEST, LOWEST / 4])
    assert rates.at(600) == pytest.approx([HIGHEST, HIGHEST / 4])
    assert rates.at(300)[0] == pytest.approx(math.sqrt(LOWEST * HIGHEST))
    assert [group.name for group in design.groups] == ["head", "body"]
    assert design.run.total_updates == 600


def test_a_design_without_groups_or_rates_has_one_of_the_usual_rate() -> None:
    assert Rates(range_design(Schedule(), 100)).at(0) == pytest.approx([LOWEST])
    nothing = Schedule(groups=(Group("all", 0.0),))
    assert Rates(range_design(nothing, 100)).at(0) == pytest.approx([LOWEST])


def test_it_finds_the_steepest_fall_and_the_turn() -> None:
    found = range_found(RATES, losses(turn=0.1, steepest=2e-3))
    assert found is not None
    assert found.steepest == pytest.approx(2e-3, rel=0.3)
    assert found.turn == pytest.approx(0.1, rel=0.3)
    assert found.base == pytest.approx(0.01, rel=0.3)
    assert found.base == two_digits(found.base)


def test_losses_that_explode_do_not_move_the_turn() -> None:
    exploded = [
        loss if rate < 1 else 1e30
        for rate, loss in zip(RATES, losses(turn=0.1, steepest=2e-3), strict=True)
    ]
    found = range_found(RATES, exploded)
    assert found is not None
    assert found.turn == pytest.approx(0.1, rel=0.3)


def test_losses_that_never_fall_say_nothing() -> None:
    assert range_found(RATES, [1.0] * 600) is None
    assert range_found(RATES, [1.0 + 0.01 * each for each in range(600)]) is None
    assert range_found(RATES[:5], [5.0, 4.0, 3.0, 2.0, 1.0]) is None


def test_a_base_rate_is_given_to_the_first_group_and_the_others_follow() -> None:
    changed = with_base_rate(TWO_GROUPS, 0.1)
    assert [group.base_lr for group in changed.groups] == [0.1, 0.025]
    assert changed.segments == TWO_GROUPS.segments
    from_nothing = with_base_rate(Schedule(groups=(Group("a", 0.0), Group("b", 1.0))), 0.1)
    assert [group.base_lr for group in from_nothing.groups] == [0.1, 0.1]

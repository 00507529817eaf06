"""The range test: its design, and what its losses say."""

import math
from itertools import pairwise

import pytest

from rampsmith.designer.document.schedule import Group
from rampsmith.designer.drive.range_test import (
    HIGHEST,
    LOWEST,
    NoTurnError,
    range_design,
    range_found,
    with_base_rate,
)
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.problems.all_problems import errors
from tests.designer.drive.driven import schedule

RATES = [10 ** (-6 + 7 * place / 499) for place in range(500)]


def loss_at(rate: float, turn: float, steepest: float) -> float:
    """Fall around a rate, most steeply there, and rise from the turn on."""
    fall = 1 / (1 + math.exp(-5 * math.log10(rate / steepest)))
    return 3 - 2 * fall + max(0.0, 4 * math.log10(rate / turn)) ** 2


def test_the_design_goes_from_the_lowest_rate_to_the_highest_by_one_ratio() -> None:
    design = range_design(schedule(0.1, 40, Group("body", 1e-3), Group("head", 1e-2)), updates=100)
    assert errors(design) == ()
    rates = rates_of(design)
    body, head = ([rates.at(step)[group] for step in range(100)] for group in (0, 1))
    assert (body[0], body[-1]) == pytest.approx((LOWEST, HIGHEST))
    assert head == pytest.approx([10 * rate for rate in body])
    ratios = [after / before for before, after in pairwise(body)]
    assert ratios == pytest.approx([ratios[0]] * 99)


def test_groups_without_a_rate_of_their_own_all_go_through_the_same_rates() -> None:
    design = range_design(schedule(0.1, 40, Group("body", 0.0), Group("head", 1e-2)), updates=100)
    assert errors(design) == ()
    assert rates_of(design).at(99) == pytest.approx((HIGHEST, HIGHEST))


@pytest.mark.parametrize("turn", [3e-3, 0.1, 1.0])
def test_the_steepest_fall_and_the_turn_are_found_under_noise(turn: float) -> None:
    losses = [
        loss_at(rate, turn, turn / 30) + 0.05 * math.sin(37.0 * place)
        for place, rate in enumerate(RATES)
    ]
    found = range_found(RATES, losses, diverged=False)
    assert turn / 2 < found.turn < turn * 2
    assert turn / 60 < found.steepest < turn / 15
    assert found.offered == float(f"{found.turn / 10:.1e}")
    assert len(found.smoothed) == len(found.rates) == 500


def test_a_loss_that_was_finite_until_it_turned_is_enough() -> None:
    losses = [loss_at(rate, 10.0, 1e-3) for rate in RATES[:300]]
    found = range_found(RATES, losses, diverged=True)
    assert found.turn == RATES[299]


def test_a_loss_that_blew_up_and_fell_again_turned_before() -> None:
    losses = [loss_at(rate, 0.01, 1e-3) for rate in RATES]
    blown = [1e23 if rate > 0.1 else loss for rate, loss in zip(RATES, losses, strict=True)]
    blown[-20:] = [0.1] * 20
    assert 0.005 < range_found(RATES, blown, diverged=False).turn < 0.02


@pytest.mark.parametrize(
    ("losses", "words"),
    [
        ([2.0] * 500, "falls at no rate"),
        ([1.0 + place / 500 for place in range(500)], "falls at no rate"),
        ([2.0 - place / 500 for place in range(500)], "still falls at 10"),
        ([2.0, 1.0], "fewer than three updates"),
    ],
)
def test_losses_that_do_not_fall_and_turn_are_refused(losses: list[float], words: str) -> None:
    with pytest.raises(NoTurnError, match=words):
        range_found(RATES, losses, diverged=False)


def test_the_other_groups_follow_the_base_rate_of_the_first() -> None:
    design = with_base_rate(schedule(0.1, 40, Group("body", 1e-3), Group("head", 1e-2)), 5e-3)
    assert [group.base_lr for group in design.groups] == [5e-3, 5e-2]

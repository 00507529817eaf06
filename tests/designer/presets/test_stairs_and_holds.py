"""DeepSpeed's OneCycle in stairs and NeMo's warmup policies, against their formulas written down.

The sources are deepspeed/runtime/lr_schedules.py (22779f2c) and nemo/core/optim/lr_scheduler.py (0165f08f).
"""

import math
from typing import Any

import pytest

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import PresetError, preset_named
from rampsmith.designer.problems.all_problems import errors
from tests.exporters.whole import check_rates

LOW, HIGH, LEAST, MOST = 1e-4, 1e-3, 0.8, 0.9


def scale(t: int, up: int, down: int, stairs: tuple[int, int]) -> float:
    """Return how far DeepSpeed's cycle is up at a batch of it, counted from 0."""
    if t <= up:
        return math.floor(t * stairs[0] / up) / stairs[0] if stairs[0] else t / up
    left = up + down - t
    return math.floor(left * stairs[1] / down) / stairs[1] if stairs[1] else left / down


@pytest.mark.parametrize(
    ("up", "down", "given", "stairs"),
    [
        (20, 20, {"cycle_first_stair_count": 5}, (5, 5)),
        (7, 30, {"cycle_first_stair_count": 3, "cycle_second_stair_count": 4}, (3, 4)),
        (30, 7, {"cycle_first_stair_count": 4, "cycle_second_stair_count": 0}, (4, 0)),
        (9, 11, {"cycle_second_stair_count": 20}, (0, 20)),
    ],
)
def test_one_cycle_goes_in_deepspeeds_stairs(
    up: int, down: int, given: dict[str, Any], stairs: tuple[int, int]
) -> None:
    schedule = preset_named("deepspeed:OneCycle").make(
        steps=60,
        cycle_first_step_size=up,
        cycle_second_step_size=down,
        decay_step_size=5,
        decay_lr_rate=0.5,
        decay_mom_rate=0.01,
        **given,
    )
    assert errors(schedule) == ()
    rates, momenta = Rates(schedule), Rates(curve_of(schedule, MOMENTUM_CURVE))
    for t in range(60):
        after = max(0, t - up - down) / 5
        at = scale(t, up, down, stairs) if t < up + down else 0.0
        rate = (LOW + (HIGH - LOW) * at) / (1 + 0.5 * after)
        momentum = (MOST - (MOST - LEAST) * at) * (1 + 0.01 * after)
        assert rates.at(t)[0] == pytest.approx(rate, rel=1e-12)
        assert momenta.at(t)[0] == pytest.approx(momentum, rel=1e-12)
    check_rates(schedule)


@pytest.mark.parametrize(
    ("warmup", "hold", "end", "least"),
    [
        (10, 0, None, 0.0),
        (10, 20, 50, 1e-5),
        (0, 5, 30, 1e-5),
        (5, 70, 40, 1e-5),
        (10, 500, 40, 0.0),
    ],
)
def test_a_warmup_holds_as_nemos_policies_do(
    warmup: int, hold: int, end: int | None, least: float
) -> None:
    schedule = preset_named("nemo:WarmupHoldPolicy").make(
        base_lr=0.01, steps=100, warmup_steps=warmup, hold_steps=hold, max_steps=end, min_lr=least
    )
    assert errors(schedule) == ()
    for t in range(100):
        expected = 0.01
        if warmup and t <= warmup:
            expected = 0.01 * (t + 1) / (warmup + 1)
        elif not t < warmup + hold and t > (100 if end is None else end):
            expected = least
        assert Rates(schedule).at(t)[0] == pytest.approx(expected, rel=1e-12, abs=0)
    check_rates(schedule)


def test_the_other_names_of_nemos_policies_lead_to_them() -> None:
    for name in ("WarmupPolicy", "PolynomialHoldDecayAnnealing"):
        with pytest.raises(PresetError, match="nemo:"):
            preset_named(name)

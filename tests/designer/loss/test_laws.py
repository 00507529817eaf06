"""The laws of the loss against their definitions, summed update by update."""

from dataclasses import replace

import numpy as np
import pytest

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of as rates_of_schedule
from rampsmith.designer.loss.laws import LAWS, Law
from rampsmith.designer.loss.rate_path import RatePath
from rampsmith.designer.training_loop.loop import Loop
from tests.designer.designs import CYCLES, PLAIN
from tests.designer.loss.runs import SHAPES, WARMUP, path_of, rates_of

ANNEALING, MULTI_POWER = LAWS


@pytest.mark.parametrize("name", SHAPES)
def test_the_areas_are_those_of_the_paper_summed_update_by_update(name: str) -> None:
    rates, memory = rates_of(name, 1_500), 0.99
    forward, area, momentum = 0.0, 0.0, 0.0
    for update in range(1, len(rates)):
        momentum = memory * momentum + (
            rates[update - 1] - rates[update] if update > WARMUP else 0.0
        )
        area += momentum
        forward += rates[update]
    path = path_of(name, 1_500)
    assert path.sums[-1] == pytest.approx(forward, rel=1e-12)
    shape = (np.log(1 / (1 - memory)),)
    assert ANNEALING.fallen(path, shape)[-1] == pytest.approx(area, rel=1e-9, abs=1e-15)


def test_a_path_of_few_places_has_the_areas_of_one_with_every_update() -> None:
    whole = path_of("wsd", 1_500)
    corners = np.array([0, WARMUP, 1_266, 1_500])  # The decay begins 234 updates before the end.
    rates = np.interp(np.arange(1_501), corners, whole.rates[corners])
    few = RatePath(corners.astype(np.float64), whole.rates[corners])
    every = RatePath(np.arange(1_501, dtype=np.float64), rates)
    assert few.sums[-1] == pytest.approx(every.sums[-1], rel=1e-12)
    for shape in ((3.0,), (7.0,), (10.0,)):
        at_end = ANNEALING.fallen(every, shape)[-1]
        assert ANNEALING.fallen(few, shape)[-1] == pytest.approx(at_end, rel=1e-9)


def test_each_fall_pays_off_by_a_power_law_of_its_own() -> None:
    path, shape = path_of("stair", 600), (-0.5, 0.6, 4.0)
    beta, gamma, scale = np.exp(-0.5), 0.6, np.exp(4.0)
    expected = 0.0
    for update in range(WARMUP + 1, 601):
        fall = path.rates[update - 1] - path.rates[update]
        since = path.sums[600] - (path.sums[update - 1] + path.sums[update]) / 2
        expected += fall * (1 - (scale * path.rates[update] ** -gamma * since + 1) ** -beta)
    assert MULTI_POWER.fallen(path, shape)[-1] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_rate_that_never_falls_pays_nothing_off(law: Law) -> None:
    shape = tuple(axis[0] for axis in law.grid)
    assert not law.fallen(path_of("constant", 900), shape).any()


@pytest.mark.parametrize("schedule", [PLAIN, CYCLES, replace(PLAIN, stepping="epoch")])
def test_a_schedules_path_has_the_rates_that_its_updates_use(schedule: Schedule) -> None:
    path, loop = RatePath.of_schedule(schedule), Loop.of(schedule)
    rates = rates_of_schedule(schedule)
    for update, rate in zip(path.updates.tolist(), path.rates.tolist(), strict=True):
        if update < loop.updates:
            assert rate == rates.at(loop.step_of_update(int(update)))[0]

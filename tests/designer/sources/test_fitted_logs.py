"""Designs of logs: what is stepped once per epoch and logged at every update is one of epochs."""

import math
from collections.abc import Callable

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.logs.reading import read_log_text
from rampsmith.designer.sources.fitted_logs import design_of_log
from rampsmith.designer.sources.reading import Reading


def of_log(rate: Callable[[int], float], count: int, form: str = "{!r}") -> Reading:
    rows = "".join(f"{t},{form.format(rate(t))}\n" for t in range(count))
    return design_of_log(read_log_text(f"step,lr\n{rows}", "log.csv"))


def cosine(epoch: int) -> float:
    return 0.05 * (1 + math.cos(math.pi * epoch / 30))


@pytest.mark.parametrize("form", ["{!r}", pytest.param("{:.6g}", marks=pytest.mark.long)])
def test_a_curve_that_holds_for_an_epoch_is_one_of_epochs(form: str) -> None:
    reading = of_log(lambda t: cosine(t // 40), 1_200, form)
    schedule = reading.schedule
    assert [each.shape.kind for each in schedule.segments] == ["cosine"]
    assert (schedule.stepping, schedule.total_steps, schedule.run.updates_per_epoch) == (
        "epoch",
        30,
        40,
    )
    found = Rates(schedule).of_group(0, range(30))
    assert found == pytest.approx([cosine(epoch) for epoch in range(30)], rel=1e-6, abs=1e-9)
    assert [(note.kind, "every 40 steps" in note.sentence) for note in reading.notes] == [
        ("assumed", True)
    ]


def test_stairs_stay_stairs_in_steps() -> None:
    schedule = of_log(lambda t: 0.1 * 0.5 ** (t // 40), 1_200).schedule
    assert (schedule.stepping, schedule.total_steps) == ("update", 1_200)
    assert [each.shape.kind for each in schedule.segments] == ["staircase"]


def test_a_curve_that_moves_with_every_update_is_one_of_updates() -> None:
    schedule = of_log(cosine, 30).schedule
    assert (schedule.stepping, schedule.total_steps) == ("update", 30)

"""A kind of curve is a row: what edits, evaluates, checks and describes curves asks its fields."""

from types import SimpleNamespace
from typing import Any

import pytest

from rampsmith.designer.document.curves import added_curve, curve_keys, edited_curve
from rampsmith.designer.document.kinds import (
    KINDS,
    MOMENTUM,
    MOMENTUM_CURVE,
    RATE,
    RATE_CURVE,
    CurveKey,
    CurveKind,
    Held,
)
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.rates import set_curves
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.proof.comparison import Comparison, FaultError
from rampsmith.designer.training_loop.rows import Rows
from rampsmith.designer.words.phrases import difference_words, summary

WEIGHT_DECAY = CurveKind(
    name="weight decay",
    title="Weight decay",
    tip="How much the weights shrink at every update",
    clause="weight decay",
    opening="The weight decay goes along",
    units=(("rate", "value"),),
    neutral=0.01,
    below=0.5,
    held=(Held("weight_decay"),),
)
"""A kind that is in no table."""
KEY = CurveKey(WEIGHT_DECAY)


def decayed(level: Level) -> Schedule:
    """Add a momentum, and a curve of weight decay that stays at a level, to the starter."""
    schedule = added_curve(added_curve(starter(), KEY), MOMENTUM_CURVE)
    return edited_curve(schedule, KEY, lambda alone: with_segment(alone, 0, start=level))


def test_a_further_kind_is_edited_evaluated_and_listed_in_the_table() -> None:
    schedule = decayed(Level.of_rate(0.02))
    assert curve_keys(schedule) == (RATE_CURVE, MOMENTUM_CURVE, KEY)
    assert errors(schedule) == ()
    assert set_curves(schedule)[KEY].at(5) == (0.02,)
    (row,) = Rows(schedule, "step").read(0, 1)
    assert (row.values[MOMENTUM_CURVE], row.after[KEY]) == ((0.9,), (0.02,))


@pytest.mark.parametrize(
    ("level", "part"),
    [
        (Level(0.02), "must be the weight decay itself, not a factor."),
        (Level.of_rate(0.5), "must be below 0.5, as weight decay is, not 0.5."),
    ],
)
def test_a_further_kind_has_its_own_units_and_bounds(level: Level, part: str) -> None:
    (problem,) = errors(decayed(level))
    assert part in problem.sentence
    assert str(problem.place) == "weight decay.segments[0].start"
    assert problem.place.curve == KEY


def test_a_further_kind_is_described() -> None:
    schedule = decayed(Level.of_rate(0.02))
    assert summary(schedule).endswith("; weight decay: constant at 0.02 over the rest")
    assert difference_words(added_curve(starter(), KEY), schedule) == (
        "the weight decay, the momentum"
    )


def test_a_further_kind_is_compared_with_what_the_optimizer_holds() -> None:
    schedule = added_curve(starter(), KEY)
    group = {"lr": 0.001, "weight_decay": 0.01}
    scheduler = SimpleNamespace(
        optimizer=SimpleNamespace(param_groups=[group]), get_last_lr=lambda: [0.001]
    )
    comparison = Comparison(schedule, [0])
    comparison.at(0, scheduler)
    group["weight_decay"] = 0.02
    with pytest.raises(FaultError, match=r"the weight decay of group “all” is 0\.02, not 0\.01"):
        comparison.at(0, scheduler)


@pytest.mark.parametrize(
    ("group", "held"),
    [({"momentum": 0.8}, 0.8), ({"betas": (0.7, 0.99), "momentum": 0.8}, 0.7), ({"lr": 1.0}, None)],
)
def test_a_kind_knows_where_an_optimizer_holds_it(group: dict[str, Any], held: float) -> None:
    assert MOMENTUM.read(group) == held


def test_every_kind_has_a_name_and_a_button_of_its_own() -> None:
    assert KINDS[0] is RATE
    assert len({kind.name for kind in KINDS}) == len({kind.title for kind in KINDS}) == len(KINDS)
    assert all(kind.neutral < kind.below for kind in KINDS)

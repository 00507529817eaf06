"""What is learned from logs: the numbers of a law, the order of schedules, and what is refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.loss.fitting import LossFit, fitted_loss
from rampsmith.designer.loss.logged_run import LoggedRun, UnfitLogError
from rampsmith.designer.loss.prediction import FarFromSeenError, predicted
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.loss.runs import (
    PEAK,
    SHAPES,
    WARMUP,
    fit_of_one,
    fit_of_two,
    logged,
    path_of,
    true_losses,
)

DESIGN = Schedule(
    class_name="Line",
    segments=(
        Segment("Warmup", Linear(), Span.of_steps(WARMUP), Level(0.0), Level(1.0)),
        Segment("Decay", Linear(), Span.of_the_rest(), None, Level(0.0)),
    ),
    groups=(Group("all", PEAK),),
    run=Run(samples=None, epochs=None, updates=6_000),
)


def test_the_numbers_of_a_law_are_found_again_under_noise() -> None:
    best = fit_of_two().best
    assert best.law.name == "annealing law"
    assert best.power == pytest.approx(0.5, abs=0.05)
    assert best.level == pytest.approx(2.5, abs=0.05)
    assert best.shape[0] == pytest.approx(np.log(500), abs=0.5)
    assert best.error == pytest.approx(0.001, rel=0.25)


@pytest.mark.parametrize("of", [fit_of_one, fit_of_two], ids=["of one log", "of two"])
def test_the_end_of_other_schedules_is_predicted_in_the_right_order(
    of: Callable[[], LossFit],
) -> None:
    fit = of()
    ends = {name: true_losses(path_of(name, 6_000).rates)[-1] for name in SHAPES}
    found = {name: fit.best.losses(path_of(name, 6_000))[-1] for name in SHAPES}
    assert found == pytest.approx(ends, abs=0.02)
    assert sorted(SHAPES, key=found.__getitem__) == sorted(SHAPES, key=ends.__getitem__)


def test_the_interval_holds_the_truth_and_is_wider_where_the_log_says_less() -> None:
    rates = path_of("linear", 6_000).rates
    narrow, wide = (predicted(DESIGN, fit).end for fit in (fit_of_two(), fit_of_one()))
    for lowest, likeliest, highest in (narrow, wide):
        assert lowest <= likeliest <= highest
        assert lowest <= true_losses(rates)[-1] <= highest
    longer = replace(DESIGN, run=Run(samples=None, epochs=None, updates=50_000))
    far = predicted(longer, fit_of_two()).end
    assert far[2] - far[0] > narrow[2] - narrow[0]


def test_each_of_several_logs_is_left_out_once() -> None:
    assert [each.name for each in fit_of_two().left_out] == ["cosine", "wsd"]
    for each in fit_of_two().left_out:
        assert each.predicted == pytest.approx(each.logged, abs=0.03)
    assert fit_of_one().left_out == ()


def test_nothing_is_learned_of_decays_from_a_constant_rate() -> None:
    with pytest.raises(UnfitLogError, match="constant: The rate never falls"):
        fitted_loss([logged("constant")])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"updates": 70_000}, "more than 10 times as many are not predicted"),
        ({"base": 1.2e-3}, "more than 3 times higher is not predicted"),
        ({"base": 5e-5}, "more than 3 times lower is not predicted"),
    ],
)
def test_what_is_far_from_the_logs_is_refused(change: dict[str, float], sentence: str) -> None:
    design = replace(
        DESIGN,
        groups=(Group("all", change.get("base", PEAK)),),
        run=Run(samples=None, epochs=None, updates=int(change.get("updates", 6_000))),
    )
    with pytest.raises(FarFromSeenError, match=sentence):
        predicted(design, fit_of_one())


def test_a_prediction_begins_where_the_logged_losses_do() -> None:
    found = predicted(DESIGN, fit_of_one())
    assert found.updates[0] == pytest.approx(WARMUP, abs=60)
    assert np.isfinite(found.losses).all()


@pytest.mark.parametrize(
    ("losses", "epochs", "sentence"),
    [
        ({40: np.nan}, 1.0, "not finite at update 40"),
        ({}, 3.0, "goes 3 times over the data"),
        ({10: -0.1}, 1.0, "not all above 0"),
        (dict.fromkeys(range(150, 200), 9.0), 1.0, "ends at 9 after it was"),
    ],
)
def test_a_log_that_follows_no_law_is_refused(
    losses: dict[int, float], epochs: float, sentence: str
) -> None:
    updates = np.arange(200, dtype=np.float64)
    values = 3.0 + 1 / (1 + updates)
    for place, loss in losses.items():
        values[place] = loss
    with pytest.raises(UnfitLogError, match=sentence):
        LoggedRun.of_columns("run", updates, np.full(200, 1e-3), values, epochs)


def test_a_short_log_is_refused() -> None:
    five = np.arange(5, dtype=np.float64)
    with pytest.raises(UnfitLogError, match="at 1 update after its warmup; 20 are"):
        LoggedRun.of_columns("run", five, five + 1, 3 - five / 10)


def test_a_fit_that_is_not_wanted_any_more_ends_at_once() -> None:
    calls = 0

    def heard() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fitted_loss([logged("cosine")], heard)
    assert calls == 3

"""The plateau against ReduceLROnPlateau itself, and the words about its falls."""

import math
import timeit
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim.lr_scheduler import ReduceLROnPlateau

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import CountsFrom, Group, Level, Schedule, Segment
from rampsmith.designer.evaluation.plateau import (
    fallen,
    metric_at,
    simulated_plateau,
    taken_in,
    worst,
)
from rampsmith.designer.evaluation.plateau_falls import falls, watched_steps
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.sampling import sample_steps
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.problems.problem import Place
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from tests.designer.evaluation.metrics import finite, metrics

BASES = (1e-3, 0.1, 3e-6)


def plateaus() -> st.SearchStrategy[Plateau]:
    """Plateaus with every setting that torch accepts."""
    return st.builds(
        Plateau,
        mode=st.sampled_from(("min", "max")),
        factor=st.sampled_from((0.1, 0.5, 0.9)) | finite(0.0, 0.99),
        patience=st.integers(0, 6),
        threshold=st.sampled_from((1e-4, 0.0, 0.05, 1.0)) | finite(0.0, 0.5),
        threshold_mode=st.sampled_from(("rel", "abs")),
        cooldown=st.integers(0, 5),
        min_lr=st.sampled_from((0.0, 1e-5, 1e-3, 0.05)),
        eps=st.sampled_from((1e-8, 0.0, 1e-4)),
    )


def design(shape: Plateau, metric: tuple[float, ...], steps: int, warmup: float = 0) -> Schedule:
    """A plateau over so many steps, behind a linear warmup if there is one."""
    ramp = Segment("Warmup", Linear(), Span.of_steps(warmup), Level(0.1), Level(1.0))
    plateau = Segment("Plateau", shape, Span.of_steps(steps))
    return Schedule(
        segments=(ramp, plateau) if warmup else (plateau,),
        groups=tuple(Group(f"group {base}", base) for base in BASES),
        run=Run(epochs=None, updates=math.ceil(warmup) + steps),
        metric=metric,
    )


def torchs_scheduler(shape: Plateau, starts: Sequence[float]) -> ReduceLROnPlateau:
    """Build torch's own scheduler over a group for each rate."""
    groups: list[dict[str, Any]] = [
        {"params": [torch.zeros(1, requires_grad=True)], "lr": start} for start in starts
    ]
    optimizer = torch.optim.SGD(groups)
    return ReduceLROnPlateau(
        optimizer,
        mode=shape.mode,
        factor=shape.factor,
        patience=shape.patience,
        threshold=shape.threshold,
        threshold_mode=shape.threshold_mode,
        cooldown=shape.cooldown,
        min_lr=shape.min_lr,
        eps=shape.eps,
    )


def torchs(shape: Plateau, starts: list[float], given: list[float]) -> list[list[float]]:
    """The rates of all groups that torch's own scheduler has before and after each metric."""
    scheduler = torchs_scheduler(shape, starts)
    groups = scheduler.optimizer.param_groups
    rates = [[group["lr"] for group in groups]]
    for metric in given:
        scheduler.step(metric)
        rates.append([group["lr"] for group in groups])
    return rates


@given(plateaus(), metrics(), st.integers(0, 40))
def test_the_rates_are_those_of_torch_bit_for_bit(
    shape: Plateau, metric: tuple[float, ...], more: int
) -> None:
    steps = len(metric) + more
    rates = Rates(design(shape, metric, steps))
    given = [metric_at(n, shape, metric) for n in range(steps)]
    expected = torchs(shape, list(BASES), given)
    assert [list(rates.at(t)) for t in range(steps + 1)] == expected


@given(plateaus(), metrics(), st.integers(1, 9) | st.just(3.4), st.sampled_from((0, 1)))
def test_behind_a_warmup_the_metric_counts_from_the_plateaus_first_step_on(
    shape: Plateau, metric: tuple[float, ...], warmup: float, counts_from: CountsFrom
) -> None:
    schedule = replace(design(shape, metric, len(metric), warmup), counts_from=counts_from)
    rates = Rates(schedule)
    expected = torchs(shape, list(BASES), list(metric))
    begin = math.ceil(warmup) - counts_from
    assert watched_steps(schedule) == (begin, len(metric))
    assert rates.at(begin - 1) != rates.at(begin)
    shown = [list(rates.at(begin + n)) for n in range(len(metric) + 1)]
    assert shown == expected


@given(plateaus(), metrics())
def test_the_state_is_torchs_after_every_metric(shape: Plateau, metric: tuple[float, ...]) -> None:
    scheduler = torchs_scheduler(shape, (1.0,))
    best, state = worst(shape.mode), (0, 0, 0)
    for value in metric:
        scheduler.step(value)
        best, state = taken_in(value, best, state, shape)
        theirs = (scheduler.best, scheduler.num_bad_epochs, scheduler.cooldown_counter)
        assert (best, *state[:2]) == theirs


@given(plateaus(), st.sampled_from((math.nan, math.inf, -math.inf)), metrics(longest=10))
def test_values_that_are_no_numbers_are_drawn_as_torch_takes_them(
    shape: Plateau, odd: float, metric: tuple[float, ...]
) -> None:
    series = (*metric[:5], odd, *metric[5:], odd)
    rates = Rates(design(shape, series, len(series) + 12))
    given = [*series, *[odd] * 12]
    expected = torchs(shape, list(BASES), given)
    assert [list(rates.at(t)) for t in range(len(given) + 1)] == expected


@given(plateaus())
def test_without_a_metric_the_rate_never_falls(shape: Plateau) -> None:
    rates = Rates(design(shape, (), 50))
    assert {rates.at(t) for t in range(60)} == {BASES}
    if shape.threshold < 1:  # From there on, "rel" takes nothing for better, as torch does.
        assert (
            simulated_plateau(shape, tuple(metric_at(n, shape, ()) for n in range(50))).falls(50)
            == 0
        )


@pytest.mark.parametrize(
    "changes",
    [
        {"patience": math.inf},
        {"patience": math.nan},
        {"patience": -5, "cooldown": 4},
        {"patience": 2.0, "cooldown": 3.0},
        {"cooldown": -7},
        {"factor": math.nan},
        {"factor": -3.0},
        {"min_lr": math.inf},
        {"eps": math.nan},
        {"threshold": -math.inf},
        {"mode": "best", "threshold_mode": ""},
    ],
)
def test_wrong_settings_can_be_drawn_and_told_of(changes: dict[str, Any]) -> None:
    schedule = design(replace(Plateau(), **changes), (1.0, 0.5) + (1.0,) * 30, 60)
    rates = Rates(schedule)
    assert all(isinstance(value, float) for t in (0, 5, 40, 99) for value in rates.at(t))
    assert isinstance(falls(schedule, 0), tuple)


def test_whole_settings_written_as_floats_mean_the_same() -> None:
    metric = (1.0, 0.5, *(1.0,) * 20)
    whole = Rates(design(Plateau(patience=2, cooldown=3), metric, 60))
    settings: dict[str, Any] = {"patience": 2.0, "cooldown": 3.0}
    floats = Rates(design(replace(Plateau(), **settings), metric, 60))
    assert [whole.at(t) for t in range(61)] == [floats.at(t) for t in range(61)]


def test_after_the_end_the_last_rate_holds() -> None:
    rates = Rates(design(Plateau(patience=1, factor=0.5), (1.0,), 7))
    # It falls after 3, 5 and 7 metrics.
    assert [rates.at(t)[0] / 1e-3 for t in (2, 3, 5, 6, 7, 8, 1000)] == [
        *(1, 0.5, 0.25, 0.25, 0.125, 0.125, 0.125)
    ]


def test_a_plateau_starts_at_the_level_that_it_sets() -> None:
    schedule = design(Plateau(patience=0), (1.0, 1.0), 4, 2)
    first, last = schedule.segments
    jumped = replace(schedule, segments=(first, replace(last, start=Level(0.5))))
    assert Rates(jumped).at(2)[0] == 0.5e-3
    assert Rates(jumped).at(4)[0] == fallen(0.5e-3, 1, 0.1, 0.0, 1e-8)


def test_a_far_step_takes_no_longer_than_a_near_one() -> None:
    metric = tuple(math.exp(-n / 50) for n in range(1000))
    rates = Rates(design(Plateau(patience=3), metric, 10**9))
    rates.at(10**9 - 1)
    near = min(timeit.repeat(lambda: rates.at(10), number=500, repeat=5))
    far = min(timeit.repeat(lambda: rates.at(10**9 - 1), number=500, repeat=5))
    # Ten times as long would be a walk; the rest is what a busy machine makes of it.
    assert far < 10 * near


def test_falls_without_end_are_drawn_in_bounded_time() -> None:
    shape = Plateau(patience=0, factor=1 - 1e-15, eps=0.0)
    rates = Rates(design(shape, (1.0,), 10**12))
    assert math.isnan(rates.at(10**11)[0])


def test_each_fall_is_told_with_its_step_and_its_reason() -> None:
    shape = Plateau(factor=0.5, patience=2, threshold=0.01)
    metric = (1.0, 0.8, 0.795, 0.9, 0.81, 0.5, 0.6, 0.6, 0.6)
    told = falls(design(shape, metric, 9, 4), 1)
    assert [(fall.step, fall.before, fall.after) for fall in told] == [
        (9, 0.1, 0.05),
        (13, 0.05, 0.025),
    ]
    assert [(fall.best, fall.metric) for fall in told] == [(0.8, 0.81), (0.5, 0.6)]
    assert told[0].sentence == (
        "For 3 updates the metric was not below 0.792 (the best so far is 0.8): "
        "the rate falls from 0.1 to 0.05."
    )


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (Plateau(mode="max", patience=0, factor=0.5), "The metric 1 is not above 1.0001 (the best"),
        (Plateau(patience=0, min_lr=0.1), "stays at 0.1, the lowest allowed."),
        (Plateau(patience=0, eps=1.0), "would fall by less than eps, so it stays 0.1."),
    ],
)
def test_the_reason_names_what_was_wanted_and_what_kept_the_rate(
    shape: Plateau, words: str
) -> None:
    told = falls(design(shape, (1.0, 1.0), 2), 1)
    assert len(told) == 1
    assert words in told[0].sentence
    assert (told[0].after == told[0].before) == ("stays" in words)


@given(plateaus(), metrics(), st.integers(1, 9))
def test_the_falls_told_are_the_falls_drawn(
    shape: Plateau, metric: tuple[float, ...], warmup: int
) -> None:
    schedule = design(shape, metric, len(metric) + 20, warmup)
    rates = Rates(schedule)
    for group in range(len(BASES)):
        told = [(f.step, f.before, f.after) for f in falls(schedule, group) if f.after < f.before]
        drawn = [
            (t, rates.at(t - 1)[group], rates.at(t)[group])
            for t in range(warmup + 1, warmup + len(metric) + 21)
            if rates.at(t)[group] != rates.at(t - 1)[group]
        ]
        assert told == drawn


def test_both_sides_of_every_fall_are_drawn() -> None:
    metric = tuple(math.exp(-n / 9000) if n < 30_000 else 1.0 for n in range(50_000))
    schedule = design(Plateau(patience=4321, factor=0.5), metric, 90_000, 10_000)
    drawn = set(sample_steps(Rates(schedule), 0, 100_000, 200))
    told = [fall.step for fall in falls(schedule, 0)]
    assert len(told) > 5
    assert {each - shift for each in told for shift in (0, 1)} <= drawn


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_metric_that_is_no_number_keeps_a_plateau_from_being_exported(value: float) -> None:
    (problem,) = errors(design(Plateau(), (1.0, value, value), 20))
    assert problem.place == Place("metric")
    assert problem.sentence == f"Value 2 of the metric must be a finite number, not {value}."


def test_a_threshold_that_nothing_passes_is_refused() -> None:
    (problem,) = errors(design(Plateau(threshold=1.0), (), 20))
    assert problem.place == Place.of_segment(0, "shape", "threshold")
    assert "below 1 where it is a fraction of the best, not 1.0" in problem.sentence
    for other in (Plateau(threshold=1.0, mode="max"), Plateau(threshold=1, threshold_mode="abs")):
        assert errors(design(other, (), 20)) == ()


def test_only_a_plateau_at_the_end_has_falls() -> None:
    schedule = design(Plateau(), (1.0,) * 30, 30, 5)
    assert falls(schedule, 0)
    assert falls(schedule, 7) == ()
    turned = replace(schedule, segments=schedule.segments[::-1])
    assert (falls(turned, 0), watched_steps(turned)) == ((), (0, 0))
    assert falls(replace(schedule, segments=()), 0) == ()

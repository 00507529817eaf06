"""Schedulers made of schedulers, and the one that a metric drives, are reproduced by presets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch.optim import Optimizer, lr_scheduler

from rampsmith.designer.presets import PresetError, preset_named
from tests.designer.presets.originals import (
    FEW,
    Settings,
    assert_same,
    design,
    factor,
    optimizer_of,
    rate,
    stepped,
)
from tests.exporters.conformance import exported

PARTS = {
    "StepLR": "StepLR(3, 0.5)",
    "MultiStepLR": "MultiStepLR([2, 5], gamma=0.3)",
    "ConstantLR": "ConstantLR(0.1, total_iters=2)",
    "LinearLR": "LinearLR(0.1, total_iters=5)",
    "ExponentialLR": "ExponentialLR(0.9)",
    "PolynomialLR": "PolynomialLR(20, power=2.0)",
    "CosineAnnealingLR": "CosineAnnealingLR(27)",
    "CosineAnnealingWarmRestarts": "CosineAnnealingWarmRestarts(T_0=6, T_mult=2, eta_min=1e-4)",
}


def built(name: str, optimizer: Optimizer) -> Any:
    """Build one of the parts with torch; the text above is Python that torch understands too."""
    arguments: dict[str, Any] = {
        "StepLR": {"step_size": 3, "gamma": 0.5},
        "MultiStepLR": {"milestones": [2, 5], "gamma": 0.3},
        "ConstantLR": {"factor": 0.1, "total_iters": 2},
        "LinearLR": {"start_factor": 0.1, "total_iters": 5},
        "ExponentialLR": {"gamma": 0.9},
        "PolynomialLR": {"total_iters": 20, "power": 2.0},
        "CosineAnnealingLR": {"T_max": 27},
        "CosineAnnealingWarmRestarts": {"T_0": 6, "T_mult": 2, "eta_min": 1e-4},
    }
    return getattr(lr_scheduler, name)(optimizer, **arguments[name])


def follow_each_other(names: tuple[str, ...], milestones: tuple[int, ...], steps: int) -> None:
    optimizer = optimizer_of(0.1)
    parts = [built(name, optimizer) for name in names]
    original = lr_scheduler.SequentialLR(optimizer, parts, milestones=list(milestones))
    calls = f"[{', '.join(PARTS[name] for name in names)}]"
    settings = {"base_lr": 0.1, "steps": steps, "schedulers": calls, "milestones": milestones}
    schedule = design("SequentialLR", settings)
    assert_same(stepped(exported(schedule)(optimizer_of(0.1)), steps), stepped(original, steps))


def test_the_row_of_sequential_lr_is_reproduced() -> None:
    follow_each_other(("LinearLR", "CosineAnnealingLR"), (5,), 32)


@pytest.mark.parametrize("last", PARTS)
@pytest.mark.parametrize("first", ["LinearLR", "StepLR", "ConstantLR", "ExponentialLR"])
def test_one_scheduler_behind_another_is_reproduced(first: str, last: str) -> None:
    follow_each_other((first, last), (7,), 32)


def test_three_schedulers_behind_each_other_are_reproduced() -> None:
    follow_each_other(("LinearLR", "ExponentialLR", "CosineAnnealingWarmRestarts"), (5, 12), 40)


def test_a_formula_behind_a_milestone_counts_from_there() -> None:
    optimizer = optimizer_of(0.1)
    parts = [
        lr_scheduler.LinearLR(optimizer, 0.1, total_iters=4),
        lr_scheduler.LambdaLR(optimizer, lambda t: 1 / (t + 1)),
    ]
    original = lr_scheduler.SequentialLR(optimizer, parts, milestones=[4])
    calls = "[LinearLR(0.1, total_iters=4), LambdaLR('1 / (t + 1)')]"
    settings = {"base_lr": 0.1, "steps": 20, "schedulers": calls, "milestones": (4,)}
    schedule = design("SequentialLR", settings)
    assert_same(stepped(exported(schedule)(optimizer_of(0.1)), 20), stepped(original, 20))


@pytest.mark.parametrize("second", ["ExponentialLR", "StepLR", "MultiStepLR", "LinearLR", "ConstantLR", "PolynomialLR"])  # fmt: skip
@pytest.mark.parametrize("first", ["ConstantLR", "LinearLR", "StepLR"])
def test_two_multiplied_schedulers_are_reproduced(first: str, second: str) -> None:
    optimizer = optimizer_of(0.1)
    original = lr_scheduler.ChainedScheduler([built(first, optimizer), built(second, optimizer)])
    wanted = _chained(original, optimizer, 30)
    calls = f"[{PARTS[first]}, {PARTS[second]}]"
    schedule = design("ChainedScheduler", {"base_lr": 0.1, "steps": 30, "schedulers": calls})
    assert_same(stepped(exported(schedule)(optimizer_of(0.1)), 30), wanted)


def _chained(original: Any, optimizer: Optimizer, steps: int) -> Any:
    original.optimizer = optimizer
    return stepped(original, steps)


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("SequentialLR", ["milestones=[5, 9]"], "2 schedulers need 1 milestone, not 2."),
        ("SequentialLR", ["milestones=[90]"], "must rise and lie within the run of 30 steps"),
        ("SequentialLR", ["schedulers=[LinearLr(), StepLR(3)]"], "Did you mean “LinearLR”?"),
        ("SequentialLR", ["schedulers=[LinearLR(0.1, 1, 5, 7), StepLR(3)]"], "takes 3 arguments, not 4"),
        ("SequentialLR", ["schedulers=[LinearLR(iters=3), StepLR(3)]"], "has no argument “iters”"),
        ("SequentialLR", ["schedulers=[CosineAnnealingWarmRestarts(3), StepLR(3)]"], "longer than the 5 steps"),
        ("SequentialLR", ["schedulers=2 + 2"], "is no list such as"),
        ("SequentialLR", ["schedulers=[OneCycleLR(), StepLR(3)]"], "changes more than the rate"),
        ("ChainedScheduler", ["schedulers=[StepLR(3), LambdaLR('1')]"], "LambdaLR overwrites the rate"),
        ("ChainedScheduler", ["schedulers=[StepLR(3)]"], "Two schedulers are multiplied, not 1."),
    ],
)  # fmt: skip
def test_what_cannot_be_composed_is_said(name: str, settings: list[str], sentence: str) -> None:
    with pytest.raises(PresetError) as caught:
        preset_named(name).make_from_texts(settings)
    assert sentence in str(caught.value)


@st.composite
def metric_series(draw: st.DrawFn) -> list[float]:
    """Metrics that fall, rise and stay the same for a while."""
    series: list[float] = []
    value = draw(st.floats(-2.0, 5.0))
    for length in draw(st.lists(st.integers(1, 15), min_size=1, max_size=6)):
        slope = draw(st.sampled_from((0.0, 0.0, -0.1, 0.1, -1e-5)) | st.floats(-0.5, 0.5))
        for _ in range(length):
            value += slope
            series.append(value)
    return series


PLATEAU = st.fixed_dictionaries(
    {
        "base_lr": rate(),
        "mode": st.sampled_from(("min", "max")),
        "factor": factor(0.01, 0.99),
        "patience": st.integers(0, 6),
        "threshold": st.sampled_from((1e-4, 0.0, 0.1)) | st.floats(0.0, 0.5),
        "threshold_mode": st.sampled_from(("rel", "abs")),
        "cooldown": st.integers(0, 5),
        "min_lr": st.sampled_from((0.0, 1e-5)) | st.floats(0.0, 0.1),
        "eps": st.sampled_from((1e-8, 0.0, 1e-4)),
    }
)


@pytest.mark.parametrize("name", ["ReduceLROnPlateau", "transformers:reduce_lr_on_plateau"])
def test_a_plateau_is_that_of_torch(name: str) -> None:
    @FEW
    @given(PLATEAU, metric_series())
    def check(given: Settings, series: list[float]) -> None:
        steps = len(series)
        schedule = design(name, {**given, "steps": steps})
        arguments = {k: v for k, v in given.items() if k != "base_lr"}
        base = given["base_lr"]
        original = lr_scheduler.ReduceLROnPlateau(optimizer_of(base), **arguments)
        found = stepped(exported(schedule)(optimizer_of(base)), steps, series)
        assert_same(found, stepped(original, steps, series))

    check()


@FEW
@given(PLATEAU, metric_series(), st.integers(1, 9))
def test_a_plateau_behind_a_warmup_is_that_of_torch_begun_later(
    given: Settings, series: list[float], warmup: int
) -> None:
    schedule = design(
        "ReduceLROnPlateau", {**given, "warmup": warmup, "steps": warmup + len(series)}
    )
    base = given["base_lr"]
    scheduler = exported(schedule)(optimizer_of(base))
    rising = stepped(scheduler, warmup)
    assert [rates[0] for rates, _ in rising] == pytest.approx(
        [base * t / warmup for t in range(warmup + 1)]
    )
    arguments = {k: v for k, v in given.items() if k != "base_lr"}
    original = lr_scheduler.ReduceLROnPlateau(optimizer_of(base), **arguments)
    found = stepped(scheduler, len(series), series)
    assert_same(found, stepped(original, len(series), series))

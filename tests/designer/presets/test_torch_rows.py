"""Every scheduler of torch is reproduced by its preset, momentum included, step by step."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim import lr_scheduler

from rampsmith.designer.evaluation.rates import Rates
from tests.designer.presets.originals import (
    FEW,
    Row,
    Settings,
    assert_row,
    assert_row_drawn,
    assert_same,
    design,
    factor,
    optimizer_of,
    stepped,
)
from tests.designer.presets.torch_rows import ROWS
from tests.exporters.conformance import exported

OWN = [(row, given) for row in ROWS for given in row.own]


@pytest.mark.parametrize(("row", "given"), OWN, ids=lambda value: getattr(value, "name", ""))
def test_a_preset_of_torch_is_its_original(row: Row, given: Settings) -> None:
    assert_row(row, given)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_preset_of_torch_is_its_original_with_any_arguments(row: Row) -> None:
    assert_row_drawn(row)


FUNCTIONS = [
    ("1 / (t + 1)", lambda t: 1 / (t + 1)),
    ("0.95 ** t", lambda t: 0.95**t),
    ("0.5 ** (t // 3)", lambda t: 0.5 ** (t // 3)),
    ("min(1, (t + 1) / 5)", lambda t: min(1, (t + 1) / 5)),
    ("1 if t < 4 else exp(-t / 10)", lambda t: 1 if t < 4 else torch.tensor(-t / 10, dtype=torch.float64).exp().item()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "function"), FUNCTIONS)
def test_lambda_lr_is_its_original(text: str, function: object) -> None:
    given = {"base_lr": 0.1, "steps": 10, "lr_lambda": text}
    wanted = stepped(lr_scheduler.LambdaLR(optimizer_of(0.1), function), 10)  # type: ignore[arg-type]
    assert_same(stepped(exported(design("LambdaLR", given))(optimizer_of(0.1)), 10), wanted)


MULTIPLIERS = [
    ("0.95", lambda _: 0.95),
    ("1 - 1 / (t + 2)", lambda t: 1 - 1 / (t + 2)),
    ("1 if t % 3 else 0.5", lambda t: 1 if t % 3 else 0.5),
]


@pytest.mark.parametrize(("text", "function"), MULTIPLIERS)
def test_multiplicative_lr_is_its_original(text: str, function: object) -> None:
    given = {"base_lr": 0.1, "steps": 40, "lr_lambda": text}
    wanted = stepped(lr_scheduler.MultiplicativeLR(optimizer_of(0.1), function), 40)  # type: ignore[arg-type]
    schedule = design("MultiplicativeLR", given)
    assert_same(stepped(exported(schedule)(optimizer_of(0.1)), 40), wanted)


@FEW
@given(factor(0.5, 1.2), st.integers(1, 60))
def test_multiplicative_lr_is_its_original_with_any_factor(gamma: float, steps: int) -> None:
    given = {"base_lr": 0.1, "steps": steps, "lr_lambda": repr(gamma)}
    original = lr_scheduler.MultiplicativeLR(optimizer_of(0.1), lambda _: gamma)
    schedule = design("MultiplicativeLR", given)
    found = stepped(exported(schedule)(optimizer_of(0.1)), steps)
    assert_same(found, stepped(original, steps))


@pytest.mark.parametrize("gamma", [0.5, 0.9, 1.01])
def test_exponential_lr_goes_on_for_thousands_of_steps(gamma: float) -> None:
    schedule = design("ExponentialLR", {"base_lr": 0.1, "steps": 5_000, "gamma": gamma})
    rates = Rates(schedule).of_group(0, range(5_001))
    wanted = stepped(lr_scheduler.ExponentialLR(optimizer_of(0.1), gamma), 5_000)
    peak = max(rates)
    for value, (theirs, _) in zip(rates, wanted, strict=True):
        # Below the smallest normal number torch's product stays at the last one that there is.
        assert abs(value - theirs[0]) <= 1e-9 * abs(theirs[0]) or theirs[0] < 1e-300
        assert value <= peak

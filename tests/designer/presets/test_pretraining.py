"""The presets of training code for language models do what that code does, step by step."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import PresetError, preset_named
from rampsmith.designer.problems.all_problems import errors
from tests.exporters.conformance import exported, optimizer_for, walk

N = 200
"""Steps of the run."""


def llm_c(t: int, kind: str, warmup: int, frac: float) -> float:
    """Do what llmc/schedulers.h does."""
    if t < warmup:
        return (t + 1) / warmup
    p = (t - warmup) / (N - warmup)
    if kind == "cosine":
        return frac + 0.5 * (1 + math.cos(math.pi * p)) * (1 - frac)
    if kind == "linear":
        return 1 - p * (1 - frac)
    point = int(0.8 * N)
    if kind == "constant" or t < point:
        return 1.0
    return frac + (1 - math.sqrt((t - point) / (N - point))) * (1 - frac)


def nano_gpt(t: int, warmup: int, decay: int, least: float) -> float:
    """Do what get_lr in train.py does."""
    if t < warmup:
        return (t + 1) / (warmup + 1)
    if t > decay:
        return least
    p = (t - warmup) / (decay - warmup)
    return least + 0.5 * (1 + math.cos(math.pi * p)) * (1 - least)


FALLS: dict[str, Callable[[float], float]] = {
    "linear": lambda p: 1 - p,
    "sqrt": lambda p: 1 - math.sqrt(p),
    "cosine": lambda p: 0.5 * (1 + math.cos(math.pi * p)),
}


def torchtitan(t: int, warmup: int, ratio: float | None, kind: str, least: float) -> float:
    """Do what linear_warmup_stable_decay does, as it is called."""
    decay = N - warmup if ratio is None else min(round(N * ratio), N - warmup)
    stable = N + 1 - warmup - decay
    if t < warmup:
        return (t + 1) / warmup
    if t < warmup + stable:
        return 1.0
    p = (t + 1 - (warmup + stable)) / decay
    return least + (1 - least) * FALLS[kind](p)


def assert_made(name: str, wanted: Callable[[int], float], **given: Any) -> None:
    schedule = preset_named(name).make(steps=N, base_lr=1.0, **given)
    assert errors(schedule) == ()
    found = Rates(schedule).of_group(0, range(N))
    assert found == pytest.approx([wanted(t) for t in range(N)], rel=1e-12, abs=1e-14)
    taken = [each[0] for each in walk(exported(schedule)(optimizer_for(schedule)), N - 1)]
    assert taken == found


@pytest.mark.parametrize("kind", ["cosine", "linear", "constant", "wsd"])
@pytest.mark.parametrize("warmup", [0, 1, 40])
def test_llm_c(kind: str, warmup: int) -> None:
    given = {"warmup_iterations": warmup, "final_learning_rate_frac": 0.1}
    assert_made("llm.c", lambda t: llm_c(t, kind, warmup, 0.1), lr_scheduler=kind, **given)


@pytest.mark.parametrize("warmup", [0, 1, 40])
@pytest.mark.parametrize("decay", [None, 150])
def test_nano_gpt(warmup: int, decay: int | None) -> None:
    given = {"warmup_iters": warmup, "lr_decay_iters": decay, "min_lr": 0.1}
    assert_made("nanoGPT", lambda t: nano_gpt(t, warmup, decay or N, 0.1), **given)


@pytest.mark.parametrize("kind", FALLS)
@pytest.mark.parametrize(
    ("warmup", "ratio"), [(0, 0.2), (40, 0.2), (40, None), (40, 1.0), (1, 0.0)]
)
def test_torchtitan(kind: str, warmup: int, ratio: float | None) -> None:
    given = {"warmup_steps": warmup, "decay_ratio": ratio, "min_lr_factor": 0.1}
    if ratio == 0:
        assert_made("torchtitan", lambda t: 1.0, decay_type=kind, **given)
        return
    wanted = lambda t: torchtitan(t, warmup, ratio, kind, 0.1)  # noqa: E731
    assert_made("torchtitan", wanted, decay_type=kind, **given)


def test_what_leaves_no_room_is_refused() -> None:
    with pytest.raises(PresetError, match="must be more than warmup_iters"):
        preset_named("nanoGPT").make(steps=N, warmup_iters=200)
    with pytest.raises(PresetError, match="fewer than the run's"):
        preset_named("torchtitan").make(steps=N, warmup_steps=200)

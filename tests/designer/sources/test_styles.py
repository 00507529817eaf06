"""Functions of the step as many projects write them: what is read has the rates of running them."""

import math
from bisect import bisect_right
from typing import Any

import numpy as np
import pytest
import torch

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.sources.all_sources import read_source
from tests.designer.sources.reading import assert_rates, rates, read
from tests.designer.sources.styles import STYLES


def optimizer() -> torch.optim.SGD:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)


def set_by(function: Any, t: int) -> float:
    """Return the rate that a function has set in an optimizer."""
    changed = optimizer()
    function(changed, t)
    return float(changed.param_groups[0]["lr"])


def run(code: str, how: str, count: int) -> list[float]:
    """Run code of the test's own, and ask it for so many rates."""
    space: dict[str, Any] = {
        "math": math,
        "np": np,
        "torch": torch,
        "bisect_right": bisect_right,
        "sgd": optimizer,
        "set_by": set_by,
    }
    exec(code, space)  # noqa: S102 - the test's own text.
    asked = eval(f"lambda t: {how}", space)  # noqa: S307 - the test's own text.
    return [float(asked(t)) for t in range(count)]


@pytest.mark.parametrize(("code", "how"), STYLES.values(), ids=STYLES)
def test_a_style_has_the_rates_that_running_it_has(code: str, how: str) -> None:
    schedule = read(code).schedule
    count = schedule.total_steps
    assert count >= 20
    assert_rates(rates(schedule), run(code, how, count))


@pytest.mark.parametrize(
    ("style", "shapes"),
    [
        ("a dictionary of rates", ["constant"] * 3),
        ("a while", ["constant"] * 3),
        ("a callable class", ["linear", "cosine"]),
        ("functools.partial", ["linear", "linear"]),
        ("a row that a function makes", ["linear", "cosine"]),
        ("np.interp, plainly", ["linear", "linear"]),
        ("match", ["cosine"]),
        ("an inner function", ["linear", "inverse_sqrt"]),
    ],
)
def test_a_style_becomes_shapes(style: str, shapes: list[str]) -> None:
    segments = read(STYLES[style][0]).schedule.segments
    assert [each.shape.kind for each in segments] == shapes


@pytest.mark.parametrize(
    ("style", "first", "scale", "scaling"),
    [
        ("restarts by modulo", 0, 1.0, "peak"),
        ("warmup, then restarts", 1, 1.0, "peak"),
        ("saw teeth", 0, 1.0, "peak"),
        ("triangles", 0, 1.0, "peak"),
        ("triangular2", 0, 0.5, "amplitude"),
        ("divmod", 0, 0.5, "whole"),
    ],
)
def test_what_comes_again_and_again_is_a_repeat(
    style: str, first: int, scale: float, scaling: str
) -> None:
    schedule = read(STYLES[style][0]).schedule
    (repeat,) = schedule.repeats
    assert (repeat.first, repeat.times, repeat.scale, repeat.scaling) == (
        first,
        None,
        scale,
        scaling,
    )
    assert not any(isinstance(each.shape, Expression) for each in schedule.segments)


def test_stairs_are_no_repeat() -> None:
    schedule = read(STYLES["integer division"][0]).schedule
    assert (len(schedule.segments), schedule.repeats) == (1, ())


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("def get_lr(step):\n    return round(0.1 - step / 1000, 4)\n", "rounds at every step"),
        ("def get_lr(step):\n    return lax.cond(step < 5, a, b, step)\n", "line 2, column 31"),
        ("def get_lr(step):\n    return 0.1 * random.random() * step\n", "line 2"),
        ("def get_lr(step):\n    while True:\n        step += 1\n", "too long"),
        ("def get_lr(step):\n    while True:\n        pass\n", "leads too far"),
        ("x = {**x}\ndef get_lr(step):\n    return x[step]\n", "line 3"),
        (
            "import optax\nschedule = optax.warmup_cosine_decay_schedule(0.0, 0.1, 100, 1000)\n",
            "no schedule that is known",
        ),
        (
            "schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 1000, 0.9)\n",
            "no schedule that is known",
        ),
    ],
)
def test_a_style_that_is_not_followed_is_refused_in_words(code: str, says: str) -> None:
    with pytest.raises(DesignError, match=says):
        read_source(code, "train.py")

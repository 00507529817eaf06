"""Scripts with a scheduler and its loop: what is read has the rates with which running them trains."""

import contextlib
import math
from bisect import bisect_right
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch.optim import SGD, Optimizer, lr_scheduler
from torch.optim.optimizer import register_optimizer_step_pre_hook
from transformers import optimization

from tests.designer.sources.loops import LOOPS
from tests.designer.sources.reading import assert_rates, rates, read


@contextlib.contextmanager
def bar(around: Any) -> Iterator[Any]:
    yield around


def trained(code: str) -> list[float]:
    """Run a script of the test's own, and return the rate of each update."""
    seen: list[float] = []

    def look(optimizer: Optimizer, *_: Any) -> None:
        seen.append(float(optimizer.param_groups[0]["lr"]))

    space: dict[str, Any] = {
        **vars(lr_scheduler),
        "torch": torch,
        "math": math,
        "SGD": SGD,
        "model": torch.nn.Linear(1, 1),
        "bisect_right": bisect_right,
        "SimpleNamespace": SimpleNamespace,
        "tqdm": bar,
        "get_scheduler": optimization.get_scheduler,
        "get_cosine_schedule_with_warmup": optimization.get_cosine_schedule_with_warmup,
        "__name__": "script",
    }
    hook = register_optimizer_step_pre_hook(look)
    try:
        exec(code, space)  # noqa: S102 - the test's own text.
    finally:
        hook.remove()
    return seen


@pytest.mark.filterwarnings("ignore")  # What torch says about the scripts is none of the test's.
@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS)
def test_a_script_has_the_rates_that_running_it_has(code: str) -> None:
    wanted = trained(code)
    schedule = read(code).schedule
    assert schedule.total_steps == len(wanted)
    assert_rates(rates(schedule), wanted)

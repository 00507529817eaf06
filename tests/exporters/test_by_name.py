"""An exported class is taken by its name and with arguments as text, as training tools do it.

OneTrainer and the kohya scripts have no list of schedulers to choose from that this one could be
in: they import a class by a dotted name and give it what somebody typed into a configuration.
"""

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from torch.optim.lr_scheduler import LRScheduler

from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.editing.edits import with_run, with_segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import PER_EPOCH, advance, optimizer_for, rates
from tests.golden.schedules import GOLDEN

TYPED = ["warmup_epochs=2", "total_epochs=10", "min_lr=1e-4"]
"""As in ``--lr_scheduler_args`` of the kohya scripts."""
WANTED = with_segment(
    with_segment(with_run(PER_EPOCH, epochs=10), 0, span=Span.of_epochs(2)),
    1,
    end=Level.of_rate(1e-4),
)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Put exported files into a package that can be imported, and name it."""
    folder = tmp_path / "schedules_by_name"
    folder.mkdir()
    for name, schedule in (("cosine_warmup", PER_EPOCH), ("plain", GOLDEN["starter"])):
        (folder / f"{name}.py").write_text(pytorch_source(schedule), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder.name
    for module in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[module]


def class_of(dotted: str) -> Any:
    """Find a class by its dotted name."""
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def follows(scheduler: Any, schedule: Schedule, begin: int) -> None:
    """Assert that a scheduler is at a step of a schedule, and stays right past the end."""
    assert isinstance(scheduler, LRScheduler)
    for t in range(begin, schedule.total_steps + 3):
        assert tuple(rates(scheduler.optimizer)) == Rates(schedule).at(t)
        advance(scheduler)


def test_keywords_of_text_are_enough(package: str) -> None:
    arguments = {}
    for typed in TYPED:
        key, value = typed.split("=")
        arguments[key] = ast.literal_eval(value)
    made = class_of(f"{package}.cosine_warmup.CosineWarmupScheduler")
    follows(made(optimizer_for(PER_EPOCH), **arguments), WANTED, 0)


@pytest.mark.parametrize("done", [0, 1, 7])
def test_a_tool_that_says_the_step_by_last_epoch_resumes_there(package: str, done: int) -> None:
    optimizer = optimizer_for(PER_EPOCH)
    for group in optimizer.param_groups:
        group["initial_lr"] = group["lr"]
    made = class_of(f"{package}.cosine_warmup.CosineWarmupScheduler")
    arguments = {"warmup_epochs": 2, "total_epochs": 10, "min_lr": 1e-4}
    follows(made(optimizer=optimizer, last_epoch=done - 1, **arguments), WANTED, done)


def test_the_optimizer_alone_is_enough(package: str) -> None:
    schedule = GOLDEN["starter"]
    made = class_of(f"{package}.plain.DigitsWarmupCosine")
    follows(made(optimizer=optimizer_for(schedule)), schedule, 0)


def test_a_keyword_that_the_schedule_has_not_is_refused_by_its_name(package: str) -> None:
    made = class_of(f"{package}.cosine_warmup.CosineWarmupScheduler")
    with pytest.raises(TypeError, match="num_cycles"):
        made(optimizer_for(PER_EPOCH), num_cycles=2)

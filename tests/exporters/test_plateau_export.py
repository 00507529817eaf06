"""What an exported class with a plateau promises."""

import copy
import inspect
import io
import math
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim import SGD
from torch.optim.lr_scheduler import ChainedScheduler, ConstantLR, SequentialLR

from rampsmith.designer.evaluation import plateau
from rampsmith.designer.evaluation.falls import watched_steps
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.shapes import Linear, Plateau
from rampsmith.designer.spans import Span
from rampsmith.exporters.pytorch import pytorch_source
from tests.designer.evaluation.test_plateau import metrics
from tests.exporters.conformance import exported, optimizer, rates

BASES = (1e-3, 0.1)
METRIC = tuple(max(0.3, math.exp(-n / 9)) + 0.01 * (n % 3) for n in range(55))
"""Better and better, then flat: some falls, and cooldowns between them."""

DESIGN = Schedule(
    stepping="epoch",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.1), Level(1.0)),
        Segment("Plateau", Plateau(factor=0.5, patience=3, cooldown=2, min_lr=1e-5)),
    ),
    groups=tuple(Group(f"group {base}", base) for base in BASES),
    run=Run(epochs=60),
    metric=METRIC,
)


def made(*, last_epoch: int = -1) -> tuple[SGD, Any]:
    """An optimizer and the scheduler on it."""
    of = optimizer(*BASES)
    if last_epoch >= 0:
        for group in of.param_groups:
            group["initial_lr"] = group["lr"]
    return of, exported(DESIGN)(of, last_epoch=last_epoch)


def stepped(of: SGD, scheduler: Any, until: int) -> list[list[float]]:
    """Train on to a step, with the metric only where it is needed; return the rates on the way."""
    seen: list[list[float]] = []
    while scheduler.last_epoch < until:
        of.step()
        t = scheduler.last_epoch
        if 5 <= t < 60:
            scheduler.step(METRIC[t - 5])
        else:
            scheduler.step()
        seen.append(rates(of))
    return seen


def test_the_rates_are_the_designers_bit_for_bit_and_past_the_end_too() -> None:
    of, scheduler = made()
    shown = Rates(DESIGN)
    seen = [rates(of), *stepped(of, scheduler, 80)]
    assert seen == [list(shown.at(t)) for t in range(81)]
    assert len({tuple(each) for each in seen[5:]}) > 3, "it has fallen"
    assert watched_steps(DESIGN) == (5, 55)


@given(metrics(), st.sampled_from(("min", "max")), st.sampled_from(("rel", "abs")))
def test_any_metric_gives_the_designers_rates(
    metric: tuple[float, ...], mode: Any, threshold_mode: Any
) -> None:
    first, last = DESIGN.segments
    shape = Plateau(mode, 0.5, 3, 1e-4, threshold_mode, 2, 1e-5)
    design = replace(DESIGN, segments=(first, replace(last, shape=shape)))
    shown = Rates(replace(design, metric=metric))
    of = optimizer(*BASES)
    scheduler = exported(design)(of)
    for t in range(60):
        assert rates(of) == list(shown.at(t))
        of.step()
        scheduler.step(plateau.metric_at(t - 5, shape, metric) if t >= 5 else None)
    assert rates(of) == list(shown.at(60))


def test_it_has_the_designers_own_functions() -> None:
    for function in (plateau.bound, plateau.watched, plateau.fallen):
        assert inspect.getsource(function) in pytorch_source(DESIGN)


@pytest.mark.parametrize("metric", [None, math.nan, math.inf, torch.tensor(math.nan)])
def test_a_missing_or_endless_metric_is_refused_and_changes_nothing(metric: Any) -> None:
    of, scheduler = made()
    stepped(of, scheduler, 9)
    before = (rates(of), scheduler.state_dict())
    of.step()
    with pytest.raises(ValueError, match=r"needs a finite metric, not .*, from step 5 on"):
        scheduler.step(metric)
    assert (rates(of), scheduler.state_dict()) == before


def test_a_metric_may_be_a_tensor() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 5)
    of.step()
    scheduler.step(torch.tensor(0.25))
    assert scheduler.state_dict()["watch"] == [0.25, 0, 0, 0]


def test_no_metric_is_needed_or_looked_at_outside_of_the_plateau() -> None:
    of, scheduler = made()
    for metric in (None, 1.0, math.nan, 0.1, None):
        of.step()
        scheduler.step(metric)
    assert scheduler.state_dict()["watch"] == [math.inf, 0, 0, 0]
    stepped(of, scheduler, 60)
    state = scheduler.state_dict()["watch"]
    of.step()
    scheduler.step(99.0)
    assert scheduler.state_dict()["watch"] == state


@pytest.mark.parametrize(
    "order", ["build load optimizer", "build optimizer load", "optimizer build load"]
)
@pytest.mark.parametrize("at", [0, 3, 5, 6, 20, 33, 59, 60, 70])
def test_a_checkpoint_resumes_exactly_in_every_order(at: int, order: str) -> None:
    of, scheduler = made()
    stepped(of, scheduler, at)
    file = io.BytesIO()
    torch.save({"optimizer": of.state_dict(), "scheduler": scheduler.state_dict()}, file)
    file.seek(0)
    saved = torch.load(file, weights_only=True)
    new = optimizer(*BASES)
    built: list[Any] = []
    actions: dict[str, Callable[[], object]] = {
        "build": lambda: built.append(exported(DESIGN)(new)),
        "load": lambda: built[0].load_state_dict(saved["scheduler"]),
        "optimizer": lambda: new.load_state_dict(saved["optimizer"]),
    }
    for action in order.split():
        actions[action]()
    assert rates(new) == rates(of), "the rate is right at once"
    assert stepped(new, built[0], 75) == stepped(of, scheduler, 75)


@pytest.mark.parametrize("at", [4, 12, 30, 60])
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])  # noqa: S301
def test_copies_and_pickles_go_on_exactly(at: int, copied: Any) -> None:
    of, scheduler = made()
    stepped(of, scheduler, at)
    twin_of, twin = copied((of, scheduler))
    assert stepped(twin_of, twin, 70) == stepped(of, scheduler, 70)


@pytest.mark.parametrize("k", [0, 3, 4, 20, 59, 64])
def test_a_step_alone_resumes_the_rest_and_starts_the_plateau_anew(k: int) -> None:
    of, scheduler = made(last_epoch=k)
    start = [list(Rates(replace(DESIGN, metric=())).at(k + 1))]
    assert [rates(of)] == start
    assert scheduler.state_dict()["watch"] == [math.inf, 0, 0, 0]
    assert scheduler.last_epoch == k + 1


def test_a_group_added_later_has_fallen_as_often_as_the_others() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 40)
    falls = scheduler.state_dict()["watch"][3]
    assert falls > 1
    of.add_param_group({"params": [torch.zeros(1, requires_grad=True)], "lr": 0.5})
    of.step()
    scheduler.step(0.0)
    assert rates(of)[2] == plateau.fallen(0.5, falls, 0.5, 1e-5, 1e-8)


def test_the_files_numbers_win_over_the_checkpoints_with_one_warning() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 40)
    other = optimizer(*BASES)
    edited = exported(DESIGN)(other, plateau_factor=0.1)
    with pytest.warns(UserWarning, match="The checkpoint has") as caught:
        edited.load_state_dict(scheduler.state_dict())
    assert len(caught) == 1
    falls = edited.state_dict()["watch"][3]
    assert rates(other)[1] == plateau.fallen(0.1, falls, 0.1, 1e-5, 1e-8)


@pytest.mark.parametrize("outer", ["chained", "sequential"])
def test_schedulers_that_pass_no_metric_on_are_told_so_in_the_plateau(outer: str) -> None:
    of, scheduler = made()
    around: ChainedScheduler | SequentialLR
    if outer == "chained":
        around = ChainedScheduler([scheduler, ConstantLR(of, 1.0, 100)])
    else:
        around = SequentialLR(of, [scheduler, ConstantLR(of, 1.0, 100)], [50])
    for _ in range(5):
        of.step()
        around.step()
    of.step()
    with pytest.raises(ValueError, match="needs a finite metric, not None"):
        around.step()

"""The promises of an exported class with a plateau."""

import copy
import inspect
import io
import json
import math
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.optim import SGD
from torch.optim.lr_scheduler import ChainedScheduler, ConstantLR, ReduceLROnPlateau, SequentialLR

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.evaluation import plateau
from rampsmith.designer.evaluation.plateau_falls import watched_steps
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.designer.evaluation.metrics import metrics
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
        if t >= 5:
            scheduler.step(METRIC[min(t - 5, len(METRIC) - 1)])
        else:
            scheduler.step()
        seen.append(rates(of))
    return seen


def test_the_rates_are_the_designers_bit_for_bit_and_past_the_run_too() -> None:
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
    for function in (plateau.lower_by_share, plateau.waited, plateau.fallen):
        assert inspect.getsource(function) in pytorch_source(DESIGN)


def watch(scheduler: Any) -> list[Any]:
    """What a scheduler has counted: the best, bad steps in a row, cooldown left, and falls."""
    state = scheduler.state_dict()
    return [state[name] for name in ("best", "num_bad_epochs", "cooldown_counter", "falls")]


def test_a_missing_metric_is_refused_with_what_to_do_and_changes_nothing() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 9)
    before = (rates(of), scheduler.state_dict())
    of.step()
    with pytest.raises(
        ValueError, match=r"Step 9 needs .* Lightning, .* ignite, Trainer and skorch"
    ):
        scheduler.step()
    assert (rates(of), scheduler.state_dict()) == before


def follow(metric: Any, of: SGD, scheduler: Any, torchs: ReduceLROnPlateau) -> Any:
    """Take a step with a metric, and torch's own scheduler too; return the rates of both."""
    of.step()
    scheduler.step(metric)
    torchs.step(float(metric))
    return rates(of), [group["lr"] for group in torchs.optimizer.param_groups]


@pytest.mark.parametrize("odd", [math.nan, math.inf, torch.tensor(math.nan)])
def test_a_metric_that_is_not_finite_is_a_bad_one_as_in_torch_and_told_of_once(odd: Any) -> None:
    of, scheduler = made()
    stepped(of, scheduler, 5)
    theirs = optimizer(*BASES)
    torchs = ReduceLROnPlateau(theirs, factor=0.5, patience=3, cooldown=2, min_lr=1e-5)
    metrics_given = (0.9, 0.8, odd, odd, 0.9, 0.9, *[odd] * 20, 0.1, *[odd] * 5)
    with pytest.warns(UserWarning, match="The metric at step 7 is (nan|inf)") as told:
        seen = [follow(each, of, scheduler, torchs) for each in metrics_given]
    assert all(ours == others for ours, others in seen)
    assert len(told) == 1
    assert rates(of) != list(BASES)


def test_the_step_may_be_given_with_the_metric() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 5)
    of.step()
    scheduler.step(0.5, 6)
    of.step()
    scheduler.step(0.4, epoch=7)
    assert (scheduler.last_epoch, watch(scheduler)) == (7, [0.4, 0, 0, [0, 0]])


def test_a_framework_that_moves_the_step_by_itself_is_told_at_once() -> None:
    # As ignite does: it counts last_epoch up and asks for the rates.
    _, scheduler = made()
    assert scheduler.get_lr() == scheduler.get_last_lr()
    scheduler.last_epoch += 1
    with pytest.raises(ValueError, match=r"needs its metric: step\(metrics\)"):
        scheduler.get_lr()


def bare(**settings: Any) -> Schedule:
    """The design of torch's scheduler alone."""
    shape = Plateau(factor=0.5, patience=3, cooldown=2, min_lr=1e-5, **settings)
    return replace(DESIGN, segments=(Segment("Plateau", shape),))


@pytest.mark.parametrize("at", [0, 1, 12, 14, 15, 31, 55, 90])
@pytest.mark.parametrize("mode", ["min", "max"])
def test_the_state_of_torchs_own_plateau_is_taken_over_exactly(at: int, mode: Any) -> None:
    theirs = optimizer(*BASES)
    torchs = ReduceLROnPlateau(theirs, mode, factor=0.5, patience=3, cooldown=2, min_lr=1e-5)
    metric = [*METRIC, *[0.9] * 90]
    for value in metric[:at]:
        torchs.step(value)
    of = optimizer(*BASES)
    scheduler = exported(bare(mode=mode))(of)
    scheduler.load_state_dict(torchs.state_dict())
    for value in metric[at : at + 40]:
        assert rates(of) == rates(theirs)
        assert scheduler.last_epoch == torchs.last_epoch
        theirs.step()
        torchs.step(value)
        of.step()
        scheduler.step(value)


def test_a_state_with_rates_that_the_plateau_does_not_come_to_is_refused() -> None:
    torchs = ReduceLROnPlateau(optimizer(*BASES), factor=0.3, patience=0, cooldown=2, min_lr=1e-5)
    for _ in range(9):
        torchs.step(1.0)
    of, scheduler = optimizer(*BASES), None
    scheduler = exported(bare())(of)
    before = scheduler.state_dict()
    with pytest.raises(ValueError, match=r"Group 0: 0\.001 never falls to "):
        scheduler.load_state_dict(torchs.state_dict())
    assert (scheduler.state_dict(), rates(of)) == (before, list(BASES))


def test_a_step_alone_does_not_say_what_a_plateau_that_has_begun_has_seen() -> None:
    _, scheduler = made()
    scheduler.load_state_dict({"last_epoch": 5})
    with pytest.raises(ValueError, match="has no num_bad_epochs"):
        scheduler.load_state_dict({"last_epoch": 6})
    assert scheduler.last_epoch == 5


def test_a_plateau_with_a_length_ends_there() -> None:
    warmup, last = DESIGN.segments
    design = replace(DESIGN, segments=(warmup, replace(last, span=Span.of_epochs(20))))
    of = optimizer(*BASES)
    scheduler = exported(design)(of)
    shown = Rates(design)
    for t in range(60):
        assert rates(of) == list(shown.at(t))
        of.step()
        scheduler.step(METRIC[t - 5] if 5 <= t < 25 else None)
    assert shown.at(60) == shown.at(25)


def test_a_metric_may_be_a_tensor() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 5)
    of.step()
    scheduler.step(torch.tensor(0.25))
    assert watch(scheduler) == [0.25, 0, 0, [0, 0]]


def test_no_metric_is_needed_or_looked_at_before_the_plateau() -> None:
    of, scheduler = made()
    for metric in (None, 1.0, math.nan, 0.1, None):
        of.step()
        scheduler.step(metric)
    assert watch(scheduler) == [math.inf, 0, 0, [0, 0]]


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
    assert watch(scheduler) == [math.inf, 0, 0, [0, 0]]
    assert scheduler.last_epoch == k + 1


def added(of: SGD, **rates_given: float) -> None:
    """Add a group."""
    of.add_param_group({"params": [torch.zeros(1, requires_grad=True)], **rates_given})


@pytest.mark.parametrize("rate", [0.5, 1.5625e-3])
def test_a_group_added_later_falls_from_its_rate_on_as_in_torch(rate: float) -> None:
    of, theirs = optimizer(*BASES), optimizer(*BASES)
    scheduler = exported(bare())(of)
    torchs = ReduceLROnPlateau(theirs, factor=0.5, patience=3, cooldown=2, min_lr=1e-5)
    for t, value in enumerate([*METRIC, *[0.9] * 30]):
        if t in (0, 7, 30, 31):
            added(of, lr=rate)
            added(theirs, lr=rate)
        assert follow(value, of, scheduler, torchs)[0] == rates(theirs), t
    assert len(set(watch(scheduler)[3])) > 1, "some have fallen less often"


def test_a_group_added_later_with_an_initial_rate_has_fallen_as_often_as_the_others() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 40)
    falls = watch(scheduler)[3][0]
    assert falls > 1
    added(of, lr=0.25, initial_lr=0.5)
    of.step()
    scheduler.step(0.0)
    assert rates(of)[2] == plateau.fallen(0.5, falls, 0.5, 1e-5, 1e-8)


def test_asking_for_the_state_counts_no_falls_of_a_group_that_was_added() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 40)
    added(of, lr=0.5)
    groups = copy.deepcopy(of.param_groups)
    before = copy.deepcopy({**vars(scheduler), "optimizer": None})
    state = scheduler.state_dict()
    assert {**vars(scheduler), "optimizer": None} == before
    assert [group.keys() for group in of.param_groups] == [group.keys() for group in groups]
    assert state["falls"][0] > 1
    assert state["falls"][2:] == [0], "it is at its own rate"


def test_a_checkpoint_knows_how_often_each_group_has_fallen() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 40)
    added(of, lr=0.5)
    stepped(of, scheduler, 55)
    other = optimizer(*BASES, 0.5)
    resumed = exported(DESIGN)(other)
    resumed.load_state_dict(scheduler.state_dict())
    assert rates(other) == rates(of)
    assert stepped(other, resumed, 80) == stepped(of, scheduler, 80)


ODD_STATES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "tensors": lambda state: {**state, "_last_lr": [torch.tensor(r) for r in state["_last_lr"]]},
    "whole numbers": lambda state: {**state, "best": 1, "num_bad_epochs": 2.0},
    "json": lambda state: json.loads(json.dumps(state, default=str)),
    "one group less": lambda state: {**state, "_last_lr": state["_last_lr"][:1]},
}


@pytest.mark.parametrize("odd", ODD_STATES)
@pytest.mark.parametrize("at", [0, 3, 30])
def test_states_of_torchs_plateau_are_taken_over_whatever_their_types(odd: str, at: int) -> None:
    torchs = ReduceLROnPlateau(optimizer(*BASES), factor=0.5, patience=3, cooldown=2, min_lr=1e-5)
    for value in METRIC[:at]:
        torchs.step(value)
    of = optimizer(*BASES)
    scheduler = exported(bare())(of)
    scheduler.load_state_dict(ODD_STATES[odd](torchs.state_dict()))
    assert rates(of)[0] == torchs.optimizer.param_groups[0]["lr"]
    assert type(scheduler.state_dict()["best"]) is float


def test_a_state_of_another_mode_is_refused_in_a_sentence() -> None:
    for settings, words in (
        ({"mode": "max"}, "mode is 'max' in this state, not 'min'."),
        ({"threshold_mode": "abs"}, "threshold_mode is 'abs' in this state, not 'rel'."),
    ):
        torchs = ReduceLROnPlateau(optimizer(*BASES), **settings)  # type: ignore[arg-type]
        scheduler = exported(bare())(optimizer(*BASES))
        with pytest.raises(ValueError, match=re.escape(words)):
            scheduler.load_state_dict(torchs.state_dict())


def test_a_state_without_rates_is_taken_over_only_before_the_first_step() -> None:
    torchs = ReduceLROnPlateau(optimizer(*BASES), factor=0.5, patience=3, cooldown=2, min_lr=1e-5)
    scheduler = exported(bare())(optimizer(*BASES))
    state = torchs.state_dict()
    del state["_last_lr"]
    scheduler.load_state_dict(state)
    with pytest.raises(ValueError, match="no _last_lr"):
        scheduler.load_state_dict({**state, "last_epoch": 3})


def test_other_settings_of_torchs_plateau_are_told_by_name() -> None:
    torchs = ReduceLROnPlateau(optimizer(*BASES), factor=0.25, patience=7, cooldown=2, min_lr=1e-5)
    scheduler = exported(bare())(optimizer(*BASES))
    told = "Numbers differ; these hold: factor is 0.5, not 0.25; patience is 3.0, not 7."
    with pytest.warns(UserWarning, match=re.escape(told)):
        scheduler.load_state_dict(torchs.state_dict())


def test_the_head_says_what_becomes_of_rates_that_are_set_by_hand() -> None:
    assert "one that is set by hand holds until the next" in " ".join(
        pytorch_source(DESIGN).split()
    )
    of, scheduler = made()
    stepped(of, scheduler, 20)
    of.param_groups[0]["lr"] = 0.125
    assert rates(of)[0] == 0.125
    stepped(of, scheduler, 21)
    assert rates(of) == list(Rates(DESIGN).at(21))


def test_the_files_numbers_win_over_the_checkpoints_with_one_warning() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 40)
    other = optimizer(*BASES)
    edited = exported(DESIGN)(other, factor=0.1)
    with pytest.warns(UserWarning, match="Numbers differ") as caught:
        edited.load_state_dict(scheduler.state_dict())
    assert len(caught) == 1
    _, falls = watch(edited)[3]
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
    with pytest.raises(ValueError, match=r"needs its metric: step\(metrics\)"):
        around.step()


@pytest.mark.parametrize("at", [1, 3, 5, 20])
def test_a_state_of_torchs_plateau_is_taken_over_in_the_warmup_too(at: int) -> None:
    theirs = optimizer(*BASES)
    torchs = ReduceLROnPlateau(theirs, factor=0.5, patience=3, cooldown=2, min_lr=1e-5)
    for metric in METRIC[:at]:
        torchs.step(metric)
    of, scheduler = made()
    scheduler.load_state_dict(torchs.state_dict())
    assert scheduler.last_epoch == at
    wanted = rates(made(last_epoch=at - 1)[0]) if at < 5 else rates(theirs)
    assert rates(of) == wanted


def test_a_group_that_comes_between_the_states_has_fallen_as_often_as_it_had() -> None:
    of, scheduler = made()
    stepped(of, scheduler, 30)
    added(of, lr=0.03)
    stepped(of, scheduler, 45)
    assert 0 < scheduler.state_dict()["falls"][2] < scheduler.state_dict()["falls"][0]
    states = copy.deepcopy((scheduler.state_dict(), of.state_dict()))
    assert rates(of)[2] < 0.03
    again, resumed = made()
    with pytest.warns(UserWarning, match="these hold: base_lrs"):
        resumed.load_state_dict(states[0])
    added(again, lr=0.03)
    again.load_state_dict(states[1])
    assert rates(again) == rates(of)
    assert stepped(again, resumed, 55) == stepped(of, scheduler, 55)

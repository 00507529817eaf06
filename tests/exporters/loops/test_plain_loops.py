"""The copied loops in plain PyTorch, run as they are: every update has the rate designed for it."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.optim.optimizer import register_optimizer_step_pre_hook

from rampsmith.designer.document.kinds import WEIGHT_DECAY, CurveKey
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import set_curves
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.loops.writing import LoopError, loop_source
from rampsmith.exporters.words.frameworks import Framework
from tests.designer.designs import OWN_CURVES
from tests.exporters.loops.runs import (
    CYCLES,
    DIVIDED,
    FALLING,
    OPTIMIZERS,
    WARMUP_COSINE,
    Given,
    designed,
    mean_loss,
    trained,
)

RUNS = [
    Run(samples=24, batch_size=6, epochs=5),
    Run(samples=24, batch_size=3, accumulation=2, epochs=5),
    Run(samples=25, batch_size=6, epochs=4, drop_last=True),
    Run(samples=26, batch_size=4, accumulation=3, epochs=4),
    Run(samples=26, batch_size=4, accumulation=3, epochs=4, remainder="dropped"),
    Run(samples=26, batch_size=4, accumulation=3, epochs=5, remainder="carried"),
    Run(samples=26, batch_size=4, accumulation=3, epochs=None, updates=9, remainder="carried"),
    Run(samples=24, batch_size=6, epochs=None, total_tokens=700, tokens_per_sample=7),
    Run(samples=24, batch_size=6, epochs=None, updates=17),
    Run(samples=26, batch_size=4, accumulation=3, epochs=None, updates=10),
]
DESIGNS = [CYCLES, FALLING]
KINDS: list[Framework] = ["pytorch", "amp"]


def run_words(run: Run) -> str:
    length = f"{run.epochs}epochs" if run.in_epochs else f"{run.total_updates}updates"
    return f"{run.samples}x{run.batch_size}x{run.accumulation}-{run.remainder}-{length}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("run", RUNS, ids=run_words)
@pytest.mark.parametrize("stepping", ["update", "epoch"])
def test_every_update_has_the_rate_that_is_designed_for_it(
    kind: Framework, run: Run, stepping: Any, tmp_path: Path
) -> None:
    for number, design in enumerate(DESIGNS):
        schedule = replace(design, run=run, stepping=stepping)
        folder = tmp_path / str(number)
        folder.mkdir()
        assert trained(Given(schedule), kind, folder) == designed(schedule)


@pytest.mark.parametrize("run", RUNS, ids=run_words)
@pytest.mark.parametrize("stepping", ["update", "epoch"])
def test_every_optimizer_has_the_rates_of_its_own_groups(
    run: Run, stepping: Any, tmp_path: Path
) -> None:
    watching = replace(DIVIDED, segments=FALLING.segments, metric=FALLING.metric)
    for number, design in enumerate([DIVIDED, watching]):
        schedule = replace(design, run=run, stepping=stepping)
        folder = tmp_path / str(number)
        folder.mkdir()
        done = trained(Given(schedule, OPTIMIZERS), "pytorch", folder)
        assert done == designed(schedule, OPTIMIZERS)


@pytest.mark.parametrize("groups", [1, 3])
def test_every_group_is_trained_with_its_own_weight_decay(groups: int, tmp_path: Path) -> None:
    tracks = tuple(track for track in OWN_CURVES.tracks if track.key.group is None)
    schedule = replace(
        OWN_CURVES, groups=OWN_CURVES.groups[:groups], tracks=tracks, run=RUNS[0], title="Short run"
    )
    seen: list[tuple[float, ...]] = []
    hook = register_optimizer_step_pre_hook(
        lambda optimizer, *_: seen.append(
            tuple(group["weight_decay"] for group in optimizer.param_groups)
        )
    )
    trained(Given(schedule), "pytorch", tmp_path)
    hook.remove()
    decays = set_curves(schedule)[CurveKey(WEIGHT_DECAY)]
    assert seen == [decays.at(t) for t in range(schedule.total_steps)]
    assert seen[0] == (0.05, 0.01, 0.01)[:groups]


STAGES = (Stage(Span(4, "batches"), 4, 2), Stage(Span(60, "samples"), 4, 3))
"""Two batches to an update from the fifth on, three once 60 samples are seen."""
GROWING = [
    Run(samples=None, batch_size=6, epochs=None, updates=9),
    Run(samples=None, batch_size=512, batch_in="tokens", epochs=None, total_tokens=4_000),
    Run(None, 512, batch_in="tokens", epochs=None, total_tokens=4_000, tokens_per_sample=128),
    Run(samples=None, batch_size=4, accumulation=2, epochs=None, updates=7),
    Run(samples=None, batch_size=4, epochs=None, updates=12, stages=STAGES),
    Run(samples=26, batch_size=4, epochs=None, updates=12, remainder="carried", stages=STAGES),
    Run(samples=26, batch_size=4, epochs=5, remainder="carried", stages=STAGES),
]
SIZES = (Stage(Span(4, "batches"), 8), Stage(Span(60, "samples"), 13, 1))
"""Batches of eight from the fifth on, of thirteen once 60 samples are seen."""
BOTH = (Stage(Span(4, "batches"), 8, 2), Stage(Span(60, "samples"), 13, 3))
GROWING += [
    Run(samples=None, batch_size=4, epochs=None, updates=12, stages=SIZES),
    Run(None, 512, batch_in="tokens", epochs=None, updates=9, tokens_per_sample=128,
        stages=(Stage(Span(4, "steps"), 1024),)),
    Run(samples=26, batch_size=4, epochs=5, stages=SIZES),
    Run(samples=26, batch_size=4, epochs=5, drop_last=True, stages=SIZES),
    Run(samples=26, batch_size=4, epochs=None, updates=11, stages=SIZES),
    Run(samples=26, batch_size=4, epochs=6, remainder="carried", stages=BOTH),
    Run(samples=26, batch_size=4, accumulation=2, epochs=6, remainder="carried",
        stages=(Stage(Span(4, "steps"), 8, 2),)),
]  # fmt: skip
HIGH = (Stage(Span(4, "batches"), 8, 2), Stage(Span(60, "samples"), 5, 3))
AT_AN_EPOCH = (Stage(Span(2, "epochs"), 4, 1), Stage(Span(3, "epochs"), 4, 2))
"""Beginning with an epoch, after a short accumulation of the one before."""
IN_THE_REST = (Stage(Span(6, "batches"), 4, 1), Stage(Span(100, "samples"), 8, 2))
"""Beginning with the last batch of an epoch, which would be short before."""
TINY = (Stage(Span(2, "steps"), 4, 5), Stage(Span(60, "samples"), 3, 2))
SHORT_ENDS = [
    Run(26, 4, accumulation=accumulation, remainder=remainder, stages=stages, **length)
    for remainder in ("kept", "dropped")
    for accumulation, stages in (
        (1, STAGES), (1, HIGH), (3, AT_AN_EPOCH), (3, IN_THE_REST), (3, TINY),
        (2, (Stage(Span(4, "steps"), 8, 2),)),
    )
    for length in ({"epochs": 5}, {"epochs": None, "updates": 11})
]  # fmt: skip
"""Accumulations or batches that grow, and are short at the ends of epochs."""


def some_long(runs: list[Run]) -> list[Any]:
    """Mark all but some of many runs as long."""
    marks = [() if number % 7 == 4 else (pytest.mark.long,) for number in range(len(runs))]
    return [pytest.param(run, marks=each) for run, each in zip(runs, marks, strict=True)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("run", [*GROWING, *some_long(SHORT_ENDS)], ids=run_words)
def test_a_stream_and_an_accumulation_that_grows_are_trained_as_designed(
    kind: Framework, run: Run, tmp_path: Path
) -> None:
    given = Given(replace(CYCLES, run=run))
    sizes: list[int] = []

    def loss_of(model: nn.Module, batch: Any) -> Tensor:
        sizes.append(len(batch["x"]))
        return mean_loss(model, batch)

    given.loss_of = loss_of
    assert trained(given, kind, tmp_path) == designed(given.schedule)
    loop, clock = Loop.of(given.schedule), run.clock
    assert clock is not None
    assert len(sizes) == loop.batches
    if run.stages:
        one = run.samples_of_one
        assert one is not None
        ends = [clock.first_batch_of_epoch(epoch + 1) - 1 for epoch in range(run.epochs or 0)]
        full = [clock.size_of(batch) * one for batch in range(loop.batches)]
        assert all(
            size == wanted or (batch in ends and size < wanted)
            for batch, (size, wanted) in enumerate(zip(sizes, full, strict=True))
            if run.in_epochs
        )
        assert sum(sizes) == sum(full) or not run.is_endless
        if run.in_epochs and not run.drop_last:
            assert sum(sizes) == (run.samples or 0) * (run.epochs or 0)


@pytest.mark.parametrize(
    "run", [GROWING[5], GROWING[6], *GROWING[-5:], *some_long(SHORT_ENDS)], ids=run_words
)
def test_an_accumulation_that_grows_goes_on_from_a_checkpoint(run: Run, tmp_path: Path) -> None:
    schedule = replace(CYCLES, run=run)
    first, again = Given(schedule), Given(schedule)
    breaking_off(first, 10)
    with pytest.raises(PowerCutError):
        trained(first, "resume", tmp_path, tmp_path / "run.pt")
    rest = trained(again, "resume", tmp_path, tmp_path / "run.pt")
    assert rest == designed(schedule)[-len(rest) :]
    assert len(first.updates) + len(rest) >= len(designed(schedule))


@pytest.mark.parametrize(
    ("run", "framework", "words"),
    [
        (GROWING[5], "lightning", "Lightning has one accumulation for the whole run"),
        (GROWING[9], "trainer", "The Hugging Face Trainer has one size of the batch"),
        (GROWING[9], "accelerate", "has one size of the batch for the whole run"),
        (
            replace(GROWING[1], stages=(Stage(Span(3, "steps"), 1024),)),
            "amp",
            "say how many a sample has",
        ),
        (GROWING[0], "resume", "has no epochs after which a checkpoint could be saved"),
        (GROWING[1], "trainer", "The Hugging Face Trainer counts its batch in samples"),
    ],
)
def test_what_a_loop_cannot_do_is_refused_in_a_sentence(
    run: Run, framework: Framework, words: str
) -> None:
    with pytest.raises(LoopError, match=re.escape(words)):
        loop_source(replace(CYCLES, run=run), framework)


class PowerCutError(Exception):
    """The lights go out."""


def breaking_off(given: Given, batches: int) -> None:
    """Make the training fail after so many batches."""
    left = [batches]

    def loss_of(model: nn.Module, batch: Any) -> Tensor:
        if not left[0]:
            raise PowerCutError
        left[0] -= 1
        return mean_loss(model, batch)

    given.loss_of = loss_of


@pytest.mark.parametrize(("design", "optimizers"), [(CYCLES, ()), (DIVIDED, OPTIMIZERS)])
@pytest.mark.parametrize("run", RUNS, ids=run_words)
def test_a_run_that_is_broken_off_goes_on_from_its_checkpoint(
    run: Run, design: Schedule, optimizers: Any, tmp_path: Path
) -> None:
    schedule = replace(design, run=run)
    first, again = Given(schedule, optimizers), Given(schedule, optimizers)
    breaking_off(first, 2 * run.batches_per_epoch + 1)
    with pytest.raises(PowerCutError):
        trained(first, "resume", tmp_path, tmp_path / "run.pt")
    rest = trained(again, "resume", tmp_path, tmp_path / "run.pt")
    # All that was done after the last checkpoint is done again.
    wanted = designed(schedule, optimizers)
    twice = len(first.updates) + len(rest) - len(wanted)
    assert 0 <= twice <= max(1, len(optimizers))
    assert first.updates[: len(first.updates) - twice] + rest == wanted


@pytest.mark.parametrize("run", RUNS[:2], ids=run_words)
def test_an_update_that_is_skipped_takes_no_step(run: Run, tmp_path: Path) -> None:
    schedule = replace(WARMUP_COSINE, run=run)
    given = Given(schedule)
    seen = [0]

    def loss_of(model: nn.Module, batch: Any) -> Tensor:
        seen[0] += 1
        loss = mean_loss(model, batch)
        return loss * torch.inf if seen[0] in {5, 6, 14} else loss

    given.loss_of = loss_of
    done = trained(given, "amp", tmp_path)
    assert len(done) == run.total_updates - (3 if run.accumulation == 1 else 2)
    assert done == designed(schedule)[: len(done)]


def test_a_short_accumulation_weighs_no_less(tmp_path: Path) -> None:
    given = Given(replace(WARMUP_COSINE, run=Run(samples=26, batch_size=4, accumulation=3)))
    bias = next(p for name, p in given.model.named_parameters() if name.endswith("bias"))
    gradients: list[float] = []

    def loss_of(model: nn.Module, batch: Any) -> Tensor:
        gradients.append(0.0 if bias.grad is None else round(float(bias.grad), 5))
        return mean_loss(model, batch) * 2**4

    given.loss_of = loss_of
    optimizer_step = register_optimizer_step_pre_hook(
        lambda *_: gradients.append(0.0 if bias.grad is None else round(float(bias.grad), 5))
    )
    trained(given, "pytorch", tmp_path)
    optimizer_step.remove()
    # Of seven batches, three and three share an update; the last one has its own.
    first_epoch = [0, 0.33333, 0.66667, 1, 0, 0.33333, 0.66667, 1, 0, 1]
    assert gradients[: len(first_epoch)] == first_epoch

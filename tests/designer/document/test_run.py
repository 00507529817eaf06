"""The arithmetic of a run: worked examples, and the counts of real data loaders and loops."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.data import BatchSampler, DistributedSampler, SequentialSampler

from rampsmith.designer.document.clock import Remainder
from rampsmith.designer.document.run import Run

SMALL = Run(samples=24, batch_size=6, epochs=10)

EXAMPLES: list[tuple[str, Run, tuple[int, float, int]]] = [
    # A run, and its batches per epoch, updates per epoch and updates in all.
    ("24 samples, batch 6", SMALL, (4, 4, 40)),
    ("batch 3, accumulation 2", replace(SMALL, batch_size=3, accumulation=2), (8, 4, 40)),
    ("a last, smaller batch", replace(SMALL, samples=25), (5, 5, 50)),
    ("that is left out", replace(SMALL, samples=25, drop_last=True), (4, 4, 40)),
    ("two devices", replace(SMALL, devices=2), (2, 2, 20)),
    ("two devices, uneven", replace(SMALL, samples=25, devices=2), (3, 3, 30)),
    ("a short accumulation is kept", replace(SMALL, accumulation=3), (4, 2, 20)),
    ("or left out", replace(SMALL, accumulation=3, remainder="dropped"), (4, 1, 10)),
    ("or carried over", replace(SMALL, accumulation=3, remainder="carried"), (4, 4 / 3, 13)),
    (
        "more than an epoch has",
        replace(SMALL, accumulation=8, remainder="carried"),
        (4, 0.5, 5),
    ),
    ("given in updates", replace(SMALL, epochs=None, updates=30), (4, 4, 30)),
    ("the digits", Run(samples=1437, batch_size=8, epochs=5), (180, 180, 900)),
    ("ImageNet on 8 devices", Run(1_281_167, 32, 8, epochs=90), (5005, 5005, 450_450)),
    (
        "ImageNet, last batch left out",
        Run(1_281_167, 32, 8, drop_last=True, epochs=90),
        (5004, 5004, 450_360),
    ),
    ("nothing left", Run(samples=5, batch_size=6, drop_last=True), (0, 0, 0)),
    ("no samples", Run(samples=0), (0, 0, 0)),
    ("no batch", Run(batch_size=0), (0, 0, 0)),
    ("no accumulation", replace(SMALL, accumulation=0), (4, 0, 0)),
    ("a negative run", replace(SMALL, epochs=-3), (4, 4, 0)),
    ("no length at all", replace(SMALL, epochs=None), (4, 4, 0)),
]


@pytest.mark.parametrize(("name", "run", "counts"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_a_run_comes_to_these_counts(name: str, run: Run, counts: tuple[int, float, int]) -> None:
    assert (run.batches_per_epoch, run.updates_per_epoch, run.total_updates) == counts


ANY_EPOCH = given(
    st.integers(1, 300),
    st.integers(1, 50),
    st.integers(1, 7),
    st.booleans(),
    st.sampled_from(["kept", "dropped"]),
)
"""Samples, batch size, accumulation, and what becomes of a last batch and a last update."""


def counted_in_a_loop(run: Run) -> tuple[int, int]:
    """Count the batches and updates of one epoch as a training loop makes them."""
    batches = updates = waiting = 0
    for _ in BatchSampler(SequentialSampler(range(run.data)), run.batch_size, run.drop_last):
        batches += 1
        waiting += 1
        if waiting == run.accumulation:
            updates += 1
            waiting = 0
    if waiting and run.remainder == "kept":
        updates += 1
    return batches, updates


@ANY_EPOCH
def test_the_counts_are_those_of_a_data_loader_and_a_loop(
    samples: int, batch_size: int, accumulation: int, drop_last: bool, remainder: Remainder
) -> None:
    run = Run(samples, batch_size, 1, accumulation, drop_last, remainder, epochs=1)
    assert (run.batches_per_epoch, run.updates_per_epoch) == counted_in_a_loop(run)


@settings(max_examples=30)
@given(st.integers(8, 300), st.integers(1, 50), st.integers(1, 8))
def test_each_device_sees_as_many_batches_as_a_distributed_sampler_gives_it(
    samples: int, batch_size: int, devices: int
) -> None:
    sampler: DistributedSampler[int] = DistributedSampler(
        range(samples),  # type: ignore[arg-type]
        num_replicas=devices,
        rank=0,
        shuffle=False,
    )
    seen = len(BatchSampler(sampler, batch_size, drop_last=False))
    assert Run(samples, batch_size, devices, epochs=1).batches_per_epoch == seen


@ANY_EPOCH
def test_the_last_batch_and_accumulation_are_those_that_a_loop_makes_last(
    samples: int, batch_size: int, accumulation: int, drop_last: bool, remainder: Remainder
) -> None:
    run = Run(samples, batch_size, 1, accumulation, drop_last, remainder, epochs=1)
    loader = BatchSampler(SequentialSampler(range(samples)), batch_size, drop_last)
    sizes = [len(batch) for batch in loader]
    updates = [sizes[i : i + accumulation] for i in range(0, len(sizes), accumulation)]
    if remainder == "dropped":
        updates = [update for update in updates if len(update) == accumulation]
    assert run.last_batch == (sizes[-1] if sizes else 0)
    assert run.last_accumulation == (len(updates[-1]) if updates else 0)
    seen = 0 if run.clock is None else run.clock.seen_before(run.batches_per_epoch)
    assert seen == sum(map(sum, updates))


STEPS = [
    # A run, and its steps per epoch and in all when stepping by update and by epoch.
    (SMALL, (4, 40), (1, 10)),
    (replace(SMALL, epochs=None, updates=30), (4, 30), (1, 8)),
    (replace(SMALL, epochs=None, updates=28), (4, 28), (1, 7)),
    (replace(SMALL, epochs=None, updates=1), (4, 1), (1, 1)),
]


@pytest.mark.parametrize(("run", "by_update", "by_epoch"), STEPS)
def test_steps_are_updates_or_epochs_and_a_begun_epoch_counts_as_one(
    run: Run, by_update: tuple[float, int], by_epoch: tuple[float, int]
) -> None:
    assert (run.steps_per_epoch("update"), run.total_steps("update")) == by_update
    assert (run.steps_per_epoch("epoch"), run.total_steps("epoch")) == by_epoch


def test_a_run_in_updates_can_end_within_an_epoch() -> None:
    assert replace(SMALL, epochs=None, updates=30).total_epochs == Fraction(15, 2)


TOKENS = [
    # A run, and the updates until its tokens are seen: 24 samples of 10 tokens are 240 an epoch.
    (SMALL, 1, 1),
    (SMALL, 60, 1),
    (SMALL, 61, 2),
    (SMALL, 240, 4),
    (SMALL, 250, 5),
    (replace(SMALL, samples=25), 250, 5),
    (replace(SMALL, samples=25), 251, 6),
    (replace(SMALL, accumulation=3), 240, 2),
    (replace(SMALL, accumulation=3, remainder="dropped"), 240, 2),
    (replace(SMALL, accumulation=3, remainder="carried"), 240, 2),
    (replace(SMALL, accumulation=3, remainder="carried"), 480, 3),
]


@pytest.mark.parametrize(("run", "tokens", "updates"), TOKENS)
def test_a_run_given_in_tokens_ends_with_the_update_that_reaches_them(
    run: Run, tokens: int, updates: int
) -> None:
    given_so = replace(run, epochs=None, total_tokens=tokens, tokens_per_sample=10)
    assert given_so.total_updates == updates
    assert given_so.total_epochs == Fraction(updates) / run.exact_updates_per_epoch
    assert replace(given_so, tokens_per_sample=None).total_updates == 0

"""The loop as arithmetic, against a loop that is really run."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.clock import REMAINDERS
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import STEPPINGS, Stepping
from rampsmith.designer.training_loop.loop import BatchPlace, Loop
from tests.designer.training_loop.runs import small_runs


def looped(run: Run, stepping: Stepping) -> Iterator[BatchPlace]:
    """Take a run batch by batch, as a training loop does, and write down what happens."""
    per_batch = run.batch_size * run.devices
    index = update = t = epoch = seen = 0
    gathered: list[BatchPlace] = []
    samples = 0
    while run.epochs is None or epoch < run.epochs:
        left = run.data
        if run.remainder != "carried":
            gathered, samples = [], 0
        for batch in range(run.batches_per_epoch):
            size = min(per_batch, left)
            left -= size
            samples += size
            is_last = batch == run.batches_per_epoch - 1
            full = len(gathered) + 1 == run.accumulation
            updates = full or (is_last and run.remainder == "kept")
            ended = updates and (
                update + 1 == run.updates
                or (
                    run.total_tokens is not None
                    and run.tokens_per_sample is not None
                    and (seen + samples) * run.tokens_per_sample >= run.total_tokens
                )
            )
            steps = updates if stepping == "update" else is_last or ended
            gathered.append(BatchPlace(index, epoch, batch, update, t, updates, steps))
            if updates:
                yield from gathered
                gathered, update, seen, samples = [], update + 1, seen + samples, 0
            elif is_last and run.remainder == "dropped":
                yield from (replace(place, update=None) for place in gathered)
            index += 1
            t += steps
            if ended:
                return
        epoch += 1
    if run.remainder == "carried":
        yield from (replace(place, update=None) for place in gathered)


@given(small_runs, st.sampled_from(STEPPINGS))
def test_every_place_is_what_a_real_loop_comes_through(run: Run, stepping: Stepping) -> None:
    loop = Loop(run, stepping)
    if run.total_updates == 0 or run.updates_per_epoch == 0:
        assert loop.batches == loop.updates == loop.steps == 0
        return
    places = list(looped(run, stepping))
    assert [loop.place(index) for index in range(loop.batches)] == places
    assert loop.updates == sum(place.updates for place in places)
    assert loop.steps == sum(place.steps for place in places) == run.total_steps(stepping)
    assert loop.epochs == places[-1].epoch + 1
    for place in places:
        if place.updates:
            assert place.update is not None
            assert loop.batch_of_update(place.update) == place.index
            first = min(each.index for each in places if each.update == place.update)
            assert loop.first_batch_of_update(place.update) == first
    for t in range(loop.steps):
        begin = min(place.index for place in places if place.t == t)
        assert loop.first_batch_of_step(t) == begin
    assert loop.first_batch_of_step(loop.steps) <= loop.batches


@pytest.mark.parametrize(("stepping", "remainder"), list(product(STEPPINGS, REMAINDERS)))
def test_a_place_in_a_run_of_1e12_batches_is_exact(stepping: Stepping, remainder: str) -> None:
    run = Run(1_000_003, 7, 1, 11, remainder=remainder, epochs=10**7)  # type: ignore[arg-type]
    loop = Loop(run, stepping)
    assert loop.batches == 142_858 * 10**7
    for update in (0, 1, loop.updates // 3, loop.updates - 1):
        index = loop.batch_of_update(update)
        place = loop.place(index)
        assert place.update == update
        assert place.updates
        assert index == place.epoch * 142_858 + place.batch
    last = loop.place(loop.batches - 1)
    assert (last.epoch, last.batch) == (10**7 - 1, 142_857)
    assert last.t + last.steps == loop.steps


def test_four_updates_an_epoch_by_batches_of_six_or_by_two_batches_of_three() -> None:
    plain = Loop(Run(24, 6, epochs=1), "update")
    gathered = Loop(Run(24, 3, accumulation=2, epochs=1), "update")
    assert plain.updates == gathered.updates == 4
    assert [plain.place(i).updates for i in range(plain.batches)] == [True] * 4
    assert [gathered.place(i).updates for i in range(gathered.batches)] == [False, True] * 4

"""The clock of a run whose batch grows, against a loop that is really run."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.clock import ENDLESS, REMAINDERS
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.values.spans import Span, SpanUnit


class Batch(NamedTuple):
    """What a loop does at a batch, and what it has seen before."""

    epoch: int
    within: int
    update: int | None
    size: int
    seen: int
    updates: bool


def looped(run: Run) -> Iterator[Batch]:
    """Go through the batches of a run without end, as a training loop would."""
    waiting = list(run.stages)
    size, accumulation = run.batch_size * run.devices, run.accumulation
    index = update = epoch = seen = 0
    gathered: list[Batch] = []
    while True:
        left, within = run.data, 0
        if run.remainder != "carried":
            gathered = []
        while left >= (size if run.drop_last else 1):
            if not gathered:
                place = {"steps": update, "batches": index, "epochs": epoch, "samples": seen}
                while waiting and place[waiting[0].begin.unit] >= waiting[0].begin.amount:
                    stage = waiting.pop(0)
                    size, accumulation = stage.batch_size * run.devices, stage.accumulation
                if left < (size if run.drop_last else 1):
                    break
            taken = min(size, left)
            left -= taken
            is_last = left < (size if run.drop_last else 1)
            full = len(gathered) + 1 == accumulation
            updates = full or (is_last and run.remainder == "kept")
            before = seen + sum(each.size for each in gathered)
            gathered.append(Batch(epoch, within, update, taken, before, updates))
            index, within = index + 1, within + 1
            if updates:
                yield from gathered
                seen, gathered, update = before + taken, [], update + 1
            elif is_last and run.remainder == "dropped":
                yield from (each._replace(update=None, seen=seen) for each in gathered)
        epoch += 1


@st.composite
def growing_runs(draw: st.DrawFn) -> Run:
    """Runs of one, two or three stages, some of them endless."""
    samples = draw(st.integers(1, 60) | st.none())
    run = Run(
        samples,
        draw(st.integers(1, 9)),
        draw(st.integers(1, 2)),
        draw(st.integers(1, 5)),
        draw(st.booleans()),
        draw(st.sampled_from(REMAINDERS)),
    )
    units: list[SpanUnit] = ["steps", "batches", "samples"]
    units += [] if samples is None else ["epochs"]
    amounts = sorted(draw(st.lists(st.integers(1, 12), max_size=2, unique=True)))
    unit: SpanUnit = draw(st.sampled_from(units))
    each = 20 if unit == "samples" else 1
    stages = tuple(
        Stage(Span(each * amount, unit), draw(st.integers(1, 12)), draw(st.integers(1, 5)))
        for amount in amounts
    )
    return replace(run, stages=stages)


@given(growing_runs())
def test_every_batch_is_counted_as_a_real_loop_does(run: Run) -> None:
    clock = run.clock
    if clock is None:
        return
    for index, batch in enumerate(islice(looped(run), 120)):
        assert clock.epoch_of(index) == (batch.epoch, batch.within)
        before, after = clock.updates_before(index), clock.updates_before(index + 1)
        assert after - before == batch.updates
        assert clock.is_dropped(index) == (batch.update is None)
        if batch.update is None:
            continue
        assert before == batch.update
        assert clock.seen_before(index) == batch.seen
        assert clock.first_batch_of_update(before) <= index <= clock.last_batch_of_update(before)
        if batch.updates:
            assert clock.last_batch_of_update(before) == index
            assert clock.seen_by(after) == batch.seen + batch.size
            assert clock.updates_to_see(batch.seen + batch.size) == after


@given(growing_runs())
def test_an_epoch_begins_where_its_first_batch_is(run: Run) -> None:
    clock = run.clock
    if clock is None or run.is_endless:
        return
    for epoch in range(8):
        begin = clock.first_batch_of_epoch(epoch)
        assert clock.epoch_of(begin) == (epoch, 0)
        assert clock.epochs_before(begin) == epoch


RAMP = Run(
    samples=None,
    batch_size=32_000,
    batch_in="tokens",
    epochs=None,
    total_tokens=300_000_000_000,
    stages=tuple(
        Stage(Span(12_000_000_000 * n // 99, "tokens"), 32_000 * (n + 1)) for n in range(1, 100)
    ),
)
"""The batch of GPT-3: 32k tokens to 3.2M in equal steps over the first 12B tokens."""


def test_the_ramp_of_gpt_3_takes_as_many_updates_as_one_by_one() -> None:
    seen = updates = 0
    at: dict[int, int] = {}
    while seen < 300_000_000_000:
        at[updates] = seen
        number = sum(seen >= stage.begin.amount for stage in RAMP.stages)
        seen, updates = seen + 32_000 * (number + 1), updates + 1
    assert RAMP.total_updates == updates
    # With the full batch all along it would be a sixth less.
    assert replace(RAMP, batch_size=3_200_000, stages=()).total_updates == 93_750
    clock = RAMP.clock
    assert clock is not None
    assert all(clock.seen_by(update) == tokens for update, tokens in at.items())


@pytest.mark.parametrize(
    ("run", "updates"),
    [
        (Run(None, 8, epochs=None, updates=100), 100),
        (Run(None, 8, epochs=3), 0),
        (Run(None, 8, epochs=None, total_tokens=1000), 0),
        (Run(None, 8, epochs=None, total_tokens=1000, tokens_per_sample=10), 13),
        (Run(None, 512, epochs=None, total_tokens=10_000, batch_in="tokens", accumulation=2), 10),
        (Run(100, 50, batch_in="tokens", epochs=2, tokens_per_sample=7), 28),
        (Run(100, 50, batch_in="tokens", epochs=2), 0),
    ],
)
def test_a_stream_or_a_batch_in_tokens_has_so_many_updates(run: Run, updates: int) -> None:
    assert run.total_updates == updates
    assert run.data in (ENDLESS, 700, 0)

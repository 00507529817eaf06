"""Every row of the table is what a real loop logs: loader, model, optimizer and exported class."""

from dataclasses import replace
from itertools import product

import pytest

from rampsmith.designer.run import REMAINDERS, Remainder, Run
from rampsmith.designer.schedule import STEPPINGS, Group, Level, Repeat, Schedule, Segment, Stepping
from rampsmith.designer.shapes import Cosine, Linear, Plateau
from rampsmith.designer.spans import Span
from rampsmith.designer.stepping.rows import BYS, By, Rows
from tests.designer.proof.test_walking import MOMENTUM
from tests.designer.stepping.real_loops import trained

PLAIN = Schedule(
    class_name="Plain",
    segments=(
        Segment("Warmup", Linear(), Span.of_percent(20), Level(0.1), Level(1.0)),
        Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.01)),
    ),
    groups=(Group("body", 0.1), Group("head", 0.03)),
    momentum=MOMENTUM,
)
CYCLES = replace(
    PLAIN,
    segments=(Segment("Cycle", Cosine(), Span.of_steps(2), Level(1.0), Level(0.1)),),
    repeats=(Repeat("Restarts", 0, 0, None, scale=0.5),),
)
WATCHED = replace(
    PLAIN,
    segments=(
        PLAIN.segments[0],
        Segment("Watch", Plateau(patience=0, factor=0.5, min_lr=1e-9), Span.of_the_rest()),
    ),
    metric=(0.9, 0.8, 0.8, 0.7, 0.7, 0.7),
)
RUNS = [
    Run(25, batch_size, 1, accumulation, drop_last, remainder, epochs, updates)
    for batch_size, accumulation, drop_last, remainder, (epochs, updates) in product(
        (6, 3), (1, 2, 3), (False, True), REMAINDERS, ((3, None), (None, 7))
    )
    if accumulation > 1 or remainder == "kept"
]


@pytest.mark.parametrize("schedule", [PLAIN, CYCLES, WATCHED], ids=["plain", "cycles", "plateau"])
@pytest.mark.parametrize("stepping", STEPPINGS)
def test_every_row_is_what_a_real_loop_logs(schedule: Schedule, stepping: Stepping) -> None:
    for run in RUNS:
        stepped = replace(schedule, stepping=stepping, run=run)
        log = trained(stepped)
        batches = Rows(stepped, "batch")
        found = batches.read(0, len(batches))
        assert [(r.epoch, r.batch, r.rates, r.after) for r in found] == log.batches, stepped.run
        updates = Rows(stepped, "update")
        by_update = updates.read(0, len(updates))
        assert [(r.rates, r.momentum) for r in by_update] == log.updates, stepped.run
        assert [r.update for r in by_update] == list(range(len(log.updates)))
        for row, following in zip(by_update, [*by_update[1:], None], strict=True):
            end = len(log.batches) if following is None else following.index
            assert log.batches[row.index][:2] == (row.epoch, row.batch)
            assert log.batches[end - 1][3] == row.after
        epochs = Rows(stepped, "epoch")
        for row in epochs.read(0, len(epochs)):
            of_epoch = [batch for batch in log.batches if batch[0] == row.epoch]
            assert (row.batch, row.rates) == of_epoch[0][1:3]
            assert row.after == of_epoch[-1][3]


@pytest.mark.parametrize("by", BYS)
@pytest.mark.parametrize("stepping", STEPPINGS)
def test_every_batch_belongs_to_the_row_that_it_lies_in(by: By, stepping: Stepping) -> None:
    for run in RUNS:
        rows = Rows(replace(PLAIN, stepping=stepping, run=run), by)
        begins = [rows.begin(row) for row in range(len(rows))]
        assert begins[0] == 0
        for index in range(rows.loop.batches):
            assert rows.row_of(index) == sum(begin <= index for begin in begins) - 1
        steps = [row.t for row in rows.read(0, len(rows))]
        for t in range(rows.loop.steps):
            assert rows.first_row_of_step(t) == sum(step < t for step in steps)


def test_rows_far_into_a_run_of_1e15_batches_are_told_exactly() -> None:
    run = Run(10**9, 1, accumulation=3, remainder="carried", epochs=10**6)
    rows = Rows(replace(PLAIN, momentum=None, run=run), "batch")
    assert len(rows) == 10**15
    last = rows.read(10**15 - 2, 10**15)
    assert [(row.epoch, row.batch) for row in last] == [
        (10**6 - 1, 10**9 - 2),
        (10**6 - 1, 10**9 - 1),
    ]
    assert [row.t for row in last] == [333_333_333_333_332, 333_333_333_333_333]


def test_an_impossible_run_has_no_rows() -> None:
    for wrong in (Run(batch_size=0), Run(samples=3, batch_size=4, drop_last=True), Run(epochs=0)):
        for by in BYS:
            rows = Rows(replace(PLAIN, run=wrong), by)
            assert len(rows) == 0
            assert rows.read(0, 0) == []


@pytest.mark.parametrize("remainder", REMAINDERS)
def test_the_worked_example_of_24_samples_has_four_updates_an_epoch(remainder: Remainder) -> None:
    for batch_size, accumulation in ((6, 1), (3, 2)):
        run = Run(24, batch_size, accumulation=accumulation, remainder=remainder, epochs=10)
        assert len(Rows(replace(PLAIN, run=run), "update")) == 40

"""Every row of the table is what a real loop logs: loader, model, optimizer and exported class."""

from dataclasses import replace
from itertools import product

import pytest

from rampsmith.designer.document.clock import REMAINDERS, Remainder
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE, WEIGHT_DECAY, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import STEPPINGS, Schedule, Stepping
from rampsmith.designer.training_loop.rows import BYS, By, Rows
from tests.designer.designs import CYCLES, OWN_CURVES, PLAIN, TEMPERATURE, WATCHED
from tests.designer.training_loop.real_loops import trained

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
        assert [(r.epoch, r.batch, r.rates, r.after[RATE_CURVE]) for r in found] == log.batches, (
            stepped.run
        )
        updates = Rows(stepped, "update")
        by_update = updates.read(0, len(updates))
        assert [(r.rates, r.values[MOMENTUM_CURVE][0]) for r in by_update] == log.updates, (
            stepped.run
        )
        assert [r.update for r in by_update] == list(range(len(log.updates)))
        for row, following in zip(by_update, [*by_update[1:], None], strict=True):
            end = len(log.batches) if following is None else following.index
            assert log.batches[row.index][:2] == (row.epoch, row.batch)
            assert log.batches[end - 1][3] == row.after[RATE_CURVE]
        epochs = Rows(stepped, "epoch")
        for row in epochs.read(0, len(epochs)):
            of_epoch = [batch for batch in log.batches if batch[0] == row.epoch]
            assert (row.batch, row.rates) == of_epoch[0][1:3]
            assert row.after[RATE_CURVE] == of_epoch[-1][3]


@pytest.mark.parametrize("stepping", STEPPINGS)
def test_every_row_has_what_a_real_optimizer_holds_of_each_kind(stepping: Stepping) -> None:
    for run in RUNS:
        schedule = replace(OWN_CURVES, stepping=stepping, run=run)
        rows = Rows(schedule, "update")
        for row, groups in zip(rows.read(0, len(rows)), trained(schedule).groups, strict=True):
            body, head, adam = groups
            assert row.values == {
                RATE_CURVE: (body["lr"], head["lr"], adam["lr"]),
                MOMENTUM_CURVE: (body["momentum"], head["momentum"]),
                CurveKey(WEIGHT_DECAY): tuple(group["weight_decay"] for group in groups),
                CurveKey(TEMPERATURE): (head["temperature"],),
            }
            assert adam["momentum"] == 0.9
            assert "temperature" not in body


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
    rows = Rows(replace(PLAIN, tracks=(), run=run), "batch")
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

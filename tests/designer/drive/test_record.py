"""What is kept of a drive: curves, ends, words, and the log that the readers read."""

import math
from dataclasses import replace

import numpy as np
import pytest

from rampsmith.designer.drive.events import Diverged, RunFinished, Started, UpdateRows
from rampsmith.designer.drive.record import (
    DriveRecord,
    RunEnds,
    divergence_words,
    ends_words,
    progress_words,
)
from rampsmith.designer.logs.reading import read_log_text
from rampsmith.designer.loss.from_log import logged_runs
from rampsmith.designer.loss.logged_run import UnfitLogError
from tests.designer.drive.driven import request_of, schedule


def record_of(runs: int = 1, seeds: int = 2, *, names: tuple[str, ...] = ()) -> DriveRecord:
    request = request_of(*(schedule(steps=40) for _ in range(runs)), seeds=seeds)
    named = (
        replace(run, name=name) for run, name in zip(request.runs, names or "ab", strict=False)
    )
    return DriveRecord(replace(request, runs=tuple(named)))


def test_rows_are_put_together_by_run_and_seed() -> None:
    record = record_of()
    record.take(Started(80, "words"))
    record.take(UpdateRows(0, 0, 0, (0.1, 0.2), (3.0, 2.0)))
    record.take(UpdateRows(0, 0, 2, (0.3,), (1.0,)))
    record.take(UpdateRows(0, 1, 0, (0.1,), (5.0,)))
    assert record.rates(0) == [0.1, 0.2, 0.3]
    assert record.losses(0) == [[3.0, 2.0, 1.0], [5.0]]
    assert record.mean_losses(0) == [4.0]
    assert progress_words(record) == "4 of 80 updates"


def test_the_rates_are_those_of_the_seed_that_came_farthest() -> None:
    record = record_of()
    record.take(UpdateRows(0, 0, 0, (0.1,), (3.0,)))
    record.take(Diverged(0, 0, 1, 0.2))
    record.take(UpdateRows(0, 1, 0, (0.1, 0.2, 0.3), (3.0, 2.0, 1.0)))
    assert record.rates(0) == [0.1, 0.2, 0.3]
    assert record.done == 43


def test_the_ends_are_told_with_mean_spread_and_each_divergence() -> None:
    record = record_of(seeds=3)
    record.take(RunFinished(0, 0, 1.0))
    record.take(Diverged(0, 1, 312, 3.1e-2))
    record.take(RunFinished(0, 2, 2.0))
    ends = record.ends(0)
    assert ends.mean == 1.5
    assert ends.spread == pytest.approx(math.sqrt(0.5))
    assert ends_words(ends) == "1.5 ± 0.71; not finite at update 312, at 0.031 with seed 2"
    assert divergence_words(ends.divergences[0]) == "not finite at update 312, at 0.031"
    assert RunEnds().mean == math.inf


def filled(record: DriveRecord) -> DriveRecord:
    for run in range(len(record.request.runs)):
        for seed in range(record.request.seeds):
            rates = tuple(0.1 * (1 - place / 80) for place in range(40))
            losses = tuple(2 + 1 / (1 + place) + 0.5 * run + seed for place in range(40))
            record.take(UpdateRows(run, seed, 0, rates, losses))
            record.take(RunFinished(run, seed, losses[-1]))
    return record


def test_the_log_of_a_run_is_read_with_rates_and_mean_losses() -> None:
    record = filled(record_of())
    log = read_log_text(record.log_text(), "drive.csv")
    (run,) = logged_runs(log)
    assert np.array_equal(run.rates, record.rates(0))
    assert np.array_equal(run.losses, record.mean_losses(0))
    assert run.updates.tolist() == list(range(40))


def test_each_of_several_runs_is_read_from_one_log() -> None:
    record = filled(record_of(2, names=("cosine, short.ramp", "linear - long.ramp")))
    runs = logged_runs(read_log_text(record.log_text(), "drive.csv"))
    assert [run.name for run in runs] == [
        "drive.csv, cosine, short.ramp",
        "drive.csv, linear - long.ramp",
    ]
    for number, run in enumerate(runs):
        assert np.array_equal(run.losses, record.mean_losses(number))


def test_two_runs_of_one_name_are_told_apart_in_the_log() -> None:
    record = filled(record_of(2, names=("a", "a")))
    assert len(logged_runs(read_log_text(record.log_text(), "drive.csv"))) == 2


def test_seeds_that_diverged_count_as_long_as_they_were_finite() -> None:
    record = record_of()
    record.take(UpdateRows(0, 0, 0, tuple([0.1] * 40), tuple([2.0] * 40)))
    record.take(RunFinished(0, 0, 2.0))
    record.take(UpdateRows(0, 1, 0, tuple([0.1] * 25), tuple([4.0] * 25)))
    record.take(Diverged(0, 1, 25, 0.1))
    (run,) = logged_runs(read_log_text(record.log_text(), "drive.csv"))
    assert run.losses.tolist() == [3.0] * 25 + [2.0] * 15


def test_no_law_is_fitted_on_the_log_of_a_run_that_diverged_with_every_seed() -> None:
    record = record_of(seeds=1)
    record.take(UpdateRows(0, 0, 0, tuple([0.1] * 25), tuple([2.0] * 25)))
    record.take(Diverged(0, 0, 25, 0.1))
    with pytest.raises(UnfitLogError, match="not finite at update 25"):
        logged_runs(read_log_text(record.log_text(), "drive.csv"))


def test_the_steps_of_a_log_are_those_of_the_design() -> None:
    request = request_of(schedule(steps=4_000))
    request = replace(request, runs=(replace(request.runs[0], updates=40),))
    record = DriveRecord(request)
    record.take(UpdateRows(0, 0, 0, tuple([0.1] * 40), tuple([2.0] * 40)))
    record.take(RunFinished(0, 0, 2.0))
    (run,) = logged_runs(read_log_text(record.log_text(), "drive.csv"))
    assert run.updates.tolist() == list(range(0, 4_000, 100))


def test_a_run_that_was_stopped_has_not_diverged_in_the_log() -> None:
    record = record_of(seeds=1)
    record.take(Started(40, "words"))
    record.take(UpdateRows(0, 0, 0, (0.1, 0.2), (3.0, 2.0)))
    assert "nan" not in record.log_text()
    assert record.log_text(ended=True) == "step\n"
    record.take(Diverged(0, 0, 2, 0.3))
    assert "nan" in record.log_text()

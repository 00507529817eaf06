"""A log that follows a design is told so; one that does not is told with the mistake made."""

import math
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest

from rampsmith.designer.diagnosis.diagnosis import diagnosed
from rampsmith.designer.diagnosis.outcome import Departure, Diagnosis
from rampsmith.designer.diagnosis.phrases import cure, departure_words, reading_words, sentence
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.logs.log import Series
from rampsmith.designer.logs.reading import read_log_text
from rampsmith.designer.presets import preset_named
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.values.spans import Span
from tests.designer.designs import OWN_CURVES

COSINE = replace(
    preset_named("warmup-cosine").make(steps=500), run=Run(samples=800, batch_size=8, epochs=5)
)
GATHERED = replace(COSINE, run=Run(samples=3200, batch_size=8, accumulation=4, epochs=5))
BY_EPOCH = replace(
    preset_named("warmup-cosine").make(steps=30),
    stepping="epoch",
    run=Run(samples=80, batch_size=8, epochs=30),
)

Written = Callable[[float], str]
SIX_DECIMALS: Written = "{:.6f}".format
FOUR_DIGITS: Written = "{:.3E}".format
SINGLE: Written = lambda value: repr(float(np.float32(value)))  # noqa: E731
EXACT: Written = repr


def log(
    schedule: Schedule,
    calls: Callable[[int], int],
    updates: Iterable[int],
    *,
    written: Written = EXACT,
    position: Callable[[int], float] = float,
    header: str = "step,lr",
) -> Series:
    """Return the series of a log in which the rate at an update is that after so many calls."""
    rates = rates_of(schedule)
    rows = (f"{position(u)!r},{written(rates.at(max(0, calls(u)))[0])}\n" for u in updates)
    series = read_log_text(f"{header}\n{''.join(rows)}", "log.csv").named(header.split(",")[1])
    assert series is not None
    return series


WRITTEN = pytest.mark.parametrize(
    "written", [EXACT, SINGLE, SIX_DECIMALS, FOUR_DIGITS], ids=["exact", "single", "six", "four"]
)
EVERY = pytest.mark.parametrize("every", [1, 10])


@WRITTEN
@EVERY
@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_log_follows_wherever_the_rate_is_read(written: Written, every: int, ahead: int) -> None:
    found = diagnosed(
        COSINE, log(COSINE, lambda u: u + ahead, range(0, 500, every), written=written)
    )
    assert found.follows
    assert (found.equal, found.explained, found.departure) == (500 // every, 500 // every, None)


@WRITTEN
@EVERY
@pytest.mark.parametrize(
    ("schedule", "calls", "told"),
    [
        (COSINE, lambda u: 4 * u, ("per_process", 4)),
        (COSINE, lambda u: 3 * (u + 1), ("per_process", 3)),
        (COSINE, lambda u: u // 100, ("per_epoch", 1)),
        (COSINE, lambda u: max(0, u - 3), ("skipped_updates", 1)),
        (COSINE, lambda u: u if u <= 250 else u - 250, ("without_state", 1)),
        (COSINE, lambda u: u + (u >= 255), ("last_epoch_off", 1)),
        (GATHERED, lambda u: 4 * u + 3, ("per_batch", 1)),
        (GATHERED, lambda u: u // 100, ("per_epoch", 1)),
    ],
)
def test_every_wrong_way_is_told(
    written: Written,
    every: int,
    schedule: Schedule,
    calls: Callable[[int], int],
    told: tuple[str, int],
) -> None:
    found = diagnosed(schedule, log(schedule, calls, range(0, 500, every), written=written))
    assert found.outcome == "mistake"
    assert (found.way.mistake, found.way.times) == told
    assert found.explained >= found.rows - 1
    assert found.equal < found.rows
    assert found.departure is not None
    assert cure(found, schedule)


@pytest.mark.parametrize("times", [2, 4, 8])
def test_skipped_updates_are_told_beside_a_mistake(times: int) -> None:
    calls = lambda u: times * max(0, u - 3)  # noqa: E731
    found = diagnosed(COSINE, log(COSINE, calls, range(500)))
    assert (found.way.mistake, found.way.times, found.way.lag) == ("per_process", times, 3)
    assert sentence(found, COSINE) == (
        f"500 of 500 rows equal this design stepped {times} times per update, with 3 or 4 "
        "updates skipped by mixed precision."
    )


def test_a_design_stepped_per_epoch_is_lined_up_by_epochs() -> None:
    for first in (0, 1):
        for ahead in (0, 1):
            series = log(
                BY_EPOCH,
                lambda e, ahead=ahead: e + ahead,  # type: ignore[misc]
                range(30),
                position=lambda e, first=first: e + first,  # type: ignore[misc]
                header="epoch,lr",
            )
            assert diagnosed(BY_EPOCH, series).follows
    wrong = log(BY_EPOCH, lambda e: 10 * e, range(30), header="epoch,lr")
    found = diagnosed(BY_EPOCH, wrong)
    assert (found.outcome, found.way.mistake) == ("mistake", "per_update")


def test_a_step_that_counts_epochs_is_seen_as_such() -> None:
    found = diagnosed(BY_EPOCH, log(BY_EPOCH, lambda e: e, range(30)))
    assert (found.outcome, found.reading.unit) == ("follows", "epochs")


def test_a_step_that_counts_batches_is_seen_as_such() -> None:
    series = log(GATHERED, lambda batch: batch // 4, range(0, 2000, 7))
    found = diagnosed(GATHERED, series)
    assert (found.outcome, found.reading.unit) == ("follows", "batches")


def test_epochs_with_fractions_are_lined_up_as_exactly_as_they_were_written() -> None:
    series = log(
        COSINE,
        lambda u: u,
        range(10, 500, 10),
        position=lambda u: round(u / 100, 2),
        header="epoch,learning_rate",
    )
    assert diagnosed(COSINE, series).follows
    long = replace(COSINE, run=Run(samples=8_000, batch_size=8, epochs=5))
    rounded = log(
        long,
        lambda u: u,
        range(10, 5_000, 10),
        position=lambda u: round(u / 1_000, 2),
        header="epoch,learning_rate",
    )
    assert diagnosed(long, rounded).follows
    wrong = log(
        long,
        lambda u: 2 * u,
        range(10, 5_000, 10),
        position=lambda u: round(u / 1_000, 2),
        header="epoch,learning_rate",
    )
    assert diagnosed(long, wrong).way.times == 2


def test_samples_and_tokens_are_lined_up_by_the_batches_that_grow() -> None:
    run = Run(
        samples=None,
        batch_size=8,
        epochs=None,
        updates=500,
        tokens_per_sample=4,
        stages=(Stage(Span.of_steps(100), 16),),
    )
    grown = replace(COSINE, run=run)
    seen = Loop.of(grown).clock.seen_by
    for header, each in (("consumed_samples,lr", 1), ("num_input_tokens_seen,lr", 4)):
        series = log(
            grown,
            lambda u: u - 1,
            range(1, 500, 10),
            position=lambda u, each=each: float(each * seen(u)),  # type: ignore[misc]
            header=header,
        )
        assert diagnosed(grown, series).follows


def test_a_log_without_steps_is_lined_up_by_how_far_its_rows_are_apart() -> None:
    rates = rates_of(COSINE)
    rows = "".join(f"{rates.at(u)[0]!r}\n" for u in range(0, 500, 10))
    series = read_log_text(f"lr\n{rows}", "log.csv").series[0]
    found = diagnosed(COSINE, series)
    assert (found.outcome, found.reading.stride) == ("follows", 10)
    assert reading_words(found.reading) == (
        "The log says no steps; its rows were taken to be 10 updates apart, read before "
        "scheduler.step()."
    )


def test_a_step_ahead_is_told_only_where_it_is_known_when_the_rate_was_read() -> None:
    series = log(COSINE, lambda u: u + 1, range(500))
    assert diagnosed(COSINE, series).reading.moment == "after"
    found = diagnosed(COSINE, series, moment="before")
    assert (found.outcome, found.way.mistake) == ("mistake", "before_optimizer")


def test_updates_skipped_along_the_way_are_counted() -> None:
    calls = lambda u: u - (u > 5) - (u > 40) - (u > 200)  # noqa: E731
    found = diagnosed(COSINE, log(COSINE, calls, range(500)))
    assert (found.way.mistake, found.way.lag, found.since) == ("skipped_updates", 3, 6)
    assert sentence(found, COSINE) == (
        "500 of 500 rows equal this design with 3 updates skipped by mixed precision, the first "
        "of them by update 6."
    )


def test_a_log_that_begins_after_a_wrong_resume_is_told() -> None:
    found = diagnosed(COSINE, log(COSINE, lambda u: u - 240, range(250, 500)))
    assert (found.way.mistake, found.since) == ("without_state", 250)


def test_another_base_rate_is_told_by_how_much() -> None:
    halved = replace(COSINE, groups=(replace(COSINE.groups[0], base_lr=5e-4),))
    full = replace(COSINE, groups=(replace(COSINE.groups[0], base_lr=1e-3),))
    found = diagnosed(full, log(halved, lambda u: u, range(500)))
    assert (found.outcome, found.scale) == ("scaled", 0.5)
    assert sentence(found, full) == (
        "500 of 500 rows equal this design with base rates that are 0.5 times those of the design."
    )
    assert cure(found, full).startswith("Build the optimizer")


def test_what_nothing_explains_is_told_with_the_first_row_that_departs() -> None:
    found = diagnosed(COSINE, log(COSINE, lambda u: u * 7919 % 500, range(500)))
    assert (found.outcome, found.way.mistake) == ("unexplained", None)
    assert found.departure is not None
    assert (found.departure.row, found.departure.line, found.departure.position) == (1, 3, 1)
    assert sentence(found, COSINE).startswith("2 of 500 rows equal this design, and no known")
    assert departure_words(found.departure).startswith(
        "The first row that departs is step 1 (line 3): logged "
    )
    assert cure(found, COSINE) == ""


def test_a_few_rows_that_are_off_do_not_hide_a_mistake() -> None:
    series = log(COSINE, lambda u: 4 * u, range(500))
    values = series.values.copy()
    values[[100, 101]] = 0.5
    found = diagnosed(COSINE, replace(series, values=values))
    assert sentence(found, COSINE) == (
        "498 of 500 rows equal this design stepped 4 times per update."
    )
    assert "accelerator.prepare()" in cure(found, COSINE)


def test_each_group_is_compared_with_its_own_rates() -> None:
    rates = rates_of(OWN_CURVES)
    steps = range(Loop.of(OWN_CURVES).updates)
    for index, group in enumerate(OWN_CURVES.groups):
        for name in (f"lr/pg{index}", f"lr-SGD/{group.name}"):
            rows = "".join(f"{u},{rates.at(u)[index]!r}\n" for u in steps)
            series = read_log_text(f"step,{name}\n{rows}", "log.csv").named(name)
            assert series is not None
            found = diagnosed(OWN_CURVES, series)
            assert (found.outcome, found.group) == ("follows", index)


@pytest.mark.long
def test_a_very_long_log_is_compared_in_part() -> None:
    long = replace(COSINE, run=Run(samples=None, batch_size=1, epochs=None, updates=300_000))
    steps = np.arange(300_000.0)
    values = np.array(rates_of(long).of_group(0, range(300_000)))
    lines = np.arange(300_000, dtype=np.int32)
    series = Series("lr", "rate", "steps", steps, values, lines)
    found = diagnosed(long, series)
    assert (found.outcome, found.rows) == ("follows", 100_000)
    assert sentence(found, long) == "All 100,000 rows compared, of 300,000, equal this design."
    later = Series("lr", "rate", "steps", steps[:-9], values[9:], lines[:-9])
    assert diagnosed(long, later).outcome != "follows"


@pytest.mark.parametrize("schedule", [COSINE, GATHERED, BY_EPOCH, OWN_CURVES])
def test_the_sentence_of_every_comparison_is_one(schedule: Schedule) -> None:
    for calls in (lambda u: u, lambda u: 2 * u, lambda u: u // 10, lambda _: 3, lambda u: u + 7):
        found: Diagnosis = diagnosed(schedule, log(schedule, calls, range(25)))
        assert sentence(found, schedule).endswith(".")
        assert reading_words(found.reading).endswith(".")
        assert math.isfinite(found.scale)


def test_nothing_cannot_be_compared() -> None:
    series = log(COSINE, lambda u: u, range(3))
    empty = replace(series, positions=np.empty(0), values=np.empty(0), lines=series.lines[:0])
    for schedule, each in ((COSINE, empty), (replace(COSINE, run=Run(batch_size=0)), series)):
        with pytest.raises(ValueError, match="nothing to compare"):
            diagnosed(schedule, each)


def test_a_monitor_that_writes_a_row_for_each_batch_is_lined_up_by_batches() -> None:
    def series(calls: Callable[[int], int]) -> Series:
        rates = rates_of(GATHERED)
        rows = "".join(
            f"{batch // 4},{rates.at(calls(batch))[0]!r}\n"
            for batch in range(2_000)
            if batch // 4 % 5 == 4
        )
        found = read_log_text(f"step,lr-SGD\n{rows}", "metrics.csv").named("lr-SGD")
        assert found is not None
        return found

    assert diagnosed(GATHERED, series(lambda batch: batch // 4)).follows
    assert diagnosed(GATHERED, series(lambda batch: batch)).way.mistake == "per_batch"


def test_rates_that_look_alike_are_told_apart() -> None:
    words = departure_words(Departure(3, 5, "steps", 40.0, 3e-4, 3.0000001e-4))
    assert words.endswith("logged 3e-4, designed 3.0000001e-4.")

"""A schedule in words: the sentences that people read in the window and in exported files."""

from dataclasses import replace

import pytest
from hypothesis import given

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import (
    FORMULA_WIDTH,
    level_words,
    levels_words,
    phrase,
    remainder_words,
    repeat_words,
    run_words,
    segment_summary,
    shape_words,
    span_words,
    summary,
)
from tests.designer.schedules import plain_schedules, wrong_schedules

STEPS, EPOCHS, PERCENT = Span.of_steps, Span.of_epochs, Span.of_percent
FILL = Span.of_the_rest()
RATE = Level.of_rate

SEGMENTS = [
    # A segment, its levels and its line in the list, and its part of a sentence.
    (
        Segment("", Linear(), EPOCHS(5), Level(0.0), Level(1.0)),
        "0 → 1 ×",
        "linear · 5 epochs",
        "linear from 0 to 1 x over 5 epochs",
    ),
    (
        Segment("", Cosine(), FILL, None, RATE(0.001)),
        "→ 1e-3",
        "cosine · fills the rest",
        "cosine to the rate 1e-3 over the rest",
    ),
    (
        Segment("", Linear(), STEPS(1), Level(0.0), RATE(1e-5)),
        "0 × → 1e-5",
        "linear · 1 update",
        "linear from 0 to the rate 1e-5 over 1 update",
    ),
    (
        Segment("", Constant(), PERCENT(12.5), Level(0.5)),
        "0.5 ×",
        "constant · 12.5 %",
        "constant at 0.5 x over 12.5 % of the run",
    ),
    (
        Segment("", Constant(), STEPS(8.6)),
        "",
        "constant · 8.6 updates",
        "constant over 8.6 updates",
    ),
    (
        Segment("", OneMinusSqrt(), STEPS(1437), None, Level(0.0)),
        "→ 0 ×",
        "1 - sqrt · 1,437 updates",
        "1 - sqrt to 0 over 1,437 updates",
    ),
    (
        Segment("", Polynomial(2.0), FILL, Level(1.0), Level(0.1)),
        "1 → 0.1 ×",
        "polynomial · fills the rest",
        "polynomial of power 2 from 1 to 0.1 x over the rest",
    ),
    (
        Segment("", Exponential(), FILL, RATE(1e-2), RATE(1e-5)),
        "0.01 → 1e-5",
        "exponential · fills the rest",
        "exponential from 0.01 to the rate 1e-5 over the rest",
    ),
    (
        Segment("", InverseSqrt(STEPS(4000)), FILL),
        "",
        "inverse square root · fills the rest",
        "inverse square root with a time scale of 4,000 updates over the rest",
    ),
    (
        Segment("", Staircase(EPOCHS(30), 0.1), FILL),
        "",
        "staircase · fills the rest",
        "staircase of ratio 0.1 every 30 epochs over the rest",
    ),
]


@pytest.mark.parametrize(
    ("text", "levels"), [("1 / t", ""), ("start / t", "0.5 ×"), ("end * t", "→ 1 ×")]
)
def test_levels_that_a_formula_does_not_use_are_not_told(text: str, levels: str) -> None:
    segment = Segment("", Expression(text), FILL, Level(0.5), Level(1.0))
    assert levels_words(segment) == levels
    assert ("from" in phrase(segment, Schedule())) == ("start" in text)


@pytest.mark.parametrize(("segment", "levels", "line", "words"), SEGMENTS)
def test_a_segment_reads_like_this(segment: Segment, levels: str, line: str, words: str) -> None:
    assert levels_words(segment) == levels
    assert segment_summary(segment, Schedule()) == line
    assert phrase(segment, Schedule()) == words


def test_a_schedule_is_one_sentence() -> None:
    segments = tuple(row[0] for row in SEGMENTS)
    assert summary(Schedule()) == "Nothing yet"
    assert summary(Schedule(segments=segments[:1])) == "Linear from 0 to 1 x over 5 epochs"
    assert summary(Schedule(segments=(segments[0], segments[4], segments[1]))) == (
        "Linear from 0 to 1 x over 5 epochs, constant over 8.6 updates, "
        "then cosine to the rate 1e-3 over the rest"
    )


def test_a_step_is_an_update_or_an_epoch() -> None:
    by_epoch = Schedule(stepping="epoch")
    assert phrase(Segment("", Constant(), STEPS(3)), by_epoch) == "constant over 3 epochs"


@given(plain_schedules(fractional=True) | wrong_schedules)
def test_any_schedule_can_be_said_and_its_summary_is_ascii(schedule: Schedule) -> None:
    assert summary(schedule).isascii()
    assert run_words(schedule)
    assert isinstance(remainder_words(schedule), str)
    for segment in schedule.segments:
        assert phrase(segment, schedule).isascii()
        assert segment_summary(segment, schedule)
        assert isinstance(levels_words(segment), str)


def test_every_shape_has_words_for_it() -> None:
    assert len({shape_words(shape()) for shape in SHAPES.values()}) == len(SHAPES)


def test_lengths_and_levels_have_words_of_their_own() -> None:
    assert [span_words(span) for span in (STEPS(1), EPOCHS(2), PERCENT(20), FILL)] == [
        "1 step",
        "2 epochs",
        "20 %",
        "the rest",
    ]
    assert [level_words(level) for level in (Level(0.1), RATE(1e-5))] == ["0.1 ×", "1e-5"]


SMALL = Run(samples=24, batch_size=6, epochs=10)

RUNS = [
    (SMALL, "4 updates per epoch, 40 in all", ""),
    (
        replace(SMALL, samples=25),
        "5 updates per epoch, 50 in all",
        "the last batch of an epoch has 1 sample",
    ),
    (
        replace(SMALL, samples=34, devices=2),
        "3 updates per epoch, 30 in all",
        "the last batch of an epoch has 10 samples, over 2 devices",
    ),
    (
        replace(SMALL, samples=25, drop_last=True),
        "4 updates per epoch, 40 in all",
        "1 sample left out of each epoch",
    ),
    (
        replace(SMALL, accumulation=3),
        "2 updates per epoch, 20 in all",
        "the last update of an epoch has 1 batch",
    ),
    (
        replace(SMALL, samples=28, accumulation=3),
        "2 updates per epoch, 20 in all",
        "the last batch of an epoch has 4 samples; the last update of an epoch has 2 batches",
    ),
    (
        replace(SMALL, accumulation=3, remainder="dropped"),
        "1 update per epoch, 10 in all",
        "1 batch left out at the end of each epoch",
    ),
    (replace(SMALL, batch_size=0, drop_last=True), "0 updates per epoch, 0 in all", ""),
]


@pytest.mark.parametrize(("run", "comes_to", "left_over"), RUNS)
def test_a_run_and_what_is_left_over_read_like_this(
    run: Run, comes_to: str, left_over: str
) -> None:
    assert run_words(Schedule(run=run)) == comes_to
    assert remainder_words(Schedule(run=run)) == left_over


REPEATS = [
    (Repeat("", 0, 0), "again and again"),
    (Repeat("", 0, 0, 3), "3 times"),
    (Repeat("", 0, 0, 1), "1 time"),
    (Repeat("", 0, 0, None, 2.0), "again and again, each 2 times as long"),
    (
        Repeat("", 0, 1, 4, 1.5, keeps_first=True, scale=0.5),
        "4 times, each 1.5 times as long but for the first segment, peak times 0.5",
    ),
    (
        Repeat("", 0, 0, None, scale=0.9, scaling="steps"),
        "again and again, amplitude times 0.9 at every step",
    ),
]


@pytest.mark.parametrize(("repeat", "words"), REPEATS)
def test_a_repeat_says_how_often_how_long_and_how_high(repeat: Repeat, words: str) -> None:
    assert repeat_words(repeat) == words


def test_the_summary_says_each_block_once_and_how_often() -> None:
    up = Segment("Up", Linear(), STEPS(5), Level(0.0), Level(1.0))
    down = Segment("Down", Cosine(), STEPS(10), None, Level(0.0))
    schedule = Schedule(segments=(up, down, up), repeats=(Repeat("R", 0, 1, 2, 2.0),))
    assert summary(schedule) == (
        "(linear from 0 to 1 x over 5 updates, then cosine to 0 over 10 updates) 2 times, each 2 "
        "times as long, then linear from 0 to 1 x over 5 updates"
    )


def test_a_formula_stands_for_itself_in_one_line() -> None:
    typed = Segment("Typed", Expression("1 /\n  (t + 1)"), FILL, Level(0.5))
    assert segment_summary(typed, Schedule()) == "1 / (t + 1) · fills the rest"
    assert phrase(typed, Schedule()) == "formula 1 / (t + 1) over the rest"
    long = shape_words(Expression("t + " * 50 + "1"))
    assert len(long) == FORMULA_WIDTH
    assert long.endswith("…")
    assert shape_words(Expression("")) == "an empty formula"


def test_a_plateau_says_what_it_waits_for() -> None:
    plateau = Segment("Wait", Plateau(factor=0.5, patience=3), FILL)
    assert phrase(plateau, Schedule()) == (
        "plateau of 0.5 x after 3 updates without a better metric over the rest"
    )


def test_the_tracks_are_said_behind_the_rates() -> None:
    segment = Segment("Hold", Constant(), FILL, RATE(0.9))
    schedule = Schedule(
        segments=(segment,), tracks=(Track(MOMENTUM_CURVE, (segment,)), Track(MULTIPLIER_CURVE, ()))
    )
    assert summary(schedule) == (
        "Constant at the rate 0.9 over the rest; momentum: constant at 0.9 over the rest"
    )

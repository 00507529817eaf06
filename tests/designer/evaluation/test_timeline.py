"""Where segments begin and end: rounding that adds up, and spans that keep their unit."""

import math
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Repeat, Schedule, Segment, Stepping
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.span_steps import can_count, counted_at, step_at
from rampsmith.designer.evaluation.timeline import span_in_steps, timeline
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.spans import COUNTED, Span, SpanUnit
from tests.designer.schedules import plain_schedules, wrong_schedules
from tests.designer.strategies import everything, everything_wrong

STEPS, EPOCHS, PERCENT = Span.of_steps, Span.of_epochs, Span.of_percent
FILL = Span.of_the_rest()
UNTIL = partial(Span, until=True)


def schedule(*spans: Span, updates: int = 1000, epochs: int | None = None) -> Schedule:
    """Make a schedule of these spans; with epochs, each has 25 updates."""
    run = Run(epochs=None, updates=updates)
    if epochs is not None:
        run = Run(samples=100, batch_size=4, epochs=epochs)
    segments = tuple(Segment(str(index), Linear(), span) for index, span in enumerate(spans))
    return Schedule(segments=segments, run=run)


BOUNDARIES = [
    # Spans, the run, and the boundaries that follow.
    ("whole steps", (STEPS(100), STEPS(900)), {}, (0, 100, 1000)),
    ("fill behind", (STEPS(100), FILL), {}, (0, 100, 1000)),
    ("fill in front", (FILL, STEPS(100)), {}, (0, 900, 1000)),
    ("fill in between", (PERCENT(5), FILL, PERCENT(20)), {}, (0, 50, 800, 1000)),
    ("fill alone", (FILL,), {}, (0, 1000)),
    ("epochs", (EPOCHS(2), FILL), {"epochs": 10}, (0, 50, 250)),
    ("a part of an epoch", (EPOCHS(0.5), FILL), {"epochs": 10}, (0, 13, 250)),
    ("thirds add up", (PERCENT(33.3), PERCENT(33.3), PERCENT(33.4)), {}, (0, 333, 666, 1000)),
    ("halves up", (PERCENT(50), PERCENT(50)), {"updates": 7}, (0, 4, 7)),
    ("rounding is carried on", (PERCENT(25),) * 4, {"updates": 10}, (0, 3, 5, 8, 10)),
    ("and counted back behind a fill", (FILL, PERCENT(25), PERCENT(25)), {"updates": 10}, (0, 5, 8, 10)),
    ("steps stay whole between parts", (PERCENT(25), STEPS(2), PERCENT(25)), {"updates": 10}, (0, 3, 5, 7)),
    ("a fraction of a step stays one", (STEPS(8.6), STEPS(8.6), FILL), {"updates": 32}, (0, 8.6, 17.2, 32)),
    ("the fill is squeezed out", (STEPS(700), FILL, STEPS(700)), {}, (0, 700, 700, 1400)),
    ("the schedule may be shorter", (STEPS(100), STEPS(100)), {}, (0, 100, 200)),
    ("or longer than the run", (STEPS(900), STEPS(900)), {}, (0, 900, 1800)),
    ("a span may round to nothing", (PERCENT(0.01), FILL), {}, (0, 0, 1000)),
    ("no segments", (), {}, (0,)),
    ("what is no length takes nothing", (STEPS(math.nan), STEPS(-3), STEPS(5)), {}, (0, 0, 0, 5)),
    ("what is endless is cut", (STEPS(math.inf), STEPS(1e300)), {}, (0, 0, MOST_STEPS)),
    ("until a place", (STEPS(100), UNTIL(80, "percent"), FILL), {}, (0, 100, 800, 1000)),
    ("a share less a step", (Span(25, "percent", less=1), FILL), {"updates": 30}, (0, 6.5, 30)),
    ("less a step at the end", (FILL, Span(25, "percent", less=0.5)), {"updates": 30}, (0, 23, 30)),
    ("less than there is", (STEPS(3), Span(5, "steps", less=7), FILL), {"updates": 30}, (0, 3, 3, 30)),
    ("until an epoch", (EPOCHS(2), UNTIL(9, "epochs"), EPOCHS(1)), {"epochs": 10}, (0, 50, 225, 250)),
    ("until a place that is past", (STEPS(100), UNTIL(50, "steps"), STEPS(5)), {}, (0, 100, 100, 105)),
    ("batches", (Span(60, "batches"), FILL), {"epochs": 10}, (0, 60, 250)),
    ("samples", (Span(90, "samples"), Span(3, "samples"), FILL), {"epochs": 10}, (0, 23, 23, 250)),
    ("samples counted back", (FILL, Span(90, "samples")), {"epochs": 10}, (0, 228, 250)),
    ("what cannot be counted takes nothing", (Span(5, "tokens"), FILL), {"epochs": 10}, (0, 0, 250)),
    ("a second fill takes nothing", (FILL, STEPS(10), FILL), {}, (0, 990, 1000, 1000)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "spans", "run", "expected"), BOUNDARIES, ids=[row[0] for row in BOUNDARIES]
)
def test_boundaries_lie_here(
    name: str, spans: tuple[Span, ...], run: dict[str, int], expected: tuple[float, ...]
) -> None:
    assert timeline(schedule(*spans, **run)).boundaries == expected


UNITS_FOLLOW = [
    # A span, and where it ends in a run of 10 and one of 20 epochs of 25 updates.
    (STEPS(60), 60, 60),
    (EPOCHS(3), 75, 75),
    (PERCENT(10), 25, 50),
    (FILL, 250, 500),
    (UNTIL(80, "percent"), 200, 400),
    (UNTIL(8, "epochs"), 200, 200),
    (Span(150, "batches"), 150, 150),
    (Span(400, "samples"), 100, 100),
]


@pytest.mark.parametrize(("span", "before", "after"), UNITS_FOLLOW)
def test_a_span_keeps_its_own_unit_when_the_run_is_doubled(
    span: Span, before: int, after: int
) -> None:
    short = schedule(span, epochs=10)
    assert timeline(short).end == before
    assert timeline(with_run(short, epochs=20)).end == after


@pytest.mark.parametrize(
    ("span", "end"),
    [
        (EPOCHS(3), 150),
        (Span(300, "samples"), 150),
        (UNTIL(3_000, "tokens"), 150),
        (Span(75, "batches"), 75),
    ],
)
def test_a_span_keeps_its_unit_when_the_batch_is_halved(span: Span, end: float) -> None:
    design = with_run(schedule(span, epochs=10), tokens_per_sample=10)
    assert timeline(design).end == 75
    assert timeline(with_run(design, batch_size=2)).end == end


def test_tokens_are_those_that_the_updates_really_see() -> None:
    # 25 samples in batches of 4, two to an update: 8, 8, 8 and 1 in every epoch.
    run = Run(25, 4, accumulation=2, epochs=10, tokens_per_sample=10)
    for amount, end in ((80, 1), (240, 3), (250, 4), (500, 8), (540, 9), (530, 8)):
        assert timeline(replace(schedule(UNTIL(amount, "tokens"), FILL), run=run)).ends[0] == end


def test_a_place_is_counted_with_all_cycles_before_it() -> None:
    design = schedule(STEPS(100), UNTIL(50, "percent"), FILL)
    thrice = replace(design, repeats=(Repeat("Cycles", 0, 0, times=3),))
    assert timeline(thrice).boundaries == (0, 300, 500, 1000)


@given(plain_schedules())
def test_a_place_in_steps_and_back_is_the_same_place(design: Schedule) -> None:
    for unit in COUNTED:
        for step in (0, 1, 7, design.total_steps):
            if can_count(design, unit):
                assert step_at(design, unit, counted_at(design, unit, step)) == step


def test_an_epoch_of_updates_that_are_carried_over_is_rounded_at_its_end() -> None:
    # 79 batches, four to an update: 19.75 updates in an epoch, 59 in three.
    run = Run(2_500, 32, accumulation=4, remainder="carried", epochs=3)
    carried = replace(schedule(EPOCHS(1), EPOCHS(1), FILL), run=run)
    assert timeline(carried).boundaries == (0, 20, 40, 59)
    kept = with_run(carried, remainder="kept")
    assert timeline(kept).boundaries == (0, 20, 40, 60)
    dropped = with_run(carried, remainder="dropped")
    assert timeline(dropped).boundaries == (0, 19, 38, 57)


def test_stepping_by_epoch_counts_epochs_and_rounds_to_whole_ones() -> None:
    design = replace(schedule(EPOCHS(1.5), PERCENT(50), FILL, epochs=10), stepping="epoch")
    assert timeline(design).boundaries == (0, 2, 7, 10)


def test_a_run_in_updates_that_ends_within_an_epoch_is_stepped_at_its_end_too() -> None:
    run = Run(samples=100, batch_size=4, epochs=None, updates=60)
    design = Schedule(segments=(Segment("all"),), run=run, stepping="epoch")
    assert timeline(design).boundaries == (0, 3)


@given(
    st.lists(st.integers(1, 10_000), min_size=1, max_size=12),
    st.integers(1, 10**12),
    st.sampled_from(["update", "epoch"]),
)
def test_percents_that_make_100_make_exactly_the_run(
    parts: list[int], updates: int, stepping: Stepping
) -> None:
    hundredths = [part * 10_000 // sum(parts) for part in parts]
    hundredths[-1] += 10_000 - sum(hundredths)
    spans = (PERCENT(number / 100) for number in hundredths)
    design = replace(schedule(*spans, updates=updates), stepping=stepping)
    line = timeline(design)
    assert line.end == line.run_steps
    assert sum(line.length(index) for index in range(len(parts))) == line.run_steps


@given(plain_schedules(fractional=True) | wrong_schedules)
def test_boundaries_never_go_back(design: Schedule) -> None:
    boundaries = timeline(design).boundaries
    assert len(boundaries) == len(design.segments) + 1
    assert boundaries[0] == 0
    assert list(boundaries) == sorted(boundaries)


@given(everything() | everything_wrong())
def test_boundaries_with_repeats_never_go_back(design: Schedule) -> None:
    line = timeline(design)
    assert list(line.boundaries) == sorted(line.boundaries)
    assert all(begin <= end for begin, end in zip(line.begins, line.ends, strict=True))


def test_a_cycle_that_is_longer_than_what_is_left_is_cut_off_there() -> None:
    design = Schedule(
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(6)),
            Segment("Decay", Linear()),
            Segment("Tail", Linear(), Span.of_steps(6)),
        ),
        run=Run(epochs=None, updates=10),
        repeats=(Repeat("Cycles", 0, 1, 1),),
    )
    assert timeline(design).boundaries == (0, 4, 4, 10)


@given(plain_schedules())
def test_boundaries_are_whole_steps_where_no_length_is_a_fraction(design: Schedule) -> None:
    assert all(isinstance(boundary, int) for boundary in timeline(design).boundaries)


@given(plain_schedules())
def test_no_part_is_more_than_a_step_away_from_its_exact_length(design: Schedule) -> None:
    line = timeline(design)
    scale = {"steps": 1, "epochs": design.steps_per_epoch, "percent": design.total_steps / 100}
    for index, segment in enumerate(design.segments):
        if segment.span.unit != "fill":
            exact = segment.span.amount * scale[segment.span.unit]
            assert abs(line.length(index) - exact) < 1.000001


def test_a_boundary_behind_a_fraction_of_a_step_is_not_rounded_to_before_it() -> None:
    design = schedule(PERCENT(25), STEPS(0.6), PERCENT(1), updates=10)
    assert timeline(design).boundaries == (0, 3, 3.6, 3.6)


@pytest.mark.parametrize(
    ("span", "stepping", "steps"),
    [
        (STEPS(4000), "update", 4000),
        (STEPS(2.5), "update", 2.5),
        (EPOCHS(30), "update", 750),
        (EPOCHS(0.5), "update", 13),
        (EPOCHS(30), "epoch", 30),
        (PERCENT(10), "update", 25),
    ],
)
def test_the_length_of_a_setting_is_whole_unless_given_as_a_fraction_of_a_step(
    span: Span, stepping: Stepping, steps: float
) -> None:
    assert span_in_steps(span, replace(schedule(epochs=10), stepping=stepping)) == steps


@pytest.mark.parametrize("unit", ["steps", "epochs", "percent"])
def test_an_amount_is_meant_as_it_was_typed(unit: SpanUnit) -> None:
    # 0.1 + 0.2 as binary numbers is more than 0.3, which would round the boundary up.
    design = schedule(Span(0.1, unit), Span(0.2, unit), Span(0.2, unit), updates=1000, epochs=40)
    exact = {"steps": 0.5, "epochs": 13, "percent": 5}
    assert timeline(design).end == exact[unit]


def test_no_length_is_negative_where_repeats_behind_what_fills_are_longer_than_the_run() -> None:
    spans = (FILL, Span(40, "samples"), STEPS(6))
    repeats = (Repeat("Cycles", 2, 2, 6, stretch=1.7),)
    run = Run(samples=10, batch_size=3, epochs=None, updates=14)
    line = timeline(replace(schedule(*spans), run=run, repeats=repeats))
    assert (line.lengths, line.begins) == ((0, 16, 6), (0, 0, 16))

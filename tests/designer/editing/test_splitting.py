"""A split makes two parts of one shape, and nothing moves."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.editing.boundaries import joined_segments, moved_boundary
from rampsmith.designer.editing.edits import with_run, with_segment
from rampsmith.designer.editing.splitting import split_fault, split_segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.designer.schedules import repeated_schedules

STEPS = Span.of_steps
FORMULAS = ["start + (end - start) * p * p", "1 / (1 + n / 40)", "base * (1 - t / 1000)"]
SPLITTABLE: list[Shape] = [
    *(shape() for shape in SHAPES.values() if shape not in (Expression, Plateau)),
    *map(Expression, (*FORMULAS, "0.9 * previous")),
]
RUN = Run(epochs=None, updates=400, samples=800, batch_size=2)


def executed(schedule: Schedule, until: int = 420) -> list[tuple[float, ...]]:
    rates = Rates(schedule)
    return [rates.at(t) for t in range(until)]


def tried(shape: Shape, span: Span, *, start: Level | None) -> Schedule:
    """Return a schedule with a shape in its middle."""
    rise = Segment("Rise", Linear(), STEPS(40), Level(0.1), Level(0.9))
    fall = Segment("Fall", Linear(), STEPS(30), None, Level(0.01))
    middle = Segment("Tried", shape, span, start, Level(0.2))
    groups = (Group("body", 0.003), Group("head", 0.01))
    return Schedule(segments=(rise, middle, fall), groups=groups, run=RUN)


@pytest.mark.parametrize("shape", SPLITTABLE, ids=lambda shape: getattr(shape, "text", shape.kind))
@settings(max_examples=12)
@given(
    step=st.integers(41, 369),
    span=st.sampled_from(
        [Span.of_the_rest(), STEPS(330), Span.of_percent(82.5), Span.of_epochs(0.825)]
    ),
    start=st.sampled_from([None, Level(0.7), Level.of_rate(0.002)]),
    first=st.booleans(),
    last=st.booleans(),
    floor=st.sampled_from([None, Level(0.5)]),
)
def test_a_split_moves_nothing_at_any_place_of_any_shape(
    shape: Shape,
    step: int,
    span: Span,
    start: Level | None,
    *,
    first: bool,
    last: bool,
    floor: Level | None,
) -> None:
    schedule = tried(shape, span, start=start)
    chained = isinstance(shape, Expression) and "previous" in shape.names
    changes: dict[str, Any] = {"floor": None if chained else floor}
    schedule = with_segment(schedule, 1, first_at_start=first, last_at_end=last, **changes)
    cut = split_segment(schedule, 1, step)
    assert timeline(cut).boundaries == (0, 40, step, 370, 400)
    assert executed(cut) == executed(schedule)
    # Each half can be cut again, and all come together again.
    third = split_segment(cut, 2, (step + 370) // 2)
    assert executed(third) == executed(schedule)
    while len(third.segments) > 3:
        third = joined_segments(third, 2)
    assert executed(third) == executed(schedule)
    assert not errors(cut)


@settings(max_examples=60)
@given(schedule=repeated_schedules(), data=st.data())
def test_a_split_in_a_repeat_moves_nothing(schedule: Schedule, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(schedule.segments) - 1))
    line = timeline(schedule)
    assume(line.length(index) >= 2)
    step = int(line.begins[index]) + data.draw(st.integers(1, int(line.length(index)) - 1))
    assume(split_fault(schedule, index, step) is None)
    cut = split_segment(schedule, index, step)
    assert len(cut.segments) == len(schedule.segments) + 1
    whole = all(length == int(length) for length in line.lengths)
    found, before = executed(cut, 220), executed(schedule, 220)
    if whole:
        assert found == before
    for one, other in zip(found, before, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-15)


def test_a_split_in_percent_stays_in_percent() -> None:
    schedule = tried(Cosine(), Span.of_percent(82.5), start=None)
    first, second = split_segment(schedule, 1, 140).segments[1:3]
    assert (first.span, first.before, first.after) == (
        Span.of_percent(25),
        None,
        Span.of_percent(57.5),
    )
    assert (second.span, second.before, second.after) == (
        Span.of_percent(57.5),
        Span.of_percent(25),
        Span.of_percent(0) if second.after else None,
    )
    assert (second.start, second.end) == (Level(0.9), Level(0.2))


@pytest.mark.parametrize("shape", [Cosine(), Constant(), Linear()])
def test_the_halves_of_what_fills_go_with_the_run(shape: Shape) -> None:
    rise = Segment("Rise", Linear(), Span.of_percent(10), Level(0.0), Level(1.0))
    fall = Segment("Fall", shape, Span.of_the_rest(), None, Level(0.1))
    schedule = Schedule(segments=(rise, fall), run=RUN)
    cut = split_segment(schedule, 1, 220)
    assert [segment.span for segment in cut.segments[1:]] == [
        Span.of_percent(45),
        Span.of_the_rest(),
    ]
    longer = with_run(schedule, updates=1_000), with_run(cut, updates=1_000)
    assert executed(longer[1], 1_010) == executed(longer[0], 1_010)
    assert timeline(longer[1]).boundaries == (0, 100, 550, 1_000)


@pytest.mark.parametrize("repeats", [(), (Repeat("Again", 0, 1, 2),)])
def test_the_boundary_between_two_parts_moves_along_the_curve(repeats: tuple[Repeat, ...]) -> None:
    fall = Segment("Fall", Cosine(), STEPS(150), Level(1.0), Level(0.1))
    whole = Schedule(segments=(fall,), run=RUN)
    cut = split_segment(whole, 0, 60)
    cut = replace(cut, repeats=repeats)
    for step in (100, 20, 149):
        moved = moved_boundary(cut, 1, step)
        assert timeline(moved).ends[0] == step
        assert executed(moved) == executed(cut)
        assert [segment.name for segment in joined_segments(moved, 1).segments] == ["Fall"]


def test_joining_the_parts_of_one_shape_gives_it_back() -> None:
    schedule = tried(Cosine(), STEPS(330), start=Level(0.7))
    joined = joined_segments(split_segment(schedule, 1, 222), 2)
    assert joined == schedule


def test_joining_what_is_cut_short_ends_where_that_arrives() -> None:
    schedule = tried(Cosine(), STEPS(330), start=None)
    cut = split_segment(split_segment(schedule, 1, 140), 2, 222)
    # Without the last third, the second third is no longer what the first one goes on with.
    other = replace(cut.segments[2], shape=Linear())
    cut = replace(cut, segments=(*cut.segments[:2], other, *cut.segments[3:]))
    arrived = Rates(cut).level_at_end(2, 0)
    joined = joined_segments(cut, 2)
    assert Rates(joined).level_at_end(1, 0) == pytest.approx(arrived)


@pytest.mark.parametrize(
    ("schedule", "index", "words"),
    [
        (tried(Expression("previous * (1 - p)"), STEPS(330), start=None), 1, "stays in one"),
        (tried(Plateau(), STEPS(330), start=None), 1, "waits for a metric"),
        (
            replace(
                tried(Cosine(), STEPS(30), start=None),
                repeats=(Repeat("Cycles", 0, 1, 2, 2.0, keeps_first=True),),
            ),
            0,
            "keeps its length in every cycle",
        ),
    ],
)
def test_what_cannot_be_cut_says_why(schedule: Schedule, index: int, words: str) -> None:
    fault = split_fault(schedule, index, timeline(schedule).begins[index] + 10)
    assert fault is not None
    assert words in fault
    assert split_segment(schedule, index, timeline(schedule).begins[index] + 10) == schedule


def test_stairs_go_on_in_their_rhythm() -> None:
    schedule = tried(Staircase(STEPS(20), 0.5), STEPS(330), start=None)
    assert executed(split_segment(schedule, 1, 77)) == executed(schedule)

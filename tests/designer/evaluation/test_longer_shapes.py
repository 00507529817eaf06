"""Parts of longer shapes have the values of the whole ones."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim.lr_scheduler import ChainedScheduler, LinearLR, StepLR

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import SCALINGS, Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.editing.boundaries import moved_boundary
from rampsmith.designer.editing.splitting import split_segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import preset_named
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine, cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import summary

STEPS, FILL = Span.of_steps, Span.of_the_rest()
MOVING: list[Shape] = [
    *(shape() for kind, shape in SHAPES.items() if kind not in ("constant", "plateau")),
    Expression("(start + (end - start) * p) / (1 + n)"),
]


def of_one(segment: Segment, *, updates: int) -> Schedule:
    return Schedule(
        segments=(segment,), groups=(Group("all", 0.3),), run=Run(epochs=None, updates=updates)
    )


@pytest.mark.parametrize("shape", MOVING, ids=lambda shape: shape.kind)
@settings(max_examples=20)
@given(
    before=st.integers(0, 300),
    length=st.integers(1, 300),
    after=st.integers(0, 300),
    end=st.just(0.1),
)
def test_a_part_has_the_values_of_the_whole(
    shape: Shape, before: int, length: int, after: int, end: float
) -> None:
    whole = Segment("Whole", shape, STEPS(before + length + after), Level(1.0), Level(end))
    part = replace(whole, span=STEPS(length), before=STEPS(before), after=STEPS(after))
    long = Rates(of_one(whole, updates=1_000))
    short = Rates(of_one(part, updates=1_000))
    assert [short.at(t) for t in range(length)] == [long.at(t + before) for t in range(length)]
    if after > 0:
        held = long.at(before + length)
        assert [short.at(t) for t in (length, length + 50)] == [held, held]


def test_a_part_s_levels_are_those_of_the_whole_and_the_next_goes_on_from_where_it_is() -> None:
    cut = Segment("Cut", Cosine(), STEPS(60), Level(1.0), Level(0.0), after=STEPS(40))
    schedule = Schedule(
        segments=(cut, Segment("Down", Linear(), STEPS(40), None, Level(0.0))),
        groups=(Group("all", 1.0),),
        run=Run(epochs=None, updates=100),
    )
    arrived = cosine(1.0, 0.0, 0.6)
    rates = Rates(schedule)
    assert rates.level_at_end(0, 0) == rates.level_at_start(1, 0) == rates.at(60)[0] == arrived
    assert not [each for each in problems(schedule) if each.severity == "warning"]


def test_a_cosine_begun_under_its_warmup_jumps_where_it_takes_over() -> None:
    warmup = Segment("Warmup", Linear(), STEPS(20), Level(0.0), Level(1.0))
    late = Segment("Decay", Cosine(), STEPS(80), None, Level(0.0), before=STEPS(120))
    schedule = Schedule(
        segments=(warmup, late), groups=(Group("all", 1.0),), run=Run(epochs=None, updates=100)
    )
    assert Rates(schedule).at(20)[0] == cosine(1.0, 0.0, 0.6)
    (told,) = (each for each in problems(schedule) if "jumps" in each.sentence)
    assert told.fix is None


def test_what_a_part_leaves_of_its_shape_follows_its_unit() -> None:
    part = Segment("Part", Linear(), STEPS(50), Level(1.0), Level(0.0), before=Span.of_percent(50))
    for updates in (100, 300):
        found = Rates(of_one(part, updates=updates)).at(0)[0]
        assert found == pytest.approx(0.3 * 50 / (updates / 2 + 50))


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ({"before": STEPS(-5)}, "The part before “S” must not be negative, as -5 steps is."),
        ({"after": Span.of_epochs(float("nan"))}, "must be a finite length, not nan epochs."),
        ({"after": Span.of_the_rest()}, "The part after “S” cannot fill the rest."),
    ],
)
def test_a_part_that_cannot_be_is_an_error(part: dict[str, Any], sentence: str) -> None:
    segment = replace(Segment("S", Cosine(), STEPS(50), Level(1.0), Level(0.0)), **part)
    schedule = of_one(segment, updates=100)
    (error,) = errors(schedule)
    assert sentence in error.sentence
    assert error.fix is not None
    assert errors(error.fix.change(schedule)) == ()


def test_a_formula_of_the_value_before_is_no_part_of_anything() -> None:
    segment = Segment("S", Expression("previous * (1 - p)"), STEPS(50), before=STEPS(5))
    (error,) = errors(of_one(segment, updates=100))
    assert "builds on the value before" in error.sentence


@pytest.mark.parametrize("shape", [Constant(), Plateau()], ids=lambda shape: shape.kind)
def test_what_does_not_move_has_no_parts(shape: Shape) -> None:
    segment = Segment("S", shape, Span.of_the_rest(), Level(0.5))
    part = replace(segment, before=STEPS(5), after=STEPS(5))
    one, other = (Rates(of_one(each, updates=100)) for each in (segment, part))
    assert [one.at(t) for t in range(120)] == [other.at(t) for t in range(120)]


ENDS: dict[str, tuple[bool, bool, Callable[[int, int], float]]] = {
    "start": (True, False, lambda n, length: n / length),
    "end": (False, True, lambda n, length: (n + 1) / length),
    "both": (True, True, lambda n, length: n / (length - 1)),
    "neither": (False, False, lambda n, length: (n + 1) / (length + 1)),
}


@pytest.mark.parametrize("ends", ENDS)
@given(length=st.integers(2, 300))
def test_a_segment_executes_the_ends_that_it_says(ends: str, length: int) -> None:
    first, last, place = ENDS[ends]
    segment = Segment("S", Linear(), STEPS(length), Level(0.0), Level(1.0))
    counted = replace(segment, first_at_start=first, last_at_end=last)
    schedule = replace(of_one(counted, updates=500), groups=(Group("all", 1.0),))
    found = [Rates(schedule).at(t)[0] for t in range(length)]
    assert found == [place(n, length) for n in range(length)]
    assert Rates(schedule).at(length)[0] == 1.0
    assert not errors(schedule)


@pytest.mark.parametrize("ends", ENDS)
@pytest.mark.parametrize("shape", MOVING, ids=lambda shape: shape.kind)
@settings(max_examples=10)
@given(before=st.integers(0, 50), length=st.integers(2, 90), after=st.integers(0, 50))
def test_executed_ends_of_a_part_are_those_of_the_whole(
    shape: Shape, ends: str, before: int, length: int, after: int
) -> None:
    first, last, _ = ENDS[ends]
    steps = before + length + after
    whole = Segment("S", shape, STEPS(steps), Level(1.0), Level(0.1))
    whole = replace(whole, first_at_start=first, last_at_end=last)
    part = replace(whole, span=STEPS(length), before=STEPS(before), after=STEPS(after))
    long, short = (Rates(of_one(each, updates=500)) for each in (whole, part))
    assert [short.at(t) for t in range(length)] == [long.at(t + before) for t in range(length)]


def test_a_single_step_at_both_ends_is_at_the_start() -> None:
    segment = Segment("S", Cosine(), STEPS(1), Level(1.0), Level(0.1), last_at_end=True)
    schedule = of_one(segment, updates=10)
    assert [Rates(schedule).at(t)[0] for t in (0, 1)] == [0.3, 0.3 * 0.1]
    assert not errors(schedule)


@pytest.mark.parametrize("stretch", [1.0, 2.0])
def test_fractions_of_a_step_have_no_executed_ends(stretch: float) -> None:
    segment = Segment("S", Cosine(), STEPS(10), Level(1.0), Level(0.1), last_at_end=True)
    if stretch == 1:
        segment = replace(segment, span=STEPS(8.6))
    schedule = replace(of_one(segment, updates=100), repeats=(Repeat("C", 0, 0, 3, stretch),))
    (error,) = errors(schedule)
    assert "counts whole updates" in error.sentence
    assert error.fix is not None
    assert errors(error.fix.change(schedule)) == ()
    # It can be drawn all the same.
    assert all(isinstance(rate, float) for t in range(90) for rate in Rates(schedule).at(t))


@pytest.mark.parametrize("shape", MOVING, ids=lambda shape: shape.kind)
@settings(max_examples=20)
@given(
    floor=st.sampled_from([Level(0.0), Level(0.3), Level(2.0), Level.of_rate(0.1)]),
    part=st.booleans(),
)
def test_a_floor_is_the_larger_of_the_curve_and_it(
    shape: Shape, floor: Level, *, part: bool
) -> None:
    segment = Segment("S", shape, STEPS(50), Level(1.0), Level(0.1), last_at_end=part)
    segment = replace(segment, after=STEPS(9) if part else None)
    floored = replace(segment, floor=floor)
    groups = (Group("one", 0.3), Group("other", 0.01))
    plain, held = (
        Rates(replace(of_one(each, updates=90), groups=groups)) for each in (segment, floored)
    )
    for t in range(90):
        for group, before, after in zip(groups, plain.at(t), held.at(t), strict=True):
            assert after == pytest.approx(max(before, floor.rate(group.base_lr)), rel=1e-14)


def test_what_follows_goes_on_from_the_floor() -> None:
    held = Segment("S", Linear(), STEPS(50), Level(1.0), Level(0.0), floor=Level(0.25))
    schedule = Schedule(
        segments=(held, Segment("Hold", Constant(), STEPS(50))),
        groups=(Group("all", 1.0),),
        run=Run(epochs=None, updates=100),
    )
    assert [Rates(schedule).at(t)[0] for t in (25, 37, 38, 50, 99)] == [0.5, 0.26, 0.25, 0.25, 0.25]


@pytest.mark.parametrize(
    ("segment", "sentence"),
    [
        (Segment("S", Cosine(), STEPS(9), None, Level(0.0), floor=Level(-1.0)), "not be negative"),
        (Segment("S", Expression("previous * 0.9"), STEPS(9), floor=Level(0.1)), "write max(…)"),
        (Segment("S", Plateau(), Span.of_the_rest(), floor=Level(0.1)), "is its minimum"),
    ],
)
def test_a_floor_that_cannot_be_is_an_error(segment: Segment, sentence: str) -> None:
    (error,) = errors(of_one(segment, updates=100))
    assert sentence in error.sentence
    assert error.place.field == ("floor",)


def test_a_floor_does_not_go_with_levels_that_change_at_every_step() -> None:
    segment = Segment("S", Cosine(), STEPS(9), Level(1.0), Level(0.0), floor=Level(0.1))
    schedule = of_one(segment, updates=100)
    for scaling in SCALINGS:
        repeat = Repeat("C", 0, 0, 3, scale=0.5, scaling=scaling)
        found = errors(replace(schedule, repeats=(repeat,)))
        assert bool(found) == (scaling in {"steps", "depth_steps"})


def test_a_floor_that_is_never_left_is_doubtful() -> None:
    segment = Segment("S", Cosine(), STEPS(100), Level(0.5), Level(0.1), floor=Level(0.5))
    schedule = of_one(segment, updates=100)
    (told,) = (each for each in problems(schedule) if each.place.field == ("floor",))
    assert told.sentence == "“S” lies on its floor of 0.15 from end to end."
    assert told.fix is not None
    assert told.fix.change(schedule).segments[0].floor is None
    lower = replace(schedule, segments=(replace(segment, floor=Level(0.4)),))
    assert not [each for each in problems(lower) if each.place.field == ("floor",)]


def warmed_stairs(**changes: Any) -> Schedule:
    stairs = Segment("Stairs", Staircase(STEPS(30), 0.1), FILL, before=FILL)
    warmup = Segment("Warmup", Linear(), STEPS(5), Level(0.2), Level(1.0))
    schedule = Schedule(
        segments=(warmup, stairs), groups=(Group("all", 0.1),), run=Run(epochs=None, updates=100)
    )
    return replace(schedule, **changes)


def test_stairs_that_count_from_the_runs_start_are_torchs_step_lr_after_a_warmup() -> None:
    schedule = warmed_stairs()
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    warmup = LinearLR(optimizer, 0.2, total_iters=5)
    both = ChainedScheduler([warmup, StepLR(optimizer, 30)])
    for t in range(120):
        assert Rates(schedule).at(t)[0] == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12)
        optimizer.step()
        both.step()
    assert errors(schedule) == ()
    assert "counted from the beginning of the run" in summary(schedule)


def test_the_preset_of_stairs_counts_from_the_runs_start_where_wanted() -> None:
    given = ["every=30 steps", "warmup=5 steps", "steps=100", "base_lr=0.1"]
    own, starts = (
        preset_named("step-decay").make_from_texts([*given, f"from_run_start={each}"])
        for each in ("false", "true")
    )
    assert [t for t in range(6, 100) if Rates(own).at(t) != Rates(own).at(t - 1)] == [35, 65, 95]
    assert [t for t in range(6, 100) if Rates(starts).at(t) != Rates(starts).at(t - 1)] == [
        30,
        60,
        90,
    ]


def test_what_counts_from_the_runs_start_stays_there_when_the_boundary_moves() -> None:
    schedule = warmed_stairs()
    moved = moved_boundary(schedule, 1, 12)
    for t in range(12, 100):
        assert Rates(moved).at(t) == Rates(schedule).at(t)


@pytest.mark.parametrize("at", [10, 29, 30, 31, 77])
def test_a_split_of_what_counts_from_the_runs_start_moves_nothing(at: int) -> None:
    schedule = warmed_stairs()
    halves = split_segment(schedule, 1, at)
    assert [each.began_with_the_run for each in halves.segments] == [False, True, True]
    for t in range(120):
        assert Rates(halves).at(t) == Rates(schedule).at(t)


def test_in_a_repeat_the_stairs_count_from_the_cycle() -> None:
    schedule = warmed_stairs(repeats=(Repeat("Cycles", 0, 1, 2),))
    rates = [Rates(schedule).at(t)[0] for t in range(100)]
    assert rates[:50] == rates[50:]
    assert rates[29:31] == [0.1, pytest.approx(0.01)]


def test_only_what_is_before_can_be_all_that_is_before() -> None:
    warmup, stairs = warmed_stairs().segments
    cut = warmed_stairs(segments=(warmup, replace(stairs, before=None, after=FILL)))
    (problem,) = errors(cut)
    assert "The part after “Stairs” cannot fill the rest." in problem.sentence

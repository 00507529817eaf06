"""Designs that ask for too much or for what no number can hold are refused in words, at once."""

import math
from dataclasses import replace

import pytest

from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.pictures.picture import picture
from tests.exporters.conformance import exported, optimizer_for

FALL = Segment("Fall", Cosine(), Span.of_percent(50), Level(1.0), Level(0.1))
SHRINKING = Schedule(segments=(FALL,), repeats=(Repeat("Cycles", 0, 0, None, stretch=0.9),))
CHAIN = Schedule(
    segments=(Segment("Chain", Expression("previous * 0.9999999 + p * 0"), start=Level(1.0)),),
    run=Run(epochs=None, updates=10**6),
)


def test_cycles_that_shrink_without_end_have_the_window_s_rates_past_their_end_too() -> None:
    scheduler = exported(SHRINKING)(optimizer_for(SHRINKING))
    end = 10 * SHRINKING.total_steps // 2
    for step in (0, end - 1, end, end + 1, 10**9):
        scheduler.last_epoch = step
        assert scheduler.get_lr() == [*rates_of(SHRINKING).at(step)]


def test_a_design_that_costs_too_much_is_drawn_without_being_worked_out() -> None:
    assert errors(CHAIN)
    values = rates_of(CHAIN).of_group(0, [0, 10**5, 10**6])
    assert values == [1e-3] * 3


def test_groups_of_equal_bases_share_their_curves() -> None:
    groups = tuple(Group(f"g{number}", 0.1) for number in range(30))
    schedule = replace(
        CHAIN, groups=groups, run=replace(CHAIN.run, updates=1_000), segments=(
            Segment("Chain", Expression("previous * 0.5"), start=Level.of_rate(1.0)),
            Segment("Fall", Linear(), Span.of_steps(10), None, Level(0.1)),
        ),
    )  # fmt: skip
    rates = rates_of(schedule)
    assert errors(schedule) == ()
    assert len({id(curve) for curve in rates.curves}) == 1


def test_no_design_has_a_negative_zero() -> None:
    text = design_text(Schedule(segments=(FALL,)))
    read = schedule_from_text(text.replace('"factor": 0.1', '"factor": -0.0'), source="a.ramp")
    assert math.copysign(1, read.segments[0].end.value) == 1  # type: ignore[union-attr]


def test_repeats_that_differ_only_in_scale_are_exported_each_with_its_own() -> None:
    repeat = Repeat("Cycles", 0, 0, None, scale=0.5, scaling="amplitude")
    momentum = replace(FALL, start=Level.of_rate(0.9), end=Level.of_rate(0.8))
    schedule = Schedule(
        segments=(replace(FALL, span=Span.of_steps(10)),),
        repeats=(repeat,),
        tracks=(
            Track(
                MOMENTUM_CURVE,
                (replace(momentum, span=Span.of_steps(10)),),
                (replace(repeat, scale=0.7),),
            ),
        ),
    )
    scheduler = exported(schedule)(optimizer_for(schedule))
    for step in (0, 5, 15, 25):
        scheduler.last_epoch = step
        assert scheduler.get_lr() == [*rates_of(schedule).at(step)]


@pytest.mark.parametrize("times", [10**9, None])
def test_a_picture_draws_no_more_than_pixels(times: int | None) -> None:
    rise = Segment("Rise", Linear(), Span.of_steps(10), Level(0.0), Level(1.0))
    schedule = Schedule(
        segments=(rise,), repeats=(Repeat("R", 0, 0, times),), run=Run(epochs=None, updates=7)
    )
    assert len(picture(schedule, "svg")) < 2_000_000

"""Parts of longer shapes are exported to the bit, at every place of a schedule."""

from dataclasses import replace
from typing import Any

import pytest

from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.pytorch import pytorch_source
from rampsmith.exporters.targets.sequential import sequential_source
from tests.exporters.conformance import (
    advance,
    designed,
    exported,
    module,
    optimizer,
    optimizer_for,
    rates,
    walk,
)
from tests.exporters.shape_places import places

STEPS = Span.of_steps
FORMULA = Expression("start + (end - start) * p * n / (n + 5)")
MOVING: list[Shape] = [
    *(
        shape()
        for kind, shape in SHAPES.items()
        if kind not in ("constant", "plateau", "expression")
    ),
    FORMULA,
]
PARTS: tuple[dict[str, Any], ...] = (
    {"before": STEPS(9)},
    {"before": Span.of_the_rest()},
    {"before": Span.of_the_rest(), "last_at_end": True, "after": STEPS(4)},
    {"before": Span.of_the_rest(), "first_at_start": False},
    {"after": STEPS(13)},
    {"before": Span.of_percent(5), "after": STEPS(4)},
    {"last_at_end": True},
    {"first_at_start": False},
    {"first_at_start": False, "last_at_end": True, "after": STEPS(4)},
    {"last_at_end": True, "before": STEPS(9)},
    {"floor": Level(0.3)},
    {"floor": Level.of_rate(0.002), "after": STEPS(13), "last_at_end": True},
)

OLD_SEQUENCES = pytest.mark.filterwarnings("ignore:The epoch parameter in")
"""An older torch warns of what its own sequences do."""


def part_of(schedule: Schedule, shape: Shape, part: dict[str, Any]) -> Schedule:
    """Give the segment that is tried another shape, and make it a part of that."""
    segments = tuple(
        replace(each, shape=shape, **part) if each.name == "Tried" else each
        for each in schedule.segments
    )
    # Only whole steps have executed ends.
    stretch = 1.0 if {"first_at_start", "last_at_end"} & part.keys() else 1.5
    repeats = tuple(replace(each, stretch=stretch) for each in schedule.repeats)
    return replace(schedule, segments=segments, repeats=repeats)


@pytest.mark.long
@pytest.mark.parametrize("place", places(Linear))
@pytest.mark.parametrize("shape", MOVING, ids=lambda shape: shape.kind)
def test_every_part_of_every_shape_is_exported_to_the_bit(shape: Shape, place: str) -> None:
    for part in PARTS:
        schedule = part_of(places(Linear)[place], shape, part)
        assert not errors(schedule)
        scheduler = exported(schedule)(optimizer_for(schedule))
        assert walk(scheduler, 180) == designed(schedule, range(181))


@pytest.mark.parametrize("place", places(Linear))
@pytest.mark.parametrize("shape", MOVING, ids=lambda shape: shape.kind)
def test_a_part_is_exported_to_the_bit_at_every_place(shape: Shape, place: str) -> None:
    # Every part somewhere with every shape, and at every place with some.
    part = PARTS[(MOVING.index(shape) + list(places(Linear)).index(place)) % len(PARTS)]
    schedule = part_of(places(Linear)[place], shape, part)
    assert not errors(schedule)
    scheduler = exported(schedule)(optimizer_for(schedule))
    assert walk(scheduler, 180) == designed(schedule, range(181))


CUT = Schedule(
    class_name="Cut",
    segments=(
        Segment("Warmup", Linear(), STEPS(10), Level(0.0), Level(1.0)),
        Segment(
            "Decay", Cosine(), Span.of_the_rest(), None, Level(0.1), STEPS(10), Span.of_percent(20)
        ),
    ),
    groups=(Group("all", 0.01),),
    run=Run(epochs=None, updates=100),
)


def test_what_a_part_leaves_is_a_parameter_that_moves_it() -> None:
    first, second = CUT.segments
    made = exported(CUT)(optimizer_for(CUT), decay_before_steps=30, decay_after_steps=0)
    other = replace(CUT, segments=(first, replace(second, before=STEPS(30), after=STEPS(0))))
    assert walk(made, 120) == designed(other, range(121))


@pytest.mark.parametrize("wrong", [-1, 0.5, float("nan")])
def test_what_a_part_leaves_must_be_a_length(wrong: float) -> None:
    with pytest.raises(ValueError, match="decay_before_steps must be"):
        exported(CUT)(optimizer_for(CUT), decay_before_steps=wrong)


def test_the_head_says_what_is_cut() -> None:
    words = " ".join(pytorch_source(CUT).split())
    assert ", begun 10 updates earlier and cut 20 % of the run before its end" in words


def test_a_momentum_over_the_same_spans_can_be_another_part() -> None:
    momentum = (
        Segment("Warmup", Linear(), STEPS(10), Level.of_rate(0.95), Level.of_rate(0.85)),
        Segment("Decay", Cosine(), Span.of_the_rest(), None, Level.of_rate(0.95), None, STEPS(30)),
    )
    schedule = replace(CUT, tracks=(Track(MOMENTUM_CURVE, momentum),))
    optimizer_ = optimizer_for(schedule)
    for group in optimizer_.param_groups:
        group["momentum"] = 0.9
    scheduler = exported(schedule)(optimizer_)
    for t, expected in enumerate(designed(schedule, range(110))):
        assert rates(optimizer_) == expected, t
        advance(scheduler)
    assert 0.85 < optimizer_.param_groups[0]["momentum"] < 0.95


@OLD_SEQUENCES
def test_torch_s_own_schedulers_can_be_cut_but_not_begun_late() -> None:
    with pytest.raises(ExportError, match="begins in the middle"):
        sequential_source(CUT)
    first, second = CUT.segments
    cut = replace(CUT, segments=(first, replace(second, before=None)))
    made = module(sequential_source(cut)).scheduler_for(optimizer(0.01))
    found = [each[0] for each in walk(made, 130)]
    assert found == pytest.approx([each[0] for each in designed(cut, range(131))], rel=1e-9)


@pytest.mark.parametrize("target", sorted(set(TARGETS) - {"sequential"}))
def test_every_other_target_writes_a_part(target: str) -> None:
    assert TARGETS[target].write(CUT)


@pytest.mark.parametrize("steps", [1, 2])
def test_a_warmup_that_is_made_as_short_as_can_be_divides_by_nothing(steps: int) -> None:
    first = replace(CUT.segments[0], last_at_end=True)
    schedule = replace(CUT, segments=(first, *CUT.segments[1:]))
    scheduler = exported(schedule)(optimizer_for(schedule), warmup_steps=steps)
    assert [each[0] for each in walk(scheduler, steps - 1)] == [0.0, 0.01][:steps]

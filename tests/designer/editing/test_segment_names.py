"""A name that the program gave follows what its segment does; one that a person gave stays."""

from dataclasses import replace

import pytest
from hypothesis import given

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import added_segment, reshaped, with_segment
from rampsmith.designer.editing.segment_names import with_class_kept_true, with_names_kept_true
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from tests.designer.strategies import everything_wrong


def names(before: Schedule, after: Schedule) -> list[str]:
    return [segment.name for segment in with_names_kept_true(before, after).segments]


@pytest.mark.parametrize(
    ("index", "changes", "name"),
    [
        (0, {"start": Level(1.0), "end": Level(0.5)}, "Decay 2"),
        (0, {"shape": Cosine()}, "Warmup"),
        (0, {"shape": Constant()}, "Hold"),
        (0, {"shape": Expression("t")}, "Formula"),
        (0, {"shape": Plateau()}, "Plateau"),
        (0, {"end": Level(float("nan"))}, "Warmup"),
        (1, {"end": Level(2.0)}, "Rise"),
        (1, {"shape": Linear()}, "Decay"),
        (1, {"span": Span.of_steps(7)}, "Decay"),
    ],
)
def test_a_name_of_the_programs_follows_the_course(
    index: int, changes: dict[str, object], name: str
) -> None:
    before = starter()
    assert names(before, with_segment(before, index, **changes))[index] == name


def test_a_number_behind_the_name_belongs_to_it() -> None:
    before = Schedule(
        segments=tuple(
            Segment(f"Decay {n}", Linear(), Span.of_steps(9), Level(1.0), Level(0.0))
            for n in (2, 3)
        )
    )
    assert names(before, reshaped(before, 1, Constant())) == ["Decay 2", "Hold"]


@pytest.mark.parametrize("name", ["To the peak", "Warmup of the head", "Hold", "Cooldown"])
def test_a_name_that_said_something_else_stays(name: str) -> None:
    before = with_segment(starter(), 0, name=name)
    assert names(before, reshaped(before, 0, Constant()))[0] == name


def test_the_neighbour_that_goes_on_from_a_moved_level_is_renamed_too() -> None:
    before = starter()
    assert names(before, with_segment(before, 0, start=Level(0.1), end=Level(0.0))) == [
        "Decay",
        "Rise",
    ]


def test_every_name_of_a_new_segment_is_one_of_the_programs() -> None:
    schedule = Schedule()
    for index in (0, 1, 1, 0):
        schedule = added_segment(schedule, index)
        before, name = schedule, schedule.segments[index].name
        turned = with_segment(schedule, index, shape=Expression("1"))
        assert names(before, turned)[index].startswith("Formula"), name


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ([], "WarmupCosineScheduler"),
        ([(1, {"shape": Linear()})], "WarmupLinearScheduler"),
        ([(0, {"shape": Constant()})], "ConstantCosineScheduler"),
        ([(0, {"start": Level(2.0)}), (1, {"shape": Linear()})], "PiecewiseLinearScheduler"),
    ],
)
def test_the_class_of_a_design_without_a_title_is_called_after_what_it_does(
    changes: list[tuple[int, dict[str, object]]], name: str
) -> None:
    after = replace(starter(), title="Untitled", class_name=Schedule().class_name)
    for index, change in changes:
        after = with_segment(after, index, **change)
    assert with_class_kept_true(Schedule(), after).class_name == name


@pytest.mark.parametrize(
    ("title", "class_name"), [("mine", "DigitsWarmupCosine"), ("Untitled", "Mine")]
)
def test_a_class_that_has_a_name_keeps_it(title: str, class_name: str) -> None:
    before = replace(starter(), title=title, class_name=class_name)
    after = reshaped(before, 1, Linear())
    assert with_class_kept_true(before, after) == after


@given(everything_wrong())
def test_no_design_is_too_wrong_to_be_named(schedule: Schedule) -> None:
    turned = replace(
        schedule,
        segments=tuple(replace(each, shape=Constant(), start=None) for each in schedule.segments),
    )
    with_names_kept_true(turned, schedule)
    with_names_kept_true(schedule, turned)
    with_class_kept_true(
        replace(Schedule(), title=schedule.title),
        replace(schedule, class_name=Schedule().class_name),
    )

"""Cycles that have a length each, and those that scale their minimum: the class as the designer."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import (
    SCALINGS,
    Group,
    Level,
    Repeat,
    Scaling,
    Schedule,
    Segment,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.function import function_source
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import designed, exported, optimizer, rates_at
from tests.exporters.tools import clean
from tests.exporters.whole import (
    check_changed_numbers,
    check_rates,
    check_resuming,
    numbers_of,
    optimizer_for_all,
)

FACTOR, RATE, STEPS = Level, Level.of_rate, Span.of_steps


def cycles(*, low: Level, fills: bool = False, tail: bool = True, **fields: Any) -> Schedule:
    """Make a warmup, some cycles of two segments, and perhaps a tail that goes on from them."""
    before = Segment("Up", Linear(), STEPS(4), Level(0.0), Level(1.0))
    first = Segment("Rise", Linear(), STEPS(3), low, Level(1.0))
    second = Segment("Fall", Cosine(), Span.of_the_rest() if fills else STEPS(7), None, low)
    after = Segment("Tail", Linear(), STEPS(5), None, Level(0.0))
    return Schedule(
        segments=(before, first, second, *([after] if tail else [])),
        repeats=(Repeat("Restarts", 1, 2, 3, **fields),),
        groups=(Group("body", 1e-3), Group("head", 1e-2)),
        run=Run(epochs=None, updates=70),
    )


def every(scaling: Scaling, lengths: tuple[float, ...]) -> Iterator[Schedule]:
    """Make cycles of a kind above each sort of level, with a tail, in the rest, and after a warmup."""
    places = ((False, True, True), (True, False, False), (True, True, True))
    for low, (fills, tail, keeps) in product((FACTOR(0.1), FACTOR(0.0), RATE(2e-4)), places):
        yield cycles(
            low=low,
            fills=fills,
            tail=tail,
            scale=0.7,
            scaling=scaling,
            lengths=lengths,
            keeps_first=keeps and bool(lengths),
        )


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("lengths", [(), (10.0, 25.0, 4.0)])
def test_a_class_has_the_values_of_its_cycles_bit_for_bit(
    scaling: Scaling, lengths: tuple[float, ...]
) -> None:
    for schedule in every(scaling, lengths):
        assert not errors(schedule)
        check_rates(schedule)
        names: dict[str, Any] = {}
        exec(compile(function_source(schedule), "f", "exec"), names)  # noqa: S102 - our own export.
        lr_at, rates = names["lr_at"], Rates(schedule)
        for t in range(75):
            assert tuple(lr_at(t, each.base_lr) for each in schedule.groups) == rates.at(t)
        assert schedule_from_text(design_text(schedule), source="it") == schedule


def test_a_class_of_such_cycles_is_clean(tmp_path: Path) -> None:
    schedules = [*every("whole", (10.0, 25.0, 4.0)), *every("steps", (1.0, 2.5, 0.4))]
    sources = [*map(pytorch_source, schedules), *map(function_source, schedules[::4])]
    assert clean(sources, tmp_path) == ""


def test_such_a_class_resumes_and_takes_other_lengths() -> None:
    schedule = cycles(low=FACTOR(0.1), scale=0.5, scaling="whole", lengths=(10.0, 20.0, 5.0))
    check_resuming(schedule)
    numbers = numbers_of(schedule, levels_only=False)
    assert {"restarts_length_1", "restarts_length_2", "restarts_length_3"} <= numbers.keys()
    assert check_changed_numbers(schedule, numbers) == len(numbers)
    with pytest.raises(ValueError, match="lengths of cycles must be above 0"):
        exported(schedule)(optimizer_for_all(schedule), restarts_length_2=0.0)


def test_a_formula_that_begins_anew_and_a_start_from_before_are_scaled_as_a_whole() -> None:
    typed = Segment("Typed", Expression("previous * 0.9 + end * 0.1"), STEPS(4), None, FACTOR(0.5))
    schedule = cycles(low=FACTOR(0.1), scale=0.5, scaling="whole", lengths=(1.0, 3.0, 2.0))
    up, rise, fall, tail = schedule.segments
    check_rates(replace(schedule, segments=(up, replace(rise, start=None), fall, tail)))
    check_rates(replace(schedule, segments=(up, replace(typed, start=None), fall, tail)))
    check_rates(replace(schedule, after="repeat"))
    check_rates(replace(schedule, counts_from=1))


def test_a_single_length_is_no_more_than_one_cycle(tmp_path: Path) -> None:
    (repeat,) = cycles(low=FACTOR(0.1), scale=0.5, lengths=(3.0,)).repeats
    schedule = replace(cycles(low=FACTOR(0.1)), repeats=(replace(repeat, times=1),))
    assert not errors(schedule)
    check_rates(schedule)
    assert "restarts_length" not in pytorch_source(schedule)
    assert clean([pytorch_source(schedule)], tmp_path) == ""


@pytest.mark.parametrize("first", [7, 8.6, 0.3])
def test_a_class_whose_cycles_are_given_the_same_length_is_as_fast_and_as_exact_as_the_designer(
    first: float,
) -> None:
    growing = PRESETS["CosineAnnealingWarmRestarts"].make(T_0=7, T_mult=2)
    equal = replace(
        growing,
        segments=(replace(growing.segments[0], span=Span.of_steps(first)),),
        repeats=(replace(growing.repeats[0], stretch=1.0),),
    )
    scheduler = exported(growing)(optimizer(0.001), fall_epochs=1, restarts_stretch=1.0)
    scheduler.fall_epochs = first
    # To count all cycles up to the last of these would never end.
    steps = [*range(200), 10**6 + 3, 10**9 + 5, 10**15 + 2]
    assert rates_at(scheduler, steps) == designed(equal, steps)

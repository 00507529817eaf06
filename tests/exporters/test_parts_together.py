"""Parts that meet where one might not expect it: their figures, and the same from the exported file."""

from dataclasses import replace
from itertools import chain, combinations, product
from pathlib import Path

import pytest

from rampsmith.designer.document.kinds import MOMENTUM, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import (
    SCALINGS,
    Group,
    Level,
    Repeat,
    Scaling,
    Schedule,
    Segment,
    Track,
)
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.history import History
from rampsmith.designer.editing.segment_blocks import duplicated_segments
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.formulas.language import OF_THE_RUN, PLACES
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import advance, exported, optimizer_for, rates
from tests.exporters.tools import clean
from tests.exporters.whole import check_rates, check_resuming
from tests.golden.schedules import CYCLIC

STEPS = Span.of_steps


def of(*segments: Segment, repeats: tuple[Repeat, ...] = (), after: str = "hold") -> Schedule:
    """Make a schedule of 24 steps with a base rate of 1."""
    return Schedule(
        segments=segments,
        repeats=repeats,
        after="repeat" if after == "repeat" else "hold",
        groups=(Group("all", 1.0),),
        run=Run(samples=64, batch_size=8, epochs=None, updates=24, tokens_per_sample=7),
    )


def factors(schedule: Schedule, steps: int) -> list[float]:
    """Return the rate at every step."""
    curves = Rates(schedule)
    return [curves.at(t)[0] for t in range(steps)]


def test_a_block_without_a_start_of_its_own_begins_each_cycle_as_it_began_the_first() -> None:
    schedule = of(
        Segment("Warmup", Linear(), STEPS(4), Level(0.0), Level(1.0)),
        Segment("Down", Linear(), STEPS(2), None, Level(0.5)),
        Segment("Further", Linear(), STEPS(2), None, Level(0.25)),
        repeats=(Repeat("Sink", 1, 2, 3),),
    )
    cycle = [1.0, 0.75, 0.5, 0.375]
    assert factors(schedule, 18) == [0.0, 0.25, 0.5, 0.75, *cycle, *cycle, *cycle, 0.25, 0.25]
    check_rates(schedule)
    check_resuming(schedule)


def test_a_formula_on_the_last_rate_begins_anew_in_each_cycle() -> None:
    schedule = of(
        Segment("Halve", Expression("previous / 2"), STEPS(3), Level(1.0)),
        Segment("Rise", Linear(), STEPS(2), Level(0.5), Level(1.0)),
        repeats=(Repeat("Again", 0, 1, 3),),
    )
    cycle = [1.0, 0.5, 0.25, 0.5, 0.75]
    assert factors(schedule, 17) == [*cycle, *cycle, *cycle, 1.0, 1.0]
    check_rates(schedule)
    check_resuming(schedule)


def test_a_formula_uses_any_of_its_names_wherever_it_stands() -> None:
    of_the_run = ((name, "p") for name in OF_THE_RUN)
    for names in chain(combinations(PLACES, 1), combinations(PLACES, 2), of_the_run):
        text = " + ".join(f"0.1 * {name}" for name in names)
        first = Segment("First", Expression(text), STEPS(3), Level(0.2), Level(0.25))
        later = replace(first, name="Later", start=None)
        for repeats in ((), (Repeat("Cycles", 0, 2, 2),)):
            check_rates(of(first, later, replace(later, name="Last"), repeats=repeats))


def with_level_lines(scaling: Scaling, *, absolute: bool) -> list[Schedule]:
    """Make cycles with a line that stays level, beside one that rises or falls."""
    low = Level.of_rate(0.1) if absolute else Level(0.1)
    level = Segment("Level", Linear(), STEPS(3), Level(1.0), Level(1.0))
    down = Segment("Down", Linear(), STEPS(4), None, low)
    up = replace(down, name="Up", start=Level(0.0), end=Level(1.0))
    repeats = (Repeat("Cycles", 0, 1, 3, scale=0.5, scaling=scaling),)
    return [of(*block, repeats=repeats) for block in ((level, down), (down, level), (level, up))]


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("absolute", [False, True])
def test_a_line_that_stays_level_has_the_scale_of_its_cycle(
    scaling: Scaling, absolute: bool
) -> None:
    for schedule in with_level_lines(scaling, absolute=absolute):
        check_rates(schedule)


def test_files_with_lines_that_stay_level_are_clean(tmp_path: Path) -> None:
    kinds = product(SCALINGS, (False, True))
    schedules = [with_level_lines(scaling, absolute=absolute) for scaling, absolute in kinds]
    assert clean(map(pytorch_source, chain(*schedules)), tmp_path) == ""


def test_cycles_are_scaled_above_the_level_that_they_begin_at_without_using_it(
    tmp_path: Path,
) -> None:
    sources: list[str] = []
    shapes: tuple[Shape, ...] = (Linear(), Constant())
    for scaling, further in product(SCALINGS, shapes):
        schedule = of(
            Segment("Warmup", Linear(), STEPS(2), Level(0.0), Level(0.25)),
            Segment("Typed", Expression("0.5 + 0.5 * p"), STEPS(2)),
            Segment("Further", further, STEPS(2), None, Level(0.5)),
            repeats=(
                Repeat("Before", 0, 0, 2),
                Repeat("Cycles", 1, 2, 2, scale=0.5, scaling=scaling),
            ),
        )
        check_rates(schedule)
        check_resuming(schedule)
        sources.append(pytorch_source(schedule))
    assert clean(sources, tmp_path) == ""


def test_a_schedule_that_begins_again_does_so_with_all_cycles_of_its_repeats() -> None:
    schedule = of(
        Segment("Warmup", Linear(), STEPS(2), Level(0.0), Level(1.0)),
        Segment("Decay", Linear(), STEPS(2), Level(1.0), Level(0.0)),
        repeats=(Repeat("Cycles", 1, 1, 3, stretch=2.0),),
        after="repeat",
    )
    whole = factors(schedule, 16)
    assert whole == [0.0, 0.5, 1.0, 0.5, 1.0, 0.75, 0.5, 0.25, *(1 - n / 8 for n in range(8))]
    assert factors(schedule, 48) == [*whole, *whole, *whole]
    check_rates(schedule)
    check_resuming(schedule)


@pytest.mark.parametrize("segment", [0, 1])
def test_an_edit_of_a_repeat_taken_back_and_done_again_changes_no_rate(segment: int) -> None:
    schedule = of(
        Segment("Warmup", Linear(), STEPS(2), Level(0.0), Level(1.0)),
        Segment("Halve", Expression("previous / 2"), STEPS(3), Level(1.0)),
        repeats=(Repeat("Again", 0, 1, 3),),
    )
    edited = History.begin(schedule).edited(duplicated_segments(schedule, (segment,)), "Duplicate")
    assert factors(edited.undone().schedule, 30) == factors(schedule, 30)
    check_rates(edited.undone().schedule)
    assert factors(edited.undone().redone().schedule, 30) == factors(edited.schedule, 30)
    check_rates(edited.undone().redone().schedule)


def ended_at(schedule: Schedule, rate: float) -> Schedule:
    """Return a wave that ends at a rate."""
    return with_segment(schedule, 1, end=Level.of_rate(rate))


def test_the_lowest_level_of_a_cycle_is_found_among_the_numbers_that_are_given() -> None:
    for numbers, edited in (
        ({"max_lr": 5e-5}, with_segment(CYCLIC, 0, end=Level.of_rate(5e-5))),
        ({"base_lr": 2e-3}, ended_at(with_segment(CYCLIC, 0, start=Level.of_rate(2e-3)), 2e-3)),
    ):
        scheduler = exported(CYCLIC)(optimizer_for(CYCLIC), **numbers)
        scheduler.load_state_dict({"last_epoch": 5_000})
        for t in range(5_000, 5_010):
            assert tuple(rates(scheduler.optimizer)) == Rates(edited).at(t) != Rates(CYCLIC).at(t)
            advance(scheduler)


@pytest.mark.parametrize("repeat", [Repeat("Other", 0, 0, 3), Repeat("Again", 0, 0, 3, scale=0.5)])
def test_a_curve_over_the_spans_of_the_rates_has_repeats_of_its_own(repeat: Repeat) -> None:
    line = Segment("Line", Linear(), STEPS(4), Level(1.0), Level(0.1))
    schedule = of(line, repeats=(Repeat("Again", 0, 0, 3),))
    held = replace(line, start=Level.of_rate(0.9), end=Level.of_rate(0.5))
    momentum = Track(CurveKey(MOMENTUM), (held,), (repeat,))
    check_rates(replace(schedule, tracks=(momentum,)))

"""Whatever is made of repeats, formulas, plateaus and curves beside comes out as it was designed."""

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.editing.history import History
from rampsmith.designer.editing.segment_blocks import duplicated_segments, removed_segments
from rampsmith.designer.files.design_file import (
    design_text,
    schedule_from_text,
    schedule_in,
    storable,
)
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.problems.problem import Place
from rampsmith.designer.proof.workbench import TrainingStepper
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.designer.designs import OWN_CURVES
from tests.exporters.conformance import exported
from tests.exporters.whole import (
    check_changed_numbers,
    check_rates,
    check_resuming,
    designed_values,
    numbers_of,
    of_all_parts,
    optimizer_for_all,
    run_steps,
    values,
)
from tests.golden.schedules import GOLDEN

# Making a failing schedule smaller takes minutes; take this away when there is one to look at.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


def check_last_epoch(schedule: Schedule) -> None:
    """Build the class at every step before a plateau's first metric."""
    steps = run_steps(schedule)
    wanted = designed_values(schedule, steps)
    made = exported(schedule)
    for step in range(steps):
        if step + 1 >= TrainingStepper(schedule).first:
            break
        optimizer = optimizer_for_all(schedule)
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
        assert values(made(optimizer, last_epoch=step)) == wanted[step + 1]


@settings(phases=PHASES, max_examples=30)
@given(of_all_parts())
def test_an_exported_class_of_all_parts_equals_the_designer_bit_for_bit(
    schedule: Schedule,
) -> None:
    check_rates(schedule)


@settings(phases=PHASES, max_examples=20)
@given(of_all_parts())
def test_it_resumes_exactly_at_every_step(schedule: Schedule) -> None:
    check_resuming(schedule)
    check_last_epoch(schedule)


@settings(phases=PHASES, max_examples=20)
@given(of_all_parts())
def test_saved_and_opened_again_it_gives_the_same_rates(schedule: Schedule) -> None:
    check_opened_again(schedule)


def check_opened_again(schedule: Schedule) -> None:
    """Save and open; compare all that is set."""
    again = schedule_from_text(design_text(schedule), source="a file")
    assert again == storable(schedule)
    steps = run_steps(schedule)
    assert designed_values(again, steps) == designed_values(schedule, steps)


@settings(phases=PHASES, max_examples=15)
@given(of_all_parts(), st.integers(0, 10))
def test_an_edit_taken_back_and_done_again_leaves_no_trace(schedule: Schedule, place: int) -> None:
    check_taken_back(schedule, place)


def check_taken_back(schedule: Schedule, place: int) -> None:
    """Edit, undo and redo; compare designs, exported files and all that is set."""
    steps = run_steps(schedule)
    index = place % len(schedule.segments)
    for change in (duplicated_segments, removed_segments):
        edited = History.begin(schedule).edited(change(schedule, (index,)), "Edit")
        taken_back = edited.undone()
        assert pytorch_source(taken_back.schedule) == pytorch_source(schedule)
        assert designed_values(taken_back.schedule, steps) == designed_values(schedule, steps)
        assert design_text(taken_back.redone().schedule) == design_text(edited.schedule)


@settings(phases=PHASES, max_examples=15)
@given(of_all_parts(), st.integers(0, 3))
def test_another_level_given_to_the_class_is_as_if_the_design_had_it(
    schedule: Schedule, first: int
) -> None:
    levels = numbers_of(schedule, levels_only=True)
    check_changed_numbers(schedule, dict([*levels.items()][first::4]))


@pytest.mark.parametrize(
    "schedule",
    [GOLDEN["muon_and_adam"], GOLDEN["thawing"], OWN_CURVES],
    ids=lambda schedule: schedule.class_name,
)
def test_any_number_given_to_a_class_of_own_curves_is_as_if_the_design_had_it(
    schedule: Schedule,
) -> None:
    numbers = numbers_of(schedule, levels_only=False)
    if any(segment.span.unit == "percent" for t in schedule.tracks for segment in t.segments):
        numbers.pop("total_steps")  # What is a part of the run in the design is fixed in the class.
    assert check_changed_numbers(schedule, numbers) == len(numbers) >= 5


@pytest.mark.long
def test_many_other_levels_are_as_if_the_design_had_them() -> None:
    @settings(max_examples=100, phases=PHASES)
    @given(of_all_parts())
    def holds(schedule: Schedule) -> None:
        check_changed_numbers(schedule, numbers_of(schedule, levels_only=True))

    holds()


@pytest.mark.long
def test_many_exported_classes_of_all_parts_equal_the_designer_and_resume() -> None:
    @settings(max_examples=500, phases=PHASES)
    @given(of_all_parts())
    def holds(schedule: Schedule) -> None:
        check_rates(schedule)
        check_opened_again(schedule)
        check_taken_back(schedule, place=0)
        check_resuming(schedule)
        check_last_epoch(replace(schedule, title="Built in the middle"))

    holds()


def test_a_long_metric_stays_in_the_design_and_out_of_the_exported_file() -> None:
    plateau = Segment("Plateau", Plateau(), Span.of_the_rest(), Level(1.0))
    schedule = Schedule(segments=(plateau,), metric=tuple(1 / (n + 1) for n in range(5_000)))
    source = pytorch_source(schedule)
    assert len(source.splitlines()) < 290
    assert schedule_in(source, source="exported.py") == replace(schedule, metric=())
    (note,) = (each for each in problems(schedule) if each.place == Place("metric"))
    assert "has 5,000 values" in note.sentence
    assert "leaves these out" in note.sentence
    kept = replace(schedule, metric=schedule.metric[:60])
    assert schedule_in(pytorch_source(kept), source="exported.py") == kept
    assert all(each.place != Place("metric") for each in problems(kept))

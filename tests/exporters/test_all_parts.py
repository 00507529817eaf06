"""Whatever is made of repeats, formulas, plateaus and curves beside comes out as it was designed."""

import pickle
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rampsmith.designer.editing.history import History
from rampsmith.designer.editing.several import duplicated_segments, removed_segments
from rampsmith.designer.files.design_file import (
    design_text,
    schedule_from_text,
    schedule_in,
    storable,
)
from rampsmith.designer.proof.feeding import Feed
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Plateau
from rampsmith.designer.spans import Span
from rampsmith.exporters.pytorch import pytorch_source
from tests.exporters.conformance import exported
from tests.exporters.whole import (
    designed_values,
    of_all_parts,
    optimizer_with_momentum,
    run_steps,
    values,
    walked,
)

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
# Making a failing schedule smaller takes minutes; take this away when there is one to look at.
FOLLOWED = 3
"""How many steps are taken behind each one at which a run was resumed."""


def check_rates(schedule: Schedule) -> None:
    """Compare rates and momenta at every step of a short run."""
    steps = run_steps(schedule)
    scheduler = exported(schedule)(optimizer_with_momentum(schedule))
    assert list(walked(schedule, scheduler, 0, steps)) == designed_values(schedule, steps)


def check_resuming(schedule: Schedule) -> None:
    """At every step, save and load, pickle, and go on from there; compare all of it."""
    steps = run_steps(schedule)
    made = exported(schedule)
    wanted = designed_values(schedule, steps + FOLLOWED)
    scheduler = made(optimizer_with_momentum(schedule))
    feed = Feed(schedule)
    for step in range(steps):
        loaded = made(optimizer_with_momentum(schedule))
        loaded.load_state_dict(scheduler.state_dict())
        followed = [loaded]
        if step > 0:  # torch itself warns of an optimizer that was unpickled before its first step.
            followed.append(pickle.loads(pickle.dumps(scheduler)))  # noqa: S301 - our own.
        for resumed in followed:
            found = list(walked(schedule, resumed, step, step + FOLLOWED))
            assert found == wanted[step : step + FOLLOWED + 1]
        feed.advance(step, scheduler)
        assert values(scheduler) == wanted[step + 1]


def check_last_epoch(schedule: Schedule) -> None:
    """Build the class at every step before a plateau's first metric."""
    steps = run_steps(schedule)
    wanted = designed_values(schedule, steps)
    made = exported(schedule)
    for step in range(steps):
        if step + 1 >= Feed(schedule).first:
            break
        optimizer = optimizer_with_momentum(schedule)
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
        assert values(made(optimizer, last_epoch=step)) == wanted[step + 1]


@settings(phases=PHASES)
@given(of_all_parts())
def test_an_exported_class_of_all_parts_equals_the_designer_bit_for_bit(
    schedule: Schedule,
) -> None:
    check_rates(schedule)


@settings(phases=PHASES, max_examples=30)
@given(of_all_parts())
def test_it_resumes_exactly_at_every_step(schedule: Schedule) -> None:
    check_resuming(schedule)
    check_last_epoch(schedule)


@settings(phases=PHASES)
@given(of_all_parts())
def test_saved_and_opened_again_it_gives_the_same_rates(schedule: Schedule) -> None:
    again = schedule_from_text(design_text(schedule), source="a file")
    assert again == storable(schedule)
    steps = run_steps(schedule)
    assert designed_values(again, steps) == designed_values(schedule, steps)


@settings(phases=PHASES)
@given(of_all_parts(), st.integers(0, 10))
def test_an_edit_taken_back_and_done_again_leaves_no_trace(schedule: Schedule, place: int) -> None:
    steps = run_steps(schedule)
    index = place % len(schedule.segments)
    for change in (duplicated_segments, removed_segments):
        edited = History.begin(schedule).edited(change(schedule, (index,)), "Edit")
        taken_back = edited.undone()
        assert pytorch_source(taken_back.schedule) == pytorch_source(schedule)
        assert designed_values(taken_back.schedule, steps) == designed_values(schedule, steps)
        assert design_text(taken_back.redone().schedule) == design_text(edited.schedule)


@pytest.mark.long
def test_many_exported_classes_of_all_parts_equal_the_designer_and_resume() -> None:
    @settings(max_examples=1_000, phases=PHASES)
    @given(of_all_parts())
    def holds(schedule: Schedule) -> None:
        check_rates(schedule)
        check_resuming(schedule)
        check_last_epoch(replace(schedule, title="Built in the middle"))

    holds()


def test_a_long_metric_stays_in_the_design_and_out_of_the_exported_file() -> None:
    plateau = Segment("Plateau", Plateau(), Span.of_the_rest(), Level(1.0))
    schedule = Schedule(segments=(plateau,), metric=tuple(1 / (n + 1) for n in range(5_000)))
    source = pytorch_source(schedule)
    assert len(source.splitlines()) < 250
    assert schedule_in(source, source="exported.py") == replace(schedule, metric=())

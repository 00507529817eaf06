"""A person edits, undoes, redoes, saves and opens, in any order, and nothing ever breaks."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import (
    AFTERS,
    SCALINGS,
    STEPPINGS,
    Group,
    Level,
    Repeat,
    Schedule,
    Segment,
)
from rampsmith.designer.editing import boundaries, edits, splitting
from rampsmith.designer.editing import segment_blocks as several
from rampsmith.designer.editing.history import History
from rampsmith.designer.editing.repeats import removed_repeat, repeated, unrolled, with_repeat
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import (
    design_text,
    read_design,
    schedule_from_text,
    storable,
    write_design,
)
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import run_words, segment_summary, summary
from tests.designer.schedules import span_units
from tests.designer.strategies import (
    COUNTS_FROM,
    any_counts,
    any_levels,
    any_numbers,
    any_segments,
    any_shapes,
    any_spans,
    everything,
    everything_wrong,
    lines,
    runs,
    segments,
    shapes,
    spans,
)

# Which of the segments, groups or boundaries: taken modulo how many there are.
WHICH = st.integers(0, 10_000)
CHOSEN = st.lists(st.integers(0, 6), max_size=4)
# Where a mouse can be: beside the plot and between two steps as well.
STEPS = st.integers(-10, 3_000) | st.floats(-1e7, 1e7) | st.sampled_from((0.0, 1e15, -1e15))
RATES = st.sampled_from((0.0, 1e-300, 1e-5, 1.0, -1.0)) | st.floats(-1.0, 1e3)

FINISHED = everything()
WRONG = everything_wrong()


class Document(RuleBasedStateMachine):
    """The design in a window, beside a plain list of what it has been."""

    @initialize(schedule=st.just(Schedule()) | FINISHED | WRONG)
    def open_first(self, schedule: Schedule) -> None:
        """Start with a new, a finished or a wrong design."""
        self.history = History.begin(schedule)
        self.was: list[Schedule] = [schedule]
        self.now = 0
        self.on_disk = schedule
        self.seen: list[Schedule] = []
        self.followed: set[str] = set()

    def teardown(self) -> None:
        """Go all the way back and forth again."""
        if not hasattr(self, "history"):
            return
        for _ in range(self.now + 2):
            self.history = self.history.undone()
        assert self.history.schedule is self.was[0]
        for _ in range(len(self.was) + 2):
            self.history = self.history.redone()
        assert self.history.schedule is self.was[-1]

    @property
    def schedule(self) -> Schedule:
        """The design that is shown."""
        return self.history.schedule

    def edit(self, function: Callable[..., Schedule], *arguments: Any, **changes: Any) -> None:
        """Do what a gesture does."""
        before = self.schedule
        words = function.__name__
        after = function(before, *arguments, **changes)
        self.history = self.history.edited(after, words)
        if after != before:
            self.now += 1
            self.was[self.now :] = [after]
            assert self.history.undo_words == words
            assert self.history.redo_words is None

    def segment(self, which: int) -> int:
        """Choose one of the segments."""
        assume(self.schedule.segments)
        return which % len(self.schedule.segments)

    def group(self, which: int) -> int:
        """Choose one of the groups."""
        assume(self.schedule.groups)
        return which % len(self.schedule.groups)

    # What holds after everything that a person does.

    @invariant()
    def shows_what_it_should(self) -> None:
        """The history and the plain list agree."""
        assert self.schedule is self.was[self.now]
        assert (self.history.undo_words is None) == (self.now == 0)
        assert (self.history.redo_words is None) == (self.now == len(self.was) - 1)
        if self.history.is_saved:
            assert self.schedule == self.on_disk

    @invariant()
    def has_a_sound_design(self) -> None:
        """What holds for every design holds for this one, which an undo may have shown before."""
        if any(self.schedule is each for each in self.seen):
            return
        self.seen.append(self.schedule)
        self.can_be_saved_and_opened()
        self.has_problems_and_does_not_raise()
        self.can_be_drawn_and_said()

    def can_be_saved_and_opened(self) -> None:
        """The text of the design is read as the same design, types and NaN included."""
        text = design_text(self.schedule)
        opened = schedule_from_text(text, source="x.ramp")
        assert repr(opened) == repr(storable(self.schedule))

    def has_problems_and_does_not_raise(self) -> None:
        """Each problem is a sentence; each fix leads to a design that has problems in turn.

        The fix of a problem that stays through several edits is followed once.
        """
        for problem in problems(self.schedule):
            assert problem.sentence.endswith((".", "?"))
            segment, curve = problem.place.segment, problem.place.curve
            if segment is not None and curve is not None:
                assert segment < len(curve_of(self.schedule, curve).segments)
            if problem.fix is not None:
                fixed = problem.fix.change(self.schedule)
                assert fixed != self.schedule
                if problem.sentence not in self.followed:
                    self.followed.add(problem.sentence)
                    problems(fixed)

    def can_be_drawn_and_said(self) -> None:
        """There is a rate at every step for every group, if only NaN, and a word for everything."""
        rates = Rates(self.schedule)
        edges = [edge for edge in rates.timeline.boundaries if edge < 1e15]
        steps = sorted({0, 1, *edges, *(max(0, edge - 1) for edge in edges), 10**9})
        for group in range(len(self.schedule.groups)):
            drawn = rates.of_group(group, steps)
            assert repr(drawn) == repr([rates.at(t)[group] for t in steps])
        for track in self.schedule.tracks:
            for curve in Rates(curve_of(self.schedule, track.key)).curves:
                assert repr(curve.samples(steps)) == repr([*map(curve.at, steps)])
        assert list(rates.timeline.boundaries) == sorted(rates.timeline.boundaries)
        assert summary(self.schedule)
        assert run_words(self.schedule)
        for segment in self.schedule.segments:
            assert segment_summary(segment, self.schedule)

    # Undo, redo, save and open.

    @rule()
    def undo(self) -> None:
        """Take the last edit back."""
        self.history = self.history.undone()
        self.now = max(0, self.now - 1)

    @rule()
    def redo(self) -> None:
        """Do it again."""
        self.history = self.history.redone()
        self.now = min(len(self.was) - 1, self.now + 1)

    @rule()
    def save(self) -> None:
        """Save, and find on the disk what is shown."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.ramp"
            write_design(self.schedule, path)
            assert repr(read_design(path)) == repr(storable(self.schedule))
        self.history = self.history.marked_saved()
        self.on_disk = self.schedule
        assert self.history.is_saved

    @rule(schedule=FINISHED | WRONG)
    def open_another(self, schedule: Schedule) -> None:
        """Open another design, which can be undone like any edit."""
        self.edit(_replaced, schedule)

    # Segments.

    @rule(which=WHICH)
    def add_segment(self, which: int) -> None:
        """Add a segment anywhere."""
        self.edit(edits.added_segment, which % (len(self.schedule.segments) + 1))

    @rule(which=WHICH, pasted=st.lists(any_segments(), max_size=3).map(tuple))
    def paste_segments(self, which: int, pasted: Any) -> None:
        """Paste segments of another design."""
        self.edit(edits.inserted_segments, which % (len(self.schedule.segments) + 1), pasted)

    @rule(which=WHICH)
    def remove_segment(self, which: int) -> None:
        """Remove a segment."""
        self.edit(edits.removed_segment, self.segment(which))

    @rule(chosen=CHOSEN)
    def duplicate_segments(self, chosen: list[int]) -> None:
        """Duplicate segments, in a design of a size that people make."""
        assume(len(self.schedule.segments) < 30)
        self.edit(several.duplicated_segments, chosen)

    @rule(chosen=CHOSEN, to=WHICH)
    def move_segments(self, chosen: list[int], to: int) -> None:
        """Move segments to another place in the list."""
        self.edit(several.moved_segments, chosen, self.segment(to))

    @rule(chosen=CHOSEN, which=WHICH)
    def cut_and_paste_segments(self, chosen: list[int], which: int) -> None:
        """Cut segments and paste them elsewhere."""
        copied = several.copied_segments(self.schedule, chosen)
        self.edit(several.removed_segments, chosen)
        index = which % (len(self.schedule.segments) + 1)
        self.edit(several.pasted_segments, index, copied)

    @rule(which=WHICH, step=STEPS)
    def split_segment(self, which: int, step: float) -> None:
        """Double-click on the plot."""
        self.edit(splitting.split_segment, self.segment(which), step)

    @rule(which=WHICH, part=st.floats(0.01, 0.99))
    def split_segment_within(self, which: int, part: float) -> None:
        """Double-click on the plot, within the segment."""
        index = self.segment(which)
        begin, end = Rates(self.schedule).timeline.boundaries[index : index + 2]
        self.edit(splitting.split_segment, index, round(begin + part * (end - begin)))

    @rule(which=WHICH, name=lines(), span=any_spans(), start=any_levels(), end=any_levels())
    def type_into_the_fields(self, which: int, **changes: Any) -> None:
        """Type anything into the fields of a segment."""
        self.edit(edits.with_segment, self.segment(which), **changes)

    @rule(which=WHICH, shape=shapes() | any_shapes())
    def reshape(self, which: int, shape: Any) -> None:
        """Choose another shape."""
        self.edit(edits.reshaped, self.segment(which), shape)

    @rule(which=WHICH, unit=span_units)
    def respan(self, which: int, unit: Any) -> None:
        """Choose another unit for a length."""
        self.edit(edits.with_span_unit, self.segment(which), unit)

    @rule(
        which=WHICH,
        side=st.sampled_from(("start", "end")),
        unit=st.sampled_from(("factor", "rate")),
    )
    def relevel(self, which: int, side: Any, unit: Any) -> None:
        """Choose another unit for a level."""
        self.edit(edits.with_level_unit, self.segment(which), side, unit)

    @rule(which=WHICH)
    def start_anew(self, which: int) -> None:
        """Set a start of a segment's own."""
        self.edit(edits.with_own_start, self.segment(which))

    @rule(which=WHICH, step=STEPS)
    def drag_boundary(self, which: int, step: float) -> None:
        """Drag a boundary sideways."""
        self.edit(boundaries.moved_boundary, self.segment(which) + 1, step)

    @rule(which=WHICH, step=STEPS)
    def push_boundary(self, which: int, step: float) -> None:
        """Drag a boundary with Ctrl."""
        self.edit(boundaries.pushed_boundary, self.segment(which) + 1, step)

    @rule(which=WHICH, side=st.sampled_from(("start", "end")), rate=RATES, group=WHICH)
    def drag_level(self, which: int, side: Any, rate: float, group: int) -> None:
        """Drag an end of a segment up or down."""
        self.edit(edits.moved_level, self.segment(which), side, rate, group=self.group(group))

    # Repeats.

    def repeat(self, which: int) -> int:
        """Choose one of the repeats."""
        assume(self.schedule.repeats)
        return which % len(self.schedule.repeats)

    @rule(which=WHICH, to=WHICH, times=st.none() | st.integers(1, 5))
    def repeat_block(self, which: int, to: int, times: int | None) -> None:
        """Repeat some of the segments."""
        first, last = sorted((self.segment(which), self.segment(to)))
        self.edit(repeated, first, last, times=times)

    @rule(
        which=WHICH,
        name=lines(),
        times=st.none() | any_counts(),
        stretch=any_numbers(),
        keeps_first=st.booleans(),
        scale=any_numbers(),
        scaling=st.sampled_from(SCALINGS),
    )
    def type_into_a_repeat(self, which: int, **changes: Any) -> None:
        """Type anything into the fields of a repeat."""
        self.edit(with_repeat, self.repeat(which), **changes)

    @rule(which=WHICH)
    def remove_repeat(self, which: int) -> None:
        """Run a block only once."""
        self.edit(removed_repeat, self.repeat(which))

    @rule(which=WHICH)
    def unroll(self, which: int) -> None:
        """Write a repeat out, in a design of a size that people make."""
        index = self.repeat(which)
        assume((self.schedule.repeats[index].times or 0) <= 6)
        assume(len(self.schedule.segments) < 30)
        self.edit(unrolled, index)

    # The run, the groups and the rest.

    @rule(run=runs())
    def choose_run(self, run: Any) -> None:
        """Choose another run."""
        self.edit(_with, run=run)

    @rule(
        field=st.sampled_from(("samples", "batch_size", "devices", "accumulation", "epochs")),
        count=any_counts(),
    )
    def type_into_the_run(self, field: str, count: int) -> None:
        """Type any whole number into a field of the run."""
        self.edit(edits.with_run, **{field: count})

    @rule(stepping=st.sampled_from(STEPPINGS))
    def restep(self, stepping: Any) -> None:
        """Step per update or per epoch."""
        self.edit(edits.with_stepping, stepping)

    @precondition(lambda self: len(self.schedule.groups) < 5)
    @rule()
    def add_group(self) -> None:
        """Add a parameter group."""
        self.edit(edits.added_group)

    @rule(which=WHICH)
    def remove_group(self, which: int) -> None:
        """Remove a parameter group, the last one too."""
        self.edit(edits.removed_group, self.group(which))

    @rule(which=WHICH, group=st.builds(Group, lines(), any_numbers()))
    def type_into_a_group(self, which: int, group: Group) -> None:
        """Type anything into the fields of a group."""
        self.edit(edits.with_group, self.group(which), name=group.name, base_lr=group.base_lr)

    @rule(
        title=lines(),
        class_name=lines(),
        after=st.sampled_from(AFTERS),
        counts_from=COUNTS_FROM,
    )
    def set_the_rest(self, **changes: Any) -> None:
        """Type a title, choose what happens at the end."""
        self.edit(_with, **changes)

    @rule(data=st.data())
    def fix(self, data: st.DataObject) -> None:
        """Accept the fix of a problem."""
        fixes = [problem.fix for problem in problems(self.schedule) if problem.fix is not None]
        assume(fixes)
        self.edit(_replaced, data.draw(st.sampled_from(fixes)).change(self.schedule))

    @rule(data=st.data())
    def make_it_possible(self, data: st.DataObject) -> None:
        """Design something sensible, so that doubts are looked for too."""
        empty = replace(Schedule(), run=data.draw(runs()))
        found = data.draw(segments(empty))
        span = data.draw(spans(empty))
        self.edit(_replaced, replace(empty, segments=(replace(found[0], span=span), *found[1:])))


def _replaced(_: Schedule, schedule: Schedule) -> Schedule:
    return schedule


def _with(schedule: Schedule, **changes: Any) -> Schedule:
    return replace(schedule, **changes)


FEW = settings(
    max_examples=15,
    stateful_step_count=25,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


def test_a_person_edits_saves_and_opens_in_any_order() -> None:
    run_state_machine_as_test(Document, settings=FEW)


@pytest.mark.long
def test_a_person_edits_saves_and_opens_in_many_orders() -> None:
    run_state_machine_as_test(Document, settings=settings(FEW, max_examples=300))


def test_a_boundary_is_moved_in_a_run_without_length() -> None:
    """Found by the machine: the spans fitted after the first were counted in epochs of no step."""
    schedule = Schedule(
        segments=(
            Segment("a", Constant(), Span.of_the_rest()),
            Segment("b", Constant(), Span.of_steps(2)),
            Segment("c", Constant(), Span.of_the_rest()),
            Segment("d", Constant(), Span.of_epochs(0)),
        ),
        run=Run(0, 0, 0, 0, epochs=None),
    )
    moved = boundaries.pushed_boundary(schedule, 2, 0)
    assert len(moved.segments) == 4
    assert design_text(moved)


def test_what_follows_cycles_without_end_is_drawn_the_same_in_one_go_and_step_by_step() -> None:
    """Found by the machine: a segment was added behind a repeat without end."""
    schedule = Schedule(
        segments=(
            Segment("a", Linear(), Span.of_steps(3), Level(0.0), Level(1.0)),
            Segment("b", Constant(), Span.of_steps(2), Level(0.25)),
        ),
        repeats=(Repeat("Cycles", 0, 0),),
        run=Run(epochs=None, updates=10),
    )
    rates = Rates(schedule)
    steps = range(15)
    assert rates.of_group(0, steps) == [rates.at(t)[0] for t in steps]


def test_a_segment_without_room_is_unrolled() -> None:
    """Found by the machine: how much a segment of no length was stretched was a division by 0."""
    schedule = Schedule(
        segments=(
            Segment("a", Linear(), Span.of_steps(20), Level(0.0), Level(1.0)),
            Segment("b", Linear(), Span.of_the_rest(), end=Level(0.0)),
        ),
        repeats=(Repeat("Cycles", 0, 1, 2),),
        run=Run(epochs=None, updates=10),
    )
    assert [segment.name for segment in unrolled(schedule, 0).segments] == ["a", "b", "a 2", "b 2"]

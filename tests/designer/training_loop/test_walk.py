"""Going through the loop as a debugger does: forth, back, and from boundary to boundary."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import (
    STEPPINGS,
    Group,
    Level,
    Repeat,
    Schedule,
    Segment,
    Stepping,
    Track,
)
from rampsmith.designer.evaluation.repeats import segment_at
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.training_loop.walk import (
    STRIDES,
    Stop,
    Stride,
    Walk,
    lines_at,
    step_edge_after,
    step_edge_before,
)
from rampsmith.designer.values.spans import Span
from tests.designer.designs import MOMENTUM
from tests.designer.training_loop.runs import small_runs

SEGMENTS = (
    Segment("Warmup", Linear(), Span.of_steps(4), Level(0.1), Level(1.0)),
    Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.01)),
)
# Two epochs of five batches; updates behind the second, the fourth and the last of each.
RUN = Run(10, 2, accumulation=2, epochs=2)
DESIGN = Schedule(segments=SEGMENTS, run=RUN)

ROUTES: list[tuple[Stepping, Stride, list[tuple[int, str]]]] = [
    (
        "update",
        "line",
        [(0, "backward"), (1, "backward"), (1, "optimizer"), (1, "scheduler"), (2, "backward")],
    ),
    ("update", "batch", [(0, "backward"), (1, "backward"), (2, "backward")]),
    ("update", "update", [(0, "backward"), (1, "optimizer"), (3, "optimizer"), (4, "optimizer")]),
    ("update", "epoch", [(0, "backward"), (5, "backward"), (9, "scheduler"), (9, "scheduler")]),
    ("update", "boundary", [(0, "backward"), (7, "backward"), (9, "scheduler")]),
    (
        "epoch",
        "line",
        [(4, "backward"), (4, "optimizer"), (4, "scheduler"), (5, "backward"), (6, "backward")],
    ),
    ("epoch", "update", [(3, "optimizer"), (4, "optimizer"), (6, "optimizer")]),
]


@pytest.mark.parametrize(("stepping", "stride", "stops"), ROUTES)
def test_each_stride_leads_from_stop_to_stop_and_back(
    stepping: Stepping, stride: Stride, stops: list[tuple[int, str]]
) -> None:
    walk = Walk(replace(DESIGN, stepping=stepping))
    route = [Stop(index, line) for index, line in stops]  # type: ignore[arg-type]
    found = route[:1]
    while len(found) < len(route):
        found.append(walk.after(found[-1], stride))
    assert found == route
    for earlier, later in pairwise(route):
        if later != walk.end:
            assert walk.before(later, stride) == earlier


def test_back_within_a_batch_or_an_epoch_leads_to_its_beginning() -> None:
    walk = Walk(DESIGN)
    assert walk.before(Stop(3, "optimizer"), "batch") == Stop(3)
    assert walk.before(Stop(7), "epoch") == Stop(5)
    assert walk.before(Stop(5), "epoch") == Stop(0)
    assert walk.before(Stop(8), "boundary") == Stop(7)
    assert walk.before(Stop(7), "boundary") == Stop(0)
    assert walk.before(Stop(1, "scheduler"), "update") == Stop(1, "optimizer")


def test_a_place_is_found_by_epoch_and_batch_and_by_step() -> None:
    walk = Walk(DESIGN)
    assert walk.at(1, 3) == Stop(8)
    assert walk.at(1, 99) == Stop(9)
    assert walk.at(7, 0) == Stop(5)
    assert walk.at(-1, -1) == Stop(0)
    assert walk.loop.first_batch_of_step(4) == 7


def test_a_stop_is_held_when_the_run_gets_shorter() -> None:
    shorter = Walk(replace(DESIGN, run=replace(RUN, epochs=1)))
    assert shorter.held(Stop(8, "backward")) == Stop(4)
    assert shorter.held(Stop(3, "scheduler")) == Stop(3, "scheduler")
    assert shorter.held(Stop(2, "scheduler")) == Stop(2)


@settings(max_examples=60)
@given(small_runs, st.sampled_from(STEPPINGS), st.sampled_from(STRIDES))
def test_every_stride_goes_on_to_the_end_and_back_to_the_beginning(
    run: Run, stepping: Stepping, stride: Stride
) -> None:
    walk = Walk(replace(DESIGN, run=run, stepping=stepping))
    if walk.loop.batches == 0:
        return
    stop = Stop()
    seen = [stop]
    while stop != walk.end:
        stop = walk.after(stop, stride)
        place = walk.loop.place(stop.index)
        assert stop.line in lines_at(place)
        assert walk.held(stop) == stop
        seen.append(stop)
    assert seen == sorted(set(seen), key=lambda s: (s.index, ["b", "o", "s"].index(s.line[0])))
    while stop != Stop():
        earlier = walk.before(stop, stride)
        assert earlier.index <= stop.index
        assert earlier != stop
        stop = earlier


REPEATED = replace(
    DESIGN,
    segments=(
        Segment("Up", Linear(), Span.of_steps(3), Level(0.1), Level(1.0)),
        Segment("Down", Cosine(), Span.of_steps(7.5), None, Level(0.1)),
        Segment("Tail", Linear(), Span.of_the_rest(), None, Level(0.0)),
    ),
    run=Run(epochs=None, updates=120),
)
EDGED = {
    "plain": DESIGN,
    "three cycles": replace(REPEATED, repeats=(Repeat("Again", 0, 1, 3),)),
    "longer and longer": replace(REPEATED, repeats=(Repeat("Again", 0, 1, 3, stretch=2.0),)),
    "begins again": replace(REPEATED, segments=REPEATED.segments[:2], after="repeat"),
    "counted from 1": replace(REPEATED, counts_from=1),
}


@pytest.mark.parametrize("schedule", EDGED.values(), ids=EDGED)
def test_a_boundary_is_the_first_step_of_another_segment_or_cycle(schedule: Schedule) -> None:
    line = timeline(schedule)
    # Where the schedule ends is one too, but no other segment begins there.
    last = schedule.total_steps - schedule.counts_from
    segments = [segment_at(schedule, line, t) for t in range(last)]
    changes = [t for t in range(1, last) if segments[t] != segments[t - 1]]
    forth: list[int] = []
    t = 0
    while (found := step_edge_after(schedule, t)) is not None and found < last:
        forth.append(found)
        t = found
    assert forth == changes
    back: list[int] = []
    t = last - 1
    while (found := step_edge_before(schedule, t)) is not None and found > 0:
        back.append(found)
        t = found
    assert back[::-1] == [change for change in changes if change < last - 1]


def test_a_curve_beside_the_rates_has_boundaries_too() -> None:
    halves = replace(MOMENTUM.segments[0], span=Span.of_steps(2))
    momentum = replace(MOMENTUM, segments=(halves, MOMENTUM.segments[0]))
    assert step_edge_after(replace(DESIGN, tracks=(momentum,)), 0) == 2
    assert step_edge_after(DESIGN, 0) == 4


def test_a_curve_of_one_group_has_boundaries_too() -> None:
    frozen = replace(SEGMENTS[0], span=Span.of_steps(3))
    head = Track(CurveKey(RATE, "head"), (frozen, SEGMENTS[1]))
    schedule = replace(DESIGN, tracks=(head,), groups=(Group("body", 0.1), Group("head", 0.1)))
    assert step_edge_after(schedule, 0) == 3
    assert step_edge_after(schedule, 3) == step_edge_after(DESIGN, 3) == 4
    assert step_edge_before(schedule, 4) == 3


def test_the_next_of_a_million_cycles_is_found_at_once() -> None:
    cycles = replace(
        REPEATED,
        segments=REPEATED.segments[:2],
        repeats=(Repeat("Again", 0, 1, None),),
        run=Run(epochs=None, updates=10_500_000),
    )
    assert step_edge_after(cycles, 10_499_000) == 10_499_003
    assert step_edge_before(cycles, 10_499_000) == 10_498_995

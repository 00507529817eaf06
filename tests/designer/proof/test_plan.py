"""A short run is looked at whole; of a long one, the steps at which something happens."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.schedule import Level, Repeat, Segment, Track
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.proof.plan import EVERY_STEP_UP_TO, SPREAD, STAIRS, examined_steps
from rampsmith.designer.proof.proof_task import ProofTask
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.designer.proof.exported import file_of, good_task, schedule

LONG = 10_000_000


@pytest.mark.parametrize("steps", [1, 40, EVERY_STEP_UP_TO])
def test_every_step_of_a_short_run_is_taken_and_some_past_its_end(steps: int) -> None:
    design = replace(schedule(steps), segments=schedule().segments[1:])
    chosen = examined_steps(design)
    assert chosen.walked == steps + 20
    assert set(chosen.visited) >= {2 * steps, 3 * steps + 1} - set(range(chosen.walked + 1))
    assert chosen.compared == steps


def test_a_schedule_that_is_longer_than_its_run_is_taken_to_its_end() -> None:
    short, long = Span.of_steps(30), Span.of_steps(39.5)
    segments = (Segment("One", Constant(), short), Segment("Two", Constant(), long))
    assert examined_steps(replace(schedule(40), segments=segments)).compared == 70


@pytest.mark.parametrize("counts_from", [0, 1])
def test_in_a_long_run_no_boundary_and_no_end_is_left_out(counts_from: int) -> None:
    segments = (
        Segment("Warmup", Linear(), Span.of_steps(12_345.6), Level(0), Level(1)),
        Segment("Hold", Constant(), Span.of_the_rest()),
        Segment("Cooldown", Linear(), Span.of_percent(7), end=Level(0)),
    )
    design = replace(schedule(LONG), segments=segments, counts_from=1 if counts_from else 0)
    chosen = examined_steps(design)
    visited = set(chosen.visited)
    for edge in (12_345 - counts_from, 9_300_000 - counts_from, LONG - counts_from):
        assert visited >= set(range(edge - 2, edge + 4))
    assert visited >= {LONG + 1, LONG + 19, 2 * LONG, 3 * LONG + 1}
    assert visited >= {LONG * i // SPREAD for i in range(1, SPREAD)}
    assert len(visited) < SPREAD + 100
    assert chosen.compared < LONG


@pytest.mark.parametrize("stairs", [7, 100, 101, 5_000, 5_000_000])
def test_the_edges_of_a_staircase_are_among_them_but_not_without_end(stairs: int) -> None:
    every = LONG // stairs
    shape = Staircase(Span.of_steps(every), 0.999)
    design = replace(schedule(LONG), segments=(Segment("Fall", shape, Span.of_the_rest()),))
    visited = set(examined_steps(design).visited)
    edges = [edge for edge in range(every, LONG, every) if {edge - 1, edge, edge + 1} <= visited]
    assert len(edges) >= min(stairs - 1, STAIRS - 1)
    assert len(visited) < SPREAD + 100 + 6 * 2 * STAIRS


@pytest.mark.parametrize("total_steps", [40, 100_000, LONG, 10**12])
def test_resuming_is_tried_in_the_first_segment_on_a_boundary_and_in_the_tail(
    total_steps: int,
) -> None:
    chosen = examined_steps(schedule(total_steps))
    assert chosen.resumed == (5, 10, total_steps - 2)
    # Each of them is passed, or there would be no state to save.
    assert all(step <= chosen.walked or step in chosen.visited for step in chosen.resumed)


@pytest.mark.parametrize("cycle", [1_000_000, 1_000])
def test_in_a_long_run_the_cycles_of_a_repeat_and_its_momentum_are_looked_at(cycle: int) -> None:
    fall = Segment("Fall", Linear(), Span.of_steps(cycle - 10), Level(1), Level(0))
    rise = Segment("Rise", Linear(), Span.of_steps(10), None, Level(1))
    track = Track(
        MOMENTUM_CURVE, (Segment("M", Constant(), Span.of_steps(765_432), Level.of_rate(0.9)),)
    )
    design = replace(
        schedule(LONG), segments=(fall, rise), repeats=(Repeat("R", 0, 1),), tracks=(track,)
    )
    chosen = examined_steps(design)
    first, last = cycle - 10, LONG - cycle
    assert {first - 1, first, cycle - 1, cycle, last - 1, last, 765_432} <= set(chosen.visited)
    assert LONG // 2 in chosen.resumed
    assert len(chosen.visited) < 4_000


def test_the_time_limit_grows_with_the_steps_that_are_looked_at() -> None:
    files = (ExportedFile("", schedule(n)) for n in (40, 100_000, LONG))
    short, long, longest = (ProofTask(file).time_limit() for file in files)
    assert 20 <= short < longest < long < 120


def test_a_task_survives_its_journey() -> None:
    good = good_task()
    odd = replace(good.file, source=good.file.source + "# \ud800 \0 é \r\n")
    assert ProofTask.from_json(ProofTask(odd).to_json()) == ProofTask(odd)


def test_a_design_is_sent_once_and_no_line_of_the_code_moves() -> None:
    file = file_of(schedule())
    sent = file.to_json()
    code = sent["source"].rstrip()
    assert file.source.startswith(code)
    assert design_in(file.source) is not None
    assert design_in(code) is None
    assert ExportedFile.from_json(sent) == replace(file, source=sent["source"])

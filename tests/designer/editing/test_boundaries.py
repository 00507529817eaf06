"""Small moves by keys: in both directions, at the ends of everything, and within repeats."""

import pytest

from rampsmith.designer.document.schedule import Level, Repeat, Schedule
from rampsmith.designer.editing.boundaries import nudged_begin, nudged_end, nudged_level
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from tests.designer.designs import five_segments

REPEATED = five_segments(Repeat("R", 1, 2, 3))


def lengths(schedule: Schedule) -> list[float]:
    """Return how long every segment is."""
    return [segment.span.amount for segment in schedule.segments]


@pytest.mark.parametrize(
    ("index", "steps", "expected"),
    [
        (0, 3, [13, 7, 10, 10, 10]),
        (3, -4, [10, 10, 10, 6, 14]),
        (4, 5, [10, 10, 10, 10, 15]),
        (1, 99, [10, 19, 1, 10, 10]),
    ],
)
def test_an_end_takes_from_the_next_segment(index: int, steps: int, expected: list[float]) -> None:
    assert lengths(nudged_end(five_segments(), index, steps)) == expected


def test_a_begin_is_the_end_before_it() -> None:
    assert lengths(nudged_begin(five_segments(), 2, 3)) == [10, 13, 7, 10, 10]
    assert nudged_begin(five_segments(), 0, 3) == five_segments()


def test_the_end_of_a_cycle_makes_every_cycle_longer() -> None:
    longer = nudged_end(REPEATED, 2, 2)
    assert lengths(longer) == [10, 10, 12, 10, 10]
    assert timeline(longer).begins[3] == 10 + 3 * 22


def test_a_boundary_within_a_cycle_moves_in_all() -> None:
    assert lengths(nudged_end(REPEATED, 1, 2)) == [10, 12, 8, 10, 10]
    assert lengths(nudged_begin(REPEATED, 2, -2)) == [10, 8, 12, 10, 10]


def test_a_level_moves_by_a_rate_and_never_below_0() -> None:
    raised = nudged_level(five_segments(), 1, "end", 1e-4)
    assert raised.segments[1].end == Level(1.0)
    assert Rates(raised).level_at_start(2, 0) == Rates(raised).level_at_end(1, 0)
    assert nudged_level(five_segments(), 1, "end", -9.0).segments[1].end == Level(0.0)
    # An inherited start is the end before it.
    assert nudged_level(five_segments(), 1, "start", -1e-4).segments[0].end == Level(0.9)
    assert nudged_level(five_segments(), 1, "end", 1e-4, group=7) == five_segments()

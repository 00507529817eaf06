"""Repeats are put in order once for a schedule, and found by the index of a segment."""

from dataclasses import replace

from rampsmith.designer.document.schedule import Repeat, Schedule, Segment
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span

SEGMENTS = tuple(Segment(f"s{n}", Linear(), Span.of_steps(2)) for n in range(30))


def test_a_segment_s_repeat_is_found_whatever_the_order_of_the_repeats() -> None:
    repeats = tuple(Repeat(f"r{n}", n, n + 1, times=2) for n in range(27, -1, -3))
    schedule = Schedule(segments=SEGMENTS, repeats=repeats)
    for index in range(-2, 33):
        inside = [repeat for repeat in schedule.blocks if repeat.first <= index <= repeat.last]
        assert schedule.repeat_of(index) == (inside[0] if inside else None)
    assert [repeat.first for repeat in schedule.blocks] == list(range(0, 30, 3))


def test_blocks_are_found_again_only_where_repeats_or_segments_are_others() -> None:
    schedule = Schedule(segments=SEGMENTS, repeats=(Repeat("r", 28, 29, times=2),))
    assert schedule.blocks is schedule.blocks
    assert replace(schedule, title="other").blocks is schedule.blocks
    assert replace(schedule, segments=SEGMENTS[:29]).blocks == ()
    moved = replace(schedule, repeats=(Repeat("r", 0, 1, times=2),))
    assert moved.blocks[0].first == 0
    assert schedule.blocks[0].first == 28

"""Several segments at once: copied, pasted, duplicated, moved and removed with their repeats."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Track
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.editing.segment_blocks import (
    copied_segments,
    duplicated_segments,
    moved_segments,
    pasted_segments,
    removed_segments,
)
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.values.spans import Span
from tests.designer.designs import block_names, five_segments
from tests.designer.schedules import repeated_schedules
from tests.designer.strategies import everything_wrong

STEPS, FILL = Span.of_steps, Span.of_the_rest()
PAIR = five_segments(Repeat("R", 1, 2, 2))
CHOSEN = st.lists(st.integers(-2, 8), max_size=5)


def names(schedule: Schedule | Track) -> str:
    """Return the names of all segments, as one word."""
    return "".join(segment.name for segment in schedule.segments)


@pytest.mark.parametrize(
    ("chosen", "copied", "blocks"),
    [
        ((1, 2), "BC", ["BC"]),
        ((2, 1, 0), "ABC", ["BC"]),
        ((1,), "B", []),
        ((0, 2, 4), "ACE", []),
        ((), "", []),
        ((-1, 3, 17), "D", []),
    ],
)
def test_a_copy_has_the_repeats_that_lie_wholly_among_it(
    chosen: tuple[int, ...], copied: str, blocks: list[str]
) -> None:
    found = copied_segments(PAIR, chosen)
    assert names(found) == copied
    assert block_names(Schedule(segments=found.segments, repeats=found.repeats)) == blocks


def test_a_block_with_a_gap_in_it_is_not_copied() -> None:
    assert copied_segments(five_segments(Repeat("R", 0, 2, 2)), (0, 2, 3)).repeats == ()


@pytest.mark.parametrize(
    ("chosen", "left", "blocks"),
    [((0, 4), "BCD", ["BC"]), ((2, 0), "BDE", ["B"]), ((1, 2), "ADE", []), ((9,), "ABCDE", ["BC"])],
)
def test_removing_several_leaves_the_rest_of_their_blocks(
    chosen: tuple[int, ...], left: str, blocks: list[str]
) -> None:
    found = removed_segments(PAIR, chosen)
    assert names(found) == left
    assert block_names(found) == blocks


@pytest.mark.parametrize(
    ("index", "order", "blocks"),
    [
        (0, "B 2C 2ABCDE", ["B 2C 2", "BC"]),
        (3, "ABCB 2C 2DE", ["BC", "B 2C 2"]),
        (5, "ABCDEB 2C 2", ["BC", "B 2C 2"]),
        (2, "ABB 2C 2CDE", ["BB 2C 2C"]),
    ],
)
def test_pasting_brings_a_repeat_along_but_never_into_another(
    index: int, order: str, blocks: list[str]
) -> None:
    pasted = pasted_segments(PAIR, index, copied_segments(PAIR, (1, 2)))
    assert names(pasted) == order
    assert block_names(pasted) == blocks
    assert len({repeat.name for repeat in pasted.repeats}) == len(blocks)


def test_pasting_into_nothing_gives_the_segments_as_they_were() -> None:
    filled = with_segment(PAIR, 4, span=FILL)
    pasted = pasted_segments(Schedule(), 0, copied_segments(filled, range(5)))
    assert (pasted.segments, pasted.repeats) == (filled.segments, filled.repeats)


def test_only_one_segment_fills_the_rest_after_pasting() -> None:
    filled = with_segment(PAIR, 4, span=FILL)
    pasted = pasted_segments(filled, 0, copied_segments(filled, (4,)))
    assert [segment.span for segment in pasted.segments if segment.span.unit != "steps"] == [
        Span.of_percent(10),
        FILL,
    ]


def test_copies_are_as_long_and_start_where_their_segments_do() -> None:
    found = duplicated_segments(PAIR, (3, 4))
    assert names(found) == "ABCDED 2E 2"
    assert [segment.span for segment in found.segments] == [STEPS(10)] * 7
    assert found.segments[5].start == Level(0.8)
    # It goes on from the copy before it, as its own does.
    assert found.segments[6].start is None
    rates = Rates(found)
    begin = round(timeline(found).begins[3])
    steps = [range(begin + first, begin + first + 20) for first in (0, 20)]
    assert rates.of_group(0, steps[1]) == rates.of_group(0, steps[0])


def test_copies_of_a_whole_repeat_are_another_repeat() -> None:
    found = duplicated_segments(PAIR, (1, 2))
    assert block_names(found) == ["BC", "B 2C 2"]
    assert found.repeats[1] == Repeat("R 2", 3, 4, 2)


def test_copies_of_a_part_of_a_repeat_belong_to_it() -> None:
    assert block_names(duplicated_segments(five_segments(Repeat("R", 1, 3, 2)), (2, 3))) == [
        "BCDC 2D 2"
    ]


def test_nothing_is_duplicated_where_nothing_is_chosen() -> None:
    assert duplicated_segments(PAIR, (7,)) == PAIR


@pytest.mark.parametrize(
    ("chosen", "to", "order", "blocks"),
    [
        ((1, 2), 0, "BCADE", ["BC"]),
        ((1, 2), 3, "ADEBC", ["BC"]),
        ((1, 2), 99, "ADEBC", ["BC"]),
        ((0, 1, 2), 1, "DABCE", ["BC"]),
        ((0, 4), 1, "BAECD", ["BAEC"]),
        ((0, 3), 0, "ADBCE", ["BC"]),
        ((2, 3), 0, "CDABE", ["B"]),
        ((1, 2), 1, "ABCDE", ["BC"]),
        ((), 3, "ABCDE", ["BC"]),
    ],
)
def test_segments_gather_where_they_are_moved_to_and_take_their_repeat_along(
    chosen: tuple[int, ...], to: int, order: str, blocks: list[str]
) -> None:
    found = moved_segments(PAIR, chosen, to)
    assert names(found) == order
    assert block_names(found) == blocks


@pytest.mark.parametrize(("to", "order"), [(1, "ACDBE"), (2, "ABCDE"), (3, "ABECD")])
def test_segments_of_a_block_change_places_within_it_or_leave_it(to: int, order: str) -> None:
    found = moved_segments(five_segments(Repeat("R", 1, 3, 2)), (2, 3), to)
    assert names(found) == order
    assert block_names(found) == [order[1:4] if to < 3 else "B"]


def test_no_repeat_comes_into_another_by_moving() -> None:
    two = five_segments(Repeat("R", 0, 1, 2), Repeat("S", 2, 4, 2))
    assert block_names(moved_segments(two, (0, 1), 1)) == ["CABDE"]


EDITS: list[Callable[[Schedule, list[int], int], Schedule]] = [
    moved_segments,
    lambda schedule, chosen, _: duplicated_segments(schedule, chosen),
    lambda schedule, chosen, _: removed_segments(schedule, chosen),
    lambda schedule, chosen, to: pasted_segments(
        schedule, min(to, len(schedule.segments)), copied_segments(schedule, chosen)
    ),
]


@given(repeated_schedules(), CHOSEN, st.integers(0, 8), st.sampled_from(EDITS))
def test_blocks_stay_in_order_and_apart(
    schedule: Schedule,
    chosen: list[int],
    to: int,
    edit: Callable[[Schedule, list[int], int], Schedule],
) -> None:
    edited = edit(schedule, chosen, to)
    assert edited.blocks == edited.repeats
    fills = [segment for segment in edited.segments if segment.span.unit == "fill"]
    assert len(fills) <= max(1, sum(each.span.unit == "fill" for each in schedule.segments))


@settings(max_examples=30)
@given(everything_wrong(), CHOSEN, st.integers(-3, 8), st.sampled_from(EDITS))
def test_no_edit_of_several_raises(
    schedule: Schedule,
    chosen: list[int],
    to: int,
    edit: Callable[[Schedule, list[int], int], Schedule],
) -> None:
    edited = edit(schedule, chosen, max(0, to))
    assert len(timeline(edited).boundaries) == len(edited.segments) + 1


@pytest.mark.parametrize("chosen", [(0,), (1, 2), (3, 4), (0, 1, 2, 3, 4)])
def test_what_is_cut_and_pasted_in_the_same_place_is_as_it_was(chosen: tuple[int, ...]) -> None:
    left = removed_segments(PAIR, chosen)
    assert pasted_segments(left, chosen[0], copied_segments(PAIR, chosen)) == PAIR

"""What the head of an exported file says of groups and of the end is true of what is executed."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets.preset import PRESETS
from rampsmith.exporters.words.course import head
from tests.exporters.strategies import of_any_levels
from tests.exporters.whole import of_all_parts


def words_of(schedule: Schedule) -> str:
    """Return the head of the exported file in one line."""
    return " ".join(" ".join(head(schedule)).split())


def check(schedule: Schedule) -> None:
    """Compare what is said with the rates of groups of two bases, in the run and past it."""
    words = words_of(schedule)
    ends = [timeline(curve_of(schedule, key)).end for key in curve_keys(schedule)]
    end = math.ceil(max(*ends, schedule.total_steps, 1))
    if " Every parameter group gets the same rate" in words:
        two = replace(schedule, groups=(Group("one", 0.1), Group("other", 0.7)), tracks=())
        rates = Rates(two)
        for step in {*range(20), *range(0, end, max(1, end // 20)), end, 2 * end}:
            assert len(set(rates.at(step))) == 1
    if "After the end the last rate holds." in words:
        rates = Rates(schedule)
        assert len({rates.at(end + more) for more in (0, 1, 2, 10, 97, end)}) == 1


def made(preset: str) -> Schedule:
    """Design what a preset makes of its own arguments."""
    return PRESETS[preset].make()


def test_a_plateau_alone_starts_from_each_groups_own_rate() -> None:
    words = words_of(made("ReduceLROnPlateau"))
    assert "gets the same rate" not in words
    assert "from its ``initial_lr``" in words
    assert "before the last segment" not in words


def test_a_multiplier_that_goes_on_is_said_to() -> None:
    schedule = made("ChainedScheduler")
    check(schedule)
    assert "It goes on past the end of the run." in words_of(schedule)


@given(st.one_of(of_any_levels(), of_all_parts()))
@settings(max_examples=30)
def test_what_is_said_of_groups_and_of_the_end_is_executed(schedule: Schedule) -> None:
    check(schedule)


@pytest.mark.long
@given(st.one_of(of_any_levels(), of_all_parts()))
@settings(max_examples=1_000)
def test_it_is_so_of_many(schedule: Schedule) -> None:
    check(schedule)

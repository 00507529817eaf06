"""What the head of an exported file says of groups and of the end is true of what is executed."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.curves import curve_keys, curve_of
from rampsmith.designer.document.schedule import Group, Schedule, Stepping
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.presets.preset import PRESETS
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
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
    if "After the end the rate stays at its end value." in words:
        rates = Rates(schedule)
        assert len({rates.at(end + more) for more in (0, 1, 2, 10, 97, end)}) == 1
    one_on = " Steps count from 1: the first " in words
    assert one_on == (schedule.counts_from == 1)
    if one_on and not schedule.begins_again:
        assert repr(Rates(schedule).at(0)) == repr(Rates(replace(schedule, counts_from=0)).at(1))


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


@pytest.mark.parametrize(("stepping", "first"), [("epoch", "epoch"), ("update", "update")])
def test_a_rise_from_0_that_is_never_at_0_is_said_to_be_one_step_on(
    stepping: Stepping, first: str
) -> None:
    schedule = replace(made("warmup-cosine"), counts_from=1, stepping=stepping)
    words = words_of(schedule)
    assert "Linear from 0 to 1" in words
    assert f" Steps count from 1: the first {first} is one step on, not at the start." in words
    assert Rates(schedule).at(0)[0] > 0
    check(schedule)
    at_once = replace(schedule, counts_from=0)
    assert "count from 1" not in words_of(at_once)
    assert Rates(at_once).at(0)[0] == 0


LENGTHS = {
    Span.of_epochs(5): ("over 5 epochs", "(5 epochs)"),
    Span.of_epochs(4.126): ("over about 4.13 epochs", "(about 4.13 epochs)"),
    Span.of_epochs(4.25): ("over 4.25 epochs", "(4.25 epochs)"),
    Span(4.126, "epochs", until=True): (
        "until about epoch 4.13",
        "(a length; designed until about epoch 4.13)",
    ),
    Span(6, "epochs", until=True): ("until epoch 6", "(a length; designed until epoch 6)"),
    Span(30, "percent", until=True): (
        "until 30 % of the run",
        "(a length; designed until 30 % of the run)",
    ),
    Span(33.333, "percent"): ("over 33.333 % of the run", "(33.333 % of 11,730, fixed)"),
}


@pytest.mark.parametrize("span", LENGTHS, ids=str)
def test_lengths_are_exact_or_about_and_a_place_is_said_to_be_a_length(span: Span) -> None:
    first, decay = made("warmup-cosine").segments
    schedule = replace(made("warmup-cosine"), segments=(replace(first, span=span), decay))
    told, described = LENGTHS[span]
    assert told in words_of(schedule)
    source = " ".join(pytorch_source(schedule).split())
    assert f'warmup_steps: Updates of "warmup" {described}.' in source


@given(st.one_of(of_any_levels(), of_all_parts()))
@settings(max_examples=30)
def test_what_is_said_of_groups_and_of_the_end_is_executed(schedule: Schedule) -> None:
    check(schedule)


@pytest.mark.long
@given(st.one_of(of_any_levels(), of_all_parts()))
@settings(max_examples=1_000)
def test_it_is_so_of_many(schedule: Schedule) -> None:
    check(schedule)


def test_cycles_too_short_to_be_drawn_are_no_rate_that_does_not_move() -> None:
    preset = PRESETS["CosineAnnealingWarmupRestarts"]
    assert "<- the rate" not in pytorch_source(preset.make())
    assert "<- the rate" in pytorch_source(preset.make(first_cycle_steps=4_000))


@pytest.mark.parametrize("three_phase", [False, True])
def test_the_end_of_a_rise_that_is_a_share_says_once_why_it_is_rounded(three_phase: bool) -> None:
    source = pytorch_source(PRESETS["OneCycleLR"].make(three_phase=three_phase))
    why = "# A step less than the share, as OneCycleLR has it; rounded: 0.29 * 100 < 29."
    before, _, after = source.partition(f"        {why}\n")
    assert after.startswith("        self._rise_end = round(pct_start * total_steps - 1, 6)\n")
    assert why not in after
    assert "round(" not in before

"""OneCycleLR made for one run and moved to others: it stays torch's, wherever its rise then ends."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.optim.lr_scheduler import OneCycleLR

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.boundaries import moved_boundary
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.presets import preset_named
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import length_words, span_words
from tests.exporters.whole import check_rates

KINDS = [
    {"pct_start": 0.3},
    {"pct_start": 0.25, "anneal_strategy": "linear"},
    {"pct_start": 0.117, "three_phase": True},
    {"pct_start": 0.4, "three_phase": True, "anneal_strategy": "linear"},
]
TOTALS = (20, 32, 33, 37, 200, 1_001)
"""Rises that end at a step, and between two."""


def torchs(total: int, **arguments: Any) -> Iterator[tuple[float, float]]:
    """Step torch's own scheduler, and yield its rate and its momentum."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
    scheduler = OneCycleLR(optimizer, max_lr=1e-3, total_steps=total, **arguments)
    for t in range(total):
        group = optimizer.param_groups[0]
        yield group["lr"], group["momentum"]
        optimizer.step()
        if t + 1 < total:
            scheduler.step()


def is_torchs(schedule: Schedule, **arguments: Any) -> None:
    rates, momenta = Rates(schedule), Rates(curve_of(schedule, MOMENTUM_CURVE))
    for t, (rate, momentum) in enumerate(torchs(schedule.total_steps, **arguments)):
        assert rates.at(t)[0] == pytest.approx(rate, abs=1e-15)
        assert momenta.at(t)[0] == pytest.approx(momentum, abs=1e-12)


@pytest.mark.parametrize("arguments", KINDS, ids=str)
def test_one_cycle_is_torchs_at_every_step_after_the_run_has_changed(arguments: Any) -> None:
    schedule = preset_named("OneCycleLR").make(**arguments)
    for total in TOTALS:
        changed = with_run(schedule, updates=total, epochs=None)
        assert errors(changed) == ()
        is_torchs(changed, **arguments)
        assert schedule_from_text(design_text(changed), source="") == changed


def test_the_rise_says_its_share_and_the_step_that_it_lacks() -> None:
    schedule = preset_named("OneCycleLR").make()
    rise = schedule.segments[0].span
    assert rise == Span(30, "percent", less=1)
    assert span_words(rise) == "30 % less 1 step"
    assert length_words(rise, "update") == "30 % of the run less 1 update"


@pytest.mark.parametrize("arguments", KINDS, ids=str)
def test_the_exported_class_has_the_changed_rates_bit_for_bit(arguments: Any) -> None:
    for total in (32, 37):
        check_rates(
            with_run(preset_named("OneCycleLR").make(**arguments), updates=total, epochs=None)
        )


@pytest.mark.parametrize("less", [-1, float("nan"), float("inf")])
def test_a_length_that_is_nonsense_less_is_an_error(less: float) -> None:
    schedule = preset_named("OneCycleLR").make(cycle_momentum=False)
    rise, *others = schedule.segments
    rise = replace(rise, span=replace(rise.span, less=less))
    (problem,) = errors(replace(schedule, segments=(rise, *others)))
    assert "must be a finite number of updates less" in problem.sentence


def test_a_rise_that_is_dragged_stays_a_share_where_that_can_be_said() -> None:
    schedule = with_run(preset_named("OneCycleLR").make(), updates=100, epochs=None)
    dragged = moved_boundary(schedule, 1, 39)
    assert timeline(dragged).ends[0] == 39
    assert dragged.segments[0].span == Span(40, "percent", less=1)

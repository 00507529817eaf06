"""Handles under a multiplier: on the drawn curve, and dragged there they set the level below it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint

from rampsmith.app.plot.gestures.handles import handles
from rampsmith.app.plot.view.view_box import PlotViewBox
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.kinds import MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.app.driver import Hand


def multiplied(*, start: float, end: float) -> Schedule:
    """Warm up to 1e-3 within 500 of 1,000 steps, times a factor that goes from start to end."""
    factors = Segment("Factor", Linear(), Span.of_the_rest(), Level(start), Level(end))
    return Schedule(
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(500), Level(0.2), Level(1.0)),
            Segment("Hold", Constant(), Span.of_the_rest()),
        ),
        groups=(Group("all", 1e-3),),
        run=Run(updates=1000, epochs=None, samples=3200, batch_size=32),
        tracks=(Track(MULTIPLIER_CURVE, (factors,)),),
    )


def test_every_handle_lies_on_the_drawn_curve(window: Window) -> None:
    window.store.open(multiplied(start=1.0, end=0.5), None)
    rates = window.store.rates
    for handle in handles(rates, 0):
        inside = min(handle.step, 999)
        assert handle.rate == pytest.approx(rates.at(inside)[0], rel=2e-3)
    assert [round(handle.times, 3) for handle in handles(rates, 0)] == [1.0, 0.75, 0.5]


def test_a_handle_is_dragged_to_where_the_curve_then_goes_through(window: Window) -> None:
    window.store.open(multiplied(start=1.0, end=0.5), None)
    window.plot.change_settings(snaps_time=False, snaps_level=False)
    hand = Hand(window.plot)
    goal = hand.pixel(500, 6e-4)
    hand.drag(hand.pixel(500, 7.5e-4), goal)
    rates = window.store.rates
    assert rates.at(500)[0] == pytest.approx(6e-4, rel=0.01)
    warmup = window.store.schedule.segments[0].end
    assert warmup is not None
    assert warmup.value == pytest.approx(0.8, rel=0.01)
    assert window.store.schedule.tracks == multiplied(start=1.0, end=0.5).tracks


def test_a_level_that_is_multiplied_by_nothing_stays_as_it_is(window: Window) -> None:
    window.store.open(multiplied(start=0.0, end=1.0), None)
    window.plot.change_settings(snaps_time=False, snaps_level=False)
    hand = Hand(window.plot)
    before = window.store.schedule
    hand.drag(hand.pixel(0, 0.0), hand.pixel(0, 0.0) - QPoint(0, 120))
    assert window.store.schedule == before


def test_a_factor_above_one_is_framed_whole(window: Window) -> None:
    window.store.open(multiplied(start=1.0, end=4.0), None)
    view: PlotViewBox = window.plot.view_box
    assert view.viewRange()[1][1] > 4e-3
    window.store.open(replace(multiplied(start=1.0, end=1.0), tracks=()), None)
    assert view.viewRange()[1][1] < 2e-3

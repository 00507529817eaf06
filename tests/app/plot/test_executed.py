"""What is executed is drawn as it is executed: stairs, vertical falls, and a dot for each step."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF

from rampsmith.app.base.theme import LIGHT
from rampsmith.app.plot.items.curve_drawing import curve_lines
from rampsmith.app.plot.items.curve_item import Line
from rampsmith.app.plot.view.scale import RateScale
from rampsmith.app.plot.view.series import RatesSeries, SegmentSeries, ViewRange, whole_run
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import Hand, show
from tests.app.gestures import pick


def by_epoch() -> Schedule:
    """The starter design, stepped after every epoch, with two groups."""
    groups = (Group("backbone", 1e-3), Group("head", 1e-2))
    return replace(starter(), stepping="epoch", groups=groups)


def leaning(lines: tuple[Line, ...]) -> list[tuple[object, object]]:
    """Find what is neither level nor upright."""
    return [
        (left, right)
        for line in lines
        for left, right in pairwise(zip(line.steps, line.heights, strict=True))
        if left[0] != right[0] and left[1] != right[1]
    ]


@pytest.mark.parametrize("logarithmic", [False, True])
def test_what_steps_by_epoch_is_drawn_in_stairs_for_every_group(logarithmic: bool) -> None:
    rates, scale = Rates(by_epoch()), RateScale(logarithmic=logarithmic)
    for group in (0, 1):
        lines = curve_lines(rates, group, ViewRange(0, 22, 800), scale, LIGHT)
        assert leaning(lines) == []
        drawn = {step for line in lines for step in line.steps}
        assert set(range(20)) <= drawn


def test_the_same_design_leans_where_it_steps_by_update() -> None:
    rates = Rates(replace(by_epoch(), stepping="update"))
    assert leaning(curve_lines(rates, 0, ViewRange(0, 900, 800), RateScale(), LIGHT))


def test_a_plateau_falls_at_one_step() -> None:
    schedule = PRESETS["ReduceLROnPlateau"].make()
    assert leaning(curve_lines(Rates(schedule), 0, ViewRange(0, 30, 800), RateScale(), LIGHT)) == []


@pytest.mark.parametrize("name", ["StepLR", "MultiStepLR"])
def test_small_pictures_of_stairs_do_not_lean(name: str) -> None:
    schedule = PRESETS[name].make()
    for index in range(len(schedule.segments)):
        series = SegmentSeries(Rates(schedule), index)
        points = series.points(series.whole(24))
        assert leaning((Line(*points, LIGHT.family("flat")),)) == []


def test_a_lane_or_a_pin_of_epochs_is_in_stairs_too() -> None:
    rates = Rates(by_epoch())
    points = RatesSeries(rates).points(whole_run(rates, 300))
    assert leaning((Line(*points, LIGHT.family("flat")),)) == []


def test_what_another_stepping_changes_is_said_and_drawn(window: Window) -> None:
    show(window, three_segments())
    assert window.plot.time_axis.schedule.total_steps == 1000
    pick(window.schedule_form.stepping, "after every epoch")
    told = window.status.hint.text()
    assert told.startswith("scheduler.step() is called 10 times in the run, not 1,000")
    assert "each rate holds for an epoch" in told
    assert "lengths in steps are in epochs now" in told
    assert window.plot.view_box.viewRange()[0][1] < 12
    pick(window.schedule_form.stepping, "after every update")
    assert window.status.hint.text() == "scheduler.step() is called 1,000 times in the run, not 10"


def dots_between(window: Window, hand: Hand, first: int, last: int) -> int:
    """Count the middles of steps at which the plot shows the dark dot of a step on the curve."""
    picture = window.plot.grab().toImage()
    ratio, found = picture.devicePixelRatio(), 0
    for step in range(first, last):
        place = hand.pixel(step, window.store.rates.at(step)[0]) * ratio
        near = (place + QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        found += min(picture.pixelColor(each).lightness() for each in near) < 60
    return found


def test_zoomed_in_each_step_has_a_dot(window: Window, hand: Hand) -> None:
    show(window, three_segments())
    hand.leave()
    assert dots_between(window, hand, 610, 630) == 0
    window.plot.view_box.setRange(QRectF(600, 0, 40, 1.1e-3), padding=0)
    assert dots_between(window, hand, 610, 630) == 20


@pytest.mark.parametrize("part", [{"floor": Level(0.5)}, {"last_at_end": True}])
def test_a_straight_line_that_ends_level_is_drawn_so(part: dict[str, Any]) -> None:
    segment = Segment("down", Linear(), Span.of_steps(10), Level(1.0), Level(0.0), **part)
    rates = Rates(Schedule(segments=(segment,), groups=(Group("all", 1.0),), run=Run(updates=10)))
    first = curve_lines(rates, 0, ViewRange(0, 12, 800), RateScale(), LIGHT)[0]
    drawn = dict(zip(first.steps, first.heights, strict=True))
    assert [drawn[step] for step in range(10)] == [rates.at(step)[0] for step in range(10)]
    card = SegmentSeries(rates, 0)
    low, high = min(first.heights), max(first.heights)
    values = card.points(card.whole(24))[1]
    assert (min(values), max(values)) == (low, high)
    assert values[-2] == values[-1], "it is level at its end"


def test_a_straight_line_is_drawn_by_its_two_ends() -> None:
    segment = Segment("down", Linear(), Span.of_steps(10), Level(1.0), Level(0.0))
    card = SegmentSeries(Rates(Schedule(segments=(segment,), groups=(Group("all", 1.0),))), 0)
    assert card.points(card.whole(24)) == ([0.0, 10.0], [1.0, 0.0])

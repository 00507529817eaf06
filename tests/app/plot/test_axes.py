"""The axes: round numbers, the end always labelled, and a metric in numbers of its own."""

from dataclasses import replace
from itertools import pairwise

import pytest

from rampsmith.app.plot.view.axes import MetricAxis
from rampsmith.app.plot.view.time_axes import LABEL_PIXELS, NEAREST, TimeAxis
from rampsmith.app.plot.view.time_units import TimeUnit
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.starter import starter
from tests.app.driver import show

LONG = Run(epochs=30, samples=1_281_167, batch_size=41, tokens_per_sample=3)
"""An epoch of 31,248 updates, and 937,440 of them in all."""


def labels(axis: TimeAxis, low: float, high: float, width: float) -> dict[float, str]:
    """Return the labels of an axis by the steps at which they stand."""
    (_, ticks), *_ = axis.tickValues(low, high, width)
    return dict(zip(ticks, axis.tickStrings(ticks, 1, 1), strict=True))


def test_updates_are_labelled_with_round_numbers_and_the_end(window: Window) -> None:
    show(window, replace(starter(), run=LONG))
    found = labels(window.plot.time_axis, -1e4, 990_000, 800)
    assert list(found.values()) == ["0", "200,000", "400,000", "600,000", "800,000", "937,440"]


@pytest.mark.parametrize("unit", ["steps", "epochs", "percent", "samples", "tokens"])
@pytest.mark.parametrize("width", [340, 700, 860, 1900])
def test_the_end_is_labelled_in_every_unit_and_touches_no_other_label(
    window: Window, unit: TimeUnit, width: int
) -> None:
    show(window, replace(starter(), run=LONG))
    window.plot.change_settings(unit=unit)
    for axis in (window.plot.time_axis, window.plot.epoch_axis):
        found = list(labels(axis, -1e4, 990_000, width))
        assert 937_440 in found
        assert all(
            (right - left) * width / 1e6 >= NEAREST * LABEL_PIXELS - 1e-6
            for left, right in pairwise(found)
        ), found


def test_where_the_end_is_out_of_view_it_is_not_labelled(window: Window) -> None:
    show(window, starter())
    assert 900 not in labels(window.plot.time_axis, 100, 700, 800)


@pytest.mark.usefixtures("qapp")
def test_a_metric_is_written_as_other_numbers_are() -> None:
    axis = MetricAxis("left")
    assert axis.tickStrings([0, 0.05, 0.001, 1437], 1, 1) == ["0", "0.05", "1e-3", "1,437"]


def test_the_grid_follows_another_unit_in_the_same_view(window: Window) -> None:
    show(window, starter())
    axis = window.plot.time_axis
    in_steps = axis.seen_ticks(0, 900, 800)
    window.plot.change_settings(unit="percent")
    assert axis.seen_ticks(0, 900, 800) != in_steps

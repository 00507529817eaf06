"""The axes: round numbers, the end always labelled, and a metric in numbers of its own."""

from dataclasses import replace
from itertools import pairwise

import pytest

from rampsmith.app.plot.view.axes import MetricAxis, RateAxis
from rampsmith.app.plot.view.time_axes import LABEL_PIXELS, NEAREST, TimeAxis
from rampsmith.app.plot.view.time_units import TimeUnit
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.span_steps import counted_at
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


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-1e4, 1.3e6, ["0", "0.2M", "0.4M", "0.6M", "0.8M", "1M", "1.2M"]),
        (1_198_900, 1_199_500, ["1,198,900", "1,199,000", "1,199,100", "1,199,200"]),
        (700_000, 990_000, ["700,000", "750,000", "800,000"]),
    ],
)
def test_large_counts_on_one_axis_are_written_in_one_way(
    window: Window, low: float, high: float, expected: list[str]
) -> None:
    run = Run(samples=None, epochs=None, updates=1_200_000)
    show(window, replace(starter(), run=run))
    found = labels(window.plot.time_axis, low, high, 700)
    assert list(found.values())[: len(expected)] == expected


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("ticks", "written"),
    [
        ([0, 0.005, 0.01], ["0", "0.005", "0.01"]),
        ([0, 0.002, 0.004], ["0", "2e-3", "4e-3"]),
        ([0.1, 0.2], ["0.1", "0.2"]),
        ([0.0099995, 0.01, 0.0100005], ["9.9995e-3", "1e-2", "1.00005e-2"]),
    ],
)
def test_the_rates_on_one_axis_are_written_in_one_way(
    ticks: list[float], written: list[str]
) -> None:
    assert RateAxis().tickStrings(ticks, 1, 1) == written


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("base", [1.0, 0.1, 0.05, 0.02, 0.011, 0.01, 3e-3, 8e-5, 2e6])
def test_no_rate_axis_mixes_decimals_and_exponents(
    window: Window, base: float, logarithmic: bool
) -> None:
    show(window, replace(starter(), groups=(Group("all", base),)))
    window.plot.change_settings(logarithmic=logarithmic)
    axis = window.plot.rate_axis
    low, high = axis.range
    for spacing, ticks in axis.tickValues(low, high, 400):
        texts = [text for text in axis.tickStrings(ticks, 1, spacing) if text not in ("0", "1")]
        assert len({"e" in text for text in texts}) == 1, texts


@pytest.mark.usefixtures("qapp")
def test_a_metric_is_written_as_other_numbers_are() -> None:
    axis = MetricAxis()
    assert axis.tickStrings([0, 0.05, 0.1], 1, 1) == ["0", "0.05", "0.1"]
    assert axis.tickStrings([0, 700, 1400], 1, 1) == ["0", "700", "1,400"]


def test_the_grid_follows_another_unit_in_the_same_view(window: Window) -> None:
    show(window, starter())
    axis = window.plot.time_axis
    in_steps = axis.seen_ticks(0, 900, 800)
    window.plot.change_settings(unit="percent")
    assert axis.seen_ticks(0, 900, 800) != in_steps


@pytest.mark.parametrize("places", [(100.0, 102.0), (94.1, 96.3), (0.0, 5.0)])
def test_no_two_labels_of_a_close_view_are_the_same(
    window: Window, places: tuple[float, float]
) -> None:
    show(window, starter())
    for unit in ("steps", "epochs", "percent"):
        window.plot.change_settings(unit=unit)
        for axis in (window.plot.time_axis, window.plot.epoch_axis):
            found = list(labels(axis, *places, 900).values())
            assert len(found) == len(set(found)) > 1


def test_the_end_of_the_samples_is_a_whole_one(window: Window) -> None:
    run = Run(epochs=None, updates=900, samples=1_437, batch_size=128)
    show(window, replace(starter(), run=run))
    window.plot.change_settings(unit="samples")
    found = labels(window.plot.time_axis, -10, 990, 800)
    assert found[900] == f"{int(counted_at(window.store.schedule, 'samples', 900)):,}"

"""The pictures: that they are drawn from the designer's rates, and of any schedule."""

import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread
from numpy import asarray

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.palette import family_colour
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.shapes import Constant, Linear, OneMinusSqrt
from rampsmith.designer.spans import Span
from rampsmith.designer.starter import starter
from rampsmith.exporters.picture import _draw, picture

JUMPS = Schedule(
    title="Jumps",
    segments=(
        Segment("Warmup", Linear(), Span.of_percent(10), Level(0.0), Level(1.0)),
        Segment("Hold", Constant(), Span.of_the_rest(), Level(0.5)),
        Segment("Cooldown", OneMinusSqrt(), Span.of_percent(20), None, Level(0.0)),
    ),
    run=Run(epochs=None, updates=10_000_000),
)


def drawn(schedule: Schedule) -> Figure:
    figure = Figure()
    _draw(figure, schedule)
    return figure


def curves(schedule: Schedule) -> list[tuple[str, list[float], list[float]]]:
    """Return colour, steps and rates of every line with more than two points."""
    lines = drawn(schedule).axes[0].get_lines()
    found = ((str(line.get_color()), asarray(line.get_xydata())) for line in lines)
    return [(c, xy[:, 0].tolist(), xy[:, 1].tolist()) for c, xy in found if len(xy) > 2]


def test_a_png_is_a_picture_with_the_colours_of_the_segments() -> None:
    image = imread(io.BytesIO(picture(starter(), "png")))
    assert image.shape[:2] == (840, 1650)
    pixels = {tuple(round(255 * float(v)) for v in p[:3]) for p in image.reshape(-1, 4)}
    for family in ("straight", "round"):
        colour = family_colour(family)
        assert tuple(bytes.fromhex(colour[1:])) in pixels


def test_an_svg_is_well_formed_and_the_same_each_time() -> None:
    data = picture(starter(), "svg")
    assert ET.fromstring(data).tag.endswith("svg")  # noqa: S314 - it was written just now
    assert data == picture(starter(), "svg")


def test_every_point_of_a_curve_is_the_designers_rate() -> None:
    rates = Rates(starter())
    for _, steps, values in curves(starter()):
        inner = [(t, v) for t, v in zip(steps, values, strict=True) if t == int(t)]
        assert inner[:-1] == [(t, rates.at(t)[0]) for t, _ in inner[:-1]]


def test_each_segment_has_the_colour_of_its_shape() -> None:
    colours = [colour for colour, _, _ in curves(JUMPS)][:3]
    assert colours == [family_colour(f) for f in ("straight", "flat", "cooldown")]


def test_a_jump_is_upright_and_has_no_rate_between_its_ends() -> None:
    upright = [
        asarray(line.get_xydata()).tolist()
        for line in drawn(JUMPS).axes[0].get_lines()
        if line.get_linestyle() == ":"
    ]
    assert upright[0] == [pytest.approx([1_000_000, 1e-3]), pytest.approx([1_000_000, 5e-4])]


def test_a_long_run_is_drawn_with_some_points_for_each_pixel() -> None:
    assert sum(len(steps) for _, steps, _ in curves(JUMPS)) < 6_000


def test_every_group_is_drawn_and_named() -> None:
    schedule = replace(JUMPS, groups=(Group("body", 1e-3), Group("head", 4e-3)))
    legend = drawn(schedule).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["body  0.001", "head  0.004"]
    assert max(max(values) for _, _, values in curves(schedule)) == pytest.approx(4e-3)


def restarts(length: int, **fields: Any) -> Schedule:
    """Warm up and fall again and again over 1,000 steps."""
    return Schedule(
        segments=(
            Segment("Up", Linear(), Span.of_steps(length // 4), Level(0.0), Level(1.0)),
            Segment("Down", Linear(), Span.of_steps(length - length // 4), None, Level(0.0)),
        ),
        repeats=(Repeat("Restarts", 0, 1, **fields),),
        run=Run(epochs=None, updates=1_000),
    )


def test_every_cycle_is_drawn_in_its_segments_colours_under_one_bracket() -> None:
    figure = drawn(restarts(200))
    colours = {family_colour("straight")}
    # Two for each cycle, and what comes after the end.
    assert len([c for c, _, _ in curves(restarts(200, times=5)) if c in colours]) == 11
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words[:2] == ["Up", "Down"]
    assert words.count("Up") == 1
    assert "Restarts: again and again" in words


def test_what_cycles_reach_that_are_too_many_to_tell_apart_is_drawn_in_one() -> None:
    schedule = replace(restarts(8), run=Run(epochs=None, updates=1_000_000))
    colour = family_colour("straight")
    steps, values = next((x, y) for c, x, y in curves(schedule) if c == colour)
    assert len(steps) < 8_000
    assert steps[-1] > 999_900
    assert (min(values), max(values)) == (0.0, 1e-3)


def test_a_momentum_has_a_smaller_plot_below() -> None:
    track = Track((Segment("M", Linear(), Span.of_the_rest(), Level.of_rate(0.9), Level.of_rate(0.8)),))  # fmt: skip
    figure = drawn(replace(starter(), momentum=track))
    assert len(figure.axes) == 2
    above, below = (axes.get_position() for axes in figure.axes)
    assert below.y1 < above.y0
    assert below.height < above.height / 2
    values = asarray(figure.axes[1].get_lines()[0].get_xydata())[:, 1]
    assert (values.max(), values.min()) == (0.9, pytest.approx(0.8))


def test_the_ticks_say_steps_and_epochs() -> None:
    axes = drawn(starter()).axes[0]
    labels = [text.get_text() for text in axes.get_xticklabels()]
    assert "450\nepoch 10" in labels


def strange() -> list[Schedule]:
    """Return schedules that are possible and unusual."""
    segments = JUMPS.segments
    return [
        replace(JUMPS, title="costs $5, not $6_{, 日本語 \n\x00"),
        replace(JUMPS, groups=tuple(Group(f"group {n}", 0.0) for n in range(9))),
        replace(JUMPS, run=Run(epochs=None, updates=1)),
        replace(JUMPS, after="repeat", segments=(replace(segments[0], span=Span.of_steps(7)),)),
        replace(JUMPS, counts_from=1, run=Run(epochs=3)),
        replace(JUMPS, stepping="epoch", run=Run(epochs=5)),
        replace(JUMPS, segments=(replace(segments[0], span=Span.of_steps(8.6)), *segments[1:])),
        replace(JUMPS, segments=tuple(replace(s, span=Span.of_percent(80)) for s in segments)),
        replace(JUMPS, segments=segments[1:2]),
        restarts(2),
        restarts(7, stretch=1.7, scale=0.5),
        replace(restarts(100, times=3), after="repeat", counts_from=1),
        restarts(600, times=5, stretch=0.5),
        *(preset.make() for preset in PRESETS.values()),
    ]


@pytest.mark.parametrize("index", range(len(strange())))
def test_unusual_schedules_are_drawn_too(index: int) -> None:
    assert picture(strange()[index], "svg").startswith(b"<?xml")


def test_matplotlib_is_imported_when_a_picture_is_drawn_and_not_before() -> None:
    code = (
        "import sys, rampsmith.exporters.picture as p; before = 'matplotlib' in sys.modules\n"
        "from rampsmith.designer.starter import starter; p.picture(starter(), 'svg')\n"
        "print(before, sorted({'torch', 'PySide6', 'matplotlib.pyplot'} & sys.modules.keys()))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout.split() == ["False", "[]"]

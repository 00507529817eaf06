"""The pictures: that they are drawn from the designer's rates, and of any schedule."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE, CurveKey, own_kind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.evaluation.sampling import sample_steps
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.one_minus_sqrt import OneMinusSqrt
from rampsmith.designer.shapes.palette import Shade, group_colour, shade_colour, told_apart
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.drawing.marks import Line, Text
from rampsmith.exporters.pictures.frame import Plot
from rampsmith.exporters.pictures.picture import HEIGHT, LANE, MOST_LANES, drawn, picture
from rampsmith.exporters.pictures.picture_curves import of_groups
from rampsmith.exporters.pictures.strokes import Stroke, group_strokes
from tests.designer.designs import OWN_CURVES
from tests.designer.strategies import schedules
from tests.exporters.png_reader import pixels

LANES = ("momentum", "weight decay", "temperature of “head”")
JUMPS = Schedule(
    title="Jumps",
    segments=(
        Segment("Warmup", Linear(), Span.of_percent(10), Level(0.0), Level(1.0)),
        Segment("Hold", Constant(), Span.of_the_rest(), Level(0.5)),
        Segment("Cooldown", OneMinusSqrt(), Span.of_percent(20), None, Level(0.0)),
    ),
    run=Run(epochs=None, updates=10_000_000),
)


def strokes(schedule: Schedule, group: int = 0) -> list[Stroke]:
    """Return all that is drawn of a group's curve."""
    return list(
        group_strokes(
            next(of_groups(Rates(schedule), (group,))),
            group,
            1.06 * max(1, schedule.total_steps),
            is_alone=len(schedule.groups) == 1,
        )
    )


def curves(schedule: Schedule) -> list[tuple[str, list[float], list[float]]]:
    """Return colour, steps and rates of every line with more than two points."""
    found = [each for each in strokes(schedule) if not each.is_dots and len(each.steps) > 2]
    return [(each.colour, [*each.steps], [*each.values]) for each in found]


def words(schedule: Schedule) -> list[str]:
    return [mark.words for mark in drawn(schedule).marks if isinstance(mark, Text)]


def test_a_png_is_a_picture_with_the_colours_of_the_segments() -> None:
    image = pixels(picture(starter(), "png"))
    assert image.shape == (840, 1650, 3)
    found = {tuple(map(int, pixel)) for pixel in np.unique(image.reshape(-1, 3), axis=0)}
    for family in ("straight", "round"):
        assert tuple(bytes.fromhex(shade_colour(Shade(family))[1:])) in found


def test_qt_reads_a_png_as_the_picture_that_was_painted() -> None:
    from PySide6.QtGui import QImage

    data = picture(starter(), "png")
    image = QImage.fromData(data)
    assert (image.width(), image.height(), image.dotsPerMeterX()) == (1650, 840, 5906)
    place = np.argwhere((pixels(data) == (0, 0x72, 0xB2)).all(axis=2))[0]
    assert image.pixelColor(int(place[1]), int(place[0])).name() == "#0072b2"


def test_an_svg_is_well_formed_and_the_same_each_time() -> None:
    data = picture(starter(), "svg")
    assert ET.fromstring(data).tag.endswith("svg")  # noqa: S314 - it was written just now
    assert data == picture(starter(), "svg")


def test_an_svg_holds_nothing_that_would_meet_another_on_the_same_page() -> None:
    text = picture(starter(), "svg").decode()
    assert text.startswith("<svg ")
    assert not any(word in text for word in (" id=", "<style", "url(", "href"))


def test_every_point_of_a_curve_is_the_designers_rate() -> None:
    rates = Rates(starter())
    for _, steps, values in curves(starter()):
        inner = [(t, v) for t, v in zip(steps, values, strict=True) if t == int(t)]
        assert inner[:-1] == [(t, rates.at(t)[0]) for t, _ in inner[:-1]]


def test_each_segment_has_the_colour_of_its_shape() -> None:
    colours = [colour for colour, _, _ in curves(JUMPS)][:3]
    assert colours == [shade_colour(Shade(f)) for f in ("straight", "flat", "cooldown")]


def test_a_jump_is_upright_and_has_no_rate_between_its_ends() -> None:
    jump = next(each for each in strokes(JUMPS) if each.dashes)
    assert jump.steps == [1_000_000] * 2
    assert jump.values == pytest.approx([1e-3, 5e-4])


def test_stairs_hold_each_rate_until_the_next() -> None:
    stairs = Segment("Stairs", Staircase(), Span.of_the_rest(), Level(1.0), Level(0.0))
    schedule = Schedule(segments=(stairs,), run=Run(epochs=None, updates=100))
    for stroke in strokes(schedule):
        pairs = list(zip(stroke.steps, stroke.values, strict=True))
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(pairs))


def test_few_steps_get_a_dot_each() -> None:
    schedule = replace(JUMPS, run=Run(epochs=None, updates=12))
    dots = [step for each in strokes(schedule) if each.is_dots for step in each.steps]
    assert dots == list(range(12))
    assert not any(each.is_dots for each in strokes(starter()))


def test_a_long_run_is_drawn_with_some_points_for_each_pixel() -> None:
    assert sum(len(steps) for _, steps, _ in curves(JUMPS)) < 6_000


def test_every_group_is_drawn_and_named() -> None:
    schedule = replace(JUMPS, groups=(Group("body", 1e-3), Group("head", 4e-3)))
    assert [each for each in words(schedule) if each.startswith(("body", "head"))] == [
        "body  1e-3",
        "head  4e-3",
    ]
    head = strokes(schedule, 1)
    assert {each.colour for each in head} == {group_colour(1)}
    assert max(max(each.values) for each in head) == pytest.approx(4e-3)


def test_a_long_legend_leaves_the_plot_its_room() -> None:
    schedule = replace(JUMPS, groups=tuple(Group(f"group {n}", 0.1) for n in range(100)))
    shown = words(schedule)
    assert "group 0  0.1" in shown
    assert "group 99  0.1" not in shown
    assert "…" in shown


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
    colours = set(map(shade_colour, told_apart(["straight", "straight"])))
    assert len(colours) == 2
    # Two for each cycle, and what comes after the end.
    assert len([c for c, _, _ in curves(restarts(200, times=5)) if c in colours]) == 11
    shown = words(restarts(200))
    assert [word for word in shown if word in {"Up", "Down"}] == ["Up", "Down"]
    assert "Restarts: again and again" in shown


def test_what_cycles_reach_that_are_too_many_to_tell_apart_is_drawn_in_one() -> None:
    schedule = replace(restarts(8), run=Run(epochs=None, updates=1_000_000))
    colours = set(map(shade_colour, told_apart(["straight", "straight"])))
    steps, values = next((x, y) for c, x, y in curves(schedule) if c in colours)
    assert len(steps) < 8_000
    assert steps[-1] > 999_900
    assert (min(values), max(values)) == (0.0, 1e-3)


def test_a_momentum_has_a_smaller_plot_below() -> None:
    track = Track(MOMENTUM_CURVE, (Segment("M", Linear(), Span.of_the_rest(), Level.of_rate(0.9), Level.of_rate(0.8)),))  # fmt: skip
    schedule = replace(starter(), tracks=(track,))
    assert "momentum" in words(schedule)
    assert "momentum" not in words(starter())
    *rates, momentum, _ = [
        mark for mark in drawn(schedule).marks if isinstance(mark, Line) and mark.width > 2
    ]
    highest, lowest = (min(y for _, y in momentum.points), max(y for _, y in momentum.points))
    assert highest > max(y for line in rates for _, y in line.points)
    assert lowest - highest < 100


def test_each_kind_has_a_lane_with_the_curves_of_its_groups_in_their_colours() -> None:
    marks = drawn(OWN_CURVES).marks
    tops = [mark.y for words in LANES for mark in marks if isinstance(mark, Text) and mark.words == words]  # fmt: skip
    assert len(tops) == len(LANES)
    curves = [mark for mark in marks if isinstance(mark, Line) and mark.width > 2 and mark.dashes]
    found = [
        {
            mark.colour
            for mark in curves
            if mark.points[0][1] > top and mark.points[0][1] < top + LANE
        }
        for top in tops
    ]
    body, head, adam = map(group_colour, range(3))
    assert found == [{body, head}, {body, head, adam}, {head}]


@settings(max_examples=25)
@given(schedules(own_curves=True, repeats=True, plateau=True))
def test_a_random_design_has_a_lane_for_each_kind(schedule: Schedule) -> None:
    sheet = drawn(schedule)
    lanes = len(set_curves(schedule)) - 1
    # The first lane is cut off the plot of the rates.
    assert sheet.height == HEIGHT + LANE * max(0, lanes - 1)
    assert all(
        mark.points and max(y for _, y in mark.points) <= sheet.height
        for mark in sheet.marks
        if isinstance(mark, Line)
    )


def test_a_group_of_its_own_is_drawn_with_its_own_segments() -> None:
    frozen = (
        Segment("Frozen", Constant(), Span.of_percent(50), Level(0.0)),
        Segment("Rise", Linear(), Span.of_the_rest(), None, Level(1.0)),
    )
    schedule = replace(
        JUMPS,
        groups=(Group("body", 1e-3), Group("head", 1e-2)),
        tracks=(Track(CurveKey(RATE, "head"), frozen),),
    )
    steps = [list(each.steps) for each in strokes(schedule, 1) if not each.is_dots]
    assert [round(each[0] / schedule.total_steps, 3) for each in steps] == [0.0, 0.5, 1.0]
    alone = replace(schedule, tracks=(Track(CurveKey(RATE, "head"), left_alone=True),))
    (line,) = strokes(alone, 1)
    assert set(line.values) == {1e-2}


def test_the_ticks_say_steps_and_epochs() -> None:
    shown = words(starter())
    assert shown[shown.index("450") + 1] == "epoch 10"


@pytest.mark.parametrize("index", range(12))
def test_no_words_go_over_the_edges_of_the_picture(index: int) -> None:
    from rampsmith.exporters.drawing.font import words_width

    sheet = drawn(strange()[index])
    for mark in sheet.marks:
        if isinstance(mark, Text) and not mark.upwards and len(mark.words) < 80:
            width = mark.size * words_width(mark.words, bold=mark.bold)
            left = mark.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor] * width
            assert left >= 0
            assert left + width <= sheet.width


def test_the_scales_of_a_plot_reach_its_edges() -> None:
    plot = Plot(top=10, bottom=110, last=50, low=-1, high=1)
    assert (plot.y(-1), plot.y(0), plot.y(1)) == (110, 60, 10)


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
    data = picture(strange()[index], "svg")
    assert ET.fromstring(data).tag.endswith("svg")  # noqa: S314 - it was written just now


def test_a_picture_needs_neither_qt_nor_torch_nor_matplotlib_and_an_svg_not_even_numpy() -> None:
    code = (
        "import sys; from rampsmith.exporters.pictures.picture import picture\n"
        "from rampsmith.designer.document.starter import starter; picture(starter(), 'svg')\n"
        "print('numpy' in sys.modules); picture(starter(), 'png')\n"
        "print(sorted({'torch', 'PySide6', 'matplotlib'} & sys.modules.keys()))"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout.split() == ["False", "[]"]


def test_of_a_thousand_groups_some_are_drawn_from_end_to_end_and_the_picture_says_so() -> None:
    groups = tuple(Group(f"g{number}", 1e-3 * (number + 1)) for number in range(1_000))
    text = picture(replace(starter(), groups=groups), "svg").decode()
    assert "60 of 1,000 groups are drawn" in text
    fewer = picture(replace(starter(), groups=groups[:60]), "svg").decode()
    assert "groups are drawn" not in fewer


def test_a_thousand_segments_are_sampled_once_for_all_groups_and_drawn_as_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[float, float]] = []

    def counted(rates: Rates, first: float, last: float, pixels: int) -> list[int]:
        asked.append((first, last))
        return sample_steps(rates, first, last, pixels)

    monkeypatch.setattr("rampsmith.exporters.pictures.picture_curves.sample_steps", counted)
    segments = tuple(
        Segment(f"s{n}", Linear(), Span.of_steps(100), Level(0.1 + n / 999), Level(0.5))
        for n in range(1_000)
    )
    groups = tuple(Group(f"g{number}", 1e-3 * (number + 1)) for number in range(50))
    run = replace(starter().run, epochs=None, updates=100_000)
    drawn(Schedule(segments=segments, groups=groups, run=run))
    assert len(asked) == len(set(asked)) == 2
    asked.clear()
    drawn(Schedule(segments=segments[:200], groups=groups, run=run))
    assert len(asked) == len(set(asked)) == 201


def test_of_very_many_curves_a_picture_draws_some_and_says_how_many() -> None:
    tracks = tuple(
        Track(CurveKey(own_kind(f"value_{n}")), starter().segments) for n in range(MOST_LANES + 5)
    )
    many = replace(starter(), tracks=tracks)
    sheet = drawn(many)
    assert sheet.height == HEIGHT + (MOST_LANES - 1) * LANE
    assert any("20 of 25 other curves are drawn" in line for line in words(many))
    assert "value 19" in words(many)
    assert "value 20" not in words(many)

"""A group has one colour: in the list of groups, on the plot, in the read-out and in the table."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPixmap
from PySide6.QtTest import QTest

from rampsmith.app.base.theme import ThemeChoice
from rampsmith.app.plot.items.curve_drawing import group_pen_colour
from rampsmith.app.plot.items.labels import legend_lines
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Group
from tests.app.designs import three_segments
from tests.app.driver import Hand, show, walk_through
from tests.app.texts import painted_texts

GROUPS = (Group("body", 1e-3), Group("head", 3e-3), Group("norms", 2e-3))


def colours_at(window: Window, step: float, rate: float) -> set[str]:
    """Return the colours of the lines that pass a place."""
    height = window.plot.state.scale.height(rate)
    return {
        line.colour.name()
        for line in window.plot._curves.lines
        if line.steps[0] <= step <= line.steps[-1]
        and np.interp(step, line.steps, line.heights) == pytest.approx(height)
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("chosen", range(len(GROUPS)))
def test_a_group_has_the_colour_of_its_swatch_everywhere(
    window: Window, hand: Hand, theme: ThemeChoice, chosen: int
) -> None:
    design = replace(three_segments(), groups=GROUPS)
    window.appearance.choose(theme)
    walk_through(window, design)
    form = window.groups_form
    QTest.mouseClick(form.swatches[chosen], Qt.MouseButton.LeftButton)
    window.plot.frame_all()
    assert window.store.group_index == chosen
    model = window.stepping.tab.table.table.model
    hand.move(hand.pixel(300, 2e-3))
    readout = window.plot.readout.text()
    hand.leave()
    for index, group in enumerate(GROUPS):
        colour = form.swatches[index].pen.color().name()
        assert colours_at(window, 350, group.base_lr) == {colour}, group.name
        before = readout.partition(f"rate of “{group.name}”")[0].split("<br>")[-1]
        assert f"color: {colour}" in before
        columns = [c for c in range(model.columnCount()) if model.group_of(c) == index]
        assert len(columns) == 2
        for column in columns:
            sample = model.headerData(
                column, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole
            )
            assert isinstance(sample, QPixmap)
            assert sample.toImage().pixelColor(1, 1) == QColor(colour)
    window.appearance.choose("light")


def test_one_group_alone_has_the_colours_of_its_segments_and_no_swatch(window: Window) -> None:
    show(window, three_segments())
    assert [each.isVisible() for each in window.groups_form.swatches] == [False]
    walk_through(window, three_segments())
    model = window.stepping.tab.table.table.model
    assert {model.group_of(column) for column in range(model.columnCount())} == {None}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_of_twelve_groups_has_a_colour_of_its_own_on_the_plot_and_in_the_list(
    window: Window, theme: ThemeChoice
) -> None:
    window.appearance.choose(theme)
    groups = tuple(Group(f"layer {n}", 1e-3 * n) for n in range(1, 13))
    show(window, replace(three_segments(), groups=groups))
    drawn = {line.colour.name() for line in window.plot._curves.lines}
    assert len(drawn) == len(groups)
    listed = {swatch.pen.color().name() for swatch in window.groups_form.swatches}
    assert len(listed) == len(window.groups_form.swatches)
    assert listed <= drawn
    window.appearance.choose("light")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_plot_names_each_group_beside_a_piece_of_its_curve(
    window: Window, theme: ThemeChoice
) -> None:
    window.appearance.choose(theme)
    show(window, replace(three_segments(), groups=GROUPS))
    texts = [each.text for each in painted_texts(window.plot)]
    assert [text for text in texts if text in {group.name for group in GROUPS}] == [
        group.name for group in GROUPS
    ]
    state = window.plot.state
    swatches = [swatch.pen.color() for swatch in window.groups_form.swatches]
    lines = legend_lines(state, QFontMetricsF(window.plot.font()))
    assert [group_pen_colour(state.theme, line.place or 0) for line in lines] == swatches
    window.appearance.choose("light")


def test_the_legend_of_many_groups_has_the_one_with_the_handles(window: Window) -> None:
    groups = tuple(Group(f"layer {n}", 1e-3 * n) for n in range(1, 13))
    show(window, replace(three_segments(), groups=groups))
    window.store.select_group(10)
    lines = legend_lines(window.plot.state, QFontMetricsF(window.plot.font()))
    assert [line.words for line in lines if line.chosen] == ["layer 11"]
    assert lines[-1].words == "and 6 more"
    show(window, three_segments())
    assert legend_lines(window.plot.state, QFontMetricsF(window.plot.font())) == []

"""What stands below each other stands in line, and nothing is covered or cut where it is narrow."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from rampsmith.app.plot.items.marks import HANDLE_RADIUS
from rampsmith.app.plot.lanes import WORDS
from rampsmith.app.shell.empty_window import SIZE
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.presets import PRESETS
from tests.app.designs import four_segments, three_segments
from tests.app.driver import LEFT, Hand, show, walk_through


@pytest.fixture
def sized(window: Window) -> Iterator[Window]:
    """A window that has its size again after the test."""
    yield window
    window.resize(SIZE)
    QApplication.processEvents()


def narrow(window: Window, width: int = 1024) -> None:
    window.resize(width, 768)
    QApplication.processEvents()


def place(widget: QWidget, window: Window) -> QRect:
    return widget.rect().translated(widget.mapTo(window, QPoint(0, 0)))


def test_the_headings_of_the_left_column_begin_at_one_place(window: Window) -> None:
    show(window, PRESETS["nanochat"].make())
    QApplication.processEvents()
    column = window.across.widget(0)
    assert column is not None
    labels = [label for label in column.findChildren(QLabel) if label.objectName() == "heading"]
    seen = [label for label in labels if label.isVisible()]
    lefts = {place(label, window).left() + label.contentsMargins().left() for label in seen}
    assert len(seen) >= 5
    assert len(lefts) == 1
    assert place(window.schedule_form.after, window).left() in lefts


@pytest.mark.parametrize("width", [1440, 1024, 940])
@pytest.mark.parametrize("name", ["nanochat", "OneCycleLR"])
def test_the_fields_of_the_groups_stand_below_the_units_of_the_forms(
    sized: Window, width: int, name: str
) -> None:
    show(sized, PRESETS[name].make())
    narrow(sized, width)
    unit = place(sized.segment_form.length_unit, sized)
    numbers = [*sized.groups_form.rates, *(base.field for base in sized.groups_form.bases)]
    for field in (each for each in numbers if each.isVisible()):
        assert (place(field, sized).left(), place(field, sized).right()) == (
            unit.left(),
            unit.right(),
        )


@pytest.mark.parametrize("name", ["nanochat", "OneCycleLR", "llama-3-405b"])
@pytest.mark.parametrize("width", [1440, 1024])
def test_a_handle_at_the_rate_0_does_not_cover_the_numbers_below(
    sized: Window, name: str, width: int
) -> None:
    show(sized, PRESETS[name].make())
    narrow(sized, width)
    hand = Hand(sized.plot)
    bottom = sized.plot.view_box.sceneBoundingRect().bottom()
    assert hand.pixel(0, 0.0).y() + HANDLE_RADIUS + 1 <= bottom


def test_the_words_of_a_lane_keep_clear_of_a_walk_at_its_begin(sized: Window) -> None:
    walk_through(sized, PRESETS["nanochat"].make())
    begin = Hand(sized.plot).pixel(0, 0.0).x()
    assert sized.lanes.shown()
    assert sized.lanes._box().left() + WORDS > begin + 2
    assert all(sized.lanes._sign(lane).right() < begin for lane in sized.lanes.shown())


def test_the_axis_above_repeats_no_number_of_the_one_below(window: Window) -> None:
    run = Run(samples=None, epochs=None, updates=6000)
    show(window, replace(three_segments(), run=run))
    for unit in ("steps", "percent"):
        window.plot.change_settings(unit=unit)
        words = []
        for axis in (window.plot.time_axis, window.plot.epoch_axis):
            (spacing, ticks), *_ = axis.tickValues(0, 6000, 700)
            words.append(axis.tickStrings(ticks, 1, spacing))
        above = {text.removeprefix("update ") for text in words[1]}
        assert not above & set(words[0]), unit


@pytest.mark.parametrize("width", [1440, 1024])
def test_what_can_be_done_about_a_problem_leaves_room_for_its_words(
    sized: Window, width: int
) -> None:
    show(sized, with_segment(four_segments(), 2, start=Level(0.2)))
    sized.tabs.setCurrentWidget(sized.problems)
    narrow(sized, width)
    assert sized.problems.rows
    assert not sized.problems.horizontalScrollBar().maximum()
    for row in sized.problems.rows:
        words = [label for label in row.findChildren(QLabel) if label.isVisible()]
        assert all(label.width() > 200 for label in words)


def test_where_it_is_narrow_the_loop_is_one_of_the_views(sized: Window) -> None:
    walk_through(sized, three_segments())
    tab = sized.stepping.tab
    assert tab.left.isVisible()
    assert tab.right.isVisible()
    assert not tab.loop_button.isVisible()
    narrow(sized)
    assert tab.loop_button.isVisible()
    QTest.mouseClick(tab.loop_button, LEFT)
    assert tab.left.isVisible()
    assert not tab.right.isVisible()
    QTest.mouseClick(tab.view_buttons[0], LEFT)
    assert not tab.left.isVisible()
    assert tab.right.isVisible()
    QTest.mouseClick(tab.loop_button, LEFT)
    sized.resize(SIZE)
    QApplication.processEvents()
    assert tab.left.isVisible()
    assert tab.right.isVisible()
    assert tab.view_buttons[0].isChecked()


def test_the_place_of_a_walk_is_told_whole_where_there_is_room(sized: Window) -> None:
    walk_through(sized, replace(three_segments(), groups=(Group("all", 1e-3),)))
    of = sized.stepping.tab.controls._of
    assert of.text() == "of 10 epochs × 100 batches"
    assert of.isVisible()
    for width in (1440, 1366, 1024, 940):
        narrow(sized, width)
        assert not of.isVisible() or of.width() >= of.sizeHint().width()
        assert sized.stepping.tab.controls.epoch.toolTip().endswith("of 10 epochs × 100 batches")
        assert sized.stepping.tab.controls.update_number.isVisible()
        for button in sized.stepping.tab.controls.buttons.values():
            assert button.width() >= button.sizeHint().width()


def test_the_titles_of_mistakes_are_read_whole(sized: Window) -> None:
    walk_through(sized, three_segments())
    sized.stepping.tab.show_view(1)
    for width in (1440, 1024):
        narrow(sized, width)
        titles = sized.stepping.tab.mistakes.list
        for row in range(titles.count()):
            seen = titles.visualItemRect(titles.item(row))
            room = QRect(0, 0, seen.width() - 22, 10_000)
            wrap = Qt.TextFlag.TextWordWrap
            needed = titles.fontMetrics().boundingRect(room, wrap, titles.item(row).text())
            assert needed.height() <= seen.height() - 10


@pytest.mark.parametrize("width", [1440, 940])
def test_each_line_of_a_group_has_its_own_cross_below_captions(sized: Window, width: int) -> None:
    show(sized, PRESETS["nanochat"].make())
    narrow(sized, width)
    form = sized.groups_form
    captions = [each for each in form.findChildren(QLabel) if each.text() == "name"]
    assert place(captions[0], sized).left() == place(form.names[0], sized).left()
    assert place(form.heads, sized).left() == place(form.rates[0], sized).left()
    for remover, name in zip(form.removers, form.names, strict=True):
        assert place(remover, sized).center().y() == pytest.approx(
            place(name, sized).center().y(), abs=1
        )
        assert not name.is_cut


def test_the_words_about_the_class_stand_beside_its_name_at_any_width(sized: Window) -> None:
    sized.tabs.setCurrentWidget(sized.code)
    for width in (1440, 1280, 1024, 940):
        narrow(sized, width)
        name = sized.code.class_name
        words = sized.code._caption
        assert words.width() <= words.sizeHint().width()
        assert 0 < name.x() - words.geometry().right() < 10

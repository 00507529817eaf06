"""What a small window has room for: rows of the table, whole names and numbers, one bar to scroll by."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QCursor, QDragMoveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QListWidget,
    QPushButton,
    QScrollBar,
    QWidget,
)

from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.values.spans import Span
from tests.app.driver import LEFT, NO_KEYS, closed, made_window, type_into


@pytest.fixture(scope="module")
def opened(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """Return one window for all sizes."""
    window = made_window(starter(), Path(tmp_path_factory.mktemp("small")))
    yield window
    closed(window)


@pytest.fixture(params=[(1024, 740), (940, 740)], ids=["1024 wide", "940 wide"])
def small(opened: Window, request: pytest.FixtureRequest) -> Window:
    """Return the window on the starter design, with the title of a window taken off the screen."""
    opened.store.open(starter(), None)
    opened.resize(*request.param)
    opened.tabs.setCurrentIndex(0)
    opened.stepping.tab.show_view(0)
    QApplication.processEvents()
    assert opened.width() == request.param[0]
    return opened


def many_segments() -> Schedule:
    """Return more segments than any screen has room for."""
    cosine = Segment("Down", Cosine(), Span.of_percent(4), Level(1.0), Level(0.5))
    return replace(starter(), segments=tuple(replace(cosine, name=f"Down {n}") for n in range(20)))


def seen(part: QWidget, rect: QRect) -> bool:
    """Whether nothing hides a part of a widget."""
    shown = part.visibleRegion().boundingRect()
    return shown.contains(rect)


def bars(within: QWidget) -> list[QScrollBar]:
    """Return the upright bars that can be seen."""
    found = within.findChildren(QScrollBar)
    upright = [bar for bar in found if bar.orientation() == Qt.Orientation.Vertical]
    return [bar for bar in upright if bar.isVisible() and bar.maximum() > 0]


@pytest.mark.parametrize("name", ["warmup-cosine", "OneCycleLR"])
def test_the_table_below_the_plot_shows_several_rows(small: Window, name: str) -> None:
    small.store.open(PRESETS[name].make(), None)
    small.tabs.setCurrentWidget(small.stepping.tab)
    small.stepping.player.go_to_start()
    QApplication.processEvents()
    table = small.stepping.tab.table.table
    model = table.model
    rows = [table.cells.visualRect(model.index(row, 0)) for row in range(12)]
    assert sum(seen(table.cells.viewport(), rect) for rect in rows if rect.isValid()) >= 5
    assert small.plot.height() > 200, "the plot is still the larger part of what is left"


def test_the_ways_of_stepping_wrongly_are_a_list_of_several_in_one_bar(small: Window) -> None:
    tab = small.stepping.tab
    small.tabs.setCurrentWidget(tab)
    tab.show_view(1)
    QApplication.processEvents()
    ways: QListWidget = tab.mistakes.list
    rows = [ways.visualItemRect(ways.item(row)) for row in range(ways.count())]
    whole = [rect for rect in rows if seen(ways.viewport(), rect)]
    assert len(whole) >= 3
    QTest.mouseClick(ways.viewport(), Qt.MouseButton.LeftButton, pos=whole[1].center())
    assert tab.mistakes.mistake is not None
    areas = tab.right.findChildren(QAbstractScrollArea)
    scrolled = {area for area in areas if area.isVisible() and area.verticalScrollBar().maximum()}
    assert scrolled <= {ways, tab.mistakes.about}, "not what they are in"


def test_the_name_of_the_class_is_whole_and_its_buttons_have_their_words(small: Window) -> None:
    code = small.code
    type_into(code.class_name, "WarmupStableDecayOf405B")
    assert not code.class_name.is_cut
    assert code.class_name.text() == small.store.document.class_name
    for button in (code.style_button, code.copy_button):
        assert button.text()
        assert seen(button, button.rect())


def test_in_a_wide_window_the_class_stands_in_the_corner_of_the_tabs(opened: Window) -> None:
    opened.resize(1440, 900)
    QApplication.processEvents()
    assert opened.code.corner.isAncestorOf(opened.code.class_name)
    assert opened.code.class_name.isVisible()
    opened.resize(940, 740)
    QApplication.processEvents()
    assert not opened.code.corner.isAncestorOf(opened.code.class_name)
    assert opened.code.class_name.isVisible()


@pytest.mark.parametrize("text", ["1,281,167", "9,999,999", "50,000"])
def test_seven_digits_fit_into_a_field(small: Window, text: str) -> None:
    field = small.run_form.fields["samples"]
    small.numbers.ensureWidgetVisible(field)
    type_into(field, text)
    assert field.text() == text
    assert not field.is_cut


def test_segments_are_scrolled_by_one_bar_and_never_by_two(small: Window) -> None:
    small.store.open(many_segments(), None)
    QApplication.processEvents()
    assert bars(small.segments) == []
    (bar,) = bars(small.side)
    assert bar is small.side.verticalScrollBar()
    bar.setValue(0)
    place = small.segments.mapTo(small, QPoint(60, 60))
    QTest.wheelEvent(small.windowHandle(), QPointF(place), QPoint(0, -120))
    assert bar.value() > 0


def test_the_card_that_keys_or_the_plot_choose_is_scrolled_to(small: Window) -> None:
    small.store.open(many_segments(), None)
    small.store.select_segment(0)
    small.segments.setFocus()
    last = len(small.store.document.segments) - 1
    QTest.keyClick(small.segments, Qt.Key.Key_End)
    QApplication.processEvents()
    assert small.store.segment_index == last
    cards = small.segments
    assert seen(cards.viewport(), cards.visualRect(cards.model().index(last, 0)))
    small.store.select_segment(0)
    QApplication.processEvents()
    assert seen(cards.viewport(), cards.visualRect(cards.model().index(0, 0)))


def test_a_place_of_seven_digits_is_whole_in_the_walk(small: Window) -> None:
    run = Run(samples=None, batch_size=8, epochs=None, updates=9_999_999, tokens_per_sample=64)
    small.store.open(replace(starter(), run=run), None)
    small.tabs.setCurrentWidget(small.stepping.tab)
    controls = small.stepping.tab.controls
    type_into(controls.batch, "9999998")
    QApplication.processEvents()
    assert controls.batch.text() == "9,999,998"
    assert not controls.batch.is_cut


@pytest.mark.parametrize("updates", [900, 450_000])
def test_the_walk_has_a_field_for_the_update_at_any_width(small: Window, updates: int) -> None:
    run = Run(samples=28_740, batch_size=32, epochs=None, updates=updates)
    small.store.open(replace(starter(), run=run), None)
    small.tabs.setCurrentWidget(small.stepping.tab)
    small.stepping.player.go_to_start()
    QApplication.processEvents()
    controls = small.stepping.tab.controls
    type_into(controls.update_number, "123")
    place = small.stepping.player.place
    assert place is not None
    assert place.update == 123
    for field in (controls.epoch, controls.batch, controls.update_number):
        assert seen(field, field.rect())
        assert not field.is_cut
    play = controls.buttons["walk_play"]
    assert seen(play, play.rect())
    assert play.accessibleName()


def test_a_card_can_be_dragged_to_where_the_list_has_to_be_scrolled(small: Window) -> None:
    small.store.open(many_segments(), None)
    small.store.select_segment(0)
    QApplication.processEvents()
    bar, cards = small.side.verticalScrollBar(), small.segments
    bar.setValue(0)
    data = cards.model().mimeData([cards.model().index(0, 0)])
    low, before = QPoint(60, small.side.viewport().height() - 5), 0
    for _ in range(2):
        place = cards.viewport().mapFrom(small, small.side.viewport().mapTo(small, low))
        # Not sent: Qt passes these on during a drag alone, which holds its own events.
        cards.dragMoveEvent(QDragMoveEvent(place, Qt.DropAction.MoveAction, data, LEFT, NO_KEYS))
        QApplication.processEvents()
        assert bar.value() > before
        before = bar.value()


def test_no_button_is_pressed_together(small: Window) -> None:
    """With five segments the column is too low for all of it, and scrolls instead."""
    segments = many_segments().segments[:5]
    small.store.open(replace(starter(), segments=segments), None)
    QApplication.processEvents()
    for button in filter(QPushButton.isVisible, small.findChildren(QPushButton)):
        assert button.height() >= button.minimumSizeHint().height(), button.text()


@pytest.mark.parametrize("size", [(1024, 732), (1366, 732)])
def test_an_empty_window_offers_several_presets(opened: Window, size: tuple[int, int]) -> None:
    opened.resize(*size)
    opened.store.open(Schedule(), None)
    QApplication.processEvents()
    buttons = opened.invitation.findChildren(QPushButton)
    offered = [each for each in buttons if each.accessibleName() in PRESETS and each.isVisible()]
    assert len(offered) >= 4
    for each in offered:
        assert seen(each, each.rect()), each.accessibleName()
    last = offered[-1]
    QTest.mouseClick(last, Qt.MouseButton.LeftButton)
    assert opened.store.document == PRESETS[last.accessibleName()].make()


@pytest.mark.parametrize("size", [(1024, 732), (1366, 732), (1440, 864)])
def test_the_base_rate_is_seen_in_the_first_window(opened: Window, size: tuple[int, int]) -> None:
    opened.store.open(starter(), None)
    opened.resize(*size)
    opened.numbers.verticalScrollBar().setValue(0)
    QApplication.processEvents()
    (rate,) = opened.groups_form.rates
    assert seen(rate, rate.rect())
    assert seen(opened.groups_form.heads, opened.groups_form.heads.rect())
    type_into(rate, "0.02")
    assert opened.store.document.groups[0].base_lr == 0.02


def test_the_link_to_the_presets_opens_all_of_them(small: Window) -> None:
    (link,) = [each for each in small.findChildren(QPushButton) if each.text() == "Presets…"]
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    (gallery,) = [each for each in small.findChildren(PresetDialog) if each.isVisible()]
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert not gallery.isVisible()


def test_a_link_is_no_longer_underlined_once_its_menu_is_gone(
    opened: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, menu = opened.curves.add_button, opened.curves.adders
    monkeypatch.setattr(QCursor, "pos", lambda: link.mapToGlobal(QPoint(0, -50)))
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu.close))
    link.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    link.showMenu()
    QApplication.processEvents()
    assert not menu.isVisible()
    assert not link.underMouse()

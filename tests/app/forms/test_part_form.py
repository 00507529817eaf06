"""The rows of the form for parts of longer shapes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level
from rampsmith.designer.editing.edits import reshaped
from rampsmith.designer.shapes.cosine import cosine
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import LEFT, SHIFT, Hand, show, type_into, words_of_history
from tests.app.gestures import pick, rate_of, up


def show_decay(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    for link in window.segment_form.part.links.values():
        link.click()


@pytest.mark.parametrize(("words", "name"), [("Floor", "floor"), ("Part", "before")])
def test_what_is_seldom_used_is_behind_a_link_until_it_is_given(
    window: Window, words: str, name: str
) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    part = window.segment_form.part
    link = next(each for each in part.links.values() if words in each.text())
    field = part.fields[name]
    assert not field.isVisible()
    QTest.mouseClick(link, LEFT)
    assert not link.isVisible()
    assert field.hasFocus()
    QTest.keyClicks(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    window.store.select_segment(0)
    assert not field.isVisible()
    window.store.select_segment(2)
    assert field.isVisible()
    assert not link.isVisible()


def test_a_decay_is_cut_short_and_made_whole_again(window: Window) -> None:
    show_decay(window)
    after = window.segment_form.part.fields["after"]
    assert after.text() == ""
    type_into(after, "500")
    assert window.store.schedule.segments[2].after == Span.of_steps(500)
    assert window.store.rates.at(1_000) == (1e-3 * cosine(1.0, 0.1, 0.5),)
    after.selectAll()
    QTest.keyClick(after, Qt.Key.Key_Delete)
    QTest.keyClick(after, Qt.Key.Key_Return)
    assert window.store.schedule == three_segments()
    assert words_of_history(window) == ["Change part of shape"] * 2


def test_a_part_keeps_its_place_when_its_unit_changes(window: Window) -> None:
    show_decay(window)
    part = window.segment_form.part
    type_into(part.fields["before"], "5 epochs")
    before = window.store.rates.at(500)
    pick(part.units["before"], "% of run")
    assert window.store.schedule.segments[2].before == Span.of_percent(50)
    assert window.store.rates.at(500) == before


@pytest.mark.parametrize(("text", "fault"), [("fill", "cannot fill"), ("-3", "not be negative")])
def test_a_part_that_cannot_be_is_marked(window: Window, text: str, fault: str) -> None:
    show_decay(window)
    field = window.segment_form.part.fields["before"]
    type_into(field, text)
    assert fault in field.fault
    assert window.store.schedule == three_segments()


def test_a_shape_is_made_to_count_from_the_runs_start_by_a_switch(window: Window) -> None:
    show_decay(window)
    part = window.segment_form.part
    QTest.keyClick(part.with_run, Qt.Key.Key_Space)
    assert window.store.schedule.segments[2].before == Span.of_the_rest()
    assert part.with_run.isChecked()
    assert part.fields["before"].text() == "with the run"
    assert not part.fields["before"].isEnabled()
    begin = window.store.rates.timeline.begins[2]
    end = window.store.rates.timeline.ends[2]
    assert window.store.rates.at(int(begin)) == (1e-3 * cosine(1.0, 0.1, begin / end),)
    QTest.keyClick(part.with_run, Qt.Key.Key_Space)
    assert window.store.schedule == three_segments()
    assert words_of_history(window) == ["Change where it counts from"] * 2


def test_stairs_say_at_once_whether_they_count_from_the_runs_start(window: Window) -> None:
    show(window, reshaped(three_segments(), 2, Staircase(Span.of_steps(50), 0.5)))
    switch = window.segment_form.part.with_run
    for index, is_seen in ((0, False), (2, True)):
        window.store.select_segment(index)
        assert switch.isVisible() is is_seen
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert window.store.schedule.segments[2].began_with_the_run


def test_a_constant_has_no_part_of_anything(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(1)
    part = window.segment_form.part
    assert not any(part.fields[name].isVisible() for name in ("before", "after"))
    links = list(part.links.values())
    assert [link.isVisible() for link in links] == [True, False]
    window.store.select_segment(2)
    assert [link.isVisible() for link in links] == [True, True]


def test_a_part_s_end_is_dragged_by_the_level_of_its_whole(window: Window, hand: Hand) -> None:
    show_decay(window)
    window.store.edit_curve(
        lambda s: replace(
            s, segments=(*s.segments[:2], replace(s.segments[2], after=Span.of_steps(500)))
        ),
        "Cut",
    )
    end = 1e-3 * cosine(1.0, 0.1, 0.5)
    assert window.plot.state.handles[-1].rate == end
    place = hand.pixel(1_000, end)
    hand.drag(place, place + up(40), SHIFT)
    assert window.store.rates.level_at_end(2, 0) == pytest.approx(
        end + rate_of(window, 40), rel=0.01
    )
    assert window.store.schedule.segments[2].after == Span.of_steps(500)


def test_a_floor_is_typed_and_left_out_again(window: Window) -> None:
    show_decay(window)
    part = window.segment_form.part
    floor = part.fields["floor"]
    type_into(floor, "0.4")
    assert window.store.schedule.segments[2].floor == Level(0.4)
    assert window.store.rates.at(999) == (1e-3 * 0.4,)
    pick(part.units["floor"], part.units["floor"].itemText(1))
    assert window.store.schedule.segments[2].floor == Level.of_rate(4e-4)
    type_into(floor, "5e-4 rate")
    assert window.store.rates.at(999) == (5e-4,)
    floor.selectAll()
    QTest.keyClick(floor, Qt.Key.Key_Delete)
    QTest.keyClick(floor, Qt.Key.Key_Return)
    assert window.store.schedule == three_segments()


def test_several_segments_get_one_floor(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segments((0, 2), 0)
    next(iter(window.segment_form.part.links.values())).click()
    floor = window.segment_form.part.fields["floor"]
    type_into(floor, "0.2")
    floors = [segment.floor for segment in window.store.schedule.segments]
    assert floors == [Level(0.2), None, Level(0.2)]
    window.store.select_segments((0, 1), 0)
    assert floor.placeholderText() == "mixed"


def test_two_switches_say_which_ends_are_executed(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(0)
    switches = window.segment_form.part.switches
    first, last = switches["first_at_start"], switches["last_at_end"]
    assert (first.isChecked(), last.isChecked()) == (True, False)
    for switch in (first, last):
        QTest.keyClick(switch, Qt.Key.Key_Space)
    # (t + 1) / W
    assert window.store.rates.at(0) == (1e-3 * (1 / 200),)
    assert window.store.rates.at(199) == (1e-3,)
    assert words_of_history(window) == ["Change executed ends"] * 2
    window.store.select_segment(1)
    assert not first.isVisible()

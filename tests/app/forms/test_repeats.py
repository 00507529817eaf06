"""Repeats in the window: made, changed in numbers, dragged in any cycle, unrolled, and drawn."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from rampsmith.app.plot.items.repeat_drawing import brackets
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import Hand, boundary, lengths, show, type_into, words_of_history
from tests.app.gestures import across, pick, steps_of


def cycles(stretch: float = 1.0, times: int | None = 3) -> Schedule:
    """Up over 100 steps and down over 100, again and again."""
    return Schedule(
        segments=(
            Segment("Up", Linear(), Span.of_steps(100), Level(0.1), Level(1.0)),
            Segment("Down", Cosine(), Span.of_steps(100), None, Level(0.1)),
        ),
        groups=(Group("all", 1e-3),),
        run=Run(updates=1400, epochs=None, samples=3200, batch_size=32),
        repeats=(Repeat("Cycles", 0, 1, times, stretch),),
    )


def the_repeat(window: Window) -> Repeat:
    """The only repeat there is."""
    (repeat,) = window.store.schedule.repeats
    return repeat


def test_r_repeats_the_selected_segment(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(1)
    QTest.keyClick(window.plot, Qt.Key.Key_R)
    assert (the_repeat(window).first, the_repeat(window).last) == (1, 1)
    assert words_of_history(window) == ["Repeat segment"]
    QTest.keyClick(window.plot, Qt.Key.Key_R)
    assert words_of_history(window) == ["Repeat segment"]
    assert window.repeat_form.fields.times.isVisible()
    assert not window.repeat_form.make_button.isVisible()
    window.store.undo()
    assert window.store.schedule == three_segments()


def test_the_button_repeats_the_selected_segment(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    QTest.mouseClick(window.repeat_form.make_button, Qt.MouseButton.LeftButton)
    assert (the_repeat(window).first, the_repeat(window).last) == (2, 2)


def test_where_nothing_can_be_repeated_no_room_is_left_for_it(window: Window) -> None:
    show(window, three_segments())
    place = window.segment_form.heading.mapToGlobal(QPoint()).y()
    show(window, Schedule())
    QApplication.processEvents()
    heading = window.groups_form.findChild(QLabel, "heading")
    assert heading is not None
    assert heading.mapToGlobal(QPoint()).y() == place


def test_a_plateau_is_not_offered_to_be_repeated(window: Window) -> None:
    plateau = Segment("Plateau", Plateau(), Span.of_the_rest())
    show(window, replace(three_segments(), segments=(plateau,)))
    assert not window.repeat_form.make_button.isVisible()
    QTest.keyClick(window.plot, Qt.Key.Key_R)
    assert words_of_history(window) == []


def test_every_field_of_the_form_changes_the_repeat(window: Window) -> None:
    show(window, cycles())
    form = window.repeat_form.fields
    type_into(form.name, "Waves")
    type_into(form.times, "4")
    type_into(form.stretch, "1.5")
    type_into(form.scale, "0.5")
    pick(form.scaling, "amplitude, each cycle")
    QTest.mouseClick(
        form.keeps_first, Qt.MouseButton.LeftButton, pos=form.keeps_first.rect().center()
    )
    assert the_repeat(window) == Repeat("Waves", 0, 1, 4, 1.5, True, 0.5, "amplitude")
    assert words_of_history(window) == [
        "Rename repeat",
        "Change times",
        "Stretch cycles",
        "Scale cycles",
        "Change scaling",
        "Keep the first segment",
    ]
    for _ in range(6):
        window.store.undo()
    assert window.store.schedule == cycles()


def test_the_ends_of_the_block_can_be_chosen(window: Window) -> None:
    show(window, cycles())
    window.store.select_segment(1)
    pick(window.repeat_form.fields.first, "Down")
    assert (the_repeat(window).first, the_repeat(window).last) == (1, 1)
    pick(window.repeat_form.fields.first, "Up")
    assert (the_repeat(window).first, the_repeat(window).last) == (0, 1)
    window.store.select_segment(0)
    pick(window.repeat_form.fields.last, "Up")
    assert (the_repeat(window).first, the_repeat(window).last) == (0, 0)


@pytest.mark.parametrize("text", ["endless", "∞", "forever"])
def test_cycles_without_end_can_be_typed(window: Window, text: str) -> None:
    show(window, cycles())
    type_into(window.repeat_form.fields.times, text)
    assert the_repeat(window).times is None
    assert window.repeat_form.fields.times.text() == "endless"
    assert not window.schedule_form.after.isEnabled()


@pytest.mark.parametrize("text", ["0", "-2", "often", "2.5"])
def test_a_wrong_number_of_times_is_marked_and_changes_nothing(window: Window, text: str) -> None:
    show(window, cycles())
    type_into(window.repeat_form.fields.times, text)
    assert window.repeat_form.fields.times.fault
    assert window.store.schedule == cycles()
    assert window.status.hint.text() == window.repeat_form.fields.times.fault
    QTest.keyClick(window.repeat_form.fields.times, Qt.Key.Key_Escape)
    assert window.repeat_form.fields.times.text() == "3"


def test_unrolling_leaves_plain_segments_with_the_same_rates(window: Window) -> None:
    show(window, cycles(stretch=2.0))
    before = Rates(cycles(stretch=2.0))
    QTest.mouseClick(window.repeat_form.fields.unroll_button, Qt.MouseButton.LeftButton)
    assert window.store.schedule.repeats == ()
    assert len(window.store.schedule.segments) == 6
    after = window.store.rates
    for step in range(0, 1400, 7):
        assert after.at(step) == pytest.approx(before.at(step), rel=1e-12)
    assert words_of_history(window) == ["Unroll repeat"]


def test_run_once_takes_the_repeat_away_and_leaves_its_segments(window: Window) -> None:
    show(window, cycles())
    QTest.mouseClick(window.repeat_form.fields.remove_button, Qt.MouseButton.LeftButton)
    assert window.store.schedule == replace(cycles(), repeats=())


@pytest.mark.parametrize("stretch", [1.0, 2.0])
def test_a_boundary_dragged_in_the_first_cycle_changes_the_block(
    window: Window, hand: Hand, stretch: float
) -> None:
    show(window, cycles(stretch))
    start = hand.pixel(100, 7e-4)
    moved = steps_of(window, 30)
    hand.drag(start, start + across(30))
    first, second = lengths(window.store.schedule)
    assert first == pytest.approx(100 + moved, abs=1)
    assert first + second == 200
    assert len(words_of_history(window)) == 1


@pytest.mark.parametrize("stretch", [1.0, 2.0])
@pytest.mark.parametrize("cycle", [1, 2])
def test_a_boundary_dragged_in_a_later_cycle_follows_the_mouse(
    window: Window, hand: Hand, stretch: float, cycle: int
) -> None:
    show(window, cycles(stretch))
    begin = sum(200 * stretch**k for k in range(cycle))
    start = hand.pixel(begin + 100 * stretch**cycle, 7e-4)
    moved = steps_of(window, 30) / stretch**cycle
    hand.drag(start, start + across(30))
    first, second = lengths(window.store.schedule)
    assert first == pytest.approx(100 + moved, abs=1)
    assert first + second == 200
    assert the_repeat(window) == cycles(stretch).repeats[0]
    assert len(words_of_history(window)) == 1
    window.store.undo()
    assert window.store.schedule == cycles(stretch)


def test_escape_takes_a_drag_in_a_later_cycle_back(window: Window, hand: Hand) -> None:
    show(window, cycles())
    hand.take(hand.pixel(300, 7e-4))
    hand.move(hand.at + across(30))
    assert lengths(window.store.schedule)[0] > 100
    QTest.keyClick(window.plot, Qt.Key.Key_Escape)
    hand.release()
    assert window.store.schedule == cycles()
    assert words_of_history(window) == []


def test_the_bracket_says_the_repeat_and_lies_over_its_cycles(window: Window) -> None:
    show(window, cycles())
    (bracket,) = brackets(window.store.rates)
    assert (bracket.begin, bracket.end) == (0, 600)
    assert bracket.words == "Cycles × 3"
    with_it = window.plot.grab().toImage()
    QTest.mouseClick(window.repeat_form.fields.remove_button, Qt.MouseButton.LeftButton)
    assert brackets(window.store.rates) == ()
    window.store.undo()
    assert window.plot.grab().toImage() == with_it


def test_a_click_in_a_later_cycle_selects_the_segment_there(window: Window, hand: Hand) -> None:
    show(window, cycles())
    hand.click(hand.pixel(350, 2e-4))
    assert window.store.segment_index == 1
    hand.click(hand.pixel(450, 9e-4))
    assert window.store.segment_index == 0


def test_a_hundred_thousand_cycles_are_drawn_with_few_points_and_can_be_dragged(
    window: Window, hand: Hand
) -> None:
    many = cycles(times=100_000)
    tail = Segment("Tail", Linear(), Span.of_steps(20_000_000), None, Level(0.0))
    run = Run(updates=40_000_000, epochs=None, samples=3200, batch_size=32)
    show(window, replace(many, segments=(*many.segments, tail), run=run))
    drawn = window.plot._curves.lines
    pixels = window.plot.view_box.width()
    assert sum(len(line.steps) for line in drawn) < 12 * pixels
    assert len(window.plot.state.ranges) < 200
    reached = [height for line in drawn for height in line.heights]
    assert min(reached) == 0.0
    assert max(reached) == pytest.approx(1e-3)
    at = boundary(window, 3)
    hand.drag(hand.pixel(at, 5e-5), hand.pixel(at, 5e-5) - across(40))
    assert len(words_of_history(window)) == 1
    assert lengths(window.store.schedule)[2] < 20_000_000


def test_a_segment_card_says_how_often_it_runs(window: Window) -> None:
    show(window, cycles())
    once = replace(cycles(), repeats=())
    with_words = window.segments.grab().toImage()
    show(window, once)
    assert window.segments.grab().toImage() != with_words


def test_the_lengths_of_cycles_are_typed_one_by_one(window: Window) -> None:
    show(window, three_segments())
    window.store.select_segment(2)
    form = window.repeat_form.fields
    QTest.mouseClick(window.repeat_form.make_button, Qt.MouseButton.LeftButton)
    type_into(form.lengths, "10, 20 40")
    (repeat,) = window.store.schedule.repeats
    assert (repeat.lengths, repeat.times) == ((10.0, 20.0, 40.0), 3)
    assert words_of_history(window)[-1] == "Give lengths"
    assert form.lengths.text() == "10, 20, 40"
    assert not form.stretch.isVisible()
    type_into(form.times, "2")
    (repeat,) = window.store.schedule.repeats
    assert (repeat.lengths, repeat.times) == ((), 2)
    assert form.lengths.text() == ""
    assert form.stretch.isVisible()
    type_into(form.lengths, "10, 0")
    assert "must be above 0" in form.lengths.fault

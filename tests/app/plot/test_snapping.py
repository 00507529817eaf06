"""Snapping of boundaries and levels, each kind switched by itself, and shown while it acts."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.plot.view.snapping import TimeSnap, caught_step
from rampsmith.app.shell.window import Window
from tests.app.designs import four_segments, three_segments
from tests.app.driver import ALT, SHIFT, Hand, boundary, show, words_of_history
from tests.app.gestures import across, up

DIGITS = {"epochs": Qt.Key.Key_1, "percent": Qt.Key.Key_2, "steps": Qt.Key.Key_3}


@pytest.mark.parametrize(
    ("kind", "around", "value", "words"),
    [
        ("epochs", 304, 300, "epoch 3"),
        ("percent", 333, 330, "33 %"),
        ("steps", 339, 340, "update 340"),
    ],
)
def test_a_step_catches_on_a_round_value_of_each_kind(
    kind: TimeSnap, around: float, value: float, words: str
) -> None:
    caught = caught_step(around, 0.8, three_segments(), frozenset({kind}))
    assert caught is not None
    assert (caught.value, caught.words) == (value, words)


def test_an_epoch_wins_over_a_nearer_percentage_and_that_over_a_step() -> None:
    every: frozenset[TimeSnap] = frozenset({"epochs", "percent", "steps"})
    caught = caught_step(305, 1.0, three_segments(), every)
    assert caught is not None
    assert caught.words == "epoch 3"
    caught = caught_step(341, 1.0, three_segments(), every)
    assert caught is not None
    assert caught.words == "34 %"


def test_values_closer_than_some_pixels_are_thinned_out() -> None:
    for pixel in (1.0, 40.0, 1e6):
        kinds: frozenset[TimeSnap] = frozenset({"steps"})
        caught = caught_step(12345 * pixel, pixel, three_segments(), kinds)
        if caught is not None:
            assert math.isclose(caught.value % (10 * pixel), 0, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [("epochs", 300, "epoch 3"), ("percent", 340, "34 %"), ("steps", 340, "update 340")],
)
def test_a_line_and_a_word_show_on_what_a_drag_has_caught(
    window: Window, hand: Hand, kind: TimeSnap, place: float, words: str
) -> None:
    show(window, three_segments(), snaps=True)
    window.plot.change_settings(time_snaps=frozenset({kind}))
    start = hand.pixel(200, 3e-4)
    hand.take(start)
    hand.move(hand.pixel(place, 3e-4) + across(2))
    assert boundary(window, 1) == place
    assert [(g.axis, g.place, g.words) for g in window.plot.state.guides] == [
        ("time", place, words)
    ]
    assert words in window.status.hint.text()
    window.plot.grab()
    hand.release()
    assert window.plot.state.guides == ()


def test_a_level_shows_that_it_lies_on_a_level_in_use(window: Window, hand: Hand) -> None:
    show(window, four_segments(), snaps=True)
    start = hand.pixel(1000, 0)
    hand.take(start, SHIFT)
    hand.move(hand.pixel(1000, 4e-4) + up(3), SHIFT)
    assert [g.words for g in window.plot.state.guides] == ["end of Decay"]
    assert window.store.rates.level_at_end(3, 0) == 4e-4
    hand.move(hand.pixel(1000, 2e-4) + up(3), SHIFT)
    assert [g.words for g in window.plot.state.guides] == ["2e-4"]
    hand.release(SHIFT)


def test_a_whole_segment_catches_by_the_end_that_is_nearer_to_the_mouse(
    window: Window, hand: Hand
) -> None:
    show(window, four_segments(), snaps=True)
    window.plot.change_settings(time_snaps=frozenset({"epochs"}))
    start = hand.pixel(240, 1e-3)
    hand.drag(start, start + across(hand.pixel(300, 0).x() - hand.pixel(200, 0).x() + 3))
    assert boundary(window, 1) == 300
    assert boundary(window, 2) == 500


@pytest.mark.parametrize("kind", ["epochs", "percent", "steps"])
def test_each_kind_for_time_is_switched_by_a_key_and_ticked_in_the_menu(
    window: Window, kind: str
) -> None:
    show(window, three_segments(), snaps=True)
    action = window.commands[f"snap_{kind}"]
    before = action.isChecked()
    assert before == (kind in window.plot.settings.time_snaps)
    QTest.keyClick(window.plot, DIGITS[kind], ALT)
    assert action.isChecked() is not before
    assert (kind in window.plot.settings.time_snaps) is not before
    assert words_of_history(window) == []


def test_each_kind_for_levels_is_switched_by_itself(window: Window, hand: Hand) -> None:
    show(window, four_segments(), snaps=True)
    QTest.keyClick(window.plot, Qt.Key.Key_5, ALT)
    assert window.plot.settings.level_snaps == {"decades"}
    QTest.keyClick(window.plot, Qt.Key.Key_4, ALT)
    start = hand.pixel(1000, 0)
    hand.drag(start, hand.pixel(1000, 4e-4) + up(3), SHIFT)
    assert window.store.rates.level_at_end(3, 0) != 4e-4


def test_the_buttons_offer_what_they_catch_on(window: Window) -> None:
    assert len(window.top_bar.snap_time.actions()) == 3
    assert len(window.top_bar.snap_level.actions()) == 2


def test_nothing_is_caught_on_while_n_is_held(window: Window, hand: Hand) -> None:
    show(window, three_segments(), snaps=True)
    start, near = hand.pixel(200, 1e-3), hand.pixel(300, 1e-3) + across(3)
    hand.take(start)
    hand.move(near)
    assert boundary(window, 1) == 300
    QTest.keyPress(window.plot, Qt.Key.Key_N)
    assert boundary(window, 1) > 300
    assert not window.plot.state.guides
    QTest.keyRelease(window.plot, Qt.Key.Key_N)
    assert boundary(window, 1) == 300
    hand.release()
    assert len(words_of_history(window)) == 1

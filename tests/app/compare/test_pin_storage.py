"""Pins are there again at the next start, and what is wrong with the settings harms nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rampsmith.app.compare.pins import Pin, pins_from_text, pins_text
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.presets import PRESETS
from tests.app.driver import closed, made_window

PINS = (
    Pin(3, "one ■", starter()),
    Pin(0, "two", PRESETS["OneCycleLR"].make(), is_shown=False),
)


def test_pins_are_read_as_they_were_written() -> None:
    assert pins_from_text(pins_text(PINS)) == PINS


def test_a_design_that_is_too_large_is_not_kept() -> None:
    large = Schedule(segments=tuple(Segment(f"Part {index}") for index in range(5_000)))
    assert pins_from_text(pins_text((*PINS, Pin(5, "large", large)))) == PINS


@pytest.mark.parametrize(
    "text",
    [None, 3, "", "{", "{}", "[1, null]", "[" * 100_000, '[{"number": 0}]'],
)
def test_what_is_no_list_of_pins_is_none(text: object) -> None:
    assert pins_from_text(text) == ()


@pytest.mark.parametrize(
    "changes",
    [{"number": 99}, {"number": -1}, {"name": "\u0000"}, {"design": "{}"}, {"shown": "yes"}],
)
def test_a_pin_that_is_wrong_hides_no_other(changes: dict[str, object]) -> None:
    first, second = json.loads(pins_text(PINS))
    assert pins_from_text(json.dumps([first | changes, second])) == PINS[1:]


def test_two_pins_of_one_colour_are_one() -> None:
    text = pins_text((PINS[0], replace(PINS[1], number=3)))
    assert [pin.number for pin in pins_from_text(text)] == [3]


def test_the_next_start_shows_them_again(qapp: QApplication, tmp_path: Path) -> None:
    window = made_window(starter(), tmp_path)
    window.comparing.pins.restore(PINS)
    window.close()
    closed(window)
    again = made_window(starter(), tmp_path)
    assert again.comparing.pins.pins == PINS
    assert len(again.plot.behind.lines) == 1
    assert list(again.comparing.legend.rows) == [3, 0]
    again.comparing.pins.clear()
    again.close()
    closed(again)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert settings.value("pins") == "[]"


def test_what_is_pinned_is_kept_at_once_for_a_window_that_is_killed(window: Window) -> None:
    QTest.keyClick(window.plot, Qt.Key.Key_P)
    kept = QSettings(window.settings.fileName(), QSettings.Format.IniFormat)
    assert pins_from_text(kept.value("pins")) == window.comparing.pins.pins
    assert len(window.comparing.pins.pins) == 1
    QTest.keyClick(window.plot, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    kept.sync()
    assert kept.value("pins") == "[]"

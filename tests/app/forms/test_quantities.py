"""No word of the rate where another number's curve is edited: read-out, hints, captions, names."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

from rampsmith.app.help.explained import segment_page
from rampsmith.app.plot.items.labels import floor_words
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve, edited_curve
from rampsmith.designer.document.kinds import (
    KINDS,
    MULTIPLIER,
    RATE,
    WEIGHT_DECAY,
    CurveKey,
    CurveKind,
    own_kind,
)
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import LevelUnit
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments
from tests.app.driver import ALT, Hand, show, words_of_history
from tests.app.gestures import across, up

RATE_WORD = re.compile(r"\brates?\b", re.IGNORECASE)
OTHERS = (*(kind for kind in KINDS if kind != RATE), own_kind("temperature"))
KEYS = [CurveKey(kind, group) for kind in OTHERS for group in (None, "head")]
SHAPES_OF_ALL = [shape for shape in SHAPES.values() if shape is not Plateau]
"""A plateau is of the rate alone."""


def with_curve(key: CurveKey, *segments: Segment) -> Schedule:
    """Return a design of two groups with a curve that rises, holds and falls, or another one."""
    first, last = Level(0.2, key.kind.unit), Level(0.6, key.kind.unit)
    rises = Segment("Rise", Linear(), Span.of_steps(200), first, last)
    holds = Segment("Hold", Constant(), Span.of_steps(300))
    falls = Segment("Fall", Cosine(), Span.of_the_rest(), None, first)
    groups = (Group("body", 1e-3), Group("head", 2e-3))
    design = added_curve(replace(three_segments(), groups=groups), key)
    curve = segments or (rises, holds, falls)
    return edited_curve(design, key, lambda alone: replace(alone, segments=curve))


def look_at(window: Window, key: CurveKey, *segments: Segment) -> list[str]:
    """Edit such a curve in the window; return what the window says from then on."""
    show(window, with_curve(key, *segments), snaps=True)
    window.store.edit_curve_of(key)
    said: list[str] = []
    window.store.said.connect(said.append)
    return said


def texts_of(part: QWidget) -> list[str]:
    """Return all that can be read in a part of the window, pointed at, or heard about it."""
    found: list[str] = []
    for widget in (part, *part.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QAbstractButton):
            found.append(widget.text())
        if isinstance(widget, QComboBox):
            found += [widget.itemText(row) for row in range(widget.count())]
    return found


def about_the_rate(texts: list[str]) -> list[str]:
    return [text for text in texts if RATE_WORD.search(text)]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_no_part_of_the_window_calls_it_a_rate(window: Window, hand: Hand, key: CurveKey) -> None:
    said = look_at(window, key)
    kind, state = key.kind, window.plot.state
    parts = (window.segment_form, window.repeat_form, window.schedule_form, window.top_bar)
    texts = [text for part in (*parts, window.segments, window.status) for text in texts_of(part)]
    # A plateau is listed among the shapes, and cannot be chosen by mistake: it says so.
    # A range test finds a rate, whatever curve is edited.
    of_rates = window.commands["use_base_rate"]
    texts += [action.toolTip() for action in window.actions() if action is not of_rates]
    assert about_the_rate(texts) == []
    assert key.words in window.plot.accessibleName()
    assert state.last is not None
    assert state.last.words.startswith(f"last {kind.words} ")
    model = window.segments.model()
    roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole)
    rows = [model.index(row, 0, QModelIndex()) for row in range(model.rowCount())]
    assert about_the_rate([str(row.data(role)) for row in rows for role in roles]) == []
    level = window.store.rates.level_at_end(0, window.store.group_index)
    hand.move(hand.pixel(100, level))
    told = window.plot.readout.text().split("<br>")
    assert told[1].startswith(key.words if key.group else kind.words)
    assert about_the_rate([told[1]]) == []
    handle = hand.pixel(200, level)
    hand.drag(handle, handle + across(9) - up(12))
    hand.drag(hand.pixel(350, level), hand.pixel(350, level) + up(10), ALT)
    QTest.keyClick(window.segments, Qt.Key.Key_PageUp)
    window.segments.keys.finish()
    assert any(kind.words in sentence for sentence in said)
    assert about_the_rate(said) == []
    assert about_the_rate(words_of_history(window)) == []


@pytest.mark.parametrize("kind", OTHERS, ids=lambda kind: kind.name)
def test_no_shape_of_its_curve_is_explained_by_the_rate(window: Window, kind: CurveKind) -> None:
    key, fills = CurveKey(kind), Span.of_the_rest()
    ends = Level(0.5, kind.unit), Level(0.4, kind.unit)
    for shape in SHAPES_OF_ALL:
        look_at(window, key, Segment("One", shape(), fills, *ends))
        assert about_the_rate(texts_of(window.segment_form)) == []
        curve = window.store.curve
        page = segment_page(curve, 0, 0, tried=False, kind=kind)
        # The links to other shapes may name the plateau's.
        assert about_the_rate(re.sub(r"<[^>]*>", " ", page).split(". ")) == []


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_several_points_of_it_are_raised_by_its_name(
    window: Window, hand: Hand, key: CurveKey
) -> None:
    said = look_at(window, key)
    window.store.select_segments((0, 1), 0)
    level = window.store.rates.level_at_end(0, window.store.group_index)
    window.plot.setFocus()
    QTest.keyClick(window.plot, Qt.Key.Key_Right)
    place = hand.pixel(350, level)
    hand.drag(place, place + up(20))
    assert about_the_rate(said) == []
    assert words_of_history(window)


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_no_problem_of_it_speaks_of_a_rate(key: CurveKey) -> None:
    fills = Span.of_the_rest()
    only_factors = key.kind.unit == "factor" and len(key.kind.units) == 1
    wrong_unit: LevelUnit = "rate" if only_factors else "factor"
    for segments in (
        (Segment("Typed", Expression("base * 2"), fills),),
        (Segment("Wrong", Linear(), fills, Level(0.5, wrong_unit), Level(2.0, wrong_unit)),),
        (Segment("Below", Expression("p - 0.5"), fills),),
        (Segment("Short", Linear(), Span.of_steps(10), Level(0.5, key.kind.unit), None),),
        (Segment("No start", Linear(), fills, None, Level(0.5, key.kind.unit)),),
    ):
        found = [each for each in problems(with_curve(key, *segments)) if each.place.curve == key]
        told = [text for each in found for text in (each.sentence, each.label)]
        told += [each.fix.words for each in found if each.fix is not None]
        assert about_the_rate(told) == []


def test_the_foot_of_a_log_axis_names_no_quantity(window: Window) -> None:
    window.plot.change_settings(logarithmic=True)
    assert about_the_rate([floor_words(window.plot.state.scale)]) == []


@pytest.mark.parametrize("kind", [WEIGHT_DECAY, MULTIPLIER], ids=lambda kind: kind.name)
def test_a_base_is_caught_on_by_its_own_name_where_there_is_one(
    window: Window, hand: Hand, kind: CurveKind
) -> None:
    ends = Level(1.6, kind.unit), Level(1.9, kind.unit)
    said = look_at(window, CurveKey(kind), Segment("One", Linear(), Span.of_the_rest(), *ends))
    window.plot.change_settings(level_snaps=frozenset({"levels"}))
    base = window.store.curve.groups[window.store.group_index].base_lr
    start = hand.pixel(0, window.store.rates.level_at_start(0, 0))
    hand.drag(start, hand.pixel(0, base))
    caught = any(f"the group's own {kind.words}" in sentence for sentence in said)
    assert caught == (kind == WEIGHT_DECAY)

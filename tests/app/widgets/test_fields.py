"""Every field of the window: what Enter, Tab and Esc do, and what a wrong entry gets."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.plot.plot import DRAG_HINT
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.choices import MOST_SEEN, Choice
from rampsmith.app.widgets.fields import FaultLine, Field
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.edits import added_group, with_segment
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.app.designs import RUN, three_segments
from tests.app.driver import CONTROL, lengths, type_into, words_of_history

Shown = Callable[[Window], Field]
Value = Callable[[Schedule], Any]


def choose(choice: Choice, value: object) -> None:
    """Choose from a drop-down list by the keyboard."""
    index = choice._values.index(value)
    choice.setFocus()
    away = index - choice.currentIndex()
    for _ in range(abs(away)):
        QTest.keyClick(choice, Qt.Key.Key_Down if away > 0 else Qt.Key.Key_Up)
    assert choice.currentIndex() == index


def every_shape() -> Schedule:
    """One segment for each kind of setting."""
    return Schedule(
        segments=(
            Segment("Linear", Linear(), Span.of_steps(200), Level(0.0), Level(1.0)),
            Segment("Power", Polynomial(2.0), Span.of_steps(200), None, Level(0.5)),
            Segment("Root", InverseSqrt(Span.of_steps(100)), Span.of_steps(200)),
            Segment("Stairs", Staircase(Span.of_steps(50), 0.5), Span.of_steps(400)),
        ),
        groups=(Group("all", 1e-3),),
        run=RUN,
    )


FIELDS: dict[str, tuple[int, Shown, str, Value, Any]] = {
    "name": (0, lambda w: w.segment_form.name, "Ramp up", lambda s: s.segments[0].name, "Ramp up"),
    "length": (
        0,
        lambda w: w.segment_form.length,
        "2 * 75",
        lambda s: s.segments[0].span,
        Span.of_steps(150),
    ),
    "length in epochs": (
        0,
        lambda w: w.segment_form.length,
        "3 epochs",
        lambda s: s.segments[0].span,
        Span.of_epochs(3),
    ),
    "length in percent": (
        0,
        lambda w: w.segment_form.length,
        "12.5%",
        lambda s: s.segments[0].span,
        Span.of_percent(12.5),
    ),
    "begin": (
        1,
        lambda w: w.segment_form.begin,
        "100 + 50",
        lambda s: [segment.span for segment in s.segments[:2]],
        [Span.of_steps(150), Span.of_steps(250)],
    ),
    "begin in percent": (
        1,
        lambda w: w.segment_form.begin,
        "30%",
        lambda s: [segment.span for segment in s.segments[:2]],
        [Span.of_steps(300), Span.of_steps(100)],
    ),
    "rate": (
        0,
        lambda w: w.segment_form.end,
        "2e-4 rate",
        lambda s: s.segments[0].end,
        Level.of_rate(2e-4),
    ),
    "factor": (
        0,
        lambda w: w.segment_form.start,
        "0.1 × base",
        lambda s: s.segments[0].start,
        Level(0.1),
    ),
    "start": (0, lambda w: w.segment_form.start, "1/4", lambda s: s.segments[0].start, Level(0.25)),
    "end": (0, lambda w: w.segment_form.end, "5e-1", lambda s: s.segments[0].end, Level(0.5)),
    "power": (
        1,
        lambda w: w.segment_form.bends.fields["polynomial", "power"],
        "3",
        lambda s: s.segments[1].shape,
        Polynomial(3.0),
    ),
    "time scale": (
        2,
        lambda w: w.segment_form.bends.fields["inverse_sqrt", "time_scale"],
        "0.2k",
        lambda s: s.segments[2].shape,
        InverseSqrt(Span.of_steps(200)),
    ),
    "every": (
        3,
        lambda w: w.segment_form.bends.fields["staircase", "every"],
        "1 epoch",
        lambda s: s.segments[3].shape,
        Staircase(Span.of_epochs(1), 0.5),
    ),
    "falls by": (
        3,
        lambda w: w.segment_form.bends.fields["staircase", "factor"],
        "0.9",
        lambda s: s.segments[3].shape,
        Staircase(Span.of_steps(50), 0.9),
    ),
    "samples": (0, lambda w: w.run_form.fields["samples"], "8k", lambda s: s.run.samples, 8000),
    "batch": (0, lambda w: w.run_form.fields["batch_size"], "64", lambda s: s.run.batch_size, 64),
    "accumulation": (
        0,
        lambda w: w.run_form.fields["accumulation"],
        "4",
        lambda s: s.run.accumulation,
        4,
    ),
    "devices": (0, lambda w: w.run_form.fields["devices"], "2", lambda s: s.run.devices, 2),
    "length of the run": (0, lambda w: w.run_form.length, "2e3", lambda s: s.run.updates, 2000),
    "tokens": (0, lambda w: w.run_form.tokens, "1024", lambda s: s.run.tokens_per_sample, 1024),
    "group": (0, lambda w: w.groups_form.names[0], "head", lambda s: s.groups[0].name, "head"),
    "base rate": (
        0,
        lambda w: w.groups_form.rates[0],
        "3e-4",
        lambda s: s.groups[0].base_lr,
        3e-4,
    ),
    "class": (0, lambda w: w.code.class_name, "MyRamp", lambda s: s.class_name, "MyRamp"),
    "title": (0, lambda w: w.top_bar.title, "a title", lambda s: s.title, "a title"),
}

every_field = pytest.mark.parametrize("case", FIELDS)


def field_of(window: Window, case: str) -> Field:
    """Open the schedule, select the segment, and find the field."""
    window.store.open(every_shape(), None)
    window.store.select_segment(FIELDS[case][0])
    return FIELDS[case][1](window)


@every_field
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_enter_and_tab_commit_a_field_as_one_undo(window: Window, case: str, key: Qt.Key) -> None:
    _, _, text, value, expected = FIELDS[case]
    field = field_of(window, case)
    type_into(field, text, key)
    assert value(window.store.schedule) == expected
    assert len(words_of_history(window)) == 1
    shown = field.text()
    window.store.undo()
    assert value(window.store.schedule) == value(every_shape())
    assert field.text() != shown, "the field shows the document after undo"
    window.store.redo()
    assert field.text() == shown, "and after redo"


@every_field
def test_escape_reverts_a_field(window: Window, case: str) -> None:
    field = field_of(window, case)
    before = field.text()
    type_into(field, FIELDS[case][2], None)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == before
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert words_of_history(window) == []


WRONG = {
    "name": " ",
    "group": " ",
    "class": "class",
    "title": " ",
    "tokens": "-3",
}


def sentences_below(window: Window) -> list[str]:
    """The sentences about wrong entries that can be seen beside them."""
    return [line.text() for line in window.findChildren(FaultLine) if line.isVisible()]


@every_field
def test_a_wrong_entry_is_marked_and_said_and_the_document_is_untouched(
    window: Window, case: str
) -> None:
    field = field_of(window, case)
    wrong = WRONG.get(case, "12 parsecs")
    type_into(field, wrong)
    assert window.store.schedule == every_shape()
    assert words_of_history(window) == []
    assert field.property("wrong") is True
    assert field.fault
    assert field.fault == window.status.hint.text() == field.toolTip()
    assert field.accessibleDescription() == field.fault
    assert field.text() == wrong
    assert sentences_below(window) == [field.fault]
    window.store.said.emit("Something newer")
    assert field.fault, "it stays marked whatever is said elsewhere"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert sentences_below(window) == []
    assert field.property("wrong") is False
    assert window.status.hint.text() == "".join(DRAG_HINT)
    assert field.accessibleDescription() == ""


ABSURD = (
    *("1e999", "nan", "-1", "0", "1/0", "9" * 400, "__import__('os')", "1e308", "½ 💥", "1e-320"),
)


@every_field
def test_no_entry_breaks_the_window(window: Window, case: str) -> None:
    for text in ABSURD:
        type_into(field_of(window, case), text)
        for key in (Qt.Key.Key_L, Qt.Key.Key_F):
            window.plot.setFocus()
            QTest.keyClick(window.plot, key)
        window.plot.grab()
        window.code.view.refresh()


@pytest.mark.parametrize(
    "typed",
    ["Alf", "lFtSa"],
)
@every_field
def test_no_key_is_a_shortcut_while_one_types(window: Window, case: str, typed: str) -> None:
    field = field_of(window, case)
    settings = window.plot.settings
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Left)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == typed[:-1]
    assert window.store.schedule == every_shape()
    assert window.plot.settings == settings


def test_a_letter_chooses_from_a_drop_down_list_and_runs_no_shortcut(window: Window) -> None:
    window.store.open(three_segments(), None)
    settings = window.plot.settings
    shape = window.segment_form.shape
    shape.setFocus()
    for letter, kind in (("s", "staircase"), ("l", "linear"), ("e", "exponential")):
        QTest.keyClicks(shape, letter)
        assert window.store.schedule.segments[0].shape.kind == kind
        QTest.qWait(QApplication.keyboardInputInterval() + 50)
    QTest.keyClicks(shape, "pol")
    assert window.store.schedule.segments[0].shape.kind == "polynomial"
    assert window.plot.settings == settings
    assert len(window.store.schedule.segments) == 3
    QTest.keyClick(shape, Qt.Key.Key_D, CONTROL)
    assert len(window.store.schedule.segments) == 4, "other keys are still shortcuts"


def test_a_wrong_entry_of_a_shape_that_is_left_is_dropped(window: Window) -> None:
    window.store.open(every_shape(), None)
    window.store.select_segment(1)
    type_into(window.segment_form.bends.fields["polynomial", "power"], "steep")
    assert sentences_below(window)
    choose(window.segment_form.shape, "linear")
    assert sentences_below(window) == []


def test_a_begin_that_leaves_no_room_stops_a_step_short_and_says_so(window: Window) -> None:
    window.store.open(three_segments(), None)
    assert not window.segment_form.begin.isEnabled(), "the first one begins at 0"
    window.store.select_segment(1)
    type_into(window.segment_form.begin, "9k")
    assert lengths(window.store.schedule) == [499, 1, 500]
    assert window.segment_form.begin.text() == "499"
    assert window.status.hint.text().startswith("It begins at 499")
    assert words_of_history(window) == ["Move boundary"]


def test_tab_goes_through_the_forms_as_they_are_read(window: Window) -> None:
    window.store.open(every_shape(), None)
    window.store.edit(added_group, "Add group")
    window.store.select_segment(3)
    QApplication.processEvents()
    window.segment_form.name.setFocus()
    reached: list[QWidget] = []
    focused = QApplication.focusWidget()
    while focused is not None and focused is not window.run_form.drop_last:
        # What removes something comes after all fields of its form.
        if focused not in window.groups_form.removers:
            reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert len(reached) < 60
    panel = window.segment_form.parentWidget()
    assert panel is not None
    places = [widget.mapTo(panel, QPoint(0, widget.height() // 2)) for widget in reached]
    # What is on one line is a few pixels up or down.
    read = sorted(range(len(places)), key=lambda i: (round(places[i].y() / 16), places[i].x()))
    assert read == list(range(len(places)))
    form, run, groups = window.segment_form, window.run_form, window.groups_form
    for widget in (
        form.name,
        form.shape,
        form.begin,
        form.length,
        form.length_unit,
        form.start_unit,
        form.bends.fields["staircase", "every"],
        form.bends.fields["staircase", "factor"],
        run.fields["samples"],
        run.length,
        *(field for pair in zip(groups.names, groups.rates, strict=True) for field in pair),
    ):
        assert widget in reached, widget.accessibleName()


@pytest.mark.parametrize("unit", ["epochs", "percent", "fill", "steps"])
def test_another_unit_of_length_keeps_the_boundaries(window: Window, unit: str) -> None:
    window.store.open(three_segments(), None)
    start = "epochs" if unit == "steps" else "steps"
    if unit == "steps":
        choose(window.segment_form.length_unit, start)
    choose(window.segment_form.length_unit, unit)
    assert window.store.schedule.segments[0].span.unit == unit
    assert lengths(window.store.schedule) == [200, 300, 500]
    assert set(words_of_history(window)) == {"Change unit of length"}


def test_another_unit_of_a_level_keeps_the_rate(window: Window) -> None:
    window.store.open(three_segments(), None)
    choose(window.segment_form.end_unit, "rate")
    assert window.store.schedule.segments[0].end == Level(1e-3, "rate")
    assert window.segment_form.end.text() == "1e-3"
    choose(window.segment_form.end_unit, "factor")
    assert window.store.schedule.segments[0].end == Level(1.0)
    assert words_of_history(window) == ["Change unit of level"] * 2


def test_an_inherited_start_is_typed_over_and_stays_where_nothing_is_typed(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.select_segment(1)
    start = window.segment_form.start
    start.setFocus()
    QTest.keyClick(start, Qt.Key.Key_Return)
    QTest.keyClick(start, Qt.Key.Key_Tab)
    assert window.store.schedule == three_segments()
    start.setFocus()
    start.selectAll()
    QTest.keyClicks(start, "0.5")
    QTest.keyClick(start, Qt.Key.Key_Return)
    assert window.store.schedule.segments[1].start == Level(0.5)
    assert words_of_history(window) == ["Change level"]


def test_an_inherited_start_is_shown_and_can_be_given_and_taken_back(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.select_segment(1)
    form = window.segment_form
    assert form.start.text() == "1e-3"
    choose(form.start_unit, "rate")
    assert window.store.schedule.segments[1].start == Level(1e-3, "rate")
    choose(form.start_unit, "inherited")
    assert window.store.schedule == three_segments()
    assert words_of_history(window) == [
        "Change unit of level",
        "Start where the last one ended",
    ]


def test_another_shape_is_one_undo_and_shows_its_own_fields(window: Window) -> None:
    window.store.open(three_segments(), None)
    choose(window.segment_form.shape, "polynomial")
    assert words_of_history(window)[-1] == "Change shape"
    assert isinstance(window.store.schedule.segments[0].shape, Polynomial)
    assert window.segment_form.bends.fields["polynomial", "power"].isVisible()
    assert not window.segment_form.bends.fields["staircase", "every"].isVisible()


def test_the_unit_of_a_setting_keeps_its_length(window: Window) -> None:
    window.store.open(every_shape(), None)
    window.store.select_segment(3)
    choose(window.segment_form.bends.units["staircase", "every"], "epochs")
    assert window.store.schedule.segments[3].shape == Staircase(Span.of_epochs(0.5), 0.5)


def test_groups_are_added_renamed_chosen_and_removed(window: Window) -> None:
    window.store.open(three_segments(), None)
    form = window.groups_form
    assert not form.removers[0].isVisible(), "the last group cannot be removed"
    QTest.mouseClick(form.add_button, Qt.MouseButton.LeftButton)
    type_into(form.names[1], "body")
    type_into(form.rates[1], "1e-4")
    QTest.mouseClick(form.swatches[1], Qt.MouseButton.LeftButton)
    assert window.store.group_index == 1
    assert [s.isChecked() for s in form.swatches] == [False, True]
    QTest.mouseClick(form.swatches[1], Qt.MouseButton.LeftButton)
    assert [s.isChecked() for s in form.swatches] == [False, True], "one is always chosen"
    assert list(window.store.schedule.groups) == [Group("all", 1e-3), Group("body", 1e-4)]
    QTest.mouseClick(form.removers[0], Qt.MouseButton.LeftButton)
    assert list(window.store.schedule.groups) == [Group("body", 1e-4)]
    assert form.names[0].text() == "body"
    assert window.store.group_index == 0
    words = ["Add group", "Rename group", "Change base rate", "Remove group"]
    assert words_of_history(window) == words
    for _ in words:
        window.store.undo()
    assert window.store.schedule == three_segments()
    assert len(form.names) == 1


def test_the_choices_about_the_run_are_one_undo_each(window: Window) -> None:
    window.store.open(three_segments(), None)
    form = window.run_form
    QTest.mouseClick(form.drop_last, Qt.MouseButton.LeftButton, pos=form.drop_last.rect().center())
    assert window.store.schedule.run.drop_last
    choose(form.length_unit, "epochs")
    assert (window.store.schedule.run.epochs, window.store.schedule.run.updates) == (10, None)
    choose(form.length_unit, "updates")
    assert window.store.schedule.run.updates == 1000
    type_into(form.fields["accumulation"], "3")
    assert form.remainder.isVisible()
    choose(form.remainder, "dropped")
    assert window.store.schedule.run.remainder == "dropped"
    assert words_of_history(window) == ["Change run"] * 5


def test_the_choices_about_the_schedule_are_one_undo_each(window: Window) -> None:
    window.store.open(three_segments(), None)
    form = window.schedule_form
    choose(form.after, "repeat")
    choose(form.stepping, "epoch")
    choose(form.counts_from, 1)
    schedule = window.store.schedule
    assert (schedule.after, schedule.stepping, schedule.counts_from) == ("repeat", "epoch", 1)
    assert words_of_history(window) == [
        "Change what comes after",
        "Change stepping",
        "Change first step",
    ]
    window.store.undo()
    assert form.counts_from.currentIndex() == 0


def test_undo_and_redo_are_the_documents_where_nothing_is_being_typed(window: Window) -> None:
    window.store.open(three_segments(), None)
    field = window.segment_form.end
    type_into(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule == three_segments()
    assert field.text() == "1"
    QTest.keyClick(field, Qt.Key.Key_Y, CONTROL)
    assert field.text() == "0.5"
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert window.store.schedule != three_segments(), "typing has an undo of its own"


def test_an_action_enters_what_is_being_typed_first(window: Window) -> None:
    window.store.open(three_segments(), None)
    type_into(window.segment_form.end, "0.5", None)
    QTest.keyClick(window.segment_form.end, Qt.Key.Key_D, CONTROL)
    assert words_of_history(window) == ["Change level", "Duplicate segment"]
    assert window.store.schedule.segments[0].end == Level(0.5)


def test_the_same_value_in_other_words_is_no_edit_and_is_shown_as_before(window: Window) -> None:
    window.store.open(three_segments(), None)
    for field, text, shown in (
        (window.segment_form.end, "2/2", "1"),
        (window.segment_form.length, "0.2k", "200"),
        (window.run_form.length, "1e3", "1,000"),
    ):
        type_into(field, text)
        assert field.text() == shown
    assert words_of_history(window) == []


def test_a_length_that_fills_the_rest_shows_how_long_that_is(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.select_segment(2)
    type_into(window.segment_form.length, "fill")
    assert window.store.schedule.segments[2].span == Span.of_the_rest()
    assert window.segment_form.length.text() == "500"
    window.store.select_segment(0)
    type_into(window.segment_form.length, "300")
    window.store.select_segment(2)
    assert window.segment_form.length.text() == "400"


def test_a_length_that_is_typed_takes_the_place_of_filling_the_rest(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.select_segment(2)
    type_into(window.segment_form.length, "fill")
    type_into(window.segment_form.length, "2 epochs")
    assert window.store.schedule.segments[2].span == Span.of_epochs(2)


def test_a_wrong_entry_does_not_stay_with_another_segment(window: Window) -> None:
    same = replace(three_segments().segments[0], name="Again")
    window.store.open(replace(three_segments(), segments=(*three_segments().segments, same)), None)
    type_into(window.segment_form.end, "wrong")
    assert window.segment_form.end.fault
    window.store.select_segment(3)
    assert window.segment_form.end.text() == "1"
    assert not window.segment_form.end.fault


def test_a_wrong_entry_does_not_stay_with_another_design(window: Window) -> None:
    window.store.open(three_segments(), None)
    type_into(window.run_form.length, "wrong")
    window.store.open(three_segments(), None)
    assert window.run_form.length.text() == "1,000"
    assert not window.run_form.length.fault


def test_the_wheel_over_a_choice_changes_nothing(window: Window) -> None:
    window.store.open(three_segments(), None)
    for choice in window.findChildren(Choice):
        event = QWheelEvent(
            QPointF(5, 5),
            QPointF(5, 5),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(choice, event)
    assert words_of_history(window) == []
    assert window.store.schedule == three_segments()


def test_cosine_has_no_settings(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.select_segment(2)
    assert isinstance(window.store.schedule.segments[2].shape, Cosine)
    assert not any(field.isVisible() for field in window.segment_form.bends.fields.values())


def test_esc_on_a_closed_list_gives_the_keys_back_to_the_plot(window: Window) -> None:
    window.store.open(every_shape(), None)
    shape = window.segment_form.shape
    shape.setFocus()
    QTest.keyClick(shape, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.plot
    logarithmic = window.plot.settings.logarithmic
    QTest.keyClick(window.plot, Qt.Key.Key_L)
    assert window.plot.settings.logarithmic is not logarithmic
    assert window.store.schedule == every_shape()


def test_esc_takes_back_what_is_typed_and_then_gives_the_keys_back(window: Window) -> None:
    window.store.open(every_shape(), None)
    field = window.segment_form.name
    type_into(field, "Other", None)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is field
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is window.plot
    assert window.store.schedule == every_shape()


def test_after_enter_the_next_number_takes_the_place_of_this_one(window: Window) -> None:
    field = window.run_form.fields["samples"]
    type_into(field, "2000")
    assert field.hasFocus()
    QTest.keyClicks(field, "3000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.store.schedule.run.samples == 3000


def test_an_open_list_is_no_higher_than_the_window(window: Window) -> None:
    window.store.open(three_segments(), None)
    shape = window.segment_form.shape
    assert shape.count() > MOST_SEEN
    shape.showPopup()
    QApplication.processEvents()
    popup = shape.view().window()
    assert popup.height() <= window.height()
    rows = popup.height() / shape.view().sizeHintForRow(0)
    assert rows < shape.count()
    shape.hidePopup()


def test_a_list_that_was_left_by_esc_opens_at_its_value_again(window: Window) -> None:
    window.store.open(three_segments(), None)
    form = window.segment_form
    choices = (form.shape, form.length_unit)
    for choice in choices:
        shown = choice.currentIndex()
        choice.setFocus()
        QTest.keyClick(choice, Qt.Key.Key_Space)
        QTest.keyClick(choice.view(), Qt.Key.Key_End)
        assert choice.view().currentIndex().row() == choice.count() - 1 != shown
        QTest.keyClick(choice.view(), Qt.Key.Key_Escape)
        QTest.keyClick(choice, Qt.Key.Key_Space)
        assert choice.view().currentIndex().row() == shown
        QTest.keyClick(choice.view(), Qt.Key.Key_Return)
        assert window.store.schedule == three_segments()


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_K])
def test_what_emacs_has_for_a_key_does_not_hide_the_window_s_action(
    qapp: QApplication, key: Qt.Key
) -> None:
    field = Field("Any", str)
    field.setText("typed")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, CONTROL)
    event.accept()
    QApplication.sendEvent(field, event)
    assert not event.isAccepted()


def test_shift_is_finer_in_a_length_in_percent_too(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.edit(
        lambda schedule: with_segment(schedule, 0, span=Span.of_percent(10)), "Change length"
    )
    length = window.segment_form.length
    length.setFocus()
    QTest.keyClick(length, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert window.store.schedule.segments[0].span == Span.of_percent(10.1)

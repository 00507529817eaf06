"""Beginning from any preset: the list and its search, the arguments, the picture, and the end."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.panels.preset_dialog import PresetDialog
from rampsmith.app.theme import DARK
from rampsmith.app.window import Window
from rampsmith.designer.editing.edits import added_segment
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.starter import starter
from tests.app.driver import answers, type_into
from tests.app.test_segment_list import unnamed


@pytest.fixture
def dialog(window: Window) -> Iterator[PresetDialog]:
    """Open the dialog by its keys."""
    QTest.keyClick(
        window.plot,
        Qt.Key.Key_N,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    found = opened(window)
    assert len(found) == 1
    assert found[0].isVisible()
    yield found[0]
    for left in opened(window):
        left.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def opened(window: Window) -> list[PresetDialog]:
    """The dialogs that there are."""
    return [each for each in window.findChildren(PresetDialog) if each.isVisible()]


def choose(dialog: PresetDialog, name: str) -> None:
    """Search for a preset by its name."""
    type_into(dialog.presets.search, "", None)
    dialog.presets.search.clear()
    type_into(dialog.presets.search, name, None)
    assert dialog.name.text() == name


def fill(dialog: PresetDialog, name: str, text: str) -> None:
    """Type an argument's value."""
    assert dialog.form is not None
    type_into(dialog.form.fields[name], text, None)


def test_all_presets_are_listed_and_each_can_begin_with_its_defaults(dialog: PresetDialog) -> None:
    assert dialog.presets.shown == list(PRESETS)
    for row, preset in enumerate(PRESETS.values()):
        dialog.presets.list.setCurrentRow(row)
        assert dialog.name.text() == preset.name
        assert dialog.form is not None
        assert list(dialog.form.fields) == [argument.name for argument in preset.arguments]
        assert dialog.schedule == preset.make(), preset.name
        assert dialog.begin_button.isEnabled()
        assert preset.make().step_word in dialog.picture.words


def test_the_search_looks_at_names_lines_and_descriptions(dialog: PresetDialog) -> None:
    type_into(dialog.presets.search, "momentum", None)
    assert "OneCycleLR" in dialog.presets.shown
    assert "StepLR" not in dialog.presets.shown
    dialog.presets.search.clear()
    assert dialog.presets.shown == list(PRESETS)


def test_a_search_in_vain_offers_nothing_to_begin(dialog: PresetDialog) -> None:
    type_into(dialog.presets.search, "no such words", None)
    assert dialog.presets.shown == []
    assert not dialog.begin_button.isEnabled()
    dialog.presets.search.clear()
    assert dialog.begin_button.isEnabled()
    assert dialog.schedule is not None


def test_the_arrows_move_in_the_list_while_one_searches(dialog: PresetDialog) -> None:
    first, second, *_ = PRESETS
    dialog.presets.search.setFocus()
    assert dialog.name.text() == first
    QTest.keyClick(dialog.presets.search, Qt.Key.Key_Down)
    assert dialog.name.text() == second
    QTest.keyClick(dialog.presets.search, Qt.Key.Key_Up)
    assert dialog.name.text() == first


def test_arguments_are_read_as_the_command_line_reads_them(
    window: Window, dialog: PresetDialog
) -> None:
    choose(dialog, "OneCycleLR")
    fill(dialog, "max_lr", "2e-3")
    fill(dialog, "total_steps", "32")
    assert dialog.picture.words.startswith("32 updates")
    QTest.mouseClick(dialog.begin_button, Qt.MouseButton.LeftButton)
    made = PRESETS["OneCycleLR"].make_from_texts(["max_lr=2e-3", "total_steps=32"])
    assert window.store.schedule == made
    assert made.momentum is not None
    assert opened(window) == []


def test_a_wrong_value_is_marked_in_its_place_while_it_is_typed(dialog: PresetDialog) -> None:
    choose(dialog, "OneCycleLR")
    assert dialog.form is not None
    fill(dialog, "pct_start", "high")
    note, field = dialog.form.notes["pct_start"], dialog.form.fields["pct_start"]
    assert note.text() == "“high” is not a number."
    assert field.property("wrong")
    assert field.accessibleDescription() == note.text()
    assert not dialog.form.fields["max_lr"].property("wrong")
    assert dialog.schedule is None
    assert not dialog.begin_button.isEnabled()
    fill(dialog, "pct_start", "0.4")
    assert not field.property("wrong")
    assert dialog.begin_button.isEnabled()
    assert dialog.fault.text() == ""


def test_what_the_preset_refuses_is_said_at_the_argument_that_it_names(
    dialog: PresetDialog,
) -> None:
    choose(dialog, "OneCycleLR")
    assert dialog.form is not None
    fill(dialog, "pct_start", "7")
    assert dialog.schedule is None
    assert "pct_start" in dialog.fault.text()
    assert dialog.form.notes["pct_start"].text() == dialog.fault.text()
    assert dialog.form.fields["pct_start"].property("wrong")


def test_escape_takes_back_a_value_and_then_closes(window: Window, dialog: PresetDialog) -> None:
    choose(dialog, "StepLR")
    assert dialog.form is not None
    fill(dialog, "gamma", "x")
    field = dialog.form.fields["gamma"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == next(
        a.default_text for a in PRESETS["StepLR"].arguments if a.name == "gamma"
    )
    assert dialog.begin_button.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert opened(window) == []
    assert window.store.schedule == starter()


def test_enter_begins(window: Window, dialog: PresetDialog) -> None:
    choose(dialog, "StepLR")
    fill(dialog, "gamma", "0.25")
    assert dialog.form is not None
    QTest.keyClick(dialog.form.fields["gamma"], Qt.Key.Key_Return)
    assert window.store.schedule == PRESETS["StepLR"].make(gamma=0.25)


def test_unsaved_work_is_asked_about_and_kept(window: Window, dialog: PresetDialog) -> None:
    window.store.edit(lambda schedule: added_segment(schedule, 0), "Add segment")
    kept = window.store.schedule
    answers(window).unsaved = "cancel"
    QTest.mouseClick(dialog.begin_button, Qt.MouseButton.LeftButton)
    assert len(answers(window).asked) == 1
    assert window.store.schedule == kept
    assert opened(window) == [dialog]
    answers(window).unsaved = "discard"
    QTest.mouseClick(dialog.begin_button, Qt.MouseButton.LeftButton)
    assert window.store.schedule == next(iter(PRESETS.values())).make()


def test_opening_it_twice_keeps_what_is_typed(window: Window, dialog: PresetDialog) -> None:
    choose(dialog, "StepLR")
    fill(dialog, "gamma", "0.25")
    window.actions_by_name["from_preset"].trigger()
    assert opened(window) == [dialog]
    assert dialog.schedule == PRESETS["StepLR"].make(gamma=0.25)


def test_everything_in_it_has_a_name_and_is_reached_by_tab(dialog: PresetDialog) -> None:
    choose(dialog, "StepLR")
    assert unnamed(dialog) == []
    assert dialog.form is not None
    dialog.presets.search.setFocus()
    reached: list[QWidget] = [dialog.presets.search]
    for _ in range(40):
        QTest.keyClick(reached[-1], Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
    form = list(dialog.form.fields.values())
    assert {dialog.presets.list, *form, dialog.begin_button, dialog.cancel_button} <= set(reached)
    places = [reached.index(field) for field in form]
    assert places == sorted(places)


def test_the_menu_and_the_empty_design_lead_to_it(window: Window, dialog: PresetDialog) -> None:
    dialog.close()
    actions = window.commands.presets_menu.actions()
    assert len([action for action in actions if not action.isSeparator()]) == 7
    actions[-1].trigger()
    (second,) = opened(window)
    second.close()
    window.store.open(Schedule(), None)
    QTest.mouseClick(window.invitation.every, Qt.MouseButton.LeftButton)
    assert len(opened(window)) == 1


def test_the_curve_is_drawn_in_the_colours_of_the_theme(
    window: Window, dialog: PresetDialog
) -> None:
    dialog.presets.list.setCurrentRow(2)
    light = dialog.picture.grab().toImage()
    assert window.theme.accent in colours(light)
    window.choose_theme("dark")
    try:
        assert DARK.accent in colours(dialog.picture.grab().toImage())
    finally:
        window.choose_theme("light")


def colours(image: object) -> set[str]:
    """Every colour of a picture."""
    return {
        image.pixelColor(x, y).name()  # type: ignore[attr-defined]
        for x in range(image.width())  # type: ignore[attr-defined]
        for y in range(0, image.height(), 2)  # type: ignore[attr-defined]
    }

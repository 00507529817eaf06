"""Beginning from any preset: the gallery and its search, the arguments, the picture, and the end."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QAction, QFont, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from rampsmith.app.base.icons import icon
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import DARK, LIGHT, Theme, ThemeChoice
from rampsmith.app.gallery.argument_form import NOT_GIVEN, ArgumentField, ArgumentForm
from rampsmith.app.gallery.cards import (
    CARD_LINES,
    GAP,
    LEAST_WIDTH,
    MARGIN,
    NONE_YET,
    Heading,
    advice_lines,
    broken,
    card_lines,
)
from rampsmith.app.gallery.curve_picture import Thumbnails, drawn_curve
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.choices import Choice
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import added_segment
from rampsmith.designer.presets import PRESETS, Preset
from rampsmith.designer.presets.run_arguments import arguments_for_run
from tests.app.accessibility import unnamed
from tests.app.driver import answers, appearance, preset_entries, type_into
from tests.app.gestures import pick


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


def fitted(name: str, **values: object) -> Schedule:
    """A preset with the run of the design that the window opens with."""
    preset = PRESETS[name]
    return preset.make(**(arguments_for_run(preset, starter()) | values))


def fill(dialog: PresetDialog, name: str, text: str) -> None:
    """Type an argument's value."""
    assert dialog.form is not None
    type_into(dialog.form.fields[name], text, None)


def shown(dialog: PresetDialog) -> list[str]:
    """The names of the presets that are offered."""
    return [preset.name for preset in dialog.presets.model.shown]


def select(dialog: PresetDialog, name: str) -> None:
    """Click a preset's card."""
    row = dialog.presets.model.row_of(name)
    assert row is not None
    view = dialog.presets.view
    index = dialog.presets.model.index(row, 0)
    view.scrollTo(index)
    place = view.visualRect(index).center()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )


def press(key: Qt.Key) -> None:
    """Press a key where the focus is."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def test_all_presets_are_listed_and_each_can_begin_with_its_defaults(
    window: Window, dialog: PresetDialog
) -> None:
    window.store.open(Schedule(), None)
    assert shown(dialog) == list(PRESETS)
    # A form for each of a hundred takes seconds: two of each source.
    firsts = {preset.source: preset for preset in reversed(PRESETS.values())}
    for preset in (*firsts.values(), *{p.source: p for p in PRESETS.values()}.values()):
        select(dialog, preset.name)
        assert dialog.name.text() == preset.name
        assert dialog.form is not None
        assert list(dialog.form.fields) == [argument.name for argument in preset.arguments]
        assert dialog.schedule == preset.make(), preset.name
        assert dialog.begin_button.isEnabled()
        assert preset.make().step_word in dialog.picture.words


def test_the_picture_says_whose_rates_it_describes(dialog: PresetDialog) -> None:
    select(dialog, "nanochat")
    assert dialog.picture.words == "5,000 updates, rate of “muon” 5e-4 … 0.02"


def test_a_card_says_when_to_use_a_preset_and_when_not(dialog: PresetDialog) -> None:
    row = dialog.presets.model.row_of("StepLR")
    assert row is not None
    tip = dialog.presets.model.data(dialog.presets.model.index(row, 0), Qt.ItemDataRole.ToolTipRole)
    assert isinstance(tip, str)
    for line in advice_lines(PRESETS["StepLR"]):
        assert line in tip
        select(dialog, "StepLR")
        assert line in dialog.description.text()


def test_the_gallery_says_what_a_preset_takes_from_the_open_design(
    window: Window, dialog: PresetDialog
) -> None:
    window.store.open(starter(), None)
    select(dialog, "OneCycleLR")
    # Its levels are absolute: the base rate means nothing.
    assert dialog.took.text() == "From the open design: the run."
    select(dialog, "warmup-cosine")
    assert dialog.took.text() == "From the open design: the run and the rate 0.01."
    select(dialog, "llama-3-405b")
    assert dialog.took.text() == "It brings its own run and takes nothing from the open design."
    window.store.open(Schedule(), None)
    select(dialog, "StepLR")
    assert not dialog.took.isVisible()


def test_presets_stand_under_where_they_come_from(dialog: PresetDialog) -> None:
    rows = dialog.presets.model.rows
    headings = [row.words for row in rows if isinstance(row, Heading)]
    assert headings == ["Yours", *dict.fromkeys(preset.source for preset in PRESETS.values())]
    assert rows[0] == Heading("Yours", NONE_YET)
    place = rows.index(Heading("torch"))
    assert isinstance(following := rows[place + 1], Preset)
    assert following.source == "torch"


@pytest.mark.parametrize(
    ("text", "found", "missing"),
    [
        ("momentum", "OneCycleLR", "StepLR"),
        ("recipes cosine", "sgdr", "bert-pre-training"),
        ("TRANSFORMERS linear", "transformers:linear", "LinearLR"),
        ("1706.03762", "transformer-base", "Noam2"),
    ],
)
def test_the_search_looks_at_names_lines_descriptions_and_libraries(
    dialog: PresetDialog, text: str, found: str, missing: str
) -> None:
    type_into(dialog.presets.search, text, None)
    assert found in shown(dialog)
    assert missing not in shown(dialog)
    dialog.presets.search.clear()
    assert shown(dialog) == list(PRESETS)


def test_a_search_in_vain_says_so_and_offers_all_again(dialog: PresetDialog) -> None:
    type_into(dialog.presets.search, "no such words", None)
    assert shown(dialog) == []
    assert dialog.presets.nothing.isVisible()
    assert not dialog.presets.view.isVisible()
    assert not dialog.chosen.isVisible()
    assert not dialog.begin_button.isEnabled()
    press(Qt.Key.Key_Return)
    QTest.mouseClick(dialog.presets.show_all, Qt.MouseButton.LeftButton)
    assert shown(dialog) == list(PRESETS)
    assert dialog.begin_button.isEnabled()
    assert dialog.schedule is not None


def test_the_cross_in_the_search_is_drawn_as_all_icons_are(
    window: Window, dialog: PresetDialog
) -> None:
    cross = dialog.presets.search.findChild(QAction)
    assert cross is not None
    themes: dict[ThemeChoice, Theme] = {"dark": DARK, "light": LIGHT}
    for choice, theme in themes.items():
        window.appearance.choose(choice)
        assert cross.icon().cacheKey() == icon("clear", theme).cacheKey()


def test_the_arrows_lead_from_the_search_into_the_cards(dialog: PresetDialog) -> None:
    first, second, *_ = PRESETS
    assert dialog.name.text() == first
    press(Qt.Key.Key_Down)
    assert QApplication.focusWidget() is dialog.presets.view
    below = dialog.name.text()
    assert below not in (first, second)
    press(Qt.Key.Key_Up)
    assert dialog.name.text() == first
    press(Qt.Key.Key_Right)
    assert dialog.name.text() == second
    press(Qt.Key.Key_Left)
    assert dialog.name.text() == first


def test_every_preset_is_reached_by_the_arrows_alone(dialog: PresetDialog) -> None:
    type_into(dialog.presets.search, "linear warmup", None)
    wanted = shown(dialog)
    assert len({PRESETS[name].source for name in wanted}) > 2
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Home)
    reached: list[str] = []
    while dialog.name.text() not in reached:
        for way in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            before = ""
            while dialog.name.text() != before:
                before = dialog.name.text()
                reached += [before] if before not in reached else []
                press(way)
        press(Qt.Key.Key_Down)
    assert sorted(reached) == sorted(wanted)


def test_pages_and_ends_go_from_preset_to_preset(dialog: PresetDialog) -> None:
    press(Qt.Key.Key_PageDown)
    far = list(PRESETS).index(dialog.name.text())
    assert far > 3
    press(Qt.Key.Key_End)
    assert dialog.name.text() == list(PRESETS)[-1]
    press(Qt.Key.Key_PageUp)
    assert dialog.name.text() != list(PRESETS)[-1]
    press(Qt.Key.Key_Home)
    assert dialog.name.text() == next(iter(PRESETS))


def test_what_is_typed_on_the_cards_goes_on_with_the_search(dialog: PresetDialog) -> None:
    press(Qt.Key.Key_Down)
    QTest.keyClicks(dialog.presets.view, "s")
    for letter in (Qt.Key.Key_G, Qt.Key.Key_D, Qt.Key.Key_R):
        press(letter)
    assert dialog.presets.search.text() == "sgdr"
    assert dialog.name.text() == "sgdr"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Backspace)
    assert dialog.presets.search.text() == "sgd"


def test_pictures_are_made_after_the_gallery_is_open(window: Window, qapp: QApplication) -> None:
    window.commands["from_preset"].trigger()
    (gallery,) = opened(window)
    thumbnails = gallery.presets.card.thumbnails
    assert thumbnails._pictures == {}
    qapp.processEvents()
    while thumbnails._idle.isActive():
        qapp.processEvents()
    assert "constant" in thumbnails._pictures
    # What has not been scrolled to is not made.
    assert "resnet-imagenet" not in thumbnails._pictures
    select(gallery, "resnet-imagenet")
    gallery.grab()
    while thumbnails._idle.isActive():
        qapp.processEvents()
    assert "resnet-imagenet" in thumbnails._pictures
    gallery.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_pictures_are_sharp_on_fine_screens_and_follow_the_theme(qapp: QApplication) -> None:
    looks = appearance("light")
    thumbnails = Thumbnails(looks, Preset.make)
    preset = PRESETS["warmup-cosine"]
    assert thumbnails.picture(preset, QSize(150, 60), 2.0) is None
    while thumbnails._idle.isActive():
        qapp.processEvents()
    picture = thumbnails.picture(preset, QSize(150, 60), 2.0)
    assert picture is not None
    assert (picture.width(), picture.height(), picture.devicePixelRatio()) == (300, 120, 2.0)
    assert LIGHT.family("round").name() in colours(picture.toImage())
    looks.choose("dark")
    thumbnails.picture(preset, QSize(150, 60), 2.0)
    while thumbnails._idle.isActive():
        qapp.processEvents()
    picture = thumbnails.picture(preset, QSize(150, 60), 2.0)
    assert picture is not None
    assert DARK.family("round").name() in colours(picture.toImage())


def test_restarts_too_many_to_be_seen_are_drawn_as_the_first_ones(qapp: QApplication) -> None:
    make = partial(PRESETS["CosineAnnealingWarmRestarts"].make, stepping="update")
    picture = drawn_curve(make, QSize(132, 44), 1.0, LIGHT).toImage()
    drawn = [picture.pixelColor(x, 22).alpha() > 128 for x in range(118)]
    # Each falls along its curve and rises at once.
    waves = sum(now and not before for before, now in pairwise([False, *drawn])) // 2
    assert waves in range(7, 12)


def test_a_preset_that_steps_at_another_place_says_so(window: Window, dialog: PresetDialog) -> None:
    select(dialog, "resnet-imagenet")
    QTest.mouseClick(dialog.begin_button, Qt.MouseButton.LeftButton)
    told = window.status.hint.text()
    assert told.startswith("resnet-imagenet calls scheduler.step() after every epoch, not after")
    pick(window.schedule_form.stepping, "after every update")
    assert window.store.schedule.stepping == "update"
    assert [each.span.unit for each in window.store.schedule.segments] == [
        "epochs",
        "epochs",
        "fill",
    ]


def test_a_double_click_begins(window: Window, dialog: PresetDialog) -> None:
    select(dialog, "inverse-sqrt")
    view = dialog.presets.view
    place = view.visualRect(view.currentIndex()).center()
    QTest.mouseDClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert window.store.schedule == fitted("inverse-sqrt")
    assert opened(window) == []


def test_arguments_are_read_as_the_command_line_reads_them(
    window: Window, dialog: PresetDialog
) -> None:
    choose(dialog, "OneCycleLR")
    fill(dialog, "max_lr", "2e-3")
    fill(dialog, "total_steps", "32")
    assert dialog.picture.words.startswith("32 updates")
    QTest.mouseClick(dialog.begin_button, Qt.MouseButton.LeftButton)
    made = fitted("OneCycleLR", **PRESETS["OneCycleLR"].read(["max_lr=2e-3", "total_steps=32"]))
    assert window.store.schedule == made
    assert made.tracks
    assert opened(window) == []


def test_the_run_of_the_design_is_filled_in_and_what_is_typed_wins(
    window: Window, dialog: PresetDialog
) -> None:
    choose(dialog, "OneCycleLR")
    assert dialog.form is not None
    fields = dialog.form.fields
    run = starter().run
    assert (fields["samples"].text(), fields["epochs"].text()) == ("1,437", "20")
    assert dialog.schedule is not None
    assert dialog.schedule.run == run
    fill(dialog, "base_lr", "0.5")
    fill(dialog, "batch_size", "16")
    longer = replace(run, samples=9_000, batch_size=64, epochs=None, updates=1_416)
    window.store.edit(lambda design: replace(design, run=longer), "Change run")
    assert dialog.schedule.run == replace(longer, batch_size=16)
    assert dialog.schedule.total_steps == 1_416
    press(Qt.Key.Key_Escape)
    assert (fields["batch_size"].text(), fields["base_lr"].text()) == ("64", "0.5")
    assert dialog.schedule.run == longer


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


def test_enter_takes_an_argument_and_stays_and_ctrl_enter_begins(
    window: Window, dialog: PresetDialog
) -> None:
    choose(dialog, "StepLR")
    fill(dialog, "gamma", "0.25")
    assert dialog.form is not None
    gamma, stepping = dialog.form.fields["gamma"], dialog.form.fields["stepping"]
    for field in (gamma, stepping):
        field.setFocus()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QTest.keyClick(field, key)
            assert opened(window) == [dialog]
            assert window.store.schedule == starter()
            assert QApplication.focusWidget() is field
    assert "Ctrl+Enter" in dialog.begin_button.toolTip()
    assert "Ctrl+Enter" not in dialog.pin_button.toolTip()
    QTest.keyClick(gamma, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.store.schedule == fitted("StepLR", gamma=0.25)
    assert opened(window) == []


def test_enter_in_the_search_begins_with_what_was_found(
    window: Window, dialog: PresetDialog
) -> None:
    choose(dialog, "StepLR")
    QTest.keyClick(dialog.presets.search, Qt.Key.Key_Return)
    assert window.store.schedule == fitted("StepLR")


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
    assert window.store.schedule == fitted(next(iter(PRESETS)))


def test_opening_it_twice_keeps_what_is_typed(window: Window, dialog: PresetDialog) -> None:
    choose(dialog, "StepLR")
    fill(dialog, "gamma", "0.25")
    window.commands["from_preset"].trigger()
    assert opened(window) == [dialog]
    assert dialog.schedule == fitted("StepLR", gamma=0.25)


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
    assert {dialog.presets.view, *form, dialog.begin_button, dialog.cancel_button} <= set(reached)
    places = [reached.index(field) for field in form]
    assert places == sorted(places)


def test_tab_goes_through_the_arguments_as_they_are_read_and_then_to_the_buttons(
    dialog: PresetDialog,
) -> None:
    for name in ("OneCycleLR", "StepLR", "resnet-imagenet"):
        choose(dialog, name)
        assert dialog.form is not None
        dialog.presets.view.setFocus()
        reached: list[QWidget | None] = []
        for _ in dialog.form.fields:
            press(Qt.Key.Key_Tab)
            reached.append(QApplication.focusWidget())
        assert reached == list(dialog.form.fields.values())
        places = [field.y() for field in dialog.form.fields.values()]
        assert places == sorted(places)
        press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is dialog.cancel_button


def test_choices_are_chosen_and_numbers_are_not_explained(dialog: PresetDialog) -> None:
    choose(dialog, "OneCycleLR")
    assert dialog.form is not None
    stepping, three = dialog.form.fields["stepping"], dialog.form.fields["three_phase"]
    for field, options in ((stepping, ["update", "epoch"]), (three, ["yes", "no"])):
        assert isinstance(field, Choice)
        assert [field.itemText(row) for row in range(field.count())] == options
    assert isinstance(stepping, Choice)
    assert isinstance(three, Choice)
    pick(stepping, "epoch")
    pick(three, "yes")
    assert dialog.form.changed() == {"stepping": "epoch", "three_phase": "true"}
    assert dialog.schedule is not None
    assert dialog.schedule.stepping == "epoch"
    assert not any(note.isVisible() for note in dialog.form.notes.values())
    assert dialog.form.fields["max_lr"].toolTip() == "a number"


def test_a_recipe_brings_its_own_run(window: Window, dialog: PresetDialog) -> None:
    choose(dialog, "resnet-imagenet")
    assert dialog.form is not None
    fields = dialog.form.fields
    assert fields["samples"].text() == "1,281,167"
    assert (fields["epochs"].text(), fields["batch_size"].text()) == ("90", "256")
    assert dialog.schedule == PRESETS["resnet-imagenet"].make()


def test_the_menu_and_the_empty_design_lead_to_it(window: Window, dialog: PresetDialog) -> None:
    dialog.close()
    actions = preset_entries(window)
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
    select(dialog, "warmup-cosine")
    light = dialog.picture.grab().toImage()
    assert window.appearance.theme.family("round").name() in colours(light)
    window.appearance.choose("dark")
    try:
        assert DARK.family("round").name() in colours(dialog.picture.grab().toImage())
    finally:
        window.appearance.choose("light")


def colours(image: object) -> set[str]:
    """Every colour of a picture."""
    return {
        image.pixelColor(x, y).name()  # type: ignore[attr-defined]
        for x in range(image.width())  # type: ignore[attr-defined]
        for y in range(0, image.height(), 2)  # type: ignore[attr-defined]
    }


def test_an_argument_that_is_not_given_is_empty_and_can_be_left_away_again(
    dialog: PresetDialog,
) -> None:
    choose(dialog, "warmup-cosine")
    assert dialog.form is not None
    field = dialog.form.fields["min_lr"]
    assert shown_text(field) == ("", "not given")
    fill(dialog, "min_lr", "1e-5")
    values, faults = dialog.form.values()
    assert (values["min_lr"], faults) == (1e-5, [])
    for text in ("none", ""):
        fill(dialog, "min_lr", text)
        values, faults = dialog.form.values()
        assert ("min_lr" in values, faults) == (False, [])
    assert not any("none" in shown_text(each) for each in dialog.form.fields.values())


def shown_text(field: QWidget) -> tuple[str, str]:
    """What is seen in a field: its text, or else its placeholder."""
    if isinstance(field, QLineEdit):
        return field.displayText(), field.placeholderText()
    assert isinstance(field, Choice)
    return field.currentText(), ""


def test_epochs_stand_in_the_form_only_where_they_give_the_length(dialog: PresetDialog) -> None:
    for name, epochs in (("torchtitan", ""), ("resnet-imagenet", "90")):
        choose(dialog, name)
        assert dialog.form is not None
        assert dialog.form.fields["epochs"].text() == epochs


def test_a_card_says_in_whole_words_what_it_is_at_the_least_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(qapp.font())
    width = metrics.horizontalAdvance("three four") + 2
    lines = broken("one two three four five six", metrics, width)
    assert lines == ["one two", "three four", "five six"]
    assert broken("one", metrics, 1_000) == ["one"]
    cut = broken("one two three four five six seven", metrics, width)
    assert len(cut) == 3
    assert cut[-1].endswith("…")


@pytest.mark.parametrize("width", [*range(760, 1_100, 37)])
def test_the_cards_fill_the_width_in_full_columns(
    dialog: PresetDialog, qapp: QApplication, width: int
) -> None:
    dialog.setMinimumWidth(0)
    dialog.resize(width, 700)
    QTest.qWait(1)
    qapp.processEvents()
    view = dialog.presets.view
    wide = view.viewport().width()
    first = dialog.presets.model.row_of(next(iter(PRESETS)))
    assert first is not None
    places = [
        view.visualRect(dialog.presets.model.index(first + number, 0))
        for number in range(wide // scaled(LEAST_WIDTH))
    ]
    assert len({place.top() for place in places}) == 1
    assert wide - places[-1].right() < 10


def test_epochs_are_not_given_where_something_else_gives_the_length(qapp: QApplication) -> None:
    preset = PRESETS["llama-3-405b"]
    form = ArgumentForm(preset)
    form.show_length(preset.make().run)
    epochs = form.fields["epochs"]
    assert isinstance(epochs, ArgumentField)
    assert (epochs.displayText(), epochs.placeholderText()) == ("", NOT_GIVEN)
    form.show_length(starter().run)
    assert epochs.placeholderText() == ""


def test_no_line_of_a_card_is_cut_at_the_least_width(dialog: PresetDialog) -> None:
    font = QFont(dialog.presets.view.font())
    font.setPointSizeF(font.pointSizeF() - 1.5)
    width = scaled(LEAST_WIDTH) - 2 * (GAP + MARGIN)
    for preset in PRESETS.values():
        lines = card_lines(preset, QFontMetricsF(font), width)
        assert len(lines) <= CARD_LINES
        assert " ".join(lines) == " ".join((preset.line, *advice_lines(preset)))

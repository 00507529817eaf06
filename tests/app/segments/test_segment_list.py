"""The list of segments by keyboard, by mouse and by drag and drop, and what it says aloud."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QMimeData, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QKeyEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import inserted_segments, removed_segment, with_segment
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span
from tests.app.designs import three_segments, zigzag
from tests.app.driver import ALT, CONTROL, NO_KEYS, SHIFT, lengths, words_of_history
from tests.app.texts import painted_texts


@pytest.fixture
def names(window: Window) -> list[str]:
    window.store.open(three_segments(), None)
    window.segments.setFocus()
    return []


def shown(window: Window) -> list[str]:
    """The names as the list shows them."""
    model = window.segments.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_the_arrows_select_segments(window: Window, names: list[str]) -> None:
    QTest.keyClick(window.segments, Qt.Key.Key_Down)
    QTest.keyClick(window.segments, Qt.Key.Key_Down)
    assert window.store.segment_index == 2
    assert window.segment_form.name.text() == "Decay"
    QTest.keyClick(window.segments, Qt.Key.Key_Up)
    assert window.store.segment_index == 1


def selected_rows(window: Window) -> list[int]:
    """The rows that the list shows as selected."""
    return sorted(index.row() for index in window.segments.selectionModel().selectedIndexes())


def click(window: Window, row: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Click a card."""
    place = window.segments.visualRect(window.segments.model().index(row, 0)).center()
    QTest.mouseClick(window.segments.viewport(), Qt.MouseButton.LeftButton, keys, place)


def test_shift_and_the_arrows_select_several(window: Window, names: list[str]) -> None:
    told = QSignalSpy(window.store.changed)
    QTest.keyClick(window.segments, Qt.Key.Key_Down, SHIFT)
    assert list(window.store.selection) == [0, 1]
    assert window.store.segment_index == 1
    assert told.count() == 1
    QTest.keyClick(window.segments, Qt.Key.Key_Down, SHIFT)
    assert list(window.store.selection) == [0, 1, 2]
    QTest.keyClick(window.segments, Qt.Key.Key_Up, SHIFT)
    assert list(window.store.selection) == [0, 1]
    assert selected_rows(window) == [0, 1]
    assert window.segment_form.heading.text() == "2 SEGMENTS"
    QTest.keyClick(window.segments, Qt.Key.Key_Down)
    assert list(window.store.selection) == [2]
    assert words_of_history(window) == []


def test_ctrl_and_a_selects_all(window: Window, names: list[str]) -> None:
    QTest.keyClick(window.segments, Qt.Key.Key_A, CONTROL)
    assert list(window.store.selection) == [0, 1, 2]
    assert window.store.segment_index == 0


def test_ctrl_and_a_click_adds_or_takes_away_and_shift_takes_all_between(
    window: Window, names: list[str]
) -> None:
    click(window, 0)
    click(window, 2, CONTROL)
    assert list(window.store.selection) == [0, 2]
    assert window.store.segment_index == 2
    click(window, 2, CONTROL)
    assert list(window.store.selection) == [0]
    assert window.store.segment_index == 0
    click(window, 0, CONTROL)
    assert list(window.store.selection) == [0]
    assert selected_rows(window) == [0]
    click(window, 2, SHIFT)
    assert list(window.store.selection) == [0, 1, 2]
    assert window.store.segment_index == 2
    click(window, 1)
    assert list(window.store.selection) == [1]


def test_ctrl_and_the_arrows_go_to_a_segment_that_space_then_adds(
    window: Window, names: list[str]
) -> None:
    QTest.keyClick(window.segments, Qt.Key.Key_Down, CONTROL)
    QTest.keyClick(window.segments, Qt.Key.Key_Down, CONTROL)
    assert list(window.store.selection) == [0]
    assert window.segments.currentIndex().row() == 2
    QTest.keyClick(window.segments, Qt.Key.Key_Space, CONTROL)
    assert list(window.store.selection) == [0, 2]
    assert window.store.segment_index == 2


def test_the_list_shows_what_is_selected_elsewhere_and_goes_on_from_there(
    window: Window, names: list[str]
) -> None:
    window.store.select_segments((0, 2), 2)
    assert selected_rows(window) == [0, 2]
    assert window.segments.currentIndex().row() == 2
    window.store.toggle_segment(0)
    assert selected_rows(window) == [2]
    QTest.keyClick(window.segments, Qt.Key.Key_Up, SHIFT)
    assert list(window.store.selection) == [1, 2]


def test_alt_and_the_arrows_reorder(window: Window, names: list[str]) -> None:
    QTest.keyClick(window.segments, Qt.Key.Key_Down, ALT)
    assert shown(window) == ["Hold", "Warmup", "Decay"]
    assert window.store.segment_index == 1
    QTest.keyClick(window.segments, Qt.Key.Key_Down, ALT)
    QTest.keyClick(window.segments, Qt.Key.Key_Down, ALT)
    assert shown(window) == ["Hold", "Decay", "Warmup"]
    QTest.keyClick(window.segments, Qt.Key.Key_Up, ALT)
    assert shown(window) == ["Hold", "Warmup", "Decay"]
    assert window.segments.currentIndex().row() == 1
    assert words_of_history(window) == ["Reorder segments"] * 3


@pytest.mark.parametrize(
    ("source", "row", "order"),
    [
        (0, 2, ["Hold", "Warmup", "Decay"]),
        (0, 3, ["Hold", "Decay", "Warmup"]),
        (0, -1, ["Hold", "Decay", "Warmup"]),
        (2, 0, ["Decay", "Warmup", "Hold"]),
        (1, 1, ["Warmup", "Hold", "Decay"]),
        (1, 2, ["Warmup", "Hold", "Decay"]),
    ],
)
def test_dropping_a_segment_between_others_moves_it_there(
    window: Window, names: list[str], source: int, row: int, order: list[str]
) -> None:
    model = window.segments.model()
    data = model.mimeData([model.index(source, 0)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, QModelIndex())
    assert shown(window) == order
    moved = order != ["Warmup", "Hold", "Decay"]
    assert words_of_history(window) == (["Reorder segments"] if moved else [])
    if moved:
        assert order[window.store.segment_index or 0] == ["Warmup", "Hold", "Decay"][source]


def test_what_comes_from_elsewhere_cannot_be_dropped_on_the_list(
    window: Window, names: list[str]
) -> None:
    model = window.segments.model()
    data = QMimeData()
    data.setData("application/x-rampsmith-segment-rows", b"not a row")
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    data.setData("application/x-rampsmith-segment-rows", b"17")
    assert not model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert window.store.schedule == three_segments()


def test_duplicate_remove_and_add_work_at_the_selected_segment(
    window: Window, names: list[str]
) -> None:
    QTest.keyClick(window.segments, Qt.Key.Key_Down)
    QTest.keyClick(window.segments, Qt.Key.Key_D, CONTROL)
    assert shown(window) == ["Warmup", "Hold", "Hold 2", "Decay"]
    assert window.store.segment_index == 2
    QTest.keyClick(window.segments, Qt.Key.Key_Delete)
    assert shown(window) == ["Warmup", "Hold", "Decay"]
    window.store.select_segment(0)
    QTest.keyClick(window.segments, Qt.Key.Key_A)
    assert window.store.segment_index == 1
    assert len(shown(window)) == 4
    assert shown(window)[0] == "Warmup"
    QTest.mouseClick(window.add_button, Qt.MouseButton.LeftButton)
    assert window.store.segment_index == 2
    assert words_of_history(window) == [
        "Duplicate segment",
        "Remove segment",
        "Add segment",
        "Add segment",
    ]


def test_removing_all_segments_leaves_the_invitation(window: Window, names: list[str]) -> None:
    for _ in range(5):
        QTest.keyClick(window.segments, Qt.Key.Key_Delete)
    assert shown(window) == []
    assert window.invitation.isVisible()
    assert not window.segment_form.isVisible()
    assert not window.commands["remove"].isEnabled()
    window.store.undo()
    assert shown(window) == ["Decay"]
    assert not window.invitation.isVisible()
    assert window.segment_form.name.text() == "Decay"
    for _ in range(5):
        window.store.undo()
    assert window.store.schedule == three_segments()


def test_the_design_may_change_while_the_context_menu_is_open(
    window: Window, names: list[str]
) -> None:
    window.store.select_segment(2)
    place = window.segments.visualRect(window.segments.model().index(2, 0)).center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, window.segments.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(window.segments.viewport(), event)
    assert window.segments.menu.isVisible()
    window.store.edit(lambda schedule: removed_segment(schedule, 2), "Remove segment")
    window.store.edit(lambda schedule: removed_segment(schedule, 1), "Remove segment")
    for action in window.segments.menu.actions():
        action.trigger()
    window.segments.menu.close()
    assert len(shown(window)) == len(window.store.schedule.segments)


def test_left_and_right_move_the_end_and_with_alt_the_begin(
    window: Window, names: list[str]
) -> None:
    window.store.select_segment(1)
    QTest.keyClick(window.segments, Qt.Key.Key_Right)
    assert lengths(window.store.schedule) == [200, 310, 490]
    assert window.status.hint.text() == "“Hold” ends at update 510"
    QTest.keyClick(window.segments, Qt.Key.Key_Left, SHIFT)
    assert lengths(window.store.schedule) == [200, 309, 491]
    QTest.keyClick(window.segments, Qt.Key.Key_Left, ALT | CONTROL)
    assert lengths(window.store.schedule) == [100, 409, 491]
    assert window.segment_form.begin.text() == "100"
    assert words_of_history(window) == ["Move boundary"] * 3
    window.store.select_segment(0)
    QTest.keyClick(window.segments, Qt.Key.Key_Right, ALT)
    assert words_of_history(window) == ["Move boundary"] * 3, "the first one begins at 0"


def test_page_up_and_down_move_the_levels(window: Window, names: list[str]) -> None:
    QTest.keyClick(window.segments, Qt.Key.Key_PageUp)
    assert window.store.schedule.segments[0].end == Level(1.01)
    assert window.status.hint.text() == "“Warmup” ends at rate 1.01e-3"
    QTest.keyClick(window.segments, Qt.Key.Key_PageUp, ALT | CONTROL)
    start = window.store.schedule.segments[0].start
    assert start is not None
    assert start.value > 0
    QTest.keyClick(window.segments, Qt.Key.Key_PageDown, ALT | CONTROL)
    assert window.store.schedule.segments[0].start == Level(0.0)
    assert window.store.segment_index == 0, "a page is not turned"
    assert words_of_history(window) == ["Move level"] * 3


def test_a_key_that_is_held_is_one_edit(window: Window, names: list[str]) -> None:
    window.store.select_segment(1)
    for is_repeated in (False, True, True):
        right = (Qt.Key.Key_Right, NO_KEYS, "", is_repeated)
        QApplication.sendEvent(window.segments, QKeyEvent(QEvent.Type.KeyPress, *right))
    assert window.store.is_previewing
    QTest.keyRelease(window.segments, Qt.Key.Key_Right)
    assert lengths(window.store.schedule) == [200, 330, 470]
    assert words_of_history(window) == ["Move boundary"]
    QTest.keyPress(window.segments, Qt.Key.Key_Right)
    QTest.keyClick(window.segments, Qt.Key.Key_Delete)
    assert words_of_history(window) == ["Move boundary", "Move boundary", "Remove segment"]
    window.store.select_segment(0)
    QTest.keyPress(window.segments, Qt.Key.Key_Right)
    window.plot.setFocus()
    assert not window.store.is_previewing


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_a_key_goes_to_the_numbers(window: Window, names: list[str], key: Qt.Key) -> None:
    window.store.select_segment(1)
    QTest.keyClick(window.segments, key)
    assert QApplication.focusWidget() is window.segment_form.name
    QTest.keyClicks(window.segment_form.name, "Plateau\t")
    assert shown(window) == ["Warmup", "Plateau", "Decay"]


def test_an_edit_paints_the_cards_anew_that_it_changes_and_no_others(window: Window) -> None:
    window.store.open(zigzag(segments=600), None)
    told = QSignalSpy(window.segments.model().dataChanged)
    reset = QSignalSpy(window.segments.model().modelReset)
    window.store.edit(lambda schedule: with_segment(schedule, 2, end=Level(0.5)), "Change level")
    # The one behind it begins at another level.
    assert [told.at(each)[0].row() for each in range(told.count())] == [2, 3]
    window.store.undo()
    assert [told.at(each)[0].row() for each in range(told.count())] == [2, 3, 2, 3]
    assert reset.count() == 0


def test_a_card_is_described_with_its_place_its_rates_and_its_problems(
    window: Window, names: list[str]
) -> None:
    index = window.segments.model().index(0, 0)
    described = str(index.data(Qt.ItemDataRole.AccessibleDescriptionRole))
    assert described.startswith(
        "Linear from 0 to 1 x over 200 updates. From update 0 to 200. Rate 0 to 1e-3."
    )
    assert "The first update has rate 0" in described
    interface = QAccessible.queryAccessibleInterface(window.segments)
    row = interface.child(0)
    assert row.text(QAccessible.Text.Name).startswith("Warmup, linear")
    assert row.text(QAccessible.Text.Description) == described
    assert "F2" in interface.text(QAccessible.Text.Description)


def test_a_card_says_everything_aloud(window: Window, names: list[str]) -> None:
    text = window.segments.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert str(text).startswith("Warmup, ")
    assert "200" in str(text)
    assert "0 → 1" in str(text) or "from 0" in str(text)
    window.store.open(Schedule(segments=(three_segments().segments[0],) * 2), None)
    problems = [p.sentence for p in window.store.problems if p.place.segment == 0]
    for sentence in problems:
        text = window.segments.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert sentence in str(text)


def test_everything_that_can_be_operated_can_be_reached_by_tab(window: Window) -> None:
    window.store.open(three_segments(), None)
    reached: list[QWidget] = [window.plot]
    window.plot.setFocus()
    for _ in range(120):
        QTest.keyClick(reached[-1], Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
    form = window.segment_form
    for widget in (
        window.plot,
        window.segments,
        window.add_button,
        form.name,
        form.shape,
        form.length,
        form.length_unit,
        window.run_form.drop_last,
        window.groups_form.names[0],
        window.code.view,
        window.code.copy_button,
        window.schedule_form.after,
        window.top_bar.title,
    ):
        assert widget in reached, widget.accessibleName()


def test_long_names_do_not_widen_the_window(window: Window, names: list[str]) -> None:
    narrow = window.minimumSizeHint().width()
    long = "W" * 200
    segments = tuple(replace(segment, name=long) for segment in three_segments().segments)
    window.store.open(replace(three_segments(), title=long, segments=segments), None)
    window.message.tell("W" * 3000)
    window.status.say(long)
    window.status.show_verdict(long, "failed")
    window.tabs.setCurrentIndex(1)
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= max(narrow, 1200)
    window.grab()


def test_a_formula_without_levels_tells_what_is_executed(window: Window) -> None:
    formula = replace(starter().segments[1], shape=Expression("1 / sqrt(1 + t / 100)"))
    window.store.open(replace(starter(), segments=(formula,)), None)
    texts = [each.text for each in painted_texts(window.segments)]
    assert "0.01 → 3.164e-3" in texts, "0.01 / sqrt(1 + 899 / 100)"


@pytest.mark.parametrize(
    ("shape", "span", "line"),
    [
        (Constant(), Span(60, "epochs", until=True), "constant · until epoch 60"),
        (Constant(), Span.of_steps(125_125), "constant · 125,125 updates"),
        (Constant(), Span.of_the_rest(), "constant · fills the rest"),
        (InverseSqrt(), Span.of_steps(125_125), "… · 125,125 updates"),
    ],
)
def test_the_length_on_a_narrow_card_is_whole(
    window: Window, shape: Shape, span: Span, line: str
) -> None:
    segment = replace(starter().segments[0], shape=shape, span=span)
    window.store.open(replace(starter(), segments=(segment,)), None)
    window.resize(1024, 740)
    QApplication.processEvents()
    texts = [each.text for each in painted_texts(window.segments)]
    assert any(text.endswith(line) for text in texts), texts


def endless() -> Schedule:
    """A warmup, and a fall that is repeated without end."""
    return PRESETS["CosineAnnealingWarmRestarts"].make()


@pytest.mark.parametrize("way", ["add", "paste", "move"])
def test_nothing_is_put_where_it_would_never_be_reached(window: Window, way: str) -> None:
    design = endless()
    if way == "move":
        held = Segment("Hold", Constant(), Span.of_steps(2), Level(1.0))
        design = replace(inserted_segments(design, 0, (held,)), after="hold")
    window.store.open(design, None)
    window.store.select_segment(0)
    window.plot.setFocus()
    if way == "paste":
        QTest.keyClick(window.plot, Qt.Key.Key_C, CONTROL)
        QTest.keyClick(window.plot, Qt.Key.Key_V, CONTROL)
    elif way == "add":
        QTest.keyClick(window.plot, Qt.Key.Key_A)
    else:
        QTest.keyClick(window.plot, Qt.Key.Key_Down, ALT)
    assert window.store.document == design
    assert window.status.hint.text() == (
        "“Restarts” runs without end, so nothing can follow it: first give it a number of times"
    )


def test_a_segment_is_still_added_before_cycles_without_end(window: Window) -> None:
    window.store.open(endless(), None)
    window.segment_actions.add_at(0)
    assert [segment.name for segment in window.store.curve.segments][1:] == ["Fall"]

"""Whatever vanishes while it has the keys leaves them to the plot, never to a field."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.message_bar import Offer, WayOut
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import added_group
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.presets import preset_named
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, answers, show


def pressed(button: QPushButton) -> None:
    """Press a button by the keyboard, as one who has gone to it with Tab."""
    button.setFocus()
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    QApplication.processEvents()


def from_zero() -> Schedule:
    """A design whose first update has rate 0, which a fix in Problems mends."""
    return replace(three_segments(), counts_from=0)


def test_after_a_fix_single_keys_do_not_end_up_in_the_title(window: Window) -> None:
    for press in (
        pressed,
        lambda button: QTest.mouseClick(button, Qt.MouseButton.LeftButton),
    ):
        show(window, from_zero())
        window.tabs.setCurrentWidget(window.problems)
        QApplication.processEvents()
        row = next(row for row in window.problems.rows if row.fix_button.isVisible())
        row.fix_button.setFocus()
        press(row.fix_button)
        assert window.plot.hasFocus()
        title, count = window.store.schedule.title, len(window.store.schedule.segments)
        QTest.keyClick(window, Qt.Key.Key_A)
        assert window.top_bar.title.text() == title
        assert len(window.store.schedule.segments) == count + 1


def test_a_click_on_a_tab_takes_the_letters_from_a_list_or_a_field(window: Window) -> None:
    show(window, three_segments())
    bar = window.tabs.tabBar()
    for reader in (window.schedule_form.after, window.run_form.fields["samples"]):
        reader.setFocus()
        assert reader.hasFocus()
        place = bar.tabRect(window.tabs.indexOf(window.problems)).center()
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)
        assert window.plot.hasFocus()
        count = len(window.store.schedule.segments)
        QTest.keyClick(window, Qt.Key.Key_A)
        assert len(window.store.schedule.segments) == count + 1
    window.segments.setFocus()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(0).center())
    assert window.segments.hasFocus()


def test_buttons_that_end_what_they_stand_in_leave_the_keys_to_the_plot(window: Window) -> None:
    done: list[str] = []
    choice = WayOut("Do it", lambda: done.append("done"))
    window.message.offer(Offer("a topic", "Something to decide.", (choice,)))
    QTest.keyClick(window.plot, Qt.Key.Key_F6)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    pressed(focused)
    assert done == ["done"]
    assert window.plot.hasFocus()

    window.comparing.pin("A pin", three_segments())
    QApplication.processEvents()
    (row,) = window.comparing.legend.rows.values()
    pressed(row.remove)
    assert not window.comparing.pins.pins
    assert window.plot.hasFocus()

    show(window, Schedule())
    QApplication.processEvents()
    pressed(window.invitation.first)
    assert window.store.schedule.segments
    assert window.plot.hasFocus()


def test_every_part_that_can_have_the_keys_leaves_them_to_the_plot(window: Window) -> None:
    show(window, from_zero())
    window.store.edit(added_group, "Add group")
    window.comparing.pin("A pin", three_segments())
    window.message.tell("Something")
    seen = 0
    for page in filter(window.tabs.isTabVisible, range(window.tabs.count())):
        window.tabs.setCurrentIndex(page)
        QApplication.processEvents()
        for part in window.findChildren(QWidget):
            can_have = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible()
            if not can_have or part is window.plot or part.focusProxy() is not None:
                continue
            part.setFocus()
            if not part.hasFocus():
                continue
            part.hide()
            assert window.plot.hasFocus(), part.accessibleName() or repr(part)
            part.show()
            seen += 1
    assert seen > 60


def test_in_the_gallery_the_list_gets_the_keys(window: Window) -> None:
    window.commands["from_preset"].trigger()
    gallery = window.findChild(PresetDialog)
    assert gallery is not None
    gallery.activateWindow()
    gallery.reload("warmup-cosine")
    QApplication.processEvents()
    assert gallery.form is not None
    assert gallery.presets.current == preset_named("warmup-cosine")
    field = gallery.form.fields["base_lr"]
    field.setFocus()
    assert field.hasFocus()
    QTest.mouseClick(gallery.presets.view.viewport(), Qt.MouseButton.LeftButton)
    gallery.chosen.hide()
    assert gallery.presets.view.hasFocus()
    QTest.keyClick(gallery, Qt.Key.Key_Escape)


def test_another_design_gives_the_keys_to_the_plot(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "other.ramp"
    write_design(three_segments(), path)

    def new() -> None:
        QTest.keyClick(window, Qt.Key.Key_N, CONTROL)

    def opened() -> None:
        QTest.keyClick(window, Qt.Key.Key_O, CONTROL)

    for begin, count in ((new, 0), (opened, 3)):
        show(window, three_segments())
        asked = answers(window)
        asked.unsaved, asked.open = "discard", path
        stepping = window.schedule_form.stepping
        stepping.setFocus()
        QTest.keyClick(stepping, Qt.Key.Key_Down)
        assert window.store.schedule != three_segments()
        begin()
        assert len(window.store.schedule.segments) == count
        before = window.store.schedule.stepping
        assert window.plot.hasFocus()
        QTest.keyClick(window.plot, Qt.Key.Key_A)
        assert len(window.store.schedule.segments) == count + 1
        assert window.store.schedule.stepping == before

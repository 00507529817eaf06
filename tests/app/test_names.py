"""Every widget that can be operated has a name for screen readers, in the window and every dialog."""

import importlib
import pkgutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QLineEdit,
    QScrollBar,
    QWidget,
)

import rampsmith.app
from rampsmith.app.documents.changes import ChangesDialog
from rampsmith.app.gallery.keep_dialog import KeepDialog
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.help.sheet import ShortcutSheet
from rampsmith.app.window import Window
from rampsmith.designer.editing.edits import added_group
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.editing.tracks import added_track
from rampsmith.exporters.hand_edits import HandEdits
from tests.app.leaks import delete_what_is_due
from tests.app.test_drag import three_segments

KINDS = (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
)

DIALOGS: dict[str, Callable[[Window], QDialog]] = {
    "PresetDialog": lambda window: PresetDialog(
        window.store, window.documents, window.theme, window
    ),
    "KeepDialog": lambda window: KeepDialog(window.store.schedule, window),
    "ShortcutSheet": lambda window: ShortcutSheet(
        window.commands.specs, window.actions_by_name, window.theme, window
    ),
    "ChangesDialog": lambda window: ChangesDialog(HandEdits("Changed.", ("- a", "+ b")), window),
}


def unnamed(window: QWidget) -> list[str]:
    """Everything that can be operated and that a screen reader has no words for."""
    found = []
    for widget in window.findChildren(QWidget):
        parent = widget.parentWidget()
        inside = isinstance(parent, (QComboBox, QAbstractScrollArea, QLineEdit))
        # The list that drops down has a frame of Qt's own around it.
        inside = inside or isinstance(parent and parent.parentWidget(), QComboBox)
        if not isinstance(widget, KINDS) or isinstance(widget, QScrollBar) or inside:
            continue
        ours = type(widget).__module__.startswith("rampsmith")
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus and not ours:
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        name = interface.text(QAccessible.Text.Name)
        if not any(letter.isalnum() for letter in name):
            found.append(f"{type(widget).__name__} {widget.objectName()!r} {name!r}")
    return found


def test_everything_that_can_be_operated_has_a_name(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.edit(added_group, "Add group")
    window.store.edit(lambda schedule: repeated(schedule, 0, 1), "Repeat")
    window.store.edit(lambda schedule: added_track(schedule, "momentum"), "Add momentum")
    window.message.tell("Something")
    assert unnamed(window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_everything_in_a_dialog_has_a_name(window: Window, name: str) -> None:
    dialog = DIALOGS[name](window)
    dialog.show()
    assert unnamed(dialog) == []
    dialog.close()
    dialog.deleteLater()
    delete_what_is_due()


def test_every_dialog_is_looked_through_here() -> None:
    for module in pkgutil.walk_packages(rampsmith.app.__path__, "rampsmith.app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {each for each in QDialog.__subclasses__() if each.__module__.startswith("rampsmith")}
    assert {each.__name__ for each in ours} == set(DIALOGS)

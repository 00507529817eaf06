"""Every widget that can be operated has a name for screen readers, in the window and every dialog."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

import rampsmith.app
from rampsmith.app.backdrop.axes_dialog import AxesDialog
from rampsmith.app.documents.dialogs import ChangesDialog
from rampsmith.app.fitting.trace_dialog import TraceDialog
from rampsmith.app.gallery.own_presets import KeepDialog
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.help.guide import GuideWindow
from rampsmith.app.help.shortcut_sheet import ShortcutSheet
from rampsmith.app.logs.column_picker import ColumnPicker
from rampsmith.app.logs.open_logs import OpenLog
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.editing.edits import added_group
from rampsmith.designer.editing.repeats import repeated
from rampsmith.designer.logs.follower import LogFollower
from rampsmith.designer.logs.reading import read_log_text
from rampsmith.exporters.targets.hand_edits import HandEdits
from tests.app.accessibility import unnamed
from tests.app.backdrop.traced import lined_up, picture
from tests.app.designs import three_segments
from tests.app.leaks import delete_what_is_due

LOG = "step,lr,loss\n0,0.1,2.0\n1,0.05,1.5\n2,0.02,1.0\n"

DIALOGS: dict[str, Callable[[Window], QDialog]] = {
    "PresetDialog": lambda window: PresetDialog(
        window.store, window.documents, window.appearance, window
    ),
    "KeepDialog": lambda window: KeepDialog(window.store.schedule, window),
    "GuideWindow": lambda window: GuideWindow(window.appearance, window),
    "ShortcutSheet": lambda window: ShortcutSheet(window.commands, window.appearance, window),
    "ColumnPicker": lambda window: ColumnPicker(
        OpenLog(
            1,
            Path("log.csv"),
            read_log_text(LOG, "log.csv"),
            frozenset(),
            LogFollower("log.csv"),
            None,
        ),
        window.appearance,
        window,
    ),
    "AxesDialog": lambda window: AxesDialog(
        lined_up(picture()), window.appearance, words="rate", parsed_step=float, parent=window
    ),
    "TraceDialog": lambda window: TraceDialog("train.py", ("make_scheduler",), window),
    "LinesDialog": lambda window: ChangesDialog(HandEdits("Changed.", ("- a", "+ b")), window),
}


def test_everything_that_can_be_operated_has_a_name(window: Window) -> None:
    window.store.open(three_segments(), None)
    window.store.edit(added_group, "Add group")
    window.store.edit(lambda schedule: repeated(schedule, 0, 1), "Repeat")
    window.store.edit(lambda schedule: added_curve(schedule, MOMENTUM_CURVE), "Add momentum")
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

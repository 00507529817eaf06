"""On every usual screen, in every state of the window and after every job, all words can be seen whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

WALK = """
import json, os, sys
from pathlib import Path
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.launch import application
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.events import Diverged, Failed, Started, UpdateRows
from rampsmith.designer.presets import PRESETS
from tests.app.cut import cut
from tests.app.designs import four_segments
from tests.app.driver import ToldWindow

app = application()
settings = QSettings(sys.argv[1], QSettings.Format.IniFormat)
settings.setValue("theme", "light")
window = ToldWindow(settings=settings)
window.fill(Schedule())
window.show()
window.activateWindow()
found = {}

def look(state, what=window):
    app.processEvents()
    if faults := cut(what):
        found[state] = faults

look("empty")
designs = {name: PRESETS[name].make() for name in ("OneCycleLR", "ReduceLROnPlateau", "nanochat")}
designs["sgdr"] = PRESETS["sgdr"].make()
designs["four"] = four_segments()
for name, design in designs.items():
    window.store.open(design, None)
    window.comparing.pin("An earlier version with a rather long name", design)
    for index in range(window.tabs.count()):
        if window.tabs.isTabVisible(index):
            window.tabs.setCurrentIndex(index)
            look(f"{name}, tab {window.tabs.tabText(index)}")
    for row in range(len(design.segments)):
        window.store.select_segment(row)
        look(f"{name}, segment {row}")
drives = window.driving.drives
window.driving.tab.controls.choose(seeds=16, updates=20_000)
for name in ("drive", "range_test"):
    window.commands[name].trigger()
    look(f"{name}, begun")
    drives.client().tell(
        Started(320_000, "Convolutional network, SGD with momentum"),
        UpdateRows(0, 0, 0, (1e-6, 0.1), (2.0, 1.0)),
        Diverged(0, 0, 19_998, 0.031),
        Failed("The drive was ended by the system, which killed it for want of memory."),
    )
    while window.driving.is_running:
        app.processEvents()
    look(f"{name}, ended")
for name in ("from_preset", "shortcuts", "about", "guide", "commands"):
    window.commands[name].trigger()
    app.processEvents()
    for dialog in QApplication.topLevelWidgets():
        if dialog is not window and dialog.isVisible() and isinstance(dialog, QDialog):
            look(name, dialog)
            dialog.close()
print(json.dumps(found, indent=1))
sys.stdout.flush()
os._exit(0)
"""

JOBS = """
import json, os, sys
from pathlib import Path
import pyqtgraph
from PySide6.QtCore import QSettings
from rampsmith.app.plot.view.time_axes import TimeAxis
from rampsmith.app.shell.launch import application
from rampsmith.designer.document.schedule import Schedule
from tests.app.cut import cut
from tests.app.driver import ToldWindow, rest
from tests.app.shell import test_jobs
from tests.app.shell.jobs import Person

app = application()
pyqtgraph.setConfigOption("mouseRateLimit", -1)
folder = Path(sys.argv[1]).parent
found = {}
for job in (test_jobs.llama_3, test_jobs.resnet_50, *test_jobs.JOBS):
    settings = QSettings(str(folder / f"{job.__name__}.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "dark")
    window = ToldWindow(settings=settings)
    window.fill(Schedule())
    window.show()
    window.activateWindow()
    app.processEvents()
    job(Person(window, folder))
    app.processEvents()
    faults = cut(window)
    shown = window.plot.grab().toImage()
    for axis in window.plot.scene().items():
        if isinstance(axis, TimeAxis):
            axis.picture = None
            axis.update()
    if window.plot.grab().toImage() != shown:
        faults.append("labels of an axis stand where they were")
    if faults:
        found[job.__name__] = faults
    rest(window)
    window.hide()
print(json.dumps(found, indent=1))
sys.stdout.flush()
os._exit(0)
"""

SCREENS = {
    "1024x768": (1024, 768, 96, 1),
    "1366x768": (1366, 768, 96, 1),
    "1440x900": (1440, 900, 96, 1),
    "144 dpi": (1920, 1080, 144, 1),
    "4K": (3840, 2160, 96, 1),
    "4K, doubled": (1920, 1080, 96, 2),
}
"""The width and height in the pixels of Qt, the dots per inch of letters, and the sharpness."""


@pytest.mark.long
@pytest.mark.parametrize("script", [WALK, JOBS], ids=["states", "jobs"])
@pytest.mark.parametrize("name", SCREENS)
def test_nothing_is_cut_on_a_screen(tmp_path: Path, name: str, script: str) -> None:
    wide, high, dpi, ratio = SCREENS[name]
    config = tmp_path / "screen.json"
    place = {"name": "screen", "x": 0, "y": 0, "width": wide, "height": high, "dpr": ratio}
    screen = {**place, "logicalDpi": dpi, "logicalBaseDpi": 96 if ratio == 2 else dpi}
    config.write_text(json.dumps({"screens": [screen]}))
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "settings.ini")],
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}

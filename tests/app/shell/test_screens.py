"""Windows and dialogs open whole on the screen that they open on, their frame included."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.window import Window

OPENED = """
import json, sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.launch import application
from rampsmith.designer.document.starter import starter
from tests.app.driver import ToldWindow

app = application()
window = ToldWindow(settings=QSettings(sys.argv[1], QSettings.Format.IniFormat))
window.fill(starter())
window.move(200, 150)
window.show()
window.activateWindow()
app.processEvents()
parts = [window.top_bar.search, window.status, window.numbers]
rects = [window.frameGeometry()]
rects += [part.rect().translated(part.mapToGlobal(part.rect().topLeft())) for part in parts]
window.commands["from_preset"].trigger()
gallery = window.findChild(PresetDialog)
app.processEvents()
rects.append(gallery.frameGeometry())
begin = gallery.begin_button
rects.append(begin.rect().translated(begin.mapToGlobal(begin.rect().topLeft())))
screen = window.screen().availableGeometry()
print(json.dumps([list(rect.getRect()) for rect in (screen, *rects)]))
sys.stdout.flush()
import os
os._exit(0)
"""


@pytest.mark.parametrize("screen", [(1024, 768), (1366, 768), (1440, 900), (3840, 2160)])
def test_a_first_window_and_the_presets_are_whole_on_their_screen(
    tmp_path: Path, screen: tuple[int, int]
) -> None:
    config = tmp_path / "screen.json"
    wide, high = screen
    place = {"name": "screen", "x": 0, "y": 0, "width": wide, "height": high, "dpr": 1}
    config.write_text(json.dumps({"screens": [{**place, "logicalDpi": 96, "logicalBaseDpi": 96}]}))
    env = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}"}
    done = subprocess.run(
        [sys.executable, "-c", OPENED, str(tmp_path / "settings.ini")],
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    room, window, *parts = json.loads(done.stdout)
    assert room == [0, 0, wide, high]
    for left, top, width, height in (window, *parts):
        assert left >= 0
        assert top >= 0
        assert left + width <= wide
        assert top + height <= high
    if wide > 1440:
        assert window[2] >= 1440, "no smaller than it has to be"


def test_the_window_fits_on_half_of_a_full_hd_screen(window: Window) -> None:
    size = window.size()
    window.resize(100, 100)
    QApplication.processEvents()
    assert window.width() <= 940
    bar = window.tabs.tabBar()
    assert bar.width() >= bar.sizeHint().width(), "no tab is scrolled away"
    for button in (window.top_bar.search, *window.top_bar.files):
        assert window.top_bar.rect().contains(button.geometry())
    window.resize(size)

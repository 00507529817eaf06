"""Whatever is remembered may be wrong: the window opens all the same, and does what it can of it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rampsmith.app.backdrop.kept_picture import PLACES, keep_picture, kept_picture
from rampsmith.app.base.settings import Settings
from rampsmith.app.compare.comparing import PINS
from rampsmith.app.logs.training_logs import LOGS
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.places import real_path
from tests.app.backdrop.traced import lined_up, picture
from tests.app.driver import closed, made_window
from tests.app.logs.dropped import write_log

HUGE = (1e308, -1e308, 1e300, "inf", "nan", "-inf", 2**400, -(2**2000), 5e-324)
"""Numbers in JSON, of which Python reads those that are none too."""


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder that nobody may look into; who runs the tests may be allowed everything."""
    folder = tmp_path / "locked"
    folder.mkdir()
    write_log(folder / "log.csv")
    really = os.stat

    def refused(path: Any, **how: Any) -> os.stat_result:
        if isinstance(path, str | os.PathLike) and str(path).startswith(f"{folder}{os.sep}"):
            raise PermissionError(13, "Permission denied")
        return really(path, **how)

    monkeypatch.setattr(os, "stat", refused)
    return folder


def places(tmp_path: Path) -> list[Path]:
    """Return paths that cannot be read, each in another way."""
    (tmp_path / "file").touch()
    if sys.platform != "win32":
        (tmp_path / "itself").symlink_to("itself")
    return [
        tmp_path / ("x" * 5_000),
        tmp_path / "a\0b.csv",
        tmp_path / "\ud800.csv",
        tmp_path / "file" / "log.csv",
        tmp_path / "itself" / "log.csv",
        Path("/".join("a" * 3_000)),
        tmp_path,
    ]


def message(window: Window) -> str:
    """Return what is said across the window."""
    return window.message.text.toolTip()


def test_files_that_cannot_be_looked_at_are_set_aside_with_a_sentence(
    qtbot: QtBot, tmp_path: Path, locked: Path
) -> None:
    wrong = [*places(tmp_path), locked / "log.csv", locked]
    settings = Settings(tmp_path / "settings.ini")
    settings.setValue("recent", [str(path) for path in wrong])
    settings.setValue("folder", [str(Path.cwd()), str(locked / "inner")])
    settings.setValue(LOGS, json.dumps([[str(locked / "log.csv"), ["lr"]]]))
    settings.sync()
    window = made_window(starter(), tmp_path)
    qtbot.waitUntil(lambda: "log.csv: This file may not be read." in message(window))
    assert window.documents.folder() == Path.cwd()
    for path in wrong:
        window.documents.open_again(path)
        assert window.message.isVisible()
        assert window.windows.holder(path) is None
        assert real_path(path)
    assert window.store.schedule == starter()
    closed(window)


def test_logs_at_impossible_places_are_left_out(qtbot: QtBot, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.setValue(LOGS, json.dumps([[str(path), []] for path in places(tmp_path)]))
    settings.sync()
    window = made_window(starter(), tmp_path)
    qtbot.waitUntil(lambda: not window.logs.open_logs.jobs.is_busy)
    assert window.logs.open_logs.logs == ()
    closed(window)


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("place", ["share", "step", "value", "opacity"])
def test_a_picture_that_lies_nowhere_is_left_out(
    qapp: QApplication, tmp_path: Path, number: float, place: str
) -> None:
    settings = Settings(tmp_path / "kept.conf")
    keep_picture(settings, lined_up(picture()))
    kept = json.loads(str(settings.value(PLACES)))
    match place:
        case "share":
            kept["steps"][0][0] = number
        case "step":
            kept["steps"][1][1] = number
        case "value":
            kept["values"][0][1] = number
        case _:
            kept["opacity"] = number
    settings.setValue(PLACES, json.dumps(kept))
    assert (kept_picture(settings) is not None) == (number == 5e-324 and place != "opacity")


@pytest.mark.parametrize("is_logarithmic", [False, True])
def test_a_picture_over_all_that_there_is_is_painted(window: Window, is_logarithmic: bool) -> None:
    found = lined_up(picture(), is_logarithmic=True)
    window.plot.change_settings(logarithmic=is_logarithmic)
    for values in ((5e-324, 1e100), (1e-2, 1.0000001e-2), (1e99, 1e100)):
        axis = type(found.values)(
            found.values.first._replace(value=values[0]),
            found.values.second._replace(value=values[1]),
            is_logarithmic=True,
        )
        assert not axis.fault("rate")
        window.backdrop.put(type(found)("x", found.image, found.steps, axis, "rate"))
        window.grab()
    window.backdrop.remove()


@pytest.mark.parametrize(
    "value",
    [
        QByteArray(b""),
        QByteArray(b"\xff" * 3_000),
        "@Invalid()",
        "x" * 100_000,
        ["a", "b"],
        "-1e400",
    ],
)
def test_the_window_opens_whatever_is_remembered(
    qtbot: QtBot, tmp_path: Path, value: object
) -> None:
    settings = Settings(tmp_path / "settings.ini")
    keys = [
        *("geometry", "tab", "theme", "commands", "recent", "folder", "exports", "dismissed"),
        *(PINS, LOGS, PLACES, "picture/image"),
    ]
    names = [f"layout/{name}" for name in ("across", "middle", "stepping", "columns", "curves")]
    for key in (*keys, *names):
        settings.setValue(key, value)
    settings.sync()
    window = made_window(starter(), tmp_path)
    window.grab()
    window.recent_menu.refresh()
    assert window.exporting.place() is None
    assert min(window.width(), window.height()) > 200
    closed(window)


@pytest.mark.parametrize("sizes", [["54", str(2**31 - 1)], ["-5", "9"], ["4"], ["1", "2", "x"]])
def test_parts_of_impossible_sizes_are_laid_out_as_in_a_new_window(
    qapp: QApplication, tmp_path: Path, sizes: list[str]
) -> None:
    window = made_window(starter(), tmp_path)
    before = window.middle.sizes()
    window.settings.setValue("layout/middle", sizes)
    window.parts_layout.add("middle", window.middle, window.middle.reset)
    assert window.middle.sizes() == before
    closed(window)


def test_no_state_of_qt_is_laid_out_by_which_does_not_come_to_an_end(
    qapp: QApplication, tmp_path: Path
) -> None:
    state = QByteArray()
    stream = QDataStream(state, QIODevice.OpenModeFlag.WriteOnly)
    for number in (0xFF, 1, 1_000, *[2**31 - 1, -(2**31), 0, -1] * 250, 0, 1, 0, 1):
        stream.writeInt32(number)
    window = made_window(starter(), tmp_path)
    window.settings.setValue("layout/across", state)
    window.parts_layout.add("across", window.across, window.across.reset)
    closed(window)

"""The program on a desktop: its icon, its entry, its files' type, put there and removed again."""

import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon, QImage
from pytestqt.qtbot import QtBot

from docs import icons
from rampsmith.app.commandline.command import main
from rampsmith.app.desktop import installing
from rampsmith.app.shell.launch import application

FOLDER = Path(__file__).parents[3] / "app" / "desktop"

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux desktops have such files"
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in the place of the user's data."""
    folder = tmp_path / "share"
    monkeypatch.setattr(installing, "data_folder", lambda: folder)
    return folder


def checked(program: str, *arguments: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    child = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stdout + child.stderr
    return child.stdout + child.stderr


def test_the_files_are_written_where_the_desktop_finds_them_and_removed_again(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = data / "applications" / "other.desktop"
    others.parent.mkdir(parents=True)
    others.touch()
    assert main(["--install-desktop"]) == 0
    places = sorted(data / place for place in installing.PLACES.values())
    assert all(path.is_file() for path in places)
    assert capsys.readouterr().out == "".join(
        f"{data / place}: written\n" for place in installing.PLACES.values()
    )
    assert main(["--remove-desktop"]) == 0
    assert not any(path.exists() for path in places)
    assert others.exists()
    assert not (data / "icons").exists()
    capsys.readouterr()
    assert main(["--remove-desktop"]) == 0
    assert capsys.readouterr().out == "nothing was installed\n"


def test_nothing_is_left_of_it_where_nothing_else_is_installed(data: Path) -> None:
    data.mkdir()
    installing.install_desktop()
    assert {path.name for path in data.iterdir()} == {"applications", "icons", "metainfo", "mime"}
    installing.remove_desktop()
    assert [*data.iterdir()] == []


def test_types_that_others_have_installed_are_still_known(data: Path) -> None:
    others = data / "mime" / "packages" / "other.xml"
    others.parent.mkdir(parents=True)
    text = (FOLDER / "rampsmith.mime.xml").read_text(encoding="utf-8")
    others.write_text(text.replace("rampsmith", "other"), encoding="utf-8")
    installing.install_desktop()
    installing.remove_desktop()
    assert others.is_file()
    if shutil.which("update-mime-database") is not None:
        assert "x-other+json" in (data / "mime" / "globs").read_text(encoding="utf-8")
        assert "x-rampsmith" not in (data / "mime" / "globs").read_text(encoding="utf-8")


def test_the_entry_starts_this_very_installation_and_is_valid(data: Path) -> None:
    installing.install_desktop()
    entry = data / "applications" / "rampsmith.desktop"
    assert f'Exec="{sys.executable}" -m rampsmith %F\n' in entry.read_text(encoding="utf-8")
    assert checked("desktop-file-validate", str(entry)) == ""


def test_odd_paths_are_quoted_as_desktop_entries_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/opt/100 % $new/python")
    assert installing.command_line() == '"/opt/100 %% \\\\$new/python" -m rampsmith'


def test_the_metainfo_is_valid() -> None:
    version = checked("appstreamcli", "--version").split()[-1]
    wants_homepage = tuple(map(int, version.split("."))) >= (1, 0, 2)
    # There is no address of the project to give.
    options = ["--override=url-homepage-missing=info"] if wants_homepage else []
    file = str(FOLDER / "rampsmith.metainfo.xml")
    checked("appstreamcli", "validate", "--no-net", *options, file)


def test_designs_have_a_type_that_the_desktop_knows_them_by(data: Path) -> None:
    installing.install_desktop()
    if shutil.which("update-mime-database") is None:
        pytest.skip("update-mime-database is not installed")
    globs = (data / "mime" / "globs").read_text(encoding="utf-8")
    assert "application/x-rampsmith+json:*.ramp" in globs
    entry = (FOLDER / "rampsmith.desktop").read_text(encoding="utf-8")
    assert "MimeType=application/x-rampsmith+json;" in entry


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data.write_text("a file in its place")
    assert main(["--install-desktop"]) == 2
    assert capsys.readouterr().err.startswith(str(data))


def test_the_icons_for_other_systems_are_made_of_the_svg(qtbot: QtBot) -> None:
    for name, made in (("rampsmith.ico", icons.ico()), ("rampsmith.icns", icons.icns())):
        held, drawn = QImage(str(icons.FOLDER / name)), QImage.fromData(made)
        assert held.size() == drawn.size()
        place = held.rect().center()
        assert held.pixelColor(place) == drawn.pixelColor(place), "make pictures draws it again"
    assert (icons.FOLDER / "rampsmith.ico").read_bytes()[:6] == struct.pack(
        "<HHH", 0, 1, len(icons.ICO_SIZES)
    )
    names = {name.encode() for name in icons.ICNS_SIZES}
    data = (icons.FOLDER / "rampsmith.icns").read_bytes()
    assert struct.unpack_from(">4sI", data) == (b"icns", len(data))
    assert all(name in data for name in names)


def test_the_window_has_the_icon(qtbot: QtBot) -> None:
    ET.parse(FOLDER / "rampsmith.svg")  # noqa: S314 - it is our own file
    app = application()
    app.setWindowIcon(QIcon(str(FOLDER / "rampsmith.svg")))
    image = app.windowIcon().pixmap(64, 64).toImage()
    assert image.pixelColor(25, 18).name() == "#ffffff"

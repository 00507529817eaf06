"""Puts the program where a Linux desktop finds it, for this user, and removes it again."""

import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import platformdirs

from rampsmith.designer.files.output import write_whole
from rampsmith.designer.files.places import is_file, is_folder, is_there

ICON = "rampsmith.svg"
PLACES = {
    "rampsmith.desktop": "applications/rampsmith.desktop",
    "rampsmith.metainfo.xml": "metainfo/rampsmith.metainfo.xml",
    "rampsmith.mime.xml": "mime/packages/rampsmith.xml",
    ICON: "icons/hicolor/scalable/apps/rampsmith.svg",
}
"""Each file that comes along, and where it belongs below the folder of the user's data."""

UPDATES = (("update-desktop-database", "applications"), ("update-mime-database", "mime"))
"""The programs that tell the desktop of new files, each with the folder that it reads."""


def install_desktop() -> list[Path]:
    """Write the files; return where they are now.

    Raises:
        OSError: if a folder cannot be made.
        OutputError: if a file cannot be written.
    """
    written = []
    for name, place in PLACES.items():
        path = data_folder() / place
        path.parent.mkdir(parents=True, exist_ok=True)
        text = files("rampsmith.app.desktop").joinpath(name).read_text(encoding="utf-8")
        write_whole(path, text.replace("Exec=rampsmith", f"Exec={command_line()}"))
        written.append(path)
    _update()
    return written


def remove_desktop() -> list[Path]:
    """Remove the files, and folders in which nothing else is installed; return which there were.

    Raises:
        OSError: if one cannot be removed.
    """
    there = [path for path in map(data_folder().joinpath, PLACES.values()) if is_file(path)]
    for path in there:
        path.unlink()
    if there:
        _update()
    for path in there:
        for folder in path.parents:
            if folder == data_folder() or any(folder.iterdir()):
                break
            folder.rmdir()
    if there:
        _remove_leftovers()
    return there


def data_folder() -> Path:
    """Return where the desktop looks for what one user has installed."""
    return platformdirs.user_data_path()


def command_line() -> str:
    """Write the command that starts this installation, quoted as in a desktop entry."""
    quoted = "".join(f"\\\\{each}" if each in '"`$\\' else each for each in sys.executable)
    return f'"{quoted.replace("%", "%%")}" -m rampsmith'


def _update() -> None:
    """Run the programs that update a desktop; one without them sees the files by itself."""
    for program, folder in UPDATES:
        path = shutil.which(program)
        if path is not None:
            subprocess.run(
                [path, os.fspath(data_folder() / folder)], check=False, capture_output=True
            )


def _remove_leftovers() -> None:
    """Remove what those programs have written, where it is about nothing any more."""
    applications, mime = (data_folder() / folder for _, folder in UPDATES)
    if [*applications.glob("*")] == [applications / "mimeinfo.cache"]:
        shutil.rmtree(applications)
    # All but the packages is made of these.
    if is_folder(mime) and not is_there(mime / "packages"):
        shutil.rmtree(mime)

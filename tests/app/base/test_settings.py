"""What is remembered is looked at before Qt reads it: nothing in it can be an object that runs code."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QSettings

from rampsmith.app.base.settings import LARGEST, Settings


class Opened:
    """Unpickled, it writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return open, (str(self.path), "w")


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """Return the file that is there if something was run."""
    return tmp_path / "run"


@pytest.fixture
def hostile(tmp_path: Path, proof: Path) -> bytes:
    """Return settings as PySide writes them, of which one is an object of Python's."""
    path = tmp_path / "hostile.conf"
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    settings.setValue("tab", Opened(proof))
    settings.sync()
    return path.read_bytes()


def was_run(path: Path, proof: Path) -> bool:
    """Return whether QSettings alone would run what a file holds."""
    value = QSettings(str(path), QSettings.Format.IniFormat).value("tab")
    for each in value if isinstance(value, list) else (value,):
        if hasattr(each, "close"):
            each.close()
    ran = proof.exists()
    proof.unlink(missing_ok=True)
    return ran


SPELLINGS = [
    b"@Variant",
    rb"\x40Variant",
    rb"\x10040Variant",
    rb"\100Variant",
    rb"@\qVariant",
    rb"@\x\x56\x61riant",
    rb"@Vari\200141nt",
    b'@""Variant',
    b'"@Vari"ant',
    b"@Va\\\nriant",
    b"@Va\\\r\nriant",
    b"a, @Variant",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_object_in_the_settings_is_never_made(
    tmp_path: Path, proof: Path, hostile: bytes, spelling: bytes
) -> None:
    path = tmp_path / "kept.conf"
    content = hostile.replace(b"@Variant", spelling) + b"theme=dark\n"
    path.write_bytes(content)
    assert was_run(path, proof), "else this spelling shows nothing"
    settings = Settings(path)
    assert settings.value("tab") is None
    assert settings.value("theme") == "dark"
    assert not proof.exists()
    assert settings.fault == (
        f"{path}: It holds an object, which Rampsmith never writes."
        " It was set aside as kept.conf.aside."
    )
    assert path.with_name("kept.conf.aside").read_bytes() == content


def test_an_object_that_another_process_writes_meanwhile_is_never_made(
    qapp: QCoreApplication, tmp_path: Path, proof: Path, hostile: bytes
) -> None:
    path = tmp_path / "kept.conf"
    settings = Settings(path)
    settings.setValue("theme", "dark")
    settings.sync()
    path.write_bytes(hostile)
    settings.setValue("folder", ["/a", "/b"])
    QCoreApplication.processEvents()
    assert settings.value("tab") is None
    assert Settings(path).value("folder") == ["/a", "/b"]
    path.write_bytes(hostile)
    settings.sync()
    assert settings.value("tab") is None
    assert not proof.exists()


def test_what_is_remembered_is_read_as_it_was_written(tmp_path: Path) -> None:
    picture = QByteArray(bytes(range(256)) * 8_000)
    kept = {
        "picture": picture,
        "recent": ["/a, b", "/ü@c"],
        "title": '“x” "y" \\z \x1b\n',
        "tab": "3",
    }
    settings = Settings(tmp_path / "kept.conf")
    for key, value in kept.items():
        settings.setValue(key, value)
    settings.sync()
    begin = time.perf_counter()
    again = Settings(tmp_path / "kept.conf")
    assert {key: again.value(key) for key in kept} == kept
    assert time.perf_counter() - begin < 1
    assert again.fault == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes or links")
@pytest.mark.parametrize("kind", ["pipe", "endless", "folder", "itself", "large", "name"])
def test_settings_that_cannot_be_read_are_set_aside(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("kept.conf" if kind != "name" else "x" * 5_000)
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "endless":
            path.symlink_to("/dev/zero")
        case "folder":
            path.mkdir()
        case "itself":
            path.symlink_to(path)
        case "large":
            path.write_bytes(b"[General]\ntheme=" + b"x" * LARGEST)
    settings = Settings(path)
    settings.setValue("theme", "dark")
    settings.sync()
    assert settings.value("theme") == "dark"
    assert settings.fault.startswith(f"{path}: ")
    if kind != "name":
        assert Settings(path).value("theme") == "dark"

"""A path that leads to no design is refused at once, whatever it leads to."""

import ast
import io
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from rampsmith.designer.files import design_file
from rampsmith.designer.files.design_file import LARGEST_FILE, DesignError, read_design


def refused(path: Path) -> str:
    """Return the one sentence with which a path is refused."""
    with pytest.raises(DesignError) as error:
        read_design(path)
    (fault,) = error.value.faults
    assert str(error.value).startswith(f"{path}: ")
    assert fault.sentence.endswith(".")
    return str(error.value).removeprefix(f"{path}: ")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "x.ramp") == "There is no such file."


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == "This is a folder, not a design."


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert refused(tmp_path / "x" / "y.ramp") == "This cannot be read: not a directory."


def test_a_path_that_is_none_is_refused() -> None:
    with pytest.raises(DesignError, match="This is no file name"):
        read_design("a\0b")
    with pytest.raises(DesignError, match="This is no file name"):
        read_design("\ud800")


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / ("x" * 5_000)).startswith("This cannot be read: ")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.ramp"
    path.symlink_to(path)
    assert refused(path).startswith("This cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_that_nobody_writes_into_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "This is a device, a pipe or a socket, not a file."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_that_takes_the_name_of_a_file_is_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ramp"
    path.touch()
    really_open = os.open

    def swapped(name: Any, flags: int, *rest: Any) -> int:
        path.unlink()
        os.mkfifo(path)
        return really_open(name, flags, *rest)

    monkeypatch.setattr(os, "open", swapped)
    assert refused(path) == "This is a device, a pipe or a socket, not a file."


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets")
def test_a_socket_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        path = Path(folder) / "s"
        server.bind(str(path))
        assert refused(path) == "This is a device, a pipe or a socket, not a file."


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_device_without_end_is_refused() -> None:
    assert refused(Path("/dev/zero")) == "This is a device, a pipe or a socket, not a file."


class Silent(io.FileIO):
    """A file of the system, such as /proc/kmsg, that has nothing to say without waiting."""

    def read(self, _size: int | None = -1, /) -> Any:
        """Return what Python does then."""
        return None


def test_a_file_of_the_system_that_has_nothing_to_say_yet_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ramp"
    path.touch()
    monkeypatch.setattr(design_file, "open", lambda *_, **__: Silent(path), raising=False)
    assert refused(path) == "The file is empty."


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ramp"
    path.touch()

    def forbidden(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbidden)
    assert refused(path) == "This file may not be read."


def test_a_file_of_200_megabytes_is_refused_without_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ramp"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert refused(path) == "This file has 200,000,000 bytes; 16,777,216 are the most."


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="there is no /proc")
def test_a_file_that_hides_its_size_is_read_no_further_than_the_limit() -> None:
    """The size of files in /proc is said to be 0."""
    with pytest.raises(DesignError):
        read_design("/proc/self/smaps")


@pytest.mark.parametrize(("over", "words"), [(0, "This is not JSON"), (1, "are the most.")])
def test_the_limit_of_the_size_is_exact(tmp_path: Path, over: int, words: str) -> None:
    path = tmp_path / "x.ramp"
    path.write_bytes(b"x" * (LARGEST_FILE + over))
    assert words in refused(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe{\x00}\x00", "byte 0: This is not UTF-8: 0xff does not belong here."),
        (b'{"title": "\xe9t\xe9"}', "byte 11: This is not UTF-8: 0xe9 does not belong here."),
        (b'{"title": "\xc3', "The file is cut short: it ends within a character."),
        (b"\x80\x05\x95", "byte 0: This is not UTF-8: 0x80 does not belong here."),
        (b"\x00" * 100, "line 1, column 1: This is not JSON: a value is missing before “\\x00”."),
        (b"", "The file is empty."),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "x.ramp"
    path.write_bytes(data)
    assert refused(path) == words


ROOT = Path(__file__).parents[3]
LOOKING = {"exists", "is_file", "is_dir", "is_symlink", "resolve"}
"""What raises at a path that nobody may look at, or that is too long, on some versions of Python."""

GUARDED = {"app/commandline/streams.py"}
"""Refuses what a command line names, in a sentence with the reason."""


def test_whether_a_path_is_there_is_asked_in_one_place() -> None:
    asked = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for layer in ("app", "designer", "exporters")
        for path in sorted((ROOT / layer).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in LOOKING
    ]
    others = [each for each in asked if each.partition(":")[0] not in GUARDED]
    assert others == ["app/base/log.py:43"], "use designer/files/places.py"

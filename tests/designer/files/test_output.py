"""A file is written whole or not at all, and what stood there suffers from no failure."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from rampsmith.designer.files.output import OutputError, write_whole

POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions and pipes are of another kind")


def everything_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_new_file_holds_exactly_what_was_given(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "one\r\ntwo\nμ 🎢")
    write_whole(str(tmp_path / "b"), b"\x00\xff\n")
    write_whole(tmp_path / "c", "")
    assert everything_in(tmp_path) == {
        "a": "one\r\ntwo\nμ 🎢".encode(),
        "b": b"\x00\xff\n",
        "c": b"",
    }


def test_an_old_file_is_replaced_and_nothing_is_left_over(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"something longer than what follows")
    write_whole(path, "new")
    assert everything_in(tmp_path) == {"a": b"new"}


def test_a_reader_that_has_the_old_file_open_keeps_the_whole_of_it(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("an open file cannot be replaced there")
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        write_whole(path, "new")
        assert reader.read() == b"old"


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_an_old_file_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a"
    path.touch()
    path.chmod(mode)
    write_whole(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@POSIX
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_whole(tmp_path / "a", "new")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode


@POSIX
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root gives files away")
def test_an_old_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.touch()
    os.chown(path, 1234, 2345)
    write_whole(path, "new")
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


@POSIX
def test_a_link_goes_on_leading_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "file", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(Path("real") / "file")
    write_whole(link, "new")
    assert link.is_symlink()
    assert everything_in(tmp_path / "real") == {"file": b"new"}


@POSIX
def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_name_as_long_as_a_name_can_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255 if os.name == "posix" else "x" * 100)
    write_whole(path, "new")
    assert path.read_bytes() == b"new"


@POSIX
def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, "new")
    reader.join()
    assert heard == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="there is no such device")
def test_the_device_for_nothing_stays_one() -> None:
    write_whole("/dev/null", "new")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no such device")
def test_standard_output_can_be_written_to_by_its_name() -> None:
    code = (
        "from rampsmith.designer.files.output import write_whole; write_whole('/dev/stdout', 'new')"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert child.stdout == b"new"


# What cannot be written.


def refused(path: str | Path) -> str:
    with pytest.raises(OutputError) as error:
        write_whole(path, "new")
    assert error.value.path == Path(path)
    shown = str(path).replace("\0", "\\x00")
    assert str(error.value) == f"{shown}: This cannot be written: {error.value.reason}."
    return error.value.reason


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert refused(tmp_path / "folder") == "it is a folder"
    assert list((tmp_path / "folder").iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "none" / "a") == f"there is no folder {tmp_path / 'none'}"
    assert list(tmp_path.iterdir()) == []


@POSIX
@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder that a process works in")
def test_a_deleted_working_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(OutputError, match="the working folder has been deleted"):
        write_whole(Path("a.ramp"), "text")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refused(tmp_path / "file" / "a") == f"{tmp_path / 'file'} is no folder"


def test_a_path_that_is_none_is_refused() -> None:
    assert "null" in refused("a\0b")


def test_the_name_of_a_file_cannot_break_the_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        write_whole(tmp_path / "none\n" / "a\x1b", "new")
    assert str(error.value).isprintable()
    assert "none\\n/a\\x1b: This cannot be written: " in str(error.value).replace("\\\\", "/")


def test_text_that_is_no_unicode_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="surrogates not allowed"):
        write_whole(tmp_path / "a", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_may_not_be_changed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder would allow to replace it, but that is not what its owner wanted."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refused(path) == "it may not be changed"
    assert everything_in(tmp_path) == {"a": b"old"}


def failing(error: BaseException) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    return fail


FAILURES = [
    ("os.fsync", OSError(28, "No space left on device"), "no space left on device"),
    ("os.fsync", OSError(5, "Input/output error"), "input/output error"),
    ("pathlib.Path.replace", PermissionError(13, "Permission denied"), "it may not be changed"),
    ("pathlib.Path.chmod", OSError(30, "Read-only file system"), "read-only file system"),
    ("os.fsync", OSError("a reason without a number"), "a reason without a number"),
]


@pytest.mark.parametrize(("function", "error", "reason"), FAILURES)
def test_after_a_failure_the_old_file_stands_there_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, error: OSError, reason: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(function, failing(error))
    assert refused(path) == reason
    assert everything_in(tmp_path) == {"a": b"old"}


def test_an_interruption_leaves_the_old_file_alone_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert everything_in(tmp_path) == {"a": b"old"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
def test_a_device_that_is_full_is_said_to_be() -> None:
    assert refused("/dev/full") == "no space left on device"


@pytest.mark.skipif(sys.platform != "linux", reason="limits of this kind are Linux's")
def test_a_disk_that_is_really_full_leaves_the_old_file_alone(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    path = tmp_path / "a"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys\n"
        "from rampsmith.designer.files.output import OutputError, write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_whole(sys.argv[1], 'x' * 5000)\n"
        "except OutputError as error: print(error.reason)\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True
    )
    assert child.stdout == "file too large\n"
    assert everything_in(tmp_path) == {"a": b"old"}

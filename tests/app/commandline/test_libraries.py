"""Each library that a machine lacks for Qt is named before Qt aborts."""

import ctypes
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rampsmith.app.commandline import libraries

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about Linux only")

# What Qt brings itself, and what no machine that runs Python lacks.
OWN = ("libQt6", "libicu", "libstdc++", "libm.", "libgcc_s", "libc.")

Lack = Callable[..., None]


@pytest.fixture
def lack(monkeypatch: pytest.MonkeyPatch) -> Lack:
    """Make the machine lack exactly the named libraries."""

    def only(*missing: str) -> None:
        def load(name: str) -> None:
            if name in missing:
                raise OSError(name)

        monkeypatch.setattr(ctypes, "CDLL", load)

    return only


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start each test without a display, and with X sockets in a folder of its own."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(libraries, "X_SOCKETS", tmp_path)


def listening(path: str) -> socket.socket:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(path)
    server.listen()
    return server


def test_a_complete_machine_lacks_nothing(lack: Lack) -> None:
    lack()
    assert libraries.missing_for_offscreen() is None
    assert libraries.missing_for_window() is None


def test_only_the_missing_packages_are_named_each_once(lack: Lack) -> None:
    lack("libglib-2.0.so.0", "libgthread-2.0.so.0", "libEGL.so.1")
    sentence = libraries.missing_for_offscreen()
    assert sentence is not None
    assert sentence.endswith("apt install libegl1 libglib2.0-0")
    assert "\n" not in sentence


def test_a_window_needs_more_than_drawing_offscreen(lack: Lack) -> None:
    lack("libxcb-icccm.so.4", "libGL.so.1")
    offscreen, window = libraries.missing_for_offscreen(), libraries.missing_for_window()
    assert offscreen is not None
    assert window is not None
    assert offscreen.endswith("apt install libgl1")
    assert window.endswith("apt install libgl1 libxcb-icccm4")


def test_either_wayland_or_x_is_enough_for_a_window(
    lack: Lack, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack("libxcb-cursor.so.0")
    monkeypatch.setenv("DISPLAY", ":0")
    assert libraries.missing_for_window() is not None
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert libraries.missing_for_window() is None


def test_a_library_that_cannot_be_loaded_is_found_for_real() -> None:
    names = ["libc.so.6", "libno-such-thing.so.9"]
    assert libraries._not_loadable(names) == ["libno-such-thing.so.9"]


def test_every_library_of_the_x_plugin_has_a_package() -> None:
    """The plugin's own list of libraries, so that a newer Qt cannot need one unnoticed."""
    qt = pytest.importorskip("PySide6.QtCore").QLibraryInfo
    plugins = Path(qt.path(qt.LibraryPath.PluginsPath), "platforms")
    needed = _named_libraries(plugins / "libqxcb.so")
    known = {**libraries.OFFSCREEN, **libraries.X_WINDOW}
    assert [name for name in needed if not name.startswith(OWN) and name not in known] == []


def _named_libraries(path: Path) -> list[str]:
    """Return the library names that stand in a shared object, without any tool of the system."""
    words = path.read_bytes().split(b"\0")
    return [word.decode() for word in words if word.startswith(b"lib") and b".so." in word]


def test_the_script_that_runs_all_checks_installs_every_package() -> None:
    script = Path(__file__).parents[3] / ".ci" / "run"
    words = set(script.read_text(encoding="utf-8").split())
    assert {*libraries.OFFSCREEN.values(), *libraries.X_WINDOW.values()} - words == set()


def test_without_a_display_variable_there_is_no_display() -> None:
    assert not libraries.has_display()


@pytest.mark.parametrize("display", [":7", ":7.0", "unix:7"])
def test_an_x_display_counts_while_its_server_answers(
    display: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    with listening(str(tmp_path / "X7")):
        assert libraries.has_display()
    assert not libraries.has_display(), "the socket's file is still there, but nobody listens"


def test_an_abstract_x_socket_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", ":8")
    with listening("\0" + str(tmp_path / "X8")):
        assert libraries.has_display()


def test_an_x_display_over_tcp_counts_while_its_server_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(libraries, "X_PORT", server.getsockname()[1] - 3)
        monkeypatch.setenv("DISPLAY", "127.0.0.1:3")
        assert libraries.has_display()
    assert not libraries.has_display()


def test_a_wayland_display_counts_while_its_server_answers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-5")
    assert not libraries.has_display()
    with listening(str(tmp_path / "wayland-5")):
        assert libraries.has_display()


@pytest.mark.parametrize("display", ["0", "host", ":", ":x", "/path/to/socket", "127.0.0.1:99999"])
def test_a_display_that_makes_no_sense_is_none(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert not libraries.has_display()


def test_elsewhere_than_on_linux_there_is_always_a_display(
    monkeypatch: pytest.MonkeyPatch, lack: Lack
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    lack(*libraries.OFFSCREEN)
    assert libraries.has_display()
    assert libraries.missing_for_window() is None
    assert libraries.missing_for_offscreen() is None


def test_the_look_up_imports_no_qt() -> None:
    code = "import sys, rampsmith.app.commandline.libraries; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

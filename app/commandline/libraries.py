"""Find what this machine lacks for Qt before Qt aborts; nothing here imports Qt.

Without a display, or with a system library missing, Qt ends the process in a way that Python
cannot catch. This module also runs on its own, before anything is installed.
"""

import ctypes
import os
import re
import socket
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

# Each library that Qt's own files load, and the Debian package that brings it.
OFFSCREEN: Mapping[str, str] = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libzstd.so.1": "libzstd1",
}
X_WINDOW: Mapping[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_WINDOW: Mapping[str, str] = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - the place that the X protocol fixes
X_PORT = 6000
ANSWER_SECONDS = 2.0  # A guess: far more than a server on a slow network needs.


def missing_for_offscreen() -> str | None:
    """Return one sentence on what drawing without a display lacks, or None."""
    if not sys.platform.startswith("linux"):
        return None
    return _sentence("Qt cannot draw on this machine", _missing_packages(OFFSCREEN))


def missing_for_window() -> str | None:
    """Return one sentence on what a window on the present display lacks, or None.

    Qt tries Wayland and X in turn, so one complete set of libraries is enough. With no display
    at all the answer is about X.
    """
    if not sys.platform.startswith("linux"):
        return None
    routes = []
    if os.environ.get("DISPLAY") or not os.environ.get("WAYLAND_DISPLAY"):
        routes.append(X_WINDOW)
    if os.environ.get("WAYLAND_DISPLAY"):
        routes.append(WAYLAND_WINDOW)
    lacks = [_missing_packages({**OFFSCREEN, **route}) for route in routes]
    return _sentence("Qt cannot open a window on this machine", min(lacks, key=len))


def has_display() -> bool:
    """Return whether a window can be shown: always off Linux, else where a display server answers."""
    if not sys.platform.startswith("linux"):
        return True
    return _wayland_answers(os.environ.get("WAYLAND_DISPLAY", "")) or _x_answers(
        os.environ.get("DISPLAY", "")
    )


def _sentence(what: str, packages: list[str]) -> str | None:
    if not packages:
        return None
    return f"{what}: libraries are missing, which this installs: apt install {' '.join(packages)}"


def _missing_packages(libraries: Mapping[str, str]) -> list[str]:
    return sorted({libraries[name] for name in _not_loadable(libraries)})


def _not_loadable(names: Iterable[str]) -> list[str]:
    missing = []
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def _x_answers(display: str) -> bool:
    parts = re.fullmatch(r"(?P<host>.*):(?P<number>\d{1,5})(\.\d+)?", display)
    if parts is None:
        return False
    host, number = parts["host"].removeprefix("tcp/").strip("[]"), int(parts["number"])
    if host not in ("", "unix"):
        return _tcp_answers(host, X_PORT + number)
    path = str(X_SOCKETS / f"X{number}")
    # An X server in another container may only be there under Linux's abstract name.
    return _unix_answers(path) or _unix_answers("\0" + path)


def _wayland_answers(display: str) -> bool:
    if not display:
        return False
    return _unix_answers(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere")) / display))


def _unix_answers(path: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(path)
    except OSError:
        return False
    return True


def _tcp_answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), ANSWER_SECONDS).close()
    except (OSError, OverflowError):
        return False
    return True

"""What is remembered from start to start, in a file that is looked at before Qt reads it.

Qt makes an object of whatever a file of QSettings calls ``@Variant``, and with PySide that may be
any of Python's, unpickled, which runs code. Rampsmith remembers texts, numbers and bytes alone.
"""

import re
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, QStandardPaths

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_bytes
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.files.places import is_gone

LARGEST = 32 * 2**20
"""Bytes of the file; a picture and eight pins have five million at the most."""

_NOTHING = rb'(?:["\r\n]|\\[^x0-7]|\\x(?![0-9a-fA-F]))*'
"""What Qt skips: quotes, broken lines, and escapes that it does not know."""


def _written(word: str) -> bytes:
    """Return a pattern for a word in all ways in which Qt reads it, plain and as numbers."""
    return b"".join(
        rb"%b(?:%b|\\x[0-9a-fA-F]*(?i:%x)(?![0-9a-fA-F])|\\[0-7]*%o(?![0-7]))"
        % (_NOTHING, re.escape(each.encode()), ord(each), ord(each))
        for each in word
    )


@cache
def _objects() -> tuple[re.Pattern[bytes], ...]:
    """Return patterns for what Qt makes an object of, by the ends of the ways to write an @.

    Searched one by one, they are fast. They take a while to make, and a first start reads no file.
    """
    words = _written("Variant("), _written("DateTime(")
    return tuple(re.compile(rb"%b(?:%b|%b)" % (at, *words)) for at in (b"@", b"40", b"100"))


def settings_path() -> Path:
    """Return the file in which this user's settings are."""
    location = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(location)) / "Rampsmith" / "Rampsmith.conf"


class Settings(QSettings):
    """The settings in a file, of which what is wrong is set aside before it is read.

    Attributes:
        fault: a sentence about what was set aside; empty where nothing was.
    """

    def __init__(self, path: Path) -> None:
        """Open a file, which need not be there; one that cannot be set aside is not used."""
        self._path = path
        self._seen = b""
        self.fault = ""
        super().__init__(str(path) if self._is_safe() else "", QSettings.Format.IniFormat)

    def sync(self) -> None:
        """Write what is new, and read what other processes have written."""
        if self._is_safe():
            super().sync()

    def event(self, event: QEvent) -> bool:
        """Write what is new once there is time for it, as ``sync`` does."""
        if event.type() == QEvent.Type.UpdateRequest and not self._is_safe():
            return True
        return super().event(event)

    def _is_safe(self) -> bool:
        """Set aside what is wrong in the file; return whether nothing of it is left there."""
        try:
            data = read_bytes(self._path, largest=LARGEST)
        except DesignError as error:
            if is_gone(self._path):
                return True
            return self._set_aside(b"", error.faults[0].sentence)
        if data == self._seen:
            return True
        self._seen = without_objects(data)
        if self._seen == data:
            return True
        return self._set_aside(self._seen, "It holds an object, which Rampsmith never writes.")

    def _set_aside(self, kept: bytes, reason: str) -> bool:
        """Keep a part of the file, and all of it under another name."""
        aside = self._path.with_name(f"{self._path.name}.aside")
        try:
            self._path.replace(aside)
            if kept:
                write_whole(self._path, kept)
        except (OSError, OutputError):
            self.fault = f"{self._path}: {reason} Nothing is remembered while it is there."
            return False
        self.fault = f"{self._path}: {reason} It was set aside as {aside.name}."
        return True


def without_objects(data: bytes) -> bytes:
    """Return a file of settings without the lines of which Qt would make an object."""
    for pattern in _objects():
        data = _without(pattern, data)
    return data if all(not pattern.search(data) for pattern in _objects()) else b""


def _without(pattern: re.Pattern[bytes], data: bytes) -> bytes:
    """Return a file without the lines in which a pattern is found."""
    kept: list[bytes] = []
    done = 0
    for found in pattern.finditer(data):
        if found.start() >= done:
            kept.append(data[done : data.rfind(b"\n", done, found.start()) + 1 or done])
            end = data.find(b"\n", found.end())
            done = len(data) if end < 0 else end + 1
    return b"".join((*kept, data[done:]))

"""Pictures from files and the clipboard, made small enough to work with."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.design_file import read_bytes
from rampsmith.designer.values.numbers import count_text

FORMS = {b"\x89PNG": b"png", b"\xff\xd8": b"jpeg"}
"""How pictures begin that are read, and what Qt calls their forms."""

LARGEST_FILE = 100_000_000
"""Bytes of the largest file that is read."""

MOST_PIXELS = 40_000_000
LEAST_SIDE = 16

LONGEST_SIDE = 2_000
"""Pixels of the longer side that are kept; no plot shows more of them."""


def read_picture(path: Path) -> QImage:
    """Read a picture.

    Raises:
        DesignError: if it is none that can be read, or too large or small.
    """
    try:
        data = read_bytes(path, largest=LARGEST_FILE)
    except DesignError as error:
        raise DesignError(path.name, error.faults) from None
    _buffer, reader = _reader(QByteArray(data))
    if not reader.size().isValid():
        raise _error(path.name, "This is no picture that can be read; PNG and JPEG can.")
    _check(path.name, reader.size())
    image = reader.read()
    if image.isNull():
        raise _error(path.name, "This picture is damaged, or not complete.")
    return usable(path.name, image)


def usable(name: str, image: QImage) -> QImage:
    """Return a picture as it is drawn: no larger than needed, in 32 bits.

    Raises:
        DesignError: if it is too large or too small.
    """
    _check(name, image.size())
    if max(image.width(), image.height()) > LONGEST_SIDE:
        image = image.scaled(
            QSize(LONGEST_SIDE, LONGEST_SIDE),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def picture_from(data: QByteArray) -> QImage | None:
    """Return a picture from the bytes that were kept of it; None where these are no picture."""
    _buffer, reader = _reader(data)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > LONGEST_SIDE:
        return None
    image = reader.read()
    if image.isNull():
        return None
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def _reader(data: QByteArray) -> tuple[QBuffer, QImageReader]:
    """Return what reads a picture of pixels, without a size where it is none, and its data.

    Qt knows forms that are drawn instead, for any time and of any files.
    """
    buffer = QBuffer()
    buffer.setData(data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    form = next((form for begin, form in FORMS.items() if data.startsWith(begin)), b"none")
    reader = QImageReader(buffer, form)
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    return buffer, reader


def _check(name: str, size: QSize) -> None:
    across, down = size.width(), size.height()
    pixels = f"This has {count_text(across)} × {count_text(down)} pixels"
    if across * down > MOST_PIXELS:
        raise _error(name, f"{pixels}; a picture may have {count_text(MOST_PIXELS)} at the most.")
    if min(across, down) < LEAST_SIDE:
        raise _error(name, f"{pixels}, which are too few to trace anything.")


def _error(name: str, sentence: str) -> DesignError:
    return DesignError(name, (DesignFault("", sentence),))

"""Pictures from files and the clipboard, made small enough to work with."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.output import system_reason
from rampsmith.designer.values.numbers import count_text

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
        size = path.stat().st_size
    except OSError as error:
        raise _error(path.name, f"This cannot be read: {system_reason(error)}.") from None
    if size > LARGEST_FILE:
        raise _error(
            path.name,
            f"This file has {count_text(size)} bytes; a picture may have {count_text(LARGEST_FILE)} "
            "at the most.",
        )
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    if not reader.canRead() or not reader.size().isValid():
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
    image = QImage.fromData(data)
    if image.isNull() or max(image.width(), image.height()) > LONGEST_SIDE:
        return None
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def _check(name: str, size: QSize) -> None:
    across, down = size.width(), size.height()
    pixels = f"This has {count_text(across)} × {count_text(down)} pixels"
    if across * down > MOST_PIXELS:
        raise _error(name, f"{pixels}; a picture may have {count_text(MOST_PIXELS)} at the most.")
    if min(across, down) < LEAST_SIDE:
        raise _error(name, f"{pixels}, which are too few to trace anything.")


def _error(name: str, sentence: str) -> DesignError:
    return DesignError(name, (DesignFault("", sentence),))

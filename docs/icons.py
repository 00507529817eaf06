"""Makes the icons for Windows and macOS from the program's SVG: ``python -m docs.icons``."""

import struct
import sys
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / ".package"
"""Where packagers find them; what is installed needs the SVG alone."""

ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_SIZES = {
    "icp4": 16,
    "icp5": 32,
    "ic11": 32,
    "ic12": 64,
    "ic07": 128,
    "ic08": 256,
    "ic13": 256,
    "ic09": 512,
    "ic14": 512,
    "ic10": 1024,
}
"""The entries of an .icns by their names; some are for screens of double sharpness."""


def png(size: int) -> bytes:
    """Draw the icon as PNG, so many pixels wide."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    source = files("rampsmith.app.desktop").joinpath("rampsmith.svg").read_bytes()
    painter = QPainter(image)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # Its types know file names only.
    return bytes(buffer.data().data())


def ico() -> bytes:
    """Write the icon for Windows: a list of PNG files and where each is."""
    pictures = [png(size) for size in ICO_SIZES]
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for size, picture in zip(ICO_SIZES, pictures, strict=True):
        # A side of 256 pixels is written as 0.
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    return head + b"".join(pictures)


def icns() -> bytes:
    """Write the icon for macOS: PNG files one after the other, each with its name."""
    entries = {name: png(size) for name, size in ICNS_SIZES.items()}
    body = b"".join(
        struct.pack(">4sI", name.encode(), 8 + len(picture)) + picture
        for name, picture in entries.items()
    )
    return struct.pack(">4sI", b"icns", 8 + len(body)) + body


def main() -> int:
    """Write both files."""
    FOLDER.joinpath("rampsmith.ico").write_bytes(ico())
    FOLDER.joinpath("rampsmith.icns").write_bytes(icns())
    return 0


if __name__ == "__main__":
    sys.exit(main())

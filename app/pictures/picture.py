"""Something drawn by a painter, as an image, a PNG and an SVG file."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRect, QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPainter

SHARP = 2
"""How many pixels of a PNG one of the window's is wide; enough for slides and fine screens."""

MOST_PIXELS = 32_000
"""How high or wide an image can be; Qt paints on no larger ones."""


class TooLargeError(Exception):
    """A drawing that is too large for an image, in one sentence."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing that is still to be painted.

    Attributes:
        size: in the window's pixels.
        font: the families of its words, as an SVG file names them, the best first.
    """

    title: str
    size: QSize
    ground: QColor
    font: str
    paint: Callable[[QPainter], None]

    def image(self) -> QImage:
        """Draw it sharply.

        Raises:
            TooLargeError: if it would be larger than an image can be.
        """
        size = self.size * SHARP
        if max(size.width(), size.height()) > MOST_PIXELS:
            raise TooLargeError("This is too large for a PNG picture; an SVG picture can hold it.")
        image = QImage(size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARP)
        image.fill(self.ground)
        painter = QPainter(image)
        self.paint(painter)
        painter.end()
        return image

    def png(self) -> bytes:
        """Draw it as a PNG file."""
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, b"png").write(self.image())
        return bytes(content.data())

    def svg(self) -> bytes:
        """Draw it as an SVG file, whose words stay words."""
        from PySide6.QtSvg import QSvgGenerator

        content = QByteArray()
        buffer = QBuffer(content)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setTitle(self.title)
        generator.setDescription("Made by Rampsmith")
        generator.setSize(self.size)
        generator.setViewBox(QRect(0, 0, self.size.width(), self.size.height()))
        # Without it, the sizes of fonts, which are in points, come out otherwise than on the screen.
        generator.setResolution(round(QGuiApplication.primaryScreen().logicalDotsPerInch()))
        painter = QPainter(generator)
        painter.fillRect(QRect(0, 0, self.size.width(), self.size.height()), self.ground)
        self.paint(painter)
        painter.end()
        # Qt writes the name that was asked for, which other systems need not know.
        fonts = f'font-family="{self.font}"'.encode()
        return re.sub(rb'font-family="[^"]*"', lambda _: fonts, bytes(content.data()))

    def mime(self) -> QMimeData:
        """Draw it for the clipboard, for programs that take images and for those that take SVG."""
        data = QMimeData()
        data.setImageData(self.image())
        data.setData("image/svg+xml", QByteArray(self.svg()))
        return data

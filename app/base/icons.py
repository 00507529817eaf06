"""The window's own icons: lines of one width on a grid of 16, in the colours of the theme."""

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.theme import Theme

GRID = 16
RATIOS = (1, 2, 3)
"""For screens of usual, double and triple sharpness; what lies between is made of the next."""

INK = b"#000000"
"""The colour in the files, in whose place that of the theme comes."""


def program_icon() -> QIcon:
    """Return the picture that the desktop shows for the program."""
    return QIcon(str(files("rampsmith.app.desktop") / "rampsmith.svg"))


@lru_cache(maxsize=64)
def icon(name: str, theme: Theme) -> QIcon:
    """Draw an icon for a button: as it is, and where it cannot be pressed."""
    source = files("rampsmith.app.base").joinpath("svg", f"{name}.svg").read_bytes()
    made = QIcon()
    for colour, mode in ((theme.text, QIcon.Mode.Normal), (theme.faint, QIcon.Mode.Disabled)):
        drawing = QSvgRenderer(QByteArray(source.replace(INK, colour.encode())))
        for ratio in RATIOS:
            made.addPixmap(_pixmap(drawing, ratio), mode)
    return made


def _pixmap(drawing: QSvgRenderer, ratio: int) -> QPixmap:
    size = scaled(GRID) * ratio
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

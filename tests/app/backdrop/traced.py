"""Pictures to lie behind the curve, painted here."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture, PictureAxis, Place

WIDE, HIGH = 400, 200
RED = QColor("red")


def picture(*, curve: float = 0.5) -> QImage:
    """Paint a white picture with a red line across it at a share of its height."""
    image = QImage(WIDE, HIGH, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(QRectF(0, HIGH * curve - 2, WIDE, 4), RED)
    painter.end()
    return image


def lined_up(image: QImage, *, is_logarithmic: bool = False) -> LinedUpPicture:
    """Line a picture up from step 0 to 900 and from a rate of 1e-4 (or 0) to 1e-2."""
    low = 1e-4 if is_logarithmic else 0.0
    return LinedUpPicture(
        "curve.png",
        image,
        PictureAxis(Place(0.0, 0.0), Place(1.0, 900.0)),
        PictureAxis(Place(1.0, low), Place(0.0, 1e-2), is_logarithmic),
        "rate",
    )

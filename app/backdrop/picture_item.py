"""The picture on the plot: behind the curve, in step with it whatever the zoom."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap, QTransform

from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture
from rampsmith.app.plot.items.view_item import ViewItem
from rampsmith.app.plot.view.scale import RateScale


class PictureItem(ViewItem):
    """Draws a picture, or none."""

    def __init__(self) -> None:
        """Start without one."""
        super().__init__()
        self.picture: LinedUpPicture | None = None
        self._on: tuple[LinedUpPicture, RateScale, QImage, QRectF] | None = None
        self._scaled: tuple[object, QPixmap] | None = None
        self.setVisible(False)

    def show_picture(self, picture: LinedUpPicture | None) -> None:
        """Draw another picture, or none."""
        self.picture = picture
        self.setVisible(picture is not None)
        self.update()

    def place(self, to_pixels: QTransform) -> QRectF:
        """Return where all of it is, in pixels."""
        if self.picture is None:
            return QRectF()
        _, covered = self._picture_on(self.picture)
        corners = covered.topLeft(), covered.bottomRight()
        one, other = (to_pixels.map(QPointF(corner)) for corner in corners)
        return QRectF(one, other).normalized()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint the part that is seen, which is scaled once for each view."""
        if self.picture is None:
            return
        image, _ = self._picture_on(self.picture)
        place = self.place(to_pixels)
        visible = place & seen
        if visible.isEmpty():
            return
        across, down = image.width() / place.width(), image.height() / place.height()
        source = QRectF(
            (visible.left() - place.left()) * across,
            (visible.top() - place.top()) * down,
            visible.width() * across,
            visible.height() * down,
        )
        painter.setOpacity(self.picture.opacity / 100)
        pixmap = self._pixmap(image, visible, source, painter.device().devicePixelRatioF())
        painter.drawPixmap(visible, pixmap, QRectF(pixmap.rect()))

    def _picture_on(self, picture: LinedUpPicture) -> tuple[QImage, QRectF]:
        scale = self.state.scale
        if self._on is None or self._on[0] is not picture or self._on[1] != scale:
            self._on = (picture, scale, *picture.on(scale))
        return self._on[2], self._on[3]

    def _pixmap(self, image: QImage, visible: QRectF, source: QRectF, ratio: float) -> QPixmap:
        """Scale a part of the picture, unless that is what was scaled last."""
        ground = self.state.theme.ground
        key = (image.cacheKey(), visible.getRect(), source.getRect(), ratio, ground)
        if self._scaled is None or self._scaled[0] != key:
            pixmap = QPixmap(
                max(1, round(visible.width() * ratio)), max(1, round(visible.height() * ratio))
            )
            pixmap.fill(ground)
            inner = QPainter(pixmap)
            inner.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            inner.drawImage(QRectF(pixmap.rect()), image, source)
            inner.end()
            self._scaled = (key, pixmap)
        return self._scaled[1]

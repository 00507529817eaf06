"""The list of shapes, each with a picture of its curve."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionComboBox

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.theme import Theme
from rampsmith.app.plot.view.series import SegmentSeries, polyline
from rampsmith.app.widgets.choices import Choice
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.editing.edits import reshaped
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.ema_warmup import EmaWarmup
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span

PICTURE = QSize(40, 16)
"""Pixels of a shape's curve."""

EPOCHS, STEPS = 90, 2700
"""The run that a shape fills, long enough for those that go by steps or epochs of their own."""

RISING = frozenset({EmaWarmup.kind})
"""The shapes that only a warmup has; the others are shown as decays."""


class ShapeChoice(Choice):
    """A list of all shapes, whose pictures are drawn when it is first opened in a theme."""

    def __init__(self, appearance: Appearance) -> None:
        """Offer the shapes."""
        options = [(shape.kind, shape.title) for shape in SHAPES.values()]
        super().__init__("Shape", options)
        self._appearance = appearance
        self._drawn: Theme | None = None
        self.setIconSize(PICTURE)

    def showPopup(self) -> None:
        """Draw the pictures before they are seen."""
        theme = self._appearance.theme
        if theme != self._drawn:
            self._drawn = theme
            for row, kind in enumerate(SHAPES):
                picture = drawn_shape(SHAPES[kind](), self.devicePixelRatioF(), theme)
                icon = QIcon(picture)
                # Else Qt would tint it.
                icon.addPixmap(picture, QIcon.Mode.Selected)
                self.setItemIcon(row, icon)
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Leave the picture out of what is closed: the segment's card has it."""
        super().initStyleOption(option)
        option.currentIcon = QIcon()


def drawn_shape(shape: Shape, ratio: float, theme: Theme) -> QPixmap:
    """Draw a segment of a shape, in the colour of its family."""
    picture = QPixmap(PICTURE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    series = SegmentSeries(Rates(_segment(shape)), 0)
    view = series.whole(PICTURE.width())
    place = QRectF(0, 0, PICTURE.width(), PICTURE.height()).adjusted(2, 2, -2, -2)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.family(shape.family), 2))
    painter.drawPolyline(polyline(series.points(view), view, place))
    painter.end()
    return picture


def _segment(shape: Shape) -> Schedule:
    levels = (Level(1.0), Level(0.1))
    start, end = reversed(levels) if shape.kind in RISING else levels
    segment = Segment("Shape", Linear(), Span.of_the_rest(), start, end)
    run = Run(samples=STEPS // EPOCHS, batch_size=1, epochs=EPOCHS)
    schedule = Schedule(segments=(segment,), groups=(Group("all", 1.0),), run=run)
    return reshaped(schedule, 0, shape)

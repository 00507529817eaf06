"""Marks on the ruler that show how far running jobs are, by their logs."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform

from rampsmith.app.plot.items.labels import POINTS, placed_labels
from rampsmith.app.plot.items.view_item import ViewItem
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.values.numbers import count_text

SIZE = 6.0, 9.0
"""Pixels of half the mark across, and of its height."""

MARGIN = 6.0


class JobMark(NamedTuple):
    """Where a job is.

    Attributes:
        step: the step of its last row.
        colours: those of its log, on a light ground and on a dark one.
        words: what stands beside the mark.
    """

    step: float
    colours: tuple[str, str]
    words: str


def job_words(schedule: Schedule, step: float, written: float) -> str:
    """Say where a job is, and when that was written: ``update 812 of 9,000, written 14:03:12``."""
    at = datetime.fromtimestamp(written).astimezone()
    total = count_text(schedule.total_steps)
    return f"{schedule.step_word} {count_text(round(step))} of {total}, written {at:%H:%M:%S}"


class JobMarks(ViewItem):
    """Draws the marks, from the ruler up."""

    def __init__(self) -> None:
        """Start without jobs."""
        super().__init__()
        self.marks: tuple[JobMark, ...] = ()
        self.setVisible(False)

    def show_marks(self, marks: tuple[JobMark, ...]) -> None:
        """Draw other marks."""
        if marks != self.marks:
            self.marks = marks
            self.setVisible(bool(marks))
            self.update()

    def paint_pixels(self, painter: QPainter, to_pixels: QTransform, seen: QRectF) -> None:
        """Paint each mark on the ruler, with a dotted line and its words beside it where that is free."""
        font = painter.font()
        font.setPointSizeF(POINTS)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        room = placed_labels(self.state, to_pixels, seen, metrics).room
        for number, mark in enumerate(self.marks):
            x = to_pixels.map(QPointF(mark.step, 0)).x()
            if not seen.left() <= x <= seen.right():
                continue
            colour = QColor(mark.colours[1 if self.state.theme.is_dark else 0])
            painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DotLine))
            self.rule(painter, x, seen)
            half, height = SIZE
            ground = seen.bottom()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(colour))
            corners = ((-half, -height), (half, -height), (0, 0))
            painter.drawPolygon(QPolygonF([QPointF(x + dx, ground + dy) for dx, dy in corners]))
            size = QSizeF(metrics.horizontalAdvance(mark.words) + 2 * MARGIN, metrics.height() + 3)
            label = room.placed(size, _beside(QPointF(x, ground - height), size, seen.top()))
            if label is None:  # Over a curve, then.
                left = min(x + MARGIN, seen.right() - size.width())
                label = QRectF(QPointF(left, ground - height - (number + 1) * size.height()), size)
            self.label(painter, label, mark.words, colour)


def _beside(foot: QPointF, size: QSizeF, top: float) -> Iterator[QPointF]:
    """Yield the corners of places on both sides of an upright line, from its foot up."""
    y = foot.y() - size.height()
    while y > top:
        for x in (foot.x() + MARGIN, foot.x() - MARGIN - size.width()):
            yield QPointF(x, y)
        y -= size.height()

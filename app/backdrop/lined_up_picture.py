"""A picture with two places of each of its axes, by which it is lined up with the curve."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from rampsmith.app.plot.view.scale import RateScale
from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.values.limits import LARGEST_LEVEL
from rampsmith.designer.values.numbers import exact_text

FAINT = 45
"""The opacity of a new picture, in percent."""

NEAREST = 0.01
"""The least distance between the two places of an axis, as a share of the picture."""


class Place(NamedTuple):
    """A place of an axis: where it is on the picture, 0 left or at the top to 1, and its value."""

    share: float
    value: float


@dataclass(frozen=True, slots=True)
class PictureAxis:
    """An axis of a picture, by two of its places."""

    first: Place
    second: Place
    is_logarithmic: bool = False

    def fault(self, what: str) -> str:
        """Say what is wrong with the places; ``what`` are the words for their values."""
        values = (self.first.value, self.second.value)
        if not all(abs(value) <= LARGEST_LEVEL for value in values):
            return f"No {what} is beyond {exact_text(LARGEST_LEVEL)}."
        if not all(0 <= share <= 1 for share in (self.first.share, self.second.share)):
            return f"Both places of the {what} are on the picture."
        if self.is_logarithmic and min(values) <= 0:
            return f"On a logarithmic axis every {what} is above 0."
        if self._scaled(values[0]) == self._scaled(values[1]):
            return f"The two places have the same {what}; choose two that are apart."
        if abs(self.first.share - self.second.share) < NEAREST:
            return f"The two places of the {what} are too close to each other."
        return ""

    def value(self, share: float) -> float:
        """Return the value at a place of the picture."""
        along = (share - self.first.share) / (self.second.share - self.first.share)
        low, high = self._scaled(self.first.value), self._scaled(self.second.value)
        found = low + (high - low) * along
        return math.exp(min(found, 700.0)) if self.is_logarithmic else found

    def shares(self, values: Array) -> Array:
        """Return the places of values."""
        if self.is_logarithmic:
            values = np.log(np.maximum(values, 1e-300))
        low, high = self._scaled(self.first.value), self._scaled(self.second.value)
        along = (values - low) / (high - low)
        return self.first.share + (self.second.share - self.first.share) * along

    def _scaled(self, value: float) -> float:
        return math.log(value) if self.is_logarithmic else value


@dataclass(frozen=True, eq=False, slots=True)
class LinedUpPicture:
    """A picture behind the curve.

    Attributes:
        name: what it is called.
        image: in 32 bits.
        steps: its axis along the run, in steps of the design.
        values: its upright axis.
        kind: the name of the kind of curve that it is behind.
        is_shown: whether it is drawn.
        opacity: in percent.
    """

    name: str
    image: QImage
    steps: PictureAxis
    values: PictureAxis
    kind: str
    is_shown: bool = True
    opacity: int = FAINT

    def on(self, scale: RateScale) -> tuple[QImage, QRectF]:
        """Return the picture as a plot shows it, and what it covers, in steps and heights.

        Where an axis of the picture is logarithmic and that of the plot is not, or the other way
        round, its rows or columns are moved so that each stands at its value.
        """
        begin, end = sorted(map(self.steps.value, (0.0, 1.0)))
        bottom, top = sorted(scale.height(self.values.value(share)) for share in (0.0, 1.0))
        across, down = self.image.width(), self.image.height()
        centres = (np.arange(across) + 0.5) / across
        columns = self.steps.shares(begin + (end - begin) * centres)
        heights = top - (top - bottom) * (np.arange(down) + 0.5) / down
        rows = self.values.shares(np.array([scale.rate(height) for height in heights.tolist()]))
        return (
            _gathered(self.image, _places(rows, down), _places(columns, across)),
            QRectF(begin, bottom, end - begin, top - bottom),
        )


def _places(shares: Array, count: int) -> Array:
    return np.clip(np.floor(shares * count), 0, count - 1).astype(np.intp)


def _gathered(image: QImage, rows: Array, columns: Array) -> QImage:
    """Make a picture of some rows and columns of another."""
    across, down = image.width(), image.height()
    if np.array_equal(rows, np.arange(down)) and np.array_equal(columns, np.arange(across)):
        return image
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(down, image.bytesPerLine() // 4)
    moved = np.ascontiguousarray(pixels[rows][:, columns])
    return QImage(moved.data, across, down, 4 * across, QImage.Format.Format_ARGB32).copy()

"""What the plot of a drive shows, as plain values."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rampsmith.app.logs.logged_series import LoggedSeries


@dataclass(frozen=True, slots=True)
class LossLine:
    """The losses of one design: the mean over its seeds, smoothed and as it was.

    Attributes:
        smooth: the smoothed mean.
        raws: the mean as it was measured, and each seed that is no part of it.
        band: the lowest and the highest smoothed loss of a seed; None where there is one seed.
    """

    name: str
    colour: QColor
    style: Qt.PenStyle
    smooth: LoggedSeries
    raws: tuple[LoggedSeries, ...]
    band: tuple[LoggedSeries, LoggedSeries] | None = None


@dataclass(frozen=True, slots=True)
class Cross:
    """Where a run stopped being finite, and a few words about it."""

    place: float
    colour: QColor
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A place across the plot that has a meaning, with its words; the chosen one stands out."""

    place: float
    words: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class LossPicture:
    """All that the plot shows.

    Attributes:
        end: the last place, which is framed from the beginning.
        begin: the first place.
        is_by_rate: whether places are decimal logarithms of rates instead of updates.
    """

    lines: tuple[LossLine, ...] = ()
    crosses: tuple[Cross, ...] = ()
    rules: tuple[Rule, ...] = ()
    begin: float = 0.0
    end: float = 1.0
    is_by_rate: bool = False

    def mark_words(self) -> list[str]:
        """Return the words of all marks, for screen readers."""
        return [*(cross.words for cross in self.crosses), *(rule.words for rule in self.rules)]

    def heights(self) -> tuple[float, float]:
        """Choose the range of losses to show; of one that grows without bound, only the beginning."""
        if not self.lines:
            return 0.0, 1.0
        drawn = [line.smooth.values for line in self.lines]
        low = min(float(values.min()) for values in drawn)
        # Not a smoothed one: soon after the first loss it may explode.
        begun = max(float(line.raws[0].values[0]) for line in self.lines)
        high = min(max(float(values.max()) for values in drawn), begun + MOST_RISE * (begun - low))
        room = 0.08 * (high - low) or 0.1 * abs(high) or 0.5
        return low - room, high + room


MOST_RISE = 0.35
"""How far above the first loss the view goes, in parts of how far the loss falls; a guess."""

"""What a comparison of a logged rate with a design has found, as values."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from rampsmith.designer.diagnosis.lining_up import RowReading
from rampsmith.designer.diagnosis.ways import RIGHT, Way
from rampsmith.designer.logs.log import Axis

Outcome: TypeAlias = Literal["follows", "mistake", "scaled", "unexplained"]


@dataclass(frozen=True, slots=True)
class Departure:
    """The first row that is not as designed.

    Attributes:
        row: its number among those that are compared, from 0.
        line: its line in the file.
        axis, position: where the log says that it is.
        logged, designed: the two rates.
    """

    row: int
    line: int
    axis: Axis
    position: float
    logged: float
    designed: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result of comparing a logged rate with a design.

    Attributes:
        outcome: whether it follows; else whether a mistake explains it, or another base rate.
        series: the name of the logged rate.
        group: the index of the design's group that it was compared with.
        reading: how the rows were lined up with the run.
        rows: how many were compared; of a very long log not all.
        logged: how many rows the log has.
        equal: how many of them equal the design.
        explained: how many equal the design stepped in this way.
        way: how it was stepped.
        lag_is_exact: whether the rows tell how many updates were skipped; else it is that many or
            one more, because nobody knows what the log counts from, and when the rate was read.
        since: the update from which on that was so; None where it was from the first.
        scale: what the design's rates were multiplied by.
        departure: the first row that is not as designed; None where it follows.
    """

    outcome: Outcome
    series: str
    group: int
    reading: RowReading
    rows: int
    logged: int
    equal: int
    explained: int
    way: Way = RIGHT
    lag_is_exact: bool = True
    since: int | None = None
    scale: float = 1.0
    departure: Departure | None = None

    @property
    def follows(self) -> bool:
        """Whether every row is as designed."""
        return self.outcome == "follows"

"""The names of a curve's levels, after what they are in it: the highest, the lowest, or a segment's."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.evaluation.levels import GivenLevel
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.shape import ABOVE_0, FROM_0_ON
from rampsmith.exporters.curve_code.curve_naming import LONGEST_LEVEL, Naming
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.words.naming import spoken
from rampsmith.exporters.words.wording import level_text


class LevelNames:
    """Names the levels of one curve."""

    def __init__(
        self,
        schedule: Schedule,
        key: CurveKey,
        naming: Naming,
        *,
        stems: Sequence[str],
        taken: AbstractSet[str],
    ) -> None:
        """Take the curve as a schedule of its own.

        Args:
            schedule: the curve.
            key: which one it is.
            naming: how names say which curve they are of.
            stems: an identifier for each segment.
            taken: the names that are in use.
        """
        self._schedule = schedule
        self._key = key
        self._naming = naming
        self._stems = stems
        self._taken = taken
        self._rates = rates_of(schedule)
        self._base = schedule.groups[0].base_lr
        levels = (level for segment in schedule.segments for level in segment.levels)
        self._highest = max((level.rate(self._base) for level in levels), default=0.0)
        self._found: dict[tuple[int, GivenLevel], Parameter] = {}

    def named(self, free: Callable[[str], str]) -> dict[tuple[int, GivenLevel], Parameter]:
        """Make a parameter of each level that is worth one; ``free`` makes a free name of a wanted one."""
        for index, segment in enumerate(self._schedule.segments):
            given: tuple[tuple[GivenLevel, Level | None], ...] = (
                ("start", segment.start),
                ("end", segment.end if segment.shape.has_end else None),
                ("floor", segment.floor),
            )
            for side, level in given:
                if level is None or level.value == 0 or level == Level(1.0):
                    continue  # Nobody would change "nothing" or "the base rate".
                place = "in" if isinstance(segment.shape, Constant) else f"at the {side} of"
                place = "the least in" if side == "floor" else place
                where = f"{place} {spoken(self._stems[index])}"
                if self._is_wave:
                    lowest = level.value == min(self._distinct)
                    where = f"the {'lowest' if lowest else 'highest'} {self._key.kind.words}"
                elif self._returns is not None and (index, side) == (0, "start"):
                    where += f", and at the end of {spoken(self._stems[self._returns[0]])}"
                text = level_text(level, where, self._key)
                shared = self._same_level(index, side, level)
                if shared is not None:
                    self._found[index, side] = shared
                    continue
                name = self._level_name(index, side, level)
                bounds = ABOVE_0 if self._is_divided(index, side) else FROM_0_ON
                self._found[index, side] = Parameter(
                    free(name), float(level.value), "level", text, bounds=bounds
                )
        return self._found

    def _is_divided(self, index: int, side: GivenLevel) -> bool:
        """Return whether a level is one of two that a shape divides by each other."""
        segment, *following = self._schedule.segments[index:]
        if side == "floor":
            return False
        if segment.shape.divides_ends:
            return True
        # What a segment arrives at is where the next one begins, unless that says otherwise.
        goes_on = side == "end" or not segment.shape.has_end
        return (
            goes_on
            and bool(following)
            and following[0].start is None
            and self._is_divided(index + 1, "start")
        )

    @cached_property
    def _returns(self) -> tuple[int, GivenLevel] | None:
        """Where a curve ends at the very level at which it began, as cycles do; None where it does not.

        Rates that rise and fall once may just happen to end where they began.
        """
        schedule = self._schedule
        moving = [i for i, each in enumerate(schedule.segments) if each.shape.has_end]
        if len(moving) < 2 or moving[0] != 0:
            return None
        repeats = [(each.first, each.last) for each in schedule.repeats]
        is_wave = self._key.kind != RATE or repeats == [(0, len(schedule.segments) - 1)]
        first, last = schedule.segments[0].start, schedule.segments[moving[-1]].end
        is_given = first is not None and first == last and first.unit == "rate" and first.value
        return (moving[-1], "end") if is_wave and is_given else None

    @property
    def _is_wave(self) -> bool:
        """Whether a curve goes to and fro between two levels."""
        return self._returns is not None and len(self._distinct) == 2

    def _same_level(self, index: int, side: GivenLevel, level: Level) -> Parameter | None:
        """Return the parameter of a level that is the same number by what the curve is."""
        if self._is_wave:
            return next((each for each in self._found.values() if each.value == level.value), None)
        return self._found[0, "start"] if (index, side) == self._returns else None

    @cached_property
    def _distinct(self) -> set[float]:
        """The levels of the curve, all in one unit."""
        levels = [level for segment in self._schedule.segments for level in segment.levels]
        units = {level.unit for level in levels}
        return {level.value for level in levels} if units == {"rate"} else set()

    def _level_name(self, index: int, side: GivenLevel, level: Level) -> str:
        """Call the lowest level at the end "min", the highest "max", others after the segment."""
        segments = self._schedule.segments
        rate = level.rate(self._base)
        held = isinstance(segments[index].shape, Constant)
        suffix = self._naming.suffix(level.unit)
        if side == "floor":
            return f"{self._stems[index]}_floor_{suffix}"
        if self._is_wave:
            name = f"{'base' if level.value == min(self._distinct) else 'max'}_{suffix}"
            name = f"{self._naming.group}_{name}" if self._naming.group else name
            if len(name) <= LONGEST_LEVEL and name not in self._taken:
                return name
        if index == len(segments) - 1 and side == "end":
            lowest = rate < self._rates.level_at_start(index, 0)
            name = f"min_{suffix}" if lowest else f"end_{suffix}"
        elif index == 0 and side == "start" and not held:
            name = f"start_{suffix}"
        elif rate == self._highest:
            name = f"max_{suffix}"
        else:
            name = ""
        if name and self._naming.group:
            name = f"{self._naming.group}_{name}"
        if name and len(name) <= LONGEST_LEVEL and name not in self._taken:
            return name
        return f"{self._stems[index]}_{'' if held or side == 'end' else 'start_'}{suffix}"

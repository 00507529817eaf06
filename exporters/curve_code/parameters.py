"""The exported constructor's parameters: the schedule's own numbers, named after its segments."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property

from rampsmith.designer.document.kinds import RATE, RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Level, Repeat, Schedule
from rampsmith.designer.evaluation.levels import GivenLevel
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.shape import (
    ABOVE_0,
    ANY_NUMBER,
    FROM_0_ON,
    FROM_1_ON,
    Bounds,
    Shape,
    settings_of,
)
from rampsmith.exporters.curve_code.curve_naming import Naming
from rampsmith.exporters.curve_code.expressions import BASE, ONE, ZERO, Code, setting
from rampsmith.exporters.curve_code.expressions import name as code_name
from rampsmith.exporters.curve_code.free_names import RESERVED, SCALE_KNOWN_AS, FreeNames, known_as
from rampsmith.exporters.curve_code.level_names import LevelNames
from rampsmith.exporters.curve_code.milestones import stairs_of, stairs_parameters
from rampsmith.exporters.curve_code.one_cycle import (
    DIVIDED,
    SHARE,
    Divisors,
    divided_levels,
    divisors_of,
    rise_share,
    shared_lengths,
)
from rampsmith.exporters.curve_code.parameter import (
    COUNTS,
    Parameter,
    Use,
    layout,
    part_lengths,
    setting_numbers,
)
from rampsmith.exporters.curve_code.room import lengths_beside_rest
from rampsmith.exporters.curve_code.run_parameters import needs_total, numbers_of_run
from rampsmith.exporters.words.naming import ending_in, spoken
from rampsmith.exporters.words.wording import (
    RepeatNumber,
    length_text,
    part_text,
    repeat_text,
    setting_text,
    total_text,
)

_REPEAT_BOUNDS: dict[RepeatNumber, Bounds] = {"count": FROM_1_ON, "stretch": ABOVE_0}


class Parameters:
    """All parameters of one curve of a schedule, and where each of its numbers went.

    Attributes:
        stems: an identifier for each segment; ``repeat_stems`` has one for each repeat.
        naming: how names say which curve they are of.
        follows: those of an earlier curve that has the same segments over the same spans.
        lengths: the parameter for a segment's length; none for the one that fills.
        repeats: the parameters for a repeat's "count", "stretch" and "scale", where it has them.
        levels: the parameter for a level, where it is worth one.
        parts: the parameters for what comes "before" and "after" a segment of its whole shape.
        stairs: those of torch's MultiStepLR, by their names, where it is that.
        divisors: the rates of torch's OneCycleLR, where it is that.
        settings: the parameters for the settings of a segment's shape, by name.
        total: the parameter for the length of the whole, where something needs it.
        of_run: the parameters for what formulas know of the run besides, where one asks for it.
        names: the names that are still free, beside those of earlier curves.
    """

    def __init__(
        self,
        schedule: Schedule,
        key: CurveKey = RATE_CURVE,
        *,
        group: str = "",
        earlier: Sequence["Parameters"] = (),
        known: Collection[str] = (),
    ) -> None:
        """Name every number of a curve once.

        Args:
            schedule: the curve, as a schedule of its own.
            key: which one it is.
            group: an identifier for the group that it is for, if not for all.
            earlier: those of the curves that were named before; the first are the rates of all.
            known: names that torch has for numbers of which there is one in all curves.
        """
        self.schedule = schedule
        self.key = key
        self.kind = key.kind
        self.naming = Naming(key.kind, group)
        rates = earlier[0] if earlier else None
        self.unit = "epochs" if schedule.stepping == "epoch" else "steps"
        self._resolved = rates_of(schedule)
        self._units = schedule.level_units  # Once: asking walks through all segments.
        if key.kind.usual_base is None and "factor" in self._units:
            # Without a base, a factor is the value itself.
            self._units = frozenset({"factor"})
        taken = {*RESERVED, f"total_{self.unit}", schedule.class_name}
        self.names: FreeNames = FreeNames(taken if rates is None else rates.names.taken, known)
        self.follows: Parameters | None = None
        if rates is not None:
            self.follows = next(filter(self._can_follow, earlier), None)
        self.stems, self.repeat_stems = self._named_stems(earlier)
        self._level_stems = self.naming.level_stems(schedule) or self.stems
        self._setting_stems = self.stems if self.naming.is_short else self._level_stems
        self.lengths: dict[int, Parameter] = {}
        self.repeats: dict[tuple[int, RepeatNumber], Parameter] = {}
        self.parts: dict[tuple[int, str], Parameter] = {}
        self.settings: defaultdict[int, dict[str, Parameter]] = defaultdict(dict)
        self.levels: dict[tuple[int, GivenLevel], Parameter] = {}
        self.total: Parameter | None = next(filter(None, (each.total for each in earlier)), None)
        self.of_run: dict[str, Parameter] = {}
        for each in earlier:
            self.of_run |= each.of_run
        stairs = stairs_of(schedule) if key == RATE_CURVE else None
        self.stairs = stairs_parameters(stairs, self.unit) if stairs is not None else {}
        self.names.taken.update(self.stairs)
        self.divisors: Divisors | None = None
        if self.stairs:
            return
        if self.follows is None:
            self._name_lengths(rates)
        self.divisors = self._name_divided(key)
        if self.divisors is None:
            stems, taken = self._level_stems, self.names.taken
            found = LevelNames(schedule, key, self.naming, stems=stems, taken=taken)
            self.levels = found.named(self.names.free)
        self._name_repeats()
        self._name_parts()
        self._name_settings()
        self._name_run()

    def _can_follow(self, other: "Parameters") -> bool:
        """Return whether another curve lies over the same spans, and may say so for this one."""
        related = other.key in (RATE_CURVE, CurveKey(self.kind), CurveKey(RATE, self.key.group))
        return related and not other.stairs and layout(other.schedule) == layout(self.schedule)

    def _named_stems(
        self, earlier: Sequence["Parameters"]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if self.follows is not None:
            return self.follows.stems, self.follows.repeat_stems
        taken = {stem for each in earlier for stem in (*each.stems, *each.repeat_stems)}
        return self.naming.stems(self.schedule, taken)

    @property
    def all(self) -> tuple[Parameter, ...]:
        """All of them in the order of the signature."""
        total = () if self.total is None else (self.total,)
        settings = (each for found in self.settings.values() for each in found.values())
        others = (
            *dict.fromkeys(self.levels.values()),
            *self.repeats.values(),
            *self.parts.values(),
            *settings,
        )
        lengths = (*dict.fromkeys(self.lengths.values()), *self.stairs.values())
        every = (*lengths, *total, *others, *self.of_run.values())
        return tuple(each for each in every if each.name)

    @property
    def base_value(self) -> Code:
        """The base rate, in the curve's unit."""
        return ONE if self._units == {"factor"} else BASE

    @property
    def extra_arguments(self) -> tuple[str, ...]:
        """The arguments that every method of the curve may take, besides the step."""
        return ("base",) if self._units == {"factor", "rate"} else ()

    @property
    def prefix(self) -> str:
        """The beginning of a curve's names, to tell them from those of the one that it follows."""
        return "" if self.follows is None else f"{self.naming.owner}_"

    def chain(self, index: int) -> Code:
        """Return what keeps the newest value of a formula that builds on the one before."""
        return setting(self.names.of(f"{self.prefix}{self.stems[index]}_known"))

    def formula_name(self, index: int) -> str:
        """Name the function of a formula, or its method."""
        shape = self.schedule.segments[index].shape
        mark = "_" if isinstance(shape, Expression) and shape.reads_numbers else ""
        title = ending_in(self.stems[index], "formula", self.stems)
        return self.names.of(f"{mark}{self.prefix}{title}")

    def cycle_name(self, repeat: Repeat) -> str:
        """Name the method of a cycle of a repeat."""
        title = ending_in(self.stem_of_repeat(repeat), "cycle", self.repeat_stems)
        return self.names.of(f"_{self.prefix}{title}")

    def level(self, level: Level, index: int, side: GivenLevel) -> Code:
        """Return a level, in factors or in rates as the whole curve is."""
        parameter = self.levels.get((index, side))
        if parameter is None:
            return ZERO if level.value == 0 else self.base_value
        both = level.unit == "factor" and self.base_value == BASE
        return BASE * parameter.kept if both else parameter.kept

    def stem_of_repeat(self, repeat: Repeat) -> str:
        """Return a repeat's identifier."""
        return self.repeat_stems[self._index_of(repeat)]

    @property
    def shared(self) -> "Parameters":
        """The parameters that say where the segments lie: those of the curve that it follows."""
        return self if self.follows is None else self.follows

    def end_of(self, index: int) -> Code:
        """Return where a segment ends; within a repeat, in its first cycle."""
        found = self.shared.plain_end_of(index)
        return setting(f"{self.stems[index]}_end") if found is None else found

    def plain_end_of(self, index: int) -> Code | None:
        """Return the number of the constructor at which a segment ends; None where it is no number."""
        repeat = self.schedule.repeat_of(index)
        length = self.lengths.get(index)
        if length is not None:
            begins = index == 0 if repeat is None else index == repeat.first
            if begins and length.worked_out is None:
                return length.kept
        is_last = repeat is None and index == len(self.schedule.segments) - 1
        if self.total is None or not is_last:
            return None
        if length is not None:
            # What fills takes all that is left before it.
            return self.total.kept if self.schedule.filling and self.beside_rest else None
        # Where the length itself is used, it must be right if somebody makes the total too short.
        used = self.schedule.after == "repeat" or not self.schedule.segments[-1].shape.has_end
        return self.total.kept if index == 0 or not used or self.beside_rest else None

    @cached_property
    def beside_rest(self) -> tuple[Code, ...]:
        """The lengths that the whole must have room for; none where that cannot be said."""
        return lengths_beside_rest(self.schedule, self.total, self.lengths, self.repeats)

    def end_of_repeat(self, repeat: Repeat) -> Code:
        """Return where the last cycle of a repeat ends."""
        return setting(f"{self.stem_of_repeat(repeat)}_end")

    def of_repeat(self, repeat: Repeat, what: RepeatNumber) -> Parameter | None:
        """Return a parameter of a repeat: its "count", "stretch" or "scale"."""
        return self.repeats.get((self._index_of(repeat), what))

    def lengths_of(self, repeat: Repeat) -> Code | None:
        """Return what keeps the lengths of a repeat's cycles, where these are given one by one."""
        if len(repeat.lengths) < 2:
            return None
        return setting(self.names.of(f"{self.stem_of_repeat(repeat)}_lengths"))

    def _index_of(self, repeat: Repeat) -> int:
        # The curve that follows this one may scale its cycles in another way.
        return next(n for n, own in enumerate(self.schedule.repeats) if own.first == repeat.first)

    def _new(
        self, name: str, value: float, use: Use, text: str, bounds: Bounds = FROM_0_ON
    ) -> Parameter:
        return Parameter(self.names.free(name), value, use, text, bounds=bounds)

    def _name_lengths(self, rates: "Parameters | None") -> None:
        schedule, line = self.schedule, self._resolved.timeline
        filled = schedule.filling
        given = [length for i, length in enumerate(line.lengths) if i not in filled]
        # One length that is a fraction of a step makes all of them floats, or types would mix.
        whole = all(number == int(number) for number in (*line.boundaries, *given))
        number = int if whole else float
        share = rise_share(schedule)
        if share is not None:
            self.lengths = shared_lengths(schedule, share, self.names.free(SHARE), self.unit)
        for index, (stem, segment) in enumerate(zip(self.stems, schedule.segments, strict=True)):
            if index not in filled and share is None:
                text = length_text(segment, spoken(stem), schedule)
                length = number(line.length(index))
                title = ending_in(stem, self.unit[:-1], self.stems)
                self.lengths[index] = self._new(f"{title}s", length, "length", text)
        if filled and self.total is None:
            self._name_total(number(line.run_steps) if rates is None else line.run_steps)

    def _name_total(self, steps: float) -> None:
        text = total_text(self.schedule)
        self.total = Parameter(f"total_{self.unit}", steps, "total", text)

    def _name_run(self) -> None:
        """Name what formulas know of the run, each once for all curves."""
        if self.total is None and needs_total(self.schedule):
            self._name_total(self._resolved.timeline.run_steps)
        for what, (wish, value, text) in numbers_of_run(self.schedule):
            if what not in self.of_run:
                self.of_run[what] = self._new(wish, value, "positive", text, ABOVE_0)

    def _name_repeats(self) -> None:
        for index, (stem, repeat) in enumerate(
            zip(self.repeat_stems, self.schedule.repeats, strict=True)
        ):
            name, called = stem, spoken(stem)
            if self.follows is not None:
                name, called = self.naming.following(stem)
            found: dict[RepeatNumber, float] = {}
            has_lengths = len(repeat.lengths) > 1
            if self.follows is None and has_lengths:
                found |= dict(enumerate(map(float, repeat.lengths), start=1))
            if repeat.times is not None and self.follows is None and not has_lengths:
                found["count"] = repeat.times
            if repeat.stretch != 1 and self.follows is None:
                found["stretch"] = float(repeat.stretch)
            if repeat.scale != 1:
                found["scale"] = float(repeat.scale)
            for what, value in found.items():
                text = repeat_text(what, called, repeat)
                if what == "scale" and (shared := self._shared_scale(index)) is not None:
                    self.repeats[index, what] = shared
                    continue
                # Lengths that are listed are looked at together.
                bounds = _REPEAT_BOUNDS.get(what, FROM_0_ON)
                use: Use = "cycle" if isinstance(what, int) else "repeat"
                own = f"{name}_length_{what}" if isinstance(what, int) else f"{name}_{what}"
                wish = self.names.preferred(SCALE_KNOWN_AS if what == "scale" else "", own)
                self.repeats[index, what] = self._new(wish, value, use, text, bounds)

    def _shared_scale(self, index: int) -> Parameter | None:
        """Return the scale of the curve that this one follows, where it is the same number."""
        if self.follows is None:
            return None
        theirs, own = self.follows.schedule.repeats[index], self.schedule.repeats[index]
        alike = (theirs.scale, theirs.scales_steps) == (own.scale, own.scales_steps)
        return self.follows.repeats.get((index, "scale")) if alike else None

    def _name_divided(self, key: CurveKey) -> Divisors | None:
        """Name the levels of torch's OneCycleLR, where the curve is that; return its numbers."""
        if key != RATE_CURVE or not any(each.use == "share" for each in self.lengths.values()):
            return None
        found = divisors_of(self.schedule)
        if found is not None:
            self.levels = divided_levels(
                found, len(self.schedule.segments) - 1, ", for every group"
            )
            self.names.taken.update(DIVIDED, (each.derived for each in self.levels.values()))
        return found

    def _name_parts(self) -> None:
        found = [*part_lengths(self.schedule)]
        number = int if all(isinstance(each.number, int) for each in found) else float
        for index, side, steps, _ in found:
            stem = self._setting_stems[index]
            text = part_text(side, self.schedule.segments[index], spoken(stem), self.schedule)
            name = f"{stem}_{side}_{self.unit}"
            self.parts[index, side] = self._new(name, number(steps), "part", text)

    def falls_each_step(self, index: int) -> bool:
        """Return whether a segment is a staircase whose stairs are the steps themselves.

        Only at the very start: elsewhere a step may lie between two whole places of it.
        """
        schedule, shape = self.schedule, self.schedule.segments[index].shape
        if index or not shape.stair or schedule.repeats or schedule.begins_again:
            return False
        return span_in_steps(getattr(shape, shape.stair), schedule) == 1

    def _name_settings(self) -> None:
        schedule = self.schedule
        found = [*setting_numbers(schedule)]
        whole = all(isinstance(each.number, int) for each in found if each.is_length)
        for index, field, number, is_length in found:
            stem = self._setting_stems[index]
            shape = schedule.segments[index].shape
            if self.falls_each_step(index) and field == shape.stair:
                self.settings[index][field] = Parameter("", 1, "setting", worked_out=code_name("1"))
                continue
            each_step = self.falls_each_step(index)
            text = setting_text(field, spoken(stem), shape, schedule, falls_each_step=each_step)
            word = f"{field}_{self.unit}" if is_length else field
            own = ending_in(stem, word, self._setting_stems)
            name = self.names.preferred(known_as(shape, field), own)
            value = number if whole or not is_length else float(number)
            use: Use = "length" if field in COUNTS else "setting"
            use = "constant" if isinstance(shape, Expression) else use
            bounds = ANY_NUMBER if use == "constant" else _bounds_of(shape, field)
            if is_length:
                bounds = FROM_1_ON if value >= 1 else ABOVE_0
            self.settings[index][field] = self._new(name, value, use, text, bounds)


def _bounds_of(shape: Shape, field: str) -> Bounds:
    """Return what a setting must lie between; one that is not described can be any number."""
    described = settings_of(shape).get(field)
    return ANY_NUMBER if described is None else described.bounds

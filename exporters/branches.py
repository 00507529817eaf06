"""The branches of an exported class: the lines that compute a segment of a curve."""

from dataclasses import dataclass, field, fields

from rampsmith.designer.numbers import number_source
from rampsmith.designer.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.shapes import (
    Constant,
    Expression,
    LevelUnit,
    Linear,
    Plateau,
    curve_arguments,
    has_end,
    own_units,
)
from rampsmith.exporters.lines import INDENT, Method, indented, returning, straight
from rampsmith.exporters.parameters import Parameters
from rampsmith.exporters.wording import WIDTH


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a segment's branch stands.

    Attributes:
        start: the expression for the value before it.
        begin: the expression for where it begins; empty at 0.
        scaled: the repeat whose levels change from cycle to cycle, when in one.
        low: the expressions among whose values is the block's lowest level.
        carries: whether what follows builds on the value that it arrives at.
        wraps: whether t begins again before it comes to the end.
    """

    start: str
    begin: str = ""
    scaled: Repeat | None = None
    low: tuple[str, ...] = ()
    carries: bool = False
    wraps: bool = False


@dataclass(slots=True)
class BranchWriter:
    """Writes the branches of one curve of a schedule.

    Attributes:
        schedule: the schedule, or the one that a track of it is.
        parameters: its parameters.
        methods: where the methods go that branches call.
    """

    schedule: Schedule
    parameters: Parameters
    methods: list[Method]
    _units: frozenset[LevelUnit] = field(init=False)  # Once: asking walks through all segments.

    def __post_init__(self) -> None:
        """Look through the levels."""
        self._units = self.schedule.level_units

    @property
    def first(self) -> str:
        """The expression for the base rate."""
        return "1.0" if self._units == {"factor"} else "base"

    @property
    def passes(self) -> tuple[str, ...]:
        """The arguments that every method of the curve takes, beside the step."""
        return ("base",) if self._units == {"factor", "rate"} else ()

    @property
    def prefix(self) -> str:
        """What tells a track's names from those of the rates that it follows."""
        follows = self.parameters.follows is not None
        return f"{self.parameters.quantity}_" if follows else ""

    def chain(self, index: int) -> str:
        """Name the attribute that keeps the newest value of a formula on the one before."""
        return self.parameters.named(f"_{self.prefix}{self.parameters.stems[index]}_known")

    def formula_name(self, index: int) -> str:
        """Name the function of a formula."""
        return self.parameters.named(f"{self.prefix}{self.parameters.stems[index]}_formula")

    def branch(self, index: int, frame: Frame) -> tuple[list[str], str]:
        """Write a segment's branch; return it with the expression for where it arrives."""
        segment = self.schedule.segments[index]
        start = frame.start
        if segment.start is not None:
            start = self.scaled(self.level(segment.start, index, "start"), frame)
        condition = f"if t < {self.parameters.end_of(index)}:"
        last = self._is_last(index)
        if isinstance(segment.shape, Plateau):
            return self._watching(index, start)
        if isinstance(segment.shape, Constant):
            # What nothing follows holds, with or without an end.
            return [] if last else [condition, f"    return {start}"], start
        if isinstance(segment.shape, Expression) and "previous" in segment.shape.names:
            return self._chained(index, frame, start)
        if has_end(segment.shape):
            level = segment.end or Level(1.0)
            goal = self.scaled(self.level(level, index, "end"), frame)
            values = {"start": start, "end": goal, **self._settings(index)}
            set_up, call = self._call(index, values)
            place = self._place(index, frame)
            if not frame.begin and not set_up and len(place) == 1:
                # So short that the place needs no name.
                name, _, value = place[0].partition(" = ")
                in_one, short = self._call(index, {**values, name: value})
                call, place = (call, place) if in_one else (short, [])
            if start == goal and isinstance(segment.shape, Linear):
                place = []
            lines = returning([*set_up, *place], call)
            if last and frame.wraps:
                return lines, ""
            return [condition, *indented(lines)], goal
        return self._running(index, frame, start)

    def _watching(self, index: int, start: str) -> tuple[list[str], str]:
        """Write the last branch, whose rates the metric has brought down."""
        settings = self._settings(index)
        values = [settings[each] for each in ("factor", "min_lr", "eps")]
        call = f"fallen({', '.join((start, 'falls', *values))})"
        lines = ["falls = self._watch[3] if t > 0 else 0"]
        if len(f"return {call}") > WIDTH - 2 * INDENT:
            names = ("start", "factor", "min_lr", "eps")
            pairs = zip(names, (start, *values), strict=True)
            lines += [f"{name} = {value}" for name, value in pairs if name != value]
            call = "fallen(start, falls, factor, min_lr, eps)"
        return [*lines, f"return {call}"], ""

    def _running(self, index: int, frame: Frame, start: str) -> tuple[list[str], str]:
        """Write the branch of a shape that ends where it arrives."""
        end = self.parameters.end_of(index)
        condition = f"if t < {end}:"
        settings = self._settings(index)
        last = self._is_last(index)
        at_end_too = last and not self._uses(index, "p")
        if at_end_too or (not frame.carries and not last):
            set_up, call = self._call(index, {"start": start, **settings})
            stops = at_end_too and not frame.wraps
            lines = [*set_up, *self._place(index, frame, stops=stops), f"return {call}"]
            return (lines, "") if last else ([condition, *indented(lines)], "start")
        # The branch and the value that it arrives at are computed from the same names.
        before = [f"{name} = {value}" for name, value in settings.items()]
        if start != "start" and self._uses(index, "start"):
            before.insert(0, f"start = {start}")
        _, call = self._call(index, {})
        branch = [condition, *indented([*self._place(index, frame), f"return {call}"])]
        arrived = self._arrival_place(index, frame)
        _, at_end = self._call(index, {"t": end})
        if last:
            return [*before, *branch, *arrived], at_end
        return [*before, *branch, *arrived, f"start = {at_end}"], "start"

    def _chained(self, index: int, frame: Frame, start: str) -> tuple[list[str], str]:
        """Write the branch of a formula that builds on the value before, and its method."""
        segment = self.schedule.segments[index]
        end, begin = self.parameters.end_of(index), frame.begin
        stem = self.parameters.stems[index]
        goal = "0.0"
        if has_end(segment.shape):
            level = segment.end or Level(1.0)
            goal = self.scaled(self.level(level, index, "end"), frame)
        taken = [name for name in ("end", *self.passes) if self._uses(index, name)]
        given = {"end": goal, "base": self.first}
        name = self.parameters.named(f"_{self.prefix}{stem}_value")
        values = {
            "t": f"{begin} + at" if begin else "at",
            "n": "at",
            "p": f"at / ({end} - {begin})" if begin else f"at / {end}",
            "previous": "value",
        }
        if "base" not in taken:
            values["base"] = self.first
        set_up, call = self._call(index, values)
        others_named = ", ".join(taken)
        lines = (
            f"key = (start, {others_named})" if taken else "key = (start,)",
            f"at, value = self.{self.chain(index)}.get(key, (0, start))",
            "if at > number:",
            "    at, value = 0, start",
            "while at < number:",
            "    at += 1",
            *indented([*set_up, f"value = {call}"]),
            f"self.{self.chain(index)}[key] = (at, value)",
            "return value",
        )
        arguments = ("number: int", "start: float", *(f"{each}: float" for each in taken))
        self.methods.append(Method(name, arguments, lines))
        others = "".join(f", {given[each]}" for each in taken)
        last = self._is_last(index)
        at = f"min(t, {end})" if last and not frame.wraps else "t"
        now = f"int({at} - {begin})" if begin else f"int({at})"
        then = f"int({end} - {begin})" if begin else f"int({end})"
        call = f"self.{name}(done, {start}{others})"
        before: list[str] = []
        if len(f"return {call}") > WIDTH - 3 * INDENT:
            given = {"start": start, **{each: given[each] for each in taken}}
            before = [f"{each} = {value}" for each, value in given.items() if each != value]
            call = f"self.{name}({', '.join(('done', *given))})"
        if last:
            return [*before, f"done = {now}", f"return {call}"], ""
        branch = [*before, f"if t < {end}:", f"    done = {now}", f"    return {call}"]
        arrival = [f"done = {then}", f"start = {call}"] if frame.carries else []
        return [*branch, *arrival], "start"

    def _is_last(self, index: int) -> bool:
        """Whether nothing follows a segment, in its cycle or in the whole."""
        repeat = self.schedule.repeat_of(index)
        last = len(self.schedule.segments) - 1 if repeat is None else repeat.last
        return index == last

    def _place(self, index: int, frame: Frame, *, stops: bool = False) -> list[str]:
        """Write how far t is in a segment, as its curve wants to know it; at its end it may stop."""
        end, begin = self.parameters.end_of(index), frame.begin
        lines: list[str] = []
        at = f"min(t, {end})" if stops else "t"
        if stops and self._uses(index, "t"):
            lines.append(f"t = {at}")
            at = "t"
        if self._uses(index, "n"):
            lines.append(f"n = {at} - {begin}" if begin else f"n = {at}")
        if self._uses(index, "p"):
            place = f"p = (t - {begin}) / ({end} - {begin})" if begin else f"p = t / {end}"
            if len(place) > WIDTH - 4 * INDENT:
                lines += [f"begin = {begin}", f"p = (t - begin) / ({end} - begin)"]
            else:
                lines.append(place)
        return lines

    def _arrival_place(self, index: int, frame: Frame) -> list[str]:
        """Write how far the end of a segment is in it."""
        end, begin = self.parameters.end_of(index), frame.begin
        lines: list[str] = []
        if self._uses(index, "n"):
            lines.append(f"n = {end} - {begin}" if begin else f"n = {end}")
        if self._uses(index, "p"):
            lines.append("p = 1.0")
        return lines

    def _call(self, index: int, values: dict[str, str]) -> tuple[list[str], str]:
        """Write the call of a curve, with its values in it or, where that is too long, in names."""
        segment = self.schedule.segments[index]
        if isinstance(segment.shape, Linear):
            return straight(values["start"], values["end"], values.get("p", "p"))
        arguments = curve_arguments(segment.shape)
        name = segment.shape.kind
        factor = ""
        if isinstance(segment.shape, Expression):
            name = self.formula_name(index)
            values = {"base": self.first, **values}
            if own_units(segment.shape) == {"factor"} and self.first == "base":
                factor = "base * "
        call = f"{factor}{name}({', '.join(values.get(each, each) for each in arguments)})"
        if len(f"return {call}") <= WIDTH - 4 * INDENT:
            return [], call
        used = {each: value for each, value in values.items() if each in arguments}
        return (
            [f"{each} = {value}" for each, value in used.items() if each != value],
            f"{factor}{name}({', '.join(arguments)})",
        )

    def _uses(self, index: int, name: str) -> bool:
        return name in curve_arguments(self.schedule.segments[index].shape)

    def _settings(self, index: int) -> dict[str, str]:
        segment = self.schedule.segments[index]
        return {
            each.name: f"self.{self.parameters.settings[index, each.name].attribute}"
            for each in fields(segment.shape)
            if (index, each.name) in self.parameters.settings
        }

    def level(self, level: Level, index: int, side: str) -> str:
        """Write a level as an expression, in factors or in rates as the whole curve is."""
        parameter = self.parameters.levels.get((index, side))  # type: ignore[arg-type]
        if parameter is None:
            return number_source(0.0) if level.value == 0 else self.first
        attribute = f"self.{parameter.attribute}"
        both = level.unit == "factor" and self.first == "base"
        return f"base * {attribute}" if both else attribute

    def scaled(self, value: str, frame: Frame) -> str:
        """Write a level as it is in a cycle whose levels are scaled."""
        if frame.scaled is None or frame.low == (value,):
            return value
        if frame.low == ("0.0",):
            return "scale" if value == "1.0" else f"{value} * scale"
        return f"{'lowered' if frame.scaled.scaling == 'peak' else 'shrunk'}({value}, low, scale)"


def builds_on_start(segment: Segment) -> bool:
    """Tell whether a segment begins with the value before it, and its curve asks for that."""
    if segment.start is not None:
        return False
    shape = segment.shape
    return not isinstance(shape, Expression) or bool(shape.names & {"start", "previous"})

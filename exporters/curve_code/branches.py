"""The branches of an exported curve: each computes one segment of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rampsmith.designer.document.schedule import Level, Repeat
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.exporters.curve_code.calls import LEAST, called_curve
from rampsmith.exporters.curve_code.expressions import (
    END,
    FALLS,
    HIGH,
    INDENT,
    LOW,
    ONE,
    SCALE,
    START,
    ZERO,
    Code,
    N,
    P,
    T,
    after,
    bracketed,
    call,
    function,
    line,
    listed,
    method,
    name,
    since,
)
from rampsmith.exporters.curve_code.longer_shapes import WHOLE, last_place, whole_of
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Block,
    Function,
    Return,
    Statement,
    assigned,
    returning,
    until,
    when,
)
from rampsmith.exporters.words.wording import WIDTH

_AT, _VALUE, _KEY = map(name, ("at", "value", "key"))
_BEGIN, _DONE, _NUMBER = map(name, ("begin", "done", "number"))


@dataclass(frozen=True, slots=True)
class BranchContext:
    """Where a segment's branch stands: after which value, and where it begins, None at 0.

    Attributes:
        scaled: the repeat whose levels change from cycle to cycle, when in one.
        kept: the values among which the level is that stays.
        carries: whether what follows builds on the value that it arrives at.
        restarts: whether t begins again before it comes to the end.
    """

    start: Code
    begin: Code | None = None
    scaled: Repeat | None = None
    kept: tuple[Code, ...] = ()
    carries: bool = False
    restarts: bool = False


@dataclass(frozen=True, slots=True)
class BranchCode:
    """The code of a segment or a repeat, and the value after it: None where it always returns."""

    lines: Sequence[Statement]
    value: Code | None
    methods: tuple[Function, ...] = ()


class BranchWriter:
    """Builds the branches of one curve of a schedule."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.schedule = parameters.schedule

    def branch(self, index: int, context: BranchContext) -> BranchCode:
        """Build a segment's branch."""
        segment = self.schedule.segments[index]
        start = context.start
        if segment.start is not None:
            start = self.scaled(self.parameters.level(segment.start, index, "start"), context)
        if isinstance(segment.shape, Plateau):
            return self._plateau(index, start)
        if isinstance(segment.shape, Constant):
            if segment.floor is not None:
                return self._held_up(index, start)
            # The last segment holds its value, with or without an end.
            holds = until(self.parameters.end_of(index), (Return(start),))
            return BranchCode(() if self._is_last(index) else (holds,), start)
        if segment.shape.chains:
            return self._chained(index, context, start)
        if segment.shape.has_end and not self._is_cut(index):
            return self._with_goal(index, context, start)
        return self._running(index, context, start)

    def _held_up(self, index: int, start: Code) -> BranchCode:
        """Build the branch of a value that is held, or of the floor below it."""
        lines: list[Statement] = [Assign(START, call("max", start, self._floor(index)))]
        if not self._is_last(index):
            lines.append(until(self.parameters.end_of(index), (Return(START),)))
        return BranchCode(lines, START)

    def _is_cut(self, index: int) -> bool:
        """Whether a segment ends before its whole shape does."""
        return (index, "after") in self.parameters.parts

    def _with_goal(self, index: int, context: BranchContext, start: Code) -> BranchCode:
        """Build the branch of a shape that ends at a level of its own."""
        goal = self._goal(index, context)
        longer, _, length = whole_of(self.parameters, index, context.begin)
        values = {"start": start, "end": goal, "length": length, **self._settings(index)}
        set_up, value = self._call(index, values)
        place = self._place(index, context)
        if context.begin is None and not set_up and len(place) == 1:
            # So short that the place needs no name.
            in_one, short = self._call(index, {**values, str(place[0].target): place[0].value})
            value, place = (value, place) if in_one else (short, [])
        segment = self.schedule.segments[index]
        if start == goal and isinstance(segment.shape, Linear) and segment.floor is None:
            longer, place = [], []
        lines = returning([*longer, *set_up, *place], value)
        if self._is_last(index) and context.restarts:
            return BranchCode(lines, None)
        branch: list[Statement] = [until(self.parameters.end_of(index), lines)]
        if segment.floor is None:
            return BranchCode(branch, goal)
        floor, least = self._floor(index), name(LEAST)
        if len(f"start = {call('max', goal, floor)}") > WIDTH - 4 * INDENT:
            branch, floor = [*branch, Assign(least, floor)], least
        return BranchCode(branch, call("max", goal, floor))

    def _plateau(self, index: int, start: Code) -> BranchCode:
        """Build the last branch, whose rates the metric has brought down."""
        settings = self._settings(index)
        values = {"start": start, **{each: settings[each] for each in ("factor", "min_lr", "eps")}}
        named = _fallen({each: name(each) for each in values})
        if len(f"return {_fallen(values)}") <= WIDTH - 2 * INDENT:
            return BranchCode([Return(_fallen(values))], None)
        return BranchCode([*assigned(values), Return(named)], None)

    def _running(self, index: int, context: BranchContext, start: Code) -> BranchCode:
        """Build the branch of a shape that ends where it arrives, or where it is cut."""
        end, arrives = self.parameters.end_of(index), last_place(self.parameters, index)
        settings = self._settings(index)
        last = self._is_last(index)
        longer, origin, length = whole_of(self.parameters, index, context.begin)
        if self._is_cut(index):
            goal = {"end": self._goal(index, context)} if self._uses(index, "end") else {}
            settings = {**goal, **settings}
        at_end_too = last and (self._is_cut(index) or not self._uses(index, "p"))
        if at_end_too or (not context.carries and not last):
            stops = at_end_too and not (context.restarts or self.schedule.goes_on)
            place = self._place(index, context, stops=stops)
            values = {"start": start, "length": length, **settings}
            if place == [Assign(N, T)]:
                place, values = [], {**values, "n": T}
            set_up, value = self._call(index, values)
            lines: list[Statement] = [*longer, *set_up, *place, Return(value)]
            return BranchCode(lines, None) if last else BranchCode([until(end, lines)], START)
        # The branch and the value that it arrives at are computed from the same names.
        before = assigned({"start": start} if self._uses(index, "start") else {})
        before += (Assign(name(each), value) for each, value in settings.items())
        before += longer
        if self._uses(index, "length"):
            before += assigned({"length": length})
        place = self._place(index, context)
        ends = {"start": START, "end": END}
        branch = until(end, [*place, Return(self._call(index, ends)[1])])
        p = since(arrives, origin) / length if length == WHOLE else ONE
        places = {"n": since(arrives, origin), "p": p}
        arrival = assigned({each: at for each, at in places.items() if self._uses(index, each)})
        _, at_end = self._call(index, {**ends, "t": arrives})
        if last:
            return BranchCode([*before, branch, *arrival], at_end)
        return BranchCode([*before, branch, *arrival, Assign(START, at_end)], START)

    def _chained(self, index: int, context: BranchContext, start: Code) -> BranchCode:
        """Build the branch of a formula that builds on the value before, and its method."""
        end, begin = self.parameters.end_of(index), context.begin
        taken = [
            each for each in ("end", *self.parameters.extra_arguments) if self._uses(index, each)
        ]
        values = {"end": self._goal(index, context), "base": self.parameters.base_value}
        given = {"start": start, **{each: values[each] for each in taken}}
        value_method = self._chain_method(index, begin, taken)
        called = method(value_method.name)
        last = self._is_last(index)
        at = call("min", T, end) if last and not context.restarts else T
        done = Assign(_DONE, call("int", since(at, begin)))
        value = call(called, _DONE, *given.values())
        before: list[Assign] = []
        if len(f"return {value}") > WIDTH - 3 * INDENT:
            before = assigned(given)
            value = call(called, _DONE, *map(name, given))
        if last:
            return BranchCode([*before, done, Return(value)], None, (value_method,))
        branch = until(end, [done, Return(value)])
        then = Assign(_DONE, call("int", since(end, begin)))
        arrival = [then, Assign(START, value)] if context.carries else []
        return BranchCode([*before, branch, *arrival], START, (value_method,))

    def _chain_method(self, index: int, begin: Code | None, taken: list[str]) -> Function:
        """Build the method that goes on from the newest value that is known."""
        known = self.parameters.chain(index)
        values = {
            "t": after(begin, _AT),
            "n": _AT,
            "p": _AT / since(self.parameters.end_of(index), begin),
            "previous": _VALUE,
        }
        if "base" not in taken:
            values["base"] = self.parameters.base_value
        set_up, value = self._call(index, values)
        grow = (Assign(_AT, name("1"), "+="), *set_up, Assign(_VALUE, value))
        body = (
            Assign(_KEY, bracketed(START, *map(name, taken))),
            Assign(
                listed(_AT, _VALUE),
                call(line(known, ".get"), _KEY, bracketed(name("0"), START)),
            ),
            when(
                line(_AT, " > ", _NUMBER), [Assign(listed(_AT, _VALUE), listed(name("0"), START))]
            ),
            Block(line("while ", _AT, " < ", _NUMBER, ":"), grow),
            Assign(line(known, "[", _KEY, "]"), bracketed(_AT, _VALUE)),
            Return(_VALUE),
        )
        arguments = (Argument("number", "int"), Argument("start"), *map(Argument, taken))
        stem = self.parameters.stems[index]
        return Function(
            self.parameters.names.of(f"_{self.parameters.prefix}{stem}_value"), arguments, body
        )

    def _is_last(self, index: int) -> bool:
        """Whether nothing follows a segment, in its cycle or in the whole."""
        repeat = self.schedule.repeat_of(index)
        return index == (len(self.schedule.segments) - 1 if repeat is None else repeat.last)

    def _place(self, index: int, context: BranchContext, *, stops: bool = False) -> list[Assign]:
        """Build how far t is in a segment, as its curve wants to know it; at its end it may stop."""
        end, begin = self.parameters.end_of(index), context.begin
        lines: list[Assign] = []
        at = call("min", T, last_place(self.parameters, index)) if stops else T
        if stops and (self._uses(index, "t") or self._is_cut(index)):
            lines.append(Assign(T, at))
            at = T
        _, begin, length = whole_of(self.parameters, index, begin)
        if self._uses(index, "n"):
            lines.append(Assign(N, since(at, begin)))
        if self._uses(index, "p") and length == WHOLE:
            lines.append(Assign(P, since(T, begin) / length))
        elif self._uses(index, "p"):
            place = since(T, begin) / since(end, begin)
            if begin is not None and len(f"p = {place}") > WIDTH - 4 * INDENT:
                lines.append(Assign(_BEGIN, begin))
                place = (T - _BEGIN) / (end - _BEGIN)
            lines.append(Assign(P, place))
        return lines

    def _call(self, index: int, values: dict[str, Code]) -> tuple[list[Assign], Code]:
        return called_curve(self.parameters, index, values)

    def _uses(self, index: int, argument: str) -> bool:
        return argument in self.schedule.segments[index].shape.arguments

    def _settings(self, index: int) -> dict[str, Code]:
        """Return the settings of a segment's shape, and its floor."""
        settings = {
            name: each.kept
            for name, each in self.parameters.settings[index].items()
            if each.use != "constant"
        }
        if self.schedule.segments[index].floor is not None:
            settings[LEAST] = self._floor(index)
        return settings

    def _floor(self, index: int) -> Code:
        level = self.schedule.segments[index].floor or Level(0.0)
        return self.parameters.level(level, index, "floor")

    def _goal(self, index: int, context: BranchContext) -> Code:
        """Return the level at a segment's end."""
        level = self.schedule.segments[index].end or Level(1.0)
        return self.scaled(self.parameters.level(level, index, "end"), context)

    def scaled(self, value: Code, context: BranchContext) -> Code:
        """Return a level as it is in a cycle whose levels are scaled."""
        if context.scaled is None:
            return value
        is_whole = context.scaled.scaling == "whole"
        if value == ZERO if is_whole else context.kept == (value,):
            return value
        if is_whole or context.kept == (ZERO,):
            return SCALE if value == ONE else value * SCALE
        scaling = "lowered" if context.scaled.scaling == "peak" else "shrunk"
        return call(function(scaling), value, kept_name(context.scaled), SCALE)


def kept_name(repeat: Repeat) -> Code:
    """Return the name of the level that stays while a repeat scales the others."""
    return HIGH if repeat.keeps_highest else LOW


def _fallen(values: dict[str, Code]) -> Code:
    start, *settings = values.values()
    return call(function("fallen"), start, FALLS, *settings)

"""The methods of an exported class that compute a curve: its own, and those of its repeats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias

from rampsmith.designer.document.schedule import Repeat, Segment
from rampsmith.designer.shapes.expression import Expression
from rampsmith.exporters.curve_code.branches import (
    BranchCode,
    BranchContext,
    BranchWriter,
    kept_name,
)
from rampsmith.exporters.curve_code.expressions import (
    FALLS,
    INDENT,
    LOW,
    RESULT,
    SCALE,
    START,
    STEP,
    ZERO,
    Code,
    N,
    T,
    Word,
    call,
    method,
    name,
    since,
)
from rampsmith.exporters.curve_code.formula_code import formula_methods
from rampsmith.exporters.curve_code.milestones import stairs_body
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.places import LAP, NUMBER, cycle_place, is_even
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Block,
    Body,
    Function,
    Return,
    Statement,
    read_first,
    returning,
    until,
)
from rampsmith.exporters.words.wording import WIDTH

Scales: TypeAlias = Literal["factor", "base", "nothing"]
"""How a group's base becomes its number: times a factor, as an argument of the curve, or not at all."""


@dataclass(frozen=True, slots=True)
class _Cycle:
    """The method of a cycle, those that it calls, and the level that stays in all of them."""

    method: Function
    others: tuple[Function, ...]
    kept: "_KeptLevel"


@dataclass(frozen=True, slots=True)
class _KeptLevel:
    """The level of a block that stays, and the values that it is the lowest or highest of."""

    name: Code
    values: tuple[Code, ...]

    def found(self) -> list[Assign]:
        """Build the search for it, a few values at a time where they are many."""
        lines: list[Assign] = []
        found = list(self.values[:1])
        for each in self.values[1:]:
            if len(f"{self.name} = {self._of([*found, each])}") > WIDTH - 4 * INDENT:
                lines.append(Assign(self.name, self._of(found)))
                found = [self.name]
            found.append(each)
        return [*lines, Assign(self.name, self._of(found))]

    def _of(self, values: list[Code]) -> Code:
        chosen = "min" if self.name == LOW else "max"
        return values[0] if len(values) == 1 else call(chosen, *values)


class CurveWriter:
    """Builds the methods of one curve of a schedule; the curve's own is called by ``name``."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.schedule = parameters.schedule
        self._title = parameters.names.of(parameters.naming.curve(parameters.schedule))
        self.name = f"_{self._title}"
        self.branches = BranchWriter(parameters)

    @property
    def chains(self) -> tuple[Code, ...]:
        """The settings that keep the newest value of formulas that build on the one before."""
        return tuple(
            self.parameters.chain(index)
            for index, segment in enumerate(self.schedule.segments)
            if segment.shape.chains
        )

    @cached_property
    def scales(self) -> Scales:
        """How its values become a group's number."""
        if self.parameters.kind.usual_base is None:
            return "nothing"
        if self.schedule.is_relative:
            return "factor"
        takes_base = any(argument.name == "base" for argument in self.methods[0].arguments)
        return "base" if takes_base else "nothing"

    @property
    def falls(self) -> bool:
        """Whether it is told how often a metric has let the rate of a group fall."""
        return any(argument.name == str(FALLS) for argument in self.methods[0].arguments)

    @property
    def local(self) -> Code:
        """A local name for its value."""
        if self.parameters.kind.is_own:  # Its name may be any, also one that the code around has.
            return name("_".join(filter(None, (self.parameters.naming.group, "value"))))
        return name(self._title)

    @property
    def step(self) -> Code:
        """The place on the curve that the newest step reads."""
        end = self.end if self.schedule.begins_again else None
        step = STEP if end is None else STEP % end
        return step + name("1") if self.schedule.counts_from == 1 else step

    def begin_of(self, index: int) -> Code | None:
        """Return where a segment begins; None at 0."""
        if index == 0:
            return None
        repeat = self.schedule.repeat_of(index - 1)
        if repeat is None:
            return self.parameters.end_of(index - 1)
        return self.parameters.end_of_repeat(repeat)

    @property
    def end(self) -> Code | None:
        """Where the last segment, or the last cycle, ends; None where there is no end."""
        if any(repeat.times is None for repeat in self.schedule.repeats):
            return None
        return self.begin_of(len(self.schedule.segments))

    @property
    def cycles(self) -> list[Code]:
        """The lengths that steps are divided by: those of cycles, and of a whole that begins again."""
        repeats = self.schedule.repeats if self.parameters.follows is None else ()
        filled = self.schedule.filling
        found = [
            self.parameters.end_of(repeat.last)
            for repeat in repeats
            if not any(index in repeat for index in filled)
        ]
        begins_again = self.schedule.begins_again and self.end is not None
        return [*found, self.end] if begins_again and self.end is not None else found

    @cached_property
    def methods(self) -> tuple[Function, ...]:
        """The curve's method, and after it those that it calls."""
        if self.parameters.stairs:
            return (self._method(self.name, stairs_body(self.parameters.stairs)),)
        lines: list[Statement] = []
        others: tuple[Function, ...] = ()
        value: Code | None = self.parameters.base_value
        restarts = bool(self.schedule.begins_again and self.end and self.schedule.counts_from == 0)
        for index, repeat in self.schedule.parts():
            last = index if repeat is None else repeat.last
            context = BranchContext(
                value or START,
                self.begin_of(index),
                carries=self._asks_for_start(last + 1),
                restarts=restarts,
            )
            if repeat is None:
                branch = self.branches.branch(index, context)
            else:
                branch = self._repeat(repeat, context)
            lines += branch.lines
            others += branch.methods
            value = branch.value
        formulas = formula_methods(self.parameters)
        body = _typed(returning(lines, value))
        return (self._method(self.name, [*body]), *others, *formulas)

    def _asks_for_start(self, index: int) -> bool:
        """Return whether a segment, or the repeat that it begins, needs the value before it."""
        if index == len(self.schedule.segments) or self.schedule.segments[index].start is not None:
            return False
        repeat = self.schedule.repeat_of(index)
        if repeat is None:
            return _builds_on_start(self.schedule.segments[index])
        if self._cycle_asks_for_start(repeat):
            return True
        scales = self.parameters.of_repeat(repeat, "scale") is not None
        return scales and repeat.scales_steps and START in self._kept(repeat, START)

    def _cycle_asks_for_start(self, repeat: Repeat) -> bool:
        """Return whether the cycle of a repeat needs the value before it."""
        return Word("start") in read_first(self._cycle(repeat, START, ()).method.body)

    def _method(
        self, title: str, body: Sequence[Statement], extra: tuple[str, ...] = ()
    ) -> Function:
        """Make a method that takes of the base rate and others what its body uses."""
        read = set(read_first(body))
        wanted = (each for each in (*self.parameters.extra_arguments, *extra) if Word(each) in read)
        step = "t" if Word("t") in read else "_"
        arguments = [*map(Argument, (step, *wanted))]
        if set(FALLS.words) & read:
            arguments.append(Argument(str(FALLS), "int"))
        return Function(title, tuple(arguments), tuple(body))

    def _repeat(self, repeat: Repeat, context: BranchContext) -> BranchCode:
        """Build the branch of a repeat, and the method of its cycle."""
        scale = self.parameters.of_repeat(repeat, "scale")
        by_cycle = scale is not None and not repeat.scales_steps
        inherits = (
            self.schedule.segments[repeat.first].start is None
            and context.start == START
            and self._cycle_asks_for_start(repeat)
        )
        extra = (*(("scale",) if by_cycle else ()), *(("start",) if inherits else ()))
        cycle = self._cycle(repeat, context.start, extra)
        passed = [name(argument.name) for argument in cycle.method.arguments[1:]]
        kept = None if scale is None or by_cycle else cycle.kept

        def value_at(place: Code) -> tuple[list[Assign], Code]:
            called = call(method(cycle.method.name), place, *passed)
            return ([], called) if kept is None or scale is None else _by_step(scale, kept, called)

        used = SCALE in passed
        lines = cycle_place(
            self.parameters, repeat, context.begin, numbered=used, by_steps=kept is not None
        )
        if scale is not None and used:
            power = scale.kept ** (NUMBER if repeat.has_equal_cycles else LAP)
            lines.append(Assign(SCALE, power, hint="float"))
        last = repeat.last == len(self.schedule.segments) - 1
        never_ends = repeat.times is None or (last and context.restarts)
        methods = (*cycle.others, cycle.method)
        if kept is None and (never_ends or not (context.carries or last)):
            # Called in one place, it needs no method.
            lines += cycle.method.body
            methods = cycle.others
        else:
            set_up, value = value_at(T)
            lines += [*set_up, Return(value)]
        if never_ends:
            return BranchCode(lines, None, methods)
        end = self.parameters.end_of_repeat(repeat)
        branch = until(end, lines)
        if not context.carries and not last:
            return BranchCode([branch], START, methods)
        arrival: list[Assign] = []
        count = self.parameters.shared.of_repeat(repeat, "count")
        if scale is not None and used and (count is not None or repeat.lengths):
            last_one = name(str(len(repeat.lengths) - 1))
            power = scale.kept ** (last_one if count is None else count.kept - name("1"))
            arrival.append(Assign(SCALE, power, hint="float"))
        if kept is not None:
            arrival.append(Assign(N, since(end, context.begin)))
        set_up, value = value_at(self.parameters.end_of(repeat.last))
        arrival += set_up
        if last:
            return BranchCode([branch, *arrival], value, methods)
        return BranchCode([branch, *arrival, Assign(START, value)], START, methods)

    def _cycle(self, repeat: Repeat, start: Code, extra: tuple[str, ...]) -> _Cycle:
        """Build one cycle of a repeat that begins with some value before it."""
        scales = self.parameters.of_repeat(repeat, "scale") is not None
        kept = _KeptLevel(kept_name(repeat), self._kept(repeat, start))
        context = BranchContext(
            start,
            scaled=repeat if scales and not repeat.scales_steps else None,
            kept=kept.values,
            restarts=repeat.times is None and is_even(self.schedule, repeat),
        )
        lines: list[Statement] = []
        others: tuple[Function, ...] = ()
        value: Code | None = self.branches.scaled(start, context)
        begin: Code | None = None
        for index in range(repeat.first, repeat.last + 1):
            following = self.schedule.segments[index + 1 : repeat.last + 1][:1]
            carries = bool(following) and _builds_on_start(following[0])
            branch = self.branches.branch(
                index, replace(context, start=value or START, begin=begin, carries=carries)
            )
            lines += branch.lines
            others += branch.methods
            value = branch.value
            begin = self.parameters.end_of(index)
        body = returning(lines, value)
        if set(kept.name.words) & set(read_first(body)):
            body = [*kept.found(), *body]
        made = self._method(self.parameters.cycle_name(repeat), [*_typed(body)], extra)
        return _Cycle(made, others, kept)

    def _kept(self, repeat: Repeat, start: Code) -> tuple[Code, ...]:
        """Find the values among which the level of a block is that stays."""
        found: list[Code] = []
        for index in range(repeat.first, repeat.last + 1):
            segment = self.schedule.segments[index]
            if segment.start is not None:
                found.append(self.parameters.level(segment.start, index, "start"))
            elif index == repeat.first:
                found.append(start)
            if segment.shape.has_end and segment.end is not None:
                found.append(self.parameters.level(segment.end, index, "end"))
        # No level is below 0; what a formula arrives at may be.
        if ZERO in found and not repeat.keeps_highest and not found[0] == start == START:
            return (ZERO,)
        return tuple(dict.fromkeys(found))


def _typed(body: Body) -> Iterator[Statement]:
    """Name powers before they are returned: type checkers do not know that they are floats."""
    for each in body:
        match each:
            case Return(value=value) if value.has_power:
                yield Assign(RESULT, value, hint="float")
                yield Return(RESULT)
            case Block(head=head, body=inner):
                yield Block(head, tuple(_typed(inner)))
            case _:
                yield each


def _builds_on_start(segment: Segment) -> bool:
    """Return whether a segment begins with the value before it, and its curve asks for that."""
    if segment.start is not None:
        return False
    shape = segment.shape
    return not isinstance(shape, Expression) or bool(shape.names & {"start", "previous"})


def _by_step(scale: Parameter, kept: _KeptLevel, value: Code) -> tuple[list[Assign], Code]:
    """Scale a value that lies n steps after its repeat's beginning."""
    lines = [Assign(SCALE, scale.kept**N, hint="float")]
    if kept.values == (ZERO,):
        return lines, value * SCALE
    lines += kept.found()
    scaled = kept.name + (value - kept.name) * SCALE
    if len(f"return {scaled}") <= WIDTH - 3 * INDENT:
        return lines, scaled
    short = name("value")
    return [*lines, Assign(short, value)], kept.name + (short - kept.name) * SCALE

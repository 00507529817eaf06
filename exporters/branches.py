"""The branches of the exported class: for each segment the lines that compute its value."""

from dataclasses import dataclass, fields

from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Constant, curve_arguments, has_end
from rampsmith.exporters.parameters import Parameters, is_plain, literal


@dataclass(frozen=True, slots=True)
class Branch:
    """One segment of the exported class.

    Attributes:
        before: lines in front of the condition, for a start that later segments build on.
        end: the attribute that holds where the segment ends.
        lines: what to do in it, the last one a return.
        after: lines behind it, which carry the value it arrived at on to the next.
    """

    before: tuple[str, ...]
    end: str
    lines: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """All branches, and the expression for the value after the last of them."""

    branches: tuple[Branch, ...]
    last: str


def boundary_lines(schedule: Schedule, parameters: Parameters) -> tuple[str, ...]:
    """Write the assignments that turn lengths into boundaries, as the timeline does."""
    lines: list[str] = []
    segments = schedule.segments
    previous = ""
    for index, stem in enumerate(parameters.stems):
        attribute = f"self._{stem}_end"
        length = parameters.lengths.get(index)
        if length is not None:
            value = f"{previous} + {length.name}" if previous else length.name
        elif index == len(segments) - 1:
            value = parameters.total.name if parameters.total is not None else previous
        else:
            lines += _rest_lines(index, parameters)
            value = f"max({previous or 0}, rest)"
        lines.append(f"{attribute} = {value}")
        previous = attribute
    return tuple(lines)


def _rest_lines(index: int, parameters: Parameters) -> list[str]:
    """Write what is left for the segment that fills, counted back from the end."""
    later = [p.name for i, p in parameters.lengths.items() if i > index]
    total = parameters.total.name if parameters.total is not None else "0"
    return [f"rest = {total} - {later[0]}", *(f"rest -= {name}" for name in later[1:])]


def body(schedule: Schedule, parameters: Parameters) -> Body:
    """Write all branches of a schedule."""
    relative = schedule.level_units == {"factor"}
    first = "1.0" if relative else "base"
    branches: list[Branch] = []
    value = first
    for index, segment in enumerate(schedule.segments):
        start = value if segment.start is None else _level(segment.start, parameters, first)
        following = schedule.segments[index + 1 : index + 2]
        wanted = not following or following[0].start is None
        branch, value = _branch(segment, index, parameters, (start, first), carries=wanted)
        branches.append(branch)
    return Body(tuple(branches), value)


def _branch(
    segment: Segment, index: int, parameters: Parameters, values: tuple[str, str], *, carries: bool
) -> tuple[Branch, str]:
    """Write one branch; return it with the expression for the value that it arrives at."""
    start, first = values
    end = f"self._{parameters.stems[index]}_end"
    begin = f"self._{parameters.stems[index - 1]}_end" if index else ""
    if isinstance(segment.shape, Constant):
        return Branch((), end, (f"return {start}",), ()), start
    set_start = () if start == "start" else (f"start = {start}",)
    settings = tuple(
        f"{field.name} = self.{parameters.settings[index, field.name].attribute}"
        for field in fields(segment.shape)
    )
    call = f"{segment.shape.kind}({', '.join(curve_arguments(segment.shape))})"
    if has_end(segment.shape):
        goal = _level(segment.end or Level(1.0), parameters, first)
        place = (
            (f"begin = {begin}", f"p = (t - begin) / ({end} - begin)")
            if begin
            else (f"p = t / {end}",)
        )
        lines = (*set_start, f"end = {goal}", *settings, *place, f"return {call}")
        return Branch((), end, lines, ()), goal
    run = f"n = t - {begin}" if begin else "n = t"
    arrived = f"n = {end} - {begin}" if begin else f"n = {end}"
    lines = (run, f"return {call}")
    after = (arrived, f"start = {call}") if carries else ()
    return Branch((*set_start, *settings), end, lines, after), "start"


def _level(level: Level, parameters: Parameters, first: str) -> str:
    """Write a level as an expression, in factors or in rates as the whole schedule is."""
    if level.value == 0:
        return literal(0.0)
    if is_plain(level):
        return first
    attribute = f"self.{parameters.levels[level].attribute}"
    return f"base * {attribute}" if level.unit == "factor" and first == "base" else attribute

"""The branches of the exported class: for each segment the lines that compute its value."""

from dataclasses import dataclass, fields, replace

from rampsmith.designer.numbers import number_source
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Constant, curve_arguments, has_end
from rampsmith.exporters.parameters import Parameter, Parameters
from rampsmith.exporters.wording import WIDTH

INDENT = 12
"""How far the lines of a branch are indented."""


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
            value = _end_of_the_last(schedule, parameters, previous)
        else:
            lines += _rest_lines(index, parameters)
            value = f"max({previous or 0}, rest)"
        lines.append(f"{attribute} = {value}")
        previous = attribute
    return tuple(lines)


def _end_of_the_last(schedule: Schedule, parameters: Parameters, previous: str) -> str:
    total = parameters.total.name if parameters.total is not None else "0"
    # Where the length itself is used, it must be right if somebody makes the total too short.
    used = schedule.after == "repeat" or not has_end(schedule.segments[-1].shape)
    return f"max({previous}, {total})" if previous and used else total


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
        start = value
        if segment.start is not None:
            start = _level(segment.start, parameters.levels.get((index, "start")), first)
        if isinstance(segment.shape, Constant):
            branch = Branch((), _end(parameters, index), (f"return {start}",), ())
            value = start
        elif has_end(segment.shape):
            end = segment.end or Level(1.0)
            value = _level(end, parameters.levels.get((index, "end")), first)
            branch = _going_branch(segment, index, parameters, {"start": start, "end": value})
        else:
            following = schedule.segments[index + 1 : index + 2]
            carries = not following or following[0].start is None
            branch = _running_branch(segment, index, parameters, start, carries=carries)
            value = "start"
        branches.append(branch)
    if branches and branches[-1].after:
        # Nothing follows that would build on the name.
        *kept, carried = branches[-1].after
        branches[-1] = replace(branches[-1], after=tuple(kept))
        value = carried.removeprefix("start = ")
    return Body(tuple(branches), value)


def _going_branch(
    segment: Segment, index: int, parameters: Parameters, ends: dict[str, str]
) -> Branch:
    """Write the branch of a shape that goes to a level of its own."""
    end = _end(parameters, index)
    set_up, call = _call(segment, {**ends, **_settings(segment, index, parameters)})
    place = [f"p = t / {end}"]
    if index:
        begin = _end(parameters, index - 1)
        place = [f"p = (t - {begin}) / ({end} - {begin})"]
        if len(place[0]) > WIDTH - INDENT:
            place = [f"begin = {begin}", f"p = (t - begin) / ({end} - begin)"]
    return Branch((), end, (*set_up, *place, f"return {call}"), ())


def _running_branch(
    segment: Segment, index: int, parameters: Parameters, start: str, *, carries: bool
) -> Branch:
    """Write the branch of a shape that ends where it arrives."""
    end = _end(parameters, index)
    settings = _settings(segment, index, parameters)
    since = f" - {_end(parameters, index - 1)}" if index else ""
    if not carries:
        set_up, call = _call(segment, {"start": start, **settings})
        return Branch((), end, (*set_up, f"n = t{since}", f"return {call}"), ())
    # The branch and the value that it arrives at are computed from the same names.
    before = [f"{name} = {value}" for name, value in settings.items()]
    if start != "start":
        before.insert(0, f"start = {start}")
    _, call = _call(segment, {})
    after = (f"n = {end}{since}", f"start = {call}")
    return Branch(tuple(before), end, (f"n = t{since}", f"return {call}"), after)


def _call(segment: Segment, values: dict[str, str]) -> tuple[list[str], str]:
    """Write the call of a curve, with its values in it or, where that is too long, in names."""
    arguments = curve_arguments(segment.shape)
    kind = segment.shape.kind
    call = f"{kind}({', '.join(values.get(name, name) for name in arguments)})"
    if len(f"return {call}") <= WIDTH - INDENT:
        return [], call
    return (
        [f"{name} = {value}" for name, value in values.items() if name != value],
        f"{kind}({', '.join(arguments)})",
    )


def _settings(segment: Segment, index: int, parameters: Parameters) -> dict[str, str]:
    return {
        field.name: f"self.{parameters.settings[index, field.name].attribute}"
        for field in fields(segment.shape)
    }


def _end(parameters: Parameters, index: int) -> str:
    return f"self._{parameters.stems[index]}_end"


def _level(level: Level, parameter: Parameter | None, first: str) -> str:
    """Write a level as an expression, in factors or in rates as the whole schedule is."""
    if parameter is None:
        return number_source(0.0) if level.value == 0 else first
    attribute = f"self.{parameter.attribute}"
    return f"base * {attribute}" if level.unit == "factor" and first == "base" else attribute

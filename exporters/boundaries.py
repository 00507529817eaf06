"""The lines of the exported constructor that turn lengths into boundaries, as the timeline does."""

import re
from collections.abc import Iterable

from rampsmith.designer.schedule import Repeat, Schedule
from rampsmith.designer.shapes import has_end
from rampsmith.exporters.parameters import Parameters
from rampsmith.exporters.wording import WIDTH


def boundary_lines(schedule: Schedule, parameters: Parameters) -> tuple[str, ...]:
    """Write the assignments; within a repeat, boundaries count from the cycle's beginning."""
    lines: list[str] = []
    fill = next((i for i, s in enumerate(schedule.segments) if s.span.unit == "fill"), None)
    for block in schedule.repeats:
        if fill is None or fill not in block:
            lines += _cycle_lines(parameters, block)
    previous = ""
    index = 0
    while index < len(schedule.segments):
        repeat = schedule.repeat_of(index)
        if repeat is not None:
            filled = fill is not None and fill in repeat
            lines += _repeat_lines(schedule, parameters, repeat, previous, filled=filled)
            previous = f"self._{parameters.stem_of_repeat(repeat)}_end"
            index = repeat.last + 1
            continue
        attribute = f"self._{parameters.stems[index]}_end"
        length = parameters.lengths.get(index)
        if length is not None:
            value = f"{previous} + {length.name}" if previous else length.name
        elif index == len(schedule.segments) - 1:
            value = _end_of_the_last(schedule, parameters, previous)
        else:
            lines += _rest_lines(schedule, parameters, index)
            value = f"max({previous or 0}, rest)"
        lines.append(f"{attribute} = {value}")
        previous = attribute
        index += 1
    return tuple(lines)


def needed_lines(lines: Iterable[str], used: str) -> list[str]:
    """Leave out assignments to what neither the code in ``used`` nor any later line asks for."""
    needed: list[str] = []
    for line in reversed(list(lines)):
        name, _, value = line.partition(" ")
        if re.search(rf"{re.escape(name)}\b", used):
            needed.append(line)
            used = f"{used} {value}"
    return needed[::-1]


def _cycle_lines(parameters: Parameters, repeat: Repeat) -> list[str]:
    """Write the boundaries within a cycle."""
    lines: list[str] = []
    previous = ""
    alone = repeat.first == repeat.last
    for index in range(repeat.first, repeat.last + 1):
        attribute = f"self._{parameters.stems[index]}_end"
        length = parameters.lengths.get(index)
        name = length.name if length is not None else "cycle" if alone else "max(0, cycle)"
        lines.append(f"{attribute} = {previous} + {name}" if previous else f"{attribute} = {name}")
        previous = attribute
    return lines


def _repeat_lines(
    schedule: Schedule, parameters: Parameters, repeat: Repeat, previous: str, *, filled: bool
) -> list[str]:
    """Write where a repeat ends; cycles without end have none."""
    attribute = f"self._{parameters.stem_of_repeat(repeat)}_end"
    count = parameters.of_repeat(repeat, "count")
    stretch = parameters.of_repeat(repeat, "stretch")
    if count is None:
        return []
    if not filled:
        *before, length = _all_cycles(parameters, repeat)
        end = f"{attribute} = {previous} + {length}" if previous else f"{attribute} = {length}"
        if len(end) <= WIDTH - 8:
            return [*before, end]
        name = length if length == "length" else "cycles"
        named = [] if name == length else [f"cycles = {length}"]
        return [*before, *named, f"{attribute} = {previous} + {name}"]
    lines = _rest_lines(schedule, parameters, repeat.last)
    lines.append(f"room = max({previous or 0}, rest)" + (f" - {previous}" if previous else ""))
    share = count.name if stretch is None else f"cycles_length(1, {stretch.name}, {count.name})"
    lines.append(f"cycle = room / {share}")
    for index in range(repeat.first, repeat.last + 1):
        length_of = parameters.lengths.get(index)
        if length_of is not None:
            lines.append(f"cycle -= {length_of.name}")
    lines += _cycle_lines(parameters, repeat)
    lines.append(f"{attribute} = {previous} + room" if previous else f"{attribute} = room")
    return lines


def _all_cycles(parameters: Parameters, repeat: Repeat) -> list[str]:
    """Write the length of all cycles together; the last one is the expression for it."""
    cycle = f"self._{parameters.stems[repeat.last]}_end"
    count = parameters.of_repeat(repeat, "count")
    stretch = parameters.of_repeat(repeat, "stretch")
    if count is None:
        return [cycle]  # One of those without end.
    if stretch is None:
        return [f"{cycle} * {count.name}"]
    line = f"length = cycles_length({cycle}, {stretch.name}, {count.name})"
    if len(line) <= WIDTH - 8:
        return [line, "length"]
    line = f"length = cycles_length(cycle, {stretch.name}, {count.name})"
    return [f"cycle = {cycle}", line, "length"]


def _end_of_the_last(schedule: Schedule, parameters: Parameters, previous: str) -> str:
    total = parameters.total.name if parameters.total is not None else "0"
    # Where the length itself is used, it must be right if somebody makes the total too short.
    used = schedule.after == "repeat" or not has_end(schedule.segments[-1].shape)
    return f"max({previous}, {total})" if previous and used else total


def _rest_lines(schedule: Schedule, parameters: Parameters, last: int) -> list[str]:
    """Write what is left for what fills, counted back from the end."""
    total = parameters.total.name if parameters.total is not None else "0"
    lines = [f"rest = {total}"]
    index = last + 1
    while index < len(schedule.segments):
        repeat = schedule.repeat_of(index)
        if repeat is None:
            lines.append(f"rest -= {parameters.lengths[index].name}")
        else:
            *before, length = _all_cycles(parameters, repeat)
            lines += [*before, f"rest -= {length}"]
            index = repeat.last
        index += 1
    if len(lines) > 1 and lines[1].startswith("rest -= ") and len(lines[1]) < WIDTH // 2:
        lines[:2] = [f"{lines[0]} - {lines[1].removeprefix('rest -= ')}"]
    return lines

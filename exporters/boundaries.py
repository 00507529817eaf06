"""The lines of the exported constructor that turn lengths into boundaries, as the timeline does."""

from rampsmith.designer.schedule import Repeat, Schedule
from rampsmith.designer.shapes import has_end
from rampsmith.exporters.parameters import Parameters


def boundary_lines(schedule: Schedule, parameters: Parameters) -> tuple[str, ...]:
    """Write the assignments; within a repeat, boundaries count from the cycle's beginning."""
    lines: list[str] = []
    fill = next((i for i, s in enumerate(schedule.segments) if s.span.unit == "fill"), None)
    for repeat in schedule.repeats:
        if fill is None or fill not in repeat:
            lines += _cycle_lines(schedule, parameters, repeat)
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


def _cycle_lines(schedule: Schedule, parameters: Parameters, repeat: Repeat) -> list[str]:
    """Write the boundaries within a cycle."""
    lines: list[str] = []
    previous = ""
    for index in range(repeat.first, repeat.last + 1):
        attribute = f"self._{parameters.stems[index]}_end"
        length = parameters.lengths.get(index)
        name = "rest" if length is None else length.name
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
        length = _all_cycles(parameters, repeat)
        return [f"{attribute} = {previous} + {length}" if previous else f"{attribute} = {length}"]
    lines = _rest_lines(schedule, parameters, repeat.last)
    lines.append(f"room = max({previous or 0}, rest)" + (f" - {previous}" if previous else ""))
    share = count.name if stretch is None else f"cycles_length(1, {stretch.name}, {count.name})"
    lines.append(f"rest = room / {share}")
    for index in range(repeat.first, repeat.last + 1):
        length_of = parameters.lengths.get(index)
        if length_of is not None:
            lines.append(f"rest -= {length_of.name}")
    if repeat.first != repeat.last:
        lines.append("rest = max(0, rest)")
    lines += _cycle_lines(schedule, parameters, repeat)
    lines.append(f"{attribute} = {previous} + room" if previous else f"{attribute} = room")
    return lines


def _all_cycles(parameters: Parameters, repeat: Repeat) -> str:
    """Write the length of all cycles together."""
    cycle = f"self._{parameters.stems[repeat.last]}_end"
    count = parameters.of_repeat(repeat, "count")
    stretch = parameters.of_repeat(repeat, "stretch")
    times = "1" if count is None else count.name
    if stretch is None:
        return f"{cycle} * {times}"
    return f"cycles_length({cycle}, {stretch.name}, {times})"


def _end_of_the_last(schedule: Schedule, parameters: Parameters, previous: str) -> str:
    total = parameters.total.name if parameters.total is not None else "0"
    # Where the length itself is used, it must be right if somebody makes the total too short.
    used = schedule.after == "repeat" or not has_end(schedule.segments[-1].shape)
    return f"max({previous}, {total})" if previous and used else total


def _rest_lines(schedule: Schedule, parameters: Parameters, last: int) -> list[str]:
    """Write what is left for what fills, counted back from the end."""
    total = parameters.total.name if parameters.total is not None else "0"
    later: list[str] = []
    index = last + 1
    while index < len(schedule.segments):
        repeat = schedule.repeat_of(index)
        if repeat is None:
            later.append(parameters.lengths[index].name)
        else:
            later.append(_all_cycles(parameters, repeat))
            index = repeat.last
        index += 1
    if not later:
        return [f"rest = {total}"]
    return [f"rest = {total} - {later[0]}", *(f"rest -= {length}" for length in later[1:])]

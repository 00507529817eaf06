"""The methods of an exported class that compute a curve: its own, and those of its repeats."""

import re
from dataclasses import dataclass, field, replace

from rampsmith.designer.schedule import Repeat, Schedule
from rampsmith.designer.shapes import Expression, has_end
from rampsmith.exporters.branches import BranchWriter, Frame, builds_on_start
from rampsmith.exporters.cycle_places import cycle_place, is_even
from rampsmith.exporters.lines import (
    INDENT,
    Method,
    indented,
    low_lines,
    once_annotated,
    returning,
)
from rampsmith.exporters.parameters import Parameter, Parameters
from rampsmith.exporters.wording import WIDTH


@dataclass(slots=True)
class CurveWriter:
    """Writes the methods of one curve of a schedule.

    Attributes:
        schedule: the schedule, or the one that a track of it is.
        parameters: its parameters.
        name: what the curve's own method is called.
        methods: those written so far, beside the curve's own.
        branches: writes the segments.
    """

    schedule: Schedule
    parameters: Parameters
    name: str
    methods: list[Method] = field(default_factory=list)
    branches: BranchWriter = field(init=False)

    def __post_init__(self) -> None:
        """Let the branches add their methods to the others."""
        self.branches = BranchWriter(self.schedule, self.parameters, self.methods)

    @property
    def chains(self) -> tuple[str, ...]:
        """The attributes that keep the newest value of formulas that build on the one before."""
        return tuple(
            self.branches.chain(index)
            for index, segment in enumerate(self.schedule.segments)
            if isinstance(segment.shape, Expression) and "previous" in segment.shape.names
        )

    def _cycle(self, stem: str) -> str:
        return self.parameters.named(f"_{self.branches.prefix}{stem}_cycle")

    def begin_of(self, index: int) -> str:
        """Write where a segment begins; empty at 0."""
        if index == 0:
            return ""
        repeat = self.schedule.repeat_of(index - 1)
        if repeat is None:
            return self.parameters.end_of(index - 1)
        return f"self._{self.parameters.stem_of_repeat(repeat)}_end"

    @property
    def end(self) -> str:
        """Write where the last segment, or the last cycle, ends; empty where there is no end."""
        if any(repeat.times is None for repeat in self.schedule.repeats):
            return ""
        return self.begin_of(len(self.schedule.segments))

    def written(self) -> tuple[Method, ...]:
        """Write the curve's method, and behind it those that it calls."""
        lines: list[str] = []
        value, begin = self.branches.first, ""
        index = 0
        wraps = self.schedule.begins_again and bool(self.end) and self.schedule.counts_from == 0
        while index < len(self.schedule.segments):
            repeat = self.schedule.repeat_of(index)
            last = index if repeat is None else repeat.last
            carries = self._asks_for_start(last + 1)
            frame = Frame(value, begin, carries=carries, wraps=wraps)
            if repeat is None:
                new, value = self.branches.branch(index, frame)
                begin = self.parameters.end_of(index)
            else:
                new, value = self._repeat(repeat, frame)
                begin = f"self._{self.parameters.stem_of_repeat(repeat)}_end"
            lines += new
            index = last + 1
        return (self._method(self.name, returning(lines, value)), *self.methods)

    def _asks_for_start(self, index: int) -> bool:
        """Tell whether a segment, or the repeat that it begins, needs the value before it."""
        if index == len(self.schedule.segments) or self.schedule.segments[index].start is not None:
            return False
        repeat = self.schedule.repeat_of(index)
        if repeat is None:
            return builds_on_start(self.schedule.segments[index])
        return self._cycle_asks_for_start(repeat) or (
            repeat.scaling == "steps" and self._scales_above_start(repeat)
        )

    def _cycle_asks_for_start(self, repeat: Repeat) -> bool:
        """Tell whether the cycle of a repeat needs the value before it, by writing it."""
        written = len(self.methods)
        self._write_cycle(repeat, self.parameters.stem_of_repeat(repeat), "before", ("scale",))
        text = " ".join(self.methods[-1].lines)
        del self.methods[written:]
        return re.search(r"\bbefore\b", text) is not None

    def _scales_above_start(self, repeat: Repeat) -> bool:
        scale = self.parameters.of_repeat(repeat, "scale")
        return scale is not None and "start" in self._lowest(repeat, "start")

    def _method(self, name: str, lines: list[str], extra: tuple[str, ...] = ()) -> Method:
        """Make a method that takes of the base rate and others what its lines use."""
        text = " ".join(lines)
        wanted = [
            each for each in (*self.branches.passes, *extra) if re.search(rf"\b{each}\b", text)
        ]
        step = "t" if re.search(r"\bt\b", text) else "_"
        arguments = (f"{step}: float", *(f"{each}: float" for each in wanted))
        return Method(name, arguments, once_annotated(lines))

    def _repeat(self, repeat: Repeat, frame: Frame) -> tuple[list[str], str]:
        """Write the branch of a repeat, and the method of its cycle."""
        stem = self.parameters.stem_of_repeat(repeat)
        scale = self.parameters.of_repeat(repeat, "scale")
        by_cycle = scale is not None and repeat.scaling != "steps"
        inherits = (
            self.schedule.segments[repeat.first].start is None
            and frame.start == "start"
            and self._cycle_asks_for_start(repeat)
        )
        extra = (*(("scale",) if by_cycle else ()), *(("start",) if inherits else ()))
        low = self._write_cycle(repeat, stem, frame.start, extra)
        passed = [argument.partition(":")[0] for argument in self.methods[-1].arguments[1:]]

        def call(place: str) -> str:
            return f"self.{self._cycle(stem)}({', '.join((place, *passed))})"

        used = "scale" in passed
        by_steps = scale is not None and not by_cycle
        lines = cycle_place(self.parameters, repeat, frame.begin, numbered=used, by_steps=by_steps)
        if scale is not None and used:
            number = "number" if repeat.stretch == 1 else "lap"
            lines.append(f"scale = self.{scale.attribute}**{number}")
        lines += self._scaled_by_steps(scale, low, call("t"), by_cycle=by_cycle)
        last = repeat.last == len(self.schedule.segments) - 1
        if repeat.times is None or (last and frame.wraps):
            return lines, ""
        branch = [f"if t < self._{stem}_end:", *indented(lines)]
        arrival: list[str] = []
        count = self.parameters.of_repeat(repeat, "count")
        if self.parameters.follows is not None:
            count = self.parameters.follows.of_repeat(repeat, "count")
        cycle = self.parameters.end_of(repeat.last)
        if scale is not None and used and count is not None:
            arrival.append(f"scale = self.{scale.attribute} ** (self.{count.attribute} - 1)")
        if scale is not None and not by_cycle:
            end = f"self._{stem}_end"
            arrival.append(f"n = {end} - {frame.begin}" if frame.begin else f"n = {end}")
        *rest, value = self._scaled_by_steps(scale, low, call(cycle), by_cycle=by_cycle)
        arrival += rest
        value = value.removeprefix("return ")
        if not frame.carries and not last:
            return branch, "start"
        if last:
            return [*branch, *arrival], value
        return [*branch, *arrival, f"start = {value}"], "start"

    def _scaled_by_steps(
        self, scale: Parameter | None, low: tuple[str, ...], call: str, *, by_cycle: bool
    ) -> list[str]:
        if scale is None or by_cycle:
            return [f"return {call}"]
        lines = [f"scale = self.{scale.attribute}**n"]
        if low == ("0.0",):
            return [*lines, f"return {call} * scale"]
        lines += low_lines(low)
        value = f"return low + ({call} - low) * scale"
        if len(value) <= WIDTH - 3 * INDENT:
            return [*lines, value]
        return [*lines, f"value = {call}", "return low + (value - low) * scale"]

    def _write_cycle(
        self, repeat: Repeat, stem: str, start: str, extra: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Write the method of one cycle; return what the block's lowest level is among."""
        schedule = self.schedule
        scale = self.parameters.of_repeat(repeat, "scale")
        by_cycle = scale is not None and repeat.scaling != "steps"
        low = self._lowest(repeat, start)
        lines: list[str] = []
        wraps = repeat.times is None and is_even(self.schedule, repeat)
        frame = Frame(start, scaled=repeat if by_cycle else None, low=low, wraps=wraps)
        value = self.branches.scaled(start, frame)
        begin = ""
        for index in range(repeat.first, repeat.last + 1):
            following = schedule.segments[index + 1 : repeat.last + 1][:1]
            carries = bool(following) and builds_on_start(following[0])
            new, value = self.branches.branch(
                index, replace(frame, start=value, begin=begin, carries=carries)
            )
            lines += new
            begin = self.parameters.end_of(index)
        if re.search(r"\blow\b", " ".join([*lines, value])):
            lines = [*low_lines(low), *lines]
        self.methods.append(self._method(self._cycle(stem), returning(lines, value), extra))
        return low

    def _lowest(self, repeat: Repeat, start: str) -> tuple[str, ...]:
        """Find the expressions among whose values is a block's lowest level."""
        found: list[str] = []
        for index in range(repeat.first, repeat.last + 1):
            segment = self.schedule.segments[index]
            if segment.start is not None:
                found.append(self.branches.level(segment.start, index, "start"))
            elif index == repeat.first:
                found.append(start)
            if has_end(segment.shape) and segment.end is not None:
                found.append(self.branches.level(segment.end, index, "end"))
        # No level is below 0; what a formula arrives at may be.
        arrived = found[0] == start and start in ("start", "before")
        if "0.0" in found and not arrived:
            return ("0.0",)
        return tuple(dict.fromkeys(found))

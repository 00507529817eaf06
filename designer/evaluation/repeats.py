"""The cycles of a repeat: which one a step is in, and what it corresponds to in the first of them."""

import math
from bisect import bisect_right

from rampsmith.designer.document.schedule import Repeat, Schedule
from rampsmith.designer.evaluation.timeline import MOST_STRETCHED, RepeatSpan, Timeline, timeline


class Cycles:
    """All cycles of one repeat, in steps counted from its own beginning.

    They are found as ``cycle_at`` finds them in an exported class, but each of them only once.
    """

    def __init__(self, repeat: Repeat, span: RepeatSpan) -> None:
        """Take a repeat and where it lies."""
        self._repeat = repeat
        self._span = span
        self._are_equal = repeat.has_equal_cycles  # Asked for at every step.
        self._begins = [0.0]
        self._lengths = [float(span.cycle)]

    def place(self, n: float) -> tuple[int, float]:
        """Find the cycle that step n is in, and the place there, in the first cycle's steps.

        Raises:
            ArithmeticError: where a cycle has no length.
            ValueError: where cycles that shrink never come that far.
        """
        cycle = self._span.cycle
        if self._are_equal:
            if isinstance(cycle, int):
                number, place = divmod(n, cycle)
                return int(number), place
            whole = int(n / cycle)
            return whole, max(0.0, n - whole * cycle)
        number, begin, length = self._stretched_at(n)
        n -= begin
        if not self._repeat.keeps_first:
            return number, n * (cycle / length)
        kept = self._span.inner[1]
        if n < kept or length == kept:
            return number, n
        return number, kept + (n - kept) * (cycle - kept) / (length - kept)

    def bounds(self, number: int) -> tuple[float, float]:
        """Return the steps at which a cycle begins and ends.

        Raises:
            ValueError: where there are not that many.
        """
        cycle = self._span.cycle
        if self._are_equal:
            return number * cycle, (number + 1) * cycle
        while len(self._begins) <= number:
            self._append()
        return self._begins[number], self._begins[number] + self._lengths[number]

    def step(self, number: int, place: float) -> float:
        """Return the step of a cycle that corresponds to a place in the first one."""
        begin, end = self.bounds(number)
        cycle = self._span.cycle
        if self._are_equal or cycle <= 0:
            return begin + place
        length = end - begin
        if not self._repeat.keeps_first:
            return begin + place * length / cycle
        kept = self._span.inner[1]
        if place <= kept or cycle == kept:
            return begin + place
        return begin + kept + (place - kept) * (length - kept) / (cycle - kept)

    def _stretched_at(self, n: float) -> tuple[int, float, float]:
        begins, lengths = self._begins, self._lengths
        # Cycles that shrink to nothing end where they can no longer be told apart.
        most = len(self._repeat.lengths) or math.inf
        while n >= begins[-1] + lengths[-1] > begins[-1] and len(begins) < most:
            self._append()
        number = bisect_right(begins, n) - 1
        return number, begins[number], lengths[number]

    def _append(self) -> None:
        if len(self._begins) >= MOST_STRETCHED:
            raise ValueError("There are too many cycles.")
        self._begins.append(self._begins[-1] + self._lengths[-1])
        self._lengths.append(self._next_length())

    def _next_length(self) -> float:
        given = self._repeat.lengths
        if not given:
            return self._lengths[-1] * self._repeat.stretch
        return self._span.cycle * given[min(len(self._lengths), len(given) - 1)] / given[0]


def cycles_of(schedule: Schedule, line: Timeline) -> tuple[Cycles, ...]:
    """Return the cycles of every block of a schedule."""
    return tuple(
        Cycles(repeat, span) for repeat, span in zip(schedule.blocks, line.repeats, strict=True)
    )


def in_first_cycle(schedule: Schedule, step: float) -> float:
    """Map a step anywhere in a repeat to the same place in its first cycle.

    So a drag in any cycle is the same edit. A step outside all repeats stays where it is, and one
    past the end of a schedule that repeats as a whole is mapped into its first round.
    """
    line = timeline(schedule)
    if schedule.begins_again and line.end > 0 and math.isfinite(step):
        step %= line.end
    position = step + schedule.counts_from
    for span, cycles in zip(line.repeats, cycles_of(schedule, line), strict=True):
        if span.begin <= position < span.end:
            try:
                return span.begin + cycles.place(position - span.begin)[1] - schedule.counts_from
            except (ArithmeticError, ValueError):
                return step
    return step


def segment_at(schedule: Schedule, line: Timeline, step: float) -> int:
    """Return the index of the segment to which a step belongs; the last one past the end."""
    position = in_first_cycle(schedule, step) + schedule.counts_from
    return max(0, min(bisect_right(line.begins, position), len(line.begins)) - 1)


def executed_cycles(line: Timeline, number: int, cycles: Cycles, counts_from: int = 0) -> int:
    """Count the cycles of a block that the run begins."""
    span = line.repeats[number]
    until = min(span.end, line.run_steps + counts_from) - span.begin
    if until <= 0 or span.cycle <= 0:
        return 0
    try:
        cycle, _ = cycles.place(math.ceil(until) - 1)
    except (ArithmeticError, ValueError):
        return MOST_STRETCHED
    return cycle + 1

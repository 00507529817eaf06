"""The lines that find which cycle of a repeat a step is in, as the designer finds it."""

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.schedule import Repeat, Schedule
from rampsmith.exporters.parameters import Parameters


def cycle_place(
    parameters: Parameters, repeat: Repeat, begin: str, *, numbered: bool, by_steps: bool
) -> list[str]:
    """Write which cycle t is in, and where in the first cycle's positions."""
    cycle = parameters.end_of(repeat.last)
    stretch = parameters.of_repeat(repeat, "stretch")
    if parameters.follows is not None:
        stretch = parameters.follows.of_repeat(repeat, "stretch")
    if stretch is None and is_even(parameters.schedule, repeat) and not by_steps:
        since = f"(t - {begin})" if begin else "t"
        if not numbered:
            return [f"t = {since} % {cycle}"]
        return [f"number, t = divmod({since.strip('()')}, {cycle})"]
    n = "n" if begin or by_steps else "t"
    lines = [f"n = t - {begin}" if begin else "n = t"] if n == "n" else []
    if stretch is None:
        if is_even(parameters.schedule, repeat):
            return [*lines, f"t = n % {cycle}"]
        # A cycle that is a fraction of a step: a quotient that is whole stays so.
        lines.append(f"number = int({n} / {cycle})")
        return [*lines, f"t = max(0.0, {n} - number * {cycle})"]
    number = "lap" if numbered else "_"
    lines += [
        f"cycle = {cycle}",
        f"{number}, since, length = cycle_at({n}, cycle, self.{stretch.attribute})",
    ]
    if not repeat.keeps_first:
        return [*lines, f"t = ({n} - since) * cycle / length"]
    kept = parameters.end_of(repeat.first)
    return [
        *lines,
        f"t = {n} - since" if n == "n" else "t -= since",
        f"kept = {kept}",
        "if t >= kept and length > kept:",
        "    t = kept + (t - kept) * (cycle - kept) / (length - kept)",
    ]


def is_even(schedule: Schedule, repeat: Repeat) -> bool:
    """Tell whether all cycles of a repeat are equally long and a whole number of steps."""
    spans = schedule.segments[repeat.first : repeat.last + 1]
    fills = any(segment.span.unit == "fill" for segment in spans)
    length = Rates(schedule).timeline.laps[schedule.repeats.index(repeat)].cycle
    return repeat.stretch == 1 and isinstance(length, int) and not fills

"""What is doubtful about repeats, and about the curves beside the rates."""

import math
from collections.abc import Iterator

from rampsmith.designer.editing.tracks import as_schedule, tracks
from rampsmith.designer.evaluation.laps import cycles_of, executed_cycles
from rampsmith.designer.evaluation.rates import Curve, Rates
from rampsmith.designer.evaluation.timeline import Timeline
from rampsmith.designer.numbers import count_text, counted
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Schedule

MOST_CYCLES = 64
"""Cycles in which a peak is looked for; in one of them a step comes very near to it."""


def doubtful_cycles(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    """Find repeats whose last cycle the run cuts off, or that never begin again."""
    line = rates.timeline
    run = line.run_steps
    if schedule.after == "repeat":
        return
    for number, cycles in enumerate(cycles_of(schedule, line)):
        repeat, laps = schedule.blocks[number], line.laps[number]
        place = f"repeats[{schedule.repeats.index(repeat)}]"
        count = executed_cycles(line, number, cycles)
        if count == 0 or laps.end <= run:
            continue
        begin, end = (laps.begin + bound for bound in cycles.bounds(count - 1))
        word = schedule.step_word
        done = f"{count_text(math.ceil(run - begin))} of {counted(end - begin, word)}"
        if repeat.times == 1:
            # A block that runs once is there to be cut short, as the last cycle of restarts.
            sentence = f"The run ends within “{repeat.name}”, after {done}."
            yield Problem("note", place, sentence, step=run)
        elif count == 1:
            yield Problem(
                "warning",
                f"{place}.times",
                f"The run ends before the first cycle of “{repeat.name}” does: nothing is repeated.",
                step=run,
            )
        elif end > run:
            yield Problem(
                "note",
                place,
                f"The run ends within cycle {count_text(count)} of “{repeat.name}”, after {done}.",
                step=run,
            )


def doubtful_tracks(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    """Find multipliers that are 0, and segments beside the rates that are never executed."""
    curves: dict[str, Curve | None] = {"momentum": rates.momentum, "multiplier": rates.multiplier}
    for name, track in tracks(schedule):
        curve = curves[name]
        if curve is None:
            continue
        for index, piece in enumerate(curve.pieces):
            place, label = f"{name}.segments[{index}]", track.segments[index].name
            if curve.timeline.length(index) <= 0:
                sentence = f"“{label}” of the {name} has no step; it is never executed."
                yield Problem("warning", f"{place}.span", sentence, step=piece.begin)
            elif name == "multiplier" and piece.start_value == piece.end_value == 0:
                yield Problem(
                    "warning",
                    place,
                    f"“{label}” multiplies by 0: every rate is 0 from {schedule.step_word} "
                    f"{count_text(math.ceil(piece.begin))} on.",
                    step=piece.begin,
                )
        end = curve.timeline.end
        if end < schedule.total_steps and as_schedule(schedule, name).after == "hold":
            yield Problem(
                "note",
                f"{name}.segments[{len(track.segments) - 1}].span",
                f"The {name} ends at {schedule.step_word} {count_text(end)}, "
                f"{count_text(schedule.total_steps - end)} before the run does, and stays there.",
                step=end,
            )


def turning_places(schedule: Schedule, line: Timeline) -> Iterator[float]:
    """Yield where pieces begin and end, in the first and the last executed cycles of a repeat."""
    yield from line.begins
    yield from line.ends
    for number, cycles in enumerate(cycles_of(schedule, line)):
        laps = line.laps[number]
        count = executed_cycles(line, number, cycles, schedule.counts_from)
        for cycle in {*range(min(count, MOST_CYCLES)), *range(max(0, count - 2), count)}:
            yield from (laps.begin + cycles.step(cycle, place) for place in laps.inner)

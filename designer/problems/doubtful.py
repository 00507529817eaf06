"""What is doubtful about a schedule: possible, but seldom what its author wants."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from rampsmith.designer.editing.edits import removed_segment, with_segment
from rampsmith.designer.evaluation.levels import level_at
from rampsmith.designer.evaluation.rates import Curve, Rates, jumps, rates_of
from rampsmith.designer.numbers import count_text, rate_text
from rampsmith.designer.problems.doubtful_repeats import (
    doubtful_cycles,
    doubtful_tracks,
    turning_places,
)
from rampsmith.designer.problems.problem import Fix, Problem
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.shapes import has_end
from rampsmith.designer.spans import Span


def doubtful(schedule: Schedule) -> Iterator[Problem]:
    """Find everything doubtful in a schedule that has nothing impossible in it."""
    rates = rates_of(schedule)
    yield from _groups(schedule)
    yield from _batches(schedule)
    yield from _accumulation(schedule)
    yield from _first_rate(schedule, rates)
    yield from _no_step(schedule, rates)
    yield from _warmup(schedule, rates)
    yield from _jumps(schedule, rates)
    yield from _length(schedule, rates)
    yield from _peak(schedule, rates)
    yield from _last_value(schedule, rates)
    yield from doubtful_cycles(schedule, rates)
    yield from doubtful_tracks(schedule, rates)


def _groups(schedule: Schedule) -> Iterator[Problem]:
    for index, group in enumerate(schedule.groups):
        if group.base_lr == 0:
            yield Problem(
                "warning",
                f"groups[{index}].base_lr",
                f"The base rate of “{group.name}” is 0; factors of it stay 0.",
            )
    bases = {group.base_lr for group in schedule.groups}
    for index, segment in enumerate(schedule.segments):
        if len(bases) > 1 and any(level.unit == "rate" for level in segment.levels):
            yield Problem(
                "note",
                f"segments[{index}]",
                f"“{segment.name}” has an absolute rate: there, all groups have the same.",
            )


def _batches(schedule: Schedule) -> Iterator[Problem]:
    run = schedule.run
    full = run.batch_size * run.devices
    if full > run.samples:
        yield Problem(
            "warning",
            "run.batch_size",
            f"A batch of {count_text(full)} is larger than the {count_text(run.samples)} samples: "
            "every epoch is one smaller batch.",
        )


def _accumulation(schedule: Schedule) -> Iterator[Problem]:
    run = schedule.run
    if run.remainder != "carried" and run.accumulation > run.batches_per_epoch:
        yield Problem(
            "warning",
            "run.accumulation",
            f"{count_text(run.accumulation)} batches make an update, but an epoch has only "
            f"{count_text(run.batches_per_epoch)}: every epoch makes one short update.",
        )


def _first_rate(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    trained = [
        rate for rate, group in zip(rates.at(0), schedule.groups, strict=True) if group.base_lr > 0
    ]
    if not trained or max(trained) > 0:
        return
    word = schedule.step_word
    fix = None
    from_one = partial(replace, counts_from=1)
    if max(Rates(from_one(schedule)).at(0)) > 0:
        fix = Fix("Count steps from 1", from_one)
    yield Problem(
        "warning",
        "segments[0].start",
        f"The first {word} has rate 0: it computes gradients and changes nothing.",
        step=0,
        fix=fix,
    )


def _no_step(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    for index, segment in enumerate(schedule.segments):
        if rates.timeline.length(index) <= 0:
            words = "is squeezed out" if segment.span.unit == "fill" else "rounds to no step"
            yield Problem(
                "warning",
                f"segments[{index}].span",
                f"“{segment.name}” {words}; it is never executed.",
                step=rates.timeline.boundaries[index],
                fix=_removal(schedule, index),
            )


def _removal(schedule: Schedule, index: int) -> Fix | None:
    """Offer to remove a segment that is never executed; what follows starts where it did."""
    if index == len(schedule.segments) - 1:
        # Its end is what holds after the schedule, so it has an effect all the same.
        return None
    remove = partial(_without_segment, index=index)
    return Fix(f"Remove “{schedule.segments[index].name}”", remove)


def _without_segment(schedule: Schedule, index: int) -> Schedule:
    start = level_at(schedule, index + 1, "start")
    removed = removed_segment(schedule, index)
    if level_at(removed, index, "start") != start:
        removed = with_segment(removed, index, start=start)
    return removed


def _warmup(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    curve = rates.curves[0]
    rising = 0
    for index, piece in enumerate(curve.pieces):
        # What rises in every cycle is no warmup of the run.
        if not piece.end_value > piece.start_value or schedule.repeat_of(index) is not None:
            break
        rising += 1
    if rising == 0 or rising == len(curve.pieces):
        return
    end = curve.pieces[rising - 1].end
    if end > rates.timeline.run_steps / 2 > 0:
        percent = 100 * end / rates.timeline.run_steps
        yield Problem(
            "warning",
            f"segments[{rising - 1}].span",
            f"The warmup takes {percent:.3g} % of the run, more than half.",
            step=end,
            fix=Fix(
                "Make it 10 % of the run",
                partial(with_segment, index=rising - 1, span=Span.of_percent(10)),
            )
            if rising == 1
            else None,
        )


def _jumps(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    told: set[int] = set()
    for number, group in enumerate(schedule.groups):
        for index, before, after in jumps(rates, number):
            if index in told:
                continue
            told.add(index)
            whose = f" of “{group.name}”" if number > 0 else ""
            ratio = f" ({after / before:.3g} ×)" if before else ""
            fix = None
            has_start = schedule.segments[index].start is not None
            if has_start and rates.level_arrived(index - 1, number) == before:
                joined = partial(with_segment, index=index, start=None)
                fix = Fix("Start where the last one ended", joined)
            yield Problem(
                "warning",
                f"segments[{index}].start",
                f"The rate{whose} jumps from {rate_text(before)} to {rate_text(after)}{ratio} at "
                f"{schedule.step_word} {count_text(rates.timeline.boundaries[index])}.",
                step=rates.timeline.boundaries[index],
                fix=fix,
            )


def _length(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    end, run = rates.timeline.end, rates.timeline.run_steps
    last = len(schedule.segments) - 1
    fills = any(segment.span.unit == "fill" for segment in schedule.segments)
    fix = None
    if not fills and (end < run or rates.timeline.boundaries[last] < run):
        filled = partial(with_segment, index=last, span=Span.of_the_rest())
        fix = Fix(f"Let “{schedule.segments[last].name}” fill the rest", filled)
    word = schedule.step_word
    if end > run:
        repeat = schedule.repeat_of(last)
        if repeat is not None and repeat.times == 1 and rates.timeline.begins[repeat.first] < run:
            return  # That the run cuts such a block short is said of the block.
        yield Problem(
            "warning",
            f"segments[{last}].span",
            f"The run ends at {word} {count_text(run)}, {count_text(end - run)} before the "
            "schedule does.",
            step=run,
            fix=fix,
        )
    elif end < run and schedule.after == "hold":
        yield Problem(
            "warning",
            f"segments[{last}].span",
            f"The schedule ends at {word} {count_text(end)}, {count_text(run - end)} before the "
            f"run does; until then the rate stays at {rate_text(rates.at(run)[0])}.",
            step=end,
            fix=fix,
        )


def _peak(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    number = _trained_group(schedule)
    curve = rates.curves[0 if rates.relative else number]
    designed = [value for piece in curve.pieces for value in (piece.start_value, piece.end_value)]
    executed = [curve.at(t) for t in _turning_steps(schedule, curve)]
    scale = schedule.groups[number].base_lr if rates.relative else 1.0
    highest, reached = rate_text(max(designed) * scale), rate_text(max(executed) * scale)
    if max(designed) <= max(executed) or highest == reached:
        return
    top = designed.index(max(designed))
    yield Problem(
        "warning",
        f"segments[{top // 2}].{'start' if top % 2 == 0 else 'end'}",
        f"The peak of {highest} is never reached; the highest rate that is executed is {reached}.",
        step=rates.timeline.boundaries[(top + 1) // 2],
    )


def _trained_group(schedule: Schedule) -> int:
    """Give the first group that is not frozen by a base rate of 0; the first, if all are."""
    trained = (i for i, group in enumerate(schedule.groups) if group.base_lr > 0)
    return next(trained, 0)


def _turning_steps(schedule: Schedule, curve: Curve) -> list[int]:
    """Give the executed steps beside which the curve turns; between them it rises or falls."""
    run, offset = curve.timeline.run_steps, schedule.counts_from
    steps = {0, run - 1}
    for place in (*turning_places(schedule, curve.timeline), curve.timeline.end):
        steps |= {math.ceil(place) - offset, math.ceil(place) - offset - 1}
    return [t for t in sorted(steps) if 0 <= t < run]


def _last_value(schedule: Schedule, rates: Rates) -> Iterator[Problem]:
    line = rates.timeline
    if line.end != line.run_steps or schedule.after != "hold" or schedule.counts_from != 0:
        return
    repeat = schedule.repeat_of(len(schedule.segments) - 1)
    is_endless = repeat is not None and repeat.times is None
    if is_endless or not has_end(schedule.segments[-1].shape):
        # Nobody chose the value at which such a shape arrives, or at which the run ends.
        return
    group = _trained_group(schedule)
    last, end = rates.at(line.run_steps - 1)[group], rates.at(line.run_steps)[group]
    if rate_text(last) == rate_text(end):
        return
    word = schedule.step_word
    yield Problem(
        "note",
        f"segments[{len(schedule.segments) - 1}].end",
        f"The last value, {rate_text(end)}, is never executed: the last {word} runs at "
        f"{rate_text(last)}.",
        step=line.run_steps - 1,
        fix=Fix("Count steps from 1", partial(replace, counts_from=1)),
    )

"""Find what is doubtful about the rates that are executed: none, hardly any, or not those meant."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from rampsmith.designer.document.schedule import Level, Schedule
from rampsmith.designer.editing.edits import removed_segment, with_segment
from rampsmith.designer.editing.likelier_entries import meant_level
from rampsmith.designer.editing.repeats import removed_repeat
from rampsmith.designer.evaluation.levels import GivenLevel
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.evaluation.repeats import segment_at
from rampsmith.designer.problems.counting import first_step_fix, last_step_fix
from rampsmith.designer.problems.problem import Fix, Place, Problem, Severity
from rampsmith.designer.problems.rate_curve import EVERY_STEP_UP_TO, RateCurve, apart
from rampsmith.designer.values.numbers import (
    count_text,
    counted,
    exact_text,
    rate_text,
    rounded_text,
)
from rampsmith.designer.values.spans import Span

ALMOST_NONE = 1e-6
"""Of a group's highest rate: less than that changes no weight that float32 could hold."""

SPREAD = 2_000
"""Steps of a longer run among which those with almost no rate are counted."""

MISSED = 0.99
"""The share of the designed peak from which on it counts as reached."""

MOST_RATE = 100
"""The highest rate that is not surely a slip, with whichever optimizer; a guess."""

MOST_NAMED = 3
"""Groups that a sentence names."""


def first_rate_warnings(schedule: Schedule) -> Iterator[Problem]:
    """Note a first step at rate 0, and doubt several of them."""
    rates = rates_of(schedule)
    if not any(group.base_lr > 0 for group in schedule.groups) or max(rates.at(0)) > 0:
        return
    word, run = schedule.step_word, schedule.total_steps
    looked_at = range(1, min(run, EVERY_STEP_UP_TO))
    count = next((t for t in looked_at if max(rates.at(t)) > 0), len(looked_at) + 1)
    label = f"The first {word} has rate 0"
    rest = "it computes gradients and changes nothing"
    if count > 1:
        label = f"The first {counted(count, word)} have rate 0"
        rest = "they compute gradients and change nothing"
    # One update is nothing; an epoch is hours.
    is_small = count == 1 < run and schedule.stepping == "update"
    yield Problem(
        "note" if is_small else "warning",
        Place.of_segment(0, "start"),
        f"{label}: {rest}.",
        step=0,
        mark=label,
        fix=first_step_fix(schedule),
    )


def idle_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find runs of which most steps have next to no rate, for every group; note those that have none.

    A rate of 0 is none that anybody gets by mistake. Of the first steps, and of those after the
    schedule, there are sentences of their own.
    """
    run = curve.run
    about = "" if run <= EVERY_STEP_UP_TO else "About "
    steps = [(run - 1) * i // SPREAD for i in range(SPREAD + 1)] if about else [*range(run)]
    low, none = set(steps), set(steps)
    # The highest may be beside a place where segments meet.
    beside = curve.turning_steps()
    both = (curve.rates.of_groups(curve.unlike, each) for each in (steps, beside))
    for rates, more in zip(*both, strict=True):
        most = ALMOST_NONE * max(*rates, *more)
        low &= {step for step, rate in zip(steps, rates, strict=True) if 0 < rate < most}
        none &= {step for step, rate in zip(steps, rates, strict=True) if rate == 0 < most}
    begun = next((step for step in steps if step not in none), run)
    end = curve.first_step(curve.rates.timeline.end)
    none = {step for step in none if begun < step < end}
    word = f"{curve.schedule.step_word}s"
    told: tuple[tuple[Severity, set[int], str], ...] = (
        ("warning", low, "next to no rate{}: above 0, but less than a millionth of the highest."),
        ("note", none, "rate 0{}: they compute gradients and change nothing."),
    )
    for severity, idle, words in told:
        if 2 * len(idle) > len(steps):
            share = f"{about}{rounded_text(100 * len(idle) / len(steps), 3)} %"
            middle = sorted(idle)[len(idle) // 2]
            yield Problem(
                severity,
                Place.of_segment(segment_at(curve.schedule, curve.rates.timeline, middle)),
                f"{share} of the {word} have {words.format(_followers(curve))}",
            )


def peak_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find a highest level that no step comes near."""
    steps = curve.telling_steps()
    if steps is None or curve.is_multiplied:
        return
    apart = curve.apart
    for group, rates in zip(apart, curve.rates.of_groups(apart, steps), strict=True):
        ends = _designed_ends(curve, group)
        peak = max(ends, default=0.0)
        if max(rates) > MISSED * peak or max(rates) == peak:
            continue
        index, side = divmod(ends.index(peak), 2)
        line = curve.rates.timeline
        if (index, side) == (len(line.ends) - 1, 1) and line.end <= curve.run:
            return  # It is the end value, of which a note tells.
        place = (line.ends if side else line.begins)[index]
        told = curve.told(group, steps[rates.index(max(rates))])
        label = f"The peak of {rate_text(peak)}{_for(curve, group)} is never reached"
        yield Problem(
            "warning",
            Place.of_segment(index, ("start", "end")[side]),
            f"{label}; the highest rate that is executed is {rate_text(told.rate)}.",
            step=curve.place_of(place),
            mark=label,
            rates=(told,),
        )
        return


def _followers(curve: RateCurve) -> str:
    """Name the groups that a curve of rates is for, where others have rates of their own."""
    if not curve.names_groups:
        return ""
    names = [f"“{curve.schedule.groups[group].name}”" for group in curve.trained]
    more = "" if len(names) <= MOST_NAMED else f" and {len(names) - MOST_NAMED} more"
    return f" for {', '.join(names[:MOST_NAMED])}{more}"


def _for(curve: RateCurve, group: int) -> str:
    return curve.whose(group, preposition="for")


def _designed_ends(curve: RateCurve, group: int) -> list[float]:
    """Return both rates of each segment, 0 for those that nobody chose: where formulas arrive."""
    ends: list[float] = []
    for index, segment in enumerate(curve.schedule.segments):
        chosen = set(segment.shape.arguments) if segment.shape.turns else {"start"}
        start = curve.rates.level_at_start(index, group)
        end = curve.rates.level_at_end(index, group)
        ends += [start if "start" in chosen else 0.0, end if segment.shape.has_end else 0.0]
    return ends


def high_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find a rate far above those that any optimizer trains with, at its highest step."""
    steps = curve.telling_steps() or curve.turning_steps()
    bases = [group.base_lr for group in curve.schedule.groups]
    # Of groups whose rates are one curve, scaled, the one with the highest.
    groups = apart(curve.rates, sorted(curve.unlike, key=lambda group: -bases[group]))
    for group, rates in zip(groups, curve.rates.of_groups(groups, steps), strict=True):
        highest = max(rates)
        if highest <= MOST_RATE:
            continue
        told = curve.told(group, steps[rates.index(highest)])
        schedule, line = curve.schedule, curve.rates.timeline
        number = count_text(told.step + schedule.counts_from)
        label = f"The rate{curve.whose(group)} reaches {rate_text(told.rate)}"
        yield Problem(
            "warning",
            Place.of_segment(segment_at(schedule, line, told.step)),
            f"{label} at {schedule.step_word} {number}; no usual optimizer trains at rates above {MOST_RATE}.",
            step=told.step,
            mark=label,
            rates=(told,),
        )
        return


def floor_warnings(curve: RateCurve, of_what: str = "") -> Iterator[Problem]:
    """Find floors that a segment never leaves, for one group at least; other kinds name themselves."""
    for index, segment in enumerate(curve.schedule.segments):
        steps = curve.steps_of(index)
        if segment.floor is None or segment.shape.turns or len(steps) < 2:
            continue
        floors = {g: segment.floor.rate(curve.schedule.groups[g].base_lr) for g in curve.trained}
        lying = [g for g, low in floors.items() if max(curve.rates.whole_ends(index, g)) <= low]
        if lying:
            group, is_idle = lying[0], len(lying) == len(floors)
            label = f"“{segment.name}”{of_what} lies on its floor of {rate_text(floors[group])}"
            without = partial(with_segment, index=index, floor=None)
            yield Problem(
                "warning",
                Place.of_segment(index, "floor"),
                f"{label} from end to end{_for(curve, group)}.",
                step=curve.place_of(curve.rates.timeline.begins[index]),
                mark=label,
                fix=Fix("Leave the floor out", without) if is_idle else None,
            )


def unit_warnings(curve: RateCurve, what: str = "rate") -> Iterator[Problem]:
    """Find levels so far from the base of every group that they were surely typed in the other unit."""
    schedule = curve.schedule
    bases = [schedule.groups[group].base_lr for group in curve.trained]
    for index, segment in enumerate(schedule.segments):
        sides: dict[GivenLevel, Level | None] = {"start": segment.start, "end": segment.end}
        for side, level in sides.items():
            if level is None or level not in segment.levels:
                continue
            meant = meant_level(level, bases)
            if meant is None:
                continue
            base = f"the base{curve.whose(curve.trained[0])}"
            found = f"{exact_text(level.value)} × {base}, a {what} of "
            found += rate_text(level.rate(bases[0]))
            instead = f"the {what} {rate_text(meant.value)}"
            if level.unit == "rate":
                times = rounded_text(level.value / bases[0], 3)
                found = f"the {what} {exact_text(level.value)}, {times} × {base}"
                instead = f"{exact_text(meant.value)} × the base"
            changes: dict[str, Any] = {side: meant}
            yield Problem(
                "warning",
                Place.of_segment(index, side),
                f"The {side} of “{segment.name}” is {found}; {instead} was likelier meant.",
                fix=Fix(f"Take {instead}", partial(with_segment, index=index, **changes)),
            )


def last_value_notes(curve: RateCurve) -> Iterator[Problem]:
    """Note an end value that the last step of the run just misses."""
    schedule, line, run = curve.schedule, curve.rates.timeline, curve.run
    if line.end != run or schedule.after != "hold" or schedule.counts_from != 0:
        return
    repeat = schedule.repeat_of(len(schedule.segments) - 1)
    is_endless = repeat is not None and repeat.times is None
    last_segment = schedule.segments[-1]
    if is_endless or not last_segment.shape.has_end or last_segment.after is not None:
        # Nobody chose the value at which such a shape arrives, or at which the run ends.
        return
    group = curve.trained[0]
    last, end = curve.told(group, run - 1), curve.executed(group, run)
    if rate_text(last.rate) == rate_text(end):
        return
    word, runs, arrives = schedule.step_word, rate_text(last.rate), rate_text(end)
    sentence = (
        f"The end value, {arrives}, comes one {word} after the run: the last {word} runs at {runs}."
    )
    if curve.names_groups:
        sentence = (
            f"The end values come one {word} after the run; for “{last.group}”, say, the last {word} "
            f"runs at {runs}, not at {arrives}."
        )
    yield Problem(
        "note",
        Place.of_segment(len(schedule.segments) - 1, "end"),
        sentence,
        step=run - 1,
        fix=last_step_fix(schedule),
        rates=(last,),
    )


def rise_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find a run that ends while the rate rises again, in the first of cycles without end.

    So does torch's CosineAnnealingLR where T_max is shorter than the run.
    """
    schedule, line, run = curve.schedule, curve.rates.timeline, curve.run
    if not schedule.blocks or schedule.blocks[-1].times is not None:
        return
    repeat, span = schedule.blocks[-1], line.repeats[-1]
    index = segment_at(schedule, line, run - 1)
    if index <= repeat.first or span.begin + span.cycle < run:
        return
    group, steps = curve.trained[0], curve.steps_of(index)
    before = curve.steps_of(index - 1)
    if not before or not steps:
        return
    low, high = curve.told(group, steps[0]), curve.told(group, run - 1)
    if not curve.executed(group, before[0]) > low.rate < high.rate:
        return
    word = schedule.step_word
    label = f"The rate{curve.whose(group)} rises again"
    yield Problem(
        "warning",
        Place.of_segment(index, "end"),
        f"{label} from {word} {count_text(steps[0] + schedule.counts_from)} on, from "
        f"{rate_text(low.rate)} to {rate_text(high.rate)} in the run's last {word}.",
        step=steps[0],
        mark=label,
        fix=_without_rise(schedule, index),
        rates=(low, high),
    )


def _without_rise(schedule: Schedule, index: int) -> Fix | None:
    """Offer to fall until the run ends, instead of rising again."""
    if schedule.filling:
        return None
    name = schedule.segments[index - 1].name
    return Fix(f"Let “{name}” fall until the run ends", partial(_fallen_once, index=index))


def _fallen_once(schedule: Schedule, index: int) -> Schedule:
    """End with the segment before an index, which then fills the rest of the run."""
    once = removed_repeat(schedule, schedule.repeats.index(schedule.blocks[-1]))
    while len(once.segments) > index:
        once = removed_segment(once, len(once.segments) - 1)
    return with_segment(once, index - 1, span=Span.of_the_rest())

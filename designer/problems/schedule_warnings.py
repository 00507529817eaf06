"""Find what is doubtful about a schedule: possible, but seldom what its author wants."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from rampsmith.designer.document.curves import (
    common_curve,
    curve_keys,
    curve_of,
    edited_curve,
    groups_that_follow,
)
from rampsmith.designer.document.kinds import RATE, RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.problems.boundary_warnings import (
    direction_warnings,
    jump_warnings,
    length_warnings,
    short_warnings,
    warmup_warnings,
)
from rampsmith.designer.problems.counting import milestone_warnings
from rampsmith.designer.problems.curve_problems import track_warnings
from rampsmith.designer.problems.place_words import with_curve_named
from rampsmith.designer.problems.problem import Place, Problem
from rampsmith.designer.problems.rate_curve import RateCurve
from rampsmith.designer.problems.rate_warnings import (
    first_rate_warnings,
    floor_warnings,
    high_warnings,
    idle_warnings,
    last_value_notes,
    peak_warnings,
    rise_warnings,
    unit_warnings,
)
from rampsmith.designer.problems.repeat_problems import cycle_notes
from rampsmith.designer.values.limits import LONGEST_EXPORTED_METRIC
from rampsmith.designer.values.numbers import count_text, counted, exact_text

RATE_WARNINGS: dict[str, Callable[[RateCurve], Iterator[Problem]]] = {
    "short": short_warnings,
    "warmup": warmup_warnings,
    "jump": jump_warnings,
    "milestone": milestone_warnings,
    "direction": direction_warnings,
    "length": length_warnings,
    "idle": idle_warnings,
    "peak": peak_warnings,
    "high": high_warnings,
    "floor": floor_warnings,
    "unit": unit_warnings,
    "last value": last_value_notes,
    "rise": rise_warnings,
}
"""All kinds of doubts about a curve of rates, by names that dismissals are kept under."""

ABOUT_SEGMENTS = frozenset({"short", "milestone", "direction", "floor", "unit"})
"""Those that name a segment; the others tell of the whole curve."""


def schedule_warnings(schedule: Schedule) -> Iterator[Problem]:
    """Find everything doubtful in a schedule that has nothing impossible in it."""
    yield from _groups(schedule)
    yield from _batches(schedule)
    yield from _accumulation(schedule)
    yield from _stages(schedule)
    yield from _metric(schedule)
    yield from first_rate_warnings(schedule)
    for key in curve_keys(schedule):
        if key == RATE_CURVE:
            yield from _common_rates(schedule)
        elif key.kind == RATE:
            alone = curve_of(schedule, key)
            yield from _never_trained(key, alone)
            for problem in _rate_warnings(RateCurve(alone, rates_of(alone), names_groups=False)):
                yield _of_group(key, problem)
    yield from track_warnings(schedule)


def _common_rates(schedule: Schedule) -> Iterator[Problem]:
    """Find what is doubtful about the common rates, if any group follows them."""
    if not groups_that_follow(schedule, RATE_CURVE):
        sentence = "The rate is followed by no group: each is left alone or has its own."
        yield Problem("note", Place.of_segment(None), sentence)
        return
    common = common_curve(schedule)
    several = len(schedule.groups) > 1
    for problem in _rate_warnings(RateCurve(common, rates_of(common), names_groups=several)):
        names_segment = problem.topic in ABOUT_SEGMENTS
        yield with_curve_named(problem, schedule) if names_segment else problem


def _rate_warnings(curve: RateCurve) -> Iterator[Problem]:
    """Find what is doubtful about a curve of rates, all of whose groups follow it."""
    for topic, find in RATE_WARNINGS.items():
        for problem in find(curve):
            yield replace(problem, topic=topic)
    yield from cycle_notes(curve.schedule, curve.rates)


def _never_trained(key: CurveKey, alone: Schedule) -> Iterator[Problem]:
    """Note a group whose own curve is 0 from end to end."""
    rates = rates_of(alone)
    if any(segment.shape.turns for segment in alone.segments):
        return
    ends = (
        [rates.whole_ends(index, 0) for index in range(len(alone.segments))]
        if alone.groups
        else [(1.0,)]
    )
    if not any(map(any, ends)):
        sentence = f"The rate of “{key.group}” is 0 from end to end: it is never trained."
        yield Problem("note", replace(Place.of_segment(None), curve=key), sentence)


def _of_group(key: CurveKey, problem: Problem) -> Problem:
    """Turn a problem of a group's own curve, and its fix, into one of the whole schedule."""
    fix = problem.fix
    if fix is not None:
        fix = replace(fix, change=partial(edited_curve, key=key, edit=fix.change))
    return replace(
        problem,
        place=replace(problem.place, curve=key),
        whose=f"“{key.group}”",
        fix=fix,
    )


def _groups(schedule: Schedule) -> Iterator[Problem]:
    for index, group in enumerate(schedule.groups):
        if group.base_lr == 0:
            yield Problem(
                "warning",
                Place("groups", index).at("base_lr"),
                f"The base rate of “{group.name}” is 0; factors of it stay 0.",
            )
    yield from _absolute_levels(schedule)


def _absolute_levels(schedule: Schedule) -> Iterator[Problem]:
    """Note levels that are the same for groups of different base rates."""
    common = common_curve(schedule)
    if len({group.base_lr for group in common.groups}) < 2:
        return
    for index, segment in enumerate(schedule.segments):
        used = {
            side: level
            for side, level in (
                ("start", segment.start),
                ("end", segment.end),
                ("floor", segment.floor),
            )
            if level is not None and level in segment.levels
        }
        absolute = {
            side: exact_text(level.value) for side, level in used.items() if level.unit == "rate"
        }
        if absolute:
            rates = " and ".join(absolute.values())
            sides = " and the ".join(absolute)
            sentence = (
                f"The {sides} of “{segment.name}”, {rates}, "
                f"{'is an absolute rate' if len(absolute) == 1 else 'are absolute rates'}: "
                "the same for all groups, whatever their base rates are."
            )
            yield Problem("note", Place.of_segment(index), sentence)


def _batches(schedule: Schedule) -> Iterator[Problem]:
    run = schedule.run
    full = run.batch_size * run.devices
    if full > run.data:
        yield Problem(
            "warning",
            Place("run").at("batch_size"),
            f"A batch of {count_text(full)} is larger than the {counted(run.data, run.batch_word)}: "
            "every epoch is one smaller batch.",
        )


def _stages(schedule: Schedule) -> Iterator[Problem]:
    """Note stages of the run that begin after its end."""
    total = schedule.run.total_updates
    for index, update in enumerate(schedule.run.stage_updates):
        if update >= total:
            yield Problem(
                "note",
                Place("run").at("stages", index, "begin"),
                f"Stage {index + 2} begins with update {count_text(update)}, and the run has "
                f"{count_text(total)}.",
            )


def _metric(schedule: Schedule) -> Iterator[Problem]:
    """Note a metric that an exported file leaves out."""
    count = len(schedule.metric)
    if count > LONGEST_EXPORTED_METRIC:
        yield Problem(
            "note",
            Place("metric"),
            f"The metric has {count_text(count)} values. An exported file carries "
            f"{LONGEST_EXPORTED_METRIC} at the most and leaves these out; the saved design keeps them.",
        )


def _accumulation(schedule: Schedule) -> Iterator[Problem]:
    run = schedule.run
    if run.is_endless or run.remainder == "carried":
        return
    if run.accumulation > run.batches_per_epoch:
        yield Problem(
            "warning",
            Place("run").at("accumulation"),
            f"{count_text(run.accumulation)} batches make an update, but an epoch has only "
            f"{count_text(run.batches_per_epoch)}: every epoch makes one short update.",
        )

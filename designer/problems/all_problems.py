"""Find all problems of a schedule, here those of its class name, run and groups."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from rampsmith.designer.document.class_names import class_name_fault, class_name_from
from rampsmith.designer.document.curves import common_curve
from rampsmith.designer.document.kinds import KIND_OF_NAME
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.budget import cost_faults
from rampsmith.designer.problems.counting import moves_milestones
from rampsmith.designer.problems.curve_problems import curve_errors, track_errors
from rampsmith.designer.problems.place_words import with_curve_named
from rampsmith.designer.problems.problem import Fix, Place, Problem
from rampsmith.designer.problems.run_errors import run_errors
from rampsmith.designer.problems.schedule_warnings import schedule_warnings
from rampsmith.designer.values.limits import LARGEST_LEVEL
from rampsmith.designer.values.numbers import count_text, counted, exact_text

LONGEST_RUN = 10**12
"""Steps; far beyond any training run, and safe for exact arithmetic in floats."""


def schedule_errors(schedule: Schedule) -> Iterator[Problem]:
    """Find everything that keeps a schedule from being exported, each with its place."""
    yield from _class_name(schedule)
    yield from _run(schedule)
    yield from _groups(schedule)
    if not schedule.segments:
        # Nothing can be exported, but nobody has done anything wrong either.
        sentence = "There are no segments yet; add one to begin."
        yield Problem("note", Place.of_segment(None), sentence)
    costs = cost_faults(schedule)
    if costs:
        # Nothing else is looked for, because that would have to be worked out.
        yield from (Problem("error", Place.of_segment(None), sentence) for sentence in costs)
        return
    for problem in (*curve_errors(common_curve(schedule)), *track_errors(schedule)):
        yield with_curve_named(problem, schedule)


def _class_name(schedule: Schedule) -> Iterator[Problem]:
    fault = class_name_fault(schedule.class_name)
    if fault is not None:
        name = class_name_from(schedule.class_name or schedule.title)
        fix = Fix(f"Call it {name}", partial(replace, class_name=name))
        yield Problem("error", Place("class_name"), fault, fix=fix)


def _run(schedule: Schedule) -> Iterator[Problem]:
    found = tuple(run_errors(schedule.run))
    yield from found
    if not found and schedule.run.is_endless and schedule.stepping == "epoch":
        yield Problem(
            "error",
            Place("stepping"),
            "A stream without end has no epochs after which to step.",
            fix=Fix("Step after every update", partial(replace, stepping="update")),
        )
    if not found and schedule.total_steps > LONGEST_RUN:
        yield Problem(
            "error",
            Place("run"),
            f"The run has {counted(schedule.total_steps, schedule.step_word)}; "
            f"{count_text(LONGEST_RUN)} are the most.",
        )


def _groups(schedule: Schedule) -> Iterator[Problem]:
    if not schedule.groups:
        sentence = "There is no parameter group; an optimizer has one."
        yield Problem("error", Place("groups"), sentence)
    for index, group in enumerate(schedule.groups):
        bases = [("base_lr", "base rate", group.base_lr)]
        bases += [(name, KIND_OF_NAME[name].words, value) for name, value in group.bases]
        for field, words, value in bases:
            if not math.isfinite(value):
                sentence = f"The {words} must be a finite number, not {value}."
            elif value < 0:
                sentence = f"The {words} must not be negative, as {exact_text(value)} is."
            elif value > LARGEST_LEVEL:
                most = exact_text(LARGEST_LEVEL)
                sentence = f"The {words} is {exact_text(value)}; {most} is the most."
            else:
                continue
            yield Problem("error", Place("groups", index).at(field), sentence)


FEWEST_TRIES, MOST_TRIED = 20, 20_000
"""Fixes that are tried before they are offered: so many segments are looked at again in all.

Problems past these are told without a fix; nobody clicks through hundreds.
"""


@remembers_last(4)
def problems(schedule: Schedule) -> tuple[Problem, ...]:
    """Find what is wrong with a schedule or, when nothing is, what is doubtful about it."""
    errors = tuple(schedule_errors(schedule))
    if errors:
        return errors
    found = tuple(schedule_warnings(schedule))
    doubts = _doubts(found)
    tries = max(FEWEST_TRIES, MOST_TRIED // max(1, len(schedule.segments)))
    fixed = [each for each in found if each.fix is not None][:tries]
    tried = {id(each): _soundly_fixed(each, schedule, doubts) for each in fixed}
    return tuple(tried.get(id(each), replace(each, fix=None)) for each in found)


def _doubts(found: Iterable[Problem]) -> int:
    return sum(problem.severity == "warning" for problem in found)


def _soundly_fixed(problem: Problem, schedule: Schedule, doubts: int) -> Problem:
    """Leave a fix out that would make a design impossible, or move what it is not about.

    What is only noted has no fix that raises a doubt either.
    """
    fix = problem.fix
    if fix is None:
        return problem
    fixed = fix.change(schedule)
    is_harm = moves_milestones(fix, schedule) or any(schedule_errors(fixed))
    if not is_harm and problem.severity == "note":
        is_harm = _doubts(schedule_warnings(fixed)) > doubts
    return replace(problem, fix=None) if is_harm else problem


def errors(schedule: Schedule) -> tuple[Problem, ...]:
    """Find what keeps a schedule from being exported."""
    return tuple(schedule_errors(schedule))

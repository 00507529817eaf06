"""Snapping: the round values that a dragged boundary or level catches on, and their words."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.span_steps import counted_at, step_at
from rampsmith.designer.values.numbers import count_text, exact_text, rate_text

TimeSnap: TypeAlias = Literal["steps", "epochs", "percent"]
LevelSnap: TypeAlias = Literal["decades", "levels"]

TIME_SNAPS: tuple[TimeSnap, ...] = ("epochs", "percent", "steps")
LEVEL_SNAPS: tuple[LevelSnap, ...] = ("levels", "decades")
"""All that can be caught on; what comes first wins where several are within reach."""

DIGITS_OF_A_STEP = (1.0, 2.0, 2.5, 5.0)

SNAP_REACH = 8.0
"""Pixels within which a round value catches."""

LEAST_APART = 12.0
"""Pixels between round values; closer ones would catch everywhere."""


@dataclass(frozen=True, slots=True)
class Catch:
    """A value that a drag catches on, and what is there in words."""

    value: float
    words: str


def nearest_within(value: float, candidates: Iterable[Catch], reach: float) -> Catch | None:
    """Find the candidate nearest to a value, if one lies within reach."""
    best = min(candidates, key=lambda candidate: abs(candidate.value - value), default=None)
    return best if best is not None and abs(best.value - value) <= reach else None


def caught_step(
    around: float, pixel: float, schedule: Schedule, kinds: frozenset[TimeSnap]
) -> Catch | None:
    """Find the step that a boundary catches on: a whole epoch, a round percentage, a round step.

    Args:
        around: where the boundary has been dragged to, in steps.
        pixel: how many steps one pixel stands for.
        schedule: what the run is.
        kinds: what it may catch on.
    """
    for kind in TIME_SNAPS:
        if kind in kinds:
            candidates = _round_steps(kind, around, pixel, schedule)
            found = nearest_within(around, candidates, SNAP_REACH * pixel)
            if found is not None:
                return found
    return None


def _round_steps(
    kind: TimeSnap, around: float, pixel: float, schedule: Schedule
) -> Iterator[Catch]:
    """Yield the values of a kind just below and above a place."""
    per_epoch, total = schedule.steps_per_epoch, schedule.total_steps
    least = LEAST_APART * pixel
    if (kind == "epochs" and per_epoch <= 1) or (kind == "percent" and total < 1):
        return
    if kind == "epochs" and schedule.run.stages:
        begun = math.floor(counted_at(schedule, "epochs", Fraction(max(0.0, around))))
        for epoch in (begun, begun + 1):
            place = float(step_at(schedule, "epochs", epoch))
            yield Catch(math.floor(place + 0.5), f"epoch {count_text(epoch)}")
        return
    one = {"steps": 1.0, "epochs": float(per_epoch), "percent": total / 100}[kind]
    # Half a percent of a long run is a round length too; half an epoch is not.
    unit = round_number(least / one, whole=kind != "percent") if least > one else 1.0
    for side in (math.floor, math.ceil):
        count = side(around / (unit * one)) * unit
        words = {
            "steps": f"{schedule.step_word} {count_text(count)}",
            "epochs": f"epoch {count_text(count)}",
            "percent": f"{exact_text(count)} %",
        }[kind]
        yield Catch(math.floor(count * one + 0.5), words)


def round_rates(around: float) -> list[Catch]:
    """Return the 1-2-5 values of the decade around a rate, and 0."""
    if around <= 0:
        return [Catch(0.0, "0")]
    decade = math.floor(math.log10(around))
    values = [float(f"{digit}e{place}") for place in (decade, decade + 1) for digit in (1, 2, 5)]
    return [Catch(0.0, "0"), *(Catch(value, rate_text(value)) for value in values)]


def shortened_rate(rate: float, pixel: float) -> float:
    """Drop the digits of a dragged rate that are finer than a pixel."""
    if rate <= 0 or pixel <= 0:
        return max(0.0, rate)
    digits = max(1, math.ceil(math.log10(rate / pixel)) + 1) if rate > pixel else 1
    return float(f"{rate:.{min(digits, 12)}g}")


def round_number(least: float, *, whole: bool) -> float:
    """Find the smallest 1-2-2.5-5 number that is no less than another, and whole if need be."""
    if whole and least <= 1:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(least))
    for digit in (*DIGITS_OF_A_STEP, 10.0):
        number = digit * decade
        if number >= least * (1 - 1e-12) and not (whole and number != int(number)):
            return number
    return 10 * decade

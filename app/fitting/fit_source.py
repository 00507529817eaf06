"""What a design can be fitted to, and the result."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Context, Decimal

import numpy as np
from numpy.typing import NDArray

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule, Stepping
from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.values.numbers import count_text, counted, digits_text

SHARES = (0.0, *(float(f"{step}e-{power}") for power in range(6, 1, -1) for step in (1, 2, 5)), 0.1)
"""How far off a fit may be, in shares of the highest value; 0 is exact."""

MOST_POINTS = 20_000
"""Values that a fit looks at; of more, so many evenly spaced ones."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a fit may be off: a number in the unit of its source, and the words for it."""

    number: float
    words: str


@dataclass(frozen=True, slots=True)
class FittedDocument:
    """A document with a fit in it.

    Attributes:
        schedule: the document.
        segments: how many segments the fit has.
        difference: the greatest difference, as a rate.
        step: the step at which that is.
        step_word: what a step is called.
        notes: what else there is to say.
    """

    schedule: Schedule
    segments: int
    difference: float
    step: float
    step_word: str
    notes: str = ""

    @property
    def sentence(self) -> str:
        """How many segments there are, and how far off: ``3 segments, at most 2e-06 off at …``."""
        count = counted(self.segments, "segment")
        if self.difference == 0:
            return f"{count}, nowhere off"
        place = f"{self.step_word} {count_text(self.step)}"
        most = Context(prec=2, rounding=ROUND_CEILING).create_decimal(Decimal(self.difference))
        return f"{count}, at most {digits_text(float(most))} off at {place}"


@dataclass(frozen=True, eq=False)
class FitSource:
    """Something to fit.

    Attributes:
        name: what it is, as the bar names it.
        words: what Undo calls the edit.
        tolerances: those to choose from, the narrowest first.
        first: the index of the one to begin with.
        fit: fits with a tolerance, in a background thread, unless that is cancelled.
    """

    name: str
    words: str
    tolerances: tuple[Tolerance, ...]
    first: int
    fit: Callable[[Tolerance, Cancellation], FittedDocument]


def shares(exact: str) -> tuple[Tolerance, ...]:
    """Return tolerances in shares of the highest rate; ``exact`` are the words for none."""
    return tuple(
        Tolerance(share, f"{digits_text(100 * share)} %" if share else exact) for share in SHARES
    )


def of_highest(share: float, values: Array) -> float:
    """Return a share of the highest of some values, in their unit."""
    return share * float(np.abs(values[np.isfinite(values)]).max(initial=0.0))


def attending(cancellation: Cancellation) -> Callable[[float], object]:
    """Return a function for a search to call again and again, which ends it once it is cancelled."""
    return lambda _share: cancellation.raise_if_cancelled()


def thinned(count: int) -> NDArray[np.int64]:
    """Return the indexes of the values that a fit looks at, the first and the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, MOST_POINTS)).round()).astype(np.int64)


def fit_of_values(
    name: str,
    measured: Callable[[], tuple[Array, Array]],
    *,
    run: Run,
    stepping: Stepping,
    group: str = "all",
) -> FitSource:
    """Make a source of rates that were computed.

    Args:
        name: what they are; it becomes the title of the design.
        measured: returns the steps and the rates there; called in the background.
        run: the run that they are of.
        stepping: what a step is.
        group: the name of the group whose rates they are.
    """

    def fit(tolerance: Tolerance, cancellation: Cancellation) -> FittedDocument:
        # Imported when first needed: few windows fit anything.
        from rampsmith.designer.fitting.fit import fitted
        from rampsmith.designer.sources.traced import COMPUTED

        steps, values = measured()
        allowed = np.maximum(of_highest(tolerance.number, values), COMPUTED * np.abs(values))
        found = fitted(
            steps,
            values,
            tolerance=allowed,
            run=run,
            stepping=stepping,
            title=name,
            attend=attending(cancellation),
        )
        groups = (replace(found.schedule.groups[0], name=group),)
        schedule = replace(found.schedule, groups=groups)
        count = len(schedule.segments)
        return FittedDocument(schedule, count, found.difference, found.step, schedule.step_word)

    return FitSource(name, f"Make a design of “{name}”", shares("exact"), 0, fit)

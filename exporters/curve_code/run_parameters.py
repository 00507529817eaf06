"""The parameters of the exported class for what formulas know of the run."""

from collections.abc import Iterator
from typing import NamedTuple

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.run_numbers import run_numbers
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.values.numbers import whole

PER_EPOCH = frozenset({"epoch", "epochs", "steps_per_epoch"})
"""The names of what counts in epochs."""


class NumberOfRun(NamedTuple):
    """A number of the run in a class: its name there, itself, and its meaning."""

    name: str
    value: float
    text: str


def needs_total(schedule: Schedule) -> bool:
    """Return whether a formula of a curve asks for the length of the run."""
    names = _names(schedule)
    asked = names & {"total", "epochs"} or ("steps_per_epoch" in names and epochs_differ(schedule))
    return bool(asked)


def epochs_differ(schedule: Schedule) -> bool:
    """Return whether the epochs of the run have more and fewer steps."""
    return bool(run_numbers(schedule).epoch_stages)


def numbers_of_run(schedule: Schedule) -> Iterator[tuple[str, NumberOfRun]]:
    """Yield what the formulas of a curve ask for besides, by what it is for.

    Tokens and epochs of a run whose batch grows are no single number.
    """
    names, run = _names(schedule), run_numbers(schedule)
    by_epoch, word = schedule.stepping == "epoch", schedule.step_word
    if names & PER_EPOCH and not by_epoch and not run.epoch_stages:
        yield (
            "epochs",
            NumberOfRun("steps_per_epoch", whole(run.steps_per_epoch), f"{word}s in an epoch"),
        )
    if "tokens" in names and len(run.stages) == 1:
        step = "epoch" if by_epoch else "step"
        yield "tokens", NumberOfRun(f"tokens_per_{step}", run.stages[0][2], f"tokens in an {word}")


def _names(schedule: Schedule) -> frozenset[str]:
    """Return the names that the formulas of a curve use."""
    shapes = (segment.shape for segment in schedule.segments)
    names = (shape.names for shape in shapes if isinstance(shape, Expression))
    return frozenset[str]().union(*names)

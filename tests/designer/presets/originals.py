"""Presets beside the schedulers that they stand for, both stepped with real optimizers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim import SGD, Optimizer

from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.presets import preset_named
from rampsmith.designer.presets.values import value_text
from tests.exporters.conformance import exported

Settings: TypeAlias = dict[str, Any]
Line: TypeAlias = tuple[tuple[float, ...], tuple[float, ...]]
"""The rates of all groups, and their momenta."""

FEW = settings(max_examples=max(8, settings().max_examples // 3))
"""Some examples usually, hundreds under the long profile: there are many rows."""
BEYOND = 20
MOMENTUM = 0.7
SECOND_GROUP = 0.3
"""The base rate of a second parameter group, as a fraction of the first's."""


@dataclass(frozen=True)
class Row:
    """A scheduler of the reference.

    Attributes:
        name: its preset.
        own: the settings that the reference names.
        drawn: settings within what the original allows.
        original: builds the original from the same settings.
        beyond: how many steps past the run are compared; -1 leaves out the one right after it.
        first: the first step that is compared.
    """

    name: str
    own: tuple[Settings, ...]
    drawn: st.SearchStrategy[Settings]
    original: Callable[[Optimizer, Settings], Any]
    beyond: int = 0
    first: int = 0


def design(name: str, given: Settings) -> Schedule:
    """Make the design of a preset as the command line does, with a second parameter group."""
    schedule = preset_named(name).make_from_texts(f"{k}={value_text(v)}" for k, v in given.items())
    base = schedule.groups[0].base_lr
    return replace(schedule, groups=(Group("all", base), Group("second", base * SECOND_GROUP)))


def optimizer_of(base: float) -> SGD:
    """Build an optimizer with two parameter groups, momentum and a default rate."""
    groups = [
        {"params": [torch.nn.Parameter(torch.zeros(1))], "lr": lr}
        for lr in (base, base * SECOND_GROUP)
    ]
    return SGD(groups, lr=base, momentum=MOMENTUM, foreach=False)


def stepped(scheduler: Any, steps: int, metrics: list[float] | None = None) -> list[Line]:
    """Step a scheduler with its optimizer and return what steps 0 to ``steps`` train with."""
    optimizer = scheduler.optimizer
    lines = [_line(optimizer)]
    for t in range(steps):
        optimizer.step()
        if metrics is None:
            scheduler.step()
        else:
            scheduler.step(metrics[t])
        lines.append(_line(optimizer))
    return lines


def _line(optimizer: Optimizer) -> Line:
    groups = optimizer.param_groups
    return (
        tuple(float(group["lr"]) for group in groups),
        tuple(float(group["momentum"]) for group in groups),
    )


def assert_same(found: list[Line], wanted: list[Line], *, first: int = 0) -> None:
    """Compare as the reference does: 1e-12 of the highest rate, 1e-9 of the rate itself."""
    peak = max(abs(rate) for rates, _ in wanted for rate in rates)
    assert len(found) == len(wanted)
    for t, (mine, theirs) in enumerate(zip(found, wanted, strict=True)):
        if t < first:
            continue
        for a, b in zip(mine[0], theirs[0], strict=True):
            assert near(a, b, peak), f"step {t}: {a!r} is not {b!r}"
        for a, b in zip(mine[1], theirs[1], strict=True):
            assert near(a, b, 1.0), f"step {t}: momentum {a!r} is not {b!r}"


def near(value: float, wanted: float, peak: float) -> bool:
    """Return whether a value is within both tolerances.

    Where the rate itself is 0, a few units in the last place of the highest rate are no difference.
    """
    error = abs(value - wanted)
    return error <= 1e-12 * peak and (error <= 1e-9 * abs(wanted) or error <= 1e-15 * peak)


def assert_row(row: Row, given: Settings) -> None:
    """Compare a preset's exported class with its original at every step of the run and beyond."""
    schedule = design(row.name, given)
    steps = schedule.total_steps + row.beyond
    base = schedule.groups[0].base_lr
    wanted = stepped(row.original(optimizer_of(base), given), steps)
    found = stepped(exported(schedule)(optimizer_of(base)), steps)
    assert_same(found, wanted, first=row.first)


def assert_row_drawn(row: Row) -> None:
    """Compare a preset with its original for any arguments that the original allows."""

    @FEW
    @given(row.drawn)
    def check(drawn: Settings) -> None:
        assert_row(row, drawn)

    check()


def rate() -> st.SearchStrategy[float]:
    """Base rates that somebody could train with."""
    return st.sampled_from((1e-3, 0.1, 3e-4)) | st.floats(1e-6, 10.0)


def factor(low: float = 0.0, high: float = 1.0) -> st.SearchStrategy[float]:
    """Factors; those next to 0 are left out, where everything is lost in rounding."""
    return st.floats(low, high).filter(lambda x: x == 0 or x > 1e-6)


def drawn(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[Settings]:
    """Draw settings, always with a base rate."""
    return st.fixed_dictionaries({"base_lr": rate(), **strategies})

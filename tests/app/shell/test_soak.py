"""Thousands of things done at random in one process: nothing breaks, nothing grows."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import pytest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.presets import PRESETS, preset_named
from tests.app.shell.soaking import Restless

SEED = int(os.environ.get("SOAK_SEED", "7"))
"""Set the variable to find other faults, or to come again to one that was found."""

THINGS = int(os.environ.get("SOAK_THINGS", "20000"))
"""How many things the long test does; each takes some ten milliseconds."""

IN_A_DESIGN = 400
"""How much is done before another design is opened."""

MOST_GROWTH = 60 * 2**20
"""Bytes, a guess: a leak of one kilobyte for each thing would come to more."""


def designs() -> list[Schedule]:
    """Every preset, and one with several groups and curves of every kind."""
    groups = (Group("head", 1e-2), Group("body", 1e-3), Group("frozen", 0.0))
    rich = added_curve(replace(starter(), groups=groups), MOMENTUM_CURVE)
    rich = added_curve(rich, MULTIPLIER_CURVE)
    return [rich, starter(), *(preset_named(name).make() for name in PRESETS)]


def resident() -> int:
    """How much memory this process has, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class Faults:
    """The errors that were raised where nobody could catch them, as in a slot."""

    def __init__(self) -> None:
        self.found: list[BaseException] = []

    def note(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.found.append(error.with_traceback(trace))


def soak(person: Restless, times: int, qt_messages: Callable[[], list[str]]) -> None:
    """Do so many things in one design after the other, and look at what came of it."""
    window, faults = person.window, Faults()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "excepthook", faults.note)
        try:
            before = 0
            for number in range(times):
                if number % IN_A_DESIGN == 0:
                    if number:
                        person.check_history()
                    # Half of it comes first, so that every cache is as full as it will be.
                    before = resident() if number == times // 2 else before
                    choices = designs()
                    window.store.open(choices[(number // IN_A_DESIGN) % len(choices)], None)
                person.go_on()
                assert not faults.found
                assert not qt_messages()
            person.check_history()
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told with its way there.
            raise AssertionError(person.told()) from (faults.found or [error])[0]
    if before:
        assert resident() - before < MOST_GROWTH


def unsaid(qtlog: object) -> list[str]:
    """The messages of Qt that are no peculiarity of the offscreen plugin."""
    records = getattr(qtlog, "records", [])
    return [record.message for record in records if not record.ignored]


def test_fifteen_hundred_random_things_break_nothing(
    window: Window, tmp_path: Path, qtlog: object
) -> None:
    person = Restless(window, tmp_path, SEED)
    soak(person, 1_500, lambda: unsaid(qtlog))
    assert len(person.kinds) == 7, "everything was tried"
    assert person.edits > 50, "much of it changed something"


@pytest.mark.long
def test_twenty_thousand_random_things_break_nothing_and_memory_stays_flat(
    window: Window, tmp_path: Path, qtlog: object
) -> None:
    soak(Restless(window, tmp_path, SEED), THINGS, lambda: unsaid(qtlog))

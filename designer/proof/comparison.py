"""The comparison of an optimizer's rates with the designer's, bit for bit."""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NoReturn

from rampsmith.designer.document.curves import groups_set
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKind
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import set_curves
from rampsmith.designer.proof.task import Progress
from rampsmith.designer.proof.workbench import TrainingStepper, built_number, moved, set_kinds

FOLLOWING = 5
"""How many steps are compared after one that was resumed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A step at which the exported class and the designer do not agree.

    Attributes:
        step: how many calls of ``scheduler.step()`` led there.
        group: the index of the parameter group.
        expected: the designer's number.
        found: the number that the exported class set in the optimizer.
        kind: the name of what the number is.
    """

    step: int
    group: int
    expected: float
    found: float
    kind: str = RATE_CURVE.kind.name


class FaultError(Exception):
    """A promise that is not kept.

    Attributes:
        sentence: what is wrong, as the second half of a sentence that begins with a place.
        difference: the two numbers, where it is about one.
    """

    def __init__(self, sentence: str, difference: Difference | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.difference = difference


class Comparison:
    """Compares what the curves of a schedule set with what a scheduler has set."""

    def __init__(self, schedule: Schedule, progress: Progress) -> None:
        """Evaluate the schedule; ``progress[0]`` is kept at the step that is looked at."""
        self.stepper = TrainingStepper(schedule)
        curves = set_curves(schedule)
        self._rates = curves.pop(RATE_CURVE)
        self._others = [
            (key.kind, groups_set(schedule, key.kind), curve) for key, curve in curves.items()
        ]
        self._left_alone = [
            (kind, index, built_number(kind, group))
            for kind in set_kinds(schedule)
            for index, group in enumerate(schedule.groups)
            if index not in groups_set(schedule, kind)
        ]
        self._names = [group.name for group in schedule.groups]
        self._bits = struct.Struct(f"={len(self._names)}d")
        self._progress = progress

    def at(self, step: int, scheduler: Any) -> None:
        """Compare what a scheduler has set, and the rates that it returns, with a step's.

        Raises:
            FaultError: if one is not the designer's, not finite, or negative.
        """
        expected = self._rates.at(step)
        found = [group["lr"] for group in scheduler.optimizer.param_groups]
        reported = scheduler.get_last_lr()
        try:
            bits = self._bits.pack(*expected)
            equal = self._bits.pack(*found) == bits and self._bits.pack(*reported) == bits
        except (struct.error, TypeError, ValueError, OverflowError, RuntimeError):
            equal = False
        if not (equal and all(0.0 <= rate < math.inf for rate in found)):
            self._describe(step, expected, found, reported)
        groups = scheduler.optimizer.param_groups
        for kind, places, curve in self._others:
            # One value may stand for all groups.
            for index, right in zip(places, cycle(curve.at(step)), strict=False):
                given = kind.read(groups[index])
                number = _number(given)
                if number is None or number.hex() != float(right).hex():
                    self._describe_other(step, kind, index, right, given)
        for kind, index, built in self._left_alone:
            self._compare_left_alone(kind, index, groups[index], built)

    def _compare_left_alone(self, kind: CurveKind, index: int, group: Any, built: float) -> None:
        """Compare a number that no curve sets with the one that the group was built with."""
        found = kind.read(group)
        if found is not None and (kind.is_own or found != built):
            what = f"the {kind.words} of group “{self._names[index]}”"
            raise FaultError(f"{what} was set to {_shown(found)}; it is to be left alone.")

    def take(self, step: int, scheduler: Any) -> None:
        """Take the real update that leads to a step, and compare there.

        Raises:
            FaultError: as ``at`` does.
        """
        self._progress[0] = step
        self.stepper.advance(step - 1, scheduler)
        self.at(step, scheduler)

    def follow(self, step: int, scheduler: Any) -> None:
        """Compare at a step and, with real updates, at some that follow.

        Raises:
            FaultError: as ``at`` does.
        """
        self._progress[0] = step
        self.at(step, scheduler)
        for next_step in range(step + 1, step + 1 + FOLLOWING):
            self.take(next_step, scheduler)

    def jump(self, step: int, scheduler: Any) -> None:
        """Move to the step before through a changed checkpoint, take a real one, and compare.

        Nobody can jump into a plateau: what its metric has done there would be missing.

        Raises:
            FaultError: as ``at`` does, or if the checkpoint does not say how far it is.
        """
        self._progress[0] = step
        state = scheduler.state_dict()
        if "last_epoch" not in state:
            raise FaultError("the state_dict() of the scheduler has no last_epoch.")
        scheduler.load_state_dict(moved(state, step - 1))
        self.take(step, scheduler)

    def _describe_other(
        self, step: int, kind: CurveKind, index: int, right: float, given: Any
    ) -> NoReturn:
        what = f"the {kind.words} of group “{self._names[index]}”"
        number = _number(given)
        if number is None:
            difference = Difference(step, index, float(right), math.nan, kind.name)
            raise FaultError(f"{what} is no number: {_shown(given)}.", difference)
        difference = Difference(step, index, float(right), number, kind.name)
        raise FaultError(f"{what} is {number!r}, not {float(right)!r}.", difference)

    def _describe(
        self, step: int, expected: Sequence[float], found: list[Any], reported: Any
    ) -> NoReturn:
        if len(found) != len(expected):
            raise FaultError(f"the optimizer has {len(found)} groups, not {len(expected)}.")
        for index, (right, given) in enumerate(zip(expected, found, strict=True)):
            rate = _number(given)
            name = f"group “{self._names[index]}”"
            if rate is None:
                difference = Difference(step, index, float(right), math.nan)
                raise FaultError(f"the rate of {name} is no number: {_shown(given)}.", difference)
            difference = Difference(step, index, float(right), rate)
            words = f"the rate of {name} is {rate!r}, not {float(right)!r}."
            if not math.isfinite(rate):
                raise FaultError(f"{words} A rate must be finite.", difference)
            if rate.hex() != float(right).hex():
                raise FaultError(words, difference)
            if rate < 0:
                raise FaultError(f"the rate of {name} is negative: {rate!r}.", difference)
        rates = [_number(given) for given in found]
        raise FaultError(
            f"get_last_lr() returns {_shown(reported)}, but the optimizer's rates are {rates}."
        )


def _number(value: Any) -> float | None:
    """Read what stands in an optimizer's group as a number, or None where it is none."""
    if isinstance(value, str | bytes):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        return None


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:120]}…"

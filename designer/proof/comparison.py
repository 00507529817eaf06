"""One comparison of an optimizer's rates with the designer's, bit for bit."""

import math
import struct
from collections.abc import Sequence
from typing import Any, NoReturn, Protocol

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.feeding import Feed
from rampsmith.designer.proof.verdict import Difference
from rampsmith.designer.schedule import Schedule


class Progress(Protocol):
    """A list of one number, or memory shared with another process that looks like one."""

    def __getitem__(self, index: int, /) -> int: ...
    def __setitem__(self, index: int, value: int, /) -> None: ...


class FaultError(Exception):
    """A promise that is not kept.

    Attributes:
        sentence: what is wrong, as the second half of a sentence that begins with a place.
        difference: the two rates, where it is about rates.
    """

    def __init__(self, sentence: str, difference: Difference | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.difference = difference


class Comparison:
    """Compares the rates of a schedule, and its momentum, with those that a scheduler has set."""

    def __init__(self, schedule: Schedule, progress: Progress) -> None:
        """Resolve the schedule; ``progress[0]`` is kept at the step that is looked at."""
        self.feed = Feed(schedule)
        self._rates = Rates(schedule)
        self._names = [group.name for group in schedule.groups]
        self._bits = struct.Struct(f"={len(self._names)}d")
        self._progress = progress

    def at(self, step: int, scheduler: Any) -> None:
        """Compare the rates that a scheduler has set, and those that it tells, with step's.

        Raises:
            FaultError: if one is not the designer's, not finite, or negative.
        """
        expected = self._rates.at(step)
        found = [group["lr"] for group in scheduler.optimizer.param_groups]
        told = scheduler.get_last_lr()
        try:
            bits = self._bits.pack(*expected)
            equal = self._bits.pack(*found) == bits and self._bits.pack(*told) == bits
        except (struct.error, TypeError, ValueError, OverflowError, RuntimeError):
            equal = False
        if not (equal and all(0.0 <= rate < math.inf for rate in found)):
            self._describe(step, expected, found, told)
        if self._rates.momentum is not None:
            self._compare_momentum(scheduler, self._rates.momentum.at(step))

    def _compare_momentum(self, scheduler: Any, expected: float) -> None:
        for index, group in enumerate(scheduler.optimizer.param_groups):
            name = f"group “{self._names[index]}”"
            given = group["betas"][0] if "betas" in group else group.get("momentum")
            found = _number(given)
            if found is None:
                raise FaultError(f"the momentum of {name} is no number: {_shown(given)}.")
            if found.hex() != float(expected).hex():
                raise FaultError(f"the momentum of {name} is {found!r}, not {float(expected)!r}.")

    def follow(self, step: int, scheduler: Any, further: int = 5) -> None:
        """Compare at a step and, with real updates, at some that follow.

        Raises:
            FaultError: as ``at`` does.
        """
        self._progress[0] = step
        self.at(step, scheduler)
        for next_step in range(step + 1, step + 1 + further):
            self._progress[0] = next_step
            self.feed.advance(next_step - 1, scheduler)
            self.at(next_step, scheduler)

    def jump(self, step: int, scheduler: Any) -> None:
        """Move to the step before through a changed checkpoint, take a real one, and compare.

        Into a plateau nobody can jump: what its metric has done there would be missing.

        Raises:
            FaultError: as ``at`` does, or if the checkpoint does not say how far it is.
        """
        self._progress[0] = step
        state = scheduler.state_dict()
        if "last_epoch" not in state:
            raise FaultError("the state_dict() of the scheduler has no last_epoch.")
        scheduler.load_state_dict({**state, "last_epoch": step - 1})
        self.feed.advance(step - 1, scheduler)
        self.at(step, scheduler)

    def _describe(
        self, step: int, expected: Sequence[float], found: list[Any], told: Any
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
            if not math.isfinite(rate):
                words = f"the rate of {name} is {rate!r}, not {float(right)!r}."
                raise FaultError(f"{words} A rate must be finite.", difference)
            if rate.hex() != float(right).hex():
                raise FaultError(
                    f"the rate of {name} is {rate!r}, not {float(right)!r}.", difference
                )
            if rate < 0:
                raise FaultError(f"the rate of {name} is negative: {rate!r}.", difference)
        rates = [_number(given) for given in found]
        raise FaultError(
            f"get_last_lr() returns {_shown(told)}, but the optimizer's rates are {rates}."
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

"""The run: what turns batches and epochs into updates."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from rampsmith.designer.document.clock import ENDLESS, Clock, Exact, Remainder, Stretch
from rampsmith.designer.values.spans import COUNTED, Span, SpanUnit, exact_amount

BatchUnit: TypeAlias = Literal["samples", "tokens"]

BATCH_UNITS: tuple[BatchUnit, ...] = get_args(BatchUnit)

STAGE_UNITS: tuple[SpanUnit, ...] = ("steps", "epochs", "batches", "samples", "tokens")
"""The units of the places at which a batch can grow; steps are updates here."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a run that has batches of its own, up to where the next one begins.

    Attributes:
        begin: the place from which on; the first update that begins there or later is in it.
        batch_size: how much a batch has, in the run's unit.
        accumulation: batches whose gradients make one update.
    """

    begin: Span
    batch_size: int
    accumulation: int = 1


@dataclass(frozen=True, slots=True)
class Run:
    """A training run, in the words of a ``DataLoader`` and a training loop.

    Attributes:
        samples: how many samples one epoch has, over all devices; None for a stream without end.
        batch_size: samples or tokens in one forward and backward on one device.
        devices: processes that share the data.
        accumulation: batches whose gradients make one update.
        drop_last: whether a last, smaller batch is left out, as in ``DataLoader``.
        remainder: what happens to a last accumulation that is shorter than the others:
            "kept" makes an update of it, "dropped" makes none, "carried" goes on with it in the
            next epoch.
        epochs: passes over the data; None when the run's length is given otherwise.
        updates: calls of ``optimizer.step()`` in the whole run, where that is its length.
        tokens_per_sample: tokens (or anything else worth counting) in one sample, if wanted.
        total_tokens: tokens in the whole run, where that is its length; it ends with the update
            that reaches them.
        batch_in: what a batch is counted in.
        stages: how the batch changes along the way, in the order of their places.
    """

    samples: int | None = 50_000
    batch_size: int = 128
    devices: int = 1
    accumulation: int = 1
    drop_last: bool = False
    remainder: Remainder = "kept"
    epochs: int | None = 30
    updates: int | None = None
    tokens_per_sample: int | None = None
    total_tokens: int | None = None
    batch_in: BatchUnit = "samples"
    stages: tuple[Stage, ...] = ()

    @property
    def is_endless(self) -> bool:
        """Whether the data is a stream without end, so that there are no epochs."""
        return self.samples is None

    @property
    def data(self) -> int:
        """How much an epoch has, counted as the batches are; 0 where nobody can say."""
        if self.samples is None:
            return ENDLESS
        each = 1 if self.batch_in == "samples" else self.tokens_per_sample or 0
        return max(0, self.samples * each)

    @property
    def batch_word(self) -> str:
        """The word for one of what batches are counted in."""
        return COUNTED[self.batch_in].one

    @property
    def tokens_of_one(self) -> int | None:
        """Tokens in one of what batches are counted in; None where it has none."""
        return 1 if self.batch_in == "tokens" else self.tokens_per_sample

    @property
    def samples_of_one(self) -> Exact | None:
        """Samples in one of what batches are counted in; None where nobody can say."""
        if self.batch_in == "samples":
            return 1
        return Fraction(1, self.tokens_per_sample) if self.tokens_per_sample else None

    @property
    def batches_per_epoch(self) -> int:
        """Batches that each device sees in one epoch, if none of it is in another stage."""
        stretch = None if self.is_endless else _first_stretch(self)
        return 0 if stretch is None else stretch.batches

    @property
    def updates_per_epoch(self) -> float:
        """Calls of ``optimizer.step()`` in one epoch; on average, where some are carried over."""
        exact = self.exact_updates_per_epoch
        # From here on a float has no fractions, and still further there are no floats.
        is_whole = isinstance(exact, int) or exact >= 2**53
        return math.floor(exact) if is_whole else float(exact)

    @property
    def exact_updates_per_epoch(self) -> Exact:
        """The same without rounding; whole, unless some are carried over or the batch grows."""
        stretch = None if self.is_endless else _first_stretch(self)
        if stretch is None or self.accumulation < 1:
            return 0
        if not self.stages or self.clock is None:
            return stretch.exact_updates
        epochs = self.total_epochs
        exact = Fraction(self.total_updates) / epochs if epochs else stretch.exact_updates
        return int(exact) if exact.denominator == 1 else exact

    @property
    def clock(self) -> Clock | None:
        """The clock that counts its batches and updates; None where it is impossible."""
        return _clock(self)

    @property
    def stage_updates(self) -> tuple[int, ...]:
        """The update with which each stage begins; those of a run that is possible."""
        clock = self.clock
        return () if clock is None else tuple(map(clock.updates_before, self.stage_batches))

    @property
    def stage_batches(self) -> tuple[int, ...]:
        """The batch with which each stage begins; those of a run that is possible."""
        clock = self.clock
        if clock is None:
            return ()
        return tuple(_first_batch(self, clock, stage.begin) or 0 for stage in self.stages)

    @property
    def total_updates(self) -> int:
        """Calls of ``optimizer.step()`` in the whole run."""
        if self.updates is not None:
            return max(0, self.updates)
        if self.total_tokens is not None:
            return _updates_for_tokens(self)
        epochs = max(0, self.epochs or 0)
        if self.clock is None or self.is_endless:
            return 0
        # What is carried over at the end of the last epoch never becomes an update.
        return self.clock.updates_before(self.clock.first_batch_of_epoch(epochs))

    @property
    def total_seen(self) -> int:
        """The data of the whole run, counted as the batches are; those of later epochs count again."""
        return 0 if self.clock is None else self.clock.seen_by(self.total_updates)

    @property
    def in_epochs(self) -> bool:
        """Whether the run's length is given in epochs, so that it ends with one."""
        return self.updates is None and self.total_tokens is None

    @property
    def total_epochs(self) -> Fraction:
        """Passes over the data; not whole when a run given otherwise stops within one."""
        if self.in_epochs:
            return Fraction(max(0, self.epochs or 0))
        if self.is_endless or self.clock is None:
            return Fraction(0)
        if self.stages:
            batches = self.clock.batches_before(self.total_updates)
            return Fraction(self.clock.epochs_before(batches))
        return Fraction(self.total_updates) / self.exact_updates_per_epoch

    @property
    def last_batch(self) -> int:
        """How much the last batch of an epoch has, over all devices."""
        per_batch = self.batch_size * self.devices
        if self.batches_per_epoch == 0:
            return 0
        left = self.data % per_batch
        return per_batch if self.drop_last or left == 0 else left

    @property
    def last_accumulation(self) -> int:
        """Batches in the last update of an epoch."""
        if self.updates_per_epoch == 0:
            return 0
        left = self.batches_per_epoch % self.accumulation
        return left if self.remainder == "kept" and left else self.accumulation

    def steps_per_epoch(self, stepping: str) -> float:
        """Calls of ``scheduler.step()`` in one epoch, when it is called per update or epoch."""
        return 1 if stepping == "epoch" else self.updates_per_epoch

    def exact_steps_per_epoch(self, stepping: str) -> Exact:
        """The same without rounding."""
        return 1 if stepping == "epoch" else self.exact_updates_per_epoch

    def total_steps(self, stepping: str) -> int:
        """Calls of ``scheduler.step()`` in the whole run; a begun epoch counts as one."""
        return math.ceil(self.total_epochs) if stepping == "epoch" else self.total_updates


@lru_cache(64)
def _first_stretch(run: Run) -> Stretch | None:
    """Return what each epoch is until the batch grows; None where there are no batches."""
    per_batch = run.batch_size * run.devices
    if per_batch < 1:
        return None
    found = Stretch(run.data, per_batch, run.accumulation, run.drop_last, run.remainder)
    return found if found.batches else None


@lru_cache(64)
def _clock(run: Run) -> Clock | None:
    first = _first_stretch(run)
    if first is None or run.accumulation < 1 or first.exact_updates == 0:
        return None
    clock: Clock | None = Clock((first,))
    for stage in run.stages:
        batch = None if clock is None else _first_batch(run, clock, stage.begin)
        if clock is None or batch is None or stage.batch_size < 1 or stage.accumulation < 1:
            return None
        clock = clock.continued(
            batch, size=stage.batch_size * run.devices, accumulation=stage.accumulation
        )
    return clock


def _first_batch(run: Run, clock: Clock, place: Span) -> int | None:
    """Return the batch with which a stage begins, at a place or after it; None where it is none."""
    amount = exact_amount(place)
    if amount is None:
        return None
    each = {"tokens": run.tokens_of_one, "samples": run.samples_of_one}
    match place.unit:
        case "steps":
            return clock.batches_before(math.ceil(amount))
        case "batches":
            return clock.first_batch_from(amount, lambda batch: batch)
        case "epochs" if not run.is_endless:
            return clock.first_batch_from(amount, clock.epochs_before)
        case "tokens" | "samples" as unit:
            one = each[unit]
            return (
                None
                if not one
                else clock.first_batch_from(amount / Fraction(one), clock.seen_before)
            )
        case _:
            return None


@lru_cache(64)
def _updates_for_tokens(run: Run) -> int:
    """Count the updates until the tokens of the whole run are seen."""
    if run.clock is None or not run.total_tokens or not run.tokens_of_one:
        return 0
    return run.clock.updates_to_see(-(-run.total_tokens // run.tokens_of_one))

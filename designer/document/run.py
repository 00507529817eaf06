"""The run: what turns batches and epochs into updates."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rampsmith.designer.document.clock import Clock, Exact, Remainder, Stretch


@dataclass(frozen=True, slots=True)
class Run:
    """A training run, in the words of a ``DataLoader`` and a training loop.

    Attributes:
        samples: how many samples one epoch has, over all devices.
        batch_size: samples in one forward and backward on one device.
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
    """

    samples: int = 50_000
    batch_size: int = 128
    devices: int = 1
    accumulation: int = 1
    drop_last: bool = False
    remainder: Remainder = "kept"
    epochs: int | None = 30
    updates: int | None = None
    tokens_per_sample: int | None = None
    total_tokens: int | None = None

    @property
    def batches_per_epoch(self) -> int:
        """Batches that each device sees in one epoch."""
        per_batch = self.batch_size * self.devices
        if per_batch < 1 or self.samples < 1:
            return 0
        return self.samples // per_batch if self.drop_last else -(-self.samples // per_batch)

    @property
    def updates_per_epoch(self) -> float:
        """Calls of ``optimizer.step()`` in one epoch; on average, where some are carried over."""
        exact = self.exact_updates_per_epoch
        # From here on a float has no fractions, and still further there are no floats.
        is_whole = isinstance(exact, int) or exact >= 2**53
        return math.floor(exact) if is_whole else float(exact)

    @property
    def exact_updates_per_epoch(self) -> Exact:
        """The same without rounding; whole, unless short accumulations are carried over."""
        stretch = self._stretch
        return 0 if stretch is None else stretch.exact_updates

    @property
    def _stretch(self) -> Stretch | None:
        """What each epoch is; None where there are no batches."""
        if self.accumulation < 1 or self.batches_per_epoch < 1:
            return None
        per_batch = self.batch_size * self.devices
        return Stretch(self.samples, per_batch, self.accumulation, self.drop_last, self.remainder)

    @property
    def clock(self) -> Clock | None:
        """What counts its batches and updates; None where it is impossible."""
        return _clock(self)

    @property
    def total_updates(self) -> int:
        """Calls of ``optimizer.step()`` in the whole run."""
        if self.updates is not None:
            return max(0, self.updates)
        if self.total_tokens is not None:
            return _updates_for_tokens(self)
        # What is carried over at the end of the last epoch never becomes an update.
        return math.floor(self.exact_updates_per_epoch * max(0, self.epochs or 0))

    @property
    def total_samples(self) -> int:
        """Samples that the whole run sees, those of later epochs counted again."""
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
        return Fraction(self.total_updates) / (self.exact_updates_per_epoch or 1)

    @property
    def last_batch(self) -> int:
        """Samples in the last batch of an epoch, over all devices."""
        per_batch = self.batch_size * self.devices
        if self.batches_per_epoch == 0:
            return 0
        left = self.samples % per_batch
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

    @property
    def samples_in_epoch(self) -> int:
        """Samples that really take part in the updates of one epoch."""
        stretch = self._stretch
        return 0 if stretch is None else stretch.data_seen


@lru_cache(64)
def _clock(run: Run) -> Clock | None:
    stretch = run._stretch  # noqa: SLF001
    return None if stretch is None or stretch.exact_updates == 0 else Clock((stretch,))


@lru_cache(64)
def _updates_for_tokens(run: Run) -> int:
    """Count the updates until the tokens of the whole run are seen."""
    if run.clock is None or not run.total_tokens or not run.tokens_per_sample:
        return 0
    samples = -(-run.total_tokens // run.tokens_per_sample)
    return run.clock.updates_to_see(samples)

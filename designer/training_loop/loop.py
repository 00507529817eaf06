"""The training loop of a run as arithmetic: what is done at any batch, without running it.

Batches, updates and epochs are counted from 0, the batches over the whole run. Everything is
computed in whole numbers, so any place of a run of any length is found at once, exactly.
"""

import math
from dataclasses import dataclass

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule, Stepping


@dataclass(frozen=True, slots=True)
class Place:
    """One batch of a run, and what the training loop does at it.

    Attributes:
        index: the batch, counted over the whole run.
        epoch: the epoch that it is in.
        batch: the batch, counted in its epoch.
        update: the update that its gradients are for; None where they are thrown away.
        t: how many calls of ``scheduler.step()`` are done when it begins; the optimizer's rates
            are those of step t.
        updates: whether ``optimizer.step()`` is called after its backward.
        steps: whether ``scheduler.step()`` is called after that.
    """

    index: int
    epoch: int
    batch: int
    update: int | None
    t: int
    updates: bool
    steps: bool


class Loop:
    """The training loop of a run.

    A run that is impossible has no batches. Places after the end of the run can be asked for
    too, as long as it has any: they are those of a longer run.

    Attributes:
        batches: batches in the whole run; one not given in epochs ends with its last update.
        updates: calls of ``optimizer.step()`` in the whole run.
        epochs: epochs that the run begins.
        steps: calls of ``scheduler.step()`` in the whole run; a begun epoch ends with one too.
    """

    def __init__(self, run: Run, stepping: Stepping) -> None:
        """Count once what every place needs."""
        self.run = run
        self.stepping = stepping
        self._per_epoch = run.batches_per_epoch
        self._accumulation = max(1, run.accumulation)
        self._carries = run.remainder == "carried"
        self._whole_updates = math.floor(run.exact_updates_per_epoch)
        self.updates = run.total_updates if run.exact_updates_per_epoch else 0
        self.batches = self._count_batches()
        self.epochs = -(-self.batches // self._per_epoch) if self.batches else 0
        self.steps = self.epochs if stepping == "epoch" else self.updates

    @classmethod
    def of(cls, schedule: Schedule) -> "Loop":
        """Make the loop of a schedule's run."""
        return cls(schedule.run, schedule.stepping)

    def place(self, index: int) -> Place:
        """Return what is done at a batch, counted over the whole run."""
        epoch, batch = divmod(index, self._per_epoch)
        before, after = self.updates_before(index), self.updates_before(index + 1)
        return Place(
            index=index,
            epoch=epoch,
            batch=batch,
            update=None if self._is_wasted(index) else before,
            t=self.steps_before(index),
            updates=after > before,
            steps=self.steps_before(index + 1) > self.steps_before(index),
        )

    def place_at(self, epoch: int, batch: int) -> Place:
        """Return what is done at a batch of an epoch; the last batch if there are not so many."""
        return self.place(epoch * self._per_epoch + min(batch, self._per_epoch - 1))

    def steps_before(self, index: int) -> int:
        """Count the calls of ``scheduler.step()`` before a batch."""
        if self.stepping == "update":
            return self.updates_before(index)
        epochs, batches = divmod(index, self._per_epoch)
        return epochs + (batches > 0 and index == self.batches)

    def step_of_update(self, update: int) -> int:
        """Return the step whose rates an update uses."""
        return self.steps_before(self.batch_of_update(update))

    def updates_before(self, index: int) -> int:
        """Count the calls of ``optimizer.step()`` before a batch."""
        if self._carries:
            return index // self._accumulation
        epochs, batches = divmod(index, self._per_epoch)
        return epochs * self._whole_updates + batches // self._accumulation

    def first_batch_of_update(self, update: int) -> int:
        """Return the first batch whose gradients are for an update."""
        if self._carries:
            return update * self._accumulation
        epoch, within = divmod(update, self._whole_updates)
        return epoch * self._per_epoch + within * self._accumulation

    def batch_of_update(self, update: int) -> int:
        """Return the batch after which an update is made."""
        last = self.first_batch_of_update(update) + self._accumulation - 1
        if self._carries:
            return last
        epoch = update // self._whole_updates
        return min(last, (epoch + 1) * self._per_epoch - 1)

    def first_batch_of_epoch(self, epoch: int) -> int:
        """Return the batch with which an epoch begins."""
        return epoch * self._per_epoch

    def first_batch_of_step(self, t: int) -> int:
        """Return the first batch that has t calls of ``scheduler.step()`` before it."""
        if self.stepping == "epoch":
            begin = t * self._per_epoch
            return min(begin, self.batches) if t == self.steps else begin
        return self.batch_of_update(t - 1) + 1 if t > 0 else 0

    def _count_batches(self) -> int:
        if self.updates == 0:
            return 0
        if self.run.in_epochs:
            return self._per_epoch * max(0, self.run.epochs or 0)
        return self.batch_of_update(self.updates - 1) + 1

    def _is_wasted(self, index: int) -> bool:
        """Return whether a batch's gradients never reach an update."""
        match self.run.remainder:
            case "kept":
                return False
            case "dropped":
                return index % self._per_epoch >= self._whole_updates * self._accumulation
            case "carried":
                return index < self.batches <= self.batch_of_update(index // self._accumulation)

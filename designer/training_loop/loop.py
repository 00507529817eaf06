"""The training loop of a run as arithmetic: what is done at any batch, without running it.

Batches, updates and epochs are counted from 0, the batches over the whole run. Everything is
computed in whole numbers, so any place of a run of any length is found at once, exactly.
"""

from dataclasses import dataclass

from rampsmith.designer.document.clock import Clock
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule, Stepping


@dataclass(frozen=True, slots=True)
class BatchPlace:
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
        self._clock = run.clock
        self.updates = run.total_updates if run.clock is not None else 0
        self.batches = self._count_batches()
        self.epochs = self.clock.epoch_of(self.batches - 1)[0] + 1 if self.batches else 0
        self.steps = self.epochs if stepping == "epoch" else self.updates

    @classmethod
    def of(cls, schedule: Schedule) -> "Loop":
        """Make the loop of a schedule's run."""
        return cls(schedule.run, schedule.stepping)

    @property
    def clock(self) -> Clock:
        """The clock that counts the batches; a run that has any has one."""
        if self._clock is None:
            raise ValueError("This run has no batches.")
        return self._clock

    def place(self, index: int) -> BatchPlace:
        """Return what is done at a batch, counted over the whole run."""
        epoch, batch = self.clock.epoch_of(index)
        before, after = self.updates_before(index), self.updates_before(index + 1)
        return BatchPlace(
            index=index,
            epoch=epoch,
            batch=batch,
            update=None if self._is_wasted(index) else before,
            t=self.steps_before(index),
            updates=after > before,
            steps=self.steps_before(index + 1) > self.steps_before(index),
        )

    def steps_before(self, index: int) -> int:
        """Count the calls of ``scheduler.step()`` before a batch."""
        if self.stepping == "update":
            return self.updates_before(index)
        epochs, batches = self.clock.epoch_of(index)
        return epochs + (batches > 0 and index == self.batches)

    def step_of_update(self, update: int) -> int:
        """Return the step whose rates an update uses."""
        return self.steps_before(self.batch_of_update(update))

    def updates_before(self, index: int) -> int:
        """Count the calls of ``optimizer.step()`` before a batch."""
        return self.clock.updates_before(index)

    def first_batch_of_update(self, update: int) -> int:
        """Return the first batch whose gradients are for an update."""
        return self.clock.first_batch_of_update(update)

    def batch_of_update(self, update: int) -> int:
        """Return the batch after which an update is made."""
        return self.clock.last_batch_of_update(update)

    def first_batch_of_epoch(self, epoch: int) -> int:
        """Return the batch with which an epoch begins."""
        return self.clock.first_batch_of_epoch(epoch)

    def batches_of_epoch(self, epoch: int) -> int:
        """Count the batches of an epoch; of an endless stream, those of the run."""
        if self.run.is_endless:
            return self.batches
        begin, end = map(self.first_batch_of_epoch, (epoch, epoch + 1))
        return end - begin

    def first_batch_of_step(self, t: int) -> int:
        """Return the first batch that has t calls of ``scheduler.step()`` before it."""
        if self.stepping == "epoch":
            begin = self.first_batch_of_epoch(t)
            return min(begin, self.batches) if t == self.steps else begin
        return self.batch_of_update(t - 1) + 1 if t > 0 else 0

    def _count_batches(self) -> int:
        if self.updates == 0:
            return 0
        if self.run.in_epochs:
            return self.first_batch_of_epoch(max(0, self.run.epochs or 0))
        return self.batch_of_update(self.updates - 1) + 1

    def _is_wasted(self, index: int) -> bool:
        """Return whether a batch's gradients never reach an update."""
        if self.run.remainder == "carried":
            return index < self.batches <= self.batch_of_update(self.updates_before(index))
        return self.clock.is_dropped(index)

"""The clock of a run: its batches, updates and epochs, and how much is seen until each of them.

Everything is counted in whole numbers from the beginning of the run, by stretches in which all
batches are of one size. Places after the end of the run can be asked for too: they are those of a
longer run.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

Remainder: TypeAlias = Literal["kept", "dropped", "carried"]

REMAINDERS: tuple[Remainder, ...] = ("kept", "dropped", "carried")

Exact: TypeAlias = int | Fraction
"""A count without a rounding error; a whole one as an int, which is many times as fast."""

ENDLESS = 10**40
"""The data of a stream without end: an epoch that no run comes to the end of."""

FARTHEST = 10**16
"""No place is looked for beyond so many updates."""


@dataclass(frozen=True)
class Stretch:
    """A part of a run in which every batch has one size, and every update so many batches.

    Attributes:
        data: how much an epoch has, or what is left of one.
        size: how much a batch has, over all devices.
        accumulation: batches that make one update.
        drop_last: whether a last, smaller batch is left out.
        remainder: what happens to a last accumulation that is shorter than the others.
        batch, update, epoch, seen: how many there are before it.
        within: batches of its first epoch before it.
        gathered: batches before it whose gradients are for its first update.
    """

    data: int
    size: int
    accumulation: int
    drop_last: bool
    remainder: Remainder
    batch: int = 0
    update: int = 0
    epoch: int = 0
    seen: int = 0
    within: int = 0
    gathered: int = 0

    @cached_property
    def batches(self) -> int:
        """Batches in an epoch."""
        return self.data // self.size if self.drop_last else -(-self.data // self.size)

    @cached_property
    def exact_updates(self) -> Exact:
        """Updates in an epoch, on average where some are carried over."""
        match self.remainder:
            case "kept":
                return -(-self.batches // self.accumulation)
            case "dropped":
                return self.batches // self.accumulation
            case "carried":
                exact = Fraction(self.batches, self.accumulation)
                return int(exact) if exact.denominator == 1 else exact

    @cached_property
    def updates(self) -> int:
        """Updates in an epoch; of those that are carried over, the whole ones."""
        return int(self.exact_updates)

    @cached_property
    def data_seen(self) -> int:
        """How much of an epoch's data takes part in its updates."""
        batches = self.batches
        if self.remainder == "dropped":
            batches -= batches % self.accumulation
        return min(self.data, batches * self.size)

    @property
    def is_even(self) -> bool:
        """Whether every update of its epochs sees as much."""
        if self.remainder == "carried":
            return self.data_seen == self.batches * self.size
        return self.data_seen == self.updates * self.accumulation * self.size

    @property
    def first_update(self) -> int:
        """The first update that begins in it, counted over the whole run."""
        return self.update + (self.gathered > 0)

    @property
    def whole_epoch(self) -> int:
        """The first epoch that begins in it or after it."""
        return self.epoch + (self.within > 0)


class Pace(NamedTuple):
    """A part of a run in which every update sees as much: where it begins, what came before it."""

    update: int
    seen: int
    each: int


class EpochPace(NamedTuple):
    """A part of a run in which every epoch has as many updates: where it begins, and how many."""

    update: Exact
    epoch: Exact
    updates: Exact

    def epoch_at(self, update: Exact) -> Exact:
        """Return how many epochs there are until an update in it."""
        return self.epoch + Fraction(update - self.update) / self.updates

    def goes_on_in(self, other: "EpochPace") -> bool:
        """Return whether another part goes on at the pace of this one, so that both are one."""
        return other.updates == self.updates and self.epoch_at(other.update) == other.epoch


class Clock:
    """The batches, updates and epochs of a run, and how much of the data is seen by each."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        """Take the stretches of the run, at least one, in order."""
        self._stretches = tuple(stretches)
        self._batches = [each.batch for each in stretches]
        self._updates = [each.first_update for each in stretches]
        self._epochs = [each.whole_epoch for each in stretches]

    def continued(self, batch: int, *, size: int, accumulation: int) -> "Clock | None":
        """Return the clock of a run with other batches from one on that begins an update.

        None where these are impossible: nothing would be left to train on.
        """
        update = self.updates_before(batch)
        before = [each for each in self._stretches if each.batch < batch]
        epoch, within = self.epoch_of(batch)
        now = replace(
            self._stretches[-1],
            size=size,
            accumulation=accumulation,
            batch=batch,
            update=update,
            epoch=epoch,
            seen=self.seen_before(batch),
            within=within,
            gathered=0,
        )
        if now.batches == 0 or now.exact_updates == 0:
            return None
        if within == 0:
            return Clock((*before, now))
        rest = replace(now, data=self._left(batch))
        gathered = rest.batches % accumulation if rest.remainder == "carried" else 0
        next_one = replace(
            now,
            batch=batch + rest.batches,
            update=update + rest.updates,
            epoch=epoch + 1,
            seen=rest.seen + rest.data_seen,
            within=0,
            gathered=gathered,
        )
        return Clock((*before, *([rest] if rest.batches else []), next_one))

    def _left(self, batch: int) -> int:
        """Return how much of its epoch's data there is from a batch on."""
        found = self._at_batch(batch)
        epoch, within = divmod(batch - found.batch, found.batches)
        data = self._stretches[-1].data if epoch else found.data
        return data - within * found.size

    def epoch_of(self, batch: int) -> tuple[int, int]:
        """Return which epoch a batch is in, and which batch of that it is."""
        found = self._at_batch(batch)
        epoch, within = divmod(batch - found.batch, found.batches)
        return found.epoch + epoch, within + (0 if epoch else found.within)

    def first_batch_of_epoch(self, epoch: int) -> int:
        """Return the batch with which an epoch begins."""
        found = self._stretches[max(0, bisect_right(self._epochs, epoch) - 1)]
        return found.batch + (epoch - found.epoch) * found.batches

    def updates_before(self, batch: int) -> int:
        """Count the updates that are made before a batch."""
        found = self._at_batch(batch)
        batch -= found.batch
        if found.remainder == "carried":
            return found.update + (found.gathered + batch) // found.accumulation
        epochs, within = divmod(batch, found.batches)
        return found.update + epochs * found.updates + within // found.accumulation

    def first_batch_of_update(self, update: int) -> int:
        """Return the first batch whose gradients are for an update."""
        found = self._at_update(update)
        update -= found.update
        if found.remainder == "carried":
            return found.batch - found.gathered + update * found.accumulation
        epoch, within = divmod(update, found.updates)
        return found.batch + epoch * found.batches + within * found.accumulation

    def last_batch_of_update(self, update: int) -> int:
        """Return the batch after which an update is made."""
        found = self._at_update(update)
        last = self.first_batch_of_update(update) + found.accumulation - 1
        if found.remainder == "carried":
            return last
        epoch = (update - found.update) // found.updates
        return min(last, found.batch + (epoch + 1) * found.batches - 1)

    def is_dropped(self, batch: int) -> bool:
        """Return whether a batch is at the end of an epoch and never reaches an update."""
        found = self._at_batch(batch)
        within = (batch - found.batch) % found.batches
        return found.remainder == "dropped" and within >= found.updates * found.accumulation

    def seen_before(self, batch: int) -> int:
        """Return how much is seen before a batch, without what never reaches an update."""
        found = self._at_batch(batch)
        epochs, within = divmod(batch - found.batch, found.batches)
        seen = min(within * found.size, found.data_seen)
        return found.seen + epochs * found.data_seen + seen

    def seen_by(self, updates: int) -> int:
        """Return how much so many updates have seen."""
        return self.seen_before(self.batches_before(updates))

    def updates_to_see(self, amount: int) -> int:
        """Return after how many updates so much is seen for the first time."""
        return bisect_left(range(FARTHEST), amount, key=self.seen_by)

    def batches_before(self, update: int) -> int:
        """Count the batches until so many updates are made."""
        return self.last_batch_of_update(update - 1) + 1 if update > 0 else 0

    def first_batch_from(self, amount: Exact, count: Callable[[int], Exact]) -> int:
        """Return the first batch that begins an update and has so much before it, by some count."""
        update = bisect_left(
            range(FARTHEST), amount, key=lambda update: count(self.first_batch_of_update(update))
        )
        # With another accumulation, batches that would be dropped before it are an update too.
        batch = self.batches_before(update)
        return batch if count(batch) >= amount else self.first_batch_of_update(update)

    @cached_property
    def paces(self) -> tuple[Pace, ...] | None:
        """How much each update sees, in parts in which all see as much; None where there are none."""
        found: list[Pace] = []
        for stretch in self._stretches:
            update = stretch.first_update
            if update < FARTHEST and stretch.updates:
                pace = Pace(update, self.seen_by(update), stretch.size * stretch.accumulation)
                found += [pace] if not found or found[-1].each != pace.each else []
        joined = all(b.seen == a.seen + (b.update - a.update) * a.each for a, b in pairwise(found))
        last = self._stretches[-1]
        is_even = last.batch >= FARTHEST or last.data >= ENDLESS or last.is_even
        return tuple(found) if found and joined and is_even else None

    @cached_property
    def epoch_paces(self) -> tuple[EpochPace, ...]:
        """How many updates each epoch has, in parts in which all have as many.

        An epoch in which the batch grows is a part of its own, evenly from update to update. Where
        accumulations are carried over the end of an epoch, it goes evenly from batch to batch.
        """
        starts = {each.epoch + more for each in self._stretches for more in (0, 1)}
        batches = set(map(self.first_batch_of_epoch, starts))
        carries = self._stretches[0].remainder == "carried"
        if carries:
            batches.update(self._batches)
        found: list[EpochPace] = []
        for batch in sorted(batches):
            pace = self._carried_pace(batch) if carries else self._whole_pace(batch)
            goes_on = bool(found) and found[-1].goes_on_in(pace)
            found += [pace] if pace.updates and not goes_on else []
        return tuple(found)

    def _whole_pace(self, batch: int) -> EpochPace:
        """Count the updates of the epoch that begins with a batch."""
        epoch, _ = self.epoch_of(batch)
        begin, end = map(self.updates_before, (batch, self.first_batch_of_epoch(epoch + 1)))
        return EpochPace(begin, epoch, end - begin)

    def _carried_pace(self, batch: int) -> EpochPace:
        """Count how many updates an epoch would have that goes on as it does at a batch."""
        found = self._at_batch(batch)
        epoch, _ = self.epoch_of(batch)
        begin, end = map(self.first_batch_of_epoch, (epoch, epoch + 1))
        gathered = Fraction(found.gathered + batch - found.batch, found.accumulation)
        each = Fraction(end - begin, found.accumulation)
        return EpochPace(found.update + gathered, self.epochs_before(batch), each)

    def epochs_by(self, updates: int) -> Exact:
        """Count the epochs until so many updates are made, with the part of a begun one."""
        begun = [pace for pace in self.epoch_paces if pace.update <= updates]
        return begun[-1].epoch_at(updates)

    def epochs_before(self, batch: int) -> Exact:
        """Count the epochs before a batch, a begun one by its batches."""
        epoch, within = self.epoch_of(batch)
        if within == 0:
            return epoch
        begin, end = map(self.first_batch_of_epoch, (epoch, epoch + 1))
        return epoch + Fraction(within, end - begin)

    def size_of(self, batch: int) -> int:
        """Return how much a full batch has where this one is, over all devices."""
        return self._at_batch(batch).size

    def accumulation_of(self, update: int) -> int:
        """Return how many batches an update has, unless an epoch ends before."""
        return self._at_update(update).accumulation

    def _at_batch(self, batch: int) -> Stretch:
        return self._stretches[max(0, bisect_right(self._batches, batch) - 1)]

    def _at_update(self, update: int) -> Stretch:
        return self._stretches[max(0, bisect_right(self._updates, update) - 1)]

"""The window's place in the training loop: where the walk stands, and how it moves."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from rampsmith.app.store import Store
from rampsmith.designer.proof.walking import Standing
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.loop import Place
from rampsmith.designer.stepping.walk import Stop, Stride, Walk

TICK = 40
"""Milliseconds between two moves of a walk that plays."""

SPEEDS = (1, 3, 10, 30, 100, 300, 1_000, 10_000, 100_000)
"""Batches a second that a walk can play at; below them, lines."""


@dataclass(frozen=True, slots=True)
class Values:
    """What each parameter group has before and after the line where the walk stands.

    Attributes:
        rates: the rates that the update uses.
        after: the rates behind the next ``scheduler.step()``.
        momentum: the momentum that the update uses, where that changes too.
        momentum_after: the momentum behind the next step.
        from_class: whether the exported class has set them in torch; else they are the designer's.
    """

    rates: tuple[float, ...]
    after: tuple[float, ...]
    momentum: float | None = None
    momentum_after: float | None = None
    from_class: bool = False


class Walking(QObject):
    """Where the walk stands; it is the window's, like the selection, and is not undone."""

    moved = Signal()
    """The walk stands at another place, or what the place means has changed."""

    answered = Signal()
    """The rates at the walk's place have come from torch."""

    played = Signal(bool)
    """The walk has begun to play, or has stopped."""

    def __init__(self, store: Store) -> None:
        """Stand at the first batch of the store's run."""
        super().__init__(store)
        self._store = store
        self._schedule: Schedule | None = None
        self._walk: Walk | None = None
        self._due = 0.0
        self.stop = Stop()
        self.speed = 10
        self.standings: dict[int, Standing] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._play_on)
        self._clock = QElapsedTimer()
        store.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Stand at the nearest place that the store's run has now; a drag under way waits."""
        schedule = self._store.schedule
        if schedule == self._schedule or self._store.is_previewing:
            return
        self._schedule = schedule
        self.standings = {}
        walk = Walk(schedule)
        self._walk = walk if walk.loop.batches and schedule.segments else None
        if self._walk is None:
            self.pause()
        else:
            self.stop = self._walk.held(self.stop)
        self.moved.emit()

    @property
    def walk(self) -> Walk | None:
        """The walk through the run; None where the run has no batch or the schedule no segment."""
        return self._walk

    @property
    def place(self) -> Place | None:
        """The batch where the walk stands."""
        return None if self._walk is None else self._walk.loop.place(self.stop.index)

    @property
    def step(self) -> int | None:
        """How many calls of ``scheduler.step()`` are done where the walk stands."""
        place = self.place
        return None if place is None else place.t

    @property
    def values(self) -> Values | None:
        """The rates where the walk stands: the class's own where torch has told them."""
        t = self.step
        if t is None:
            return None
        now, after = self.standings.get(t), self.standings.get(t + 1)
        if now is not None and after is not None:
            return Values(now.rates, after.rates, now.momentum, after.momentum, from_class=True)
        rates = self._store.document_rates
        momentum = rates.momentum
        if momentum is None:
            return Values(rates.at(t), rates.at(t + 1))
        return Values(rates.at(t), rates.at(t + 1), momentum.at(t), momentum.at(t + 1))

    def take(self, standings: dict[int, Standing]) -> None:
        """Take in what the exported class does at some steps."""
        self.standings = standings
        self.answered.emit()

    def go(self, stride: Stride) -> None:
        """Go on by a line, batch, update, epoch, or to the next boundary."""
        if self._walk is not None:
            self._stand(self._walk.after(self.stop, stride))

    def go_back(self, stride: Stride) -> None:
        """Go back by as much."""
        if self._walk is not None:
            self._stand(self._walk.before(self.stop, stride))

    def go_to(self, epoch: int, batch: int) -> None:
        """Go to a batch of an epoch, both counted from 0."""
        if self._walk is not None:
            self._stand(self._walk.at(epoch, batch))

    def go_to_batch(self, index: int) -> None:
        """Go to a batch that is counted over the whole run."""
        if self._walk is not None:
            self._stand(self._walk.held(Stop(index)))

    def go_to_start(self) -> None:
        """Go back to the first batch."""
        self._stand(Stop())

    @property
    def is_playing(self) -> bool:
        """Whether the walk goes on by itself."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play, or stop playing; at the end it begins anew."""
        if self.is_playing:
            self.pause()
        elif self._walk is not None:
            if self.stop == self._walk.end:
                self._stand(Stop())
            self._due = 0.0
            self._clock.start()
            self._timer.start()
            self.played.emit(True)

    def pause(self) -> None:
        """Stop playing."""
        if self.is_playing:
            self._timer.stop()
            self.played.emit(False)

    def change_speed(self, by: int) -> None:
        """Play at the next faster or slower speed."""
        faster = dict(pairwise(SPEEDS))
        slower = dict(pairwise(reversed(SPEEDS)))
        self.set_speed((faster if by > 0 else slower).get(self.speed, self.speed))

    def set_speed(self, speed: int) -> None:
        """Play at so many batches a second."""
        if speed != self.speed:
            self.speed = speed
            self.moved.emit()

    def _play_on(self) -> None:
        """Go as far as the time that has passed asks for."""
        self.advance(self._clock.restart() / 1000)

    def advance(self, seconds: float) -> None:
        """Go on by what is played in some seconds: line by line where that can be followed."""
        if self._walk is None:
            return
        stride: Stride = "line" if self.speed < SPEEDS[2] else "batch"
        self._due += seconds * self.speed * (3 if stride == "line" else 1)
        whole = int(self._due)
        self._due -= whole
        if whole and stride == "line":
            self._stand(self._walk.after(self.stop, "line"))
        elif whole:
            index = min(self.stop.index + whole, self._walk.loop.batches - 1)
            at_end = index == self.stop.index or index == self._walk.loop.batches - 1
            self._stand(self._walk.end if at_end else Stop(index))
        if self.stop == self._walk.end:
            self.pause()

    def _stand(self, stop: Stop) -> None:
        if stop != self.stop:
            self.stop = stop
            self.moved.emit()

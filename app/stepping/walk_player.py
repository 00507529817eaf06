"""The window's place in the training loop: where the walk stands, and how it moves."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from rampsmith.app.base.store import Store
from rampsmith.designer.evaluation.rates import Values, set_curves, values_at
from rampsmith.designer.training_loop.loop import BatchPlace
from rampsmith.designer.training_loop.walk import Stop, Stride, Walk

TICK = 40
"""Milliseconds between two moves of a walk that plays."""

SPEEDS = (1, 3, 10, 30, 100, 300, 1_000, 10_000, 100_000)
"""Batches a second that a walk can play at; below them, lines."""

NO_SEGMENTS = "There are no segments yet; add one to step through the run."


@dataclass(frozen=True, slots=True)
class Passage:
    """The values that an update uses and those after the next ``scheduler.step()``.

    They come from the exported class in torch, or else from the designer.
    """

    now: Values
    after: Values
    from_class: bool = False


class WalkPlayer(QObject):
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
        self.walk: Walk | None = None
        """The walk through the run; None where the run has no batch or the schedule no segment."""
        self._due = 0.0
        self.stop = Stop()
        self.speed = 10
        self.states: dict[int, Values] = {}
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(lambda: self.advance(self._clock.restart() / 1000))
        store.document_changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Stand at the nearest place that the store's run has now."""
        schedule = self._store.document
        self.states = {}
        walk = Walk(schedule)
        self.walk = walk if walk.loop.batches and schedule.segments else None
        if self.walk is None:
            self.pause()
        else:
            self.stop = self.walk.held(self.stop)
        self.moved.emit()

    @property
    def missing(self) -> str:
        """Say why there is no walk; empty where there is one."""
        if self.walk is not None:
            return ""
        has_segments = bool(self._store.document.segments)
        return "The run has no batch to step through." if has_segments else NO_SEGMENTS

    @property
    def place(self) -> BatchPlace | None:
        """The batch where the walk stands."""
        return None if self.walk is None else self.walk.loop.place(self.stop.index)

    @property
    def step(self) -> int | None:
        """How many calls of ``scheduler.step()`` are done where the walk stands."""
        place = self.place
        return None if place is None else place.t

    @property
    def values(self) -> Passage | None:
        """The values where the walk stands: from the class itself where torch has answered."""
        t = self.step
        if t is None:
            return None
        now, after = self.states.get(t), self.states.get(t + 1)
        if now is not None and after is not None:
            return Passage(now, after, from_class=True)
        curves = set_curves(self._store.document)
        return Passage(values_at(curves, t), values_at(curves, t + 1))

    def take(self, states: dict[int, Values]) -> None:
        """Take in what the exported class does at some steps."""
        self.states = states
        self.answered.emit()

    def go(self, stride: Stride) -> None:
        """Go on by a line, batch, update, epoch, or to the next boundary."""
        if self.walk is not None:
            self._stand(self.walk.after(self.stop, stride))

    def go_back(self, stride: Stride) -> None:
        """Go back by as much."""
        if self.walk is not None:
            self._stand(self.walk.before(self.stop, stride))

    def go_to(self, epoch: int, batch: int) -> None:
        """Go to a batch of an epoch, both counted from 0; past its end, on into the next one."""
        if self.walk is not None:
            self._stand(self.walk.at(epoch, batch))

    def go_to_update(self, update: int) -> None:
        """Go to the first batch of an update, counted from 0."""
        if self.walk is not None:
            self._stand(self.walk.at_update(update))

    def go_to_batch(self, index: int) -> None:
        """Go to a batch that is counted over the whole run."""
        if self.walk is not None:
            self._stand(self.walk.held(Stop(index)))

    def go_to_step(self, step: int) -> None:
        """Go to the first batch of a step, or of the last one where the run has not so many."""
        if self.walk is not None:
            loop = self.walk.loop
            step = max(0, min(step, loop.steps - 1))
            self._stand(self.walk.held(Stop(loop.first_batch_of_step(step))))

    def go_to_start(self) -> None:
        """Go back to the first batch."""
        self._stand(Stop())

    @property
    def is_playing(self) -> bool:
        """Whether the walk goes on by itself."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Play, or stop playing; at the end it begins again."""
        if self.is_playing:
            self.pause()
        elif self.walk is not None:
            if self.stop == self.walk.end:
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

    def advance(self, seconds: float) -> None:
        """Go on by what is played in some seconds: line by line where that can be followed."""
        if self.walk is None:
            return
        stride: Stride = "line" if self.speed < SPEEDS[2] else "batch"
        self._due += seconds * self.speed * (3 if stride == "line" else 1)
        whole = int(self._due)
        self._due -= whole
        if whole and stride == "line":
            self._stand(self.walk.after(self.stop, "line"))
        elif whole:
            index = min(self.stop.index + whole, self.walk.loop.batches - 1)
            at_end = index == self.stop.index or index == self.walk.loop.batches - 1
            self._stand(self.walk.end if at_end else Stop(index))
        if self.stop == self.walk.end:
            self.pause()

    def _stand(self, stop: Stop) -> None:
        if stop != self.stop:
            self.stop = stop
            self.moved.emit()

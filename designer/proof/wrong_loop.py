"""A training loop that calls ``scheduler.step()`` wrongly, run on a real optimizer."""

import copy
import warnings
from bisect import bisect_left
from typing import Any

from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.proof.comparison import Progress
from rampsmith.designer.proof.descriptions import described, shown
from rampsmith.designer.proof.feeding import Feed
from rampsmith.designer.proof.rig import Rig
from rampsmith.designer.proof.walking import Standing, standing
from rampsmith.designer.proof.wrong_stepping import WrongCurve
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.loop import Loop
from rampsmith.designer.stepping.wrong_ways import RESUMED, Way, calls_before, step_at_call

MOST_CALLS = 100_000
"""Calls of ``scheduler.step()`` that are all made; in a longer run a closed form jumps."""
MOST_POINTS = 2_000
"""Updates of a longer run that are looked at, besides the telling ones."""
MOST_VALUES = 60_000
"""Rates that are told, over all parameter groups."""
MOST_EDGES = 200
"""Boundaries at which the updates on both sides are looked at."""
FOLLOWING = 5
"""Updates behind a resume that are looked at."""
MOST_WARNINGS = 5


def stepped_wrongly(rig: Rig, way: Way, resumed_at: int, progress: Progress) -> WrongCurve:
    """Run a loop wrongly, all of a short one, the telling updates of a long one.

    Args:
        rig: the class and its schedule.
        way: how it is stepped.
        resumed_at: the update before which the run is resumed, where the way is about that.
        progress: its first number is kept at the update that is being looked at.

    Raises:
        MemoryError: if the file used up what it may have.
    """
    loop = WrongLoop(rig, way, resumed_at)
    fault = ""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            loop.run(progress)
        except MemoryError:
            raise
        except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
            fault = f"At update {progress[0]:,} {described(error)}"
    texts = dict.fromkeys(shown(warning.message) for warning in warned)
    return WrongCurve(loop.standings, tuple(texts)[:MOST_WARNINGS], fault or loop.fault)


class WrongLoop:
    """The loop: what it has done so far, and what each update that is looked at used."""

    def __init__(self, rig: Rig, way: Way, resumed_at: int) -> None:
        """Begin a run, with a new optimizer and the exported class."""
        self._rig = rig
        self._way = way
        self._loop = Loop.of(rig.schedule)
        self._feed = Feed(rig.schedule)
        self._resumed_at = resumed_at if way in RESUMED else self._loop.updates
        self._calls = 0
        self._taken = 0
        self._jumps = False
        self.standings: dict[int, Standing] = {}
        self.fault = ""

    def run(self, progress: Progress) -> None:
        """Make the updates."""
        self._optimizer = self._rig.optimizer()
        self._scheduler = self._rig.scheduler(self._optimizer)
        last = self._loop.updates - 1
        chosen = _chosen(self._rig.schedule, self._loop, self._way, self._resumed_at)
        self._jumps = max(last, self._calls_before(last)) > MOST_CALLS
        looked_at = set(chosen)
        for update in chosen if self._jumps else range(last + 1):
            progress[0] = update
            if not self._come_to(update):
                return
            if update == self._resumed_at:
                self._resume()
            if update in looked_at:
                self.standings[update] = standing(self._optimizer, self._rig.schedule)
            self._optimizer.step()

    def _come_to(self, update: int) -> bool:
        """Make the calls that come before an update; in a long run only those behind a jump."""
        calls = self._calls_before(update)
        if self._jumps:
            self._jump(calls - 1)
        self._taken += max(0, calls - self._calls)
        if self._taken > MOST_CALLS:
            self.fault = (
                f"The plateau was followed up to call {self._calls:,} of scheduler.step(); "
                "each of its rates follows from all before."
            )
            return False
        while self._calls < calls:
            self._call()
        return True

    def _jump(self, calls: int) -> None:
        """Go to where so many calls lead, or as far as no metric is taken in."""
        ahead = self._scheduler.last_epoch - self._calls
        calls = int(min(calls, self._feed.first - 1 - ahead))
        if calls > self._calls:
            state = {**self._scheduler.state_dict(), "last_epoch": calls + ahead}
            self._scheduler.load_state_dict(state)
            self._calls = calls

    def _call(self) -> None:
        """Call ``scheduler.step()``, with the metric that the loop knows then."""
        metric = self._feed.shown_metric(step_at_call(self._way, self._loop, self._calls))
        if metric is None:
            self._scheduler.step()
        else:
            self._scheduler.step(metric)
        self._calls += 1

    def _calls_before(self, update: int) -> int:
        return calls_before(self._way, self._loop, update)

    def _resume(self) -> None:
        """Save what a script saves, and resume from it in a new process, the wrong way."""
        saved = copy.deepcopy(self._optimizer.state_dict())
        state = copy.deepcopy(self._scheduler.state_dict())
        self._optimizer = self._rig.optimizer()
        self._scheduler = _RESUMES[self._way](self._rig, self._optimizer, saved, state)


def _built_late(rig: Rig, optimizer: Any, saved: dict[str, Any], state: dict[str, Any]) -> Any:
    optimizer.load_state_dict(saved)
    scheduler = rig.scheduler(optimizer)
    scheduler.load_state_dict(state)
    return scheduler


def _without_state(rig: Rig, optimizer: Any, saved: dict[str, Any], state: dict[str, Any]) -> Any:
    del state  # This is what is forgotten.
    scheduler = rig.scheduler(optimizer)
    optimizer.load_state_dict(saved)
    return scheduler


def _last_epoch_off(rig: Rig, optimizer: Any, saved: dict[str, Any], state: dict[str, Any]) -> Any:
    optimizer.load_state_dict(saved)
    # Right would be one less: the step that the constructor goes on from.
    return rig.scheduler(optimizer, last_epoch=state["last_epoch"])


_RESUMES = {
    "built_late": _built_late,
    "without_state": _without_state,
    "last_epoch_off": _last_epoch_off,
}


def _chosen(schedule: Schedule, loop: Loop, way: Way, resumed_at: int) -> list[int]:
    """Choose the updates that are looked at: all of a short run, the telling ones of a long one."""
    updates = loop.updates
    points = min(MOST_POINTS, max(2, MOST_VALUES // (2 * len(schedule.groups))))
    if updates <= 2 * points:
        return list(range(updates))
    found = {(updates - 1) * i // points for i in range(points + 1)}
    found |= set(range(resumed_at - 2, resumed_at + FOLLOWING))
    for edge in timeline(schedule).boundaries[:MOST_EDGES]:
        calls = int(edge) - schedule.counts_from
        update = bisect_left(range(updates), calls, key=lambda u: calls_before(way, loop, u))
        found |= {update - 1, update, update + 1}
    return sorted(update for update in found if 0 <= update < updates)

"""Asks torch for what the tab shows: the rates around the walk, and the curve of a wrong way."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from rampsmith.app.panels.exported import exported_or_reasons, is_at_hand
from rampsmith.app.plot.walk_item import WalkItem, WrongLine
from rampsmith.app.stepping.tab import SteppingTab
from rampsmith.app.stepping.walking import Walking
from rampsmith.app.store import Store
from rampsmith.designer.numbers import count_text
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.stepping.loop import Loop
from rampsmith.designer.stepping.wrong_ways import WrongWay, usual_resume

if TYPE_CHECKING:
    from rampsmith.app.checking.torch_steps import TorchSteps
    from rampsmith.designer.proof.walking import Walked
    from rampsmith.designer.proof.wrong_stepping import WrongCurve, WrongTask

QUIET_TIME = 60
"""Milliseconds without a move before torch is asked; while playing fast it would not keep up."""

BEFORE = 100
AFTER = 200
"""Steps around the walk that are asked for at once, so that the next moves need not wait."""


class Asking(QObject):
    """Sends the store's class to be stepped while the tab is seen, and takes the answers in."""

    def __init__(
        self, store: Store, tab: SteppingTab, cursor: WalkItem, steps: "TorchSteps"
    ) -> None:
        """Serve a tab and the plot's cursor."""
        super().__init__(tab)
        self._store = store
        self._tab = tab
        self._walking: Walking = tab.walking
        self._cursor = cursor
        self.steps = steps
        self._way: WrongWay | None = None
        self._curve: WrongCurve | None = None
        self._asked: tuple[Schedule, WrongWay] | None = None
        self._in_vain: Schedule | None = None
        """What torch could not walk a step of; playing on would start it again at every step."""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(QUIET_TIME)
        self.timer.timeout.connect(self.ask)
        self._walking.moved.connect(self._wait)
        tab.shown.connect(self._wait)
        tab.wrong.chosen.connect(self._choose)
        store.changed.connect(self._follow)
        steps.walked.connect(self._take_walk)
        steps.went_wrong.connect(self._take_wrong)

    def ask(self) -> None:
        """Ask for what is shown and not known."""
        schedule = self._store.schedule
        if self._store.is_previewing or not self._tab.isVisible():
            return
        if not is_at_hand(schedule):
            self.timer.start()
            return
        source, _ = exported_or_reasons(self._store.schedule)
        t = self._walking.step
        if not source or t is None:
            self._tab.wrong.tell("" if self._way is None else "There is no class to run yet.")
            return
        is_known = {t, t + 1} <= self._walking.standings.keys()
        if not is_known and schedule is not self._in_vain:
            self.steps.walk(source, schedule, range(max(0, t - BEFORE), t + AFTER))
        way = self._way
        if way is not None and self._asked != (schedule, way):
            from rampsmith.designer.proof.wrong_stepping import WrongTask

            self._asked = (schedule, way)
            self._tab.wrong.tell("Running it in torch …")
            resumed_at = usual_resume(Loop.of(schedule))
            self.steps.go_wrong(WrongTask(source, schedule, way.name, resumed_at))

    def ask_again(self) -> None:
        """Ask for what was answered already too."""
        self._in_vain = None
        self._forget()
        self._wait()

    def _wait(self) -> None:
        if self._tab.isVisible():
            self.timer.start()

    def _follow(self) -> None:
        if self._asked is not None and self._asked[0] != self._store.schedule:
            self._forget()
        self._draw()
        self._wait()

    def _forget(self) -> None:
        self._asked = self._curve = None

    def _choose(self, way: WrongWay | None) -> None:
        if way != self._way:
            self._way = way
            self._forget()
            self._tab.wrong.tell("")
            self._draw()
        self._wait()

    def _take_walk(self, schedule: Schedule, walked: "Walked") -> None:
        if schedule == self._store.schedule:
            self._in_vain = schedule if walked.fault and not walked.standings else None
            self._walking.take(walked.standings)

    def _take_wrong(self, task: "WrongTask", curve: "WrongCurve") -> None:
        way = self._way
        if way is None or self._asked != (task.schedule, way) or task.way != way.name:
            return
        self._curve = curve
        self._tab.wrong.tell(_told(task.schedule, curve))
        self._draw()

    def _draw(self) -> None:
        """Draw the wrong curve of what the plot shows: a group's rate, or the momentum."""
        way, curve = self._way, self._curve
        focus, group = self._store.focus, self._store.group_index
        if way is None or curve is None or self._asked is None or focus == "multiplier":
            self._cursor.show_wrong(None)
            return
        found = curve.standings.values()
        values = [each.momentum if focus == "momentum" else each.rates[group] for each in found]
        places = curve.places(self._asked[0])
        points = [
            (place, value) for place, value in zip(places, values, strict=True) if value is not None
        ]
        self._cursor.show_wrong(WrongLine(way.title, tuple(points)))


def _told(schedule: Schedule, curve: "WrongCurve") -> str:
    """Say what torch has found."""
    if curve.fault:
        return f"In torch: {curve.fault}"
    first = curve.first_difference(schedule)
    if first is None:
        said = "In torch this run comes out the same all the same."
    else:
        said = f"In torch the rates differ from update {count_text(first)} on."
    return " ".join([said, *(f"It warns: {warning}" for warning in curve.warnings[:1])])

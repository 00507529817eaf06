"""Questions to torch for the stepping tab: the rates around the walk, and the curve of a mistake."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from rampsmith.app.base.store import Store
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.code.exported import export_result, is_at_hand
from rampsmith.app.plot.view.series import PointSeries
from rampsmith.app.stepping.tab import SteppingTab
from rampsmith.app.stepping.walk_item import WalkItem
from rampsmith.designer.document.curves import groups_set
from rampsmith.designer.document.kinds import RATE_CURVE, CurveKey
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.proof.mistaken_loop import MistakenRun, MistakeTask
from rampsmith.designer.proof.step_probe import ProbeResult, StepProbe
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.training_loop.stepping_mistakes import Mistake, usual_resume
from rampsmith.designer.values.numbers import count_text

QUIET_TIME = 60
"""Milliseconds without a move before torch is asked; while playing fast it would not keep up."""

BEFORE = 100
AFTER = 200
"""Steps around the walk that are asked for at once, so that the next moves need not wait."""


class TorchQueries(QObject):
    """Has the store's class stepped while the tab is seen, and shows the answers."""

    def __init__(
        self,
        store: Store,
        tab: SteppingTab,
        cursor: WalkItem,
        *,
        probes: WorkerQueries,
        mistakes: WorkerQueries,
    ) -> None:
        """Ask for the states at single steps and for runs with a mistake, and show both."""
        super().__init__(tab)
        self._store = store
        self._tab = tab
        self._player = tab.player
        self._cursor = cursor
        self._probe = StepProbe(probes.client)
        self._probes = probes
        self._mistakes = mistakes
        self._mistake: Mistake | None = None
        self._run: MistakenRun | None = None
        self._is_asked = False
        """Whether the run with the mistake was asked for, of the design as it is."""
        self._failed_for: Schedule | None = None
        """The design whose class torch could not step; playing on would try it at every step."""
        self._timer = QTimer(self, singleShot=True, interval=QUIET_TIME)
        self._timer.timeout.connect(self.ask)
        self._player.moved.connect(self._wait)
        tab.shown.connect(self._wait)
        tab.mistakes.chosen.connect(self._choose)
        store.document_changed.connect(self._follow)
        store.selection_changed.connect(self._draw)
        probes.answered.connect(self._take_states)
        mistakes.answered.connect(self._take_run)

    def ask(self) -> None:
        """Ask for what is shown and not known."""
        schedule = self._store.document
        if not self._tab.isVisible():
            return
        if not is_at_hand(schedule):
            self._timer.start()
            return
        source = export_result(schedule).source
        t = self._player.step
        if not source or t is None:
            self._tab.mistakes.show_state(
                "" if self._mistake is None else "There is no class to run yet."
            )
            return
        file = ExportedFile(source, schedule)
        is_known = {t, t + 1} <= self._player.states.keys()
        if not is_known and schedule is not self._failed_for:
            steps = range(max(0, t - BEFORE), t + AFTER)
            self._probes.ask_for(partial(self._probe.result, file, steps))
        if self._mistake is not None and not self._is_asked:
            self._is_asked = True
            self._tab.mistakes.show_state("Running it in torch …")
            resumed_at = usual_resume(Loop.of(schedule))
            self._mistakes.ask(MistakeTask(file, self._mistake.name, resumed_at))

    def ask_again(self) -> None:
        """Ask again for what was answered already too."""
        self._failed_for = None
        self._forget()
        self._wait()

    def close(self) -> None:
        """Stop asking."""
        self._timer.stop()
        self._probes.close()
        self._mistakes.close()

    def _wait(self) -> None:
        if self._tab.isVisible():
            self._timer.start()

    def _follow(self) -> None:
        self._probes.cancel()
        self._forget()
        self._draw()
        self._wait()

    def _forget(self) -> None:
        self._mistakes.cancel()
        self._is_asked = False
        self._run = None

    def _choose(self, mistake: Mistake | None) -> None:
        if mistake != self._mistake:
            self._mistake = mistake
            self._forget()
            self._tab.mistakes.show_state("")
            self._draw()
        self._wait()

    def _take_states(self, result: ProbeResult) -> None:
        has_failed = bool(result.fault) and not result.states
        self._failed_for = self._store.document if has_failed else None
        self._player.take(result.states)

    def _take_run(self, run: MistakenRun) -> None:
        if self._mistake is not None:
            self._run = run
            self._tab.mistakes.show_state(_sentence(self._mistake, self._store.document, run))
            self._draw()

    def _draw(self) -> None:
        """Draw the mistake's curve of what the plot shows, for the group that has the handles."""
        mistake, run = self._mistake, self._run
        schedule, focus = self._store.document, self._store.focus
        if mistake is None or run is None or not focus.kind.held:
            self._cursor.show_mistake(None)
            return
        common, group = CurveKey(focus.kind), self._store.group_index
        if focus.group is not None:
            places = groups_set(schedule, focus.kind)
            group = [schedule.groups[place].name for place in places].index(focus.group)
        found = zip(run.places(schedule), run.states.values(), strict=True)
        points = [(place, values[common][group]) for place, values in found if common in values]
        steps, values = (tuple(point[axis] for point in points) for axis in (0, 1))
        self._cursor.show_mistake(PointSeries(f"Stepped wrongly: {mistake.title}", steps, values))


def _sentence(mistake: Mistake, schedule: Schedule, run: MistakenRun) -> str:
    """Describe what torch has found."""
    if run.fault:
        return f"In torch: {run.fault}"
    difference = run.first_difference(schedule)
    found = mistake.harmless
    if difference is not None:
        update, key = difference
        what = "rates differ" if key == RATE_CURVE else f"{key.kind.words} differs"
        found = f"In torch the {what} from update {count_text(update)} on."
    return " ".join([found, *(f"It warns: {warning}" for warning in run.warnings[:1])])

"""The lane of the predicted loss, which moves with every drag, and what it rests on; made when it is first wanted."""

from collections.abc import Callable
from concurrent.futures import CancelledError

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.app.compare.pinned import updates_per_step
from rampsmith.app.compare.pins import Pins
from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.app.logs.open_logs import OpenLogs
from rampsmith.app.loss.loss_note import LossNote
from rampsmith.app.plot.lane import LaneContent, LaneLine
from rampsmith.app.plot.lanes import Lanes
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.logs.log import Log
from rampsmith.designer.loss.fitting import LossFit, fitted_loss
from rampsmith.designer.loss.from_log import logged_runs
from rampsmith.designer.loss.logged_run import UnfitLogError
from rampsmith.designer.loss.prediction import FarFromSeenError, Prediction, likeliest, predicted
from rampsmith.designer.loss.search import NoCooldownError, best_cooldown
from rampsmith.designer.loss.words import end_words, loss_text, stands_on
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.words.phrases import summary

TITLE = "predicted loss"

INVITATION = "Open the log of a run of yours (Ctrl+L), with rates and training losses: the laws are fitted on it."


class Predicting(QObject):
    """Fits the laws of the loss on the open logs, and shows what they predict of the design and the pins."""

    def __init__(
        self,
        store: Store,
        logs: OpenLogs,
        pins: Pins,
        lanes: Lanes,
        appearance: Appearance,
        *,
        note: LossNote,
        jobs: BackgroundJobs,
    ) -> None:
        """Follow the design, the logs and the pins while it is switched on."""
        super().__init__(lanes)
        self._store, self._logs, self._pins, self._lanes = store, logs, pins, lanes
        self._appearance = appearance
        self._is_on = False
        self._is_asked = False
        """Whether it was just switched on, and nothing was answered yet."""
        self._refusal = ""
        """What was said last in the status line."""
        self.fit: LossFit | None = None
        self._jobs, self._note = jobs, note
        self._predicting = BackgroundJobs(self)
        self._design: Prediction | str | None = None
        """What is predicted of the design, or why nothing is."""
        self._pinned: dict[int, Prediction] = {}
        note.search.clicked.connect(self._search)
        logs.changed.connect(self._fit)
        for signal in (store.document_changed, pins.changed):
            signal.connect(self._predict)
        store.preview_changed.connect(self._preview)
        appearance.changed.connect(self._show)

    def switch(self, *, is_on: bool) -> None:
        """Predict, or stop predicting."""
        self._is_on = self._is_asked = is_on
        self._refusal = ""
        self._fit()

    def close(self) -> None:
        """Predict nothing any more."""
        self._predicting.close()

    def _fit(self) -> None:
        """Fit the laws on the logs that are open, in a background thread."""
        self.fit = None
        self._design, self._pinned = None, {}
        logs = [log.log for log in self._logs.logs]
        if not self._is_on or not logs:
            self._show()
            return
        cancellation = Cancellation()
        self._jobs.begin_newest(
            "Fitting the laws of the loss …",
            lambda: _fitted(logs, cancellation),
            self._take_fit,
            cancellation=cancellation,
        )

    def _take_fit(self, outcome: Callable[[], LossFit]) -> None:
        try:
            self.fit = outcome()
        except CancelledError:
            return
        except UnfitLogError as error:
            self._design = str(error)
            self._show()
            return
        self._predict()

    def _predict(self) -> None:
        """Predict for the design and all pins, with intervals, in a background thread."""
        fit = self.fit
        if fit is None:
            self._show()
            return
        design = self._store.document
        pins = [(pin.number, pin.schedule) for pin in self._pins.pins if pin.is_shown]

        def predict() -> tuple[Prediction | str, dict[int, Prediction]]:
            others = {number: _predicted(schedule, fit) for number, schedule in pins}
            known = {n: each for n, each in others.items() if isinstance(each, Prediction)}
            return _predicted(design, fit), known

        self._predicting.begin_newest("", predict, self._take_predictions)

    def _take_predictions(
        self, outcome: Callable[[], tuple[Prediction | str, dict[int, Prediction]]]
    ) -> None:
        self._design, self._pinned = outcome()
        self._show()

    def _search(self) -> None:
        """Search for the best cooldown in a background thread."""
        fit, design = self.fit, self._store.document
        if fit is None:
            return
        cancellation = Cancellation()
        self._jobs.begin_newest(
            "Searching for the best cooldown …",
            lambda: best_cooldown(design, fit, cancellation.raise_if_cancelled),
            self._pin_found,
            cancellation=cancellation,
        )

    def _pin_found(self, outcome: Callable[[], Schedule]) -> None:
        """Pin the design that was found; the open one stays as it is."""
        try:
            found = outcome()
        except CancelledError:
            return
        except (NoCooldownError, FarFromSeenError) as error:
            self._store.said.emit(str(error))
            return
        if self._pins.are_full:
            self._store.said.emit("There is no room for another pin; remove one")
            return
        pin = self._pins.pin(f"{found.title}, best cooldown", found)
        self._store.said.emit(f"Pinned: {pin.name}, {summary(found)}")

    def _preview(self) -> None:
        """Move the line with a drag; interval and sentence follow at its end."""
        if self.fit is not None and self._store.schedule is not self._store.document:
            try:
                self._design = likeliest(self._store.schedule, self.fit)
            except FarFromSeenError as error:
                self._design = str(error)
            self._show_lane()

    def _show(self) -> None:
        self._show_lane()
        self._show_note()

    def _show_lane(self) -> None:
        design = self._store.schedule
        lines: list[tuple[float, LaneLine]] = []
        theme = self._appearance.theme
        if isinstance(self._design, Prediction):
            lines.append(_line(self._design, "", QColor(theme.accent), design))
        lines += (
            _line(self._pinned[pin.number], pin.name, pin.colour(theme), design)
            for pin in self._pins.pins
            if pin.number in self._pinned
        )
        lines.sort(key=lambda each: each[0])
        contents = (
            (LaneContent(Prediction, TITLE, tuple(line for _, line in lines)),) if lines else ()
        )
        self._lanes.show_more("loss", contents)

    def _show_note(self) -> None:
        """Say what is predicted and what it rests on, or why nothing is."""
        told = self._design
        if isinstance(told, Prediction):
            words = f"Ends at {end_words(told)}."
            shown = [pin for pin in self._pins.pins if pin.is_shown]
            far = [pin.name for pin in shown if pin.number not in self._pinned]
            if far:
                words += f" Too far from the logs to be predicted: {', '.join(far)}."
        elif not self._logs.logs:
            words = INVITATION
        else:
            words = told or "The laws are being fitted …"
        is_predicted = isinstance(told, Prediction)
        stands = () if self.fit is None else tuple(stands_on(self.fit))
        self._note.show_words(words, stands, is_predicted=is_predicted)
        self._note.setVisible(self._is_on)
        self._say_refusal("" if is_predicted else words, is_fitting=told is None)

    def _say_refusal(self, words: str, *, is_fitting: bool) -> None:
        """Give the refusal in the status line too, once after the key: the note may be out of sight."""
        is_open = bool(self._logs.logs)
        if not self._is_asked or (is_open and is_fitting):
            return
        self._is_asked = not is_open
        if words != self._refusal:
            self._refusal = words
            self._store.said.emit(words)


def _fitted(logs: list[Log], cancellation: Cancellation) -> LossFit:
    """Fit the laws on the runs of all logs.

    Raises:
        UnfitLogError: if they cannot be fitted on one of them.
    """
    runs = [run for log in logs for run in logged_runs(log)]
    return fitted_loss(runs, cancellation.raise_if_cancelled)


def _predicted(schedule: Schedule, fit: LossFit) -> Prediction | str:
    if not schedule.groups or not schedule.segments or Loop.of(schedule).updates == 0:
        return "A design without segments, groups or a run has no loss to predict."
    try:
        return predicted(schedule, fit)
    except FarFromSeenError as error:
        return str(error)


def _line(found: Prediction, name: str, colour: QColor, design: Schedule) -> tuple[float, LaneLine]:
    """Draw a prediction over the steps of the design; return it with the loss at its end."""
    steps = found.updates / updates_per_step(design)
    series, lowest, highest = (
        LoggedSeries(name, steps, each) for each in (found.losses, found.lowest, found.highest)
    )
    low, end, high = found.end
    is_certain = bool(np.array_equal(found.lowest, found.highest))
    words = f"ends at {loss_text(end)}"
    if is_certain:
        return end, LaneLine(series, name, colour, words=words)
    words += f" ({loss_text(low)} to {loss_text(high)})"
    return end, LaneLine(series, name, colour, band=(lowest, highest), words=words)

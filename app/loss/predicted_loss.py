"""The predicted loss of a window: its action and its note, which are there before anything is predicted."""

from functools import cached_property
from typing import TYPE_CHECKING

from rampsmith.app.base.actions import ActionSpec, Menu
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.app.compare.pins import Pins
from rampsmith.app.logs.open_logs import OpenLogs
from rampsmith.app.loss.loss_note import LossNote
from rampsmith.app.plot.lanes import Lanes

if TYPE_CHECKING:
    from rampsmith.app.loss.predicting import Predicting


class PredictedLoss:
    """Switches the prediction on and off."""

    def __init__(
        self, store: Store, logs: OpenLogs, pins: Pins, lanes: Lanes, appearance: Appearance
    ) -> None:
        """Predict for the design and the pins from logs, in a lane of its own."""
        self._follows = store, logs, pins, lanes, appearance
        self.is_on = False
        self.note = LossNote()
        self.jobs = BackgroundJobs(lanes)

    @cached_property
    def predicting(self) -> "Predicting":
        """What predicts; it is made, and imported, when it is first switched on."""
        from rampsmith.app.loss.predicting import Predicting

        return Predicting(*self._follows, note=self.note, jobs=self.jobs)

    def specs(self) -> tuple[ActionSpec, ...]:
        """List what the Compare menu has for the loss."""
        return (
            ActionSpec(
                "predict_loss",
                Menu.COMPARE,
                "Predict the l&oss",
                ("Ctrl+Shift+L",),
                self.toggle,
                rule=True,
                is_on=lambda: self.is_on,
            ),
        )

    def toggle(self) -> None:
        """Predict, or stop predicting."""
        self.is_on = not self.is_on
        self.predicting.switch(is_on=self.is_on)

    def close(self) -> None:
        """Fit and predict nothing any more."""
        self.jobs.close()
        if "predicting" in vars(self):
            self.predicting.close()

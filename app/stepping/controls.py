"""The debugger's controls: where to go next, how fast to play, and a place to go to."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from rampsmith.app.panels.fields import Choice, Field
from rampsmith.app.stepping.walking import SPEEDS, Walking
from rampsmith.designer.numbers import EntryError, count_text, parsed_whole

BUTTONS = (
    "walk_start",
    "walk_back_batch",
    "walk_play",
    "walk_line",
    "walk_batch",
    "walk_update",
    "walk_epoch",
    "walk_boundary",
)
"""The actions that have a button, in their order."""


class Controls(QWidget):
    """A row of buttons for a walk's actions, its speed, and fields for its place."""

    refused = Signal(str)
    """What was typed is wrong; the sentence says why."""

    def __init__(self, walking: Walking) -> None:
        """Serve the walk; ``fill`` brings the buttons once the actions are made."""
        super().__init__()
        self._walking = walking
        speeds = [(speed, f"{speed:,} / s") for speed in SPEEDS]
        self.speed = Choice("Batches a second", speeds)
        self.speed.setToolTip("Batches a second when playing (F12 faster, Shift+F12 slower)")
        self.speed.setFixedWidth(96)
        self.epoch = Field("Epoch of the walk", _parsed_place)
        self.batch = Field("Batch of the walk", _parsed_place)
        self._of = QLabel()
        self._of.setObjectName("quiet")
        # Where there is no room for it, it is the first to go.
        self._of.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(10, 6, 8, 6)
        self._layout.setSpacing(3)
        self.buttons: dict[str, QPushButton] = {}
        self.speed.chosen.connect(walking.set_speed)
        self.epoch.committed.connect(lambda epoch: walking.go_to(epoch, 0))
        self.batch.committed.connect(self._go_to_batch)
        for field in (self.epoch, self.batch):
            field.setFixedWidth(58)
            field.refused.connect(self.refused)

    def fill(self, actions: dict[str, QAction]) -> None:
        """Give each action its button."""
        for name in BUTTONS:
            action = actions[name]
            button = QPushButton(action.iconText())
            button.setObjectName("step")
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text().replace("&", ""))
            button.clicked.connect(action.trigger)
            self.buttons[name] = button
            self._layout.addWidget(button)
        self._layout.addWidget(self.speed)
        self._layout.addSpacing(4)
        for caption, field in (("epoch", self.epoch), ("batch", self.batch)):
            label = QLabel(caption)
            label.setObjectName("quiet")
            label.setBuddy(field)
            self._layout.addWidget(label)
            self._layout.addWidget(field)
        self._layout.addWidget(self._of, 1)
        self.refresh()

    def refresh(self) -> None:
        """Show where the walk stands."""
        walk, place = self._walking.walk, self._walking.place
        for widget in (*self.buttons.values(), self.speed, self.epoch, self.batch):
            widget.setEnabled(walk is not None)
        self.speed.show_value(self._walking.speed)
        if "walk_play" in self.buttons:
            self.buttons["walk_play"].setText("Pause" if self._walking.is_playing else "Play")
        if walk is None or place is None:
            self._of.setText("")
            return
        self.epoch.show_text(str(place.epoch))
        self.batch.show_text(str(place.batch))
        per_epoch = walk.loop.run.batches_per_epoch
        self._of.setText(f"of {count_text(walk.loop.epochs)} × {count_text(per_epoch)}")

    def _go_to_batch(self, batch: int) -> None:
        place = self._walking.place
        if place is not None:
            self._walking.go_to(place.epoch, batch)


def _parsed_place(text: str) -> int:
    value = parsed_whole(text)
    if value < 0:
        raise EntryError(f"Epochs and batches are counted from 0, not {value}.")
    return value

"""The debugger's controls: where to go next, how fast to play, and a place to go to."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from rampsmith.app.drawn.icons import icon
from rampsmith.app.panels.fields import Choice, Field
from rampsmith.app.panels.top_bar import button_for
from rampsmith.app.stepping.walking import SPEEDS, Walking
from rampsmith.app.theme import Theme
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

BARE = ("walk_start", "walk_back_batch")
"""Those whose icons say all of it."""


class Controls(QWidget):
    """A row of buttons for a walk's actions, its speed, and fields for its place."""

    refused = Signal(str)
    """What was typed is wrong; the sentence says why."""

    def __init__(self, walking: Walking, theme: Theme) -> None:
        """Serve the walk; ``fill`` brings the buttons once the actions are made."""
        super().__init__()
        self._walking = walking
        self._theme = theme
        self._shown = ("", "")
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
        self._strides, self._place = QWidget(), QWidget()
        self._rows = QGridLayout(self)
        self._rows.setContentsMargins(10, 6, 8, 6)
        self._rows.setSpacing(4)
        self._rows.addWidget(self._strides, 0, 0)
        self._rows.setColumnStretch(1, 1)
        self.buttons: dict[str, QPushButton] = {}
        self.speed.chosen.connect(walking.set_speed)
        self.epoch.committed.connect(lambda epoch: walking.go_to(epoch, 0))
        self.batch.committed.connect(self._go_to_batch)
        for field in (self.epoch, self.batch):
            field.setFixedWidth(58)
            field.refused.connect(self.refused)

    def fill(self, actions: dict[str, QAction]) -> None:
        """Give each action its button."""
        strides, places = _row(self._strides), _row(self._place)
        for name in BUTTONS:
            action = actions[name]
            button = button_for(action)
            button.setText("" if name in BARE else action.iconText())
            button.setObjectName("step")
            button.setAccessibleName(action.text().replace("&", ""))
            self.buttons[name] = button
            strides.addWidget(button)
        places.addWidget(self.speed)
        places.addSpacing(4)
        for caption, field in (("epoch", self.epoch), ("batch", self.batch)):
            label = QLabel(caption)
            label.setObjectName("quiet")
            label.setBuddy(field)
            places.addWidget(label)
            places.addWidget(field)
        places.addWidget(self._of, 1)
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        """Put the place below the strides where there is no room beside them."""
        margins = self._rows.contentsMargins()
        parts = self._strides.sizeHint().width(), self._place.minimumSizeHint().width()
        around = margins.left() + margins.right() + self._rows.spacing()
        if sum(parts) + around <= self.width():
            self._rows.addWidget(self._place, 0, 1)
        else:
            self._rows.addWidget(self._place, 1, 0, 1, 2)

    def minimumSizeHint(self) -> QSize:
        """Let the window become as narrow as the wider of the two rows."""
        hint = super().minimumSizeHint()
        parts = (self._strides, self._place)
        margins = self._rows.contentsMargins()
        widest = max(part.minimumSizeHint().width() for part in parts)
        return QSize(widest + margins.left() + margins.right(), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take one row or two."""
        super().resizeEvent(event)
        self._fit()

    def refresh(self) -> None:
        """Show where the walk stands."""
        walk, place = self._walking.walk, self._walking.place
        for widget in (*self.buttons.values(), self.speed, self.epoch, self.batch):
            widget.setEnabled(walk is not None)
        self.speed.show_value(self._walking.speed)
        if "walk_play" in self.buttons:
            self._show_playing(self.buttons["walk_play"])
        if walk is None or place is None:
            self._of.setText("")
            return
        self.epoch.show_text(str(place.epoch))
        self.batch.show_text(str(place.batch))
        per_epoch = walk.loop.run.batches_per_epoch
        self._of.setText(f"of {count_text(walk.loop.epochs)} × {count_text(per_epoch)}")

    def set_theme(self, theme: Theme) -> None:
        """Recolour what is no action's icon: that of the pause, and of going on."""
        self._theme = theme
        self.refresh()

    def _show_playing(self, button: QPushButton) -> None:
        playing = self._walking.is_playing
        words = "Pause" if playing else "Play"
        shown = (words, self._theme.name)
        if shown != self._shown:
            self._shown = shown
            button.setText(f" {words}")
            button.setIcon(icon("pause" if playing else "play", self._theme))

    def _go_to_batch(self, batch: int) -> None:
        place = self._walking.place
        if place is not None:
            self._walking.go_to(place.epoch, batch)


def _row(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(3)
    return row


def _parsed_place(text: str) -> int:
    value = parsed_whole(text)
    if value < 0:
        raise EntryError(f"Epochs and batches are counted from 0, not {value}.")
    return value

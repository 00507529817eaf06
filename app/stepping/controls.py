"""The debugger's controls: where to go next, how fast to play, and a place to go to."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from rampsmith.app.base.actions import Actions, plain
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.icons import icon
from rampsmith.app.base.scaling import scaled
from rampsmith.app.stepping.walk_player import SPEEDS, WalkPlayer
from rampsmith.app.widgets.buttons import button_for
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.training_loop.walk import STRIDES
from rampsmith.designer.values.numbers import EntryError, count_text, parsed_whole

BUTTONS = (
    "walk_start",
    "walk_back_batch",
    *(f"walk_{stride}" for stride in STRIDES),
    "walk_play",
)
"""The actions that have a button, in their order."""

BARE = ("walk_start", "walk_back_batch")
"""Those whose icons say all of it."""


GAP = 3
"""Pixels between the parts of a row."""

PLACE_WIDTH = 56
"""Pixels of a field for a place at least; one of a longer run is as wide as its last place."""

PADDING = 22
"""Pixels of such a field beside its digits."""


class Controls(QWidget):
    """A row of buttons for a walk's actions, its speed, and fields for its place."""

    refused = Signal(str)
    """Something wrong was typed; the sentence says why."""

    def __init__(self, player: WalkPlayer, appearance: Appearance) -> None:
        """Follow the walk; ``fill`` adds the buttons once the actions are made."""
        super().__init__()
        self._player = player
        self._appearance = appearance
        self._shown = ("", "")
        speeds = [(speed, f"{speed:,} / s") for speed in SPEEDS]
        self.speed = Choice("Batches a second", speeds)
        self.speed.setToolTip("Batches a second when playing (F12 faster, Shift+F12 slower)")
        self.speed.setFixedWidth(scaled(90))
        self.epoch = NumberField("Epoch of the walk", _parsed_place, counts=True)
        self.batch = NumberField("Batch of the walk", _parsed_place, counts=True)
        self._of = QLabel()
        self._of.setObjectName("quiet")
        self._following = QLabel("Next")
        self._following.setObjectName("quiet")
        for label in (self._of, self._following):
            label.setProperty("canGo", True)
        self._strides, self._place = QWidget(), QWidget()
        self._rows = spaced(QGridLayout(self), spacing=4, margins=(10, 6, 8, 6))
        self._rows.addWidget(self._strides, 0, 0)
        self._rows.setColumnStretch(1, 1)
        self.buttons: dict[str, QPushButton] = {}
        appearance.changed.connect(self.refresh)
        self.speed.chosen.connect(player.set_speed)
        self.epoch.committed.connect(lambda epoch: player.go_to(epoch, 0))
        self.batch.committed.connect(self._go_to_batch)
        for field in (self.epoch, self.batch):
            field.setFixedWidth(scaled(PLACE_WIDTH))
            field.refused.connect(self.refused)

    def fill(self, actions: Actions) -> None:
        """Make the buttons of the actions."""
        strides = spaced(QHBoxLayout(self._strides), spacing=GAP)
        places = spaced(QHBoxLayout(self._place), spacing=GAP)
        for name in BUTTONS:
            if name == f"walk_{STRIDES[0]}":
                strides.addWidget(self._following)
            action = actions[name]
            button = button_for(action)
            button.setText("" if name in BARE else action.iconText())
            button.setObjectName("step")
            button.setAccessibleName(plain(action.text()))
            self.buttons[name] = button
            (places if name == "walk_play" else strides).addWidget(button)
        strides.addStretch(1)
        places.addWidget(self.speed)
        for caption, field in (("epoch", self.epoch), ("batch", self.batch)):
            label = QLabel(caption)
            label.setObjectName("quiet")
            label.setBuddy(field)
            places.addWidget(label)
            places.addWidget(field)
        places.addWidget(self._of)
        places.addStretch(1)
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        """Put the place below the strides where both do not fit into one row.

        Words that are no buttons are left out before that, and where a row is still too narrow.
        """
        room = self._room()
        strides, place = map(_least_width, (self._strides, self._place))
        word, of = (label.sizeHint().width() + GAP for label in (self._following, self._of))
        in_one_row = strides + place + of + self._rows.spacing() <= room
        self._of.setVisible(in_one_row or place + of <= room)
        beside = place + of + self._rows.spacing() if in_one_row else 0
        self._following.setVisible(strides + word + beside <= room)
        if in_one_row:
            self._rows.addWidget(self._strides, 0, 0)
            self._rows.addWidget(self._place, 0, 1)
        else:
            self._rows.addWidget(self._strides, 0, 0, 1, 2)
            self._rows.addWidget(self._place, 1, 0, 1, 2)

    def _room(self) -> int:
        margins = self._rows.contentsMargins()
        return self.width() - margins.left() - margins.right()

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider of the two rows, which is how narrow the window can be."""
        widest = max(map(_least_width, (self._strides, self._place)))
        return QSize(widest + self.width() - self._room(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take one row or two."""
        super().resizeEvent(event)
        self._fit()

    def refresh(self) -> None:
        """Show where the walk stands."""
        walk, place = self._player.walk, self._player.place
        for widget in (*self.buttons.values(), self.speed, self.epoch, self.batch):
            widget.setEnabled(walk is not None)
        self.speed.show_value(self._player.speed)
        if "walk_play" in self.buttons:
            self._show_playing(self.buttons["walk_play"])
        if walk is None or place is None:
            self._of.setText("")
            return
        per_epoch = walk.loop.batches_of_epoch(place.epoch)
        for field, number, count in (
            (self.epoch, place.epoch, walk.loop.epochs),
            (self.batch, place.batch, per_epoch),
        ):
            digits = field.fontMetrics().horizontalAdvance(count_text(count))
            field.setFixedWidth(max(scaled(PLACE_WIDTH), digits + scaled(PADDING)))
            field.show_text(count_text(number))
        self._of.setText(f"of {count_text(walk.loop.epochs)} × {count_text(per_epoch)}")
        for part in (self._of, self.epoch, self.batch):
            part.setToolTip(f"Epochs × batches of each: {self._of.text()}")
        self._fit()

    def _show_playing(self, button: QPushButton) -> None:
        playing = self._player.is_playing
        words = "Pause" if playing else "Play"
        shown = (words, self._appearance.theme.name)
        if shown != self._shown:
            self._shown = shown
            button.setText(f" {words}")
            button.setIcon(icon("pause" if playing else "play", self._appearance.theme))

    def _go_to_batch(self, batch: int) -> None:
        place = self._player.place
        if place is not None:
            self._player.go_to(place.epoch, batch)


def _least_width(row: QWidget) -> int:
    """Return how wide a row is without the words in it that can be left out."""
    parts = [part for part in row.children() if isinstance(part, QWidget)]
    kept = [part for part in parts if part.property("canGo") is not True]
    widths = (min(part.sizeHint().width(), part.maximumWidth()) for part in kept)
    return sum(widths) + GAP * (len(kept) - 1)


def _parsed_place(text: str) -> int:
    value = parsed_whole(text)
    if value < 0:
        raise EntryError(f"Epochs and batches are counted from 0, not {value}.")
    return value

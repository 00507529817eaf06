"""The debugger's controls: where to go next, how fast to play, and a place to go to."""

from itertools import accumulate

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from rampsmith.app.base.actions import Actions, plain
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.icons import icon
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.stepping.walk_player import SPEEDS, WalkPlayer
from rampsmith.app.widgets.buttons import button_for
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.training_loop.walk import STRIDES
from rampsmith.designer.values.numbers import EntryError, count_text, counted, parsed_span
from rampsmith.designer.values.spans import SpanUnit

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

PLACE_WIDTH = 38
"""Pixels of a field for a place at least; one of a longer run is as wide as its last place."""

PADDING = 22
"""Pixels of such a field beside its digits."""


class Controls(QWidget):
    """A row of buttons for a walk's actions, its speed, and fields for its place."""

    told = Signal(str)
    """What was typed is wrong, or leads elsewhere than to that number; the sentence says why."""

    def __init__(self, player: WalkPlayer, appearance: Appearance) -> None:
        """Follow the walk; ``fill`` adds the buttons once the actions are made."""
        super().__init__()
        self._player = player
        self._appearance = appearance
        self._says_play = True
        self._shown: object = None
        self._widest = 0
        """Pixels of the wider row without the words that can be left out; each layout of the window asks."""
        speeds = [(speed, f"{speed:,} / s") for speed in SPEEDS]
        self.speed = Choice("Batches a second", speeds)
        self.speed.setToolTip("Batches a second when playing (F12 faster, Shift+F12 slower)")
        self.speed.setFixedWidth(scaled(90))
        self.epoch = _place_field("Epoch of the walk", "epochs")
        self.batch = _place_field("Batch of the walk", "batches")
        self.update_number = _place_field("Update of the walk", "steps")
        self._fields = {"epoch": self.epoch, "batch": self.batch, "update": self.update_number}
        self._of = QLabel()
        self._of.setObjectName("quiet")
        self._following = QLabel("Next")
        self._following.setObjectName("quiet")
        self._update_place = QWidget()
        for widget in (self._of, self._following, self._update_place, self.speed):
            widget.setProperty("canGo", True)
        self._strides, self._place = QWidget(), QWidget()
        self._rows = spaced(QGridLayout(self), spacing=4, margins=(10, 6, 8, 6))
        self._rows.addWidget(self._strides, 0, 0)
        self._rows.setColumnStretch(1, 1)
        self.buttons: dict[str, QPushButton] = {}
        appearance.changed.connect(self.refresh)
        self.speed.chosen.connect(player.set_speed)
        for field in self._fields.values():
            field.setFixedWidth(scaled(PLACE_WIDTH))
            field.committed.connect(self._go_to)
            field.refused.connect(self.told)

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
        of_update = spaced(QHBoxLayout(self._update_place), spacing=GAP)
        for caption, field in self._fields.items():
            label = QLabel(caption)
            label.setObjectName("quiet")
            label.setBuddy(field)
            row = of_update if field is self.update_number else places
            row.addWidget(label)
            row.addWidget(field)
        places.addWidget(self._update_place)
        places.addWidget(self._of)
        places.addStretch(1)
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        """Put the place below the strides where both do not fit into one row.

        Where a row is still too narrow, words that are no buttons are left out, then the word for
        playing, the speed, which has keys too, and last of all the field of the update.
        """
        room = self._room()
        strides, place = map(_least_width, (self._strides, self._place))
        word, of, update = (
            part.sizeHint().width() + GAP
            for part in (self._following, self._of, self._update_place)
        )
        speed = self.speed.maximumWidth() + GAP
        play = self.buttons["walk_play"]
        # As wide for the other word, so that nothing moves when it plays.
        place -= play.fontMetrics().horizontalAdvance(play.text())
        says = play.fontMetrics().horizontalAdvance(" Pause")
        whole = place + update + speed + says + of
        in_one_row = strides + whole + self._rows.spacing() <= room
        ends = [*accumulate((update, speed, says, of), initial=place)][1:]
        parts = [in_one_row or end <= room for end in ends]
        self._update_place.setVisible(parts[0])
        self.speed.setVisible(parts[1])
        self._says_play = parts[2]
        self._show_playing(play)
        self._of.setVisible(parts[3])
        beside = whole + self._rows.spacing() if in_one_row else 0
        self._following.setVisible(strides + word + beside <= room)
        if in_one_row:
            self._rows.addWidget(self._strides, 0, 0)
            self._rows.addWidget(self._place, 0, 1)
        else:
            self._rows.addWidget(self._strides, 0, 0, 1, 2)
            self._rows.addWidget(self._place, 1, 0, 1, 2)
        self._widest = max(map(_least_width, (self._strides, self._place)))

    def _room(self) -> int:
        margins = self._rows.contentsMargins()
        return self.width() - margins.left() - margins.right()

    def minimumSizeHint(self) -> QSize:
        """Return the width of the wider of the two rows, which is how narrow the window can be."""
        return QSize(self._widest + self.width() - self._room(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take one row or two."""
        super().resizeEvent(event)
        self._fit()

    def refresh(self) -> None:
        """Show where the walk stands."""
        walk, place = self._player.walk, self._player.place
        for widget in (*self.buttons.values(), self.speed, *self._fields.values()):
            widget.setEnabled(walk is not None)
        self.speed.show_value(self._player.speed)
        if "walk_play" in self.buttons:
            self._show_playing(self.buttons["walk_play"])
        if walk is None or place is None:
            self._of.setText("")
            for field in self._fields.values():
                field.show_text("")
            return
        per_epoch = walk.loop.batches_of_epoch(place.epoch)
        for field, number, count in (
            (self.epoch, place.epoch, walk.loop.epochs),
            (self.batch, place.batch, per_epoch),
            (self.update_number, place.update, walk.loop.updates),
        ):
            digits = field.fontMetrics().horizontalAdvance(count_text(count))
            field.setFixedWidth(max(scaled(PLACE_WIDTH), digits + scaled(PADDING)))
            field.show_text("" if number is None else count_text(number))
        of = f"of {counted(walk.loop.epochs, 'epoch')} × {counted(per_epoch, 'batch')}"
        self._of.setText(of)
        places = f"The place is one {of}"
        self._of.setToolTip(tooltip(places))
        for field in self._fields.values():
            field.setToolTip(f"An update can be typed here too: “update 500”\n{places}")
        updates = count_text(walk.loop.updates)
        self.update_number.setToolTip(f"Counted from 0; the run has {updates}")
        self._fit()

    def _show_playing(self, button: QPushButton) -> None:
        playing = self._player.is_playing
        words = ("Pause" if playing else "Play") if self._says_play else ""
        shown = (words, playing, self._appearance.theme.name)
        if shown != self._shown:
            self._shown = shown
            button.setText(f" {words}" if words else "")
            button.setIcon(icon("pause" if playing else "play", self._appearance.theme))

    def _go_to(self, typed: tuple[SpanUnit, int]) -> None:
        """Go to a place, and say so where it is not that of the number."""
        player, (unit, number) = self._player, typed
        walk, before = player.walk, player.place
        if walk is None or before is None:
            return
        match unit:
            case "epochs":
                player.go_to(number, 0)
                count, word = walk.loop.epochs, "epoch"
            case "batches":
                player.go_to(before.epoch, number)
                count = walk.loop.batches - walk.loop.first_batch_of_epoch(before.epoch)
                word = f"batch from the beginning of epoch {count_text(before.epoch)} on"
            case _:
                player.go_to_update(number)
                count, word = walk.loop.updates, "update"
        now = player.place
        if number >= count:
            self.told.emit(f"The run's last {word} is number {count_text(count - 1)}")
        elif unit == "batches" and now is not None and now.epoch != before.epoch:
            found = f"batch {count_text(now.batch)} of epoch {count_text(now.epoch)}"
            self.told.emit(
                f"Counted from the beginning of epoch {count_text(before.epoch)}, "
                f"batch {count_text(number)} is {found}"
            )


def _least_width(row: QWidget) -> int:
    """Return how wide a row is without the words in it that can be left out."""
    parts = [part for part in row.children() if isinstance(part, QWidget)]
    kept = [part for part in parts if part.property("canGo") is not True]
    widths = (min(part.sizeHint().width(), part.maximumWidth()) for part in kept)
    return sum(widths) + GAP * (len(kept) - 1)


def _place_field(name: str, unit: SpanUnit) -> NumberField:
    return NumberField(name, lambda text: _parsed_place(text, unit), counts=True)


def _parsed_place(text: str, unit: SpanUnit) -> tuple[SpanUnit, int]:
    """Read a number that is counted from 0; “update 500” and “500 updates” are in any field."""
    place = parsed_span(f"until {text}", unit)
    if place.unit not in ("epochs", "batches", "steps"):
        raise EntryError("The walk goes to an epoch, a batch or an update.")
    if place.amount != int(place.amount):
        raise EntryError(f"“{text.strip()}” is not a whole number.")
    if place.amount < 0:
        raise EntryError(
            f"Epochs, batches and updates are counted from 0, not {int(place.amount)}."
        )
    return place.unit, int(place.amount)

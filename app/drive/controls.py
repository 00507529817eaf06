"""The row above a drive: what is trained, how often and how long, and the buttons to begin."""

from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from rampsmith.app.base.actions import Actions
from rampsmith.app.base.scaling import scaled
from rampsmith.app.base.tooltip import tooltip
from rampsmith.app.drive.settings import DriveSettings, parsed_seeds, parsed_updates
from rampsmith.app.widgets.buttons import button_for, give_menu
from rampsmith.app.widgets.choices import Choice
from rampsmith.app.widgets.fields import Field
from rampsmith.app.widgets.form import spaced
from rampsmith.app.widgets.number_field import NumberField
from rampsmith.designer.drive.tasks import OPTIMIZERS, TASKS
from rampsmith.designer.values.numbers import count_text

OWN = "own"
"""The value of a file of the person's own among the tasks."""

OTHER = "other"
"""The value of the entry that asks for such a file."""

EDGE, GAP = 8, 6
"""Pixels at the sides, and between what stands beside each other."""

MORE = ("drive_own", "drive_template", "save_drive", "drive_predict")
"""The actions in the menu of the button *More*."""


class DriveControls(QWidget):
    """Fields for what is driven, and buttons of the drive's actions."""

    own_file_wanted = Signal()
    """A file of the person's own is to be chosen."""

    changed = Signal()
    """Something else was chosen."""

    refused = Signal(str)
    """Something wrong was typed; the sentence says why."""

    def __init__(self) -> None:
        """Show what is usual; ``fill`` adds the buttons once the actions are made."""
        super().__init__()
        self.settings = DriveSettings()
        self.task = Choice("What is trained", ())
        self.optimizer = Choice("Optimizer", ())
        self.seeds = NumberField("Seeds", parsed_seeds, counts=True)
        self.seeds.setToolTip("How often each design is trained, from other weights (1 to 16)")
        self.updates = NumberField("Updates of each run", parsed_updates, counts=True)
        self.task.setFixedWidth(scaled(178))
        self.optimizer.setFixedWidth(scaled(176))
        self.seeds.setFixedWidth(scaled(40))
        self.updates.setFixedWidth(scaled(64))
        self._parts = tuple(QWidget() for _ in range(3))
        self._rows = tuple(spaced(QHBoxLayout(), spacing=GAP) for _ in range(3))
        self._placed: list[int] = []
        """The row of each part."""
        layout = spaced(QVBoxLayout(self), spacing=GAP, margins=(EDGE, 6, EDGE, 6))
        for row in self._rows:
            row.addStretch(1)
            layout.addLayout(row)
        choices, numbers, self._acts = (
            spaced(QHBoxLayout(part), spacing=GAP) for part in self._parts
        )
        choices.addWidget(self.task)
        choices.addWidget(self.optimizer)
        for caption, field in (("seeds", self.seeds), ("updates", self.updates)):
            label = QLabel(caption)
            label.setObjectName("quiet")
            label.setBuddy(field)
            numbers.addWidget(label)
            numbers.addWidget(field)
        self.task.chosen.connect(self._choose_task)
        self.optimizer.chosen.connect(lambda name: self.choose(optimizer=name))
        self.seeds.committed.connect(lambda seeds: self.choose(seeds=seeds))
        self.updates.committed.connect(lambda updates: self.choose(updates=updates))
        for each in self.fields:
            each.refused.connect(self.refused)
        self.buttons: dict[str, QPushButton] = {}
        self.more = QPushButton("More")
        self.more.setObjectName("step")
        self.refresh()

    def fill(self, actions: Actions) -> None:
        """Make the buttons of the actions."""
        acts = spaced(self._acts, spacing=4)
        for name in ("drive", "range_test"):
            self.buttons[name] = button_for(actions[name])
            self.buttons[name].setObjectName("step")
            acts.addWidget(self.buttons[name])
        menu = QMenu(self.more)
        menu.addActions([actions[name] for name in MORE])
        give_menu(self.more, menu)
        self.more.setToolTip("A file of your own, the log of the drive")
        acts.addWidget(self.more)
        self._fit()

    def show_running(self, is_running: bool) -> None:  # noqa: FBT001 - as Qt's setChecked.
        """Offer to drive; or to stop the drive that runs, during which nothing else can be chosen."""
        for button in (self.buttons[name] for name in ("drive",) if name in self.buttons):
            button.setText("Stop" if is_running else "Drive")
        for button in (self.buttons[name] for name in ("range_test",) if name in self.buttons):
            button.setEnabled(not is_running)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields to type into."""
        return (self.seeds, self.updates)

    def choose(self, **changes: object) -> None:
        """Choose something else."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        self.refresh()
        self.changed.emit()

    def refresh(self) -> None:
        """Show what is chosen."""
        chosen = self.settings
        options = [(name, task.words) for name, task in TASKS.items()]
        if chosen.own_file is not None:
            options.append((OWN, chosen.own_file.name))
        self.task.set_options([*options, (OTHER, "Your own file…")])
        self.task.show_value(chosen.task if chosen.own_file is None else OWN)
        task = TASKS[chosen.task]
        if chosen.own_file is None:
            self.optimizer.set_options([*OPTIMIZERS.items()])
            self.optimizer.show_value(chosen.optimizer or task.usual_optimizer)
        else:
            self.optimizer.set_options([("", "the file's own")])
        self.optimizer.setEnabled(chosen.own_file is None)
        self.task.setToolTip(
            tooltip(task.about if chosen.own_file is None else str(chosen.own_file))
        )
        self.seeds.show_text(str(chosen.seeds))
        self.updates.show_text("" if chosen.updates is None else count_text(chosen.updates))
        self.updates.setPlaceholderText("usual")
        self.updates.setToolTip(
            "Updates of each run; by default the design's own, or "
            f"{task.usual_updates:,} where those are more"
        )

    def _choose_task(self, name: str) -> None:
        if name == OTHER:
            self.refresh()
            self.own_file_wanted.emit()
        elif name != OWN:
            self.choose(task=name, optimizer="", own_file=None)

    def _fit(self) -> None:
        """Put the parts in one row, and what does not fit into the next."""
        room = self.width() - 2 * EDGE
        rows: list[int] = []
        used = 0
        for part in self._parts:
            wide = part.sizeHint().width()
            begins = bool(used) and used + wide > room
            rows.append((rows[-1] if rows else 0) + begins)
            used = wide + GAP + (0 if begins else used)
        if rows != self._placed:
            self._placed = rows
            for row, part in zip(rows, self._parts, strict=True):
                for layout in self._rows:
                    layout.removeWidget(part)
                # Before the stretch at its end.
                self._rows[row].insertWidget(self._rows[row].count() - 1, part)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the widest part, which is how narrow the window can be."""
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest + 2 * EDGE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take one row or two."""
        super().resizeEvent(event)
        self._fit()

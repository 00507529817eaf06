"""The actions that compare: they pin versions, presets and files."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QSettings, Signal

from rampsmith.app.base.actions import Actions, ActionSpec, Menu
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.compare.legend import Legend
from rampsmith.app.compare.pinned import PinnedCurves
from rampsmith.app.compare.pins import MOST_PINS, Pin, Pins, pins_from_text, pins_text
from rampsmith.app.documents.documents import Documents
from rampsmith.app.documents.on_disk import OnDisk
from rampsmith.app.fitting.fit_source import FitSource, fit_of_values, thinned
from rampsmith.app.fitting.fitting import Fitting
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.history import History
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.fitting.arrays import Array

PINS = "pins"
"""The key in the settings."""


class Comparing(QObject):
    """The pins of one window, their legend, and the actions about them."""

    preset_wanted = Signal()
    """A preset shall be chosen and pinned."""

    def __init__(
        self,
        store: Store,
        plot: SchedulePlot,
        documents: Documents,
        settings: QSettings,
        appearance: Appearance,
        *,
        fitting: Fitting,
    ) -> None:
        """Pin to a plot; the settings remember the pins."""
        super().__init__(documents)
        self._store = store
        self._documents = documents
        self._settings = settings
        self.pins = Pins(self)
        # Before the legend, which says how the plot shows them.
        self.pinned = PinnedCurves(self.pins, store, plot)
        # At once, and not when the window closes: so they outlast a crash.
        self.pins.changed.connect(self.keep)
        self.legend = Legend(self.pins, store, plot, appearance)
        self.legend.dropped.connect(self.pin_files)
        self._fitting = fitting
        fitting.offer(self.fit_sources)
        self.legend.design_wanted.connect(self.make_design)
        self._pencil_tapped = plot.canvas.pencil_tapped

    def specs(self) -> tuple[ActionSpec, ...]:
        """List the Compare menu."""
        menu = Menu.COMPARE
        return (
            ActionSpec("pin", menu, "Pin this &version", ("P",), self.pin_version),
            ActionSpec("pin_preset", menu, "Pin a p&reset…", ("Shift+P",), self.preset_wanted.emit),
            ActionSpec("pin_file", menu, "Pin a &file…", ("Ctrl+Shift+O",), self.choose_file),
            ActionSpec(
                "fit_curve",
                menu,
                "Make a &design of a curve…",
                ("Ctrl+Shift+D",),
                self._fitting.choose,
                rule=True,
            ),
            ActionSpec("hide_pins", menu, "S&how or hide pins", ("H",), self.toggle, rule=True),
            ActionSpec("clear_pins", menu, "Re&move all pins", ("Shift+H",), self.pins.clear),
        )

    def fill(self, actions: Actions, *more: str) -> None:
        """Offer the ways to pin something in the legend, and more actions by their names.

        A tap of the pencil's key pins, too.
        """
        self._pencil_tapped.connect(actions["pin"].trigger)
        self.legend.offer(actions[name] for name in ("pin", "pin_preset", "pin_file", *more))

    def keep(self) -> None:
        """Remember the pins for the next start."""
        self._settings.setValue(PINS, pins_text(self.pins.pins))
        self._settings.sync()

    def restore(self) -> None:
        """Pin again what was pinned in the last session."""
        self.pins.restore(pins_from_text(self._settings.value(PINS)))

    def pin(self, name: str, schedule: Schedule) -> str:
        """Pin a schedule, unless there are too many already; return the message about it."""
        if not schedule.segments:
            sentence = "An empty design has no curve to compare with"
        elif self.pins.are_full:
            sentence = f"{MOST_PINS} curves are pinned, which are the most; remove one"
        else:
            sentence = f"Pinned behind the curve: {self.pins.pin(name, schedule).name}"
        self._store.said.emit(sentence)
        return sentence

    def pin_version(self) -> None:
        """Pin the design as it is now, named after the last edit since it began."""
        schedule, history = self._store.schedule, self._store.history
        words = history.undo_words
        after = f", after: {words}" if words and _has_begun(history) else ""
        self.pin(f"{schedule.title}{after}", schedule)

    def make_design(self, number: int) -> None:
        """Make a design of the curve of a pin."""
        pin = next(each for each in self.pins.pins if each.number == number)
        self._fitting.begin(_fit_of_pin(pin, self._group))

    def fit_sources(self) -> Iterator[FitSource]:
        """Offer the curves of all pins to make a design of."""
        return (_fit_of_pin(pin, self._group) for pin in self.pins.pins)

    @property
    def _group(self) -> str:
        return "" if self._store.group is None else self._store.group.name

    def choose_file(self) -> None:
        """Ask for a design or an exported class, and pin it."""
        documents = self._documents
        path = documents.dialogs.path_to_compare(documents.folder())
        if path is not None:
            self.pin_files([path])

    def pin_files(self, paths: list[Path]) -> None:
        """Pin designs and exported classes; a fault of one is shown."""
        for path in paths:
            self._documents.reading.read(path, self._pin_read, verb="Reading")

    def _pin_read(self, found: OnDisk) -> bool:
        self.pin(found.path.name, found.schedule)
        return True

    def toggle(self) -> None:
        """Show all pins; hide them where all are shown."""
        pins = self.pins.pins
        if not pins:
            self._store.said.emit("Nothing is pinned; P pins this version")
        self.pins.show_all(shown=not all(pin.is_shown for pin in pins))


def _has_begun(history: History) -> bool:
    """Whether the design was there before its last edit, which then was not its beginning."""
    return history.now > 0 and bool(history.moments[history.now - 1].schedule.segments)


def _fit_of_pin(pin: Pin, group: str) -> FitSource:
    """Offer the rates of a pinned design: those of a group, or of its first where it has none such."""
    schedule = pin.schedule
    names = [each.name for each in schedule.groups]
    place = names.index(group) if group in names else 0
    rates = rates_of(schedule)

    def measured() -> tuple[Array, Array]:
        steps = thinned(max(1, schedule.total_steps))
        return steps.astype(float), np.array(rates.of_group(place, steps.tolist()))

    return fit_of_values(
        pin.name,
        measured,
        run=schedule.run,
        stepping=schedule.stepping,
        group=names[place] if names else "all",
    )

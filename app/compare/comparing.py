"""What the window does to compare: pins versions, presets and files, and says how it went."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMenu

from rampsmith.app.actions import ActionSpec
from rampsmith.app.compare.kept_pins import pins_from_text, pins_text
from rampsmith.app.compare.legend import Legend
from rampsmith.app.compare.pins import MOST_PINS, Pins
from rampsmith.app.documents.on_disk import OnDisk
from rampsmith.designer.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.window import Window

COMPARE = "&Compare"
PINS = "pins"
"""The word in the settings."""


class Comparing:
    """The pins of one window, their legend, and the actions about them."""

    def __init__(self, window: "Window") -> None:
        """Serve a window whose store and plot are there already."""
        self._window = window
        self.pins = Pins(window)
        # Before the legend, which says how the plot shows them.
        self.pins.changed.connect(lambda: window.plot.pinned.show_pins(self.pins.pins))
        # At once: who is killed before the window closes has them again all the same.
        self.pins.changed.connect(lambda: self.keep(window.settings))
        self.legend = Legend(self.pins, window.store, window.plot, window.theme)
        self.legend.dropped.connect(self.pin_files)

    def specs(self) -> tuple[ActionSpec, ...]:
        """List the Compare menu."""
        return (
            ActionSpec("pin", COMPARE, "Pin this &version", ("P",), self.pin_version),
            ActionSpec("pin_preset", COMPARE, "Pin a p&reset…", ("Shift+P",), self.choose_preset),
            ActionSpec("pin_file", COMPARE, "Pin a &file…", ("Ctrl+Shift+O",), self.choose_file),
            ActionSpec(
                "hide_pins", COMPARE, "&Hide or show all pins", ("H",), self.toggle, rule=True
            ),
            ActionSpec("clear_pins", COMPARE, "Re&move all pins", ("Shift+H",), self.clear),
        )

    def fill(self, menu: QMenu) -> None:
        """Put the ways to pin something into a menu."""
        for name in ("pin", "pin_preset", "pin_file"):
            menu.addAction(self._window.actions_by_name[name])
        self.legend.set_menu(menu)

    def keep(self, settings: QSettings) -> None:
        """Remember the pins for the next start."""
        settings.setValue(PINS, pins_text(self.pins.pins))
        settings.sync()

    def restore(self, settings: QSettings) -> None:
        """Pin what was pinned at the end, in the first window; others begin without pins."""
        if not any(self._window.windows):
            self.pins.restore(pins_from_text(settings.value(PINS)))

    def pin(self, name: str, schedule: Schedule) -> str:
        """Pin a schedule, unless there are too many already; return what is said of it."""
        if not schedule.segments:
            sentence = "An empty design has no curve to compare with"
        elif self.pins.are_full:
            sentence = f"{MOST_PINS} curves are pinned, which are the most; remove one"
        else:
            sentence = f"Pinned behind the curve: {self.pins.pin(name, schedule).name}"
        self._window.status.say(sentence)
        return sentence

    def pin_version(self) -> None:
        """Pin the design as it is now; it is called after what was done last."""
        schedule, history = self._window.store.schedule, self._window.store.history
        after = "" if history.undo_words is None else f", {history.undo_words.lower()}"
        self.pin(f"{schedule.title}{after}", schedule)

    def choose_preset(self) -> None:
        """Offer the gallery, where Enter pins."""
        gallery = self._window.commands.presets.gallery()
        gallery.set_purpose(gallery.pin_button)

    def choose_file(self) -> None:
        """Ask for a design or an exported class, and pin it."""
        documents = self._window.documents
        path = documents.dialogs.path_to_compare(documents.folder())
        if path is not None:
            self.pin_files([path])

    def pin_files(self, paths: list[Path]) -> None:
        """Pin designs and exported classes; what is wrong with one is told."""
        for path in paths:
            self._window.documents.read(path, self._pin_read)

    def _pin_read(self, found: OnDisk) -> bool:
        self.pin(found.path.name, found.schedule)
        return True

    def toggle(self) -> None:
        """Show all pins; hide them where all are shown."""
        pins = self.pins.pins
        if not pins:
            self._window.status.say("Nothing is pinned; P pins this version")
        self.pins.show_all(shown=not all(pin.is_shown for pin in pins))

    def clear(self) -> None:
        """Remove all pins."""
        self.pins.clear()

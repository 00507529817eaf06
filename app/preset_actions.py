"""What the window does with presets: begins from them, shows them all, keeps designs as new ones."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from rampsmith.app.gallery.keep_dialog import KeepDialog
from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.designer.presets import PRESETS, preset_named
from rampsmith.designer.presets.fitting import fitting_values

if TYPE_CHECKING:
    from rampsmith.app.window import Window

SIMPLE = 6
"""How many presets the menu and the invitation name; the first ones are the simple ones."""


class PresetActions:
    """The actions about presets of one window."""

    def __init__(self, window: "Window") -> None:
        """Serve a window."""
        self._window = window

    def fill(self, menu: QMenu) -> None:
        """Put the simple presets into a menu, and the way to all of them."""
        for preset in list(PRESETS.values())[:SIMPLE]:
            action = menu.addAction(f"{preset.name} — {preset.line}")
            action.triggered.connect(self._performed(partial(self.begin, preset.name)))
        menu.addSeparator()
        menu.addAction("All presets…").triggered.connect(self._performed(self.choose))

    def _performed(self, do: Callable[[], object]) -> Callable[[], None]:
        """Let the window's actions do something, with what has been typed."""
        return lambda: self._window.commands.perform(do)

    def begin(self, name: str) -> None:
        """Begin from a preset with its defaults, and with the run that an empty design describes."""
        preset, design = preset_named(name), self._window.store.schedule
        values = {} if design.segments else fitting_values(preset, design)
        self._window.documents.replace_with(lambda: preset.make(**values))

    def choose(self) -> None:
        """Offer all presets to begin from."""
        gallery = self.gallery()
        gallery.set_purpose(gallery.begin_button)

    def gallery(self) -> PresetDialog:
        """Show all presets with their arguments, in a window beside this one."""
        window = self._window
        # The one that is open already may have something typed into it.
        dialog = window.findChild(PresetDialog)
        if dialog is None:
            dialog = PresetDialog(window.store, window.documents, window.theme, window)
            dialog.pinned.connect(
                lambda name, schedule: dialog.tell(window.comparing.pin(name, schedule))
            )
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def keep(self) -> None:
        """Offer to keep the design as a preset of one's own."""
        dialog = KeepDialog(self._window.store.schedule, self._window)
        dialog.kept.connect(self._kept)
        dialog.open()

    def _kept(self, name: str) -> None:
        window = self._window
        window.status.say(f"“{name}” is among your presets now (Ctrl+Shift+N)")
        for gallery in window.findChildren(PresetDialog):
            gallery.reload(name)

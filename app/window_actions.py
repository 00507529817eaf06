"""What the window's actions do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from rampsmith.app.actions import ActionSpec, tick
from rampsmith.app.file_actions import file_specs
from rampsmith.app.go_actions import go_specs
from rampsmith.app.help_actions import HelpActions
from rampsmith.app.panels.fields import commit_what_is_typed
from rampsmith.app.picture_actions import PictureActions
from rampsmith.app.preset_actions import PresetActions
from rampsmith.app.segment_actions import SegmentActions
from rampsmith.app.theme import THEME_CHOICES
from rampsmith.app.view_actions import ViewActions
from rampsmith.designer.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.window import Window


class WindowActions:
    """The actions of one window."""

    def __init__(self, window: "Window") -> None:
        """Serve a window whose store, plot and panels are there already."""
        self._window = window
        self.presets = PresetActions(window)
        self.pictures = PictureActions(window)
        self.presets_menu = QMenu("From preset", window)
        self.presets.fill(self.presets_menu)
        self.segments = SegmentActions(
            window.store, window.repeat_form.repeat_selected, window.plot.remove_picked_boundaries
        )
        self.help = HelpActions(window)
        self.specs = (
            *self._file(),
            *self._edit(),
            *self.segments.specs(),
            *window.comparing.specs(),
            *window.stepping.specs(),
            *self._view(),
            *go_specs(window),
            *self.help.specs(),
        )

    def _file(self) -> tuple[ActionSpec, ...]:
        return file_specs(
            self._window, new=self.begin_empty, presets=self.presets, pictures=self.pictures
        )

    def _edit(self) -> tuple[ActionSpec, ...]:
        store, code = self._window.store, self._window.code
        return (
            ActionSpec(
                "undo", "&Edit", "&Undo", ("Ctrl+Z",), store.undo, short="Undo", icon="undo"
            ),
            ActionSpec(
                "redo",
                "&Edit",
                "&Redo",
                ("Ctrl+Shift+Z", "Ctrl+Y"),
                store.redo,
                short="Redo",
                icon="redo",
            ),
            *self.segments.edit_specs(),
            ActionSpec(
                "copy_code", "&Edit", "Copy the &code", ("Ctrl+Shift+C",), code.copy, rule=True
            ),
            *self.pictures.edit_specs(),
        )

    def _view(self) -> tuple[ActionSpec, ...]:
        return (
            *ViewActions(self._window.plot, self._window.store).specs(),
            ActionSpec(
                "theme", "&View", "Next t&heme", ("Ctrl+Shift+T",), self.next_theme, rule=True
            ),
            ActionSpec(
                "reset_layout",
                "&View",
                "Reset the la&yout",
                ("Ctrl+Alt+L",),
                self.reset_layout,
            ),
            ActionSpec(
                "message",
                "&View",
                "Answer the &message",
                ("F6",),
                self._window.message.take_focus,
                rule=True,
            ),
        )

    def perform(self, do: Callable[[], object]) -> None:
        """Do an action, with what has been typed; in mid-drag it would pull the rug away."""
        if self._window.plot.is_dragging:
            self._window.status.say("First let go of the mouse, or press Esc")
            return
        commit_what_is_typed()
        do()

    def follow(self, actions: dict[str, QAction]) -> None:
        """Enable what can be done now; undo and redo say what they would do."""
        store = self._window.store
        history = store.history
        for name, words in (("undo", history.undo_words), ("redo", history.redo_words)):
            action = actions[name]
            label = name.capitalize()
            action.setEnabled(words is not None)
            action.setText(f"&{label}: {words}" if words else f"&{label}")
            keys = action.shortcut().toString()
            action.setToolTip(f"{label}: {words} ({keys})" if words else f"{label} ({keys})")
        self.segments.follow(actions)
        tick(self.specs, actions)

    def begin_empty(self) -> None:
        """Begin an empty design."""
        self._window.documents.replace_with(Schedule)

    def begin_preset(self, name: str) -> None:
        """Begin from a preset with its defaults, as from its menu."""
        self.perform(lambda: self.presets.begin(name))

    def reset_layout(self) -> None:
        """Part the window as it comes."""
        self._window.parting.reset()

    def next_theme(self) -> None:
        """Go on from following the system to light to dark."""
        window = self._window
        place = THEME_CHOICES.index(window.theme_choice)
        choice = THEME_CHOICES[(place + 1) % len(THEME_CHOICES)]
        window.choose_theme(choice)
        window.status.say(f"Theme: {choice}")

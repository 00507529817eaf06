"""The window's actions about presets: begin from one, show them all, keep the design as one.

All presets are imported when one is wanted: no window waits for them.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QWidget

from rampsmith.app.base.actions import Perform
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.documents.documents import Documents
from rampsmith.designer.document.curves import has_curve
from rampsmith.designer.document.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.gallery.preset_dialog import PresetDialog

SIMPLE = 6
"""The number of presets that the menu and the invitation name; the first ones are simple."""

MENU_PICTURE = QSize(36, 22)
"""Pixels of a preset's curve in the menu; its sheet keeps as much room."""


class PresetActions:
    """The actions about presets of one window."""

    def __init__(
        self,
        store: Store,
        documents: Documents,
        appearance: Appearance,
        *,
        pin: Callable[[str, Schedule], str],
        perform: Perform,
        parent: QWidget,
    ) -> None:
        """Make the menu of the simple presets; ``pin`` returns in a sentence how it went."""
        self._store = store
        self._documents = documents
        self._appearance = appearance
        self._pin = pin
        self._perform = perform
        self._parent = parent
        self._drawn: object = None
        self.menu = QMenu("New from a s&imple preset", parent)
        self.menu.setObjectName("pictures")
        self.menu.aboutToShow.connect(self._show)

    def _fill(self) -> None:
        from rampsmith.designer.presets import PRESETS

        for preset in list(PRESETS.values())[:SIMPLE]:
            action = self.menu.addAction(f"{preset.name} — {preset.line}")
            action.setData(preset.name)
            action.triggered.connect(lambda _=False, name=preset.name: self.perform_begin(name))
        self.menu.addSeparator()
        self.menu.addAction("All presets…").triggered.connect(lambda: self._perform(self.choose))

    def _show(self) -> None:
        """Fill the menu when it is first opened; draw in it what each preset would begin, where that has changed."""
        from rampsmith.app.gallery.curve_picture import drawn_curve

        if self.menu.isEmpty():
            self._fill()
        theme, design = self._appearance.theme, self._store.document
        told = theme, has_curve(design), design.run, design.groups
        if told == self._drawn:
            return
        self._drawn = told
        for action in filter(QAction.data, self.menu.actions()):
            make, ratio = partial(self._begun, action.data()), self._parent.devicePixelRatioF()
            action.setIcon(QIcon(drawn_curve(make, MENU_PICTURE, ratio, theme)))

    def perform_begin(self, name: str) -> None:
        """Begin from a preset as an action of the window does."""
        self._perform(partial(self.begin, name))

    def begin(self, name: str) -> None:
        """Begin from a preset with its defaults, and with the run and groups of an empty design."""
        self._documents.begin(self._begun(name), name)

    def _begun(self, name: str) -> Schedule:
        from rampsmith.designer.presets import preset_named
        from rampsmith.designer.presets.run_arguments import begun

        preset, design = preset_named(name), self._store.document
        return preset.make() if has_curve(design) else begun(preset, design)

    def choose(self) -> None:
        """Offer all presets to begin from."""
        gallery = self._gallery()
        gallery.set_purpose(gallery.begin_button)

    def choose_to_pin(self) -> None:
        """Offer all presets to pin behind the curve."""
        gallery = self._gallery()
        gallery.set_purpose(gallery.pin_button)

    def _gallery(self) -> "PresetDialog":
        """Show all presets with their arguments, in a window of its own."""
        from rampsmith.app.gallery.preset_dialog import PresetDialog

        # The one that is open already may have something typed into it.
        dialog = self._parent.findChild(PresetDialog)
        if dialog is None:
            dialog = PresetDialog(self._store, self._documents, self._appearance, self._parent)
            dialog.pinned.connect(
                lambda name, schedule: dialog.show_outcome(self._pin(name, schedule))
            )
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def keep(self) -> None:
        """Offer to keep the design as a preset of one's own."""
        from rampsmith.app.gallery.own_presets import KeepDialog

        dialog = KeepDialog(self._store.schedule, self._parent)
        dialog.kept.connect(self._kept)
        dialog.open()

    def _kept(self, name: str) -> None:
        self._store.said.emit(f"“{name}” is among your presets now (Ctrl+Shift+N)")
        from rampsmith.app.gallery.preset_dialog import PresetDialog

        for gallery in self._parent.findChildren(PresetDialog):
            gallery.reload(name)

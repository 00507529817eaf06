"""Stepping in the window: the walk with its tab, its cursor on the plot and its actions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from rampsmith.app.actions import ActionSpec
from rampsmith.app.documents.documents import Documents
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.plot.walk_item import WalkItem
from rampsmith.app.stepping.actions import stepping_specs
from rampsmith.app.stepping.asking import Asking
from rampsmith.app.stepping.tab import SteppingTab
from rampsmith.app.stepping.walking import Walking
from rampsmith.app.store import Store
from rampsmith.app.theme import Theme

if TYPE_CHECKING:
    from rampsmith.app.checking.torch_steps import TorchSteps


class Stepping(QObject):
    """Holds together what the window shows of the walk."""

    wanted = Signal()
    """The tab is to be shown."""

    def __init__(
        self, store: Store, plot: SchedulePlot, documents: Documents, theme: Theme
    ) -> None:
        """Serve a window's store and plot."""
        super().__init__(store)
        self._store = store
        self.asking: Asking | None = None
        self.walking = Walking(store)
        self.tab = SteppingTab(store, self.walking, documents, theme)
        self.cursor = WalkItem(plot, store, self.walking, theme)
        plot.of_the_mouse.append(self.cursor)
        self.tab.shown.connect(self.cursor.setVisible)
        self.walking.moved.connect(self._reveal)

    def ask(self, steps: "TorchSteps") -> None:
        """Have the class itself stepped for what is shown; without, the designer's rates are."""
        self.asking = Asking(self._store, self.tab, self.cursor, steps)

    def ask_again(self) -> None:
        """Ask once more: what kept the class from running may be mended."""
        if self.asking is not None:
            self.asking.ask_again()

    def close(self) -> None:
        """End what is asked."""
        self.walking.pause()
        if self.asking is not None:
            self.asking.timer.stop()
            self.asking.steps.close()

    def specs(self) -> tuple[ActionSpec, ...]:
        """Give the rows of the window's table of actions."""
        return stepping_specs(self.walking, self.wanted.emit, self._take_place)

    def set_theme(self, theme: Theme) -> None:
        """Recolour the tab and the cursor."""
        self.tab.set_theme(theme)
        self.cursor.set_theme(theme)

    def _take_place(self) -> None:
        self.tab.controls.epoch.setFocus()
        self.tab.controls.epoch.selectAll()

    def _reveal(self) -> None:
        if self.tab.isVisible():
            self.cursor.reveal()

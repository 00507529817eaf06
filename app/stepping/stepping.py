"""Stepping in the window: the walk with its tab, its cursor on the plot and its actions."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from rampsmith.app.base.actions import ActionSpec, Menu, plain
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.documents.documents import Documents
from rampsmith.app.fitting.fit_source import FitSource, fit_of_values, thinned
from rampsmith.app.plot.items.view_item import Depth
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.stepping.tab import SteppingTab
from rampsmith.app.stepping.walk_item import WalkItem
from rampsmith.app.stepping.walk_player import WalkPlayer
from rampsmith.designer.fitting.arrays import Array
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.training_loop.walk import Stride

if TYPE_CHECKING:
    from rampsmith.app.stepping.torch_queries import TorchQueries

_STRIDES: tuple[tuple[Stride, str, str, str, str], ...] = (
    ("line", "a", "&line", "Line", "F7"),
    ("batch", "a", "&batch", "Batch", "F8"),
    ("update", "an", "&update", "Update", "F9"),
    ("epoch", "an", "&epoch", "Epoch", "F10"),
    ("boundary", "a", "bou&ndary", "Boundary", "F11"),
)


class Stepping(QObject):
    """Holds together what the window shows of the walk."""

    wanted = Signal()
    """The tab is to be shown."""

    def __init__(
        self, store: Store, plot: SchedulePlot, documents: Documents, appearance: Appearance
    ) -> None:
        """Show the walk of a window's store in a tab, and on its plot."""
        super().__init__(store)
        self._store = store
        self.queries: TorchQueries | None = None
        self.player = WalkPlayer(store)
        self.tab = SteppingTab(store, self.player, documents, appearance)
        self.cursor = WalkItem()
        plot.add_item(self.cursor, Depth.WALK, in_pictures=False)
        self._plot = plot
        self.tab.shown.connect(self._show)
        self.player.moved.connect(self._reveal)
        plot.playhead.moved.connect(self._seen(self.player.go_to_step))

    def ask(self, client: WorkerClient) -> None:
        """Have the class itself stepped, once it is seen; without this, the designer's rates are shown."""
        self.tab.made.connect(lambda: self._ask(client))

    def _ask(self, client: WorkerClient) -> None:
        from rampsmith.app.stepping.torch_queries import TorchQueries

        self.queries = TorchQueries(
            self._store,
            self.tab,
            self.cursor,
            probes=WorkerQueries(client, self),
            mistakes=WorkerQueries(client, self),
        )

    def fit_sources(self) -> tuple[FitSource, ...]:
        """Offer the curve of what the class does when it is stepped wrongly, if it is shown."""
        line, schedule = self.cursor.mistake, self._store.document
        if line is None:
            return ()
        # A step of an epoch lasts many updates, and a wrong line has a place for each of these.
        each = max(1, schedule.run.updates_per_epoch) if schedule.stepping == "epoch" else 1

        def measured() -> tuple[Array, Array]:
            places = thinned(len(line.steps))
            steps = np.round(np.array(line.steps)[places] * each)
            return steps, np.array(line.values)[places]

        return (fit_of_values(line.name, measured, run=schedule.run, stepping="update"),)

    def ask_again(self) -> None:
        """Ask again: what kept the class from running may be repaired."""
        if self.queries is not None:
            self.queries.ask_again()

    def close(self) -> None:
        """Stop playing, asking, and writing a table."""
        self.player.pause()
        if self.tab.is_made:
            self.tab.table.saving.cancel()
        if self.queries is not None:
            self.queries.close()

    def specs(self) -> tuple[ActionSpec, ...]:
        """Return the rows of the window's table of actions."""
        menu, player, seen = Menu.STEPPING, self.player, self._seen
        play = seen(player.toggle)
        faster, slower = partial(player.change_speed, 1), partial(player.change_speed, -1)
        first, start = "To the firs&t batch", seen(player.go_to_start)
        go = [
            ActionSpec(
                f"walk_{stride}", menu, f"Next {words}", (key,), seen(player.go, stride), short
            )
            for stride, _, words, short, key in _STRIDES
        ]
        back = [
            ActionSpec(
                f"walk_back_{stride}",
                menu,
                f"Back by {article} {plain(words)}",
                (f"Shift+{key}",),
                seen(player.go_back, stride),
                "‹",
                icon="back" if stride == "batch" else "",
                rule=stride == "line",
            )
            for stride, article, words, _, key in _STRIDES
        ]
        return (
            ActionSpec("walk_play", menu, "&Play or pause", ("F5",), play, "Play", icon="play"),
            ActionSpec("walk_faster", menu, "&Faster", ("F12",), faster),
            ActionSpec("walk_slower", menu, "&Slower", ("Shift+F12",), slower),
            ActionSpec(
                "walk_start", menu, first, ("Shift+F5",), start, "«", icon="start", rule=True
            ),
            ActionSpec(
                "walk_to",
                menu,
                "&Go to epoch, batch or update",
                ("Ctrl+G",),
                seen(self._take_place),
            ),
            *go,
            *back,
        )

    def _seen(self, move: Callable[..., None], *arguments: Stride) -> Callable[..., None]:
        """Return a function that shows the tab and then moves."""

        def act(*more: int) -> None:
            self.wanted.emit()
            move(*arguments, *more)

        return act

    def _take_place(self) -> None:
        self.tab.controls.epoch.setFocus()
        self.tab.controls.epoch.selectAll()

    def _show(self, shown: bool) -> None:  # noqa: FBT001 - as the signal has it.
        self.cursor.setVisible(shown)
        self._plot.show_playhead(self.player.step if shown else None)

    def _reveal(self) -> None:
        if self.tab.isVisible():
            self._show(True)
            self.cursor.reveal()

"""The picture behind the curve of one window: from a file or the clipboard, lined up, kept."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSettings
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from rampsmith.app.backdrop.kept_picture import keep_picture, keep_places, kept_picture
from rampsmith.app.backdrop.lined_up_picture import LinedUpPicture, PictureAxis, Place
from rampsmith.app.backdrop.picture import read_picture, usable
from rampsmith.app.backdrop.picture_item import PictureItem
from rampsmith.app.backdrop.picture_row import PictureRow
from rampsmith.app.base.actions import ActionSpec, Menu
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.app.plot.items.view_item import Depth
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.document.kinds import kind_named
from rampsmith.designer.evaluation.timeline import span_in_steps
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.values.numbers import parsed_span

NOT_SET = PictureAxis(Place(0.0, 0.0), Place(1.0, 0.0))


class Backdrop(Reporting):
    """The window's picture and its row; it is no part of the design."""

    def __init__(
        self,
        store: Store,
        plot: SchedulePlot,
        settings: QSettings,
        appearance: Appearance,
        *,
        ask: Callable[[], Path | None],
    ) -> None:
        """Show a picture on a plot; the settings remember it, and ``ask`` asks for one."""
        super().__init__(plot)
        self._store, self._plot = store, plot
        self._settings, self._appearance = settings, appearance
        self._ask = ask
        self.jobs = BackgroundJobs(self)
        self.item = PictureItem()
        plot.add_item(self.item, Depth.PICTURE, in_pictures=False)
        self.row = PictureRow()
        self.picture: LinedUpPicture | None = None
        self.row.shown.connect(lambda shown: self.change(is_shown=shown))
        self.row.faded.connect(lambda opacity: self.change(opacity=opacity))
        self.row.axes_wanted.connect(self.set_axes)
        self.row.removed.connect(self.remove)
        store.selection_changed.connect(self._show)

    def specs(self) -> tuple[ActionSpec, ...]:
        """List what the Compare menu has for the picture."""
        menu = Menu.COMPARE
        return (
            ActionSpec(
                "put_picture",
                menu,
                "Put a picture &behind…",
                ("Ctrl+Alt+B",),
                self.choose_file,
                rule=True,
            ),
            ActionSpec(
                "hide_picture", menu, "Show or hide the &picture", ("Shift+B",), self.toggle
            ),
        )

    def choose_file(self) -> None:
        """Ask for a picture, and then where it lies."""
        path = self._ask()
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Read a picture in the background, and ask where it lies."""
        self.jobs.begin(
            f"Reading {path.name} …", partial(read_picture, path), partial(self._end, path.name)
        )

    def take(self, data: QMimeData | None) -> bool:
        """Take the picture that was copied or dragged; return whether there is any."""
        image = data.imageData() if data is not None and data.hasImage() else None
        if not isinstance(image, QImage) or image.isNull():
            return False
        self._end("Copied picture", lambda: usable("Copied picture", image))
        return True

    def _end(self, name: str, outcome: Callable[[], QImage]) -> None:
        try:
            image = outcome()
        except DesignError as error:
            self.failed.emit("\n".join(error.sentences()))
            return
        kind = self._store.focus.kind.name
        self._ask_axes(LinedUpPicture(name, image, NOT_SET, NOT_SET, kind))

    def set_axes(self) -> None:
        """Ask again where the picture lies."""
        if self.picture is not None:
            self._ask_axes(self.picture)

    def _ask_axes(self, picture: LinedUpPicture) -> None:
        # Dialogs are imported when they are opened: no window waits for them.
        from rampsmith.app.backdrop.axes_dialog import AxesDialog

        schedule = self._store.document

        def parsed_step(text: str) -> float:
            return float(span_in_steps(parsed_span(text, "steps"), schedule))

        parent: QWidget = self._plot.window()
        words = kind_named(picture.kind).words
        dialog = AxesDialog(
            picture, self._appearance, words=words, parsed_step=parsed_step, parent=parent
        )
        dialog.chosen.connect(self.put)
        dialog.show()

    def put(self, picture: LinedUpPicture) -> None:
        """Put a picture behind the curve, in the place of the one before."""
        self.picture = replace(picture, is_shown=True)
        keep_picture(self._settings, self.picture)
        self._show()
        self.told.emit(f"{picture.name} is behind the curve; P held, draw along it")

    def change(self, *, is_shown: bool | None = None, opacity: int | None = None) -> None:
        """Show or hide the picture, and change how faint it is."""
        if self.picture is not None:
            now = self.picture
            self.picture = replace(
                now,
                is_shown=now.is_shown if is_shown is None else is_shown,
                opacity=now.opacity if opacity is None else opacity,
            )
            keep_places(self._settings, self.picture)
            self._show()

    def toggle(self) -> None:
        """Show the picture, or hide it."""
        if self.picture is None:
            self.told.emit("There is no picture; Ctrl+Alt+B puts one behind the curve")
        else:
            self.change(is_shown=not self.picture.is_shown)

    def remove(self) -> None:
        """Remove the picture."""
        self.picture = None
        keep_picture(self._settings, None)
        self._show()

    def restore(self) -> None:
        """Show again what was behind the curve in the last session."""
        self.picture = kept_picture(self._settings)
        self._show()

    def _show(self) -> None:
        picture, focus = self.picture, self._store.focus
        is_of_this = picture is not None and picture.kind == focus.kind.name
        is_seen = picture is not None and is_of_this and picture.is_shown
        self.item.show_picture(picture if is_seen else None)
        note = ""
        if picture is not None and not is_of_this:
            note = f"It lies behind another curve than that of the {focus.kind.words}."
        self.row.show_picture(picture, note=note)

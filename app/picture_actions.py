"""The actions that take plot and code along as pictures: into a file, or on the clipboard."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from rampsmith.app.actions import ActionSpec
from rampsmith.app.drawn.code_drawing import drawn_code
from rampsmith.app.drawn.drawn import Drawn, TooLargeError
from rampsmith.app.drawn.plot_drawing import drawn_plot
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.exporters.naming import file_stem

if TYPE_CHECKING:
    from rampsmith.app.window import Window

FILE, EDIT = "&File", "&Edit"


class PictureActions:
    """The actions about pictures of one window."""

    def __init__(self, window: "Window") -> None:
        """Serve a window."""
        self._window = window

    def file_specs(self) -> tuple[ActionSpec, ...]:
        """List what stands in the File menu."""
        return (
            ActionSpec(
                "save_plot", FILE, "Save the plot as pict&ure…", ("Ctrl+Alt+P",), self.save_plot
            ),
            ActionSpec(
                "save_code", FILE, "Save the co&de as picture…", ("Ctrl+Alt+K",), self.save_code
            ),
        )

    def edit_specs(self) -> tuple[ActionSpec, ...]:
        """List what stands in the Edit menu."""
        return (
            ActionSpec(
                "copy_plot", EDIT, "Copy the plot as p&icture", ("Ctrl+Alt+C",), self.copy_plot
            ),
        )

    def save_plot(self) -> None:
        """Ask where to, and write what the plot shows."""
        self._save("plot", self._plot())

    def save_code(self) -> None:
        """Ask where to, and write the exported file as it is highlighted."""
        view = self._window.code.view
        view.refresh()
        if not view.source:
            self._window.message.tell(view.toPlainText().replace("# ", "").strip())
            return
        schedule, theme = self._window.store.schedule, self._window.theme
        self._save("code", drawn_code(view.source, schedule.class_name, view.font(), theme))

    def copy_plot(self) -> None:
        """Put what the plot shows on the clipboard."""
        QGuiApplication.clipboard().setMimeData(self._plot().mime())
        self._window.status.say("A picture of the plot is on the clipboard")

    def _plot(self) -> Drawn:
        return drawn_plot(self._window.plot, self._window.comparing.pins.pins)

    def _save(self, what: str, drawn: Drawn) -> None:
        window = self._window
        stem = f"{file_stem(window.store.schedule.title)}_{what}"
        suggested = window.documents.folder() / f"{stem}.png"
        path = window.documents.dialogs.picture_to_write(f"Save the {what} as picture", suggested)
        if path is None:
            return
        try:
            write_whole(path, _content(drawn, path))
        except (TooLargeError, OutputError) as error:
            window.message.tell(str(error))
            return
        window.message.forget_fault()
        window.status.say(f"Saved the {what} as {path}")


def _content(drawn: Drawn, path: Path) -> bytes:
    """Draw what a file's name asks for.

    Raises:
        TooLargeError: if it is too large for that.
        OutputError: if it asks for something else.
    """
    match path.suffix.lower():
        case ".png":
            return drawn.png()
        case ".svg":
            return drawn.svg()
        case _:
            raise OutputError(path, "a picture's name ends in .png or .svg")

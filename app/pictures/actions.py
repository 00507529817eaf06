"""The actions that take plot and code along as pictures: into a file, or on the clipboard."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from rampsmith.app.base.actions import ActionSpec, Menu
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.code.code_view import CodeView
from rampsmith.app.code.exported import export_result
from rampsmith.app.compare.pins import Pins
from rampsmith.app.documents.documents import Documents
from rampsmith.app.pictures.drawings import drawn_code, drawn_plot
from rampsmith.app.pictures.picture import Drawn, TooLargeError
from rampsmith.app.plot.plot import SchedulePlot
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.exporters.words.naming import file_stem


class PictureActions(Reporting):
    """The actions about pictures of one window."""

    def __init__(
        self,
        store: Store,
        plot: SchedulePlot,
        code: CodeView,
        *,
        pins: Pins,
        documents: Documents,
        appearance: Appearance,
    ) -> None:
        """Draw a plot with its pins, and code; files go where the documents' do."""
        super().__init__(documents)
        self._store = store
        self._plot = plot
        self._code = code
        self._pins = pins
        self._documents = documents
        self._appearance = appearance

    def file_specs(self) -> tuple[ActionSpec, ...]:
        """List what stands in the File menu."""
        plot, code = "Save the plot as pict&ure…", "Save the co&de as picture…"
        return (
            ActionSpec("save_plot", Menu.FILE, plot, ("Ctrl+Alt+P",), self.save_plot),
            ActionSpec("save_code", Menu.FILE, code, ("Ctrl+Alt+K",), self.save_code),
        )

    def edit_specs(self) -> tuple[ActionSpec, ...]:
        """List what stands in the Edit menu."""
        text = "Copy the plot as p&icture"
        return (ActionSpec("copy_plot", Menu.EDIT, text, ("Ctrl+Alt+C",), self.copy_plot),)

    def save_plot(self) -> None:
        """Ask where to, and write what the plot shows."""
        self._save("plot", self._drawn_plot())

    def save_code(self) -> None:
        """Ask where to, and write the exported file as it is highlighted."""
        view = self._code
        view.refresh()
        if not view.source:
            self.failed.emit(export_result(self._store.schedule).fault)
            return
        name = self._store.schedule.class_name
        self._save("code", drawn_code(view.source, name, view.font(), self._appearance))

    def copy_plot(self) -> None:
        """Put what the plot shows on the clipboard."""
        QGuiApplication.clipboard().setMimeData(self._drawn_plot().mime())
        self._store.said.emit("A picture of the plot is on the clipboard")

    def _drawn_plot(self) -> Drawn:
        return drawn_plot(self._plot, self._pins.pins)

    def _save(self, what: str, drawn: Drawn) -> None:
        stem = f"{file_stem(self._store.schedule.title)}_{what}"
        suggested = self._documents.folder() / f"{stem}.png"
        dialogs = self._documents.dialogs
        path = dialogs.picture_to_write(f"Save the {what} as picture", suggested)
        if path is None:
            return
        try:
            write_whole(path, _content(drawn, path))
        except (TooLargeError, OutputError) as error:
            self.failed.emit(str(error))
            return
        self.told.emit(f"Saved the {what} as {path}")


def _content(drawn: Drawn, path: Path) -> bytes:
    """Draw in the format that a file's name ends in.

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

"""The files of test drives: the logs of what was driven, and a person's own training."""

from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import Signal

from rampsmith.app.base.actions import ActionSpec, Menu
from rampsmith.app.documents.dialogs import CLASSES
from rampsmith.app.documents.documents import Documents
from rampsmith.app.drive.drives import Drives
from rampsmith.app.drive.tab import DriveTab
from rampsmith.app.widgets.message_bar import Reporting
from rampsmith.designer.files.output import OutputError, system_reason, write_whole
from rampsmith.exporters.words.naming import file_stem

if TYPE_CHECKING:
    from rampsmith.designer.drive.record import DriveRecord

TABLES = "Tables (*.csv)"

NOTHING = "Nothing has been driven yet; Ctrl+R drives this design"


class DrivenFiles(Reporting):
    """Writes the log of the newest drive, and asks for a file with a person's own training."""

    wanted = Signal()
    """The tab is to be shown."""

    log_given = Signal(Path)
    """The log of a drive, which was written there, is to be read, and predicted from."""

    def __init__(self, drives: Drives, tab: DriveTab, documents: Documents) -> None:
        """Write where the documents are."""
        super().__init__(documents)
        self._drives, self._tab, self._documents = drives, tab, documents

    def specs(self) -> tuple[ActionSpec, ...]:
        """List what stands at the end of the Drive menu."""
        menu = Menu.DRIVE
        return (
            ActionSpec(
                "save_drive",
                menu,
                "&Save the log…",
                ("Ctrl+Alt+J",),
                self.save_log,
                words="Save the log of the drive",
                rule=True,
            ),
            ActionSpec(
                "drive_predict",
                menu,
                "&Predict the loss from it",
                ("Ctrl+Alt+G",),
                self.give_log,
                words="Predict the loss from the drive",
            ),
            ActionSpec(
                "drive_own",
                menu,
                "Drive a &file of your own…",
                ("Ctrl+Alt+F",),
                self.choose_own_file,
                rule=True,
            ),
            ActionSpec(
                "drive_template",
                menu,
                "Save a &template of such a file…",
                ("Ctrl+Alt+W",),
                self.write_template,
                words="Save a template of an own file",
            ),
        )

    def save_log(self) -> None:
        """Ask where to, and write the log of the drive."""
        record = self._told()
        if record is None:
            return
        stem = file_stem(record.request.runs[0].name)
        suggested = self._documents.folder() / f"{stem}_drive.csv"
        path = self._documents.dialogs.path_to_write("Save the log", suggested, TABLES)
        if path is None:
            return
        if self._wrote(path, record.log_text()):
            self.told.emit(f"Saved the log as {path}")

    def give_log(self) -> None:
        """Open the log of the drive like any other, and predict the loss from it."""
        record = self._told()
        if record is None:
            return
        runs = record.request.runs
        if not any(record.ends(run).final_losses for run in range(len(runs))):
            self.told.emit("No run has come to its end; the laws are fitted on those that have")
            return
        folder = platformdirs.user_state_path("rampsmith", appauthor=False) / "drives"
        path = folder / f"{file_stem(runs[0].name)}_drive.csv"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(f"{folder}: This cannot be written: {system_reason(error)}.")
            return
        if self._wrote(path, record.log_text(ended=True)):
            self.log_given.emit(path)

    def choose_own_file(self) -> None:
        """Ask for a file with a person's own training; it is not run before the drive begins."""
        self.wanted.emit()
        path = self._documents.dialogs.path_of_own_task(self._documents.folder())
        if path is not None:
            self._tab.controls.choose(own_file=path)
            self.told.emit(f"{path.name} is run when you press Drive, and not before")

    def write_template(self) -> None:
        """Ask where to, and write an example of such a file; it is not run before the drive begins."""
        from rampsmith.exporters.loops.writing import own_training_source

        self.wanted.emit()
        suggested = self._documents.folder() / "my_training.py"
        path = self._documents.dialogs.path_to_write("Write a template", suggested, CLASSES)
        if path is None:
            return
        if self._wrote(path, own_training_source(path.name)):
            self._tab.controls.choose(own_file=path)
            self.told.emit(f"Wrote {path}; it is run when you press Drive, and not before")

    def _wrote(self, path: Path, text: str) -> bool:
        """Write a file, or say why that failed; return whether it is written."""
        try:
            write_whole(path, text)
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        return True

    def _told(self) -> "DriveRecord | None":
        """Return the record of the newest drive; say so where there is none."""
        newest = self._drives.newest
        if newest is None or newest.record.done == 0:
            self.wanted.emit()
            self.told.emit(NOTHING)
            return None
        return newest.record

"""Exporting the class: to the same place again, and never over what somebody wrote by hand."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from rampsmith.app.base.background import BackgroundJobs
from rampsmith.app.base.store import Store
from rampsmith.app.code.exported import export_result, is_at_hand
from rampsmith.app.documents.dialogs import CLASSES
from rampsmith.app.documents.documents import Documents
from rampsmith.app.documents.hand_edits import hand_edits_topic
from rampsmith.app.documents.on_disk import content_digest, is_large, is_large_file
from rampsmith.app.widgets.message_bar import Offer, Reporting, WayOut
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.files.places import absolute
from rampsmith.designer.values.names import free_name
from rampsmith.designer.values.numbers import counted
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.words.naming import file_stem

if TYPE_CHECKING:
    from rampsmith.exporters.targets.all_targets import Target
    from rampsmith.exporters.targets.hand_edits import HandEdits

MOST = 200
"""Designs that are remembered; a guess at more than anybody works on."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An export: the file's path, and the digest of what was written into it."""

    path: str
    digest: str


class ExportMemory:
    """The last export of each design, by the file of the design or else by its title."""

    def __init__(self, settings: QSettings) -> None:
        """Read and write these settings."""
        self._settings = settings

    def last(self, design: str) -> Exported | None:
        """Return where a design was exported to."""
        found = self._all().get(design)
        return None if found is None else Exported(**found)

    def remember(self, design: str, exported: Exported) -> None:
        """Remember an export, and forget the oldest where there are too many."""
        known = self._all()
        known.pop(design, None)
        known[design] = asdict(exported)
        kept = dict(list(known.items())[-MOST:])
        self._settings.setValue("exports", json.dumps(kept))
        self._settings.sync()

    def _all(self) -> dict[str, dict[str, str]]:
        self._settings.sync()
        try:
            known = json.loads(str(self._settings.value("exports", "{}")))
        except (ValueError, RecursionError):
            return {}
        if not isinstance(known, dict):
            return {}
        return {key: value for key, value in known.items() if _is_sound(value)}


def _is_sound(value: object) -> bool:
    """Settings are a file that anybody may write."""
    return (
        isinstance(value, dict)
        and value.keys() == {"path", "digest"}
        and all(isinstance(each, str) for each in value.values())
    )


MOST_ROWS = 200_000
"""Steps of a table that is written from the window, in some seconds."""

FEW_ROWS = 20_000
"""Steps of a table that is written before anyone would wait for it."""


class Exporting(Reporting):
    """The File menu's actions on exported classes."""

    def __init__(
        self, store: Store, documents: Documents, settings: QSettings, parent: QObject
    ) -> None:
        """Export a store's document."""
        super().__init__(parent)
        self._store = store
        self._documents = documents
        self._memory = ExportMemory(settings)
        self._place: Path | None = None
        self.jobs = BackgroundJobs(self)
        store.opened.connect(self._forget)

    def export(self) -> bool:
        """Write the class where it was written last, or ask; return whether it was written."""
        if not is_at_hand(self._store.schedule):
            return self._first_write(self.export)
        place = self.place()
        return self.export_as() if place is None else self._to(place)

    def export_as(self) -> bool:
        """Ask where to write the class; return whether it was written."""
        if not is_at_hand(self._store.schedule):
            return self._first_write(self.export_as)
        if not self._source():
            return False
        suggested = self.place()
        if suggested is None:
            suggested = self._documents.folder() / f"{file_stem(self._store.schedule.title)}.py"
        path = self._documents.dialogs.path_to_write("Export the class", suggested, CLASSES)
        return path is not None and self._to(path)

    def export_form(self) -> bool:
        """Ask for another form than the class and where to write it; return whether it was written."""
        from rampsmith.exporters.targets.all_targets import TARGETS

        schedule = self._store.schedule
        folder = self._documents.folder()
        chosen = self._documents.dialogs.form_to_write(folder / file_stem(schedule.title))
        if chosen is None:
            return False
        path, name = chosen
        target = TARGETS[name]
        if schedule.total_steps > MOST_ROWS and target.suffix != ".py":
            steps = counted(schedule.total_steps, "step")
            self.failed.emit(f"{steps} take long; rampsmith export --target {name} writes them.")
            return False
        if schedule.total_steps <= FEW_ROWS and not is_large(schedule):
            return self._write_form(target, path, lambda: target.write(schedule))
        self.jobs.begin(
            f"Exporting {target.words} …",
            lambda: target.write(schedule),
            lambda outcome: self._write_form(target, path, outcome),
        )
        return False

    def _write_form(self, target: "Target", path: Path, text: Callable[[], str]) -> bool:
        """Write a form, or say why that is not possible."""
        try:
            write_whole(path, text())
        except (ExportError, OutputError) as error:
            self.failed.emit(str(error))
            return False
        self._documents.used(path)
        self.told.emit(f"Exported {target.words} to {path}")
        return True

    def place(self) -> Path | None:
        """Return where the class would be written without asking."""
        origin = self._documents.origin
        if self._place is not None:
            return self._place
        if origin is not None and origin.suffix.lower() == ".py":
            return origin
        last = self._memory.last(self._key())
        return None if last is None else Path(last.path)

    def _forget(self) -> None:
        self._place = None

    def _first_write(self, export: Callable[[], bool]) -> bool:
        """Write a long file in the background, and then export what the store holds by then."""
        schedule = self._store.schedule

        def go_on(outcome: Callable[[], object]) -> None:
            outcome()
            export()

        words = f"Exporting {counted(len(schedule.segments), 'segment')} …"
        self.jobs.begin(words, lambda: export_result(schedule), go_on)
        return False

    def _to(self, path: Path) -> bool:
        """Write the class, unless that would lose what is there; compare a long file in the background."""
        # Imported when first needed: it brings Jinja along, which the empty window can do without.
        from rampsmith.app.documents.lost import what_is_lost

        source = self._source()
        if not source:
            return False
        last = self._memory.last(self._key())
        digest = None if last is None else last.digest
        if not is_large_file(path):
            return self._unless_lost(path, what_is_lost(path, digest, source))
        self.jobs.begin(
            f"Looking at {path.name} …",
            lambda: what_is_lost(path, digest, source),
            lambda outcome: self._unless_lost(path, outcome()),
        )
        return False

    def _unless_lost(self, path: Path, lost: "HandEdits | None") -> bool:
        """Write the class, unless that would lose something; then offer ways out."""
        if lost is None:
            return self._overwritten(path)
        other = free_name(path, lambda n: path.with_stem(f"{path.stem}_{n}"), os.path.lexists)
        sentence = self._documents.hand_edits.words(lost)
        choices = [WayOut(f"Export to {other.name}", lambda: self._overwritten(other))]
        if lost.changes:
            choices += self._documents.hand_edits.ways_out(lost, path)
        choices.append(WayOut("Overwrite", lambda: self._overwritten(path)))
        text = f"{path.name}: {sentence} Exporting would replace it."
        self.told.emit(f"Not exported to {path}")
        self.offered.emit(Offer(hand_edits_topic(path), text, tuple(choices), "Cancel"))
        return False

    def _overwritten(self, path: Path) -> bool:
        source = self._source()
        if not source:
            return False
        try:
            write_whole(path, source)
        except OutputError as error:
            self.failed.emit(str(error))
            return False
        self._place = path
        digest = content_digest(source.encode())
        self._memory.remember(self._key(), Exported(str(absolute(path)), digest))
        self._documents.take_exported(path, self._store.schedule, digest)
        self.withdrawn.emit(hand_edits_topic(path))
        self._documents.dialogs.close_changes()
        self.told.emit(f"Exported {self._store.schedule.class_name} to {path}")
        return True

    def _source(self) -> str:
        result = export_result(self._store.schedule)
        if not result.source:
            self.failed.emit(result.fault)
        return result.source

    def _key(self) -> str:
        """Name the design in the memory: by its file, or by its title while it has none."""
        origin = self._documents.origin
        return f"title {self._store.schedule.title}" if origin is None else str(absolute(origin))

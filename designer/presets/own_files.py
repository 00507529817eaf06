"""The folder of a person's own presets: one file for each, read one by one and written whole."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_data_path

from rampsmith.designer.files.design_error import DesignError, Faults
from rampsmith.designer.files.design_file import design_text, read_text, storable
from rampsmith.designer.files.json_text import json_value
from rampsmith.designer.files.nodes import Node
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.designer.files.reading import schedule_of
from rampsmith.designer.numbers import EntryError
from rampsmith.designer.presets.own import OwnPreset, folded, preset_line, preset_name
from rampsmith.designer.presets.preset import PRESETS, Preset
from rampsmith.designer.problems.found import errors
from rampsmith.designer.schedule import Schedule

FORMAT = 1
"""The format of the files that are written."""

SUFFIX = ".preset.json"
MOST_PRESETS = 200
"""Nobody keeps more; a folder that was chosen by mistake is not read for minutes."""


@dataclass(frozen=True, slots=True)
class OwnPresets:
    """What is in the folder: the presets by their names, and what is wrong with other files."""

    kept: tuple[OwnPreset, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def presets(self) -> tuple[Preset, ...]:
        """Give them as presets like any other."""
        return tuple(own.as_preset() for own in self.kept)


def own_folder() -> Path:
    """Return the folder of a person's own presets, whether it is there or not."""
    return user_data_path("rampsmith", appauthor=False) / "presets"


def own_presets() -> OwnPresets:
    """Read all of a person's own presets; a file that is wrong is one fault and hides no other."""
    kept: dict[str, OwnPreset] = {}
    faults: list[str] = []
    try:
        paths = sorted(own_folder().glob(f"*{SUFFIX}"))
    except OSError as error:
        return OwnPresets(faults=(f"{own_folder()}: This cannot be read: {error.strerror}.",))
    if len(paths) > MOST_PRESETS:
        faults.append(f"{own_folder()}: Only the first {MOST_PRESETS} presets are shown.")
    for path in paths[:MOST_PRESETS]:
        try:
            own = _read(path)
        except DesignError as error:
            more = len(error.faults) + error.more - 1
            rest = f" (And {more:,} more in this file.)" if more else ""
            faults.append(error.sentences()[0] + rest)
            continue
        if folded(own.name) in {folded(name) for name in (*PRESETS, *kept)}:
            faults.append(f"{path}: name: There is another preset “{own.name}”.")
            continue
        kept[own.name] = own
    by_name = sorted(kept.values(), key=lambda own: folded(own.name))
    return OwnPresets(tuple(by_name), tuple(faults))


def saved_own(schedule: Schedule, name: str, line: str) -> OwnPreset:
    """Keep a design as a preset; one of the same name is replaced.

    Raises:
        EntryError: if the name or the line is wrong, or the design has errors.
        OutputError: if the file cannot be written.
        DesignError: if the design is too large for a file.
    """
    name, line = preset_name(name), preset_line(line)
    wrong = [problem.sentence for problem in errors(schedule)]
    if wrong:
        raise EntryError(f"A design with errors cannot be a preset: {wrong[0]}")
    there = own_named(name)
    own = OwnPreset(name, line, storable(schedule), _free_path(name) if there is None else there)
    _write(own)
    return own


def renamed_own(own: OwnPreset, *, name: str, line: str) -> OwnPreset:
    """Give an own preset another name or line; its file stays.

    Raises:
        EntryError: if one of them is wrong or the name is another preset's.
        OutputError: if the file cannot be written.
    """
    changed = replace(own, name=free_name(name, own), line=preset_line(line))
    _write(changed)
    return changed


def free_name(text: str, own: OwnPreset) -> str:
    """Read another name for an own preset.

    Raises:
        EntryError: if it is wrong or another preset's.
    """
    name = preset_name(text)
    if own_named(name) not in (None, own.path):
        raise EntryError(f"There is another preset “{name}”.")
    return name


def removed_own(own: OwnPreset) -> None:
    """Delete an own preset; ``restored_own`` takes it back.

    Raises:
        OutputError: if the file cannot be deleted.
    """
    try:
        own.path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(own.path, (error.strerror or str(error)).lower()) from error


def restored_own(own: OwnPreset) -> None:
    """Take back that an own preset was deleted.

    Raises:
        OutputError: if the file cannot be written.
    """
    _write(own)


def _read(path: Path) -> OwnPreset:
    faults = Faults()
    source = str(path)
    node = Node(json_value(read_text(path), source=source), "", faults)
    words = ("rampsmith_preset", "name", "line", "design")
    members = node.members(words, needed=words, wanted="a preset, an object in braces")
    name = line = ""
    schedule = Schedule()
    if "rampsmith_preset" in members and members["rampsmith_preset"].count() != FORMAT:
        members["rampsmith_preset"].fail(f"Presets are read in format {FORMAT} only.")
    if "name" in members:
        name = _entry(members["name"], preset_name)
    if "line" in members:
        line = _entry(members["line"], preset_line)
    if "design" in members:
        schedule = schedule_of(members["design"])
    faults.raise_any(source)
    return OwnPreset(name, line, schedule, path)


def _entry(node: Node, read: Callable[[str], str]) -> str:
    """Read a text by the rule for what a person types."""
    text = node.line("a text in quotes")
    try:
        return read(text)
    except EntryError as error:
        node.fail(str(error))
        return ""


def _write(own: OwnPreset) -> None:
    document = {
        "rampsmith_preset": FORMAT,
        "name": own.name,
        "line": own.line,
        "design": json.loads(design_text(own.schedule)),
    }
    try:
        own.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(own.path, (error.strerror or str(error)).lower()) from error
    write_whole(own.path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def own_named(name: str) -> Path | None:
    """Find the file of the own preset with a name."""
    kept = own_presets().kept
    return next((own.path for own in kept if folded(own.name) == folded(name)), None)


def _free_path(name: str) -> Path:
    """Make a file's name of a preset's; whatever was typed, it stays in the folder."""
    words = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:40]
    number = 1
    while True:
        # A word of its own in front, because Windows keeps names such as con for itself.
        path = own_folder() / f"own-{words or 'preset'}{f'-{number}' * (number > 1)}{SUFFIX}"
        if not path.exists():
            return path
        number += 1

"""Presets of a person's own: designs under names, one file for each in a folder."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_data_path

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.files.design_error import DesignError, Faults
from rampsmith.designer.files.design_file import design_text, read_text, storable
from rampsmith.designer.files.json_text import json_value
from rampsmith.designer.files.nodes import Node
from rampsmith.designer.files.output import OutputError, system_reason, write_whole
from rampsmith.designer.files.reading import schedule_of
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.presets.preset import PRESETS, Preset, shared_arguments
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.values.limits import LONGEST_TEXT
from rampsmith.designer.values.names import free_name, parsed_name
from rampsmith.designer.values.numbers import EntryError, tidy

SOURCE = "Yours"
"""The source of these presets, as that of others is their library."""

LONGEST_NAME = 60

LARGEST_PRESET = 2**20
"""Bytes of a preset at the most: all of them are read before the first is shown."""

FORMAT = 1
"""The format of the files that are written."""

SUFFIX = ".preset.json"
MOST_PRESETS = 200
"""Nobody keeps more; a folder that was chosen by mistake is not read for minutes."""

_TAKEN = ("base_lr", "steps", "class_name")


@dataclass(frozen=True, slots=True)
class OwnPreset:
    """A design that is kept as a preset, with its name, its line and its file."""

    name: str
    line: str
    schedule: Schedule
    path: Path

    def as_preset(self) -> Preset:
        """Make it a preset like any other; it takes a base rate, steps and a class name."""
        groups = self.schedule.groups
        common = CommonArguments(base_lr=groups[0].base_lr if groups else 0.0)
        arguments = tuple(each for each in shared_arguments(common) if each.name in _TAKEN)
        description = "A design of your own. The groups keep the ratios of their rates."
        return Preset(
            self.name, self.line, description, arguments, self._built, common, SOURCE, self.name
        )

    def _built(self, common: CommonArguments) -> Schedule:
        schedule = self.schedule
        return replace(
            schedule,
            groups=_scaled(schedule.groups, common.base_lr),
            run=_lasting(schedule, common.steps),
            class_name=common.class_name or schedule.class_name,
        )


def preset_name(text: str) -> str:
    """Read a name for an own preset.

    Raises:
        EntryError: if it is empty, too long, no plain line, or that of a preset of Rampsmith's.
    """
    name = parsed_name(text, "A preset's name", longest=LONGEST_NAME)
    if name.startswith("-"):
        raise EntryError("A preset's name begins with no “-”: the command line could not tell it.")
    if name.casefold() in map(str.casefold, PRESETS):
        raise EntryError(f"“{name}” is a preset that comes with Rampsmith.")
    return name


def preset_line(text: str) -> str:
    """Read the line that says what an own preset is.

    Raises:
        EntryError: if it is too long or cannot be shown.
    """
    line = " ".join(text.split())
    if len(line) > LONGEST_TEXT or not line.isprintable():
        raise EntryError(f"The line has at most {LONGEST_TEXT} characters that can be shown.")
    return line


def _scaled(groups: tuple[Group, ...], base_lr: float) -> tuple[Group, ...]:
    """Set the first group's base rate, and those of the others so that their ratios stay."""
    if not groups or groups[0].base_lr == base_lr:
        return groups
    first, *others = groups
    ratio = base_lr / first.base_lr if first.base_lr else 1.0
    scaled = (replace(group, base_lr=tidy(group.base_lr * ratio)) for group in others)
    return (replace(first, base_lr=base_lr), *scaled)


def _lasting(schedule: Schedule, steps: int | None) -> Run:
    """Make the run so many steps long."""
    if steps is None:
        return schedule.run
    epochs, updates = (steps, None) if schedule.stepping == "epoch" else (None, steps)
    return replace(schedule.run, epochs=epochs, updates=updates, total_tokens=None)


@dataclass(frozen=True, slots=True)
class OwnPresets:
    """The content of the folder: the presets by their names, and what is wrong with other files."""

    kept: tuple[OwnPreset, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def presets(self) -> tuple[Preset, ...]:
        """Make them presets like any other."""
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
        return OwnPresets(faults=(f"{own_folder()}: This cannot be read: {system_reason(error)}.",))
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
        if own.name.casefold() in {name.casefold() for name in (*PRESETS, *kept)}:
            faults.append(f"{path}: name: There is another preset “{own.name}”.")
            continue
        kept[own.name] = own
    by_name = sorted(kept.values(), key=lambda own: own.name.casefold())
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
    write_own(own)
    return own


def renamed_own(own: OwnPreset, *, name: str, line: str) -> OwnPreset:
    """Change the name or line of an own preset; its file stays.

    Raises:
        EntryError: if one of them is wrong or the name is another preset's.
        OutputError: if the file cannot be written.
    """
    changed = replace(own, name=unused_name(name, own), line=preset_line(line))
    write_own(changed)
    return changed


def unused_name(text: str, own: OwnPreset) -> str:
    """Read another name for an own preset.

    Raises:
        EntryError: if it is wrong or another preset's.
    """
    name = preset_name(text)
    if own_named(name) not in (None, own.path):
        raise EntryError(f"There is another preset “{name}”.")
    return name


def removed_own(own: OwnPreset) -> None:
    """Delete an own preset; ``write_own`` brings it back.

    Raises:
        OutputError: if the file cannot be deleted.
    """
    try:
        own.path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(own.path, system_reason(error)) from error


def _read(path: Path) -> OwnPreset:
    faults = Faults()
    source = str(path)
    node = Node(json_value(read_text(path, largest=LARGEST_PRESET), source=source), "", faults)
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


def write_own(own: OwnPreset) -> None:
    """Write the file of an own preset, one that was deleted too.

    Raises:
        OutputError: if it cannot be written.
    """
    document = {
        "rampsmith_preset": FORMAT,
        "name": own.name,
        "line": own.line,
        "design": json.loads(design_text(own.schedule)),
    }
    try:
        own.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(own.path, system_reason(error)) from error
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if len(text.encode()) > LARGEST_PRESET:
        raise OutputError(own.path, "the design is too large for a preset")
    write_whole(own.path, text)


def own_named(name: str) -> Path | None:
    """Find the file of the own preset with a name."""
    kept = own_presets().kept
    return next((own.path for own in kept if own.name.casefold() == name.casefold()), None)


def _free_path(name: str) -> Path:
    """Make a file's name of a preset's; whatever was typed, it stays in the folder."""
    words = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:40]
    # A word of its own in front, because Windows keeps names such as con for itself.
    stem = own_folder() / f"own-{words or 'preset'}"
    return free_name(
        Path(f"{stem}{SUFFIX}"), lambda number: Path(f"{stem}-{number}{SUFFIX}"), os.path.lexists
    )

"""Presets of a person's own: a design under a name, which takes what every preset takes."""

from dataclasses import dataclass, replace
from pathlib import Path

from rampsmith.designer.files.nodes import LONGEST_TEXT
from rampsmith.designer.numbers import EntryError
from rampsmith.designer.presets.frame import Frame, tidy
from rampsmith.designer.presets.preset import PRESETS, Preset, shared_arguments
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Group, Schedule

SOURCE = "Yours"
"""What the gallery calls these presets, as it calls others after their library."""

LONGEST_NAME = 60

_TAKEN = ("base_lr", "steps", "class_name")


@dataclass(frozen=True, slots=True)
class OwnPreset:
    """A design that is kept as a preset.

    Attributes:
        name: what it is called.
        line: what it is, in one line.
        schedule: the design.
        path: its file.
    """

    name: str
    line: str
    schedule: Schedule
    path: Path

    def as_preset(self) -> Preset:
        """Give it as a preset like any other; it takes a base rate, steps and a class name."""
        groups = self.schedule.groups
        frame = Frame(base_lr=groups[0].base_lr if groups else 0.0)
        arguments = tuple(each for each in shared_arguments(frame) if each.name in _TAKEN)
        description = "A design of your own. The groups keep the ratios of their rates."
        return Preset(self.name, self.line, description, arguments, self._built, frame, SOURCE)

    def _built(self, frame: Frame) -> Schedule:
        schedule = self.schedule
        return replace(
            schedule,
            groups=_scaled(schedule.groups, frame.base_lr),
            run=_lasting(schedule, frame.steps),
            class_name=frame.class_name or schedule.class_name,
        )


def preset_name(text: str) -> str:
    """Read a name for an own preset.

    Raises:
        EntryError: if it is empty, too long, no plain line, or that of a preset of Rampsmith's.
    """
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise EntryError(f"A preset's name has 1 to {LONGEST_NAME} characters that can be shown.")
    if name.startswith("-"):
        raise EntryError("A preset's name begins with no “-”: the command line could not tell it.")
    if folded(name) in map(folded, PRESETS):
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


def folded(name: str) -> str:
    """Give a name as names are compared: without regard to capitals."""
    return name.casefold()


def _scaled(groups: tuple[Group, ...], base_lr: float) -> tuple[Group, ...]:
    """Give the first group another base rate, and the others what keeps their ratios to it."""
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

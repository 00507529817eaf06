"""What somebody changed by hand in an exported file; nothing of the file is run to find out."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text, schedule_in
from rampsmith.designer.files.digest import (
    digest_of,
    is_as_signed,
    recorded_digest,
    recorded_target,
)
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.numbers import counted
from rampsmith.exporters.frame import ExportError
from rampsmith.exporters.targets import TARGETS


@dataclass(frozen=True, slots=True)
class HandEdits:
    """The changes that were made by hand.

    Attributes:
        sentence: what a person has to know.
        changes: a unified diff from the file as it would be exported to the file as it is, a line
            each; or one sentence that says why there is none.
    """

    sentence: str
    changes: tuple[str, ...] = ()


def hand_edits(source: str) -> HandEdits | None:
    """Compare the text of an exported file with a new export of the design inside it.

    Returns:
        What was changed since it was exported; None where nothing but the layout was, or where
        the text is no exported file.
    """
    if design_in(source) is None or is_as_signed(source):
        return None
    try:
        target = TARGETS.get(recorded_target(source) or "", TARGETS["pytorch"])
        fresh = target.write(schedule_in(source, source="exported.py"))
    except (DesignError, ExportError):
        return HandEdits(
            "This file was changed by hand since it was exported, the design inside it too.",
            ("That design cannot be exported any more, to compare the file with.",),
        )
    if digest_of(fresh) == digest_of(source):
        return None
    changes = tuple(_differences(fresh, source))
    count = sum(1 for line in changes[2:] if line.startswith(("+", "-")))
    sentence = (
        "This file was changed by hand since it was exported:"
        f" {counted(count, 'line')} differ{'s' if count == 1 else ''}."
        " The design inside it knows nothing of that."
    )
    if recorded_digest(source) != digest_of(fresh):
        sentence += " Some may differ only because another version of Rampsmith wrote the file."
    return HandEdits(sentence, changes)


def hand_edits_at(path: Path) -> HandEdits | None:
    """Say what was changed by hand in a file; None also where there is none, or no exported one."""
    try:
        source = read_text(path)
    except DesignError:
        return None
    return hand_edits(source)


def _differences(fresh: str, source: str) -> list[str]:
    """Write a unified diff; spaces at the ends of lines do not count."""
    before, after = (_lines(text) for text in (fresh, source))
    return list(difflib.unified_diff(before, after, "as exported", "as it is", lineterm="", n=2))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]

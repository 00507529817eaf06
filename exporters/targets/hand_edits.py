"""Find what was changed by hand in an exported file, without running anything of it."""

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text, schedule_in
from rampsmith.designer.files.embedded import (
    design_in,
    digest_of,
    is_as_signed,
    recorded_digest,
    recorded_target,
)
from rampsmith.designer.values.numbers import counted
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.hand_numbers import ChangedNumber, changed_numbers, has_numbers

MOST_SAID = 3
"""Changed numbers that are told in the sentence."""

_NUMBER = re.compile(r"(\s*\w+: \w[^=#]* = )[^#]*?(,?\s*(?:#.*)?)")
"""The line of a number in a constructor: what stands before the number, and after it."""


@dataclass(frozen=True, slots=True)
class HandEdits:
    """The changes that were made by hand, as a sentence and a unified diff.

    The diff goes from the file as it would be exported to the file as it is; where there is none,
    one line says why.

    Attributes:
        numbers: the numbers of the constructor that were changed, where it is a class.
    """

    sentence: str
    changes: tuple[str, ...] = ()
    numbers: tuple[ChangedNumber, ...] = ()


def hand_edits(source: str, *, written: str | None = None) -> HandEdits | None:
    """Compare the text of an exported file with a new export of the design inside it.

    Args:
        source: the text of the file.
        written: what is to be written over the file.

    Returns:
        What was changed since it was exported; None where nothing but the layout was, where the
        text is no exported file, or where nothing but numbers was, which ``written`` has too.
    """
    if design_in(source) is None or is_as_signed(source):
        return None
    try:
        fresh = exported_again(source)
    except (DesignError, ExportError):
        return HandEdits(
            "This file was changed by hand since it was exported, the design inside it too.",
            ("That design cannot be exported any more, to compare the file with.",),
        )
    if digest_of(fresh) == digest_of(source):
        return None
    before, after = _lines(fresh), _lines(source)
    changes = tuple(_differences(before, after))
    numbers = changed_numbers(fresh, source)
    if written is not None and has_numbers(written, numbers) and _are_numbers(before, after):
        return None
    sentence = (
        "This file was changed by hand since it was exported:"
        f" {_what_differs(_changed(before, after), numbers)}."
        " The design inside it knows nothing of that."
    )
    if recorded_digest(source) != digest_of(fresh):
        sentence += " Some may differ only because another version of Rampsmith wrote the file."
    return HandEdits(sentence, changes, numbers)


def exported_again(source: str) -> str:
    """Export the design inside an exported file as that file was.

    Raises:
        DesignError: if there is no sound design inside.
        ExportError: if it cannot be exported any more.
    """
    target = TARGETS.get(recorded_target(source) or "", TARGETS["pytorch"])
    return target.write(schedule_in(source, source="exported.py"))


def hand_edits_at(path: Path) -> HandEdits | None:
    """Find what was changed by hand in a file; None also where it is missing or was not exported."""
    try:
        source = read_text(path)
    except DesignError:
        return None
    return hand_edits(source)


def _what_differs(lines: int, numbers: tuple[ChangedNumber, ...]) -> str:
    """Name the first numbers that differ, and count the lines besides."""
    said = [number.words for number in numbers[:MOST_SAID]]
    lines -= len(said)
    if lines > 0 or not said:
        other = f"{'other ' if said else ''}line"
        said.append(f"{counted(lines, other)} differ{'s' if lines == 1 else ''}")
    return ", ".join(said)


def _differences(before: list[str], after: list[str]) -> list[str]:
    return list(difflib.unified_diff(before, after, "as exported", "as it is", lineterm="", n=2))


def _changed(before: list[str], after: list[str]) -> int:
    """Count the lines that differ; a line that was changed counts once."""
    codes = difflib.SequenceMatcher(None, before, after).get_opcodes()
    return sum(
        max(end - begin, other_end - other_begin)
        for tag, begin, end, other_begin, other_end in codes
        if tag != "equal"
    )


def _are_numbers(before: list[str], after: list[str]) -> bool:
    """Whether lines differ in nothing but the numbers of a constructor."""
    same = len(before) == len(after)
    return same and all(
        old == new or _around_number(old) == _around_number(new) is not None
        for old, new in zip(before, after, strict=True)
    )


def _around_number(line: str) -> tuple[str, ...] | None:
    found = _NUMBER.fullmatch(line)
    return None if found is None else found.groups()


def _lines(text: str) -> list[str]:
    """Split a text; spaces at the ends of lines do not count."""
    return [line.rstrip() for line in text.splitlines()]

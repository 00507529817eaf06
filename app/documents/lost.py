"""What exporting over a file would lose, of which the design may have some already."""

import ast
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from rampsmith.app.documents.on_disk import content_digest
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.files.places import is_file
from rampsmith.exporters.targets.hand_edits import HandEdits, exported_again, hand_edits
from rampsmith.exporters.targets.hand_numbers import (
    ChangedNumber,
    constructor_defaults,
    has_numbers,
)


def what_is_lost(path: Path, last: str | None, source: str) -> HandEdits | None:
    """Find what writing a source would destroy; ``last`` is the digest of what was exported last."""
    try:
        data = path.read_bytes() if is_file(path) else b""
    except OSError:
        return None  # Writing will say what is wrong with it.
    if not data.strip() or last == content_digest(data):
        return None
    text = data.decode("utf-8", "replace")
    if design_in(text) is None:
        return HandEdits("This is not a file that Rampsmith has exported.")
    edits = hand_edits(text, written=source)
    taken = () if edits is None else _taken(edits.numbers, source)
    return _without(text, taken) if taken else edits


def _taken(numbers: tuple[ChangedNumber, ...], source: str) -> tuple[str, ...]:
    """Return the arguments whose changed numbers a source has too: each of several places."""
    arguments: dict[str, list[ChangedNumber]] = defaultdict(list)
    for number in numbers:
        arguments[number.name].append(number)
    return tuple(name for name, each in arguments.items() if has_numbers(source, each))


def _without(text: str, names: tuple[str, ...]) -> HandEdits | None:
    """Find what was changed by hand beside the defaults of some arguments."""
    fresh = exported_again(text)
    before = constructor_defaults(fresh)
    lines = [line.encode() for line in text.split("\n")]  # The parser counts bytes.
    as_they_are: dict[str, str] = {}
    for name, default in reversed(constructor_defaults(text).items()):
        # A comment between several numbers would be lost with them.
        if name in names and "#" not in (ast.get_source_segment(text, default) or ""):
            first, last = default.lineno - 1, (default.end_lineno or 0) - 1
            head, tail = lines[first][: default.col_offset], lines[last][default.end_col_offset :]
            old = ast.get_source_segment(fresh, before[name]) or ""
            changed = head + old.encode() + tail
            if first == last:
                as_they_are[changed.decode().rstrip()] = lines[first].decode().rstrip()
            lines[first : last + 1] = [changed]
    edits = hand_edits(b"\n".join(lines).decode())
    if edits is None:
        return None
    changes = (
        line if line[:1] == "-" else line[:1] + as_they_are.get(line[1:], line[1:])
        for line in edits.changes
    )
    return replace(edits, changes=tuple(changes))

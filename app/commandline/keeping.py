"""Which files that are there already a command keeps unless it is forced, and why."""

from pathlib import Path

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text
from rampsmith.designer.files.embedded import design_in
from rampsmith.exporters.hand_edits import hand_edits
from rampsmith.exporters.targets import Target


def any_file(_: Path) -> str:
    """Keep whatever is there: a design is somebody's work."""
    return "This is there already; --force writes over it."


def all_but_exported(path: Path, target: Target) -> str | None:
    """Keep what was not exported, or was changed by hand since."""
    if _opens_with(path, target.opening):
        return None
    try:
        text = read_text(path)
    except DesignError:
        text = ""
    if design_in(text) is None:
        return "This is no file that Rampsmith exported; --force writes over it."
    if hand_edits(text) is not None:
        return (
            "This was changed by hand since it was exported; rampsmith check shows"
            " the changes, --force writes over them."
        )
    return None


def all_but_the_same(path: Path, content: str) -> str | None:
    """Keep what says anything else: a loop is there to be filled in."""
    if path.read_bytes() == content.encode():
        return None
    return "This is there already and is another file; --force writes over it."


def _opens_with(path: Path, opening: str) -> bool:
    with path.open("rb") as file:
        return opening != "" and file.read(len(opening)) == opening.encode()

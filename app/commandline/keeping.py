"""What becomes of a file that is there already: kept unless it is forced, or set aside."""

from pathlib import Path

from rampsmith.app.commandline.streams import STANDARD
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.files.output import OutputError, write_whole
from rampsmith.exporters.hand_edits import hand_edits
from rampsmith.exporters.targets import Target


def set_aside(path: str, content: str) -> str:
    """Copy what is there and says anything else to ``NAME~``, as it may be somebody's work.

    Returns:
        Where it is now, to be said with what was written; empty where nothing was set aside.

    Raises:
        OutputError: if it cannot be read or copied.
    """
    file = Path(path)
    if path == STANDARD or not file.is_file():
        return ""
    try:
        before = file.read_bytes()
    except OSError as error:
        raise OutputError(path, "what is there cannot be read") from error
    if before in (b"", content.encode()):
        return ""
    beside = file.with_name(f"{file.name}~")
    write_whole(beside, before)
    return f"; what was there is now {beside}"


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


def _opens_with(path: Path, opening: str) -> bool:
    with path.open("rb") as file:
        return opening != "" and file.read(len(opening)) == opening.encode()

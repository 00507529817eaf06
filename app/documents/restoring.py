"""Offers the unsaved work that an earlier process left behind, and brings it back."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rampsmith.app.documents.on_disk import OnDisk, is_large_file, read_on_disk
from rampsmith.app.documents.recent import short_place
from rampsmith.app.documents.recovery import Leftover, RecoveryFolder
from rampsmith.app.panels.message_bar import Choice, Offer
from rampsmith.designer.differences import difference_words
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.numbers import counted
from rampsmith.designer.schedule import Schedule

if TYPE_CHECKING:
    from rampsmith.app.window import Window

Found: TypeAlias = tuple[list[tuple[Leftover, str]], list[str]]
"""What can be restored, each with the words for it, and sentences about what cannot."""


def offer_leftovers(window: "Window", folder: RecoveryFolder) -> None:
    """Offer in a window's message bar what can be restored, one offer for each design."""

    def go_on(outcome: Callable[[], Found]) -> None:
        leftovers, sentences = outcome()
        if sentences:
            window.message.tell("\n".join(sentences))
        for leftover, words in leftovers:
            window.message.offer(_offer(window, folder, leftover, words))

    if any(map(is_large_file, folder.files())):
        words = "Looking for unsaved work …"
        window.documents.reading.begin(words, lambda: _found(folder), go_on)
    else:
        go_on(lambda: _found(folder))


def _found(folder: RecoveryFolder) -> Found:
    """Read what can be restored, and what is on disk in its place."""
    leftovers, sentences = folder.leftovers()
    return [(leftover, leftover_words(leftover)) for leftover in leftovers], sentences


def leftover_words(leftover: Leftover) -> str:
    """Say what would be restored: the title, from when, how much, and what differs on disk."""
    schedule, origin = leftover.schedule, leftover.origin
    when = leftover.kept_at.strftime("%d %b %Y, %H:%M")
    size = counted(len(schedule.segments), "segment")
    begin = f"“{schedule.title}” was not saved when Rampsmith ended: {size}, last edited {when}. "
    if origin is None:
        return f"{begin}It was never saved in a file."
    place = f"{origin.name} in {short_place(origin)}"
    on_disk = _read(origin)
    if on_disk is None:
        return f"{begin}Its file, {place}, cannot be read any more."
    differ = difference_words(on_disk.schedule, schedule)
    return f"{begin}What differs from {place}: {differ or 'nothing'}."


def restore(window: "Window", folder: RecoveryFolder, leftover: Leftover) -> None:
    """Bring unsaved work back, as unsaved work; undoing that shows what is in its file."""
    target = _target(window, leftover)
    target.store.edit(lambda _: leftover.schedule, "Restore unsaved work")
    # Kept by its new process before the old one's is removed: a crash in between loses nothing.
    target.windows.keep(target)
    folder.drop(leftover.file)
    target.bring_to_front()
    target.documents.told.emit(f"Restored “{leftover.schedule.title}”; it is not saved yet")


def _offer(window: "Window", folder: RecoveryFolder, leftover: Leftover, words: str) -> Offer:
    return Offer(
        f"leftover {leftover.file.name}",
        words,
        (
            Choice("Restore", lambda: restore(window, folder, leftover)),
            Choice("Discard", lambda: folder.drop(leftover.file)),
        ),
        is_about_document=False,
    )


def _target(window: "Window", leftover: Leftover) -> "Window":
    """Find the window for restored work: the one with its file, this one, or one of its own."""
    origin = leftover.origin
    holder = None if origin is None else window.windows.holder(origin)
    if holder is not None:
        return holder
    on_disk = None if origin is None else _read(origin)
    is_untouched = window.documents.origin is None and len(window.store.history.moments) == 1
    target = window if is_untouched else window.windows.begin(Schedule())
    if on_disk is not None:
        target.documents.show(on_disk)
    else:
        target.store.open(Schedule(), None)
    return target


def _read(path: Path) -> OnDisk | None:
    try:
        return read_on_disk(path)
    except DesignError:
        return None

"""Segments as text that is copied and pasted: a design with nothing else in it."""

from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.design_file import LARGEST_FILE, schedule_in
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.files.writing import segments_text
from rampsmith.designer.schedule import Track

__all__ = ["segments_in", "segments_text"]

SOURCE = "the clipboard"


def segments_in(text: str) -> Track:
    """Read segments from copied ones, a whole design or an exported file. Nothing of it is run.

    Raises:
        DesignError: if it is none of them, with everything that is wrong with it.
    """
    if len(text) > LARGEST_FILE:
        raise _refusal(f"This text has {len(text):,} characters; {LARGEST_FILE:,} are the most.")
    plain = text.removeprefix("\ufeff")
    if not plain.lstrip().startswith("{") and design_in(plain) is None:
        raise _refusal("There are no segments on the clipboard.")
    schedule = schedule_in(plain, source=SOURCE)
    if not schedule.segments:
        raise _refusal("The design on the clipboard has no segments.")
    return Track(schedule.segments, schedule.repeats)


def _refusal(sentence: str) -> DesignError:
    return DesignError(SOURCE, (DesignFault("", sentence),))

"""What is to be said about one batch of the loop: its part of an update, and where it is a short one."""

from rampsmith.designer.training_loop.loop import BatchPlace, Loop
from rampsmith.designer.values.numbers import count_text, counted


def batch_words(loop: Loop, place: BatchPlace) -> str:
    """Say which batch of its update a batch is, and whether the update or the batch is short."""
    return "; ".join(filter(None, (_accumulation_words(loop, place), _size_words(loop, place))))


def _accumulation_words(loop: Loop, place: BatchPlace) -> str:
    if place.update is None:
        return "its gradients are thrown away: too few batches are left for an update"
    first = loop.first_batch_of_update(place.update)
    count = loop.batch_of_update(place.update) - first + 1
    usual = loop.clock.accumulation_of(place.update)
    if max(count, usual) == 1:
        return ""
    words = f"batch {count_text(place.index - first + 1)} of {count_text(count)}"
    if count < usual:
        return f"{words}, not {count_text(usual)}: a short update"
    return f"{words} for this update"


def _size_words(loop: Loop, place: BatchPlace) -> str:
    full = loop.clock.size_of(place.index)
    size = loop.clock.seen_before(place.index + 1) - loop.clock.seen_before(place.index)
    if not 0 < size < full:
        return ""
    unit = loop.run.batch_word
    return f"{counted(size, unit)}, not {count_text(full)}"

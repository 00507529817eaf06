"""The blocks of repeats, kept on the same segments while segments come, go and change places."""

from collections.abc import Iterator
from dataclasses import replace

from rampsmith.designer.schedule import Repeat

Repeats = tuple[Repeat, ...]


def with_inserted(
    repeats: Repeats, index: int, count: int = 1, *, beside: int | None = None
) -> Repeats:
    """Make room for new segments at an index.

    Args:
        repeats: the repeats.
        index: where the new segments come to stand.
        count: how many there are.
        beside: the segment to whose block they belong; without one they belong to a block only
            where they stand between two of its segments.
    """

    def changed(repeat: Repeat) -> Repeat:
        first, last = repeat.first, repeat.last
        joins = first < index <= last or (beside is not None and beside in repeat)
        if joins:
            return replace(repeat, last=last + count)
        return _shifted(repeat, count) if first >= index else repeat

    return tuple(changed(repeat) for repeat in repeats)


def with_removed(repeats: Repeats, index: int) -> Repeats:
    """Close the gap that a removed segment leaves; a block without segments is gone."""
    return tuple(_without(repeats, index))


def _without(repeats: Repeats, index: int) -> Iterator[Repeat]:
    for repeat in repeats:
        if index < repeat.first:
            yield _shifted(repeat, -1)
        elif index > repeat.last:
            yield repeat
        elif repeat.first < repeat.last:
            last = repeat.last - 1
            # The only segment that is left cannot be the warmup that keeps its length.
            keeps = repeat.keeps_first and repeat.first < last and index != repeat.first
            yield replace(repeat, last=last, keeps_first=keeps)


def _shifted(repeat: Repeat, by: int) -> Repeat:
    return replace(repeat, first=repeat.first + by, last=repeat.last + by)

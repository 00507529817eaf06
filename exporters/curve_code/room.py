"""The lengths of a curve that the whole must have room for, besides what fills it."""

from collections.abc import Mapping

from rampsmith.designer.document.schedule import Schedule
from rampsmith.exporters.curve_code.expressions import Code
from rampsmith.exporters.curve_code.parameter import Parameter
from rampsmith.exporters.words.wording import RepeatNumber


def lengths_beside_rest(
    schedule: Schedule,
    total: Parameter | None,
    lengths: Mapping[int, Parameter],
    repeats: Mapping[tuple[int, RepeatNumber], Parameter],
) -> tuple[Code, ...]:
    """Return the lengths that the whole must have room for; none where the designed whole has none.

    Args:
        schedule: the curve, as a schedule of its own.
        total: the length of the whole.
        lengths: those of the segments, by their index.
        repeats: the numbers of the repeats, by their index and what they are.
    """
    found: list[Code] = []
    room = _plain_length(total)
    for index, repeat in schedule.parts():
        block = range(index, index + 1 if repeat is None else repeat.last + 1)
        given = [lengths[each] for each in block if each in lengths]
        place = -1 if repeat is None else schedule.repeats.index(repeat)
        count = repeats.get((place, "count"))
        if repeat is not None and (count is None or repeat.stretch != 1 or len(repeat.lengths) > 1):
            return ()  # Its cycles have no end, or each is longer or shorter.
        if not given:
            continue
        each = [one.length for one in given]
        found += each if count is None else [count.given * one for one in each]
        room -= sum(map(_plain_length, given)) * (1 if count is None else count.value)
    return tuple(found) if room >= 0 else ()


def _plain_length(length: Parameter | None) -> float:
    # The constructor sees to it that a share of the whole has room in that.
    return 0 if length is None or length.use == "share" else length.value

"""The cycles of a repeat: which one a step is in, and how its levels change; the exporter copies these."""


def cycle_at(n: float, cycle: float, stretch: float) -> tuple[int, float, float]:
    """Find the cycle that step n is in: its number, its first step and its length.

    Cycles that shrink to nothing end where they can no longer be told apart.
    """
    length = float(cycle)
    if stretch == 1:
        number = int(n / length)
        return number, min(n, number * length), length
    number = 0
    begin = 0.0
    while n >= begin + length > begin:
        begin += length
        length *= stretch
        number += 1
    return number, begin, length


def cycle_of(
    n: float,
    cycle: float,
    lengths: tuple[float, ...],
) -> tuple[int, float, float]:
    """Find the cycle that step n is in, by the lengths of all."""
    number = 0
    begin = 0.0
    length = float(cycle)
    while n >= begin + length and number < len(lengths) - 1:
        begin += length
        number += 1
        length = cycle * lengths[number] / lengths[0]
    return number, begin, length


def all_lengths(cycle: float, lengths: tuple[float, ...]) -> float:
    """Add the lengths of cycles up that each have one of their own."""
    return sum(cycle * length / lengths[0] for length in lengths)


def shrunk(level: float, kept: float, scale: float) -> float:
    """Scale how far a level is from one that stays; a scale of 1 changes nothing."""
    return level * scale + kept * (1.0 - scale) if level != kept else level


def lowered(level: float, low: float, scale: float) -> float:
    """Scale a level, unless it is the lowest."""
    return level * scale if level > low else level


def cycles_length(cycle: float, stretch: float, times: int) -> float:
    """Add the lengths of all cycles up."""
    return sum(cycle * stretch**number for number in range(times))

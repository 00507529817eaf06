"""The cycles of a repeat: which one a step is in, and where in it; the exporter copies these too."""


def cycle_at(n: float, cycle: float, stretch: float) -> tuple[int, float, float]:
    """Find the cycle that step n is in: its number, its first step and its length.

    Cycles that shrink to nothing end where they can no longer be told apart.
    """
    number = 0
    begin = 0.0
    length = float(cycle)
    while n >= begin + length > begin:
        begin += length
        length *= stretch
        number += 1
    return number, begin, length


def cycles_length(cycle: float, stretch: float, times: int) -> float:
    """Add the lengths of all cycles up."""
    return sum(cycle * stretch**number for number in range(times))

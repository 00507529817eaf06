"""Names for what is new: one that nothing else bears yet."""

from collections.abc import Container


def free_name(name: str, taken: Container[str]) -> str:
    """Find a free name: ``Hold``, ``Hold 2``, ``Hold 3``."""
    if name not in taken:
        return name
    stem, _, number = name.rpartition(" ")
    counts = stem and number.isdecimal() and len(number) < 10
    stem, first = (stem, int(number) + 1) if counts else (name, 2)
    while f"{stem} {first}" in taken:
        first += 1
    return f"{stem} {first}"

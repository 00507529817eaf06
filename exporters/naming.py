"""Identifiers made of the names that a person gave to segments and repeats."""

import re
import unicodedata
from collections.abc import Collection, Sequence

LONGEST_STEM = 15
"""Characters of a name that go into an identifier, so that no line grows too long."""


def stems(names: Sequence[str], taken: Collection[str] = ()) -> tuple[str, ...]:
    """Make a distinct identifier of every name: ``Warm-up 2`` becomes ``warm_up_2``."""
    found: list[str] = []
    for index, name in enumerate(names):
        stem = _stem(name)
        if not stem or stem[0].isdigit():
            stem = f"segment_{index + 1}"
        number = 2
        free = stem
        while free in found or free in taken:
            ending = f"_{number}"
            free = f"{stem[: LONGEST_STEM - len(ending)].strip('_')}{ending}"
            number += 1
        found.append(free)
    return tuple(found)


def _stem(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    while len(words) > 1 and len("_".join(words)) > LONGEST_STEM:
        words.pop()
    return "_".join(words)[:LONGEST_STEM]


def spoken(stem: str) -> str:
    """Say an identifier as words, with its article."""
    words = stem.replace("_", " ")
    return words if words.startswith("segment ") else f"the {words}"

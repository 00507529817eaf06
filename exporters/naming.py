"""Identifiers and file names made of the names that a person gave."""

import keyword
import re
import sys
import unicodedata
from collections.abc import Collection, Sequence

LONGEST_STEM = 15
"""Characters of a name that go into an identifier, so that no line grows too long."""

_PACKAGES = frozenset({"accelerate", "lightning", "torch", "transformers"})
"""What a training loop imports; a file of that name beside it would be imported instead."""


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
    """Say an identifier as a name: its words in quotes."""
    words = stem.replace("_", " ")
    return words if words.startswith("segment ") else f'"{words}"'


def file_stem(title: str) -> str:
    """Make a file's name of a title: ``digits warmup cosine`` to ``digits_warmup_cosine``."""
    words = "".join(c if c.isalnum() else " " for c in title.lower()).split()
    return "_".join(words)[:60] or "schedule"


def module_name(title: str) -> str:
    """Name the module that a design of a title is imported from."""
    stem = file_stem(title)
    hides = keyword.iskeyword(stem) or stem in sys.stdlib_module_names or stem in _PACKAGES
    if hides or not (stem.isascii() and stem.isidentifier()):
        return "schedule"
    return stem

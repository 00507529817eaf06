"""Names: those that a person types, and those of what is new; and words that begin a sentence."""

from collections.abc import Callable, Container
from itertools import count
from typing import TypeVar

from rampsmith.designer.values.limits import LONGEST_TEXT
from rampsmith.designer.values.numbers import EntryError

Named = TypeVar("Named")


def capitalised(words: str) -> str:
    """Write words as the beginning of a sentence; nothing stays nothing."""
    return f"{words[:1].upper()}{words[1:]}"


def printable(text: str) -> str:
    """Write a space for every character that no font has."""
    return "".join(character if character.isprintable() else " " for character in text)


def parsed_name(text: str, owner: str, *, longest: int = LONGEST_TEXT) -> str:
    """Read a name of one line; ``owner`` begins the sentence about a wrong one: ``A group's name``.

    Raises:
        EntryError: if it is empty, too long or cannot be shown.
    """
    name = " ".join(text.split())
    if not name or len(name) > longest or not name.isprintable():
        raise EntryError(f"{owner} has 1 to {longest} characters that can be shown.")
    return name


def free_name(
    name: Named,
    numbered: Callable[[int], Named],
    is_taken: Callable[[Named], bool],
    *,
    first: int = 2,
) -> Named:
    """Find a free name: the wanted one, or the first free one with a number."""
    if not is_taken(name):
        return name
    return next(free for free in map(numbered, count(first)) if not is_taken(free))


def counted_name(name: str, taken: Container[str]) -> str:
    """Find a free name that counts on: ``Hold``, ``Hold 2``, ``Hold 3``."""
    stem, _, number = name.rpartition(" ")
    counts = stem and number.isdecimal() and len(number) < 10
    stem, first = (stem, int(number) + 1) if counts else (name, 2)
    return free_name(name, lambda number: f"{stem} {number}", taken.__contains__, first=first)

"""Identifiers and file names made of the names that a person gave."""

import keyword
import re
import sys
import unicodedata
from collections.abc import Collection, Sequence

LONGEST_STEM = 15
"""Characters of a name that go into an identifier, so that no line grows too long."""

LONGEST_WITH_OWNER = 18
"""The same where it begins with what it belongs to, such as a group."""

LONGEST_GROUP = 10
LONGEST_KIND = 16
"""Characters that go into identifiers of the name of a group, and of a person's own value."""

_OWNER = 8
"""Characters of what an identifier belongs to that are kept of a long one."""

_PACKAGES = frozenset({"accelerate", "lightning", "torch", "transformers"})
"""Packages that a training loop imports; a file of that name next to it would be imported instead."""


def stems(
    names: Sequence[str],
    taken: Collection[str] = (),
    *,
    owner: str = "",
    longest: int | None = None,
    nameless: str = "segment",
) -> tuple[str, ...]:
    """Make a distinct identifier of every name: ``Warm-up 2`` becomes ``warm_up_2``.

    Args:
        names: as a person typed them.
        taken: identifiers that are in use.
        owner: an identifier that all begin with, or with most of it.
        longest: how many characters they may have, if not the usual number.
        nameless: what one is called whose name says nothing, with its number.
    """
    found: list[str] = []
    longest = longest or (LONGEST_WITH_OWNER if owner else LONGEST_STEM)
    for index, name in enumerate(names):
        own = identifier(name, longest - min(len(owner), _OWNER) - bool(owner))
        stem = "_".join(filter(None, (owner[: longest - len(own) - 1].strip("_"), own)))
        if not stem or stem[0].isdigit():
            ending = f"_{index + 1}"
            stem = f"{nameless[: longest - len(ending)]}{ending}"
        free, number = stem, 2
        while free in found or free in taken:
            ending = f"_{number}"
            free = f"{stem[: longest - len(ending)].strip('_')}{ending}"
            number += 1
        found.append(free)
    return tuple(found)


def identifier(name: str, longest: int) -> str:
    """Make an identifier of the first words of a name; empty where it has no letter or digit."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    while len(words) > 1 and len("_".join(words)) > longest:
        words.pop()
    return "_".join(words)[:longest]


def ending_in(stem: str, word: str, others: Collection[str]) -> str:
    """Put a word at the end of an identifier, unless it or its plural is there already.

    Of others that would come to the same, each gets the word as it is.
    """
    ended = {each: re.sub(f"(^|_){word}s?$", "", each) for each in {stem, *others}}
    kept = ended[stem] if [*ended.values()].count(ended[stem]) == 1 else stem
    return "_".join(filter(None, (kept, word)))


def text_source(text: str) -> str:
    """Write text as Python source, in the quotes that formatters choose."""
    plain = text.encode("unicode_escape", "backslashreplace").decode("ascii")
    quote = "'" if text.count('"') > text.count("'") else '"'
    return f"{quote}{plain.replace(quote, chr(92) + quote)}{quote}"


def tuple_lines(before: str, texts: Sequence[str], room: int) -> list[str]:
    """Write texts as a tuple after some code, below each other where there is no room in a line."""
    sources = [text_source(text) for text in texts]
    inline = f"{before}({', '.join(sources)}{',' if len(sources) == 1 else ''})"
    if len(inline) <= room:
        return [inline]
    # Without a comment, formatters of wider lines would put a single one back into the line.
    note = "  # the only one" if len(sources) == 1 else ""
    return [f"{before}(", *(f"    {each},{note}" for each in sources), ")"]


def spoken(stem: str) -> str:
    """Turn an identifier into a name: its words in quotes."""
    return f'"{stem.replace("_", " ")}"'


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

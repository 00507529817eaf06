"""A design inside an exported file, in comments, and the digest that the file carries of itself.

The digest, by which changes made by hand are found, is made of what the file says to Python and to
a reader, its code and its comments, and not of how that is laid out: a formatter and other line
ends change nothing.
"""

import ast
import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

from rampsmith.designer.values.parsing import parsed_module

MARK = "# Rampsmith opens this file to edit the design"
PREFIX = "# |"
WIDTH = 88
"""Characters in a line at the most: the common formatters' default."""

LARGEST_PARSED = 100_000
"""Characters of a file whose code is compared by what it means; of a longer one, the lines are."""

_SIGNED = re.compile(re.escape(MARK) + r" \((\w+), digest ([0-9a-f]{16})\):")

_QUOTES = ('"""', "'''", '"', "'")
_STRINGS = (rf"{quote}(?:\\.|[^\\])*?{quote}" for quote in _QUOTES)
_STRING_OR_COMMENT = re.compile("|".join((r"#[^\r\n]*", *_STRINGS)), re.DOTALL)
"""A # within a string begins no comment. It finds them in a tenth of the time that tokenize takes."""


def embedded_lines(design: dict[str, Any]) -> tuple[str, ...]:
    """Write what a design file holds as comment lines of a Python file.

    The lines are ASCII without a space or a # but at their beginning: tools read instructions
    out of comments ("# noqa"), and nothing that a person typed may become one.
    """
    compact = json.dumps(design, separators=(",", ":"))
    safe = compact.replace("#", "\\u0023").replace(" ", "\\u0020")
    width = WIDTH - len(PREFIX)
    lines = (safe[begin : begin + width] for begin in range(0, len(safe), width))
    return (f"{MARK}:", *(f"{PREFIX}{line}" for line in lines))


def design_in(source: str) -> str | None:
    """Find the design in the text of an exported file, without running anything of it.

    Returns:
        The text of the design, which may still be damaged; None where there is none.
    """
    lines = source.splitlines()
    found = _lines_of_design(lines)
    if found is None:
        return None
    return "".join(line.strip().removeprefix(PREFIX) for line in lines[found][1:])


def without_design(source: str) -> str:
    """Return the text of an exported file without the comment that holds its design."""
    lines = source.splitlines(keepends=True)
    found = _lines_of_design(lines)
    if found is not None:
        del lines[found]
    return "".join(lines)


def _lines_of_design(lines: list[str]) -> slice | None:
    """Find the lines of the comment that holds the design, the one that announces it first.

    A title above it may say the same as that line; so the last one counts that a design follows.
    """
    marks = [number for number, line in enumerate(lines) if line.strip().startswith(MARK)]
    if not marks:
        return None
    followed = [
        at for at in marks if lines[at + 1 : at + 2] and lines[at + 1].strip()[:3] == PREFIX
    ]
    begin = followed[-1] if followed else marks[0]
    end = begin + 1
    while end < len(lines) and lines[end].strip().startswith(PREFIX):
        end += 1
    return slice(begin, end)


def signed(source: str, *, target: str) -> str:
    """Put what an exported file is, and its digest, into the line above the design in it."""
    before, _, design = source.rpartition(f"{MARK}:")
    return f"{before}{MARK} ({target}, digest {digest_of(source)}):{design}"


def recorded_target(source: str) -> str | None:
    """Return which target a file says that it was exported for; None where it does not."""
    return _signature(source)[0]


def is_as_signed(source: str) -> bool:
    """Return whether a file is what its digest says; without one it is not."""
    return recorded_digest(source) == digest_of(source)


def recorded_digest(source: str) -> str | None:
    """Return the digest that a file carries; None where it has none."""
    return _signature(source)[1]


def _signature(source: str) -> tuple[str, str] | tuple[None, None]:
    """Return the target and the digest of the last line that has them."""
    found = _SIGNED.findall(source)
    return found[-1] if found else (None, None)


def digest_of(source: str) -> str:
    """Compute the digest of a file, whatever is in it; nothing of it is run."""
    said = "".join(f"{part}\0" for part in _parts(source))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _parts(source: str) -> list[str]:
    if len(source) > LARGEST_PARSED:
        # A tree takes a thousand times as many bytes as its text.
        return _plain_lines(source)
    try:
        with warnings.catch_warnings(action="ignore"):  # about what somebody wrote into the code
            return [*_code(source), *_comments(source)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # What Python cannot read was not exported like this: its lines have to do.
        return _plain_lines(source)


def _plain_lines(source: str) -> list[str]:
    lines = (line.rstrip() for line in source.splitlines())
    return [line for line in lines if not line.startswith(MARK)]


def _code(source: str) -> Iterator[str]:
    """Yield the syntax tree, level by level; every version of Python gives the same."""
    nodes: list[ast.AST] = [parsed_module(source)]
    for (
        node
    ) in nodes:  # It grows meanwhile. Each export comes by here; ast.walk takes twice as long.
        yield type(node).__name__
        for name in node._fields:
            value = getattr(node, name, None)
            # Newer versions know more lists of what may be missing.
            for each in value if isinstance(value, list) else () if value is None else (value,):
                if isinstance(each, ast.AST):
                    nodes.append(each)
                    yield f"{name} "
                else:
                    yield f"{name} {each!r}"


def _comments(source: str) -> Iterator[str]:
    for found in _STRING_OR_COMMENT.finditer(source):
        text = found[0]
        if text[0] == "#" and not text.startswith(MARK):
            yield text.lstrip("# ").rstrip()

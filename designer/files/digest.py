"""The digest that an exported file carries of itself, by which changes made by hand are found.

It is made of what the file says to Python and to a reader, its code and its comments, and not of
how that is laid out: a formatter and other line ends change nothing.
"""

import ast
import hashlib
import io
import re
import tokenize
import warnings
from collections.abc import Iterator

from rampsmith.designer.files.embedded import MARK
from rampsmith.designer.parsing import parsed_module

_SIGNED = re.compile(re.escape(MARK) + r" \((\w+), digest ([0-9a-f]{16})\):")


def signed(source: str, *, target: str) -> str:
    """Put what an exported file is, and its digest, into the line above the design in it."""
    return source.replace(f"{MARK}:", f"{MARK} ({target}, digest {digest_of(source)}):", 1)


def recorded_target(source: str) -> str | None:
    """Return which target a file says that it was exported for; None where it does not."""
    found = _SIGNED.search(source)
    return None if found is None else found[1]


def is_as_signed(source: str) -> bool:
    """Tell whether a file is what its digest says; without one it is not."""
    return recorded_digest(source) == digest_of(source)


def recorded_digest(source: str) -> str | None:
    """Return the digest that a file carries; None where it has none."""
    found = _SIGNED.search(source)
    return None if found is None else found[2]


def digest_of(source: str) -> str:
    """Work the digest of a file out, whatever is in it; nothing of it is run."""
    digest = hashlib.blake2b(digest_size=8)
    for part in _parts(source):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _parts(source: str) -> list[str]:
    try:
        with warnings.catch_warnings(action="ignore"):  # about what somebody wrote into the code
            return [*_code(source), *_comments(source)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # What Python cannot read was not exported like this: its lines have to do.
        lines = (line.rstrip() for line in source.splitlines())
        return [line for line in lines if not line.startswith(MARK)]


def _code(source: str) -> Iterator[str]:
    """Yield the syntax tree, level by level; every version of Python gives the same."""
    for node in ast.walk(parsed_module(source)):
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                # Newer versions know more lists of what may be missing.
                yield from (f"{name} {_scalar(each)}" for each in value)
            elif value is not None:
                yield f"{name} {_scalar(value)}"


def _scalar(value: object) -> str:
    return "" if isinstance(value, ast.AST) else repr(value)


def _comments(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith(MARK):
            yield token.string.lstrip("# ").rstrip()

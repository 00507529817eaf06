"""From text to JSON values, with what Python's reader lets through kept as a fault; and back."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from rampsmith.designer.files.design_error import DesignError, DesignFault, quoted

LONGEST_NUMBER = 100
"""Characters; no number in a design needs more, and Python limits whole ones to some thousand."""

# What can be left of a value at the end of a text that was cut off within it.
_CUT_VALUE = re.compile(
    r"|-|t|tr|tru|f|fa|fal|fals|n|nu|nul|\.|\.?\d*[eE][+-]?|\\?u?[0-9a-fA-F]{0,3}"
)

_IN_A_ROW = 10
"""Numbers that stand on one line: a long list is read, compared and written faster that way."""

_plain = json.JSONEncoder(ensure_ascii=False).encode

_IN_WORDS = {
    "Expecting value": "a value is missing",
    "Expecting ',' delimiter": "a comma is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting property name enclosed in double quotes": "a word in double quotes is missing",
    "Extra data": "something follows the end",
    "Invalid control character at": "a text must not hold a line break or a control character",
    "Invalid \\escape": "a text has a backslash that stands for nothing",
    "Invalid \\uXXXX escape": "a text has a \\u without four digits after it",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that Python would read, but no design may hold; the sentence says why."""

    sentence: str


class Doubled(dict[str, Any]):
    """A JSON object in which words stood twice; the last value of each is left."""

    def __init__(self, values: dict[str, Any], words: tuple[str, ...]) -> None:
        """Keep the values, and which words stood there twice."""
        super().__init__(values)
        self.words = words


def json_value(text: str, *, source: str) -> Any:
    """Read JSON; doubled words and absurd numbers are left for the reader, who knows their place.

    Raises:
        DesignError: if it is no JSON; with the line and the column.
    """
    plain = text.removeprefix("\ufeff")
    if not plain.strip():
        raise DesignError(source, (DesignFault("", "The file is empty."),))
    try:
        return json.loads(
            plain,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise DesignError(source, (_fault(_after_comma(error)),)) from None
    except RecursionError:
        sentence = "The lists and objects are nested too deeply for any design."
        raise DesignError(source, (DesignFault("", sentence),)) from None


def laid_out(value: Any, indent: str = "") -> str:
    """Write JSON indented by two; numbers in a list stand in rows."""
    inner = f"{indent}  "
    match value:
        case dict() if value:
            members = [f"{_plain(word)}: {laid_out(each, inner)}" for word, each in value.items()]
            return _between("{}", members, indent)
        case [dict() | list(), *_]:
            return _between("[]", [laid_out(each, inner) for each in value], indent)
        case list() if len(value) > _IN_A_ROW:
            rows = range(0, len(value), _IN_A_ROW)
            return _between("[]", [_plain(value[at : at + _IN_A_ROW])[1:-1] for at in rows], indent)
        case _:
            return _plain(value)


def _between(brackets: str, lines: list[str], indent: str) -> str:
    inner = f",\n{indent}  ".join(lines)
    return f"{brackets[0]}\n{indent}  {inner}\n{indent}{brackets[1]}"


def _after_comma(error: json.JSONDecodeError) -> json.JSONDecodeError:
    """Point at what follows a comma too many, as Python before 3.13 does, whose words are used."""
    if not error.msg.startswith("Illegal trailing comma"):
        return error
    after = error.doc[error.pos + 1 :]
    place = error.pos + 1 + len(after) - len(after.lstrip())
    in_object = error.msg.endswith("object")
    wanted = "property name enclosed in double quotes" if in_object else "value"
    return json.JSONDecodeError(f"Expecting {wanted}", error.doc, place)


def _fault(error: json.JSONDecodeError) -> DesignFault:
    place = f"line {error.lineno}, column {error.colno}"
    rest = error.doc[error.pos :].strip()
    unfinished = error.pos > 0 and _CUT_VALUE.fullmatch(rest)
    if unfinished or error.msg.startswith("Unterminated string"):
        return DesignFault(place, "The file is cut short: it ends before the design does.")
    words = _IN_WORDS.get(error.msg, error.msg.lower())
    found = re.match(r"[\w.+-]+|.", rest, re.DOTALL)
    before = f" before {quoted(found[0])}" if found and words.endswith("missing") else ""
    return DesignFault(place, f"This is not JSON: {words}{before}.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    counts = Counter(word for word, _ in pairs)
    return Doubled(values, tuple(word for word, count in counts.items() if count > 1))


def _whole(literal: str) -> int | Refused:
    return _too_long(literal) or int(literal)


def _fraction(literal: str) -> float | Refused:
    if refused := _too_long(literal):
        return refused
    value = float(literal)
    if value in (float("inf"), float("-inf")):
        return Refused(f"{literal} is beyond every number that a computer calculates with.")
    return value


def _constant(literal: str) -> Refused:
    written = {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}[literal]
    return Refused(
        f'{literal} is no number in JSON; a design that has none there says "{written}".'
    )


def _too_long(literal: str) -> Refused | None:
    if len(literal) <= LONGEST_NUMBER:
        return None
    return Refused(f"A number of {len(literal):,} characters is absurd.")

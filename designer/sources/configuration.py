"""Configurations: JSON, and the part of YAML that people write them in, with the place of each value.

Nested ``key: value`` lines, lists of ``- `` lines, and braces and brackets with what JSON has. No
anchors, tags and several documents; of a text over several lines the first one is read. The
numbers are those that people mean: ``5e-5`` is one, which YAML 1.1 takes for a text.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from rampsmith.designer.sources.entries import Entry, Scalar
from rampsmith.designer.sources.reading import TextPlace, Unreadable
from rampsmith.designer.values.limits import DEEPEST_SOURCE

_KEY = re.compile(
    r"""(?:"([^"]{0,100})"|'([^']{0,100})'|([\w.][^#:{}\[\],]{0,100}?|[\w.-]{1,100})) {0,8}:(?=\s|$)"""
)
_WORD = re.compile(r"[^,\[\]{}:#\n]+(?::(?!\s)[^,\[\]{}:#\n]+)*")
_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?[\d_]*|\.\d[\d_]*)([eE][-+]?\d+)?")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
    **dict.fromkeys(("null", "none", "~", ""), None),
}
_SPACE = re.compile(r"(?:\s|#[^\n]*(?=\n|$))*")
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL),
    "'": re.compile(r"'((?:[^']|'')*)'", re.DOTALL),
}
LONGEST_NUMBER = 40
"""Characters; nobody writes more for a number that is meant."""


class _Line(NamedTuple):
    """A line that is neither empty nor a comment: its indentation, its text and its number."""

    indent: int
    text: str
    number: int


def read_configuration(text: str) -> Entry:
    """Read JSON or simple YAML to entries.

    Raises:
        Unreadable: if it is neither.
    """
    plain = text.removeprefix("\ufeff")
    if plain.lstrip()[:1] in ("{", "["):
        return _Flow(plain).whole()
    found: list[_Line] = []
    for number, line in enumerate(plain.splitlines(), 1):
        said = _without_comment(line.expandtabs(2))
        if said.strip() and said.strip() not in ("---", "..."):
            found.append(_Line(len(said) - len(said.lstrip()), said.strip(), number))
    if not found:
        raise Unreadable("The text is empty.")
    return _Block(found).whole()


def scalar(text: str) -> Scalar:
    """Read a value that stands without quotes, as people mean it."""
    plain = text.strip()
    if plain.lower() in _WORDS:
        return _WORDS[plain.lower()]
    if len(plain) <= LONGEST_NUMBER and _NUMBER.fullmatch(plain):
        digits = plain.replace("_", "")
        return int(digits) if re.fullmatch(r"[-+]?\d+", digits) else float(digits)
    return plain


def _without_comment(line: str) -> str:
    """Cut a comment off a line: a # at its beginning or after a space, outside of quotes."""
    if "#" not in line:
        return line.rstrip()
    quote = ""
    for at, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#" and (at == 0 or line[at - 1].isspace()):
            return line[:at].rstrip()
    return line.rstrip()


@dataclass
class _Block:
    """The lines of nested ``key: value`` and ``- value``, read from the first to the last."""

    lines: list[_Line]
    at: int = 0

    def whole(self) -> Entry:
        """Read everything."""
        entry = self._block(self.lines[0].indent, 0)
        if self.at < len(self.lines):
            line = self.lines[self.at]
            place = TextPlace(line.number, line.indent + 1)
            raise Unreadable("This line is indented like nothing before it.", place)
        return entry

    def _block(self, indent: int, depth: int) -> Entry:
        first = self.lines[self.at]
        place = TextPlace(first.number, first.indent + 1)
        if depth > DEEPEST_SOURCE:
            raise Unreadable("This is nested too deeply for any configuration.", place)
        if first.text == "-" or first.text.startswith("- "):
            return Entry(tuple(self._items(indent, depth)), place)
        if _KEY.match(first.text):
            return Entry(self._members(indent, depth), place)
        self.at += 1
        return self._value(first.text, first.number, first.indent + 1)

    def _items(self, indent: int, depth: int) -> list[Entry]:
        found: list[Entry] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.indent != indent or not (line.text == "-" or line.text.startswith("- ")):
                break
            rest = line.text[1:].lstrip()
            inner = line.indent + len(line.text) - len(rest)
            if not rest:
                self.at += 1
                found.append(self._below(indent, depth, TextPlace(line.number, line.indent + 1)))
            elif _KEY.match(rest) or rest.startswith("- "):
                # What follows the dash begins a block of its own, as far in as it stands.
                self.lines[self.at] = _Line(inner, rest, line.number)
                found.append(self._block(inner, depth + 1))
            else:
                self.at += 1
                found.append(self._value(rest, line.number, inner + 1))
                self._text(indent)
        return found

    def _members(self, indent: int, depth: int) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        while self.at < len(self.lines):
            line = self.lines[self.at]
            key = _KEY.match(line.text)
            if line.indent != indent or key is None:
                break
            self.at += 1
            name = next(each for each in key.groups() if each is not None).strip()
            rest = line.text[key.end() :].strip()
            column = line.indent + line.text.find(rest, key.end()) + 1 if rest else line.indent + 1
            place = TextPlace(line.number, column)
            if rest in ("|", ">", "|-", ">-", "|+", ">+"):
                found[name] = Entry(self._text(indent), place)
            elif rest:
                found[name] = self._value(rest, line.number, column)
                # A text may go on over lines that are indented further.
                self._text(indent)
            else:
                found[name] = self._below(indent, depth, place)
        return found

    def _below(self, indent: int, depth: int, place: TextPlace) -> Entry:
        """Read what stands below a key or a dash; a list may stand as far out as its key."""
        if self.at < len(self.lines):
            line = self.lines[self.at]
            listed = line.text == "-" or line.text.startswith("- ")
            if line.indent > indent or (listed and line.indent == indent):
                return self._block(line.indent, depth + 1)
        return Entry(None, place)

    def _text(self, indent: int) -> str:
        begin = self.at
        while self.at < len(self.lines) and self.lines[self.at].indent > indent:
            self.at += 1
        return "\n".join(line.text for line in self.lines[begin : self.at])

    def _value(self, text: str, number: int, column: int) -> Entry:
        if text[0] not in "[{\"'":
            return Entry(scalar(text), TextPlace(number, column))
        # Brackets may go on over the next lines.
        gathered, still_open = [text], _opened(text)
        while text[0] in "[{" and self.at < len(self.lines) and still_open > 0:
            gathered.append(self.lines[self.at].text)
            still_open += _opened(gathered[-1])
            self.at += 1
        try:
            return _Flow("\n".join(gathered), number, column).whole()
        except Unreadable:
            if text[0] in "[{":
                raise
            return Entry(text, TextPlace(number, column))


def _opened(text: str) -> int:
    """Count the brackets that a text opens and does not close."""
    return sum(map(text.count, "[{")) - sum(map(text.count, "]}"))


class _Flow:
    """Reads what stands in braces and brackets: JSON, and YAML without quotes."""

    def __init__(self, text: str, line: int = 1, column: int = 1) -> None:
        self._text = text
        self._at = 0
        self._line, self._column, self._counted = line, column, 0

    def whole(self) -> Entry:
        """Read everything; nothing may follow."""
        entry = self._value(0)
        self._skip()
        if self._at < len(self._text):
            raise Unreadable("Something follows the end.", self._place())
        return entry

    def _place(self) -> TextPlace:
        """Count lines and columns on, from where they were last asked for."""
        passed = self._text[self._counted : self._at]
        if "\n" in passed:
            self._line += passed.count("\n")
            self._column = len(passed) - passed.rfind("\n")
        else:
            self._column += len(passed)
        self._counted = self._at
        return TextPlace(self._line, self._column)

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _peek(self) -> str:
        self._skip()
        return self._text[self._at : self._at + 1]

    def _value(self, depth: int) -> Entry:
        sign = self._peek()
        place = self._place()
        if depth > DEEPEST_SOURCE:
            raise Unreadable("This is nested too deeply for any configuration.", place)
        if sign == "{":
            return Entry(self._members(depth), place)
        if sign == "[":
            return Entry(self._items(depth), place)
        if sign in ("'", '"'):
            return Entry(self._quoted(sign), place)
        found = _WORD.match(self._text, self._at)
        if found is None:
            raise Unreadable("A value is missing.", place)
        self._at = found.end()
        return Entry(scalar(found[0]), place)

    def _members(self, depth: int) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        self._at += 1
        while self._peek() != "}":
            name = self._name()
            if self._peek() != ":":
                raise Unreadable("A colon is missing.", self._place())
            self._at += 1
            found[name] = self._value(depth + 1)
            self._comma("}")
        self._at += 1
        return found

    def _name(self) -> str:
        sign = self._peek()
        if sign in ("'", '"'):
            return self._quoted(sign)
        word = _WORD.match(self._text, self._at)
        if word is None:
            raise Unreadable("A name is missing.", self._place())
        self._at = word.end()
        return word[0].strip()

    def _items(self, depth: int) -> tuple[Entry, ...]:
        found: list[Entry] = []
        self._at += 1
        while self._peek() != "]":
            found.append(self._value(depth + 1))
            self._comma("]")
        self._at += 1
        return tuple(found)

    def _comma(self, end: str) -> None:
        sign = self._peek()
        if sign == ",":
            self._at += 1
        elif sign != end:
            raise Unreadable(f"A comma or {end} is missing.", self._place())

    def _quoted(self, quote: str) -> str:
        found = _QUOTED[quote].match(self._text, self._at)
        if found is None:
            raise Unreadable("A text has no end.", self._place())
        self._at = found.end()
        inner = found[1]
        return inner.replace("''", "'") if quote == "'" else re.sub(r"\\(.)", _escape, inner)


def _escape(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t"}.get(found[1], found[1])

"""A value in a design file together with its path, which says what is wrong with it."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from rampsmith.designer.files.design_error import Faults, quoted
from rampsmith.designer.files.json_text import Doubled, Refused
from rampsmith.designer.values.limits import LONGEST_SPAN, LONGEST_TEXT, MOST_STEPS
from rampsmith.designer.values.spans import SpanUnit

NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""The controls, breaks and halves of characters that cannot be part of a line of text."""
NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
"""The words for the values that JSON has no numbers for."""

Word = TypeVar("Word", bound=str)
Amount = TypeVar("Amount", int, float)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the file.

    Every method returns something of its type in any case; what was wrong is in the faults.
    """

    value: Any
    place: str
    faults: Faults

    def fail(self, sentence: str) -> None:
        """Note a fault at this place."""
        self.faults.add(self.place, sentence)

    def refuse(self, wanted: str) -> None:
        """Note that something else should stand here: ``a whole number``."""
        if isinstance(self.value, Refused):
            self.fail(self.value.sentence)
        else:
            self.fail(f"This must be {wanted}, not {_shown(self.value)}.")

    def members(
        self, words: Iterable[str], *, needed: Iterable[str], wanted: str
    ) -> dict[str, "Node"]:
        """Return the members of an object; unknown, missing and doubled words are faults.

        The words may all stand there, the needed ones must; the fault says what was wanted.
        """
        if not isinstance(self.value, dict):
            self.refuse(wanted)
            return {}
        known = tuple(words)
        for word in self.value.words if isinstance(self.value, Doubled) else ():
            self.faults.add(self._path(word), f"The word {quoted(word)} stands here twice.")
        free = [word for word in known if word not in self.value]
        meant = [self._unknown(word, known, free) for word in self.value if word not in known]
        for word in needed:
            if word in free and word not in meant:
                self.fail(f"The word {quoted(word)} is missing here.")
        return {
            word: Node(self.value[word], self._path(word), self.faults)
            for word in known
            if word in self.value
        }

    def items(self, most: int, wanted: str) -> list["Node"]:
        """Return the members of a list; one that is too long is not looked into."""
        if not isinstance(self.value, list):
            self.refuse(f"a list of {wanted}")
            return []
        if len(self.value) > most:
            self.fail(f"There are {len(self.value):,} {wanted}; {most:,} are the most.")
            return []
        return [
            Node(value, f"{self.place}[{index}]", self.faults)
            for index, value in enumerate(self.value)
        ]

    def numbers(self, most: int, wanted: str) -> tuple[float, ...]:
        """Read a list of numbers; a faultless one, which may be long, without a look at each."""
        value = self.value
        if isinstance(value, list) and len(value) <= most and set(map(type, value)) <= {int, float}:
            return tuple(number or 0.0 for number in map(float, value))
        return tuple(each.number() for each in self.items(most, wanted))

    def line(self, wanted: str, *, longest: int = LONGEST_TEXT) -> str:
        """Read text that stands on one line."""
        if not isinstance(self.value, str):
            self.refuse(wanted)
            return ""
        if len(self.value) > longest:
            self.fail(f"The text has {len(self.value):,} characters; {longest} are the most.")
        elif strange := NOT_IN_A_LINE.search(self.value):
            self.fail(f"The text must be one plain line, without {strange[0]!a}.")
        return self.value

    def word(self, words: tuple[Word, ...], wanted: str) -> Word:
        """Read one of some words."""
        if not isinstance(self.value, str):
            self.refuse(wanted)
        elif self.value not in words:
            self.fail(_unknown_sentence(self.value, words))
        else:
            return words[words.index(self.value)]
        return words[0]

    def flag(self) -> bool:
        """Read true or false."""
        if not isinstance(self.value, bool):
            self.refuse("true or false")
            return False
        return self.value

    def count(self, wanted: str = "a whole number") -> int:
        """Read a whole number; 3.0 is one, as in every other reader of JSON."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(wanted)
            return 1
        return self._not_too_large(value, MOST_STEPS)

    def length(self, unit: SpanUnit) -> float:
        """Read how many of a unit; whole numbers stay whole."""
        value = self._number()
        return self._not_too_large(value, LONGEST_SPAN[unit]) if math.isfinite(value) else value

    def number(self) -> float:
        """Read any number at all."""
        return float(self._number())

    def _number(self) -> float:
        value = self.value
        if isinstance(value, str) and value in NOT_FINITE:
            return NOT_FINITE[value]
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse("a number")
            return 1.0
        # There is no negative 0 in a design.
        return value or abs(value)

    def _not_too_large(self, value: Amount, largest: int) -> Amount:
        if abs(value) > largest:
            self.fail(f"{_shown(value)} is absurd; {largest:,} is the most.")
        return value

    def _path(self, word: str) -> str:
        """Return the path of a member, or of the object itself where the word would not read well."""
        if len(word) > 40 or not word.isidentifier():
            return self.place
        return f"{self.place}.{word}" if self.place else word

    def _unknown(self, word: str, known: tuple[str, ...], free: list[str]) -> str | None:
        """Note an unknown word, and return the one that it was probably meant to be."""
        if self.faults.is_full:
            # Only counted; to look for the nearest word of each would take minutes.
            self.faults.add(self.place, "")
            return None
        near = _nearest_word(word, free)
        self.faults.add(self._path(word), _unknown_sentence(word, known, near))
        return near


def _nearest_word(word: str, words: Iterable[str]) -> str | None:
    """Find the word that a misspelt one was probably meant to be."""
    by_sound = {other.replace("_", "").lower(): other for other in words}
    plain = re.sub(r"[-_ ]", "", word[:40]).lower()
    found = get_close_matches(plain, by_sound, n=1)
    return by_sound[found[0]] if found else None


def _unknown_sentence(word: str, known: Iterable[str], near: str | None = None) -> str:
    """Write that a word means nothing here, and which one would."""
    near = near or _nearest_word(word, known)
    if near is not None:
        return f"The word {quoted(word)} means nothing here; did you mean {quoted(near)}?"
    return f"The word {quoted(word)} means nothing here; there are {', '.join(known)}."


def _shown(value: Any) -> str:
    """Write what stands in the file, without its contents where that could be anything."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text {quoted(value)}"
        case int() | float():
            return quoted(str(value))[1:-1]
        case list():
            return "a list"
        case _:
            return "an object"

"""A text in every form that it can be read in; each form is made once, when it is asked for."""

import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from rampsmith.designer.sources.configuration import read_configuration, scalar
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.reading import Notes, TextPlace, Unreadable
from rampsmith.designer.sources.script import Script, parsed_script

OF_CODE = (".py", ".ipynb")
OF_CONFIGURATIONS = (".yaml", ".yml", ".json")
LONGEST_COMMAND = 20_000


@dataclass(frozen=True)
class SourceText:
    """A text and its name.

    Attributes:
        notes: what is noted while it is read.
    """

    text: str
    name: str
    notes: Notes

    @property
    def ending(self) -> str:
        """How its name ends, in small letters: ``.py``."""
        return PurePath(self.name).suffix.lower()

    @cached_property
    def _script(self) -> Script | Unreadable:
        if not self.text.strip():
            return Unreadable("The text is empty.")
        if self.ending in OF_CONFIGURATIONS or self.text.lstrip().startswith("{"):
            return Unreadable("This is no code.")
        try:
            return parsed_script(self.text)
        except Unreadable as fault:
            return fault

    @property
    def script(self) -> Script | None:
        """The text as code; None where it is none."""
        return self._script if isinstance(self._script, Script) else None

    @cached_property
    def follow(self) -> Following | None:
        """The reader that finds the values of the code; None where the text is no code."""
        return None if self.script is None else Following(self.script, self.notes)

    @cached_property
    def _configuration(self) -> Entry | Unreadable:
        if self.ending in OF_CODE:
            return Unreadable("This is code.")
        try:
            return read_configuration(self.text)
        except Unreadable as fault:
            return fault

    @property
    def configuration(self) -> Entry | None:
        """The text as a configuration; None where it is none."""
        return self._configuration if isinstance(self._configuration, Entry) else None

    @cached_property
    def command(self) -> Entry | None:
        """The options of a command line by their names, ``--a-b 1`` as ``a_b``; None where it is none."""
        if "--" not in self.text or len(self.text) > LONGEST_COMMAND:
            return None
        found: dict[str, Entry] = {}
        waiting = ""
        for word, place in _words(self.text):
            if word.startswith("--") and len(word) > 2:
                name, equals, value = word[2:].partition("=")
                waiting = name.replace("-", "_")
                found[waiting] = Entry(scalar(value) if equals else True, place)
                waiting = "" if equals else waiting
            elif waiting:
                found[waiting] = Entry(scalar(word), place)
                waiting = ""
        return Entry(found) if found else None

    def fault(self) -> Unreadable | None:
        """Return why the text does not fit the ending of its name."""
        if self.ending in OF_CODE and isinstance(self._script, Unreadable):
            return self._script
        if self.ending in OF_CONFIGURATIONS and isinstance(self._configuration, Unreadable):
            return self._configuration
        return None


def _words(text: str) -> list[tuple[str, TextPlace]]:
    """Split lines as a shell does, with the place of each word."""
    found: list[tuple[str, TextPlace]] = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.rstrip().removesuffix("\\")
        try:
            words = shlex.split(plain, comments=True)
        except ValueError:
            words = plain.split()
        at = 0
        for word in words:
            begin = plain.find(word, at)
            at = begin + len(word) if begin >= 0 else at
            found.append((word, TextPlace(number, max(begin, 0) + 1)))
    return found

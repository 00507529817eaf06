"""Entries: the values of a configuration, whatever it was written in, each with its place."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rampsmith.designer.sources.reading import WHOLE, TextPlace

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A value with its place: a scalar, a tuple of entries, or entries by their names."""

    value: Any
    place: TextPlace = WHOLE

    @property
    def plain(self) -> Any:
        """The value as Python has it, without places."""
        match self.value:
            case dict():
                return {name: entry.plain for name, entry in self.value.items()}
            case tuple():
                return [entry.plain for entry in self.value]
            case _:
                return self.value

    def members(self) -> Mapping[str, "Entry"]:
        """The entries by their names; none where it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self) -> tuple["Entry", ...]:
        """The entries of a list; none where it is no list."""
        return self.value if isinstance(self.value, tuple) else ()

    def mappings(self) -> Iterator[Mapping[str, "Entry"]]:
        """Yield all mappings in it, the outer ones first."""
        waiting = deque([self])
        while waiting:
            entry = waiting.popleft()
            if isinstance(entry.value, dict):
                yield entry.value
                waiting += entry.value.values()
            elif isinstance(entry.value, tuple):
                waiting += entry.value


def entry_of(value: Any, place: TextPlace = WHOLE) -> Entry:
    """Make entries of a plain value, all with one place."""
    match value:
        case dict():
            return Entry({str(name): entry_of(each, place) for name, each in value.items()}, place)
        case list() | tuple():
            return Entry(tuple(entry_of(each, place) for each in value), place)
        case _:
            return Entry(value, place)

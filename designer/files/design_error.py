"""The faults of a design file as values, collected before anything is said."""

from dataclasses import dataclass

MOST_LISTED = 50
"""Nobody reads more faults than this of one file; the others are counted."""


@dataclass(frozen=True, slots=True)
class DesignFault:
    """One fault of a design file, with the value, and its place: a path, ``segments[2].span``.

    In text that is not JSON the place is a line and column; of a fault of the whole file, empty.
    """

    place: str
    sentence: str


class DesignError(Exception):
    """A design that cannot be read, with everything that is wrong with it."""

    def __init__(self, source: str, faults: tuple[DesignFault, ...], *, more: int = 0) -> None:
        """Keep the first 50 faults of a file, and how many more there are."""
        super().__init__(source, faults)
        self.source = source
        self.faults = faults
        self.more = more

    def sentences(self) -> tuple[str, ...]:
        """Return one line for each fault: ``FILE: PLACE: sentence``."""
        source = escaped(self.source)
        lines = (
            ": ".join(part for part in (source, fault.place, fault.sentence) if part)
            for fault in self.faults
        )
        return (*lines, f"{source}: … and {self.more:,} more.") if self.more else tuple(lines)

    def __str__(self) -> str:
        """Write everything, a line for each fault."""
        return "\n".join(self.sentences())


class Faults:
    """The faults found so far, while a file is read."""

    def __init__(self) -> None:
        """Start without any."""
        self._listed: list[DesignFault] = []
        self._more = 0

    @property
    def is_full(self) -> bool:
        """Whether further faults are only counted; then no time need be spent on their words."""
        return len(self._listed) >= MOST_LISTED

    def add(self, place: str, sentence: str) -> None:
        """Add a fault."""
        if self.is_full:
            self._more += 1
        else:
            self._listed.append(DesignFault(place, sentence))

    def raise_any(self, source: str) -> None:
        """Raise everything that was added as a ``DesignError``, if anything was."""
        if self._listed:
            raise DesignError(source, tuple(self._listed), more=self._more)


def escaped(text: str) -> str:
    """Write text on one line: what cannot be printed as an escape."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def quoted(text: str) -> str:
    """Quote what somebody wrote, on one line and not at length."""
    short = text if len(text) <= 40 else f"{text[:39]}…"
    return f"“{escaped(short)}”"

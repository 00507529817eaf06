"""What is wrong with a design file: faults as values, collected before anything is said."""

from dataclasses import dataclass

MOST_LISTED = 50
"""Nobody reads more faults than this of one file; the others are counted."""


@dataclass(frozen=True, slots=True)
class DesignFault:
    """One fault of a design file.

    Attributes:
        place: the path in the file, ``segments[2].span``; a line and column where the text is not
            even JSON; empty where the fault is the whole file's.
        sentence: what is the matter, with the value.
    """

    place: str
    sentence: str


class DesignError(Exception):
    """A design that cannot be read, with everything that is wrong with it.

    Attributes:
        source: the name of the file.
        faults: the faults, in the order in which they were found; the first 50.
        more: how many there are beyond those.
    """

    def __init__(self, source: str, faults: tuple[DesignFault, ...], *, more: int = 0) -> None:
        """Keep the faults of a file."""
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
        """Say everything, a line for each fault."""
        return "\n".join(self.sentences())


class Faults:
    """The faults found so far, while a file is read."""

    def __init__(self) -> None:
        """Begin with none."""
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
        """Raise everything that was added, if anything was.

        Raises:
            DesignError: with all the faults.
        """
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

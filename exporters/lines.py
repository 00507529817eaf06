"""Lines of an exported class: methods, and what is put together from other lines."""

from collections.abc import Iterable
from dataclasses import dataclass

from rampsmith.exporters.formulas import signature
from rampsmith.exporters.wording import WIDTH

INDENT = 4


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the exported class.

    Attributes:
        name: its name.
        arguments: those behind ``self``, with their annotations.
        lines: its body.
    """

    name: str
    arguments: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def head(self) -> list[str]:
        """Its first line, or lines."""
        return signature(self.name, ("self", *self.arguments), INDENT)


def low_lines(low: tuple[str, ...]) -> list[str]:
    """Write the search for the lowest level, a few at a time where they are many."""
    lines: list[str] = []
    first, *others = low
    found = [first]
    for each in others:
        if len(f"low = min({', '.join((*found, each))})") > WIDTH - 4 * INDENT:
            lines.append(_low_line(found))
            found = ["low"]
        found.append(each)
    return [*lines, _low_line(found)]


def _low_line(found: list[str]) -> str:
    return f"low = {found[0]}" if len(found) == 1 else f"low = min({', '.join(found)})"


def straight(start: str, end: str, p: str) -> tuple[list[str], str]:
    """Write the way from start to end as ``linear`` goes it, to the bit.

    Returns:
        The lines that name what is too long to be said twice, and the value.
    """
    if start == end:
        return [], start
    ends = {"start": start, "end": end}
    said = {name: name if " " in text else text for name, text in ends.items()}
    if len(f"return {_on_the_way(**said, p=p)}") > WIDTH - 4 * INDENT:
        said = {name: name for name in ends}
    lines = [f"{name} = {text}" for name, text in ends.items() if said[name] != text]
    return lines, _on_the_way(**said, p=p)


def _on_the_way(start: str, end: str, p: str) -> str:
    """Write ``start + (end - start) * p``; what 0 and 1 leave of it is the same to the bit."""
    share = f"({p})" if " " in p else p
    if end == "0.0":
        return f"1.0 - {p}" if start == "1.0" else f"{start} - {start} * {share}"
    if start == "0.0":
        return p if end == "1.0" else f"{end} * {share}"
    return f"{start} + ({end} - {start}) * {share}"


def returning(lines: list[str], value: str) -> list[str]:
    """Write where a curve arrives behind its branches, if there is a way there."""
    if not value:
        return lines
    *before, last = lines or [""]
    if last.startswith(f"{value} = "):
        return [*before, f"return {last.removeprefix(f'{value} = ')}"]
    return [*lines, f"return {value}"]


def indented(lines: list[str]) -> list[str]:
    """Indent lines by one level."""
    return [f"    {line}" for line in lines]


def once_annotated(lines: Iterable[str], *, mixes: bool = False) -> tuple[str, ...]:
    """Annotate names that are assigned again where they are first, so that all types fit.

    What is an int in one branch may be a float in another; and a power of floats is anything, for
    a type checker.
    """
    text = list(lines)
    for name in ("scale", "number", "begin", "cycle", "kept", "cycles", "rest", "room"):
        starts = (f"{name} = ", f"{name}, ")
        places = [i for i, line in enumerate(text) if line.lstrip().startswith(starts)]
        # Within one curve all lengths are of one type; those of a track may be of another.
        reduced = name == "rest" and (mixes or any("rest -= length" in line for line in text))
        if places and (len(places) > 1 or name == "scale" or reduced):
            text[places[0]] = text[places[0]].replace(f"{name} = ", f"{name}: float = ", 1)
    return tuple(text)

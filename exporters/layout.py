"""Statements that are too long for a line, broken as the common formatters break them."""

import re

from rampsmith.exporters.wording import WIDTH

INDENT = 4


def laid_out(lines: list[str], indent: int) -> list[str]:
    """Break every statement that does not fit into a line, given how far all are indented."""
    return [part for line in lines for part in _broken(line, indent)]


def _broken(line: str, indent: int) -> list[str]:
    if indent + len(line) <= WIDTH:
        return [line]
    found = re.fullmatch(r"( *)((?:return|[\w.:]+(?:, \w+)*(?:: \w+)? [-+]?=) )(.*)", line)
    if found is None:
        return [line]
    space, before, value = found.groups()
    inner = f"{space}{' ' * INDENT}"
    call = re.match(r"[\w.]+\(", value)
    if call is not None and _closes_at_the_end(value, call.end() - 1):
        arguments = value[call.end() : -1]
        head = f"{space}{before}{call.group()}"
        if indent + len(inner) + len(arguments) <= WIDTH:
            return [head, f"{inner}{arguments}", f"{space})"]
        return [head, *(f"{inner}{each}," for each in _arguments(arguments)), f"{space})"]
    return [f"{space}{before}(", f"{inner}{value}", f"{space})"]


def _closes_at_the_end(text: str, opening: int) -> bool:
    depth = 0
    for place in range(opening, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place == len(text) - 1
    return False


def _arguments(text: str) -> list[str]:
    """Take the arguments of a call apart, at the commas between them."""
    found, depth, begin = [], 0, 0
    for place, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append(text[begin:place].strip())
            begin = place + 1
    return [*found, text[begin:].strip()]

"""The sections of a function of the step: what it gives from one step up to another."""

import ast
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from rampsmith.designer.sources.choices import changes, first_choice, replaced
from rampsmith.designer.sources.reading import TextPlace, Unreadable
from rampsmith.designer.sources.script import place_of, source_of
from rampsmith.designer.sources.stepwise import OneForEach, Stepwise, chosen_by_step

MOST_SECTIONS = 60
"""A function with more branches than this over the run stays a formula."""


class Section(NamedTuple):
    """The value of a function from one step up to, and without, another."""

    begin: int
    end: int
    value: Any


class NoValue(NamedTuple):
    """The outcome of a function that returns nothing: the rate that it has set in the groups, if any."""

    rate: Any = None


def split(found: Sequence[Section]) -> Iterator[Section]:
    """Make sections without a choice in them, where there are not too many."""
    done: list[Section] = []
    waiting = [
        Section(section.begin, section.end, _returned(section.value, None))
        for section in sorted(found, key=lambda section: section.begin, reverse=True)
        if section.begin < section.end
    ]
    while waiting:
        section = waiting.pop()
        choice = None
        if isinstance(section.value, Stepwise) and len(done) + len(waiting) < MOST_SECTIONS:
            choice = first_choice(section.value.expression)
        parts = None if choice is None else changes(choice.test, section.begin, section.end)
        if choice is None or parts is None or len(parts) > MOST_SECTIONS // 2:
            done.append(section)
            continue
        whole = section.value.expression
        waiting += [
            Section(begin, end, Stepwise(replaced(whole, choice, truth)))
            for begin, end, truth in reversed(parts)
        ]
    yield from done


def one_expression(sections: Sequence[Section], node: ast.AST) -> Any:
    """Make one expression of what a function gives in its branches."""
    there = sorted(
        (each for each in sections if each.begin < each.end), key=lambda each: each.begin
    )
    if not there:
        raise Unreadable(f"“{source_of(node)}” returns nothing.", place_of(node))
    if len(there) == 1 and not isinstance(there[0].value, (NoValue, OneForEach)):
        return there[0].value
    return chosen_by_step([(each.end, _returned(each.value, node)) for each in there], node)


def _returned(value: Any, node: ast.AST | None) -> Any:
    """Return what a function gives: what it returns, or the rate that it sets."""
    if isinstance(value, NoValue):
        if value.rate is None:
            place = TextPlace() if node is None else place_of(node)
            raise Unreadable("This function neither returns a rate nor sets one.", place)
        return value.rate
    if isinstance(value, OneForEach):
        return value.member
    if isinstance(value, list) and len(value) >= 1:
        return value[0]
    return value

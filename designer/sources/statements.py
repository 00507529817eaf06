"""Statements that loops and choices by pattern come to, when a function is followed."""

import ast
from typing import Any

from rampsmith.designer.sources.reading import Unreadable
from rampsmith.designer.sources.script import place_of


class Given(ast.stmt):
    """The assignment that a loop makes to its names in a round."""

    def __init__(self, target: ast.expr, value: Any) -> None:
        super().__init__()
        self.target = target
        self.value = value


class Again(ast.stmt):
    """The question of a loop whether there is another round."""

    def __init__(self, loop: ast.While) -> None:
        super().__init__()
        self.loop = loop


class RoundEnd(ast.stmt):
    """The end of a round of a loop."""


class LoopEnd(ast.stmt):
    """The end of a loop."""


def given(loop: ast.For, value: Any) -> ast.stmt:
    """Return what a loop gives its names in one round."""
    return ast.copy_location(Given(loop.target, value), loop)


def after_loop(rest: list[ast.stmt], kind: type[ast.stmt]) -> list[ast.stmt]:
    """Return the statements after the end of the innermost loop, or of its round."""
    at = next((at for at, each in enumerate(rest) if isinstance(each, kind)), len(rest))
    return rest[at + 1 :]


def as_ifs(statement: ast.Match) -> ast.stmt:
    """Return a choice by patterns as ifs.

    Raises:
        Unreadable: if a pattern is more than values.
    """
    made: list[ast.stmt] = []
    for case in reversed(statement.cases):
        values = _values_of(case.pattern)
        tests: list[ast.expr] = []
        if values is not None:
            equal = [ast.Compare(statement.subject, [ast.Eq()], [value]) for value in values]
            tests.append(ast.BoolOp(ast.Or(), list(equal)))
        if case.guard is not None:
            tests.append(case.guard)
        test = ast.BoolOp(ast.And(), tests) if tests else ast.Constant(1)
        made = [ast.copy_location(ast.If(test, case.body, made), statement)]
    return made[0] if made else ast.Pass()


def _values_of(pattern: ast.pattern) -> list[ast.expr] | None:
    """Return the values that a pattern is one of; None where it is anything."""
    match pattern:
        case ast.MatchValue(value=value):
            return [value]
        case ast.MatchSingleton(value=value):
            return [ast.Constant(value)]
        case ast.MatchOr(patterns=patterns):
            found = [_values_of(each) for each in patterns]
            return [each for values in found for each in values or ()]
        case ast.MatchAs(pattern=None, name=None):
            return None
    raise Unreadable("This pattern is not followed.", place_of(pattern))

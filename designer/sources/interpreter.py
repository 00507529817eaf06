"""A function of the step as expressions in t: what a script would calculate, branch by branch.

The function is followed through its tree and never run. What depends on the step becomes an
expression; whatever does not is calculated at once, in the order in which the code would do it.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rampsmith.designer.sources.arithmetic import Fields
from rampsmith.designer.sources.choices import T, changes
from rampsmith.designer.sources.expressions import MOST_ROUNDS, Expressions, Frame, group
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.function_values import RATE_OF_GROUPS, Bound, FunctionValue
from rampsmith.designer.sources.reading import Unreadable
from rampsmith.designer.sources.rows import row_of
from rampsmith.designer.sources.script import place_of, source_of
from rampsmith.designer.sources.sections import NoValue, Section, split
from rampsmith.designer.sources.statements import (
    Again,
    Given,
    LoopEnd,
    RoundEnd,
    after_loop,
    as_ifs,
    given,
)
from rampsmith.designer.sources.stepwise import (
    Maybe,
    NumberRow,
    OneForEach,
    Stepwise,
    binary_operation,
)
from rampsmith.designer.sources.trees import default_of, parameters, positional_parameters

DEEPEST_CALLS = 8
MOST_STATEMENTS = 3_000
"""Statements and expressions after which no other statement is followed."""
MOST_QUESTIONS = 150
"""Conditions of the step that are asked over a run."""


@dataclass
class Interpreter:
    """Follows functions of the step over a run of so many steps."""

    follow: Following
    total: int
    questions: int = 0
    expressions: Expressions = field(init=False)

    def __post_init__(self) -> None:
        """Let expressions call functions, which are followed here."""
        self.expressions = Expressions(self.follow, self.total, self._called)

    def sections(self, function: FunctionValue, *, at: int = 0) -> tuple[Section, ...]:
        """Return what a function gives over the run, when its first argument is the step.

        Raises:
            Unreadable: if it cannot be followed.
        """
        arguments = [*function.positional, *[None] * at, Stepwise(T)]
        frame = Frame({}, 0, (0, self.total))
        return tuple(split(self._called(function, arguments, {}, frame)))

    def row(self, node: ast.expr) -> NumberRow | None:
        """Return the row of rates that an expression makes, one for each step; None if it is none.

        Raises:
            Unreadable: if it cannot be followed.
        """
        return row_of(self.expressions.value(node, Frame({}, 0, (0, self.total))))

    def _called(
        self,
        function: FunctionValue,
        arguments: Sequence[Any],
        named: dict[str, Any],
        frame: Frame,
    ) -> list[Section]:
        """Follow a call of a function from a frame."""
        node = function.node
        if frame.depth > DEEPEST_CALLS:
            raise Unreadable("The functions call each other too deeply.", place_of(node))
        own = [each.arg for each in positional_parameters(node)]
        if isinstance(node, ast.FunctionDef) and own[:1] in (["self"], ["cls"]):
            own = own[1:]
        bound: dict[Bound, Any] = dict(function.closure)
        bound.update(zip(own, arguments, strict=False))
        bound.update([*function.named, *named.items()])
        known = {name: value for name, value in bound.items() if value is not None}
        inner = Frame(known, frame.depth + 1, frame.within)
        for parameter in parameters(node):
            default = default_of(node, parameter.arg)
            if parameter.arg not in known and default is not None:
                known[parameter.arg] = self.expressions.value(default, replace(inner, known={}))
        if isinstance(node, ast.Lambda):
            return [Section(*frame.within, self.expressions.value(node.body, inner))]
        return list(self._run(list(node.body), inner))

    def _run(self, body: list[ast.stmt], frame: Frame) -> Iterator[Section]:
        """Follow statements to what is returned, one branch after the other."""
        waiting = [(body, frame)]
        while waiting:
            body, frame = waiting.pop()
            rest = list(body)
            while rest:
                statement = rest.pop(0)
                self.expressions.looked_at += 1
                if self.expressions.looked_at > MOST_STATEMENTS:
                    raise Unreadable("This function leads too far.", place_of(statement))
                match statement:
                    case ast.Return(value=value):
                        result = None if value is None else self.expressions.value(value, frame)
                        yield Section(*frame.within, result)
                        break
                    case ast.Raise():
                        break
                    case ast.If(test=test, body=yes, orelse=no):
                        waiting += self._branches(test, yes + rest, no + rest, frame)
                        break
                    case Again(loop=loop):
                        again = [*loop.body, RoundEnd(), statement, *rest]
                        waiting += self._branches(loop.test, again, loop.orelse + rest, frame)
                        break
                    case ast.Break():
                        rest = after_loop(rest, LoopEnd)
                    case ast.Continue():
                        rest = after_loop(rest, RoundEnd)
                    case _:
                        rest = self._instead(statement, frame) + rest
            else:
                yield Section(*frame.within, NoValue(frame.known.get(RATE_OF_GROUPS)))

    def _branches(
        self, test: ast.expr, yes: list[ast.stmt], no: list[ast.stmt], frame: Frame
    ) -> list[tuple[list[ast.stmt], Frame]]:
        """Return what is carried out over which steps; the first comes last."""
        parts = self._truths(self.expressions.value(test, frame), frame.within, test)
        return [
            (yes if truth else no, Frame(dict(frame.known), frame.depth, (begin, end)))
            for begin, end, truth in reversed(parts)
        ]

    def _truths(
        self, test: Any, within: tuple[int, int], node: ast.AST
    ) -> list[tuple[int, int, bool]]:
        if not isinstance(test, Stepwise):
            return [(*within, bool(test.members if isinstance(test, Fields) else test))]
        self.questions += 1
        if self.questions > MOST_QUESTIONS:
            raise Unreadable("This function has too many branches.", place_of(node))
        found = changes(test.expression, *within)
        if found is None:
            raise Unreadable(
                f"“{source_of(node)}” changes too often to make segments of.", place_of(node)
            )
        return found

    def _instead(self, statement: ast.stmt, frame: Frame) -> list[ast.stmt]:
        """Return the statements that one comes to; none where it is carried out at once."""
        match statement:
            case ast.For():
                return self._rounds(statement, frame)
            case ast.While(orelse=[]):
                return [Again(statement), LoopEnd()]
            case ast.With(body=inner) | ast.Try(body=inner):
                return inner
            case ast.Match():
                return [as_ifs(statement)]
            case _:
                self._carry_out(statement, frame)
                return []

    def _rounds(self, loop: ast.For, frame: Frame) -> list[ast.stmt]:
        """Return what a loop comes to: its body once for the groups, or once for each member."""
        try:
            around = self.expressions.value(loop.iter, frame)
        except Unreadable:
            if "param_groups" not in source_of(loop.iter) and "group" not in source_of(loop.target):
                raise
            around = OneForEach(group())
        if isinstance(around, OneForEach):
            return [given(loop, around.member), *loop.body]
        members = list(around.members) if isinstance(around, Fields) else around
        if not isinstance(members, list) or any(isinstance(each, Maybe) for each in members):
            raise Unreadable(
                f"The loop over “{source_of(loop.iter)}” is not followed.", place_of(loop)
            )
        body: list[ast.stmt] = []
        for each in members[:MOST_ROUNDS]:
            body += [given(loop, each), *loop.body, RoundEnd()]
        return [*body, *loop.orelse, LoopEnd()]

    def _carry_out(self, statement: ast.stmt, frame: Frame) -> None:
        match statement:
            case Given():
                frame.bind(statement.target, statement.value)
            case ast.Assign(targets=targets, value=value):
                found = self.expressions.value(value, frame)
                for target in targets:
                    frame.bind(target, found)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                frame.bind(target, self.expressions.value(value, frame))
            case ast.AugAssign(target=target, op=op, value=value):
                before, by = (
                    self.expressions.value(target, frame),
                    self.expressions.value(value, frame),
                )
                frame.bind(target, binary_operation(op, before, by, statement))
            case ast.While() | ast.AsyncFor():
                raise Unreadable("This is not followed.", place_of(statement))
            case ast.FunctionDef(name=name):
                frame.known[name] = frame.closure(statement)
            case ast.Expr(
                value=ast.Call(
                    func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]
                )
            ) if isinstance(frame.known.get(name), list):
                frame.known[name] = [*frame.known[name], self.expressions.value(value, frame)]
            case _:
                pass  # Neither a printed word nor an assertion changes a rate.

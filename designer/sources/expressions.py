"""The values of expressions in a function of the step: numbers, or expressions in the step."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from rampsmith.designer.sources.arithmetic import Fields, Unknown
from rampsmith.designer.sources.calculations import MATH
from rampsmith.designer.sources.choices import BASE, PREVIOUS, T
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.function_values import RATE_OF_GROUPS, Bound, FunctionValue, Part
from rampsmith.designer.sources.library import asked
from rampsmith.designer.sources.reading import Unreadable
from rampsmith.designer.sources.rows import Asked
from rampsmith.designer.sources.script import called, place_of, source_of
from rampsmith.designer.sources.sections import Section, one_expression
from rampsmith.designer.sources.stepwise import (
    Maybe,
    NumberRow,
    OneForEach,
    Stepwise,
    all_compared,
    binary_operation,
    expression,
    member,
    one_of,
    unary_operation,
)
from rampsmith.designer.sources.usual import usual_number
from rampsmith.designer.values.numbers import exact_text

MOST_LOOKED_AT = 60_000
"""Statements and expressions that are looked at for one function."""

MOST_ROUNDS = 1_000


@dataclass
class Frame:
    """The function that is being followed, and what is known in it.

    Attributes:
        known: the values of its names, and of the attributes and items that it sets.
        depth: how many functions called each other to come here.
        within: the steps for which this branch is taken, the last one not included.
    """

    known: dict[Bound, Any]
    depth: int
    within: tuple[int, int]

    def bind(self, target: ast.expr, value: Any) -> None:
        """Give the names of a target their values."""
        match target:
            case ast.Name(id=name):
                self.known[name] = value
            case ast.Attribute(attr=name):
                self.known[Part("attribute", name)] = value
            case ast.Subscript(slice=ast.Constant(value="lr")):
                # Groups with a scale of their own are a matter of the optimizer's rates.
                self.known[RATE_OF_GROUPS] = value
            case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(value, list) and len(
                parts
            ) == len(value):
                for part, each in zip(parts, value, strict=True):
                    self.bind(part, each)

    def closure(self, node: ast.FunctionDef | ast.Lambda) -> FunctionValue:
        """Return a function that is made here, with the names that it takes along."""
        return FunctionValue(node, closure=tuple(self.known.items()))


Called: TypeAlias = Callable[[FunctionValue, Sequence[Any], dict[str, Any], Frame], list[Section]]
"""Follows a call: the function, its arguments, those by name, and the frame that it is made from."""


@dataclass
class Expressions:
    """Finds what expressions give over a run of so many steps.

    Attributes:
        follow: finds what names outside the functions stand for.
        total: the steps of the run.
        called: follows the call of a function of the text.
        looked_at: how many statements and expressions were looked at.
    """

    follow: Following
    total: int
    called: Called
    looked_at: int = 0
    usual: dict[str, float] = field(default_factory=dict)
    looking: set[ast.AST] = field(default_factory=set)

    def value(  # noqa: C901, PLR0911, PLR0912 - one for each kind of expression.
        self, node: ast.expr, frame: Frame
    ) -> Any:
        """Return what an expression gives: a value, or an expression in the step."""
        self.looked_at += 1
        if self.looked_at > MOST_LOOKED_AT:
            raise Unreadable("This function leads too far.", place_of(node))

        def inner(each: ast.expr) -> Any:
            return self.value(each, frame)

        match node:
            case ast.Name(id=name):
                return frame.known[name] if name in frame.known else self._elsewhere(node)
            case ast.Attribute(attr=name):
                return self._attribute(node, name, frame)
            case ast.BinOp(left=left, op=op, right=right):
                return binary_operation(op, inner(left), inner(right), node)
            case ast.UnaryOp(op=op, operand=operand):
                return unary_operation(op, inner(operand), node)
            case ast.Compare(left=left, ops=ops, comparators=others):
                return all_compared(ops, [inner(each) for each in (left, *others)], node)
            case ast.BoolOp(op=op, values=parts):
                return self._joined(op, parts, frame)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                found = inner(test)
                if not isinstance(found, Stepwise):
                    return inner(body if found else orelse)
                return one_of(found, inner(body), inner(orelse), node)
            case ast.NamedExpr(target=target, value=value):
                found = inner(value)
                frame.bind(target, found)
                return found
            case ast.Call():
                return self._call(node, frame)
            case (
                ast.ListComp(elt=elt, generators=[only])
                | ast.GeneratorExp(elt=elt, generators=[only])
            ):
                return self._each(elt, only, frame)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return [inner(part) for part in parts]
            case ast.Dict(keys=keys, values=values) if all(keys):
                pairs = zip(keys, values, strict=True)
                return Fields({inner(key): inner(each) for key, each in pairs if key})
            case ast.Subscript(value=whole, slice=index):
                return self._member(node, whole, index, frame)
            case ast.Lambda():
                return frame.closure(node)
            case _:
                return self._elsewhere(node)

    def _elsewhere(self, node: ast.expr) -> Any:
        """Return a value that the function takes from around it."""
        name = source_of(node)
        if name in self.usual:
            return self.usual[name]
        try:
            return self.follow.value(node)
        except Unknown as unknown:
            written = self._written(node)
            if written is not None:
                return written
            usual = usual_number(name.rpartition(".")[2].lower(), self.total)
            if usual is None:
                raise Unreadable(unknown.sentence, unknown.place) from None
            sentence = f"{unknown.sentence} Take {exact_text(usual)} until then."
            self.follow.notes.add("asked for", unknown.place, sentence)
            self.usual[name] = usual
            return usual

    def _written(self, node: ast.expr) -> Any:
        """Return what a name elsewhere in the text is given, where that has to be calculated."""
        written = self.follow.written(node)
        if written is None or written in self.looking:
            return None
        self.looking.add(written)
        try:
            return self.value(written, Frame({}, len(self.looking), (0, self.total)))
        except (Unreadable, KeyError):
            return None
        finally:
            self.looking.discard(written)

    def _attribute(self, node: ast.Attribute, name: str, frame: Frame) -> Any:  # noqa: PLR0911 - one for each kind of attribute.
        part = Part("attribute", name)
        if part in frame.known:
            return frame.known[part]
        if isinstance(node.value, ast.Name):
            if node.value.id == "self":
                match name:
                    case "last_epoch":
                        return Stepwise(T)
                    case "_step_count":
                        return Stepwise(ast.BinOp(T, ast.Add(), ast.Constant(1)))
                    case "base_lrs":
                        return OneForEach(Stepwise(BASE))
            whole = frame.known.get(node.value.id)
            if isinstance(whole, Fields) and name in whole.members:
                return whole.members[name]
        if name == "param_groups":
            return OneForEach(group())
        return self._elsewhere(node)

    def _member(self, node: ast.Subscript, whole: ast.expr, index: ast.expr, frame: Frame) -> Any:
        key = index.value if isinstance(index, ast.Constant) else None
        try:
            found = self.value(whole, frame)
        except Unreadable:
            if key in ("lr", "initial_lr"):
                return Stepwise(PREVIOUS if key == "lr" else BASE)
            return self._elsewhere(node)
        if key == "initial_lr" and not isinstance(found, Fields):
            return Stepwise(BASE)
        at = self._slice(index, frame)
        if isinstance(at, slice):
            if isinstance(found, list):
                return type(found)(found[at])
            raise Unreadable(f"“{source_of(node)}” is not followed.", place_of(node))
        if isinstance(found, (Fields, list, NumberRow, OneForEach)):
            return member(found, at, node, frame.within)
        return self._elsewhere(node)

    def _slice(self, index: ast.expr, frame: Frame) -> Any:
        if not isinstance(index, ast.Slice):
            return self.value(index, frame)
        ends = [
            None if each is None else self.value(each, frame)
            for each in (index.lower, index.upper, index.step)
        ]
        if any(isinstance(each, Stepwise) for each in ends):
            raise Unreadable(f"“{source_of(index)}” is not followed.", place_of(index))
        return slice(*ends)

    def _joined(self, op: ast.boolop, parts: list[ast.expr], frame: Frame) -> Any:
        """Join conditions; what is settled by one that does not depend on the step is settled."""
        is_and = isinstance(op, ast.And)
        tests: list[ast.expr] = []
        last: Any = is_and
        for number, part in enumerate(parts, 1):
            last = self.value(part, frame)
            if isinstance(last, Stepwise):
                tests.append(last.expression)
            elif tests and number == len(parts):
                # The last part is what it comes to, where the others leave it open.
                tests.append(expression(last, part))
            elif bool(last) != is_and:
                return (
                    last
                    if not tests
                    else Stepwise(ast.BoolOp(op, [*tests, ast.Constant(int(bool(last)))]))
                )
        if not tests:
            return last
        return Stepwise(tests[0] if len(tests) == 1 else ast.BoolOp(op, tests))

    def _each(self, elt: ast.expr, loop: ast.comprehension, frame: Frame) -> Any:
        around = self.value(loop.iter, frame)
        if isinstance(around, OneForEach):
            return OneForEach(self._of_member(elt, loop, around.member, frame))
        if isinstance(around, NumberRow) and not loop.ifs:
            return NumberRow(around.length, self._of_member(elt, loop, around.member, frame))
        members = list(around.members) if isinstance(around, Fields) else around
        if not isinstance(members, list):
            raise Unreadable(f"“{source_of(loop.iter)}” is not followed.", place_of(elt))
        found = []
        for each in members[:MOST_ROUNDS]:
            own = replace(frame, known=dict(frame.known))
            own.bind(loop.target, each)
            tests = [self.value(test, own) for test in loop.ifs]
            if any(not isinstance(test, Stepwise) and not test for test in tests):
                continue
            value = self.value(elt, own)
            held = [test.expression for test in tests if isinstance(test, Stepwise)]
            if held:
                whole = held[0] if len(held) == 1 else ast.BoolOp(ast.And(), held)
                found.append(Maybe(value, whole))
            else:
                found.append(value)
        return found

    def _of_member(self, elt: ast.expr, loop: ast.comprehension, each: Any, frame: Frame) -> Any:
        own = replace(frame, known=dict(frame.known))
        own.bind(loop.target, each)
        return self.value(elt, own)

    def _call(self, node: ast.Call, frame: Frame) -> Any:
        function = self._function(node, frame)
        if function is not None:
            values, words = self._arguments(node, frame)
            found = self.called(function, [*function.positional, *values], words, frame)
            return one_expression(found, node)
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        is_library = owner is None or (isinstance(owner, ast.Name) and owner.id in _MODULES)
        if called(node) in ("getattr", "isinstance"):
            return self._elsewhere(node)
        try:
            values, words = self._arguments(node, frame)
            if not is_library and owner is not None:
                return self._asked_of(owner, values, words, node, frame)
            return asked(called(node), values, words, node)
        except (KeyError, Unreadable) as fault:
            # Perhaps the text says it all the same: the length of a loader, a default.
            try:
                return self._elsewhere(node)
            except Unreadable:
                if isinstance(fault, Unreadable):
                    raise fault from None
                raise

    def _arguments(self, node: ast.Call, frame: Frame) -> tuple[list[Any], dict[str, Any]]:
        values: list[Any] = []
        for each in node.args:
            if isinstance(each, ast.Starred):
                found = self.value(each.value, frame)
                values += found if isinstance(found, list) else []
            else:
                values.append(self.value(each, frame))
        words: dict[str, Any] = {}
        for word in node.keywords:
            if word.arg == "dtype":
                continue
            found = self.value(word.value, frame)
            if word.arg is not None:
                words[word.arg] = found
            elif isinstance(found, Fields):
                words |= found.members
        return values, words

    def _asked_of(
        self,
        owner: ast.expr,
        values: list[Any],
        words: dict[str, Any],
        node: ast.Call,
        frame: Frame,
    ) -> Any:
        """Return what a method of a value gives."""
        whole, name = self.value(owner, frame), called(node)
        if isinstance(whole, Fields):
            match name:
                case "items":
                    return [list(pair) for pair in whole.members.items()]
                case "keys":
                    return list(whole.members)
                case "values":
                    return list(whole.members.values())
                case "get" if values and not isinstance(values[0], Stepwise):
                    call = Asked(name, values, words, node)
                    return whole.members.get(values[0], call.given(1, "default"))
            raise KeyError(name)
        if name in ("copy", "tolist", "astype", "double", "numpy", "detach", "cpu", "to"):
            return whole
        return asked(name, [whole, *values], words, node)

    def _function(self, node: ast.Call, frame: Frame) -> FunctionValue | None:
        """Return the function of the text that is called."""
        match node.func:
            case ast.Name(id=name) if name in frame.known:
                found = frame.known[name]
            case ast.Attribute(value=ast.Name(id=name)) if name in _MODULES:
                found = None
            case ast.Name(id=name) if name in self.follow.script.classes:
                found = None
            case ast.Name() | ast.Attribute(value=ast.Name() | ast.Attribute()) | ast.Call():
                found = self.follow.known(node.func)
            case _:
                found = None
        return self.follow.callable_of(found)


_MODULES = (*MATH, "bisect", "builtins")


def group() -> Fields:
    """Return what is known of any group of the optimizer."""
    return Fields({"lr": Stepwise(PREVIOUS), "initial_lr": Stepwise(BASE)})

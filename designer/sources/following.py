"""The values of expressions in a script: names are followed to where the text says what they are."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from rampsmith.designer.sources.amounts import batch_size, by_names
from rampsmith.designer.sources.arithmetic import (
    Fields,
    Unknown,
    bounded,
    compared,
    finite,
    operated,
    operated_sign,
)
from rampsmith.designer.sources.bindings import Bindings
from rampsmith.designer.sources.calls import value_of_call
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.given import written_last
from rampsmith.designer.sources.reading import Notes
from rampsmith.designer.sources.script import Script, source_of
from rampsmith.designer.sources.trees import method_of
from rampsmith.designer.values.limits import MOST_LOOKED_AT

DEEPEST = 60
"""How many names and operations may stand for each other."""


class Following:
    """Finds the values of a script's expressions, within a budget."""

    def __init__(self, script: Script, notes: Notes) -> None:
        """Take the script; what has to be assumed goes into the notes."""
        self.script = script
        self.notes = notes
        self.looked_at = 0
        self.asked_for_samples = False
        self.bindings = Bindings(self)
        self._name_calls()

    def _name_calls(self) -> None:
        """Let calls of what is taken by its name, as ``getattr(module, name)(…)``, have that name."""
        for call in self.script.calls:
            match call.func:
                case ast.Call(func=ast.Name(id="getattr"), args=[_, key, *_]):
                    pass
                case ast.Subscript(value=whole, slice=key) if source_of(whole).endswith(
                    ("__dict__", "globals()", "vars()")
                ):
                    pass
                case _:
                    continue
            name = self.known(key)
            if isinstance(name, str) and name.isidentifier():
                self.script.rename(call, name)

    def value(self, node: ast.AST, depth: int = 0) -> Any:
        """Return the value of an expression.

        Raises:
            Unknown: if the text does not hold it.
        """
        self.looked_at += 1
        if depth > DEEPEST or self.looked_at > MOST_LOOKED_AT:
            raise Unknown("This leads too far to be followed.", node)
        try:
            return self._value(node, depth + 1)
        except (ArithmeticError, ValueError, TypeError, LookupError):
            raise Unknown(f"“{source_of(node)}” has no value.", node) from None

    def known(self, node: ast.AST | None) -> Any:
        """Return the value of an expression, or None where the text does not hold it."""
        try:
            return None if node is None else self.value(node)
        except Unknown:
            return None

    def number(self, node: ast.AST | None) -> float | None:
        """Return the value of an expression where it is a finite number."""
        return finite(self.known(node))

    def _value(self, node: ast.AST, depth: int) -> Any:  # noqa: PLR0911 - one for each kind of node.
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as value):
                return bounded(value, node)
            case ast.Name(id=name):
                return self.bindings.named(name, node, depth)
            case ast.Attribute():
                return self.bindings.attribute(node, depth)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return [self.value(part, depth) for part in parts]
            case ast.Dict(keys=keys, values=values):
                pairs = [(k, v) for k, v in zip(keys, values, strict=True) if k is not None]
                return Fields({self.value(k, depth): self.lazily(v, depth) for k, v in pairs})
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self.value(body if self.value(test, depth) else orelse, depth)
            case ast.Lambda():
                return FunctionValue(node)
            case ast.Call():
                return value_of_call(self, node, depth)
            case _:
                return self._operation(node, depth)

    def _operation(self, node: ast.AST, depth: int) -> Any:  # noqa: PLR0911 - one for each kind of node.
        match node:
            case ast.Subscript(value=whole, slice=ast.Slice() as index):
                return self._sliced(whole, index, node, depth)
            case ast.Subscript(value=whole, slice=index):
                return self.member(self.value(whole, depth), self.value(index, depth), node)
            case (
                ast.ListComp(elt=elt, generators=loops)
                | ast.GeneratorExp(elt=elt, generators=loops)
            ):
                return [self.value(elt, depth) for _ in self._each(node, loops, depth)]
            case ast.DictComp(key=key, value=value, generators=loops):
                rounds = self._each(node, loops, depth)
                return Fields({self.value(key, depth): self.value(value, depth) for _ in rounds})
            case ast.UnaryOp(op=op, operand=operand):
                inner = self.value(operand, depth)
                return operated_sign(op, inner)
            case ast.BinOp(left=left, op=op, right=right):
                return operated(op, self.value(left, depth), self.value(right, depth), node)
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = [self.value(each, depth) for each in (left, *others)]
                return all(
                    compared(op, a, b) for op, a, b in zip(ops, sides, sides[1:], strict=False)
                )
            case ast.BoolOp(op=ast.And(), values=parts):
                return all(self.value(part, depth) for part in parts)
            case ast.BoolOp(op=ast.Or(), values=parts):
                # “args.steps or 100” is the first that says something.
                found = [self.value(part, depth) for part in parts]
                return next((each for each in found if each), found[-1])
        raise Unknown(f"“{source_of(node)}” is not followed.", node)

    def _sliced(self, whole: ast.expr, index: ast.Slice, node: ast.AST, depth: int) -> Any:
        found = self.value(whole, depth)
        if not isinstance(found, (list, str)):
            raise Unknown(f"“{source_of(node)}” is not followed.", node)
        ends = (index.lower, index.upper, index.step)
        return found[slice(*(None if each is None else self.value(each, depth) for each in ends))]

    def lazily(self, node: ast.AST, depth: int) -> Any:
        """Return a member's value, or what says that it has none once it is asked for."""
        try:
            return self.value(node, depth)
        except Unknown as unknown:
            return unknown

    def _each(self, node: ast.AST, loops: list[ast.comprehension], depth: int) -> Iterator[None]:
        """Go through the rounds of a comprehension, whose names have their values in each."""
        if not loops:
            yield
            return
        loop, *inner = loops
        around = self.value(loop.iter, depth)
        members = list(around.members) if isinstance(around, Fields) else around
        if not isinstance(members, list):
            raise Unknown(f"“{source_of(loop.iter)}” is not followed.", node)
        for member in members:
            before = dict(self.bindings.locals)
            self.bindings.locals |= _bound_to(loop.target, member)
            try:
                if all(self.value(test, depth) for test in loop.ifs):
                    yield from self._each(node, inner, depth)
            finally:
                self.bindings.locals = before

    def written(self, node: ast.AST) -> ast.expr | None:
        """Return the expression that a name or an attribute is given last; None where none is."""
        return written_last(self.script, node)

    def batch_size(self, loader: ast.expr | None = None) -> int:
        """Return the samples in a batch of a loader, or of the text."""
        return batch_size(self.script, self.number, loader)

    def by_names(self, names: Iterable[str]) -> float | None:
        """Return the first number that one of some names stands for anywhere in the text."""
        return by_names(self.script, self.number, names)

    def given_words(self, call: ast.Call) -> dict[str, ast.expr]:
        """Return what a call is given by name as expressions, what ``**`` unpacks too."""
        found: dict[str, ast.expr] = {}
        for word in call.keywords:
            if word.arg is not None:
                found[word.arg] = word.value
                continue
            unpacked = self.known(word.value)
            for name in unpacked.members if isinstance(unpacked, Fields) else ():
                if isinstance(name, str):
                    part = ast.Subscript(word.value, ast.Constant(name))
                    found[name] = ast.copy_location(part, word.value)
        return found

    def callable_of(self, value: Any) -> FunctionValue | None:
        """Return a value as a function; None where it cannot be called."""
        if isinstance(value, FunctionValue):
            return value
        method = method_of(value.methods, "__call__") if isinstance(value, Fields) else None
        return None if method is None else FunctionValue(method)

    def member(self, whole: Any, key: Any, node: ast.AST) -> Any:
        """Return a member of a value, or a part of a list.

        Raises:
            Unknown: if it has none such, or the text does not say it.
        """
        match whole:
            case Fields():
                method = method_of(whole.methods, key)
                if key in whole.members:
                    found = whole.members[key]
                elif method is not None:
                    return FunctionValue(method)
                elif whole.methods is not None and isinstance(key, str):
                    return self.bindings.set_by(whole.methods, key, node)
                else:
                    raise Unknown(f"“{source_of(node)}” is not in the text.", node)
            case list():
                found = whole[key]
            case _:
                raise Unknown(f"“{source_of(node)}” is not followed.", node)
        if isinstance(found, Unknown):
            raise found
        return found

    def words(self, call: ast.Call, depth: int = 0) -> dict[Any, Any]:
        """Return what a call is given by name; what is not known says so when it is asked for."""
        found: dict[Any, Any] = {}
        for word in call.keywords:
            if word.arg is not None:
                found[word.arg] = self.lazily(word.value, depth)
            else:
                inner = self.lazily(word.value, depth)
                found |= inner.members if isinstance(inner, Fields) else {}
        return found


def _bound_to(target: ast.expr, value: Any) -> dict[str, Any]:
    """Return the names of a target with their parts of a value."""
    match target:
        case ast.Name(id=name):
            return {name: value}
        case ast.Tuple(elts=parts) | ast.List(elts=parts) if isinstance(value, list):
            pairs = zip(parts, value, strict=False)
            return {
                name: own for part, each in pairs for name, own in _bound_to(part, each).items()
            }
    return {}

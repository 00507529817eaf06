"""The values of expressions in a script: names are followed to where the text says what they are."""

import ast
import math
from collections.abc import Iterable, Iterator
from typing import Any

from rampsmith.designer.sources.amounts import MOST_GIVEN, batch_size, by_names
from rampsmith.designer.sources.arithmetic import (
    Fields,
    Unknown,
    bounded,
    compared,
    finite,
    operated,
    operated_sign,
)
from rampsmith.designer.sources.calculations import MATH
from rampsmith.designer.sources.calls import value_of_call
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.given import given_to, written_last
from rampsmith.designer.sources.reading import Notes
from rampsmith.designer.sources.script import Function, Script, place_of, source_of
from rampsmith.designer.sources.trees import (
    default_in,
    default_of,
    inside,
    is_unpacking,
    method_of,
    parameters,
    stored,
    unpacked,
)
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
        self.under_way: set[ast.AST] = set()
        """What is being followed; what leads back to it is made of itself."""
        self._locals: dict[str, Any] = {}
        self._found: dict[ast.AST, Any] = {}
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

    def known(self, node: ast.AST | None, default: Any = None) -> Any:
        """Return the value of an expression, or a default where the text does not hold it."""
        if node is None:
            return default
        try:
            return self.value(node)
        except Unknown:
            return default

    def number(self, node: ast.AST | None) -> float | None:
        """Return the value of an expression where it is a finite number."""
        return finite(self.known(node))

    def _value(self, node: ast.AST, depth: int) -> Any:  # noqa: PLR0911 - one for each kind of node.
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as value):
                return bounded(value, node)
            case ast.Name(id=name):
                return self._named(name, node, depth)
            case ast.Attribute():
                return self._attribute(node, depth)
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
            before = dict(self._locals)
            self._locals |= _bound_to(loop.target, member)
            try:
                if all(self.value(test, depth) for test in loop.ifs):
                    yield from self._each(node, inner, depth)
            finally:
                self._locals = before

    def _named(self, name: str, node: ast.AST, depth: int) -> Any:
        if name in self._locals:
            return self._locals[name]
        for scope in self.script.scopes(node):
            if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                parameter = next((a for a in parameters(scope) if a.arg == name), None)
                before, bound = self.script.bound(scope, name, node)
                if parameter is not None and not before:
                    return self._parameter(scope, parameter, node, depth)
            else:
                before, bound = self.script.bound(scope, name, node)
            bound = [each for each in (before or bound) if not inside(self.script, node, each)]
            if bound:
                return self._bound(bound, self._reached(bound, name, node, depth), name, depth)
        if name in ("pi", "inf"):
            return getattr(math, name)
        raise Unknown(f"“{name}” is not in the text.", node)

    def _reached(self, bound: list[ast.AST], name: str, node: ast.AST, depth: int) -> int:
        """Return which of several assignments counts: the last one whose branch may be taken."""
        for at in range(len(bound) - 1, -1, -1):
            taken = self.is_taken(bound[at], node, depth)
            if taken is None and len(bound) > 1:
                sentence = (
                    f"“{name}” depends on a condition that is not known; this is what counts."
                )
                self.notes.add("assumed", place_of(bound[at]), sentence)
            if taken is not False:
                return at
        return len(bound) - 1

    def is_taken(self, binding: ast.AST, node: ast.AST, depth: int) -> bool | None:
        """Return whether an assignment is reached on the way to a node; None where that is open."""
        around = set(self.script.around(node))
        child = binding
        for parent in self.script.around(binding):
            if parent in around:
                return True
            if isinstance(parent, ast.If) and child is not parent.test:
                if parent in self.under_way:
                    return None
                self.under_way.add(parent)
                try:
                    asked = bool(self.value(parent.test, depth))
                except Unknown:
                    return None
                finally:
                    self.under_way.discard(parent)
                if asked != (child in parent.body):
                    return False
            child = parent
        return True

    def _bound(self, bound: list[ast.AST], at: int, name: str, depth: int) -> Any:
        """Return what a name is where it is bound, the last time that it is."""
        binding = bound[at]
        if binding in self._found:
            return self._found[binding]
        if binding in self.under_way:
            raise Unknown(f"“{name}” is made of itself.", binding)
        self.under_way.add(binding)
        try:
            found = self._bound_value(bound, at, name, depth)
        finally:
            self.under_way.discard(binding)
        if not is_unpacking(binding):
            self._found[binding] = found
        return found

    def _bound_value(self, bound: list[ast.AST], at: int, name: str, depth: int) -> Any:
        binding = bound[at]
        match binding:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return FunctionValue(binding)
            case ast.ClassDef():
                return self.fields_of(binding, depth)
            case ast.Assign(targets=targets, value=value):
                found = self.value(value, depth)
                at_which = unpacked(targets, name)
                return found if at_which is None else found[at_which]
            case ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
                return self.value(value, depth)
            case ast.AugAssign(op=op, value=value) if at > 0:
                before = self._bound(bound, at - 1, name, depth)
                return operated(op, before, self.value(value, depth), binding)
        raise Unknown(f"“{name}” has no one value in the text.", binding)

    def _parameter(self, function: Function, parameter: ast.arg, node: ast.AST, depth: int) -> Any:
        """Return what a function's parameter is: as the script calls it, or its default."""
        given = given_to(self.script, function, parameter, has_member=self._has_member)
        default = default_of(function, parameter.arg)
        for source in (given, default):
            if source is not None and source not in self.under_way:
                self.under_way.add(source)
                try:
                    return self.value(source, depth)
                except Unknown:
                    if default is None:
                        raise
                finally:
                    self.under_way.discard(source)
        around = self._around(function, parameter.arg, node, depth)
        if around is not None:
            return around
        raise Unknown(f"“{parameter.arg}” is an argument that the text gives no value.", node)

    def _around(self, function: Function, name: str, node: ast.AST, depth: int) -> Any:
        """Return what a parameter's name stands for outside its function; None where it does not."""
        for scope in self.script.scopes(function):
            bound = self.script.bound(scope, name, node)[1]
            if bound:
                found = self._bound(bound, len(bound) - 1, name, depth)
                sentence = f"“{name}” is taken for the one that stands outside the function."
                self.notes.add("assumed", place_of(node), sentence)
                return found
        return None

    def _has_member(self, node: ast.expr, name: str) -> bool:
        found = self.known(node)
        return isinstance(found, Fields) and name in found.members

    def _attribute(self, node: ast.Attribute, depth: int) -> Any:
        name = node.attr
        if isinstance(node.value, ast.Name) and node.value.id in MATH and hasattr(math, name):
            return getattr(math, name)
        owner = self.script.class_of(node)
        if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls") and owner:
            return self._own(owner, name, node, depth)
        told = self._told(node, depth)
        if told is not None:
            return told
        try:
            whole = self.value(node.value, depth)
        except Unknown:
            return self._by_name(name, node, depth)
        return self.member(whole, name, node)

    def _told(self, node: ast.Attribute, depth: int) -> Any:
        """Return what ``args.lr = 0.1`` has set; None where nothing has."""
        for binding in reversed(self.script.attributes.get(node.attr, [])[-MOST_GIVEN:]):
            targets = binding.targets if isinstance(binding, ast.Assign) else [binding.target]
            same = any(ast.dump(each) == stored(node) for each in targets)
            if not same or binding.value is None or inside(self.script, node, binding):
                continue
            if binding in self.under_way or any(
                each in self.under_way for each in self.script.around(binding)
            ):
                continue
            if self.is_taken(binding, node, depth) is False:
                continue
            self.under_way.add(binding)
            try:
                return self.value(binding.value, depth)
            finally:
                self.under_way.discard(binding)
        return None

    def _own(self, owner: ast.ClassDef, name: str, node: ast.AST, depth: int) -> Any:
        """Return an attribute of a class's objects, as the class sets it."""
        set_here = [
            each
            for each in self.script.attributes.get(name, [])[-MOST_GIVEN:]
            if owner in self.script.around(each) and not inside(self.script, node, each)
        ]
        for binding in reversed(set_here):
            if binding.value is not None and binding not in self.under_way:
                self.under_way.add(binding)
                try:
                    found = self.value(binding.value, depth)
                finally:
                    self.under_way.discard(binding)
                targets = binding.targets if isinstance(binding, ast.Assign) else []
                at = unpacked(targets, name)
                return found if at is None else found[at]
        fields = self.fields_of(owner, depth)
        if name in fields.members or method_of(owner, name) is not None:
            return self.member(fields, name, node)
        return self._by_name(name, node, depth)

    def _by_name(self, name: str, node: ast.AST, depth: int) -> Any:
        """Return a member of something that is not followed, by its name alone."""
        defaults = self.script.argument_defaults
        if name in defaults and defaults[name] is not None:
            return self.value(defaults[name], depth)  # type: ignore[arg-type]  # Just asked.
        found = [
            fields.members[name]
            for owner in list(self.script.classes.values())[:MOST_GIVEN]
            for fields in (self.fields_of(owner, depth),)
            if name in fields.members and not isinstance(fields.members[name], Unknown)
        ]
        if found:
            sentence = f"“{source_of(node)}” is taken from the class that has a “{name}”."
            self.notes.add("assumed", place_of(node), sentence)
            return found[0]
        raise Unknown(f"“{source_of(node)}” is not in the text.", node)

    def fields_of(self, owner: ast.ClassDef, depth: int) -> Fields:
        """Return the fields of a class with their defaults."""
        if owner in self._found:
            return self._found[owner]  # type: ignore[no-any-return]  # Nothing else is kept for it.
        found = Fields(methods=owner)
        self._found[owner] = found
        for each in owner.body:
            match each:
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    found.members[name] = self.lazily(default_in(value), depth)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    found.members[name] = self.lazily(value, depth)
        return found

    def _set_by(self, owner: ast.ClassDef, name: str, node: ast.AST) -> Any:
        """Return what the constructor of a class sets as an attribute."""
        if owner in self.under_way:
            raise Unknown(f"“{source_of(node)}” is made of itself.", node)
        self.under_way.add(owner)
        try:
            for binding in reversed(self.script.attributes.get(name, [])[-MOST_GIVEN:]):
                if owner in self.script.around(binding) and binding.value is not None:
                    return self._own(owner, name, node, 0)
        finally:
            self.under_way.discard(owner)
        raise Unknown(f"“{source_of(node)}” is not in the text.", node)

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
                    return self._set_by(whole.methods, key, node)
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

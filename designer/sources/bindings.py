"""What the names, parameters and attributes of a script stand for, where they are used."""

import ast
import math
from typing import TYPE_CHECKING, Any

from rampsmith.designer.sources.amounts import MOST_GIVEN
from rampsmith.designer.sources.arithmetic import Fields, Unknown, operated
from rampsmith.designer.sources.calculations import MATH
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.given import given_to
from rampsmith.designer.sources.script import Function, place_of, source_of
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

if TYPE_CHECKING:
    from rampsmith.designer.sources.following import Following


class Bindings:
    """Finds where a script says what a name stands for.

    Attributes:
        under_way: what is being followed; what leads back to it is made of itself.
        locals: the names of the comprehension that is being gone through.
    """

    def __init__(self, follow: "Following") -> None:
        """Take what finds the values of expressions."""
        self._follow = follow
        self._script = follow.script
        self._notes = follow.notes
        self.under_way: set[ast.AST] = set()
        self.locals: dict[str, Any] = {}
        self._found: dict[ast.AST, Any] = {}

    def named(self, name: str, node: ast.AST, depth: int) -> Any:
        """Return what a name stands for at a node.

        Raises:
            Unknown: if the text does not say it.
        """
        if name in self.locals:
            return self.locals[name]
        for scope in self._script.scopes(node):
            if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                parameter = next((a for a in parameters(scope) if a.arg == name), None)
                before, bound = self._script.bound(scope, name, node)
                if parameter is not None and not before:
                    return self._parameter(scope, parameter, node, depth)
            else:
                before, bound = self._script.bound(scope, name, node)
            bound = [each for each in (before or bound) if not inside(self._script, node, each)]
            if bound:
                return self._bound(bound, self._reached(bound, name, node, depth), name, depth)
        if name in ("pi", "inf"):
            return getattr(math, name)
        raise Unknown(f"“{name}” is not in the text.", node)

    def attribute(self, node: ast.Attribute, depth: int) -> Any:
        """Return what an attribute stands for.

        Raises:
            Unknown: if the text does not say it.
        """
        name = node.attr
        if isinstance(node.value, ast.Name) and node.value.id in MATH and hasattr(math, name):
            return getattr(math, name)
        owner = self._script.class_of(node)
        if isinstance(node.value, ast.Name) and node.value.id in ("self", "cls") and owner:
            return self._own(owner, name, node, depth)
        told = self._told(node, depth)
        if told is not None:
            return told
        try:
            whole = self._follow.value(node.value, depth)
        except Unknown:
            return self._by_name(name, node, depth)
        return self._follow.member(whole, name, node)

    def _reached(self, bound: list[ast.AST], name: str, node: ast.AST, depth: int) -> int:
        """Return which of several assignments counts: the last one whose branch may be taken."""
        for at in range(len(bound) - 1, -1, -1):
            taken = self.is_taken(bound[at], node, depth)
            if taken is None and len(bound) > 1:
                sentence = (
                    f"“{name}” depends on a condition that is not known; this is what counts."
                )
                self._notes.add("assumed", place_of(bound[at]), sentence)
            if taken is not False:
                return at
        return len(bound) - 1

    def is_taken(self, binding: ast.AST, node: ast.AST, depth: int) -> bool | None:
        """Return whether an assignment is reached on the way to a node; None where that is open."""
        around = set(self._script.around(node))
        child = binding
        for parent in self._script.around(binding):
            if parent in around:
                return True
            if isinstance(parent, ast.If) and child is not parent.test:
                if parent in self.under_way:
                    return None
                self.under_way.add(parent)
                try:
                    asked = bool(self._follow.value(parent.test, depth))
                except Unknown:
                    return None
                finally:
                    self.under_way.discard(parent)
                if asked != (child in parent.body):
                    return False
            child = parent
        return True

    def _bound(self, bound: list[ast.AST], at: int, name: str, depth: int) -> Any:
        """Return the value that a name has after one of its bindings."""
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
                found = self._follow.value(value, depth)
                at_which = unpacked(targets, name)
                return found if at_which is None else found[at_which]
            case ast.AnnAssign(value=ast.expr() as value) | ast.NamedExpr(value=value):
                return self._follow.value(value, depth)
            case ast.AugAssign(op=op, value=value) if at > 0:
                before = self._bound(bound, at - 1, name, depth)
                return operated(op, before, self._follow.value(value, depth), binding)
        raise Unknown(f"“{name}” has no one value in the text.", binding)

    def _parameter(self, function: Function, parameter: ast.arg, node: ast.AST, depth: int) -> Any:
        """Return what a function's parameter is: as the script calls it, or its default."""
        given = given_to(self._script, function, parameter, has_member=self._has_member)
        default = default_of(function, parameter.arg)
        for source in (given, default):
            if source is not None and source not in self.under_way:
                self.under_way.add(source)
                try:
                    return self._follow.value(source, depth)
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
        for scope in self._script.scopes(function):
            bound = self._script.bound(scope, name, node)[1]
            if bound:
                found = self._bound(bound, len(bound) - 1, name, depth)
                sentence = f"“{name}” is taken for the one that stands outside the function."
                self._notes.add("assumed", place_of(node), sentence)
                return found
        return None

    def _has_member(self, node: ast.expr, name: str) -> bool:
        found = self._follow.known(node)
        return isinstance(found, Fields) and name in found.members

    def _told(self, node: ast.Attribute, depth: int) -> Any:
        """Return what ``args.lr = 0.1`` has set; None where nothing has."""
        for binding in reversed(self._script.attributes.get(node.attr, [])[-MOST_GIVEN:]):
            targets = binding.targets if isinstance(binding, ast.Assign) else [binding.target]
            same = any(ast.dump(each) == stored(node) for each in targets)
            if not same or binding.value is None or inside(self._script, node, binding):
                continue
            if binding in self.under_way or any(
                each in self.under_way for each in self._script.around(binding)
            ):
                continue
            if self.is_taken(binding, node, depth) is False:
                continue
            self.under_way.add(binding)
            try:
                return self._follow.value(binding.value, depth)
            finally:
                self.under_way.discard(binding)
        return None

    def _own(self, owner: ast.ClassDef, name: str, node: ast.AST, depth: int) -> Any:
        """Return an attribute of a class's objects, as the class sets it."""
        set_here = [
            each
            for each in self._script.attributes.get(name, [])[-MOST_GIVEN:]
            if owner in self._script.around(each) and not inside(self._script, node, each)
        ]
        for binding in reversed(set_here):
            if binding.value is not None and binding not in self.under_way:
                self.under_way.add(binding)
                try:
                    found = self._follow.value(binding.value, depth)
                finally:
                    self.under_way.discard(binding)
                targets = binding.targets if isinstance(binding, ast.Assign) else []
                at = unpacked(targets, name)
                return found if at is None else found[at]
        fields = self.fields_of(owner, depth)
        if name in fields.members or method_of(owner, name) is not None:
            return self._follow.member(fields, name, node)
        return self._by_name(name, node, depth)

    def _by_name(self, name: str, node: ast.AST, depth: int) -> Any:
        """Return a member of something that is not followed, by its name alone."""
        defaults = self._script.argument_defaults
        if name in defaults and defaults[name] is not None:
            return self._follow.value(defaults[name], depth)  # type: ignore[arg-type]  # Just asked.
        found = [
            fields.members[name]
            for owner in list(self._script.classes.values())[:MOST_GIVEN]
            for fields in (self.fields_of(owner, depth),)
            if name in fields.members and not isinstance(fields.members[name], Unknown)
        ]
        if found:
            sentence = f"“{source_of(node)}” is taken from the class that has a “{name}”."
            self._notes.add("assumed", place_of(node), sentence)
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
                    found.members[name] = self._follow.lazily(default_in(value), depth)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    found.members[name] = self._follow.lazily(value, depth)
        return found

    def set_by(self, owner: ast.ClassDef, name: str, node: ast.AST) -> Any:
        """Return what the constructor of a class sets as an attribute."""
        if owner in self.under_way:
            raise Unknown(f"“{source_of(node)}” is made of itself.", node)
        self.under_way.add(owner)
        try:
            for binding in reversed(self._script.attributes.get(name, [])[-MOST_GIVEN:]):
                if owner in self._script.around(binding) and binding.value is not None:
                    return self._own(owner, name, node, 0)
        finally:
            self.under_way.discard(owner)
        raise Unknown(f"“{source_of(node)}” is not in the text.", node)

"""Parts of a tree of code: parameters, defaults, methods, targets."""

import ast
from typing import Any

from rampsmith.designer.sources.script import Function, Script, called


def parameters(function: Function) -> list[ast.arg]:
    """Return all parameters of a function that have a name."""
    return [*positional_parameters(function), *function.args.kwonlyargs]


def positional_parameters(function: Function) -> list[ast.arg]:
    """Return the parameters of a function that can be given by position."""
    return [*function.args.posonlyargs, *function.args.args]


def default_of(function: Function, name: str) -> ast.expr | None:
    """Return the default of a parameter; None where it has none."""
    positional = positional_parameters(function)
    defaults = function.args.defaults
    with_default = positional[len(positional) - len(defaults) :]
    found = {arg.arg: value for arg, value in zip(with_default, defaults, strict=True)}
    only = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    found |= {arg.arg: value for arg, value in only if value is not None}
    return found.get(name)


def inside(script: Script, node: ast.AST, outer: ast.AST) -> bool:
    """Return whether a node is, or stands in, another."""
    return node is outer or outer in script.around(node)


def given_names(script: Script, call: ast.Call) -> list[str]:
    """Return the last parts of the names that the value of a call is given."""
    parent = script.parents.get(call)
    targets = parent.targets if isinstance(parent, ast.Assign) else []
    return [
        each.id if isinstance(each, ast.Name) else each.attr
        for each in targets
        if isinstance(each, (ast.Name, ast.Attribute))
    ]


def is_unpacking(binding: ast.AST) -> bool:
    """Return whether an assignment gives several names their values."""
    return isinstance(binding, ast.Assign) and isinstance(binding.targets[0], (ast.Tuple, ast.List))


def unpacked(targets: list[ast.expr], name: str) -> int | None:
    """Return which of several values a name takes of one assignment."""
    for target in targets:
        if isinstance(target, (ast.Tuple, ast.List)):
            for at, part in enumerate(target.elts):
                if name == (
                    part.attr if isinstance(part, ast.Attribute) else getattr(part, "id", "")
                ):
                    return at
    return None


def method_of(owner: ast.ClassDef | None, name: Any) -> ast.FunctionDef | None:
    """Return a method of a class; None where it has none of that name."""
    methods = (each for each in owner.body if isinstance(each, ast.FunctionDef)) if owner else ()
    return next((each for each in methods if each.name == name), None)


def stored(node: ast.Attribute) -> str:
    """Describe an attribute as it is where it is set."""
    return ast.dump(ast.Attribute(node.value, node.attr, ast.Store()))


def default_in(value: ast.expr) -> ast.expr:
    """Return what ``field(default=…)`` gives a field of a dataclass."""
    if isinstance(value, ast.Call) and called(value) in ("field", "Field"):
        for word in value.keywords:
            if word.arg == "default":
                return word.value
            if word.arg == "default_factory" and isinstance(word.value, ast.Lambda):
                return word.value.body
    return value

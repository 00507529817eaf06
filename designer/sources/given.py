"""What assignments and calls give to names, as expressions."""

import ast
from collections.abc import Callable, Sequence

from rampsmith.designer.sources.amounts import MOST_GIVEN
from rampsmith.designer.sources.script import Function, Script, place_of
from rampsmith.designer.sources.trees import inside, positional_parameters


def given_to(
    script: Script,
    function: Function,
    parameter: ast.arg,
    *,
    has_member: Callable[[ast.expr, str], bool],
) -> ast.expr | None:
    """Return what the script calls a function with for a parameter; None where it does not.

    Args:
        script: the script.
        function: the function.
        parameter: one of its parameters.
        has_member: returns whether what ``**`` unpacks has a name.
    """
    if isinstance(function, ast.Lambda):
        return None
    owner = script.parents.get(function)
    is_method = isinstance(owner, ast.ClassDef)
    name = owner.name if is_method and function.name == "__init__" else function.name  # type: ignore[union-attr]  # A method's owner is a class.
    names = [each.arg for each in positional_parameters(function)]
    if is_method and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    for call in script.calls_by_name.get(name, [])[:MOST_GIVEN]:
        if inside(script, call, function):
            continue
        for word in call.keywords:
            if word.arg == parameter.arg:
                return word.value
            if word.arg is None and has_member(word.value, parameter.arg):
                return ast.copy_location(
                    ast.Subscript(word.value, ast.Constant(parameter.arg)), word.value
                )
        if parameter.arg in names[: len(call.args)]:
            return call.args[names.index(parameter.arg)]
    return None


def written_last(script: Script, node: ast.AST) -> ast.expr | None:
    """Return the expression that a name or an attribute is given last; None where none is."""
    bound: Sequence[ast.AST] = []
    before: Sequence[ast.AST] = []
    match node:
        case ast.Name(id=name):
            for scope in script.scopes(node):
                before, bound = script.bound(scope, name, node)
                if bound:
                    break
        case ast.Attribute(attr=name):
            bound = script.attributes.get(name, [])[-MOST_GIVEN:]
            before = [each for each in bound if place_of(each) < place_of(node)]
    for binding in reversed(before or bound):
        if isinstance(binding, (ast.Assign, ast.AnnAssign)) and not inside(script, node, binding):
            return binding.value
    return None

"""The values of calls in a script, as far as its text says what they return."""

import ast
from typing import TYPE_CHECKING, Any

from rampsmith.designer.sources.amounts import USUAL_SAMPLES
from rampsmith.designer.sources.arithmetic import Fields, Unknown
from rampsmith.designer.sources.calculations import OF_TEXTS, calculated, text_changed
from rampsmith.designer.sources.function_values import FunctionValue, returned_by
from rampsmith.designer.sources.script import called, place_of, source_of
from rampsmith.designer.sources.trees import parameters, positional_parameters

if TYPE_CHECKING:
    from rampsmith.designer.sources.following import Following

_MADE_OF_WORDS = frozenset(
    [
        "dict",
        "SimpleNamespace",
        "Namespace",
        "EasyDict",
        "edict",
        "ConfigDict",
        "Config",
        "AttrDict",
        "Box",
        "create",
        "Munch",
    ]
)


def value_of_call(follow: "Following", node: ast.Call, depth: int) -> Any:  # noqa: PLR0911 - one for each kind of call.
    """Return what a call returns.

    Args:
        follow: what finds the values of the script.
        node: the call.
        depth: how many names and operations stand around it.

    Raises:
        Unknown: if the text does not say it.
    """
    name = called(node)
    if name in ("parse_args", "parse_known_args", "parse_args_into_dataclasses"):
        return _command_line(follow, name, depth)
    if name == "len" and len(node.args) == 1:
        return _length(follow, node.args[0], node, depth)
    if name in ("vars", "asdict", "deepcopy", "list", "tuple") and len(node.args) == 1:
        return follow.value(node.args[0], depth)
    if name == "get" and isinstance(node.func, ast.Attribute) and node.args:
        return _got(follow, node.func.value, node.args, node, depth)
    if name == "getattr" and len(node.args) >= 2:
        return _got(follow, node.args[0], node.args[1:], node, depth)
    if name == "partial" and node.args:
        inner = follow.value(node.args[0], depth)
        if isinstance(inner, FunctionValue):
            positional = tuple(follow.value(each, depth) for each in node.args[1:])
            return FunctionValue(inner.node, positional, tuple(follow.words(node, depth).items()))
    if name in follow.script.classes:
        found = follow.bindings.fields_of(follow.script.classes[name], depth)
        return Fields(found.members | follow.words(node, depth), found.methods)
    if name in _MADE_OF_WORDS:
        return _made_of_words(follow, node, depth)
    return _returned_or_calculated(follow, name, node, depth)


def _returned_or_calculated(follow: "Following", name: str, node: ast.Call, depth: int) -> Any:
    if name in OF_TEXTS and isinstance(node.func, ast.Attribute) and not node.args:
        return text_changed(follow.value(node.func.value, depth), name, node)
    function = follow.known(node.func) if name in follow.script.named else None
    if isinstance(function, FunctionValue):
        return _returned(follow, function, node, depth)
    return calculated(name, node, lambda each: follow.value(each, depth))


def _returned(follow: "Following", function: FunctionValue, node: ast.Call, depth: int) -> Any:
    """Return what a function of the text returns, where that is one thing."""
    if function.node in follow.bindings.under_way:
        raise Unknown(f"“{source_of(node)}” is not followed.", node)
    results = returned_by(follow.script, function.node)
    results = [each for each in results if follow.bindings.is_taken(each, node, depth) is not False]
    if len(results) != 1:
        raise Unknown(f"“{source_of(node)}” is not followed.", node)
    follow.bindings.under_way.add(function.node)
    try:
        found = follow.value(results[0], depth)
    finally:
        follow.bindings.under_way.discard(function.node)
    if isinstance(found, FunctionValue):
        own = [each.arg for each in positional_parameters(function.node)]
        given = dict(zip(own, node.args, strict=False))
        given |= {word.arg: word.value for word in node.keywords if word.arg}
        known = {key: follow.lazily(each, depth) for key, each in given.items()}
        sure = tuple((k, v) for k, v in known.items() if not isinstance(v, Unknown))
        return FunctionValue(found.node, found.positional, found.named, found.closure + sure)
    only = follow.script.calls_by_name.get(called(node), [])
    if len(only) > 1 and parameters(function.node):
        raise Unknown(f"“{source_of(node)}” is called in several ways.", node)
    return found


def _made_of_words(follow: "Following", node: ast.Call, depth: int) -> Fields:
    inner = follow.lazily(node.args[0], depth) if node.args else None
    members = inner.members if isinstance(inner, Fields) else {}
    return Fields(members | follow.words(node, depth))


def _command_line(follow: "Following", name: str, depth: int) -> Any:
    defaults = follow.script.argument_defaults.items()
    found = Fields({k: None if v is None else follow.lazily(v, depth) for k, v in defaults})
    return [found, []] if name == "parse_known_args" else found


def _got(
    follow: "Following", whole: ast.expr, rest: list[ast.expr], node: ast.AST, depth: int
) -> Any:
    try:
        return follow.member(follow.value(whole, depth), follow.value(rest[0], depth), node)
    except Unknown:
        if len(rest) > 1:
            return follow.value(rest[1], depth)
        raise


def _length(follow: "Following", counted: ast.expr, node: ast.AST, depth: int) -> int:
    found = follow.lazily(counted, depth)
    if isinstance(found, (list, str)):
        return len(found)
    if isinstance(found, Fields) and found.methods is None:
        return len(found.members)
    words = source_of(counted).lower()
    follow.asked_for_samples = True
    is_loader = any(word in words for word in ("load", "dl", "iter", "batches"))
    if not is_loader:
        sentence = f"How many samples “{source_of(counted)}” has; {USUAL_SAMPLES:,} until then."
        follow.notes.add("asked for", place_of(node), sentence)
        return USUAL_SAMPLES
    size = follow.batch_size(counted)
    batches = -(-USUAL_SAMPLES // size)
    sentence = (
        f"How many batches “{source_of(counted)}” has; {batches:,} of {size} samples until then."
    )
    follow.notes.add("asked for", place_of(node), sentence)
    return batches

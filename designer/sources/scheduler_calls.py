"""Which schedulers a script builds, which of them others are made of, and which are reached."""

import ast
from typing import Any

from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.script import Script, called, source_of
from rampsmith.designer.sources.signatures import TORCH, WITH_WARMUP

SIGNATURES = TORCH | WITH_WARMUP
NAMES = SIGNATURES.keys() | {"get_scheduler"}
MOST_NAMES = 6
"""Names that stand for each other, until what stands for a scheduler."""
MOST_LOOKED_THROUGH = 1_000
MOST_CANDIDATES = 100
"""Schedulers of one script that are looked at; nobody builds more."""


def candidates(script: Script) -> list[ast.Call]:
    """Return the calls that build a scheduler known by its name."""
    return [call for call in script.calls if called(call) in NAMES and (call.args or call.keywords)]


def outermost(follow: Following, candidates: list[ast.Call]) -> list[ast.Call]:
    """Leave out schedulers that another one is made of, and those of branches that are not taken."""
    script = follow.script
    inner: set[ast.AST] = set()
    for call in candidates:
        if called(call) in ("SequentialLR", "ChainedScheduler"):
            inner |= {each for each in children_of(follow, call) if isinstance(each, ast.Call)}
    taken = [each for each in candidates if each not in inner and _is_taken(follow, each)]
    free = [each for each in taken if not any(a in inner for a in script.around(each))]
    return free or candidates[-1:]


def _is_taken(follow: Following, node: ast.AST) -> bool:
    """Return whether a node may be reached, as far as the conditions around it are known."""
    child = node
    for parent in follow.script.around(node):
        if isinstance(parent, ast.If) and child is not parent.test:
            asked = follow.known(parent.test)
            wanted = child in parent.body
            if asked is not None and bool(asked) != wanted:
                return False
        if isinstance(parent, ast.Dict) and child in parent.values:
            key = follow.known(dict(zip(parent.values, parent.keys, strict=True)).get(child))
            if key not in _keys_taken(follow, parent, key):
                return False
        child = parent
    return True


def _keys_taken(follow: Following, table: ast.Dict, usual: Any) -> list[Any]:
    """Return the keys by which a script calls what a dictionary holds; the usual one if none."""
    owner = follow.script.parents.get(table)
    names = [source_of(each) for each in owner.targets] if isinstance(owner, ast.Assign) else []
    keys = [
        follow.known(call.func.slice)
        for call in follow.script.calls[:MOST_LOOKED_THROUGH]
        if isinstance(call.func, ast.Subscript) and source_of(call.func.value) in names
    ]
    return [key for key in keys if isinstance(key, str)] or [usual]


def children_of(follow: Following, call: ast.Call) -> list[ast.AST]:
    """Return the calls that make the schedulers that one is made of."""
    words = {word.arg: word.value for word in call.keywords}
    at = 1 if called(call) == "SequentialLR" else 0
    node = words.get("schedulers") or (call.args[at] if len(call.args) > at else None)
    listed = _call_node(follow, node)
    if not isinstance(listed, (ast.List, ast.Tuple)):
        return []
    return [_call_node(follow, each) for each in [*listed.elts, *_appended(follow, node)]]


def _appended(follow: Following, node: ast.AST | None) -> list[ast.expr]:
    """Return what ``append`` adds to the list of a name."""
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return []
    return [
        call.args[0]
        for call in follow.script.calls_by_name.get("append", [])[:MOST_CANDIDATES]
        if isinstance(call.func, ast.Attribute)
        and source_of(call.func.value) == source_of(node)
        and call.args
        and _is_taken(follow, call)
    ]


def _call_node(follow: Following, node: ast.AST | None) -> ast.AST:
    """Follow a name to the expression that it stands for."""
    for _ in range(MOST_NAMES):
        written = None if node is None else follow.written(node)
        if written is None:
            break
        node = written
    return node or ast.Pass()

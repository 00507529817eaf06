"""The optimizer that a script gives to a scheduler: its parameter groups and their rates."""

import ast
from typing import Any

from rampsmith.designer.document.schedule import Group
from rampsmith.designer.presets.common import EVERYTHING
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.reading import Notes
from rampsmith.designer.sources.script import Script, called, place_of, source_of
from rampsmith.designer.sources.trees import given_names
from rampsmith.designer.values.limits import LARGEST_LEVEL, LONGEST_TEXT, MOST_GROUPS
from rampsmith.designer.values.numbers import exact_text

OPTIMIZERS: dict[str, tuple[float, float]] = {
    "SGD": (1e-3, 0.0),
    "Adam": (1e-3, 0.0),
    "AdamW": (1e-3, 0.01),
    "NAdam": (2e-3, 0.0),
    "RAdam": (1e-3, 0.0),
    "Adamax": (2e-3, 0.0),
    "Adagrad": (1e-2, 0.0),
    "Adadelta": (1.0, 0.0),
    "RMSprop": (1e-2, 0.0),
    "Rprop": (1e-2, 0.0),
    "ASGD": (1e-2, 0.0),
    "SparseAdam": (1e-3, 0.0),
    "LBFGS": (1.0, 0.0),
    "Adafactor": (1e-2, 0.0),
    "Muon": (1e-3, 0.1),
    "Lion": (1e-4, 0.0),
    "LAMB": (1e-3, 0.0),
    "LARS": (1e-3, 0.0),
    "AdamW8bit": (1e-3, 0.01),
    "Adam8bit": (1e-3, 0.0),
}
"""Optimizers by their names, with the rate and the weight decay that they have by themselves."""

MOST_WRAPPED = 8
"""Names and calls between a scheduler's optimizer and the call that makes it."""
RATE_NAMES = ("lr", "learning_rate", "base_lr", "LR", "LEARNING_RATE", "max_lr", "init_lr")


def optimizer_groups(
    follow: Following, notes: Notes, optimizer: ast.expr | None
) -> tuple[Group, ...]:
    """Return the groups of the optimizer that a scheduler is given; none where its rate is unknown."""
    call = _optimizer_call(follow, optimizer)
    if call is None:
        given = follow.by_names(RATE_NAMES)
        return (Group(EVERYTHING, float(given or 0.0)),) if _is_rate(given) else ()
    words = follow.given_words(call)
    usual_rate, usual_decay = OPTIMIZERS.get(called(call), (1e-3, 0.0))
    rate_node = _rate_given(follow, call)
    rate = usual_rate if rate_node is None else follow.number(rate_node)
    if rate_node is not None and not _is_rate(rate):
        sentence = (
            f"The rate “{source_of(rate_node)}” of {called(call)}; "
            f"{exact_text(usual_rate)} until then."
        )
        notes.add("asked for", place_of(rate_node), sentence)
        rate = usual_rate
    base = float(rate if rate is not None else usual_rate)
    decay = follow.number(words["weight_decay"]) if "weight_decay" in words else usual_decay
    momentum = follow.number(words.get("momentum"))
    if momentum:
        sentence = f"The momentum {exact_text(momentum)} stays as the optimizer is built with it."
        notes.add("assumed", place_of(words["momentum"]), sentence)
    return _groups(follow, notes, call, base, decay)


def _optimizer_call(follow: Following, optimizer: ast.expr | None) -> ast.Call | None:
    """Find the call that makes the optimizer that a scheduler is given."""
    script = follow.script
    if isinstance(optimizer, ast.Call):
        return optimizer
    name = ""
    match optimizer:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            pass
    given = _unwrapped(follow, optimizer)
    if given is not None:
        return given
    made = [call for call in script.calls if _is_optimizer(call)]
    so_named = [call for call in made if name in named_after(script, call)]
    return next(iter([*reversed(so_named), *made]), None)


def _unwrapped(follow: Following, optimizer: ast.AST | None) -> ast.Call | None:
    """Return the call that makes what a scheduler is given, whatever its name is; None if it is open.

    One optimizer may be handed to another call: ``accelerator.prepare(AdamW(…))``.
    """
    node = optimizer
    for _ in range(MOST_WRAPPED):
        if isinstance(node, ast.Call):
            if _is_optimizer(node) or _rate_given(follow, node) is not None:
                return node
            node = node.args[0] if node.args else None
        elif isinstance(node, (ast.Name, ast.Attribute)):
            node = follow.written(node)
        else:
            break
    return None


def _rate_given(follow: Following, call: ast.Call) -> ast.expr | None:
    """Return the rate that a call is given, by its name or after the parameters; None if none is."""
    words = follow.given_words(call)
    named = next((words[name] for name in RATE_NAMES if name in words), None)
    if named is not None:
        return named
    if len(call.args) > 1 and (called(call) in OPTIMIZERS or "param" in source_of(call.args[0])):
        return call.args[1]
    own = (each for each in call.args if source_of(each).rpartition(".")[2] in RATE_NAMES)
    return next(own, None)


def _is_optimizer(call: ast.Call) -> bool:
    """Return whether a call makes an optimizer."""
    return called(call) in OPTIMIZERS and bool(call.args or call.keywords)


def named_after(script: Script, call: ast.Call) -> list[str]:
    """Return the names that the value of a call is given."""
    names = given_names(script, call)
    for bound in script.bindings.values():
        # Another name for the same.
        for other, nodes in bound.items():
            match nodes[-1]:
                case ast.Assign(value=ast.Name(id=name)) if name in names:
                    names.append(other)
    return names


def _is_rate(value: float | None) -> bool:
    return value is not None and 0 <= value <= LARGEST_LEVEL


def _groups(
    follow: Following, notes: Notes, call: ast.Call, base: float, decay: float | None
) -> tuple[Group, ...]:
    words = follow.given_words(call)
    params = words.get("params") or (call.args[0] if call.args else None)
    listed = _listed_groups(follow.script, params)
    added = _added_groups(follow.script, call)
    if added and not listed and params is not None:
        listed = [ast.Dict([ast.Constant("params")], [params])]
    listed += added
    groups: list[Group] = []
    for number, each in enumerate(listed, 1):
        members = {
            key.value: value
            for key, value in zip(each.keys, each.values, strict=True)
            if isinstance(key, ast.Constant)
        }
        rate = follow.number(members["lr"]) if "lr" in members else base
        if not _is_rate(rate):
            sentence = (
                f"The rate “{source_of(members['lr'])}” of a group; {exact_text(base)} until then."
            )
            notes.add("asked for", place_of(members["lr"]), sentence)
            rate = base
        own = follow.number(members["weight_decay"]) if "weight_decay" in members else decay
        name = _group_name(follow, members, f"group {number}")
        while any(name == group.name for group in groups):
            name = f"{name[: LONGEST_TEXT - 9]} {number}"
        groups.append(Group(name, float(rate or 0.0), _bases(own)))
    if not groups and isinstance(params, (ast.ListComp, ast.List)):
        sentence = "The parameter groups are made in a loop; one group stands for all."
        notes.add("not understood", place_of(params), sentence)
    return tuple(groups[:MOST_GROUPS]) or (Group(EVERYTHING, base, _bases(decay)),)


def _added_groups(script: Script, optimizer: ast.Call) -> list[ast.Dict]:
    """Return the groups that are added to an optimizer when it is built."""
    names = named_after(script, optimizer)
    return [
        call.args[0]
        for call in script.calls_by_name.get("add_param_group", [])
        if call.args
        and isinstance(call.args[0], ast.Dict)
        and isinstance(call.func, ast.Attribute)
        and source_of(call.func.value).rpartition(".")[2] in names
    ]


def _bases(decay: float | None) -> tuple[tuple[str, float], ...]:
    return (("weight_decay", float(decay)),) if decay and 0 < decay <= LARGEST_LEVEL else ()


def _listed_groups(script: Script, params: ast.expr | None) -> list[ast.Dict]:
    """Return the groups that are written out for an optimizer; none where they are not."""
    node: ast.AST | None = params
    if isinstance(node, ast.Name):
        name = node.id
        node = next(
            (
                each.value
                for scope in script.scopes(node)
                for each in reversed(script.bindings[scope].get(name, []))
                if isinstance(each, ast.Assign)
            ),
            None,
        )
    parts = node.elts if isinstance(node, ast.List) else []
    groups = [each for each in parts if isinstance(each, ast.Dict)]
    return groups if len(groups) == len(parts) else []


def _group_name(follow: Following, members: dict[Any, ast.expr], numbered: str) -> str:
    named = follow.known(members.get("name"))
    if isinstance(named, str) and named.strip():
        return " ".join(named.split())[:LONGEST_TEXT]
    node = members.get("params")
    while isinstance(node, (ast.Call, ast.Attribute)):
        if isinstance(node, ast.Call):
            node = node.func
        elif node.attr in ("parameters", "named_parameters"):
            node = node.value
        else:
            return node.attr[:LONGEST_TEXT]
    if isinstance(node, ast.Name) and node.id not in ("model", "net", "self"):
        plain = node.id.removesuffix("_params").removesuffix("_parameters")
        return (plain or node.id)[:LONGEST_TEXT]
    return numbered

"""The arguments that scripts give to schedulers, and the presets that these calls mean."""

import ast
from typing import Any

from rampsmith.designer.presets import PRESETS
from rampsmith.designer.sources.arithmetic import Fields, Unknown
from rampsmith.designer.sources.entries import Entry, entry_of
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.making import Missing
from rampsmith.designer.sources.reading import Notes, Unreadable
from rampsmith.designer.sources.scheduler_calls import SIGNATURES
from rampsmith.designer.sources.script import called, place_of, source_of
from rampsmith.designer.sources.signatures import (
    GET_SCHEDULER,
    GET_SCHEDULER_OF_DIFFUSERS,
    SCHEDULER_TYPES,
    Signature,
)
from rampsmith.designer.sources.trees import method_of


def given_arguments(
    follow: Following, notes: Notes, call: ast.Call
) -> tuple[str, dict[str, Entry]]:
    """Return the preset of a call, and the arguments that it is given, by their names."""
    name = called(call)
    if name == "get_scheduler":
        return _by_type(follow, notes, call)
    signature = SIGNATURES.get(name)
    if signature is None:
        return "", {}
    return signature.preset, _arguments(follow, notes, call, signature)


def _by_type(follow: Following, notes: Notes, call: ast.Call) -> tuple[str, dict[str, Entry]]:
    words = {word.arg for word in call.keywords}
    diffusers = bool(words & {"step_rules", "num_cycles", "power"})
    signature = GET_SCHEDULER_OF_DIFFUSERS if diffusers else GET_SCHEDULER
    given = _arguments(follow, notes, call, signature)
    given |= given.pop("scheduler_specific_kwargs", Entry(None)).members()
    kind = given.pop("name", Entry(None))
    preset = SCHEDULER_TYPES.get(str(kind.value).lower())
    if preset is None:
        if not isinstance(kind.value, Missing):
            raise Unreadable(f"There is no schedule “{kind.plain}”.", kind.place)
        sentence = f"Which schedule get_scheduler makes: {kind.value.sentence} Take “linear”."
        notes.add("asked for", kind.place, sentence)
        preset = "transformers:linear"
    own = {argument.name for argument in PRESETS[preset].own_arguments}
    if diffusers:
        # It takes these for every schedule, and most do not read them.
        given = {name: entry for name, entry in given.items() if name in own}
    elif "num_training_steps" not in own or "num_warmup_steps" not in own:
        unread = {"num_training_steps", "num_warmup_steps"} - own
        given = {name: entry for name, entry in given.items() if name not in unread}
    return preset, given


def _arguments(
    follow: Following, notes: Notes, call: ast.Call, signature: Signature
) -> dict[str, Entry]:
    order = ["optimizer", *signature.arguments]
    if signature.named_first:
        order.insert(0, "name")
    pairs = [*zip(order, call.args, strict=False)]
    pairs += [(word.arg, word.value) for word in call.keywords if word.arg is not None]
    found = {
        name: _entry(follow, node)
        for name, node in pairs
        if name != "optimizer" and not isinstance(node, ast.Starred)
    }
    for word in call.keywords:
        if word.arg is None:
            unpacked = follow.known(word.value)
            members = unpacked.members if isinstance(unpacked, Fields) else {}
            if not members:
                sentence = f"“**{source_of(word.value)}” is not in the text."
                notes.add("not understood", place_of(word.value), sentence)
            found |= {
                str(name): entry_of(value, place_of(word.value)) for name, value in members.items()
            }
    return found


def _entry(follow: Following, node: ast.AST) -> Entry:
    place = place_of(node)
    if isinstance(node, ast.Attribute) and node.attr.isupper():
        # SchedulerType.COSINE is “cosine”.
        named = follow.known(node)
        return Entry(node.attr.lower() if named is None else named, place)
    try:
        return value_entry(follow.value(node), node)
    except Unknown as unknown:
        return Entry(Missing(unknown.sentence), place)


def value_entry(value: Any, node: ast.AST) -> Entry:
    """Return a value that was followed as an entry."""
    place = place_of(node)
    match value:
        case Fields() if method_of(value.methods, "__call__") is not None:
            return Entry(FunctionValue(method_of(value.methods, "__call__")), place)  # type: ignore[arg-type]  # Just asked.
        case Fields():
            members = {
                str(name): value_entry(
                    Missing(each.sentence, each.name) if isinstance(each, Unknown) else each, node
                )
                for name, each in value.members.items()
            }
            return Entry(members, place)
        case list():
            return Entry(tuple(value_entry(each, node) for each in value), place)
        case _:
            return Entry(value, place)

"""From the values in a design file to a schedule, with every fault at its place."""

from dataclasses import fields, replace
from typing import Any

from rampsmith.designer.nodes import Node
from rampsmith.designer.run import REMAINDERS, Run
from rampsmith.designer.schedule import (
    AFTERS,
    STEPPINGS,
    CountsFrom,
    Group,
    Level,
    Schedule,
    Segment,
)
from rampsmith.designer.shapes import SHAPE_OF_KIND, SHAPES, LevelUnit, Linear, Shape
from rampsmith.designer.spans import Span, SpanUnit

VERSION = 1
"""The format that is written. A reader of it goes on reading all that came before."""
MOST_SEGMENTS = 1_000
MOST_GROUPS = 1_000

_SCHEDULE_WORDS = ("rampsmith", *(field.name for field in fields(Schedule)))
_RUN_WORDS = tuple(field.name for field in fields(Run))
_SEGMENT_WORDS = tuple(field.name for field in fields(Segment))
_GROUP_WORDS = tuple(field.name for field in fields(Group))
_SETTING_WORDS = tuple(field.name for shape in SHAPES for field in fields(shape))
_LEVEL_WORDS: tuple[LevelUnit, ...] = ("factor", "rate")
_SPAN_WORDS: tuple[SpanUnit, ...] = ("epochs", "steps", "percent")


def schedule_of(node: Node) -> Schedule:
    """Read a whole design."""
    if _is_newer(node):
        return Schedule()
    members = node.members(
        _SCHEDULE_WORDS, needed=("rampsmith", "segments"), wanted="a design, an object in braces"
    )
    found: dict[str, Any] = {}
    for word, member in members.items():
        match word:
            case "rampsmith":
                _read_version(member)
            case "title" | "class_name":
                found[word] = member.line("a text in quotes")
            case "stepping":
                found[word] = member.word(STEPPINGS, '"update" or "epoch"')
            case "after":
                found[word] = member.word(AFTERS, '"hold" or "repeat"')
            case "counts_from":
                found[word] = _counts_from(member)
            case "groups":
                found[word] = tuple(map(_group, member.items(MOST_GROUPS, "parameter groups")))
            case "run":
                found[word] = _run(member)
            case _:
                found[word] = tuple(map(_segment, member.items(MOST_SEGMENTS, "segments")))
    return Schedule(**found)


def _is_newer(node: Node) -> bool:
    """Refuse a newer format by its number alone; what else it says may not be a fault."""
    version = node.value.get("rampsmith") if isinstance(node.value, dict) else None
    if isinstance(version, bool) or not isinstance(version, int | float) or version <= VERSION:
        return False
    node.faults.add(
        "rampsmith",
        f"This design was made by a newer Rampsmith: it has format {version}, and this one reads "
        f"formats up to {VERSION}.",
    )
    return True


def _read_version(node: Node) -> None:
    version = node.count()
    if version < 1:
        node.fail(f"There is no format {version}; the oldest is 1.")


def _counts_from(node: Node) -> CountsFrom:
    match node.count():
        case 0:
            return 0
        case 1:
            return 1
        case count:
            node.fail(f"Steps are counted from 0 or from 1, not from {count}.")
            return 0


def _group(node: Node) -> Group:
    members = node.members(_GROUP_WORDS, needed=_GROUP_WORDS, wanted="a parameter group")
    group = Group("", 0.0)
    if "name" in members:
        group = replace(group, name=members["name"].line("a name in quotes"))
    if "base_lr" in members:
        group = replace(group, base_lr=members["base_lr"].number())
    return group


def _run(node: Node) -> Run:
    members = node.members(_RUN_WORDS, needed=(), wanted="a run, an object in braces")
    found: dict[str, Any] = {}
    for word, member in members.items():
        match word:
            case "drop_last":
                found[word] = member.flag()
            case "remainder":
                found[word] = member.word(REMAINDERS, '"kept" or "dropped"')
            case "epochs" | "updates" | "tokens_per_sample" if member.value is None:
                found[word] = None
            case _:
                found[word] = member.count()
    if "updates" in found:
        found.setdefault("epochs", None)
    return Run(**found)


def _segment(node: Node) -> Segment:
    members = node.members(
        _SEGMENT_WORDS, needed=("name", "shape", "span"), wanted="a segment, an object in braces"
    )
    found: dict[str, Any] = {"name": ""}
    for word, member in members.items():
        match word:
            case "name":
                found[word] = member.line("a name in quotes")
            case "shape":
                found[word] = _shape(member)
            case "span":
                found[word] = _span(member)
            case _:
                found[word] = None if member.value is None else _level(member)
    return Segment(**found)


def _shape(node: Node) -> Shape:
    """Read a shape: a word alone, or an object with the word as its kind and its settings."""
    kinds = tuple(SHAPE_OF_KIND)
    wanted = "a shape, by its name or as an object with its kind"
    if not isinstance(node.value, dict):
        shape = SHAPE_OF_KIND[node.word(kinds, wanted)]()
        for field in fields(shape):
            node.fail(f"The shape {node.value} has settings: write it with its {field.name}.")
        return shape
    kind = node.value.get("kind")
    if not isinstance(kind, str) or kind not in SHAPE_OF_KIND:
        # Which settings belong to a kind that is unknown cannot be known either.
        members = node.members(("kind", *_SETTING_WORDS), needed=("kind",), wanted=wanted)
        if "kind" in members:
            members["kind"].word(kinds, "the name of a shape")
        return Linear()
    shape = SHAPE_OF_KIND[kind]()
    settings = tuple(field.name for field in fields(shape))
    members = node.members(("kind", *settings), needed=settings, wanted=wanted)
    changes: dict[str, Any] = {
        word: _setting(members[word], shape) for word in settings if word in members
    }
    return replace(shape, **changes)


def _setting(node: Node, shape: Shape) -> float | Span:
    default = getattr(shape, node.place.rpartition(".")[2])
    return _span(node) if isinstance(default, Span) else node.number()


def _span(node: Node) -> Span:
    if isinstance(node.value, str):
        node.word(("fill",), "a length")
        return Span.of_the_rest()
    wanted = 'a length, such as {"epochs": 5}, {"steps": 500}, {"percent": 10} or "fill"'
    members = node.members(_SPAN_WORDS, needed=(), wanted=wanted)
    _need_one(node, members, wanted)
    return next(
        (Span(members[unit].length(unit), unit) for unit in _SPAN_WORDS if unit in members),
        Span.of_the_rest(),
    )


def _level(node: Node) -> Level:
    wanted = 'a level, such as {"factor": 0.1} or {"rate": 1e-5}'
    members = node.members(_LEVEL_WORDS, needed=(), wanted=wanted)
    _need_one(node, members, wanted)
    return next(
        (Level(members[unit].number(), unit) for unit in _LEVEL_WORDS if unit in members),
        Level(0.0),
    )


def _need_one(node: Node, members: dict[str, Node], wanted: str) -> None:
    """Refuse an object without its word, unless it has one that was misspelt, or with two."""
    if len(members) > 1:
        node.fail(f"This must be {wanted}, not {' and '.join(members)} at once.")
    elif isinstance(node.value, dict) and not node.value:
        node.fail(f"This must be {wanted}, not an object with nothing in it.")

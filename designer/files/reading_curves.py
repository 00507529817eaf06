"""From the values in a design file to curves: segments, their shapes, and the repeats of them."""

from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.schedule import SCALINGS, Level, Repeat, Scaling, Segment, Track
from rampsmith.designer.files.nodes import Node
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import LevelUnit, Shape, settings_of
from rampsmith.designer.values.limits import (
    LONGEST_FORMULA,
    LONGEST_OLD_FORMULA,
    MOST_CONSTANTS,
    MOST_LENGTHS,
    MOST_SEGMENTS,
)
from rampsmith.designer.values.spans import COUNTED, Span, SpanUnit

ENDLESS = "endless"
"""The word for cycles without end."""

PART_WORDS = ("before", "after", "first_at_start", "last_at_end", "floor")
"""The words of a segment that only the newest format has."""
_SEGMENT_WORDS = tuple(field.name for field in fields(Segment) if field.name not in PART_WORDS)
_SEGMENT_WORDS_OF = {1: _SEGMENT_WORDS, 2: (*_SEGMENT_WORDS, *PART_WORDS)}
"""The words of a segment in each format."""
_FORMULA_WORDS_OF = {1: ("kind", "text"), 2: ("kind", "text", "absolute", "constants")}
"""The words of a formula in each format."""
_TRACK_WORDS = ("segments", "repeats")
_REPEAT_NEEDED = ("name", "segments", "times")
_REPEAT_WORDS = (*_REPEAT_NEEDED, "stretch", "keeps_first", "scale", "scaling")
_REPEAT_WORDS_OF = {1: _REPEAT_WORDS, 2: (*_REPEAT_WORDS, "lengths")}
"""The words of a repeat in each format."""
OLD_SCALINGS: tuple[Scaling, ...] = ("peak", "amplitude", "steps")
_SCALINGS_OF = {1: OLD_SCALINGS, 2: SCALINGS}
"""What repeats can scale in each format."""
_LEVEL_WORDS: tuple[LevelUnit, ...] = ("factor", "rate")
OLD_UNITS: tuple[SpanUnit, ...] = ("fill", "epochs", "steps", "percent")
_UNITS_OF: dict[int, tuple[SpanUnit, ...]] = {
    1: OLD_UNITS[1:],
    2: (*OLD_UNITS[1:], *(unit for unit in COUNTED if unit not in OLD_UNITS)),
}
"""The units of lengths in each format."""
UNTIL = "until"
LESS = "less"


def read_track(node: Node, key: CurveKey, version: int) -> Track:
    """Read a curve other than the rates."""
    wanted = "a curve with its segments, an object in braces"
    members = node.members(_TRACK_WORDS, needed=("segments",), wanted=wanted)
    return Track(key, **{"segments": (), **segments_and_repeats(members, version)})


def segments_and_repeats(members: dict[str, Node], version: int) -> dict[str, Any]:
    """Read segments and the repeats of them, which stand side by side."""
    found: dict[str, Any] = {}
    count = MOST_SEGMENTS
    if "segments" in members:
        node = members["segments"]
        items = node.items(MOST_SEGMENTS, "segments")
        found["segments"] = tuple(_segment(each, version) for each in items)
        count = len(node.value) if isinstance(node.value, list) else count
    if "repeats" in members:
        found["repeats"] = _repeats(members["repeats"], count, version)
    return found


def _repeats(node: Node, count: int, version: int) -> tuple[Repeat, ...]:
    """Read the repeats of so many segments; there is no schedule with blocks that overlap."""
    nodes = node.items(MOST_SEGMENTS, "repeats")
    found = tuple(_repeat(member, count, version) for member in nodes)
    for member, (before, after) in zip(nodes[1:], pairwise(found), strict=True):
        if before is not None and after is not None and after.first <= before.last:
            member.fail(
                "Repeats must stand in order and apart: this one begins with segment "
                f"{after.first}, and the one before it ends with {before.last}."
            )
    return tuple(repeat for repeat in found if repeat is not None)


def _repeat(node: Node, count: int, version: int) -> Repeat | None:
    """Read a repeat; None where it does not say which segments."""
    members = node.members(_REPEAT_WORDS_OF[version], needed=_REPEAT_NEEDED, wanted="a repeat")
    block = None
    found: dict[str, Any] = {"name": ""}
    for word, member in members.items():
        match word:
            case "name":
                found[word] = member.line("a name in quotes")
            case "segments":
                block = _block(member, count)
            case "times":
                found[word] = _times(member)
            case "lengths":
                found[word] = member.numbers(MOST_LENGTHS, "lengths")
            case "keeps_first":
                found[word] = member.flag()
            case "scaling":
                found[word] = member.word(_SCALINGS_OF[version], '"peak", "amplitude" or "steps"')
            case _:
                found[word] = member.number()
    return None if block is None else Repeat(first=block[0], last=block[1], **found)


def _block(node: Node, count: int) -> tuple[int, int] | None:
    """Read which segments a repeat takes: the first of them and the last."""
    wanted = "the first and the last segment, such as [0, 1]"
    if not isinstance(node.value, list) or len(node.value) != 2:
        node.refuse(wanted)
        return None
    first, last = (member.count() for member in node.items(2, "segments"))
    if node.value != [first, last]:
        # One of them is no whole number, which has been said.
        return None
    if not 0 <= first <= last < count:
        node.fail(
            f"There is no block from segment {first} to {last}; "
            f"there are {count} segments, counted from 0."
        )
        return None
    return first, last


def _times(node: Node) -> int | None:
    if isinstance(node.value, str):
        node.word((ENDLESS,), "a number of cycles")
        return None
    return node.count('a whole number or "endless"')


def _segment(node: Node, version: int) -> Segment:
    words = _SEGMENT_WORDS_OF[version]
    members = node.members(
        words, needed=("name", "shape", "span"), wanted="a segment, an object in braces"
    )
    found: dict[str, Any] = {"name": ""}
    for word, member in members.items():
        match word:
            case "name":
                found[word] = member.line("a name in quotes")
            case "shape":
                found[word] = _shape(member, version)
            case "span":
                found[word] = span_of(member, version)
            case "before" | "after":
                found[word] = None if member.value is None else span_of(member, version)
            case "first_at_start" | "last_at_end":
                found[word] = member.flag()
            case _:
                found[word] = None if member.value is None else _level(member)
    return Segment(**found)


def _shape(node: Node, version: int) -> Shape:
    """Read a shape: a word alone, or an object with the word as its kind and its settings."""
    kinds = tuple(SHAPES)
    wanted = "a shape, by its name or as an object with its kind"
    if not isinstance(node.value, dict):
        shape = SHAPES[node.word(kinds, wanted)]()
        settings = settings_of(shape)
        if node.value == shape.kind and settings:
            listed = ", ".join(settings)
            node.fail(f"The shape {shape.kind} has settings: write it with its {listed}.")
        return shape
    kind = node.value.get("kind")
    if not isinstance(kind, str) or kind not in SHAPES:
        # Which settings belong to a kind that is unknown cannot be known either.
        known = dict.fromkeys(name for each in SHAPES.values() for name in settings_of(each))
        members = node.members(("kind", *known), needed=("kind",), wanted=wanted)
        if "kind" in members:
            members["kind"].word(kinds, "the name of a shape")
        return Linear()
    shape = SHAPES[kind]()
    names = tuple(settings_of(shape))
    if isinstance(shape, Expression):
        return _formula(node, version, wanted)
    members = node.members(("kind", *names), needed=names, wanted=wanted)
    changes: dict[str, Any] = {
        word: _setting(members[word], word, shape, version) for word in names if word in members
    }
    return replace(shape, **changes)


def _formula(node: Node, version: int, wanted: str) -> Expression:
    """Read a formula, which may have constants of its own."""
    words = _FORMULA_WORDS_OF[version]
    members = node.members(words, needed=("text",), wanted=wanted)
    found: dict[str, Any] = {}
    if "text" in members:
        longest = LONGEST_OLD_FORMULA if version == 1 else LONGEST_FORMULA
        found["text"] = members["text"].line("a formula in quotes", longest=longest)
    if "absolute" in members:
        found["absolute"] = members["absolute"].flag()
    if "constants" in members:
        items = members["constants"].items(MOST_CONSTANTS, "constants")
        found["constants"] = tuple(map(_constant, items))
    return Expression(**found)


def _constant(node: Node) -> FormulaConstant:
    """Read a constant of a formula."""
    needed = ("name", "value")
    wanted = "a constant with its name and value, an object in braces"
    members = node.members((*needed, "low", "high"), needed=needed, wanted=wanted)
    name = members.pop("name", None)
    numbers = {word: member.number() for word, member in members.items()}
    return FormulaConstant("" if name is None else name.line("a name in quotes"), **numbers)


def _setting(node: Node, word: str, shape: Shape, version: int) -> float | str | Span:
    choices = tuple(value for value, _ in settings_of(shape)[word].choices)
    match getattr(shape, word):
        case Span():
            return span_of(node, version)
        case str():
            return node.word(choices, " or ".join(f'"{choice}"' for choice in choices))
        case int():
            return node.count()
        case _:
            return node.number()


def span_of(node: Node, version: int) -> Span:
    """Read a length, or a place in the run."""
    if isinstance(node.value, str):
        node.word(("fill",), "a length")
        return Span.of_the_rest()
    wanted = 'a length, such as {"epochs": 5}, {"steps": 500}, {"percent": 10} or "fill"'
    units = _UNITS_OF[version]
    words = units if version == 1 else (*units, UNTIL, LESS)
    members = node.members(words, needed=(), wanted=wanted)
    less = members.pop(LESS, None)
    if less is not None and len(node.value) == 1:
        node.fail(f"This must be {wanted}, not {LESS} alone.")
    _need_one(node, members, wanted)
    until = members.get(UNTIL)
    if until is not None:
        wanted = 'a place in the run, such as {"epochs": 150} or {"percent": 80}'
        members = until.members(units, needed=(), wanted=wanted)
        if less is not None:
            less.fail("Only a length can be some steps less, not a place.")
        _need_one(until, members, wanted)
    return next(
        (
            Span(
                members[unit].length(unit),
                unit,
                until is not None,
                0 if less is None else less.length("steps"),
            )
            for unit in units
            if unit in members
        ),
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

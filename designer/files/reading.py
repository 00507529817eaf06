"""From the values in a design file to a schedule, with every fault at its place."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from rampsmith.designer.document.clock import REMAINDERS
from rampsmith.designer.document.curves import in_order
from rampsmith.designer.document.kinds import (
    KIND_OF_NAME,
    KINDS,
    MOMENTUM,
    MULTIPLIER,
    RATE,
    CurveKey,
    CurveKind,
    own_kind,
    own_name_fault,
)
from rampsmith.designer.document.run import BATCH_UNITS, Run, Stage
from rampsmith.designer.document.schedule import (
    AFTERS,
    OLDEST_TORCHES,
    STEPPINGS,
    CodeStyle,
    CountsFrom,
    Group,
    Schedule,
    Track,
)
from rampsmith.designer.files.nodes import Node
from rampsmith.designer.files.reading_curves import read_track, segments_and_repeats, span_of
from rampsmith.designer.values.limits import (
    MOST_CURVES,
    MOST_GROUPS,
    MOST_METRICS,
    MOST_SEGMENTS,
    MOST_STAGES,
)
from rampsmith.designer.values.spans import Span

VERSION = 2
"""The newest format. Version 1 is written where a design needs nothing of it, and read for ever."""

TRACK_KEYS = {kind.name: CurveKey(kind) for kind in (MOMENTUM, MULTIPLIER)}
"""The curves besides the rates that have a word of their own in both formats."""
OLD_KEYS = frozenset(TRACK_KEYS.values())
BASE_KINDS = tuple(kind for kind in KINDS if kind.usual_base is not None and kind is not RATE)
"""The kinds besides the rate of which a group may say what it is built with."""

TOO_MANY = f"All curves of this list have at most {MOST_SEGMENTS:,} segments together."

_PLAIN_WORDS = tuple(field.name for field in fields(Schedule) if field.name != "tracks")
_WORDS_OF = {
    1: ("rampsmith", *_PLAIN_WORDS, *TRACK_KEYS),
    2: ("rampsmith", *_PLAIN_WORDS, *TRACK_KEYS, "curves"),
}
_CURVE_WORDS = ("of", "value", "group", "left_alone", "segments", "repeats")
NEW_RUN_WORDS = ("batch_in", "stages")
_OLD_RUN_WORDS = tuple(field.name for field in fields(Run) if field.name not in NEW_RUN_WORDS)
_RUN_WORDS_OF = {1: _OLD_RUN_WORDS, 2: (*_OLD_RUN_WORDS, *NEW_RUN_WORDS)}
_STAGE_WORDS = tuple(field.name for field in fields(Stage))
_STAGE_NEEDED = ("begin", "batch_size")
_CHOICES: dict[str, tuple[tuple[str, ...], str]] = {
    "stepping": (STEPPINGS, '"update" or "epoch"'),
    "after": (AFTERS, '"hold" or "repeat"'),
}
_CODE_WORDS = tuple(field.name for field in fields(CodeStyle))
_GROUP_WORDS = ("name", "base_lr")
_GROUP_WORDS_OF = {1: _GROUP_WORDS, 2: (*_GROUP_WORDS, *(kind.name for kind in BASE_KINDS))}


def schedule_of(node: Node) -> Schedule:
    """Read a whole design."""
    if _is_newer(node):
        return Schedule()
    version = _version(node)
    members = node.members(
        _WORDS_OF[version],
        needed=("rampsmith", "segments"),
        wanted="a design, an object in braces",
    )
    if "rampsmith" in members:
        _read_version(members.pop("rampsmith"))
    found: dict[str, Any] = {
        **segments_and_repeats(members, version),
        "tracks": in_order(_tracks(members, version)),
        **_code_style(members),
    }
    for word, member in members.items():
        match word:
            case "title" | "class_name":
                found[word] = member.line("a text in quotes")
            case "stepping" | "after":
                found[word] = member.word(*_CHOICES[word])
            case "counts_from":
                found[word] = _counts_from(member)
            case "groups":
                groups = member.items(MOST_GROUPS, "parameter groups")
                found[word] = tuple(_group(group, _GROUP_WORDS_OF[version]) for group in groups)
            case "run":
                found[word] = _run(member, version)
            case "metric":
                found[word] = member.numbers(MOST_METRICS, "values")
    return Schedule(**found)


def _tracks(members: dict[str, Node], version: int) -> Iterator[Track]:
    """Read the curves other than the rates; null says that there is none."""
    seen: set[CurveKey] = set()
    for word, key in TRACK_KEYS.items():
        if word in members and members[word].value is not None:
            seen.add(key)
            yield read_track(members[word], key, version)
    if "curves" not in members:
        return
    count = 0
    for node in members["curves"].items(MOST_CURVES, "curves"):
        track = _curve(node)
        count += 0 if track is None else len(track.segments)
        if count > MOST_SEGMENTS:
            members["curves"].fail(TOO_MANY)
            return
        if track is not None and track.key in seen:
            node.fail(f"There are two curves of the {track.key.words}.")
        elif track is not None:
            seen.add(track.key)
            yield track


def _curve(node: Node) -> Track | None:
    """Read a curve that says itself what it sets and for whom; None where it does not."""
    members = node.members(_CURVE_WORDS, needed=(), wanted="a curve, an object in braces")
    kind = _kind(node, members)
    group = None
    if "group" in members:
        group = members["group"].line("the name of a parameter group in quotes")
    alone = "left_alone" in members and members["left_alone"].flag()
    if alone and group is None:
        node.fail("Only a parameter group can be left alone; name it.")
    if not alone and "segments" not in members and isinstance(node.value, dict):
        node.fail("The word “segments” is missing here.")
    if alone and ("segments" in members or "repeats" in members):
        node.fail("What is left alone has no segments.")
    if kind is None:
        return None
    key = CurveKey(kind, group)
    if key == CurveKey(RATE):
        node.fail("The rates of all groups stand in the design itself; name a group here.")
        return None
    if alone:
        return Track(key, left_alone=True)
    return Track(key, **{"segments": (), **segments_and_repeats(members, VERSION)})


def _kind(node: Node, members: dict[str, Node]) -> CurveKind | None:
    """Read what a curve sets: a number of the optimizer, or a value of the person's own."""
    if ("of" in members) == ("value" in members):
        if isinstance(node.value, dict):
            node.fail("A curve says what it sets by one word: “of” or “value”.")
        return None
    if "of" in members:
        word = members["of"].word(tuple(KIND_OF_NAME), "what the curve sets")
        return KIND_OF_NAME[word] if word == members["of"].value else None
    name = members["value"].line("a name in quotes")
    fault = own_name_fault(name)
    if fault is not None:
        members["value"].fail(fault)
        return None
    return own_kind(name)


def _version(node: Node) -> int:
    """Return the format whose words hold; the oldest where a file does not say a known one."""
    version = node.value.get("rampsmith") if isinstance(node.value, dict) else None
    return 2 if version == VERSION and not isinstance(version, bool) else 1


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


def _group(node: Node, words: Iterable[str]) -> Group:
    members = node.members(words, needed=_GROUP_WORDS, wanted="a parameter group")
    group = Group("", 0.0)
    if "name" in members:
        group = replace(group, name=members["name"].line("a name in quotes"))
    if "base_lr" in members:
        group = replace(group, base_lr=members["base_lr"].number())
    names = (kind.name for kind in BASE_KINDS)
    bases = tuple((name, members[name].number()) for name in names if name in members)
    return replace(group, bases=bases)


def _code_style(members: dict[str, Node]) -> dict[str, CodeStyle]:
    """Read how the exported file is written, where that is said."""
    if "code" not in members:
        return {}
    node = members["code"]
    words = node.members(_CODE_WORDS, needed=(), wanted="what the code has, an object in braces")
    found: dict[str, Any] = {
        word: member.word(OLDEST_TORCHES, '"2.0" or "1.13"')
        if word == "oldest_torch"
        else member.flag()
        for word, member in words.items()
    }
    return {"code": CodeStyle(**found)}


def _run(node: Node, version: int) -> Run:
    members = node.members(_RUN_WORDS_OF[version], needed=(), wanted="a run, an object in braces")
    found: dict[str, Any] = {}
    for word, member in members.items():
        match word:
            case "drop_last":
                found[word] = member.flag()
            case "remainder":
                found[word] = member.word(REMAINDERS, '"kept", "dropped" or "carried"')
            case "batch_in":
                found[word] = member.word(BATCH_UNITS, '"samples" or "tokens"')
            case "stages":
                items = member.items(MOST_STAGES, "stages")
                found[word] = tuple(
                    _stage(each, version, found.get("accumulation", 1)) for each in items
                )
            case "samples" if version > 1 and member.value is None:
                found[word] = None
            case "epochs" | "updates" | "tokens_per_sample" | "total_tokens" if (
                member.value is None
            ):
                found[word] = None
            case _:
                found[word] = member.count()
    if "updates" in found or found.get("total_tokens") is not None:
        found.setdefault("epochs", None)
    return Run(**found)


def _stage(node: Node, version: int, accumulation: int) -> Stage:
    """Read a stage of a run; without an accumulation it has the run's."""
    members = node.members(
        _STAGE_WORDS, needed=_STAGE_NEEDED, wanted="a stage, an object in braces"
    )
    found: dict[str, Any] = {
        "begin": Span.of_steps(0),
        "batch_size": 1,
        "accumulation": accumulation,
    }
    for word, member in members.items():
        found[word] = span_of(member, version) if word == "begin" else member.count()
    return Stage(**found)

"""From the values in a design file to a schedule, with every fault at its place."""

from dataclasses import fields, replace
from typing import Any

from rampsmith.designer.code_style import OLDEST_TORCHES, CodeStyle
from rampsmith.designer.files.nodes import Node
from rampsmith.designer.files.reading_curves import curve_of, track_of
from rampsmith.designer.run import REMAINDERS, Run
from rampsmith.designer.schedule import AFTERS, STEPPINGS, CountsFrom, Group, Schedule, Track

VERSION = 1
"""The format that is written. A reader of it goes on reading all that came before."""
MOST_GROUPS = 1_000
MOST_METRICS = 100_000

_SCHEDULE_WORDS = ("rampsmith", *(field.name for field in fields(Schedule)))
_RUN_WORDS = tuple(field.name for field in fields(Run))
_CHOICES: dict[str, tuple[tuple[str, ...], str]] = {
    "stepping": (STEPPINGS, '"update" or "epoch"'),
    "after": (AFTERS, '"hold" or "repeat"'),
}
_CODE_WORDS = tuple(field.name for field in fields(CodeStyle))
_GROUP_WORDS = tuple(field.name for field in fields(Group))


def schedule_of(node: Node) -> Schedule:
    """Read a whole design."""
    if _is_newer(node):
        return Schedule()
    members = node.members(
        _SCHEDULE_WORDS, needed=("rampsmith", "segments"), wanted="a design, an object in braces"
    )
    if "rampsmith" in members:
        _read_version(members.pop("rampsmith"))
    found: dict[str, Any] = {**curve_of(members), **_tracks(members), **_code_style(members)}
    for word, member in members.items():
        match word:
            case "title" | "class_name":
                found[word] = member.line("a text in quotes")
            case "stepping" | "after":
                found[word] = member.word(*_CHOICES[word])
            case "counts_from":
                found[word] = _counts_from(member)
            case "groups":
                found[word] = tuple(map(_group, member.items(MOST_GROUPS, "parameter groups")))
            case "run":
                found[word] = _run(member)
            case "metric":
                found[word] = member.numbers(MOST_METRICS, "values")
    return Schedule(**found)


def _tracks(members: dict[str, Node]) -> dict[str, Track | None]:
    """Read the curves beside the rates; null says that there is none."""
    nodes = {word: members[word] for word in ("momentum", "multiplier") if word in members}
    return {word: None if node.value is None else track_of(node) for word, node in nodes.items()}


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


def _run(node: Node) -> Run:
    members = node.members(_RUN_WORDS, needed=(), wanted="a run, an object in braces")
    found: dict[str, Any] = {}
    for word, member in members.items():
        match word:
            case "drop_last":
                found[word] = member.flag()
            case "remainder":
                found[word] = member.word(REMAINDERS, '"kept", "dropped" or "carried"')
            case "epochs" | "updates" | "tokens_per_sample" | "total_tokens" if (
                member.value is None
            ):
                found[word] = None
            case _:
                found[word] = member.count()
    if "updates" in found or found.get("total_tokens") is not None:
        found.setdefault("epochs", None)
    return Run(**found)

"""The command that compares a training log with a design."""

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rampsmith.app.commandline.designs import exportable
from rampsmith.app.commandline.streams import (
    STANDARD,
    UsageError,
    say_if_read,
    source_name,
    standard_bytes,
)
from rampsmith.app.commandline.waiting import waiting
from rampsmith.designer.diagnosis.diagnosis import diagnosed
from rampsmith.designer.diagnosis.outcome import Diagnosis
from rampsmith.designer.diagnosis.phrases import cure, report, sentence
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.logs.log import Log, Series
from rampsmith.designer.logs.reading import LARGEST_LOG, read_log, read_log_bytes

FOLLOWS = 0
DEPARTS = 1
UNREADABLE = 2

MOST_NAMED = 12
"""Columns that a sentence lists."""


def compare(arguments: Namespace) -> int:
    """Say whether the rates of a log follow a design; else what went wrong, and the cure."""
    if STANDARD == arguments.design == arguments.log:
        raise UsageError("The design and the log cannot both come from standard input.")
    schedule = exportable(arguments.design)
    if schedule is None:
        return UNREADABLE
    with waiting("comparing with the log"):
        log = logged(arguments.log)
        found = [
            diagnosed(schedule, series, moment=arguments.logged)
            for series in _chosen(log, arguments.log, arguments.column)
        ]
    if arguments.json:
        listed = [_to_json(each, schedule) for each in found]
        say_if_read(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
    else:
        lines = (line for each in found for line in report(each, schedule))
        say_if_read("".join(f"{line}\n" for line in lines))
    return FOLLOWS if all(each.follows for each in found) else DEPARTS


def logged(path: str) -> Log:
    """Read a training log; ``-`` is standard input.

    Raises:
        DesignError: if it is none.
    """
    if path != STANDARD:
        return read_log(path)
    return read_log_bytes(standard_bytes(LARGEST_LOG), source_name(path))


def _chosen(log: Log, path: str, column: str | None) -> tuple[Series, ...]:
    """Return the rates that are compared: the named column, or all that are rates."""
    if column is None:
        found = log.of_kind("rate")
    else:
        found = tuple(each for each in log.series if column in (each.full_name, each.name))
    if not found:
        names = [series.full_name for series in log.series]
        shown = ", ".join(f"“{name}”" for name in names[:MOST_NAMED])
        missing = "no rate" if column is None else f"no column “{column}”"
        option = "; --column names one of the others" if column is None else ""
        raise UsageError(f"{Path(path).name}: This has {missing}, but {shown}{option}.")
    return found


def _to_json(found: Diagnosis, schedule: Schedule) -> dict[str, Any]:
    document = asdict(found)
    document["group"] = schedule.groups[found.group].name
    return {
        "follows": found.follows,
        **document,
        "sentence": sentence(found, schedule),
        "cure": cure(found, schedule),
    }

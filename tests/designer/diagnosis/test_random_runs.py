"""Random runs that follow their designs, logged in any form, are never accused of anything."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.diagnosis.diagnosis import diagnosed
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.logs.log import Series
from rampsmith.designer.logs.reading import read_log
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.training_loop.loop import Loop
from tests.designer.logs.event_files import event, event_file, simple

ALWAYS = 12
LONG = 200

Row = tuple[int, float]
"""An update, and the rate that is logged with it."""


def random_run(chance: random.Random) -> Run:
    """Return a run of some hundred or thousand updates."""
    return Run(
        samples=chance.randint(40, 4_000),
        batch_size=chance.choice((1, 2, 4, 8)),
        devices=chance.choice((1, 1, 2, 4)),
        accumulation=chance.choice((1, 1, 2, 4)),
        drop_last=chance.random() < 0.5,
        epochs=chance.randint(1, 12),
        tokens_per_sample=8,
    )


def random_design(chance: random.Random) -> Schedule:
    """Return a preset's design over a random run that it can have."""
    while True:
        name = chance.choice(list(PRESETS))
        schedule = PRESETS[name].make()
        schedule = replace(schedule, run=random_run(chance))
        if 20 <= Loop.of(schedule).updates <= 20_000 and not errors(schedule):
            return schedule


def written(rows: list[Row], name: str, path: Path, chance: random.Random) -> Series:
    """Write a log in a random form, with the updates counted from 0 or 1; return what is read."""
    first = chance.choice((0, 1))
    text = chance.choice((repr, "{:.6e}".format, "{:.4g}".format, "{:.8f}".format))
    match chance.choice(("csv", "records", "history", "events", "printed")):
        case "csv":
            body = "".join(f"{u + first},{text(rate)}\n" for u, rate in rows)
            path.write_text(f"step,{name}\n{body}")
        case "records":
            path.write_text(
                "".join(json.dumps({"step": u + first, name: rate}) + "\n" for u, rate in rows)
            )
        case "history":
            history = [{"step": u + first, name: rate} for u, rate in rows]
            path.write_text(json.dumps({"log_history": history}))
        case "events":
            path.write_bytes(event_file(event(u + first, simple(name, rate)) for u, rate in rows))
        case _:
            path.write_text("".join(f"iter {u + first}: {name} {text(rate)}\n" for u, rate in rows))
    (series,) = read_log(path).of_kind("rate")
    return series


def follow(number: int, folder: Path) -> None:
    """Make, log and compare a random run."""
    chance = random.Random(number)  # noqa: S311 - a search, and no secret.
    schedule = random_design(chance)
    loop, rates = Loop.of(schedule), rates_of(schedule)
    group = chance.randrange(len(schedule.groups))
    every = chance.choice((1, 5, 10, 50)) if loop.updates > 500 else 1
    is_after = chance.random() < 0.5
    begin = chance.choice((0, every - 1, loop.updates // 3))
    rows: list[Row] = []
    for update in range(begin, loop.updates, every):
        batch = loop.batch_of_update(update)
        rows.append((update, rates.at(loop.steps_before(batch + is_after))[group]))
    series = written(rows, f"lr/pg{group}", folder / "log", chance)
    found = diagnosed(schedule, series)
    assert found.follows, (number, schedule.title, schedule.run, found)


@pytest.mark.parametrize("number", range(ALWAYS))
def test_a_random_run_that_follows_is_not_accused(tmp_path: Path, number: int) -> None:
    follow(number, tmp_path)


@pytest.mark.long
def test_two_hundred_random_runs_that_follow_are_not_accused(tmp_path: Path) -> None:
    for number in range(ALWAYS, ALWAYS + LONG):
        follow(number, tmp_path)


def follow_oddly(number: int, folder: Path) -> None:
    """Log a random run as things go: with rows missing, again, or few, for all groups at once."""
    chance = random.Random(f"odd {number}")  # noqa: S311 - a search, and no secret.
    schedule = random_design(chance)
    loop, rates = Loop.of(schedule), rates_of(schedule)
    first, is_after = chance.choice((0, 1)), chance.random() < 0.5
    updates = list(
        range(0, loop.updates, chance.choice((1, 7, 50) if loop.updates > 400 else (1, 3)))
    )
    text = chance.choice((repr, "{:.6e}".format, "{:.4g}".format))
    match chance.choice(("no first row", "holes", "overlap")):
        case "no first row":
            updates = updates[1:]
        case "holes":
            updates = sorted(chance.sample(updates, max(4, len(updates) * 2 // 3)))
        case _:
            at = chance.randrange(len(updates))
            updates = updates[:at] + updates[max(0, at - 5) :]
    groups = range(len(schedule.groups))
    lines = ["step," + ",".join(f"lr/pg{group}" for group in groups) + ",loss"]
    for update in updates:
        values = rates.at(loop.steps_before(loop.batch_of_update(update) + is_after))
        lines.append(
            f"{update + first}," + ",".join(text(values[group]) for group in groups) + ",1.5"
        )
    (folder / "log.csv").write_text("\n".join(lines) + "\n")
    found = read_log(folder / "log.csv").of_kind("rate")
    assert len(found) == len(groups)
    for series in found:
        assert diagnosed(schedule, series).follows, (number, schedule.title, series.name)


@pytest.mark.parametrize("number", range(ALWAYS // 2))
def test_a_random_run_that_is_logged_oddly_is_not_accused(tmp_path: Path, number: int) -> None:
    follow_oddly(number, tmp_path)


@pytest.mark.long
def test_two_hundred_random_runs_that_are_logged_oddly_are_not_accused(tmp_path: Path) -> None:
    for number in range(ALWAYS, ALWAYS + LONG):
        follow_oddly(number, tmp_path)

"""Thousands of mutated files and two hundred kills: nothing but sentences, and nothing torn."""

import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import design_text, schedule_in, segments_in
from rampsmith.designer.files.metrics import parsed_metric
from rampsmith.designer.logs.metric_column import read_metric
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.numbers import EntryError
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.pictures.picture import picture
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.hand_edits import hand_edits
from rampsmith.exporters.targets.pytorch import pytorch_source

MUTATED = 20_000
EXPORTED = 100
"""Those that are read without a fault are many; so many of them are exported in every form too."""

FORMULA = Schedule(
    segments=(
        Segment("Typed", Expression("max(start * 0.99**n, end)"), end=Level(0.1)),
        Segment("Wave", span=Span.of_steps(50), start=Level(1.0), end=Level.of_rate(1e-5)),
    ),
    repeats=(Repeat("Cycles", 1, 1, None, stretch=1.5, scale=0.5),),
)
PLATEAU = Schedule(segments=(Segment("Wait", Plateau()),), metric=(1.0, 0.9, 0.9, 0.8))
DESIGNS = (starter(), FORMULA, PLATEAU)
PIECES = [
    *("1e308", "-0.0", "1e-320", "NaN", "Infinity", "9" * 90, "-1", "0", "null", "[]", "{}", '""'),
    *('"previous * 2"', '"sqrt((-1)**0.5)"', '"endless"', '"fill"', '"# noqa"', "\\ud800", "\0"),
    *('{"steps": 1e15}', '{"percent": 1e-9}', '{"rate": 1e300}', "[" * 60, '"repeat"', "true"),
]


def mutated(text: str, chance: random.Random) -> str:
    """Change a text in one to three places."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        until = min(len(text), at + chance.choice((0, 1, 1, 2, 8, 40)))
        piece = chance.choice((chance.choice(PIECES), text[at:until] * 2, "", chr(at % 0x110000)))
        if chance.random() < 0.5:
            # A whole value, between the signs that part values.
            at = max(text.rfind(sign, 0, at) for sign in ": [,") + 1
            ends = [text.find(sign, at) for sign in ",}]\n"]
            until = min((end for end in ends if end >= 0), default=until)
        text = text[:at] + piece + text[max(at, until) :]
    return text


@pytest.mark.long
def test_twenty_thousand_mutated_files_get_sentences_and_what_is_read_can_be_exported(
    tmp_path: Path,
) -> None:
    chance = random.Random(15)  # noqa: S311 - a search, and no secret.
    texts = [*map(design_text, DESIGNS), *map(pytorch_source, DESIGNS)]
    table = tmp_path / "log.csv"
    exported = 0
    for number in range(MUTATED):
        text = mutated(chance.choice(texts), chance)
        try:
            schedule = schedule_in(text, source="a.ramp")
        except DesignError:
            continue
        wrong = errors(schedule)
        rates_of(schedule).of_all_groups([0, 1, 7, schedule.total_steps])
        if not wrong and exported < EXPORTED and number % 7 == 0:
            exported += 1
            export(schedule)
    for number in range(1_000):
        text = mutated("step,loss\n1,0.5\n2,0.25\n", chance)
        table.write_bytes(text.encode("utf-8", "replace"))
        for read in (lambda: read_metric(table), lambda text=text: parsed_metric(text, 9)):
            with suppress(EntryError):
                read()
        with suppress(DesignError):
            segments_in(text if number % 2 else mutated(texts[0], chance))
    assert exported == EXPORTED


def export(schedule: Schedule) -> None:
    """Export a design in every form that it can be said in, and read back what holds a design."""
    if schedule.total_steps <= 20_000:
        picture(schedule, "svg")
    for target in TARGETS.values():
        if target.suffix != ".py" and schedule.total_steps > 2_000:
            continue
        try:
            text = target.write(schedule)
        except ExportError:
            continue
        if target.suffix == ".py":
            compile(text, "a.py", "exec")
            assert hand_edits(text) is None


KILLS = """
import os, random, signal, sys, time
from pathlib import Path
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.files.design_file import read_design, write_design

path, chance = Path(sys.argv[1]), random.Random(15)
write_design(starter(), path)
for kill in range(200):
    child = os.fork()
    if child == 0:
        for updates in range(1, 10**6):
            write_design(with_run(starter(), samples=updates), path)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    read_design(path)
for part in path.parent.glob(".*.part"):
    os.utime(part, (0, 0))
write_design(starter(), path)
print(sorted(each.name for each in path.parent.iterdir()))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_two_hundred_kills_while_writing_tear_no_file_and_leave_nothing(tmp_path: Path) -> None:
    path = tmp_path / "run.ramp"
    done = subprocess.run(
        [sys.executable, "-c", KILLS, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "['run.ramp']\n"

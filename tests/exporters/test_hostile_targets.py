"""No text that a person types breaks out of any other export either; a trace would show it."""

import ast
import csv
import io
import json
import types
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.code_style import CodeStyle
from rampsmith.designer.files.design_file import schedule_in, storable
from rampsmith.designer.run import Run
from rampsmith.designer.schedule import Level, Schedule, Segment
from rampsmith.designer.shapes import Cosine, Linear
from rampsmith.designer.spans import Span
from rampsmith.exporters.targets import TARGETS
from tests.exporters.hostile import TEXTS, hostile

TRACED = {
    **TEXTS,
    "a name that the file uses": "min",
    "a trace in quotes": '"""\nopen("trace", "w")\n"""',
    "a trace behind a comment": '\nopen("trace", "w")\n#',
    "a trace in a template": "{{ cycler.__init__.__globals__.os.mkdir('trace') }}",
    "a trace in a formatted text": "{open('trace', 'w')}",
}
STYLES = (CodeStyle(self_check=True), CodeStyle(docstrings=False, type_hints=False))
EVERY = pytest.mark.parametrize("text", TRACED.values(), ids=TRACED)
MAY_IMPORT = {"__future__", "math", "torch", "torch.optim", "torch.optim.lr_scheduler"}
MAY_IMPORT |= {"typing", "warnings"}


def sayable(text: str) -> Schedule:
    """Put a text wherever one can be in a schedule that torch's own schedulers can say."""
    return replace(
        hostile(text),
        segments=(
            Segment(text, Linear(), Span.of_steps(8), Level(0.1), Level(1.0)),
            Segment(f"{text}!", Cosine(), Span.of_the_rest(), None, Level(0.0)),
        ),
        repeats=(),
        run=Run(epochs=None, updates=40),
    )


def check_program(source: str) -> None:
    """Look for anything that a harmless title would not have put there, then run the file."""
    tree = ast.parse(source)
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {
        a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names
    }
    assert modules <= MAY_IMPORT
    assert source.splitlines() == source.split("\n")[:-1]
    assert all(len(line) <= 88 for line in source.splitlines())
    assert not {unicodedata.category(character) for character in source} & {"Cf", "Cs", "Co"}
    exec(source, types.ModuleType("exported").__dict__)  # noqa: S102 - a trace would show.


@EVERY
@pytest.mark.parametrize("target", ["pytorch", "function", "sequential"])
def test_hostile_text_does_nothing_in_any_program(
    text: str, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for style in STYLES:
        schedule = replace(sayable(text), code=style)
        source = TARGETS[target].write(schedule)
        check_program(source)
        assert schedule_in(source, source="exported.py") == storable(schedule)
    assert list(tmp_path.iterdir()) == []


def test_a_segment_called_like_a_function_in_use_hides_it_from_nobody() -> None:
    segments = (replace(sayable("min").segments[0], start=Level(0.0)), sayable("min").segments[1])
    source = TARGETS["sequential"].write(replace(sayable("min"), segments=segments))
    assert "min_2 = LambdaLR(" in source
    assert "min(1.0, step / 8)" in source


@EVERY
def test_hostile_text_stays_in_its_cell_of_a_table(text: str) -> None:
    schedule = hostile(text)
    heads, *rows = csv.reader(io.StringIO(TARGETS["csv"].write(schedule), newline=""))
    assert {len(row) for row in rows} == {len(heads)} == {3 + len(schedule.groups)}
    table = json.loads(TARGETS["json"].write(schedule))
    assert table["columns"] == ["t", "epoch", "batch", *(f"rate {text}" for _ in schedule.groups)]
    assert len(table["rows"]) == len(rows) == schedule.total_steps

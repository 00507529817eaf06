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

from rampsmith.app.commandline.command import main
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import CodeStyle, Level, Schedule, Segment, Track
from rampsmith.designer.files.design_file import schedule_in, storable
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.loops.writing import loop_source
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.words.frameworks import FRAMEWORKS, Framework
from rampsmith.exporters.words.naming import module_name
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


LOOPS_MAY_IMPORT = {"accelerate", "collections", "lightning", "pathlib", "torch"}
LOOPS_MAY_IMPORT |= {"transformers", "typing"}


@EVERY
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_hostile_text_does_nothing_in_any_training_loop(text: str, framework: Framework) -> None:
    schedule = replace(sayable(text), class_name="Harmless")
    tree = ast.parse(source := loop_source(schedule, framework))
    plain = ast.parse(loop_source(replace(sayable("plain"), class_name="Harmless"), framework))
    # The same program but for names: nothing that is done differs, and nothing is imported besides.
    assert [type(node) for node in tree.body] == [type(node) for node in plain.body]
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            known = (node.module or "").split(".")[0] in LOOPS_MAY_IMPORT
            assert known or (node.module == module_name(text) and node.module.isidentifier())
        if isinstance(node, ast.Assign):
            assert isinstance(node.value, ast.Constant)
    calls = [sum(isinstance(n, ast.Call) for n in ast.walk(each)) for each in (tree, plain)]
    assert calls[0] == calls[1]
    assert all(len(line) <= 88 for line in source.splitlines())
    assert not {unicodedata.category(character) for character in source} & {"Cf", "Cs", "Co"}


@pytest.mark.parametrize("name", ["a b.py", "import os;.py", '"""x.py', "class.py", "x\ny.py"])
def test_a_path_that_is_no_module_gets_into_no_loop(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(TARGETS["pytorch"].write(sayable("plain")), encoding="utf-8")
    assert main(["loop", str(path)]) in (0, 2)
    said = capsys.readouterr()
    if said.out:
        modules = {n.module for n in ast.walk(ast.parse(said.out)) if isinstance(n, ast.ImportFrom)}
        assert all(module and module.replace(".", "_").isidentifier() for module in modules)
        assert path.stem not in said.out
    else:
        assert said.err.count("\n") == 1


@EVERY
def test_hostile_text_stays_in_the_design_beside_momentum_metric_and_multiplier(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rate, rest = Level.of_rate, Span.of_the_rest()
    momentum = Track(MOMENTUM_CURVE, (Segment(text, Linear(), rest, rate(0.5), rate(0.9)),))
    multiplier = Track(MULTIPLIER_CURVE, (Segment(text, Linear(), rest, Level(0.5), Level(0.9)),))
    falling = Segment(f"{text} falls", Plateau())
    plain = sayable(text)
    beside = replace(plain, tracks=(momentum, multiplier))
    watching = replace(plain, segments=(plain.segments[0], falling), metric=(0.5, 0.25))
    for schedule in (beside, watching):
        source = TARGETS["pytorch"].write(schedule)
        check_program(source)
        assert schedule_in(source, source="exported.py") == storable(schedule)
    check_program(TARGETS["function"].write(beside))
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

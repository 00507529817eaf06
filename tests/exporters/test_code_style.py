"""The style of an exported file changes what it says, never what it does."""

import ast
import itertools
import re
import runpy
import subprocess
import sys
import types
import warnings
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
import torch

from rampsmith.designer.document.curves import in_order
from rampsmith.designer.document.kinds import BETA2, RATE, CurveKey
from rampsmith.designer.document.schedule import OLDEST_TORCHES, CodeStyle, Level, Schedule, Track
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.files.embedded import MARK
from rampsmith.designer.presets import PRESETS
from rampsmith.exporters.targets.hand_edits import hand_edits
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.designer.designs import OWN_CURVES, line_over
from tests.exporters.conformance import designed, exported, optimizer_for, walk
from tests.exporters.tools import complaints, written
from tests.golden.schedules import GOLDEN

PLAIN = CodeStyle(docstrings=False, type_hints=False)
CHECKED = CodeStyle(self_check=True)
OLD = CodeStyle(oldest_torch="1.13")
STYLES = [
    CodeStyle(docstrings, type_hints, self_check, oldest)
    for docstrings, type_hints, self_check in itertools.product((True, False), repeat=3)
    for oldest in OLDEST_TORCHES
]


def styled(name: str, style: CodeStyle) -> Schedule:
    """Return a typical schedule with a style of code."""
    return replace(GOLDEN[name], code=style)


def run(path: Path) -> subprocess.CompletedProcess[str]:
    """Run a file as a person does, but with every warning an error."""
    # torch 2.6 leaves a temporary folder of its own to the end of Python.
    command = (sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", str(path))
    return subprocess.run(command, capture_output=True, text=True, check=False)


def run_here(path: Path) -> subprocess.CompletedProcess[str]:
    """Run a file so in this process, where torch is loaded already; to load it takes two seconds."""
    status, fault = 0, ""
    with redirect_stdout(StringIO()) as said, warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            runpy.run_path(str(path), run_name="__main__")
        except SystemExit as end:
            status, fault = 1, f"{end.code}\n"
    return subprocess.CompletedProcess((), status, said.getvalue(), fault)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_plain_file_has_neither_docstrings_nor_hints(name: str) -> None:
    tree = ast.parse(pytorch_source(styled(name, PLAIN)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            assert ast.get_docstring(node) is None
        assert not isinstance(node, ast.AnnAssign)
        assert not isinstance(node, ast.arg) or node.annotation is None
        assert not isinstance(node, ast.FunctionDef) or node.returns is None


@pytest.mark.parametrize("name", ["starter", "cyclic", "everything", "previous"])
def test_a_plain_file_gives_the_same_rates(name: str) -> None:
    schedule = styled(name, PLAIN)
    steps = min(200, schedule.total_steps + 10)
    scheduler = exported(schedule)(optimizer_for(schedule))
    assert walk(scheduler, steps) == designed(schedule, range(steps + 1))


def test_files_of_every_style_are_formatted_and_without_anything_unused(tmp_path: Path) -> None:
    for number, (name, style) in enumerate(itertools.product(GOLDEN, STYLES)):
        source = pytorch_source(styled(name, style))
        (tmp_path / f"scheduler_{number}.py").write_text(source, encoding="utf-8")
    for command in (("format", "--check"), ("check", "--select", "E,F,W,I,B,UP")):
        words = (sys.executable, "-m", "ruff", *command, "--isolated", "--quiet", str(tmp_path))
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.stdout + done.stderr == ""


def test_files_that_check_themselves_and_those_for_old_torch_are_clean(tmp_path: Path) -> None:
    names = ("starter", "everything", "cyclic", "plateau")
    styles = (CHECKED, replace(OLD, self_check=True))
    schedules = [styled(name, style) for name, style in itertools.product(names, styles)]
    assert complaints(written(schedules, tmp_path)) == ""


@pytest.mark.parametrize("name", ["starter", "everything", "cyclic", "plateau", "warm_restarts"])
def test_a_file_proves_itself_against_the_design_when_it_is_run(name: str, tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    path.write_text(pytorch_source(styled(name, CHECKED)), encoding="utf-8")
    done = (run if name == "starter" else run_here)(path)
    assert (done.returncode, done.stderr) == (0, "")
    head, *table, verdict = done.stdout.splitlines()
    assert verdict == "As designed."
    assert head.split()[:2] == ["step", "rate"]
    assert {len(row) for row in (head, *table)} == {len(head)}
    assert 2 <= len(table) <= 8
    assert table[0].split()[0] == "0"


BETAS = (
    Track(CurveKey(BETA2), line_over(Level.of_rate(0.99), Level.of_rate(0.999))),
    Track(CurveKey(BETA2, "adam"), left_alone=True),
)
CHECKED_GROUPS = {
    "own": OWN_CURVES,
    "betas": replace(OWN_CURVES, tracks=in_order((*OWN_CURVES.tracks, *BETAS))),
    "unset": replace(OWN_CURVES, tracks=(Track(CurveKey(RATE, "adam"), left_alone=True),)),
    **{name: GOLDEN[name] for name in ("self_supervised", "muon_and_adam", "thawing")},
}
COLUMNS = {
    "own": 9,
    "betas": 11,
    "unset": 3,
    "self_supervised": 6,
    "muon_and_adam": 3,
    "thawing": 2,
}


def test_files_that_check_every_group_are_clean(tmp_path: Path) -> None:
    schedules = [replace(schedule, code=CHECKED) for schedule in CHECKED_GROUPS.values()]
    assert complaints(written(schedules, tmp_path)) == ""


@pytest.mark.parametrize("name", CHECKED_GROUPS)
def test_a_file_proves_what_it_sets_for_every_group(name: str, tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    schedule = replace(CHECKED_GROUPS[name], code=CHECKED)
    path.write_text(pytorch_source(schedule), encoding="utf-8")
    done = run_here(path)
    assert (done.returncode, done.stderr) == (0, "")
    head, *table, verdict = done.stdout.splitlines()
    assert verdict == "As designed."
    assert {len(row) for row in (head, *table)} == {len(head)}
    assert {len(row.split()) for row in (head, *table)} == {1 + COLUMNS[name]}


def test_a_check_finds_a_group_that_has_another_weight_decay(tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    source = pytorch_source(replace(OWN_CURVES, code=CHECKED))
    built = 'optimizer.param_groups[1]["weight_decay"] = 0.01'
    assert built in source
    path.write_text(source.replace(built, built.replace("0.01", "0.02")), encoding="utf-8")
    done = run_here(path)
    assert (done.returncode, done.stderr) == (1, "At step 0 the design has 0.01, not 0.02.\n")


def test_steps_of_a_check_are_also_those_of_the_curves_of_single_groups() -> None:
    source = pytorch_source(styled("thawing", CHECKED))
    epoch = GOLDEN["thawing"].total_steps // 20
    assert f"{3 * epoch:_}: (0.0, " in source


def test_a_file_that_was_changed_says_where_it_is_not_as_designed(tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    source = pytorch_source(styled("starter", CHECKED))
    path.write_text(source.replace("min_factor: float = 0.01", "min_factor: float = 0.02"), "utf-8")
    done = run(path)
    assert done.returncode == 1
    assert re.match(r"At step 495 the design has 0\.00505, not 0\.0051\d*\.\n", done.stderr)


def test_a_file_for_old_torch_needs_nothing_that_torch_2_brought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No torch so old can be had here: its names stand in for it, with today's class behind them."""

    class Old(torch.optim.lr_scheduler.LRScheduler):
        def __init__(self, optimizer: torch.optim.Optimizer, last_epoch: int = -1) -> None:
            super().__init__(optimizer, last_epoch)

    old = types.ModuleType("torch.optim.lr_scheduler")
    old._LRScheduler = Old  # type: ignore[attr-defined]
    schedule = styled("starter", OLD)
    optimizer = optimizer_for(schedule)
    source = pytorch_source(schedule)
    assert "optim.lr_scheduler.LRScheduler" not in source
    assert source.index("from __future__ import annotations") < source.index("import math")
    compile(source, "exported.py", "exec", flags=0)
    ast.parse(source, feature_version=(3, 8))
    monkeypatch.setattr(torch.optim, "lr_scheduler", old)
    monkeypatch.setitem(sys.modules, "torch.optim.lr_scheduler", old)
    module = types.ModuleType("old_export")
    exec(source, module.__dict__)  # noqa: S102 - it was exported here and now.
    scheduler = getattr(module, schedule.class_name)(optimizer)
    assert issubclass(type(scheduler), Old)
    assert walk(scheduler, 100) == designed(schedule, range(101))


@pytest.mark.parametrize("style", STYLES)
def test_the_style_is_part_of_the_design(style: CodeStyle) -> None:
    schedule = styled("starter", style)
    assert schedule_from_text(design_text(schedule), source="a.ramp") == schedule
    assert hand_edits(pytorch_source(schedule)) is None


@pytest.mark.parametrize("name", GOLDEN)
def test_only_docstrings_are_left_out(name: str) -> None:
    whole, plain = (
        pytorch_source(styled(name, CodeStyle(docstrings=docstrings))).partition(MARK)[0]
        for docstrings in (True, False)
    )
    tree = ast.parse(whole)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            del node.body[0]
    assert ast.dump(ast.parse(plain)) == ast.dump(tree)
    comments = [line for line in whole.splitlines() if "# " in line]
    assert [line for line in plain.splitlines() if "# " in line] == comments


def test_whatever_the_constructor_keeps_is_read_somewhere() -> None:
    schedules = [PRESETS["OneCycleLR"].make(), PRESETS["CyclicLR"].make(), *GOLDEN.values()]
    for source in map(pytorch_source, schedules):
        kept = set(re.findall(r"^ {8}self\.(_\w+)(?:: [^=]+)? = ", source, re.MULTILINE))
        for name in kept - {"_step_count"}:  # torch reads that one
            assert len(re.findall(rf"self\.{name}\b", source)) > 1, name

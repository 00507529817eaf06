"""Nothing that a person types can break out of its place in an exported file."""

import ast
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.class_names import RESERVED
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import schedule_from_text, storable
from rampsmith.designer.files.embedded import MARK, design_in, recorded_digest
from rampsmith.designer.shapes.expression import Expression
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import PER_EPOCH, designed, exported, optimizer_for, walk
from tests.exporters.hostile import HOSTILE, TEXTS, hostile

EVERY = pytest.mark.parametrize("schedule", HOSTILE.values(), ids=HOSTILE)

IMPORTS = {
    "__future__.annotations",
    "math",
    "warnings.warn",
    "typing.Any",
    "torch.Tensor",
    "torch.optim",
}


def imported(tree: ast.Module) -> set[str]:
    """Return the full names of everything that a file imports, wherever."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def check(schedule: Schedule) -> None:
    """Look for anything in a file that a harmless title would not have put there."""
    source = pytorch_source(schedule)
    tree = ast.parse(source)
    assert imported(tree) <= IMPORTS
    docstring, *rest = tree.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert all(
        isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
        for node in rest
    )
    assert [node.name for node in rest if isinstance(node, ast.ClassDef)] == [schedule.class_name]
    assert source.splitlines() == source.split("\n")[:-1]
    assert all(len(line) <= 88 for line in source.splitlines())
    assert not {unicodedata.category(character) for character in source} & {"Cf", "Cs", "Co"}


@EVERY
def test_hostile_text_leaves_nothing_but_the_class_and_its_functions(schedule: Schedule) -> None:
    check(schedule)


@given(st.text())
def test_random_text_leaves_nothing_but_the_class_and_its_functions(text: str) -> None:
    check(hostile(text))


@EVERY
def test_hostile_text_changes_no_rate(schedule: Schedule) -> None:
    found = walk(exported(schedule)(optimizer_for(schedule)), 70)
    assert found == designed(schedule, range(71))
    assert found == designed(HOSTILE["empty"], range(71))


@EVERY
def test_hostile_text_is_inside_the_embedded_design(schedule: Schedule) -> None:
    design = design_in(pytorch_source(schedule))
    assert design is not None
    assert schedule_from_text(design, source="hostile.py") == storable(schedule)


@EVERY
def test_the_comments_hold_no_instruction_for_any_tool(schedule: Schedule) -> None:
    lines = [line for line in pytorch_source(schedule).splitlines() if line.startswith("#")]
    assert lines[0] == f"{MARK} (pytorch, digest {recorded_digest(pytorch_source(schedule))}):"
    for line in lines[1:]:
        assert line.startswith("# |")
        assert line.isascii()
        assert "#" not in line[1:]
        assert " " not in line[2:]


def test_a_segment_without_a_usable_name_is_called_by_its_number() -> None:
    for text in ("", "1st", "🎢🎢", "学习率"):
        assert Parameters(hostile(text)).stems[0] == "segment_1"


def test_names_that_differ_only_in_case_get_different_parameters() -> None:
    stems = Parameters(hostile("Hold")).stems
    assert stems == ("hold", "hold_2", "hold_3", "hold_4", "hold_2_2")


@pytest.mark.parametrize(
    "name", [*sorted(RESERVED), *TEXTS.values(), "None", "match", "print", "__x", "x" * 61, "é"]
)
def test_a_class_name_that_is_none_is_refused(name: str) -> None:
    if name == "self":
        return
    with pytest.raises(ExportError, match="class_name: "):
        pytorch_source(replace(PER_EPOCH, class_name=name))


@pytest.mark.parametrize("name", ["self", "t", "p", "start", "base", "rest", "groups", "_A1"])
def test_a_class_may_be_called_like_a_variable_of_its_own(name: str) -> None:
    schedule = replace(PER_EPOCH, class_name=name)
    found = walk(exported(schedule)(optimizer_for(schedule)), 55)
    assert found == designed(PER_EPOCH, range(56))


@pytest.mark.parametrize("text", [*TEXTS.values(), "__import__('os')", "t.real", "(lambda: t)()"])
def test_a_hostile_formula_is_refused(text: str) -> None:
    decay = replace(PER_EPOCH.segments[1], shape=Expression(text))
    with pytest.raises(ExportError, match="segments\\[1\\]"):
        pytorch_source(replace(PER_EPOCH, segments=(PER_EPOCH.segments[0], decay)))

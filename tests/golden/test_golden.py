"""Exported files as they are meant to be read; a change of wording shows in a review."""

import ast
from dataclasses import replace

import pytest

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.embedded import MARK
from rampsmith.designer.presets import PRESETS
from rampsmith.exporters.targets.pytorch import pytorch_source
from rampsmith.exporters.words.wording import WIDTH
from tests.golden.renew import FOLDER
from tests.golden.schedules import GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_an_exported_file_is_the_one_that_was_read_and_kept(name: str) -> None:
    kept = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert pytorch_source(GOLDEN[name]) == kept, "If so meant: python -m tests.golden.renew"


def test_no_kept_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} == GOLDEN.keys()


def lines_of_code(schedule: Schedule) -> int:
    """Count the lines of a file down to the design, without empty ones and docstrings."""
    bare = replace(schedule, code=replace(schedule.code, docstrings=False))
    code, _, _ = pytorch_source(bare).partition(MARK)
    return sum(bool(line.strip()) for line in code.splitlines())


def test_a_plain_warmup_and_cosine_is_a_short_file() -> None:
    plain = PRESETS["warmup-cosine"].make()
    assert lines_of_code(plain) < 80
    # These name two more numbers: where the warmup begins and where the decay ends.
    assert lines_of_code(GOLDEN["cosine_warmup"]) < 98
    assert lines_of_code(GOLDEN["starter"]) < 95
    assert len(pytorch_source(plain).splitlines()) < 128


@pytest.mark.parametrize("name", GOLDEN)
def test_a_file_is_ascii_and_can_be_imported_by_old_pythons(name: str) -> None:
    source = pytorch_source(GOLDEN[name])
    assert source.isascii(), "a Windows console can print its head"
    assert all(len(line) <= WIDTH for line in source.splitlines())
    ast.parse(source, feature_version=(3, 8))
    assert "\nfrom __future__ import annotations\n" in source, "hints such as float | Tensor"


@pytest.mark.parametrize("name", GOLDEN)
def test_a_file_for_torch_1_13_can_be_imported_by_python_3_7(name: str) -> None:
    old = replace(GOLDEN[name].code, oldest_torch="1.13")
    ast.parse(pytorch_source(replace(GOLDEN[name], code=old)), feature_version=(3, 7))


def test_a_title_in_other_letters_leaves_a_file_in_ascii() -> None:
    for title in ("Größe · 1e-3 → 0", "学習率"):
        source = pytorch_source(replace(GOLDEN["starter"], title=title))
        assert source.isascii()
    assert pytorch_source(replace(GOLDEN["starter"], title="Größe")).startswith('"""Groe: ')


def test_the_file_says_that_its_last_comment_may_go_and_whose_it_is() -> None:
    source = pytorch_source(GOLDEN["starter"])
    assert "may be deleted. No licence of Rampsmith covers this file." in source
    code, _, _ = source.partition(MARK)
    compile(code, "without its design", "exec")

"""Text that a person typed gives no orders to Python, to a linter or to Rampsmith itself."""

import io
import re
import tokenize
from dataclasses import replace

import pytest

from rampsmith.designer.document.schedule import CodeStyle, Group, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import schedule_in
from rampsmith.designer.files.embedded import MARK, PREFIX, is_as_signed
from rampsmith.exporters.loops.writing import loop_source
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.hand_edits import hand_edits
from rampsmith.exporters.words.frameworks import FRAMEWORKS

ORDERS = re.compile(
    r"#\s*(noqa|ruff:|flake8|type:|mypy:|pyright:|fmt:|isort:|pylint:|nosec|pragma|yapf)"
    r"|coding[:=]|vim:",
    re.IGNORECASE,
)
WORDS = [
    *("coding: latin-1", "# coding: latin-1", "-*- coding: utf-7 -*-", "vim: set fenc=latin1"),
    *("noqa: F401", "# noqa", "# ruff: noqa", "flake8: noqa", "pylint: disable=all", "nosec"),
    *("type: ignore", "# type: ignore", "# mypy: ignore-errors", "pyright: basic"),
    *("fmt: off", "# fmt: off", "isort:skip_file", "pragma: no cover", "# |", f"{PREFIX}{{}}"),
    *(MARK, f"{MARK}:", f"{MARK} (pytorch, digest 0123456789abcdef):", f"{'x ' * 36}{MARK}"),
    f"{'x' * 70} # mypy: ignore-errors",
    f"{'x ' * 40}# coding: latin-1",
]


def designs(words: str) -> list[Schedule]:
    """Put some words in every place where a design has words of a person's own."""
    schedule = starter()
    first, *others = schedule.segments
    return [
        replace(schedule, title=words),
        replace(schedule, title=words, code=CodeStyle(docstrings=False, self_check=True)),
        replace(schedule, segments=(replace(first, name=words), *others)),
        replace(schedule, groups=(Group(words, 1e-3), Group("b", 1e-2))),
    ]


def files_of(schedule: Schedule) -> list[str]:
    """Export a design in every form that is Python, as far as it can be said in that."""
    found: list[str] = []
    for target in TARGETS.values():
        if target.suffix == ".py":
            try:
                found.append(target.write(schedule))
            except ExportError:
                continue
    return found


@pytest.mark.parametrize("words", WORDS)
def test_text_is_no_order_and_a_file_with_it_is_as_it_was_exported(words: str) -> None:
    for schedule in designs(words):
        files = files_of(schedule)
        assert files
        for text in files:
            assert is_as_signed(text)
            assert hand_edits(text) is None
            assert schedule_in(text, source="a.py") == schedule
        loops = [loop_source(schedule, framework, module="m") for framework in FRAMEWORKS]
        for text in (*files, *loops):
            assert not orders(text)


def orders(text: str) -> list[str]:
    """Find comments that a tool could obey, and lines that look like one."""
    lines = [line for line in text.splitlines() if line.startswith("#")]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return [
        each
        for each in (*lines, *comments)
        if ORDERS.search(each) and not each.startswith((PREFIX, MARK))
    ]


def test_a_file_in_which_an_order_stands_is_found() -> None:
    assert orders("x = 1  # noqa\n") == ["# noqa"]

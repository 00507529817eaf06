"""A design inside an exported file: written into comments, and found again without running it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.files.embedded import MARK, WIDTH, design_in, embedded_lines

DESIGN = {"title": 'a "title" # noqa \\ é', "segments": [1, 2, {"x": 1e-5}] * 30}
LINES = embedded_lines(DESIGN)


def test_a_file_without_a_design_has_none() -> None:
    assert design_in("import math\n# |{}\n") is None
    assert design_in("") is None


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_design_is_found_between_other_lines(line_end: str) -> None:
    source = line_end.join(['"""A head."""', "", *LINES, "", "import os", "# |not this", ""])
    assert json.loads(design_in(source) or "") == DESIGN


def test_a_design_is_found_where_an_editor_has_indented_or_trailed_it() -> None:
    assert json.loads(design_in("\n".join(f"  {line} " for line in LINES)) or "") == DESIGN


def test_a_design_that_was_cut_short_is_returned_as_it_is() -> None:
    found = design_in("\n".join(LINES[:-1]))
    assert found is not None
    with pytest.raises(json.JSONDecodeError):
        json.loads(found)


def test_nothing_in_the_file_is_run() -> None:
    source = "\n".join(["raise SystemExit", *LINES, "not ( Python"])
    assert json.loads(design_in(source) or "") == DESIGN


@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=8))
def test_any_text_survives_in_lines_that_no_tool_reads_as_an_instruction(value: object) -> None:
    lines = embedded_lines({"value": value})
    assert lines[0] == f"{MARK}:"
    for line in lines[1:]:
        assert line.startswith("# |")
        assert len(line) <= WIDTH
        assert line.isascii()
        assert line.isprintable()
        assert " " not in line[2:]
        assert "#" not in line[1:]
    assert json.loads(design_in("\n".join(lines)) or "") == {"value": value}

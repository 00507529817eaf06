"""A design to which any harm was done is opened or refused, never anything else."""

import contextlib
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import DesignError, design_text, read_design
from tests.designer.refusals import refusals
from tests.designer.strategies import everything, everything_wrong

SCHEMA = Path(__file__).parents[3] / "docs" / "design-file.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def places(value: Any) -> Iterator[Callable[[Any], None]]:
    """Yield, for every value within a document, what puts another one in its place."""
    members = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in list(members):
        yield lambda new, key=key: value.__setitem__(key, new)  # type: ignore[misc]
        if isinstance(member, dict | list):
            yield from places(member)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object within a document."""
    if isinstance(value, dict):
        yield value
    for member in value.values() if isinstance(value, dict) else value:
        if isinstance(member, dict | list):
            yield from objects(member)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(everything_wrong(), st.data())
def test_a_design_in_which_anything_was_replaced_is_opened_or_refused(
    schedule: Schedule, data: st.DataObject
) -> None:
    document = json.loads(design_text(schedule))
    for _ in range(data.draw(st.integers(1, 3))):
        puts = list(places(document))
        puts[data.draw(st.integers(0, len(puts) - 1))](data.draw(JSON_VALUES))
    agrees_with_the_schema(document)


@given(everything_wrong(), st.data())
def test_a_design_in_which_a_word_was_left_out_or_renamed_is_opened_or_refused(
    schedule: Schedule, data: st.DataObject
) -> None:
    document = json.loads(design_text(schedule))
    found = [each for each in objects(document) if each]
    chosen = found[data.draw(st.integers(0, len(found) - 1))]
    value = chosen.pop(data.draw(st.sampled_from(sorted(chosen))))
    if data.draw(st.booleans()):
        chosen[data.draw(st.text(max_size=10))] = value
    agrees_with_the_schema(document)


def agrees_with_the_schema(document: Any) -> None:
    """Read a document; where it is no business of literals, the schema must think the same."""
    text = json.dumps(document)
    lines = refusals(text)
    only_read = (
        *("NaN", "Infinity", "characters is absurd", "without '\\ud"),
        *("There is no block from segment", "Repeats must stand in order and apart"),
    )
    if not any(words in line for line in lines for words in only_read):
        assert VALIDATOR.is_valid(document) == (lines == [])


@given(everything(), st.data())
def test_a_design_that_was_cut_off_anywhere_is_said_to_be(
    schedule: Schedule, data: st.DataObject
) -> None:
    whole = design_text(schedule).encode().rstrip()
    part = whole[: data.draw(st.integers(1, len(whole) - 1))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.ramp"
        path.write_bytes(part)
        with pytest.raises(DesignError, match="The file is cut short"):
            read_design(path)


@given(everything(), st.data())
def test_a_design_in_which_any_byte_was_changed_is_opened_or_refused(
    schedule: Schedule, data: st.DataObject
) -> None:
    text = bytearray(design_text(schedule).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.ramp"
        path.write_bytes(text)
        with contextlib.suppress(DesignError):
            assert isinstance(read_design(path), Schedule)


@given(st.text(max_size=200))
def test_any_text_at_all_is_opened_or_refused(text: str) -> None:
    assert refusals(text)

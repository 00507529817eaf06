"""Whatever a file holds, it is opened or refused in sentences with their places, and quickly."""

import contextlib
import json
import os
import re
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.files import (
    LARGEST_FILE,
    DesignError,
    design_text,
    read_design,
    schedule_from_text,
)
from rampsmith.designer.schedule import Schedule
from tests.designer.strategies import schedules, wrong_schedules

SCHEMA = Path(__file__).parent.parent.parent / "docs" / "design-file.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def refusals(text: str) -> list[str]:
    """Return the lines with which a text is refused; none where it is read."""
    lines: tuple[str, ...] = ()
    try:
        schedule_from_text(text, source="x.ramp")
    except DesignError as error:
        lines = error.sentences()
    assert [line for line in lines if not line.isprintable()] == []
    return list(lines)


def design(**words: Any) -> str:
    """Write a design that is right but for some words."""
    return json.dumps({"rampsmith": 1, "segments": [], **words})


def segment(**words: Any) -> str:
    """Write a design with one segment that is right but for some words."""
    return design(segments=[{"name": "a", "shape": "linear", "span": "fill", **words}])


# Texts that are no JSON, each with its place and the words that say so.
NO_JSON = [
    ("", "", "The file is empty."),
    (" \n\t", "", "The file is empty."),
    ("\ufeff", "", "The file is empty."),
    ("hello", "line 1, column 1", "a value is missing before “hello”"),
    ('{\n  "rampsmith" 1\n}', "line 2, column 15", "a colon is missing before “1”"),
    ('{\n  "rampsmith": 1,\n}', "line 3, column 1", "word in double quotes is missing before “}”"),
    ('{"rampsmith": 1 "segments": []}', "line 1, column 17", "a comma is missing before “"),
    ("{'rampsmith': 1}", "line 1, column 2", "a word in double quotes is missing before “'”"),
    ('{"rampsmith": 1, "segments": []} {}', "line 1, column 34", "something follows the end"),
    ('{"title": "a\nb"}', "line 1, column 13", "a text must not hold a line break"),
    ('{"title": "a\\q"}', "line 1, column 13", "a backslash that stands for nothing"),
    ('{"title": "\\u12"}', "line 1, column 13", "\\u without four digits after it"),
    ('{"title": "\x00"}', "line 1, column 12", "a control character"),
    ('{"rampsmith": 01}', "line 1, column 16", "a comma is missing before “1”"),
    ('{"rampsmith": 0x1}', "line 1, column 16", "a comma is missing before “x1”"),
    ('{"rampsmith": True}', "line 1, column 15", "a value is missing before “True”"),
    ('{"rampsmith": 1} // a design', "line 1, column 18", "something follows the end"),
    ('{"rampsmith": 1,', "line 1, column 17", "The file is cut short"),
    ('{"rampsmith": tr', "line 1, column 15", "The file is cut short"),
    ('{"title": "Dig', "line 1, column 11", "The file is cut short"),
    ('{"rampsmith": 1, "segments": [', "line 1, column 31", "The file is cut short"),
    ("[" * 100_000, "", "nested too deeply"),
    ('{"a":' * 100_000, "", "nested too deeply"),
    ('{"rampsmith": 1, "segments": ' + "[" * 5_000 + "]" * 5_000 + "}", "", "nested too deeply"),
]


@pytest.mark.parametrize(("text", "place", "words"), NO_JSON)
def test_what_is_no_json_is_refused_with_line_and_column(text: str, place: str, words: str) -> None:
    (line,) = refusals(text)
    assert line.startswith(f"x.ramp: {place}: " if place else "x.ramp: ")
    assert words in line


# JSON that is no design: the text, the place of the fault, and words of its sentence.
NO_DESIGN = [
    # Not a design at all.
    ("[]", "", "a design, an object in braces, not a list"),
    ("null", "", "not null"),
    ('"hello"', "", "not the text “hello”"),
    ('{"rampsmith": 1}', "", "“segments” is missing"),
    ('{"segments": []}', "", "“rampsmith” is missing"),
    # The version.
    (design(rampsmith=2), "rampsmith", "made by a newer Rampsmith: it has format 2"),
    (design(rampsmith=1.5), "rampsmith", "made by a newer Rampsmith"),
    (design(rampsmith=0), "rampsmith", "no format 0; the oldest is 1"),
    (design(rampsmith=-1), "rampsmith", "no format -1"),
    (design(rampsmith="1"), "rampsmith", "whole number, not the text “1”"),
    (design(rampsmith=True), "rampsmith", "whole number, not true"),
    (design(rampsmith=None), "rampsmith", "whole number, not null"),
    # Unknown, misspelt and doubled words.
    (design(colour="red"), "colour", "“colour” means nothing here; there are rampsmith,"),
    (design(tittle="x"), "tittle", "did you mean “title”?"),
    (design(ClassName="X"), "ClassName", "did you mean “class_name”?"),
    ('{"rampsmth": 1, "segments": []}', "rampsmth", "did you mean “rampsmith”?"),
    ('{"rampsmith": 1, "segmnets": []}', "segmnets", "did you mean “segments”?"),
    (design(stepping="batch"), "stepping", "“batch” means nothing here; there are update, epoch."),
    (design(stepping="epochs"), "stepping", "did you mean “epoch”?"),
    (design(after="hodl"), "after", "did you mean “hold”?"),
    (design(run={"batchsize": 3}), "run.batchsize", "did you mean “batch_size”?"),
    (design(run={"remainder": "drop"}), "run.remainder", "did you mean “dropped”?"),
    (segment(sapn=1), "segments[0].sapn", "did you mean “span”?"),
    (segment(shape="cosin"), "segments[0].shape", "did you mean “cosine”?"),
    (segment(shape="inverse sqrt"), "segments[0].shape", "did you mean “inverse_sqrt”?"),
    (segment(shape={"knd": "linear"}), "segments[0].shape.knd", "did you mean “kind”?"),
    (segment(shape={"kind": "stairs"}), "segments[0].shape.kind", "did you mean “staircase”?"),
    (segment(span={"epoch": 5}), "segments[0].span.epoch", "did you mean “epochs”?"),
    (segment(span="rest"), "segments[0].span", "“rest” means nothing here; there are fill."),
    (segment(end={"facter": 1}), "segments[0].end.facter", "did you mean “factor”?"),
    (design(**{"we ird": 1}), "", "“we ird” means nothing here"),
    (design(**{"": 1}), "", "“” means nothing here"),
    (design(**{"\x1b[31m": 1}), "", "“\\x1b[31m” means nothing here"),
    (design(**{"x" * 99_999: 1}), "", f"“{'x' * 39}…” means nothing here"),
    ('{"rampsmith": 1, "rampsmith": 1, "segments": []}', "rampsmith", "stands here twice"),
    ('{"rampsmith": 1, "segments": [], "run": {"epochs": 1, "epochs": 2}}', "run.epochs", "twice"),
    # Missing words.
    (design(groups=[{"name": "a"}]), "groups[0]", "“base_lr” is missing"),
    (design(groups=[{"base_lr": 1}]), "groups[0]", "“name” is missing"),
    (design(segments=[{"name": "a", "shape": "linear"}]), "segments[0]", "“span” is missing"),
    (segment(shape={"power": 2}), "segments[0].shape", "“kind” is missing"),
    (segment(shape="polynomial"), "segments[0].shape", "write it with its power"),
    (segment(shape="inverse_sqrt"), "segments[0].shape", "write it with its time_scale"),
    (segment(shape={"kind": "polynomial"}), "segments[0].shape", "“power” is missing"),
    (segment(shape={"kind": "linear", "power": 2}), "segments[0].shape.power", "means nothing"),
    (segment(span={}), "segments[0].span", "not an object with nothing in it"),
    (segment(end={}), "segments[0].end", "a level, such as"),
    (segment(span={"steps": 1, "epochs": 1}), "segments[0].span", "not epochs and steps at once"),
    (segment(end={"rate": 1, "factor": 1}), "segments[0].end", "not factor and rate at once"),
    # Wrong types.
    (design(title=5), "title", "a text in quotes, not 5"),
    (design(class_name=None), "class_name", "not null"),
    (design(stepping=True), "stepping", "not true"),
    (design(counts_from=2), "counts_from", "from 0 or from 1, not from 2"),
    (design(counts_from=True), "counts_from", "a whole number, not true"),
    (design(counts_from="0"), "counts_from", "not the text “0”"),
    (design(segments={}), "segments", "a list of segments, not an object"),
    (design(segments=None), "segments", "a list of segments, not null"),
    (design(segments=[5]), "segments[0]", "a segment, an object in braces, not 5"),
    (design(segments=[[]]), "segments[0]", "not a list"),
    (design(groups={}), "groups", "a list of parameter groups, not an object"),
    (design(groups=[None]), "groups[0]", "a parameter group, not null"),
    (design(groups=[{"name": 1, "base_lr": 1}]), "groups[0].name", "a name in quotes, not 1"),
    (design(groups=[{"name": "a", "base_lr": "1e-3"}]), "groups[0].base_lr", "the text “1e-3”"),
    (design(groups=[{"name": "a", "base_lr": True}]), "groups[0].base_lr", "not true"),
    (design(run=[]), "run", "a run, an object in braces, not a list"),
    (design(run={"epochs": 3.5}), "run.epochs", "a whole number, not 3.5"),
    (design(run={"epochs": "nan"}), "run.epochs", "a whole number, not the text “nan”"),
    (design(run={"samples": None}), "run.samples", "a whole number, not null"),
    (design(run={"batch_size": "128"}), "run.batch_size", "not the text “128”"),
    (design(run={"devices": True}), "run.devices", "a whole number, not true"),
    (design(run={"drop_last": 1}), "run.drop_last", "true or false, not 1"),
    (design(run={"remainder": 1}), "run.remainder", '"kept" or "dropped", not 1'),
    (segment(name=[]), "segments[0].name", "a name in quotes, not a list"),
    (segment(shape=1), "segments[0].shape", "a shape, by its name"),
    (segment(shape=None), "segments[0].shape", "not null"),
    (segment(shape={"kind": 5}), "segments[0].shape.kind", "the name of a shape, not 5"),
    (segment(shape={"kind": ["a"]}), "segments[0].shape.kind", "not a list"),
    (segment(span=5), "segments[0].span", "a length, such as"),
    (segment(span=None), "segments[0].span", "not null"),
    (segment(span={"epochs": "5"}), "segments[0].span.epochs", "a number, not the text “5”"),
    (segment(span={"epochs": False}), "segments[0].span.epochs", "a number, not false"),
    (segment(span={"steps": "NaN"}), "segments[0].span.steps", "a number, not the text “NaN”"),
    (segment(start=0.5), "segments[0].start", "a level, such as"),
    (segment(end="base"), "segments[0].end", "not the text “base”"),
    (segment(end={"rate": None}), "segments[0].end.rate", "a number, not null"),
    (
        segment(shape={"kind": "polynomial", "power": []}),
        "segments[0].shape.power",
        "a number, not a list",
    ),
    (
        segment(shape={"kind": "staircase", "every": 5, "factor": 1}),
        "segments[0].shape.every",
        "a length, such as",
    ),
    # Too much of a good thing.
    (design(segments=[{}] * 10_000), "segments", "10,000 segments; 1,000 are the most"),
    (design(groups=[{}] * 1_001), "groups", "1,001 parameter groups; 1,000 are the most"),
    (design(title="x" * 201), "title", "201 characters; 200 are the most"),
    (segment(name="x" * 20_000), "segments[0].name", "20,000 characters; 200 are the most"),
    (design(run={"samples": 10**16}), "run.samples", "1,000,000,000,000,000 is the most"),
    (design(run={"epochs": -(10**16)}), "run.epochs", "is absurd"),
    (segment(span={"steps": 10**15 + 1}), "segments[0].span.steps", "1000000000000001 is absurd"),
    (segment(span={"percent": 1e300}), "segments[0].span.percent", "1e+300 is absurd"),
    # Lines that are none.
    (design(title="a\nb"), "title", "must be one plain line, without '\\n'"),
    (design(title="a\x00b"), "title", "without '\\x00'"),
    (design(class_name="a\x7fb"), "class_name", "without '\\x7f'"),
    (design(title="a\ud800b"), "title", "without '\\ud800'"),
    (segment(name="a\u2028b"), "segments[0].name", "without '\\u2028'"),
    (design(groups=[{"name": "\r", "base_lr": 1}]), "groups[0].name", "without '\\r'"),
]


@pytest.mark.parametrize(("text", "place", "words"), NO_DESIGN)
def test_what_is_no_design_is_refused_with_its_path(text: str, place: str, words: str) -> None:
    (line,) = refusals(text)
    assert line.startswith(f"x.ramp: {place}: " if place else ("x.ramp: The ", "x.ramp: This "))
    assert words in line


# What the reader sees and a schema cannot: what is no valid Unicode, and words that stand twice.
BEYOND_A_SCHEMA = re.compile(r"twice|without '\\ud800'")


@pytest.mark.parametrize(("text", "words"), [(text, words) for text, _, words in NO_DESIGN])
def test_the_json_schema_refuses_it_too(text: str, words: str) -> None:
    assert VALIDATOR.is_valid(json.loads(text)) == bool(BEYOND_A_SCHEMA.search(words))


@pytest.mark.parametrize("literal", ["1e999", "-1e999", "NaN", "Infinity", "-Infinity", "1" * 101])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        (segment(end={"rate": "?"}), "segments[0].end.rate"),
        (segment(span={"steps": "?"}), "segments[0].span.steps"),
        (segment(shape={"kind": "polynomial", "power": "?"}), "segments[0].shape.power"),
        (design(groups=[{"name": "a", "base_lr": "?"}]), "groups[0].base_lr"),
        (design(run={"samples": "?"}), "run.samples"),
        (design(rampsmith="?"), "rampsmith"),
        (design(title="?"), "title"),
        (design(segments="?"), "segments"),
        (segment(shape={"kind": "?"}), "segments[0].shape.kind"),
        (design(run={"drop_last": "?"}), "run.drop_last"),
    ],
)
def test_a_number_that_is_none_is_refused_where_it_stands(
    text: str, place: str, literal: str
) -> None:
    (line,) = refusals(text.replace('"?"', literal))
    assert line.startswith(f"x.ramp: {place}: ")
    assert "101 characters is absurd" in line if len(literal) > 100 else literal in line


def test_a_number_of_a_million_digits_is_refused_at_once() -> None:
    for literal in ("1" * 1_000_000, "0." + "1" * 1_000_000, "-" + "9" * 1_000_000 + "e-5"):
        (line,) = refusals(segment(end={"rate": "?"}).replace('"?"', literal))
        assert "characters is absurd" in line


def test_a_number_as_long_as_a_number_may_be_is_read() -> None:
    assert refusals(segment(end={"rate": "?"}).replace('"?"', "0." + "1" * 98)) == []
    assert refusals(segment(end={"rate": "?"}).replace('"?"', "9" * 100)) == []


def test_everything_that_is_wrong_is_said_at_once() -> None:
    text = json.dumps(
        {
            "rampsmith": 1,
            "stepping": "batch",
            "run": {"epochs": 3.5, "batch": 1},
            "groups": [{"name": "a\nb", "base_lr": "x"}],
            "segments": [
                {"nam": "a", "shape": "cosin", "span": {"epochs": True}},
                {"name": "b", "shape": {"kind": "polynomial", "power": "2"}, "span": "fil"},
                {"name": "c", "shape": "linear", "span": "fill", "start": {}, "end": {"rat": 1}},
            ],
        }
    )
    places = {line.split(": ")[1] for line in refusals(text)}
    assert places == {
        *("stepping", "run.epochs", "run.batch", "groups[0].name", "groups[0].base_lr"),
        *("segments[0].nam", "segments[0].shape", "segments[0].span.epochs"),
        *("segments[1].shape.power", "segments[1].span"),
        *("segments[2].start", "segments[2].end.rat"),
    }


def test_faults_beyond_fifty_are_counted() -> None:
    lines = refusals(design(segments=[{}] * 100))
    assert len(lines) == 51
    assert lines[-1] == "x.ramp: … and 250 more."


def test_a_newer_design_is_refused_by_its_version_alone() -> None:
    (line,) = refusals(design(rampsmith=7, segments="quite different", loops=[]))
    assert "it has format 7, and this one reads formats up to 1" in line


def test_the_name_of_a_file_cannot_break_the_line() -> None:
    with pytest.raises(DesignError) as error:
        schedule_from_text("", source="a\nb\x1b.ramp")
    assert str(error.value) == "a\\nb\\x1b.ramp: The file is empty."


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({f"word{index}": 1 for index in range(200_000)}),
        '{"rampsmith": 1, "segments": [' + "{}," * 1_300_000 + "{}]}",
        '{"rampsmith": 1, "segments": [' + "[" * 900 + "]" * 900 + "]}",
        '{"a": 1, ' * 1 + '"a": 1, ' * 400_000 + '"a": 1}',
        '{"rampsmith": 1, "segments": [], "title": "' + "x" * 4_000_000 + '"}',
        '{"rampsmith": 1, "segments": [], "' + "segments" * 400_000 + '": 1}',
        design(segments=[{f"spam{j}": 1 for j in range(100)} for _ in range(1_000)]),
    ],
    ids=["words", "segments", "lists", "doubled", "title", "long word", "many faults"],
)
def test_a_large_file_is_refused_within_seconds(text: str) -> None:
    begin = time.perf_counter()
    lines = refusals(text)
    assert lines
    assert sum(map(len, lines)) < 20_000
    assert time.perf_counter() - begin < 10


# Files that are none.


def refused(path: Path) -> str:
    """Return the one sentence with which a path is refused."""
    with pytest.raises(DesignError) as error:
        read_design(path)
    (fault,) = error.value.faults
    assert str(error.value).startswith(f"{path}: ")
    assert fault.sentence.endswith(".")
    return str(error.value).removeprefix(f"{path}: ")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "x.ramp") == "There is no such file."


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == "This is a folder, not a design."


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    assert refused(tmp_path / "x" / "y.ramp") == "This cannot be read: not a directory."


def test_a_path_that_is_none_is_refused() -> None:
    with pytest.raises(DesignError, match="This is no file name"):
        read_design("a\0b")
    with pytest.raises(DesignError, match="This is no file name"):
        read_design("\ud800")


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / ("x" * 5_000)).startswith("This cannot be read: ")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.ramp"
    path.symlink_to(path)
    assert refused(path).startswith("This cannot be read: ")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_that_nobody_writes_into_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "This is a device, a pipe or a socket, not a file."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_that_takes_the_name_of_a_file_is_refused_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ramp"
    path.touch()
    really_open = os.open

    def swapped(name: Any, flags: int, *rest: Any) -> int:
        path.unlink()
        os.mkfifo(path)
        return really_open(name, flags, *rest)

    monkeypatch.setattr(os, "open", swapped)
    assert refused(path) == "This is a device, a pipe or a socket, not a file."


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets")
def test_a_socket_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        path = Path(folder) / "s"
        server.bind(str(path))
        assert refused(path) == "This is a device, a pipe or a socket, not a file."


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no such device")
def test_a_device_without_end_is_refused() -> None:
    assert refused(Path("/dev/zero")) == "This is a device, a pipe or a socket, not a file."


def test_a_file_that_may_not_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ramp"
    path.touch()

    def forbidden(*_: Any) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbidden)
    assert refused(path) == "This file may not be read."


def test_a_file_of_200_megabytes_is_refused_without_reading_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ramp"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert refused(path) == "This file has 200,000,000 bytes; 4,194,304 are the most."


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="there is no /proc")
def test_a_file_that_hides_its_size_is_read_no_further_than_the_limit() -> None:
    """The size of files in /proc is said to be 0."""
    with pytest.raises(DesignError):
        read_design("/proc/self/smaps")


@pytest.mark.parametrize(("over", "words"), [(0, "This is not JSON"), (1, "are the most.")])
def test_the_limit_of_the_size_is_exact(tmp_path: Path, over: int, words: str) -> None:
    path = tmp_path / "x.ramp"
    path.write_bytes(b"x" * (LARGEST_FILE + over))
    assert words in refused(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe{\x00}\x00", "byte 0: This is not UTF-8: 0xff does not belong here."),
        (b'{"title": "\xe9t\xe9"}', "byte 11: This is not UTF-8: 0xe9 does not belong here."),
        (b'{"title": "\xc3', "The file is cut short: it ends within a character."),
        (b"\x80\x05\x95", "byte 0: This is not UTF-8: 0x80 does not belong here."),
        (b"\x00" * 100, "line 1, column 1: This is not JSON: a value is missing before “\\x00”."),
        (b"", "The file is empty."),
    ],
)
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "x.ramp"
    path.write_bytes(data)
    assert refused(path) == words


# Random harm.


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


@given(wrong_schedules(), st.data())
def test_a_design_in_which_anything_was_replaced_is_opened_or_refused(
    schedule: Schedule, data: st.DataObject
) -> None:
    document = json.loads(design_text(schedule))
    for _ in range(data.draw(st.integers(1, 3))):
        puts = list(places(document))
        puts[data.draw(st.integers(0, len(puts) - 1))](data.draw(JSON_VALUES))
    agrees_with_the_schema(document)


@given(wrong_schedules(), st.data())
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
    only_read = ("NaN", "Infinity", "characters is absurd", "without '\\ud")
    if not any(words in line for line in lines for words in only_read):
        assert VALIDATOR.is_valid(document) == (lines == [])


@given(schedules(), st.data())
def test_a_design_that_was_cut_off_anywhere_is_said_to_be(
    schedule: Schedule, data: st.DataObject
) -> None:
    whole = design_text(schedule).encode().rstrip()
    part = whole[: data.draw(st.integers(1, len(whole) - 1))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.ramp"
        path.write_bytes(part)
        assert "The file is cut short" in refused(path)


@given(schedules(), st.data())
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


def test_reading_leaves_what_it_reads_alone() -> None:
    document = json.loads(segment(end={"rate": 1e-3}))
    before = deepcopy(document)
    agrees_with_the_schema(document)
    assert document == before

"""Whatever a file holds, it is opened or refused in sentences with their places, and quickly."""

import json
import re
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rampsmith.designer.files.design_file import DesignError, schedule_from_text
from tests.designer.refusals import design, refusals, segment

SCHEMA = Path(__file__).parents[3] / "docs" / "design-file.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


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
    ('{"rampsmith": 1, "segments": ' + "[" * 50_000 + "]" * 50_000 + "}", "", "nested too deeply"),
]


@pytest.mark.parametrize(("text", "place", "words"), NO_JSON)
def test_what_is_no_json_is_refused_with_line_and_column(text: str, place: str, words: str) -> None:
    (line,) = refusals(text)
    assert line.startswith(f"x.ramp: {place}: " if place else "x.ramp: ")
    assert words in line


TEXT = "segments[0].shape.text"
ABSOLUTE = "segments[0].shape.absolute"
REPEAT = {"name": "a", "segments": [0, 0], "times": 2}


def plateau(**changes: Any) -> str:
    """Write a design of one plateau with these settings."""
    usual = {"mode": "min", "factor": 0.1, "patience": 10, "threshold": 1e-4}
    more = {"threshold_mode": "rel", "cooldown": 0, "min_lr": 0, "eps": 1e-8}
    return segment(shape={"kind": "plateau", **usual, **more, **changes})


def repeats(*changes: dict[str, Any]) -> str:
    """Write a design of four segments with these repeats."""
    four = [{"name": "a", "shape": "constant", "span": {"steps": 5}}] * 4
    return design(segments=four, repeats=[{**REPEAT, **change} for change in changes])


GROUP = {"name": "a", "base_lr": 1}
EMPTY: dict[str, Any] = {"segments": []}
UNSPANNED = {"name": "a", "shape": "linear"}


def newer(**changes: Any) -> str:
    """Write a design of format 2."""
    return design(**{"rampsmith": 2, **changes})


def spanned(span: Any) -> str:
    """Write a design of format 2 with a segment of this length."""
    return newer(segments=[{"name": "a", "shape": "constant", "span": span}])


def curve(**words: Any) -> str:
    """Write a design of format 2 with one curve that says what it sets."""
    return newer(curves=[{**EMPTY, **words}])


def test_the_designs_of_which_one_thing_is_wrong_are_otherwise_read() -> None:
    assert refusals(plateau()) == []
    assert refusals(repeats({"segments": [0, 1]}, {"segments": [2.0, 3]})) == []
    assert refusals(curve(of="weight_decay", group="a")) == []
    assert refusals(spanned({"until": {"tokens": 5}})) == []
    assert refusals(newer(groups=[{**GROUP, "weight_decay": 0}])) == []


# JSON that is no design: the text, the place of the fault, and words of its sentence.
NO_DESIGN = [
    # Not a design at all.
    ("[]", "", "a design, an object in braces, not a list"),
    ("null", "", "not null"),
    ('"hello"', "", "not the text “hello”"),
    ('{"rampsmith": 1}', "", "“segments” is missing"),
    ('{"segments": []}', "", "“rampsmith” is missing"),
    # The version.
    (design(rampsmith=3), "rampsmith", "made by a newer Rampsmith: it has format 3"),
    (design(rampsmith=2.5), "rampsmith", "made by a newer Rampsmith"),
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
    (segment(span={"tokens": 5}), "segments[0].span.tokens", "“tokens” means nothing here"),
    (segment(span={"until": {"steps": 5}}), "segments[0].span.until", "“until” means nothing here"),
    (spanned({"token": 5}), "segments[0].span.token", "did you mean “tokens”?"),
    (spanned({"until": {"epoch": 5}}), "segments[0].span.until.epoch", "did you mean “epochs”?"),
    (spanned({"less": 1}), "segments[0].span", "a length, such as"),
    (spanned({"until": {"steps": 5}, "less": 1}), "segments[0].span.less", "not a place"),
    (spanned({"steps": 5, "less": "1"}), "segments[0].span.less", "a number"),
    (segment(span={"steps": 5, "less": 1}), "segments[0].span.less", "means nothing here"),
    (spanned({"until": 5}), "segments[0].span.until", "a place in the run, such as"),
    (spanned({"until": {}}), "segments[0].span.until", "not an object with nothing in it"),
    (spanned({"until": {"steps": "5"}}), "segments[0].span.until.steps", "a number"),
    (
        spanned({"until": {"steps": 5}, "steps": 5}),
        "segments[0].span",
        "not steps and until at once",
    ),
    (segment(span="rest"), "segments[0].span", "“rest” means nothing here; there are fill."),
    (segment(end={"facter": 1}), "segments[0].end.facter", "did you mean “factor”?"),
    (design(**{"we ird": 1}), "", "“we ird” means nothing here"),
    (design(**{"": 1}), "", "“” means nothing here"),
    (design(**{"\x1b[31m": 1}), "", "“\\x1b[31m” means nothing here"),
    (design(**{"x" * 99_999: 1}), "", f"“{'x' * 39}…” means nothing here"),
    ('{"rampsmith": 1, "rampsmith": 1, "segments": []}', "rampsmith", "stands here twice"),
    ('{"rampsmith": 1, "segments": [], "run": {"epochs": 1, "epochs": 2}}', "run.epochs", "twice"),
    # Curves that say what they set, of format 2.
    (design(curves=[]), "curves", "“curves” means nothing here"),
    (design(groups=[{**GROUP, "weight_decay": 0}]), "groups[0].weight_decay", "means nothing here"),
    (curve(), "curves[0]", "by one word: “of” or “value”"),
    (curve(of="momentum", value="x"), "curves[0]", "by one word: “of” or “value”"),
    (curve(of="momntum"), "curves[0].of", "did you mean “momentum”?"),
    (curve(of="rate"), "curves[0]", "The rates of all groups stand in the design itself"),
    (curve(value="lr"), "curves[0].value", "“lr” is a name that optimizers use"),
    (curve(value="a b"), "curves[0].value", "“a b” cannot be a name in a parameter group"),
    (curve(value="lambda"), "curves[0].value", "“lambda” cannot be a name"),
    (curve(of="momentum", gruop="a"), "curves[0].gruop", "did you mean “group”?"),
    (curve(of="momentum", group="a", left_alone=True), "curves[0]", "has no segments"),
    (newer(curves=[{"of": "beta2"}]), "curves[0]", "“segments” is missing"),
    (newer(curves=[{"of": "beta2", "left_alone": True}]), "curves[0]", "Only a parameter group"),
    (newer(curves=[{"of": "beta2", "segments": []}] * 2), "curves[1]", "two curves of the beta2"),
    (newer(momentum=EMPTY, curves=[{"of": "momentum", **EMPTY}]), "curves[0]", "two curves"),
    (curve(of="beta2", segments=[UNSPANNED]), "curves[0].segments[0]", "“span” is missing"),
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
    (design(run={"remainder": 1}), "run.remainder", '"kept", "dropped" or "carried", not 1'),
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
    (design(metric=[1] * 100_001), "metric", "100,001 values; 100,000 are the most"),
    (design(momentum={"segments": [{}] * 1_001}), "momentum.segments", "1,001 segments; 1,000"),
    (design(groups=[{}] * 1_001), "groups", "1,001 parameter groups; 1,000 are the most"),
    (design(title="x" * 201), "title", "201 characters; 200 are the most"),
    (segment(name="x" * 20_000), "segments[0].name", "20,000 characters; 200 are the most"),
    (design(run={"samples": 10**16}), "run.samples", "1,000,000,000,000,000 is the most"),
    (design(run={"epochs": -(10**16)}), "run.epochs", "is absurd"),
    (segment(span={"steps": 10**15 + 1}), "segments[0].span.steps", "1000000000000001 is absurd"),
    (segment(span={"percent": 1e300}), "segments[0].span.percent", "1e+300 is absurd"),
    (segment(span={"percent": 10**17 + 1}), "segments[0].span.percent", "is absurd"),
    (segment(span={"epochs": 10**17}), "segments[0].span.epochs", "is absurd"),
    # Formulas and plateaus.
    (segment(shape="expression"), "segments[0].shape", "write it with its text"),
    (segment(shape="plateau"), "segments[0].shape", "with its mode, factor, patience, threshold,"),
    (segment(shape={"kind": "expression"}), "segments[0].shape", "“text” is missing"),
    (segment(shape={"kind": "expression", "text": 1}), TEXT, "a formula in quotes, not 1"),
    (segment(shape={"kind": "expression", "text": "1\n+ 1"}), TEXT, "without '\\n'"),
    (segment(shape={"kind": "expression", "text": "1" * 301}), TEXT, "301 characters; 300 are"),
    (
        segment(shape={"kind": "expression", "text": "1", "absolute": True}),
        ABSOLUTE,
        "means nothing",
    ),
    (plateau(mode="mix"), "segments[0].shape.mode", "“mix” means nothing here; did you mean “min”"),
    (plateau(mode=1), "segments[0].shape.mode", '"min" or "max", not 1'),
    (plateau(threshold_mode="relative"), "segments[0].shape.threshold_mode", "there are rel, abs"),
    (plateau(patience=1.5), "segments[0].shape.patience", "a whole number, not 1.5"),
    (plateau(cooldown=10**16), "segments[0].shape.cooldown", "is absurd"),
    (plateau(cooldown="nan"), "segments[0].shape.cooldown", "not the text “nan”"),
    (plateau(factor=None), "segments[0].shape.factor", "a number, not null"),
    (plateau(min_rate=1), "segments[0].shape.min_rate", "“min_rate” means nothing here"),
    # Repeats.
    (design(repeats={}), "repeats", "a list of repeats, not an object"),
    (design(repeats=None), "repeats", "not null"),
    (design(repeats=[3]), "repeats[0]", "a repeat, not 3"),
    (repeats({"times": None}), "repeats[0].times", 'a whole number or "endless", not null'),
    (repeats({"times": 1.5}), "repeats[0].times", 'a whole number or "endless", not 1.5'),
    (repeats({"times": "endles"}), "repeats[0].times", "did you mean “endless”?"),
    (repeats({"times": 10**16}), "repeats[0].times", "is absurd"),
    (repeats({"stretch": "2"}), "repeats[0].stretch", "a number, not the text “2”"),
    (repeats({"keeps_first": 1}), "repeats[0].keeps_first", "true or false, not 1"),
    (repeats({"scaling": "step"}), "repeats[0].scaling", "did you mean “steps”?"),
    (repeats({"scalling": "peak"}), "repeats[0].scalling", "did you mean “scaling”?"),
    (repeats({"name": 1}), "repeats[0].name", "a name in quotes, not 1"),
    (design(repeats=[{"name": "a", "times": 1}]), "repeats[0]", "“segments” is missing"),
    (repeats({"segments": 0}), "repeats[0].segments", "the last segment, such as [0, 1], not 0"),
    (repeats({"segments": [0]}), "repeats[0].segments", "such as [0, 1], not a list"),
    (repeats({"segments": [0, 1, 2]}), "repeats[0].segments", "such as [0, 1], not a list"),
    (repeats({"segments": [0, "1"]}), "repeats[0].segments[1]", "a whole number, not the text “1”"),
    (repeats({"segments": [0, 0.5]}), "repeats[0].segments[1]", "a whole number, not 0.5"),
    (repeats({"segments": [True, 1]}), "repeats[0].segments[0]", "a whole number, not true"),
    (repeats({"segments": [0, 4]}), "repeats[0].segments", "from segment 0 to 4; there are 4"),
    (repeats({"segments": [-1, 0]}), "repeats[0].segments", "no block from segment -1 to 0"),
    (repeats({"segments": [2, 1]}), "repeats[0].segments", "no block from segment 2 to 1"),
    (design(repeats=[REPEAT]), "repeats[0].segments", "there are 0 segments, counted from 0"),
    (repeats({}, {}), "repeats[1]", "begins with segment 0, and the one before it ends with 0"),
    (repeats({"segments": [0, 2]}, {"segments": [2, 3]}), "repeats[1]", "in order and apart"),
    (repeats({"segments": [2, 3]}, {"segments": [0, 1]}), "repeats[1]", "in order and apart"),
    # Curves beside the rates.
    (design(momentum=[]), "momentum", "a curve with its segments, an object in braces, not a list"),
    (design(momentum={}), "momentum", "“segments” is missing"),
    (design(multiplier=0.5), "multiplier", "a curve with its segments"),
    (design(multiplier={"segments": [], "run": {}}), "multiplier.run", "means nothing here"),
    (design(momentun={"segments": []}), "momentun", "did you mean “momentum”?"),
    (design(momentum={"segments": [1]}), "momentum.segments[0]", "a segment, an object in braces"),
    (
        design(multiplier={"segments": [], "repeats": [REPEAT]}),
        "multiplier.repeats[0].segments",
        "there are 0 segments",
    ),
    # The metric.
    (design(metric=1.5), "metric", "a list of values, not 1.5"),
    (design(metric=[1, None]), "metric[1]", "a number, not null"),
    (design(metric=["1"]), "metric[0]", "a number, not the text “1”"),
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
# Nor can it see whether there are the segments that a repeat takes, and which names are in use.
BEYOND_A_SCHEMA = re.compile(
    r"twice|without '\\ud800'|segment \d to|there are 0 segments|begins with|in order and apart"
    r"|two curves|that optimizers use|“lambda”"
)


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
    assert "it has format 7, and this one reads formats up to 2" in line


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
        '{"rampsmith": 1, "segments": [], "metric": [' + "null, " * 99_999 + "null]}",
        '{"rampsmith": 1, "segments": [], "title": "' + "x" * 4_000_000 + '"}',
        '{"rampsmith": 1, "segments": [], "' + "segments" * 400_000 + '": 1}',
        design(segments=[{f"spam{j}": 1 for j in range(100)} for _ in range(1_000)]),
    ],
    ids=["words", "segments", "lists", "doubled", "metric", "title", "long word", "many faults"],
)
def test_a_large_file_is_refused_within_seconds(text: str) -> None:
    begin = time.process_time()
    lines = refusals(text)
    assert lines
    assert sum(map(len, lines)) < 20_000
    assert time.process_time() - begin < 30

"""A design that is written and read again is the same design; what is written is whole."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment, Track
from rampsmith.designer.editing.boundaries import moved_boundary
from rampsmith.designer.files.design_file import (
    LARGEST_FILE,
    DesignError,
    design_text,
    length_faults,
    oversize_faults,
    read_design,
    schedule_from_text,
    schedule_in,
    storable,
    write_design,
)
from rampsmith.designer.files.output import OutputError
from rampsmith.designer.files.writing import segments_text
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.designer.files.schema import SCHEMA, VALIDATOR
from tests.designer.strategies import absurd_schedules, everything, everything_wrong

DOCS = Path(__file__).parents[3] / "docs"

TWO_SEGMENTS = Schedule(
    title="Digits “warmup”, μ = 0.9",
    class_name="DigitsWarmup",
    segments=(
        Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.0), Level(1.0)),
        Segment("Decay", Polynomial(1.5), Span.of_the_rest(), end=Level.of_rate(1e-5)),
    ),
    counts_from=1,
    stepping="epoch",
    groups=(Group("backbone", 1e-4), Group("head", 1e-3)),
    run=Run(1437, 32, epochs=50),
)

TWO_SEGMENTS_TEXT = """\
{
  "rampsmith": 1,
  "title": "Digits “warmup”, μ = 0.9",
  "class_name": "DigitsWarmup",
  "stepping": "epoch",
  "counts_from": 1,
  "after": "hold",
  "groups": [
    {
      "name": "backbone",
      "base_lr": 0.0001
    },
    {
      "name": "head",
      "base_lr": 0.001
    }
  ],
  "run": {
    "samples": 1437,
    "batch_size": 32,
    "devices": 1,
    "accumulation": 1,
    "drop_last": false,
    "remainder": "kept",
    "epochs": 50
  },
  "segments": [
    {
      "name": "Warmup",
      "shape": "linear",
      "span": {
        "epochs": 5
      },
      "start": {
        "factor": 0.0
      },
      "end": {
        "factor": 1.0
      }
    },
    {
      "name": "Decay",
      "shape": {
        "kind": "polynomial",
        "power": 1.5
      },
      "span": "fill",
      "end": {
        "rate": 1e-05
      }
    }
  ]
}
"""


CYCLES = Schedule(
    segments=(
        Segment("Typed", Expression("1 / (t + 1)"), Span.of_steps(5)),
        Segment("Wait", Plateau(patience=3), Span.of_steps(7)),
    ),
    repeats=(
        Repeat("Cycles", 0, 0, 3, 2.0, keeps_first=True, scale=0.5, scaling="amplitude"),
        Repeat("Plain", 1, 1),
    ),
    tracks=(
        Track(MOMENTUM_CURVE, (Segment("m", Constant(), Span.of_steps(1), Level.of_rate(0.85)),)),
        Track(
            MULTIPLIER_CURVE,
            (Segment("f", Constant(), Span.of_steps(1)),),
            (Repeat("Twice", 0, 0, 2),),
        ),
    ),
    metric=(2.5, float("nan"), 1.0),
)

CYCLES_DOCUMENT = {
    "segments": [
        {
            "name": "Typed",
            "shape": {"kind": "expression", "text": "1 / (t + 1)"},
            "span": {"steps": 5},
        },
        {
            "name": "Wait",
            "shape": {
                "kind": "plateau",
                "mode": "min",
                "factor": 0.1,
                "patience": 3,
                "threshold": 1e-4,
                "threshold_mode": "rel",
                "cooldown": 0,
                "min_lr": 0.0,
                "eps": 1e-8,
            },
            "span": {"steps": 7},
        },
    ],
    "repeats": [
        {
            "name": "Cycles",
            "segments": [0, 0],
            "times": 3,
            "stretch": 2.0,
            "keeps_first": True,
            "scale": 0.5,
            "scaling": "amplitude",
        },
        {"name": "Plain", "segments": [1, 1], "times": "endless"},
    ],
    "momentum": {
        "segments": [
            {"name": "m", "shape": "constant", "span": {"steps": 1}, "start": {"rate": 0.85}}
        ]
    },
    "multiplier": {
        "segments": [{"name": "f", "shape": "constant", "span": {"steps": 1}}],
        "repeats": [{"name": "Twice", "segments": [0, 0], "times": 2}],
    },
    "metric": [2.5, "nan", 1.0],
}


def read(text: str) -> Schedule:
    return schedule_from_text(text, source="x.ramp")


def test_a_design_is_written_line_by_line_in_a_stable_order() -> None:
    assert design_text(TWO_SEGMENTS) == TWO_SEGMENTS_TEXT


def test_the_text_of_a_design_is_read_as_that_design() -> None:
    assert read(TWO_SEGMENTS_TEXT) == TWO_SEGMENTS


def test_what_goes_beyond_segments_is_written_where_it_says_something() -> None:
    document = json.loads(design_text(CYCLES))
    words = list(json.loads(TWO_SEGMENTS_TEXT))
    assert list(document) == [*words, "repeats", "momentum", "multiplier", "metric"]
    written = {word: json.dumps(document[word]) for word in CYCLES_DOCUMENT}
    assert written == {word: json.dumps(value) for word, value in CYCLES_DOCUMENT.items()}
    assert repr(read(json.dumps({"rampsmith": 1, **CYCLES_DOCUMENT}))) == repr(CYCLES)


@pytest.mark.parametrize(
    ("span", "written", "version"),
    [
        (Span.of_epochs(3), {"epochs": 3}, 1),
        (Span(375_000_000, "tokens"), {"tokens": 375_000_000}, 2),
        (Span(70_000, "batches"), {"batches": 70_000}, 2),
        (Span(80, "percent", until=True), {"until": {"percent": 80}}, 2),
        (Span(8.5, "steps", until=True), {"until": {"steps": 8.5}}, 2),
        (Span(30, "percent", less=1), {"percent": 30, "less": 1}, 2),
        (Span(2, "epochs", less=0.5), {"epochs": 2, "less": 0.5}, 2),
    ],
)
def test_a_length_is_written_in_its_unit_and_the_oldest_format_that_has_it(
    span: Span, written: dict[str, Any], version: int
) -> None:
    segment = Segment("Decay", Linear(), span, Level(1.0), Level(0.0))
    in_a_curve = Track(MULTIPLIER_CURVE, (segment,))
    in_a_shape = Segment("Stairs", Staircase(span, 0.1))
    for schedule in (
        Schedule(segments=(segment,)),
        Schedule(tracks=(in_a_curve,)),
        Schedule(segments=(in_a_shape,)),
    ):
        text = design_text(schedule)
        document = json.loads(text)
        assert document["rampsmith"] == version
        assert json.dumps(written) in json.dumps(document)
        assert schedule_in(text, source="x") == schedule
    assert json.loads(segments_text(schedule))["rampsmith"] == version


def test_a_track_may_be_empty_or_null() -> None:
    assert read('{"rampsmith": 1, "segments": [], "momentum": null, "multiplier": null}') == (
        Schedule()
    )
    empty = Schedule(tracks=(Track(MOMENTUM_CURVE, ()), Track(MULTIPLIER_CURVE, ())))
    assert read(design_text(empty)) == empty


@given(everything())
def test_a_possible_schedule_is_the_same_after_saving_and_opening(schedule: Schedule) -> None:
    assert read(design_text(schedule)) == schedule


@given(everything_wrong())
def test_a_wrong_schedule_is_the_same_after_saving_and_opening(schedule: Schedule) -> None:
    """Compared as text, because NaN is not equal to itself; types are compared with it."""
    assert repr(read(design_text(schedule))) == unsigned(repr(schedule))


@given(everything_wrong())
def test_a_schedule_that_a_file_can_hold_is_stored_as_it_is(schedule: Schedule) -> None:
    assert repr(storable(schedule)) == unsigned(repr(schedule))


def unsigned(text: str) -> str:
    """Drop the sign of each 0, which no file keeps."""
    return re.sub(r"-0\.0(?![0-9])", "0.0", text)


@given(absurd_schedules())
def test_what_no_file_can_hold_is_refused_or_stored_as_the_nearest_that_it_can(
    schedule: Schedule,
) -> None:
    if oversize_faults(schedule):
        with pytest.raises(DesignError):
            design_text(schedule)
        return
    text = design_text(schedule)
    assert repr(read(text)) == repr(storable(schedule))
    assert text.encode("utf-8").decode("utf-8") == text
    assert design_text(read(text)) == text


def test_line_breaks_and_halves_of_characters_are_stored_as_spaces() -> None:
    schedule = Schedule(title="a\nb\x00c\ud800d\u2028e")
    assert storable(schedule).title == "a b c d e"


def test_a_formula_is_stored_on_one_line() -> None:
    schedule = Schedule(segments=(Segment("a", Expression("1\n+" + "\x001" * 100)),))
    (segment,) = storable(schedule).segments
    assert segment.shape == Expression("1 +" + " 1" * 100)
    assert read(design_text(schedule)) == storable(schedule)


@pytest.mark.parametrize(
    ("schedule", "place"),
    [
        (Schedule(title="x" * 201), "title"),
        (Schedule(groups=(Group("x" * 201, 1e-3),)), "groups[0].name"),
        (Schedule(segments=(Segment("x" * 201),)), "segments[0].name"),
        (Schedule(segments=(Segment("a", Expression("1" * 2_001)),)), "segments[0].shape.text"),
        (
            Schedule(segments=(Segment("a"),), repeats=(Repeat("x" * 201, 0, 0),)),
            "repeats[0].name",
        ),
        (Schedule(segments=(Segment("a"),) * 1_001), "segments"),
    ],
)
def test_what_is_too_long_for_a_file_is_refused_and_not_cut(schedule: Schedule, place: str) -> None:
    with pytest.raises(DesignError) as caught:
        design_text(schedule)
    assert [fault.place for fault in caught.value.faults] == [place]


def test_a_length_that_a_file_would_cut_is_found() -> None:
    long = Schedule(segments=(Segment("a", span=Span(2e40, "samples")),))
    assert [fault.place for fault in length_faults(long)] == ["segments[0]"]
    assert not length_faults(storable(long))


def test_a_plateau_is_stored_with_counts_up_to_their_limit() -> None:
    schedule = Schedule(segments=(Segment("a", Plateau(patience=10**20, factor=10**400)),))
    assert storable(schedule).segments[0].shape == Plateau(patience=10**15, factor=float("inf"))
    assert read(design_text(schedule)) == storable(schedule)


def test_repeats_out_of_order_are_stored_in_order() -> None:
    schedule = Schedule(
        segments=(Segment("a"),) * 3, repeats=(Repeat("b", 2, 2), Repeat("a", 0, 1))
    )
    assert storable(schedule).repeats == (Repeat("a", 0, 1), Repeat("b", 2, 2))
    assert read(design_text(schedule)) == storable(schedule)


def test_repeats_of_segments_that_are_not_there_or_are_taken_are_not_stored() -> None:
    repeats = (
        *(Repeat("negative", -1, 0), Repeat("good", 0, 1), Repeat("overlapping", 1, 2)),
        *(Repeat("backwards", 2, 1), Repeat("fine", 2, 2, 10**20, 10**400), Repeat("late", 3, 3)),
        Repeat("taken", 0, 0),
    )
    schedule = Schedule(
        segments=(Segment("a"),) * 3,
        repeats=repeats,
        tracks=(Track(MOMENTUM_CURVE, (Segment("a"),) * 3, repeats),),
    )
    stored = storable(schedule)
    assert stored.repeats == (Repeat("good", 0, 1), Repeat("fine", 2, 2, 10**15, float("inf")))
    assert stored.tracks[0] == Track(MOMENTUM_CURVE, stored.segments, stored.repeats)
    assert read(design_text(schedule)) == stored


def test_lengths_and_counts_are_stored_up_to_their_limit() -> None:
    schedule = Schedule(
        segments=(Segment("a", span=Span.of_steps(10**400), start=Level(10**400)),),
        run=Run(samples=10**20, epochs=-(10**20)),
    )
    stored = storable(schedule)
    assert stored.segments[0].span == Span.of_steps(10**15)
    assert stored.segments[0].start == Level(float("inf"))
    assert (stored.run.samples, stored.run.epochs) == (10**15, -(10**15))


def test_the_longest_length_that_a_drag_can_make_is_stored_as_it_is() -> None:
    """In a run of one step the farthest position is the largest number of percent."""
    schedule = Schedule(
        segments=(Segment("a", Linear(), Span.of_percent(1), end=Level(1.0)),),
        run=Run(1, 1, epochs=1),
    )
    dragged = moved_boundary(schedule, 1, 1e15)
    assert dragged.segments[0].span.amount > 10**16
    assert storable(dragged) == dragged


@pytest.mark.parametrize("shape", SHAPES.values())
def test_every_shape_can_be_stored(shape: Any) -> None:
    schedule = Schedule(segments=(Segment("a", shape()),))
    assert read(design_text(schedule)) == schedule


@pytest.mark.parametrize(
    "run",
    [
        Run(epochs=3),
        Run(epochs=None, updates=10),
        Run(epochs=3, updates=10),
        Run(epochs=None, updates=None),
        Run(tokens_per_sample=512, drop_last=True, remainder="dropped"),
    ],
)
def test_every_way_to_give_the_length_of_a_run_can_be_stored(run: Run) -> None:
    assert read(design_text(Schedule(run=run))).run == run


def test_whole_lengths_stay_whole_and_levels_are_floats() -> None:
    text = '{"rampsmith": 1, "segments": [{"name": "a", "shape": "linear", "span": {"steps": 5},'
    segment = read(text + ' "start": {"factor": 0}, "end": {"rate": 1}}]}').segments[0]
    assert repr(segment.span) == "Span(amount=5, unit='steps', until=False, less=0)"
    assert (
        repr(segment.levels) == "(Level(value=0.0, unit='factor'), Level(value=1.0, unit='rate'))"
    )


def test_what_is_left_out_is_as_in_a_new_design() -> None:
    assert read('{"rampsmith": 1, "segments": []}') == Schedule()


def test_a_run_given_in_updates_has_no_epochs() -> None:
    run = read('{"rampsmith": 1, "segments": [], "run": {"updates": 90}}').run
    assert run == Run(epochs=None, updates=90)


def test_null_is_as_good_as_leaving_an_optional_word_out() -> None:
    text = (
        '{"rampsmith": 1, "run": {"epochs": 2, "updates": null, "tokens_per_sample": null},'
        '"segments": [{"name": "a", "shape": "constant", "span": "fill", "start": null,'
        '"end": null}]}'
    )
    assert read(text) == Schedule(
        run=Run(epochs=2), segments=(Segment("a", Constant(), Span.of_the_rest()),)
    )


def test_a_shape_without_settings_may_be_written_as_an_object_too() -> None:
    text = (
        '{"rampsmith": 1, "segments": [{"name": "a", "shape": {"kind": "cosine"}, "span": "fill"}]}'
    )
    assert read(text).segments[0].shape == Cosine()


def test_a_mark_of_the_byte_order_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.ramp"
    path.write_bytes(b"\xef\xbb\xbf" + TWO_SEGMENTS_TEXT.encode())
    assert read_design(path) == TWO_SEGMENTS
    assert read("\ufeff" + TWO_SEGMENTS_TEXT) == TWO_SEGMENTS


def test_a_design_goes_to_a_file_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "Entwürfe ~1.ramp"
    write_design(TWO_SEGMENTS, path)
    assert path.read_bytes() == TWO_SEGMENTS_TEXT.encode()
    assert read_design(path) == TWO_SEGMENTS
    assert list(tmp_path.iterdir()) == [path]


def test_a_design_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    path = tmp_path / "none" / "x.ramp"
    with pytest.raises(OutputError, match=r"x\.ramp: This cannot be written: there is no folder"):
        write_design(TWO_SEGMENTS, path)


def test_a_long_metric_stands_in_rows_of_ten() -> None:
    values = tuple(number / 8 for number in range(12))
    rows = "0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0, 1.125,\n    1.25, 1.375"
    text = design_text(replace(TWO_SEGMENTS, metric=values))
    assert f'  "metric": [\n    {rows}\n  ]' in text
    assert schedule_from_text(text, source="x").metric == values


@pytest.mark.parametrize("wrong", ['"high"', "true", "null"])
def test_every_value_of_a_long_metric_is_looked_at(wrong: str) -> None:
    text = design_text(replace(TWO_SEGMENTS, metric=(0.5,) * 1000 + (0.25,)))
    with pytest.raises(DesignError) as found:
        schedule_from_text(text.replace("0.25", wrong), source="x")
    assert [fault.place for fault in found.value.faults] == ["metric[1000]"]


def test_a_design_that_is_too_large_to_be_opened_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "x.ramp"
    path.write_text("old", encoding="utf-8")
    many = replace(TWO_SEGMENTS, segments=(Segment("a"),) * 1_001)
    with pytest.raises(DesignError) as error:
        write_design(many, path)
    assert str(error.value) == f"{path}: segments: There are 1,001 segments; 1,000 are the most."
    long = replace(
        TWO_SEGMENTS, tracks=(Track(MULTIPLIER_CURVE, many.segments),), metric=(1.0,) * 100_001
    )
    with pytest.raises(DesignError) as error:
        write_design(long, path)
    assert str(error.value) == (
        f"{path}: metric: There are 100,001 values; 100,000 are the most.\n"
        f"{path}: multiplier.segments: There are 1,001 segments; 1,000 are the most."
    )
    assert path.read_text(encoding="utf-8") == "old"


def test_the_largest_design_fits_into_the_largest_file() -> None:
    number = -1.2345678901234567e-300
    name = "🎢" * 200
    segment = Segment(
        name, Expression("🎢" * 300), Span(number, "percent"), Level(number), Level(number)
    )
    repeats = tuple(
        Repeat(name, i, i, -(10**15), number, True, number, "amplitude") for i in range(1_000)
    )
    keys = (MOMENTUM_CURVE, MULTIPLIER_CURVE)
    tracks = tuple(Track(key, (segment,) * 1_000, repeats) for key in keys)
    largest = replace(
        TWO_SEGMENTS,
        segments=tracks[0].segments,
        repeats=repeats,
        groups=(Group(name, number),) * 1_000,
        tracks=tracks,
        metric=(number,) * 100_000,
    )
    assert len(design_text(largest).encode()) < LARGEST_FILE
    assert read(design_text(largest)) == largest


@given(everything_wrong())
def test_everything_that_is_written_keeps_to_the_json_schema(schedule: Schedule) -> None:
    VALIDATOR.validate(json.loads(design_text(schedule)))


def test_the_json_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def documented() -> list[str]:
    """Return every complete design in the documentation."""
    text = (DOCS / "design-file.md").read_text(encoding="utf-8")
    return [part.split("```")[0] for part in text.split("```json\n")[1:]]


@pytest.mark.parametrize("example", documented())
def test_an_example_in_the_documentation_can_be_read_and_keeps_to_the_schema(example: str) -> None:
    assert read(example).segments
    VALIDATOR.validate(json.loads(example))


def shapes_in_the_table() -> list[str]:
    """Return how the table of the documentation writes each shape."""
    text = (DOCS / "design-file.md").read_text(encoding="utf-8")
    rows = text.partition("| shape | written | curve |\n|---|---|---|\n")[2].partition("\n\n")[0]
    return [row.split("`")[1] for row in rows.split("\n")]


@pytest.mark.parametrize("written", shapes_in_the_table())
def test_a_shape_in_the_table_can_be_read_and_keeps_to_the_schema(written: str) -> None:
    text = f'{{"rampsmith": 1, "segments": [{{"name": "a", "shape": {written}, "span": "fill"}}]}}'
    (segment,) = read(text).segments
    assert segment.shape == SHAPES[segment.shape.kind]()
    VALIDATOR.validate(json.loads(text))


def test_the_table_has_every_shape_in_its_order() -> None:
    written = [json.loads(text) for text in shapes_in_the_table()]
    assert [each if isinstance(each, str) else each["kind"] for each in written] == [*SHAPES]

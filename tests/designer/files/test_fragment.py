"""Copied segments as text: what is written can be read again, and by hand; the rest is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from rampsmith.designer.document.schedule import Level, Repeat, Schedule, Segment
from rampsmith.designer.editing.segment_blocks import copied_segments
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import (
    LARGEST_FILE,
    design_text,
    schedule_from_text,
    segments_in,
    storable,
)
from rampsmith.designer.files.writing import segments_text
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.designer.files.schema import VALIDATOR
from tests.designer.strategies import everything, everything_wrong

TWICE = Schedule(
    segments=(Segment("Warmup", Linear(), Span.of_epochs(5), Level(0.0), Level(1.0)),),
    repeats=(Repeat("Again", 0, 0, 2),),
)
TWICE_TEXT = """\
{
  "rampsmith": 1,
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
    }
  ],
  "repeats": [
    {
      "name": "Again",
      "segments": [0, 0],
      "times": 2
    }
  ]
}
"""


def refusals(text: str) -> list[str]:
    """Return the sentences with which a text is refused."""
    with pytest.raises(DesignError) as found:
        segments_in(text)
    return list(found.value.sentences())


def test_copied_segments_are_a_design_that_says_nothing_else() -> None:
    assert segments_text(TWICE) == TWICE_TEXT
    VALIDATOR.validate(json.loads(TWICE_TEXT))
    read = schedule_from_text(TWICE_TEXT, source="x.ramp")
    assert read == Schedule(segments=TWICE.segments, repeats=TWICE.repeats)


@settings(max_examples=25)
@given(everything() | everything_wrong())
def test_copied_segments_are_read_again_as_they_were(schedule: Schedule) -> None:
    copied = copied_segments(storable(schedule), range(len(schedule.segments)))
    if copied.segments:
        # By their words: what is not a number is never equal to itself.
        assert repr(segments_in(segments_text(copied))) == repr(copied)


def test_the_segments_of_a_whole_design_and_of_an_exported_file_are_taken() -> None:
    schedule = Schedule(title="Other", segments=TWICE.segments, repeats=TWICE.repeats)
    assert segments_in(design_text(schedule)) == TWICE
    assert segments_in("\ufeff\n" + design_text(schedule)) == TWICE
    plain = replace(schedule, repeats=())
    assert segments_in(pytorch_source(plain)) == Schedule(segments=plain.segments)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "[1, 2]", "import os\nos.remove('x')\n", "\x00", "# Made with something else"],
)
def test_other_text_has_no_segments(text: str) -> None:
    assert refusals(text) == ["the clipboard: There are no segments on the clipboard."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "the clipboard: line 1, column 2: The file is cut short"),
        ("{}", "the clipboard: The word “rampsmith” is missing here."),
        ('{"rampsmith": 1, "segments": []}', "the clipboard: The design on the clipboard has no"),
        ('{"rampsmith": 9, "segments": []}', "the clipboard: rampsmith: This design was made by a"),
        (
            TWICE_TEXT.replace('"epochs"', '"epoch"'),
            "the clipboard: segments[0].span.epoch: The word “epoch” means nothing here; did you",
        ),
        ("{" + " " * LARGEST_FILE, "the clipboard: This text has 16,777,217 characters;"),
    ],
    ids=["cut", "empty", "none", "newer", "misspelt", "long"],
)
def test_faulty_segments_are_refused_with_the_place(text: str, sentence: str) -> None:
    assert refusals(text)[0].startswith(sentence)

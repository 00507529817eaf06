"""The differences between two versions of a design, in a person's words."""

from dataclasses import fields, replace

import pytest

from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE, MULTIPLIER_CURVE
from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import added_segment, removed_segment, with_run, with_segment
from rampsmith.designer.words import phrases
from rampsmith.designer.words.phrases import difference_words

STARTER = starter()
MANY = replace(STARTER, segments=tuple(Segment(f"part {n}") for n in range(5)))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (STARTER, STARTER, ""),
        (STARTER, with_segment(STARTER, 0, name="Ramp"), "“Ramp”"),
        (STARTER, with_run(with_segment(STARTER, 1, name="Fall"), epochs=3), "“Fall”, the run"),
        (STARTER, added_segment(STARTER, 1), "1 segment more"),
        (STARTER, removed_segment(removed_segment(STARTER, 0), 0), "2 segments fewer"),
        (
            MANY,
            replace(MANY, segments=tuple(replace(s, name=s.name + "!") for s in MANY.segments)),
            "5 segments",
        ),
        (STARTER, replace(STARTER, title="x", class_name="X"), "the title, the name of the class"),
        (STARTER, added_curve(STARTER, MOMENTUM_CURVE), "the momentum"),
        (
            added_curve(STARTER, MULTIPLIER_CURVE),
            with_run(STARTER, epochs=3),
            "the multiplier, the run",
        ),
    ],
)
def test_the_words_name_what_differs(before: Schedule, after: Schedule, words: str) -> None:
    assert difference_words(before, after) == words


def test_every_part_of_a_schedule_has_words() -> None:
    assert {field.name for field in fields(Schedule)} == {
        "segments",
        "tracks",
        *phrases._PARTS,
    }

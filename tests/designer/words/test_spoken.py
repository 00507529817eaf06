"""The description of a segment for people who listen."""

from rampsmith.designer.document.schedule import Repeat, Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.words.phrases import spoken_segment
from tests.designer.designs import five_segments


def test_a_segment_says_its_shape_its_place_and_its_rates() -> None:
    assert spoken_segment(Rates(five_segments()), 1, 0) == (
        "Linear to 0.9 x over 10 updates. From update 10 to 20. Rate 1e-3 to 9e-4."
    )


def test_a_repeated_segment_says_how_often_it_runs() -> None:
    said = spoken_segment(Rates(five_segments(Repeat("Rises", 1, 2, 3))), 2, 0)
    assert said.endswith("Part of “Rises”, which runs 3 times.")


def test_a_segment_without_groups_says_no_rate() -> None:
    said = spoken_segment(Rates(Schedule(segments=five_segments().segments, groups=())), 0, 0)
    assert "Rate" not in said

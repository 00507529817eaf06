"""What is said about a segment to whoever listens."""

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.schedule import Repeat, Schedule
from rampsmith.designer.spoken import spoken_segment
from tests.designer.editing.test_repeat_edits import five


def test_a_segment_says_its_shape_its_place_and_its_rates() -> None:
    assert spoken_segment(Rates(five()), 1, 0) == (
        "Linear to 0.9 x over 10 updates. From update 10 to 20. Rate 1e-3 to 9e-4."
    )


def test_a_repeated_segment_says_how_often_it_runs() -> None:
    said = spoken_segment(Rates(five(Repeat("Rises", 1, 2, 3))), 2, 0)
    assert said.endswith("Part of “Rises”, which runs 3 times.")


def test_a_segment_without_groups_says_no_rate() -> None:
    said = spoken_segment(Rates(Schedule(segments=five().segments, groups=())), 0, 0)
    assert "Rate" not in said

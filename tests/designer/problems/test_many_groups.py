"""Designs as large as a file holds: the same is looked at once for groups that are alike."""

from collections.abc import Sequence

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.problems import all_problems
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import LevelUnit
from rampsmith.designer.values.spans import Span


def jumping(groups: int, segments: int, unit: LevelUnit) -> Schedule:
    """A design whose rate jumps at every boundary."""
    return Schedule(
        segments=tuple(
            Segment(
                f"s{n}", Linear(), Span.of_steps(50), Level(0.2 + n % 7, unit), Level(0.5, unit)
            )
            for n in range(segments)
        ),
        groups=tuple(Group(f"g{n}", 1e-3 * (n + 1)) for n in range(groups)),
        run=Run(samples=None, epochs=None, updates=50 * segments),
    )


@pytest.mark.parametrize("unit", ["factor", "rate"])
def test_groups_that_share_a_curve_are_looked_at_once(
    unit: LevelUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    of_groups = Rates.of_groups

    def counted(self: Rates, groups: Sequence[int], steps: Sequence[float]) -> object:
        counts.append(len(tuple(groups)))
        return of_groups(self, groups, steps)

    monkeypatch.setattr(Rates, "of_groups", counted)
    asked = []
    for groups in (2, 40):
        counts.clear()
        found = problems(jumping(groups, 30, unit))
        assert sum("jumps" in each.sentence for each in found) == 29
        assert all("of “g0”" in each.sentence for each in found if "jumps" in each.sentence)
        asked.append(len(counts))
    assert asked[1] == asked[0]


def test_only_so_many_fixes_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[Schedule] = []
    found_errors = all_problems.schedule_errors

    def counted(schedule: Schedule) -> object:
        tried.append(schedule)
        return found_errors(schedule)

    monkeypatch.setattr(all_problems, "schedule_errors", counted)
    found = problems(jumping(1, 1_000, "factor"))
    assert len(found) > 900
    assert len(tried) <= 1 + all_problems.FEWEST_TRIES
    assert found[0].fix is not None

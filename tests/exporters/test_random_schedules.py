"""Whatever can be designed can be exported, and gives the designer's rates to the last bit."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import schedule_from_text, storable
from rampsmith.designer.files.embedded import design_in
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import designed, exported, optimizer_for, rates_at, walk
from tests.exporters.strategies import of_any_levels, of_factors, of_rates

LEVELS: dict[str, st.SearchStrategy[Schedule]] = {
    "factors": of_factors(),
    "rates": of_rates(),
    "any levels": of_any_levels(),
}
WALKED = 40
# Making a failing schedule smaller takes minutes; take this away when there is one to look at.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]


def check(schedule: Schedule) -> None:
    """Compare the exported class with the designer at the first steps and around all boundaries."""
    scheduler = exported(schedule)(optimizer_for(schedule))
    assert walk(scheduler, WALKED) == designed(schedule, range(WALKED + 1))
    line = Rates(schedule).timeline
    steps = {0, line.run_steps, 2 * line.run_steps + 3, 10**9}
    for begin, end in zip(line.boundaries, line.boundaries[1:], strict=False):
        steps |= {int(begin) + shift for shift in (-2, -1, 0, 1)}
        steps |= {int((begin + end) / 2), int(end)}
    wanted = sorted(step for step in steps if step >= 0)
    assert rates_at(scheduler, wanted) == designed(schedule, wanted)


@pytest.mark.parametrize("levels", LEVELS)
def test_an_exported_class_equals_the_designer_bit_for_bit(levels: str) -> None:
    @settings(phases=PHASES)
    @given(LEVELS[levels])
    def holds(schedule: Schedule) -> None:
        check(schedule)

    holds()


@pytest.mark.long
@pytest.mark.parametrize("levels", LEVELS)
def test_many_exported_classes_equal_the_designer_bit_for_bit(levels: str) -> None:
    @settings(max_examples=2_000, phases=PHASES)
    @given(LEVELS[levels])
    def holds(schedule: Schedule) -> None:
        check(schedule)

    holds()


@given(of_any_levels())
def test_the_design_inside_reads_back_as_the_schedule(schedule: Schedule) -> None:
    design = design_in(pytorch_source(schedule))
    assert design is not None
    assert schedule_from_text(design, source="exported.py") == storable(schedule)

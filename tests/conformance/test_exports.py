"""Exported classes of every kind hold every claim: presets, examples, and those kept as golden."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from rampsmith.designer.document.kinds import BETA2, RATE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.files.design_file import read_design
from rampsmith.designer.presets import PRESETS
from tests.conformance.exports import subject_of
from tests.conformance.suite import CHECKS, failures
from tests.exporters.strategies import some
from tests.exporters.whole import of_all_parts
from tests.golden.schedules import GOLDEN

EXAMPLES = sorted((Path(__file__).parent.parent.parent / "examples").glob("*.ramp"))


def test_there_are_more_than_a_hundred_checks() -> None:
    assert len(CHECKS) > 100


@pytest.mark.parametrize("name", GOLDEN)
def test_every_kind_of_schedule_holds_every_claim(name: str) -> None:
    assert failures(subject_of(GOLDEN[name])) == {}


@pytest.mark.parametrize("design", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_holds_every_claim(design: Path) -> None:
    assert failures(subject_of(read_design(design))) == {}


def preset_schedule(name: str) -> Schedule:
    """Make a preset; one that follows a metric over a run that can be walked."""
    if "plateau" in name.lower():
        return PRESETS[name].make(steps=40)
    return PRESETS[name].make()


def form(schedule: Schedule) -> tuple[object, ...]:
    """Return what decides of which statements an exported class is made."""
    shapes = frozenset(type(segment.shape) for segment in schedule.segments)
    others = (schedule.is_relative, bool(schedule.repeats), bool(schedule.tracks))
    return (shapes, *others, schedule.stepping, schedule.after)


FORMS = {form(GOLDEN[name]) for name in GOLDEN}
FIRST = {form(preset_schedule(name)): name for name in reversed(PRESETS)}
"""The first preset of each form."""


@pytest.mark.parametrize("name", [name for each, name in FIRST.items() if each not in FORMS])
def test_the_first_preset_of_each_other_form_holds_every_claim(name: str) -> None:
    assert failures(subject_of(preset_schedule(name))) == {}


@pytest.mark.long
@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_holds_every_claim(name: str) -> None:
    assert failures(subject_of(preset_schedule(name))) == {}


SOON = 1_000


def of_what_sgd_holds() -> st.SearchStrategy[Schedule]:
    """Schedules of all parts without a beta2, in which every rate is set, and that end soon.

    Each claim steps to the end, which cycles can put ten thousand steps behind that of the run.
    """
    return of_all_parts().filter(
        lambda schedule: (
            timeline(schedule).end < SOON
            and not any(
                track.key.kind == BETA2 or (track.key.kind == RATE and track.left_alone)
                for track in schedule.tracks
            )
        )
    )


def test_random_schedules_hold_every_claim() -> None:
    for schedule in some(of_what_sgd_holds(), 6):
        assert failures(subject_of(schedule)) == {}, schedule


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_a_thousand_random_schedules_hold_every_claim(part: int) -> None:
    for schedule in some(of_what_sgd_holds(), 250, part):
        assert failures(subject_of(schedule)) == {}, schedule

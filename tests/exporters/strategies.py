"""Random schedules as the exporter's tests need them: in each mode of levels, or as a plain list."""

from dataclasses import replace

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.shape import LevelUnit
from tests.designer.strategies import schedules


def in_unit(schedule: Schedule, unit: LevelUnit) -> Schedule:
    """Return all levels in one unit, those that are only understood as well."""

    def changed(level: Level | None) -> Level | None:
        return None if level is None else replace(level, unit=unit)

    def segment(index: int, old: Segment) -> Segment:
        start = old.start
        if index == 0 and start is None:
            start = Level(0.7)
        return replace(old, start=changed(start), end=changed(old.end))

    segments = tuple(segment(index, old) for index, old in enumerate(schedule.segments))
    return replace(schedule, segments=segments)


def of_factors() -> st.SearchStrategy[Schedule]:
    """Schedules whose levels are all factors."""
    return _without_errors(schedules().map(lambda schedule: in_unit(schedule, "factor")))


def of_rates() -> st.SearchStrategy[Schedule]:
    """Schedules whose levels are all absolute."""
    return _without_errors(schedules().map(lambda schedule: in_unit(schedule, "rate")))


def of_any_levels() -> st.SearchStrategy[Schedule]:
    """Schedules of every kind, most with factors and absolute rates in one."""
    return st.one_of(schedules(), of_factors(), of_rates())


def _without_errors(strategy: st.SearchStrategy[Schedule]) -> st.SearchStrategy[Schedule]:
    return strategy.filter(lambda schedule: not errors(schedule))


def some(strategy: st.SearchStrategy[Schedule], count: int, part: int = 0) -> list[Schedule]:
    """Draw a list of schedules, for tools that are quick with many files and slow with each.

    Another part is another list.
    """
    found: list[Schedule] = []

    @seed(part)
    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(schedule: Schedule) -> None:
        found.append(schedule)

    collect()
    return found

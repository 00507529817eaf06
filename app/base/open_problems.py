"""The problems of a document that are still open: those that were dismissed are left out."""

from collections.abc import Mapping

from rampsmith.designer.document.kinds import CurveKey
from rampsmith.designer.document.memo import remembers_last
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.problems.problem import Problem


class OpenProblems:
    """Knows which doubts about a document were dismissed; errors cannot be."""

    def __init__(self) -> None:
        """Dismiss nothing yet."""
        self.dismissed: frozenset[str] = frozenset()
        """The names of what was dismissed, each a doubt at a place."""

    def of(self, schedule: Schedule) -> tuple[Problem, ...]:
        """Return the open problems of a schedule."""
        return _open(schedule, self.dismissed)

    def hidden(self, schedule: Schedule) -> int:
        """Count the problems of a schedule that were dismissed."""
        return len(problems(schedule)) - len(self.of(schedule))

    def by_segment(self, schedule: Schedule, curve: CurveKey) -> Mapping[int | None, list[Problem]]:
        """Return the open problems of a curve's segments that have any, by their indexes."""
        return _by_segment(schedule, self.dismissed).get(curve, {})

    def dismiss(self, problem: Problem) -> None:
        """Leave a doubt out from now on."""
        self.dismissed |= {problem.name}


@remembers_last(2)
def _open(schedule: Schedule, dismissed: frozenset[str]) -> tuple[Problem, ...]:
    found = problems(schedule)
    if not dismissed:
        return found
    return tuple(p for p in found if p.severity == "error" or p.name not in dismissed)


@remembers_last(2)
def _by_segment(
    schedule: Schedule, dismissed: frozenset[str]
) -> Mapping[CurveKey | None, Mapping[int | None, list[Problem]]]:
    found: dict[CurveKey | None, dict[int | None, list[Problem]]] = {}
    for problem in _open(schedule, dismissed):
        of_curve = found.setdefault(problem.place.curve, {})
        of_curve.setdefault(problem.place.segment, []).append(problem)
    return found

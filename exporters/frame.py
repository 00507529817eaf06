"""The frame of every exported file: what keeps one from being written, its design and its digest."""

from dataclasses import replace

from rampsmith.designer.files.design_file import short_text
from rampsmith.designer.files.digest import signed
from rampsmith.designer.files.embedded import embedded_lines
from rampsmith.designer.problems.found import errors
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.schedule import Schedule
from rampsmith.exporters.plainer import without_docstrings, without_type_hints

LONGEST_METRIC = 60
"""Values of a plateau's metric that the exported file carries along."""


class ExportError(ValueError):
    """A schedule that cannot be exported, with the problems that keep it from being so."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Hold the problems; as text, they are one sentence each."""
        super().__init__("\n".join(f"{p.place}: {p.sentence}" for p in problems))
        self.problems = problems


def require_exportable(schedule: Schedule) -> None:
    """Refuse a schedule that has errors.

    Raises:
        ExportError: with all of them.
    """
    found = errors(schedule)
    if found:
        raise ExportError(found)


def design_lines(schedule: Schedule) -> tuple[str, ...]:
    """Write the design as comments; a long metric is left out, for the code needs none."""
    if len(schedule.metric) > LONGEST_METRIC:
        schedule = replace(schedule, metric=())
    return embedded_lines(short_text(schedule))


def finished(text: str, schedule: Schedule, *, target: str) -> str:
    """Give a filled template the style that the design wants, and its digest."""
    if not schedule.code.docstrings:
        text = without_docstrings(text)
    if not schedule.code.type_hints:
        text = without_type_hints(text)
    text = signed(text, target=target)
    # No file is offered that Python could not read.
    compile(text, f"{schedule.class_name}.py", "exec")
    return text

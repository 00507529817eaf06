"""The frame of every exported file: the reasons against one, its page, its design, its digest."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import DesignFault, oversize_faults, short_document
from rampsmith.designer.files.embedded import embedded_lines, signed
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.problems.problem import Place, Problem
from rampsmith.designer.values.limits import LONGEST_EXPORTED_METRIC
from rampsmith.exporters.words.wording import headline

if TYPE_CHECKING:
    from jinja2 import Environment

_YOURS = "The comment at the end may be deleted. No licence of Rampsmith covers this file."


class ExportError(ValueError):
    """A schedule that cannot be exported, with the problems that keep it from being so."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Hold the problems; as text, they are one sentence each."""
        super().__init__("\n".join(f"{p.place}: {p.sentence}" for p in problems))
        self.problems = problems


def require_exportable(schedule: Schedule) -> None:
    """Refuse a schedule that has errors, and one that no file could hold.

    Raises:
        ExportError: with all of them.
    """
    found = errors(schedule) or tuple(map(_too_much, oversize_faults(schedule)))
    if found:
        raise ExportError(found)


def _too_much(fault: DesignFault) -> Problem:
    return Problem("error", Place("exported file"), f"{fault.place}: {fault.sentence}")


def opening(schedule: Schedule, head: Iterable[str], *sections: Iterable[str]) -> str:
    """Write the docstring, if the style has any, and the sections after it that have lines."""
    lines = [f'"""{headline(schedule)}', "", *head, "", _YOURS, '"""']
    # At the beginning of a line, some tools read a "#" in a title as a comment for them.
    lines = [re.sub(r"^#+\s*(?=\w)", "", line) for line in lines]
    docstring = lines if schedule.code.docstrings else []
    found = ("\n".join(section) for section in (docstring, *sections))
    return "\n\n".join(section for section in found if section)


def export_file(target: str, schedule: Schedule, page: str = "functions", **parts: Any) -> str:
    """Place the parts of a file on a page, with its design and its digest."""
    filled = rendered(f"{page}.py.jinja", design=_design(schedule), **parts)
    # A page without a docstring or an import would begin with empty lines.
    text = signed(filled.lstrip("\n"), target=target)
    # No file is offered that Python could not read.
    compile(text, f"{schedule.class_name}.py", "exec")
    return text


def _design(schedule: Schedule) -> str:
    """Write the design as comments; a long metric is left out, for the code needs none."""
    if len(schedule.metric) > LONGEST_EXPORTED_METRIC:
        schedule = replace(schedule, metric=())
    return "\n".join(embedded_lines(short_document(schedule)))


@cache
def _environment() -> "Environment":
    # Imported when first needed: most commands, and the empty window, can do without.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("rampsmith.templates", "."),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the files are programs and tables, not web pages.
    )


def rendered(template: str, **values: Any) -> str:
    """Fill a template of this package."""
    return _environment().get_template(template).render(**values)

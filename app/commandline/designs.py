"""Read designs for the commands, and report what is wrong with them."""

from rampsmith.app.commandline.streams import complain, loaded_text, source_name
from rampsmith.app.commandline.waiting import waiting
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import schedule_in
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.problems.problem import Problem
from rampsmith.exporters.targets.hand_edits import hand_edits


def designed(path: str) -> Schedule:
    """Read a design; where its file was changed by hand, say that the design was not.

    Raises:
        DesignError: if it cannot be read, with everything that is wrong with it.
    """
    text = loaded_text(path)
    schedule = schedule_in(text, source=source_name(path))
    edits = hand_edits(text)
    if edits is not None:
        complain(f"{source_name(path)}: {edits.sentence}")
    return schedule


def refused(schedule: Schedule, path: str) -> bool:
    """Write what is impossible about a design; return whether anything is."""
    with waiting("looking for problems"):
        found = errors(schedule)
    for problem in found:
        complain(f"{source_name(path)}: {problem_words(problem)}")
    return bool(found)


def exportable(path: str) -> Schedule | None:
    """Read a design; write what is impossible about it, and return None where anything is."""
    schedule = designed(path)
    return None if refused(schedule, path) else schedule


def problem_words(problem: Problem) -> str:
    """Write where a problem is, what is wrong, and the way out if there is one."""
    fix = "" if problem.fix is None else f" (Fix: {problem.fix.words}.)"
    return f"{problem.place}: {problem.sentence}{fix}"

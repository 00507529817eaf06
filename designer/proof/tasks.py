"""All tasks that a worker knows, by their kinds."""

from typing import Any

from rampsmith.designer.proof.job import Job
from rampsmith.designer.proof.task import Task
from rampsmith.designer.proof.walking import WalkTask
from rampsmith.designer.proof.wrong_stepping import WrongTask

_KINDS: dict[str, Any] = {"proof": Job, "walk": WalkTask, "wrong": WrongTask}


def task_from_json(document: dict[str, Any]) -> Task[Any]:
    """Read a task in JSON's own types.

    Raises:
        KeyError, DesignError: if it is none.
    """
    task: Task[Any] = _KINDS[document["kind"]].from_json(document)
    return task

"""From a schedule to the training loop that runs it, in plain PyTorch or in a framework."""

from typing import Any

from rampsmith.designer.problems.found import errors
from rampsmith.designer.schedule import Schedule
from rampsmith.exporters.loops.body import loop_lines, optimizer_lines, setup_lines, step_line
from rampsmith.exporters.loops.facts import LoopFacts
from rampsmith.exporters.loops.frameworks import FRAMEWORKS, Framework
from rampsmith.exporters.loops.words import head, headline
from rampsmith.exporters.naming import file_stem, module_name
from rampsmith.exporters.pytorch import ExportError
from rampsmith.exporters.rendering import rendered


class LoopError(ValueError):
    """A run that a framework cannot do; as text, the sentence that says why."""


def loop_source(schedule: Schedule, framework: Framework, *, module: str | None = None) -> str:
    """Write the training loop of a schedule's run as a file.

    Args:
        schedule: a schedule without errors.
        framework: what runs the loop.
        module: the module in which the exported class is; by default that of its usual file.

    Raises:
        ExportError: if the schedule has errors.
        LoopError: if the framework has no way to do what the run asks for.
    """
    found = errors(schedule)
    if found:
        raise ExportError(found)
    facts = LoopFacts(schedule, module_name(schedule.title) if module is None else module)
    if facts.carries and framework in ("lightning", "trainer"):
        raise LoopError(
            f"{FRAMEWORKS[framework].capitalize()} begins each epoch with a new accumulation: it"
            f" cannot carry {facts.short} batches over from the one before."
        )
    text = rendered(_template(framework), **_context(facts, framework))
    compile(text, f"{file_stem(schedule.title)}_loop.py", "exec")
    return text


def walked_lines(schedule: Schedule) -> list[str]:
    """Write the lines of the plain loop that a walk goes through."""
    return loop_lines(LoopFacts(schedule, ""), "pytorch")


def _template(framework: Framework) -> str:
    family = "pytorch" if framework in ("pytorch", "resume", "amp") else framework
    return f"loop_{family}.py.jinja"


def _context(facts: LoopFacts, framework: Framework) -> dict[str, Any]:
    run = facts.schedule.run
    context = {
        "headline": headline(facts, FRAMEWORKS[framework]),
        "head": head(facts, framework),
        "import_lines": facts.import_lines,
        "typing_lines": _typing_lines(facts, framework),
        "constants": _constants(facts, framework),
        "class_name": facts.class_name,
        "groups": facts.groups,
        "optimizer": optimizer_lines(facts, "self." if framework == "lightning" else ""),
        "step_line": step_line(facts),
        "stepping": facts.schedule.stepping,
        "by_epoch": facts.by_epoch,
        "in_epochs": facts.in_epochs,
        "watches": facts.watches,
        "accumulates": facts.accumulates,
        "drops": facts.drops,
        "carries": facts.carries,
        "drop_last": run.drop_last,
        "devices": run.devices,
        "batches_used": facts.batches_used,
        "heard": _heard(facts),
    }
    if framework in ("pytorch", "resume", "amp"):
        context["kind"] = framework
        context["setup"] = setup_lines(facts, framework)
        context["loop"] = loop_lines(facts, framework)
    return context


def _typing_lines(facts: LoopFacts, framework: Framework) -> list[str]:
    """Write the imports of the types, where not every loop needs the same."""
    names = ["Callable"] if facts.watches or framework != "trainer" else []
    if len(facts.groups) > 1:
        names.append("Iterable")
    lines = [f"from collections.abc import {', '.join(names)}"] if names else []
    return [*lines, "from typing import Any"]


def _constants(facts: LoopFacts, framework: Framework) -> dict[str, int]:
    """Give the run's own numbers; the Trainer counts updates only."""
    found = facts.constants
    if framework == "trainer":
        found.pop("EPOCHS", None)
        found = {"UPDATES": facts.schedule.run.total_updates, **found}
        if facts.by_epoch:
            found["UPDATES_PER_EPOCH"] = int(facts.schedule.run.updates_per_epoch)
    if facts.drops and framework in ("trainer", "accelerate"):
        found["SAMPLES"] = facts.samples_used
    return found


def _heard(facts: LoopFacts) -> str:
    """Say what the Trainer's calls come to."""
    calls = "the last one of each epoch" if facts.by_epoch else "each"
    return f"{calls}, with the metric" if facts.watches else calls

"""From a schedule to the training loop that runs it, in plain PyTorch or in a framework."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.values.names import capitalised
from rampsmith.designer.values.numbers import count_text, counted
from rampsmith.designer.words.phrases import remainder_words, run_words
from rampsmith.exporters.loops.body import LoopLine, loop_lines
from rampsmith.exporters.loops.facts import LoopFacts
from rampsmith.exporters.loops.frameworks import framework_imports, framework_parts, page_name
from rampsmith.exporters.loops.growing import growing_types
from rampsmith.exporters.targets.export_file import rendered, require_exportable
from rampsmith.exporters.words.frameworks import FRAMEWORKS, Framework
from rampsmith.exporters.words.naming import file_stem, module_name
from rampsmith.exporters.words.wording import wrapped

_DEVICE = "``loss_of`` brings the batch to the model's device."
_NOTES: dict[Framework, str] = {
    "pytorch": f"Any other optimizer will do as well. {_DEVICE}",
    "resume": (
        "A checkpoint is written after every epoch; called again, ``train`` goes on from it."
        f" {_DEVICE}"
    ),
    "amp": (
        "An update whose gradients overflow is skipped, and the schedule does not step for it."
        f" {_DEVICE}"
    ),
    "lightning": "",
    "trainer": (
        "The model returns its loss first, as those of transformers do, and the samples are"
        " dictionaries. ``trainer.train(resume_from_checkpoint=True)`` goes on from a checkpoint."
    ),
    "accelerate": (
        "``accelerator.save_state`` keeps the schedule too, and ``load_state`` brings it back."
    ),
}

_NO_SCALING = (
    "Take no mixed precision of 16-bit floats that scales the loss (bfloat16 does not): it may skip"
    " the update of one optimizer and make that of another."
)


class LoopError(ValueError):
    """A run that a framework cannot do; as text, the sentence that says why."""


def loop_source(
    schedule: Schedule,
    framework: Framework,
    *,
    module: str | None = None,
    optimizers: Sequence[Sequence[str]] = (),
) -> str:
    """Write the training loop of a schedule's run as a file.

    Args:
        schedule: a schedule without errors.
        framework: what runs the loop.
        module: the module in which the exported class is; by default that of its usual file.
        optimizers: the names of the groups that each optimizer has, where there are several.

    Raises:
        ExportError: if the schedule has errors.
        LoopError: if the framework has no way to do what the run asks for, or a group does not
            belong to exactly one optimizer.
    """
    require_exportable(schedule)
    if fault := division_fault(schedule, optimizers):
        raise LoopError(fault)
    divided = tuple(map(tuple, optimizers))
    name = module_name(schedule.title) if module is None else module
    facts = LoopFacts(schedule, name, divided if len(divided) > 1 else ())
    if fault := _fault(facts, framework):
        raise LoopError(fault)
    if facts.is_divided and framework in _ONE_OPTIMIZER:
        raise LoopError(_ONE_OPTIMIZER[framework])
    given = _given(facts, framework)
    text = rendered(
        f"loop_{page_name(facts, framework)}.py.jinja",
        headline=f"The training loop for {schedule.class_name}: {FRAMEWORKS[framework]}.",
        head=_head(facts, framework),
        imports=[
            _typing_lines(facts, given.values()),
            framework_imports(facts, framework),
            facts.import_lines,
        ],
        constants=_constants(facts, framework),
        class_name=facts.class_name,
        given=given,
        stepping=schedule.stepping,
        **framework_parts(facts, framework),
    )
    compile(text, f"{file_stem(schedule.title)}_loop.py", "exec")
    return text


_ONE_OPTIMIZER: dict[Framework, str] = {
    "trainer": "The Hugging Face Trainer takes one optimizer and one schedule.",
    "amp": (
        "Where gradients overflow, mixed precision may skip the update of one optimizer and make"
        " that of another, and it does not say of which: their schedules could not tell."
    ),
}
"""Why there is no loop with several optimizers."""


def division_fault(schedule: Schedule, optimizers: Sequence[Sequence[str]]) -> str | None:
    """Return why groups cannot be divided among optimizers like that; None where they can."""
    names = [group.name for group in schedule.groups]
    given = [name for groups in optimizers for name in groups]
    for name in given:
        if name not in names:
            listed = ", ".join(f"“{each}”" for each in names)
            return f"There is no parameter group “{name}”; the design has {listed}."
        if given.count(name) > 1:
            return f"The parameter group “{name}” can have one optimizer only."
    left = [name for name in names if name not in given]
    return f"No optimizer has the parameter group “{left[0]}”." if optimizers and left else None


def _fault(facts: LoopFacts, framework: Framework) -> str:
    """Explain in a sentence why a framework cannot do a run; nothing where it can."""
    run, name = facts.schedule.run, FRAMEWORKS[framework]
    name = capitalised(name)
    is_plain = framework in ("pytorch", "resume", "amp")
    faults = {
        f"{name} has one size of the batch for the whole run; that of this run grows.": (
            facts.grows and not is_plain
        ),
        "The batch of this run grows in tokens; say how many a sample has, so that a loader can count"
        " its samples.": facts.grows and not facts.sizes,
        f"{name} has one accumulation for the whole run; that of this run grows.": (
            bool(facts.stages) and not is_plain
        ),
        "A stream without end has no epochs after which a checkpoint could be saved.": (
            run.is_endless and framework == "resume"
        ),
        f"{name} counts its batch in samples; say how many tokens a sample has.": (
            facts.batch_samples is None and framework == "trainer"
        ),
        f"{name} begins each epoch with a new accumulation: it cannot carry {facts.short} batches over"
        " from the one before.": facts.carries and framework in ("lightning", "trainer"),
    }
    return next((sentence for sentence, is_so in faults.items() if is_so), "")


def walked_lines(schedule: Schedule) -> list[LoopLine]:
    """Write the lines of the plain loop that a walk goes through, without their comments."""
    lines = loop_lines(LoopFacts(schedule, ""), "pytorch")
    known = (line if isinstance(line, LoopLine) else LoopLine(line) for line in lines)
    return [LoopLine(line.code, stop=line.stop) for line in known if line.code]


class Hint(NamedTuple):
    """The type of an argument: its name, and what it is of."""

    name: str
    of: str = ""

    def __str__(self) -> str:
        """Write it."""
        return f"{self.name}[{self.of}]" if self.of else self.name


def _given(facts: LoopFacts, framework: Framework) -> dict[str, Hint]:
    """Return the arguments of ``train``, each with its type."""
    given = {"model": Hint("nn.Module")}
    if len(facts.groups) > 1:
        given |= dict.fromkeys(facts.groups, Hint("Iterable", "nn.Parameter"))
    given["data"] = Hint(facts.dataset, "Any")
    if framework != "trainer":
        given["loss_of"] = Hint("Callable", "[nn.Module, Any], Tensor")
    if facts.watches:
        given["metric_of"] = Hint("Callable", "[nn.Module], float")
    if framework == "resume":
        given["checkpoint"] = Hint("Path")
    return given


def _typing_lines(facts: LoopFacts, hints: Iterable[Hint]) -> list[str]:
    """Write the imports of the types that ``train`` names, and of what draws batches that grow."""
    of_stream = facts.grows and facts.schedule.run.is_endless
    names = {hint.name for hint in hints} | growing_types(facts)
    listed = ", ".join(name for name in ("Callable", "Iterable", "Iterator") if name in names)
    lines = {
        f"from collections.abc import {listed}": bool(listed),
        "from itertools import islice": of_stream or facts.gathers,
        "from pathlib import Path": "Path" in names,
        "from typing import Any": True,
    }
    return [line for line, is_needed in lines.items() if is_needed]


def _constants(facts: LoopFacts, framework: Framework) -> dict[str, object]:
    """Return the run's own numbers; the Trainer counts updates only."""
    run = facts.schedule.run
    found = facts.constants
    if framework == "trainer":
        found.pop("EPOCHS", None)
        found = {"UPDATES": run.total_updates, **found}
        if facts.by_epoch:
            found["UPDATES_PER_EPOCH"] = int(run.updates_per_epoch)
    if facts.drops and framework in ("trainer", "accelerate"):
        found["SAMPLES"] = facts.batches_used * run.batch_size * run.devices
    return found


def _head(facts: LoopFacts, framework: Framework) -> list[str]:
    """Describe the run, when the schedule steps and what ``train`` needs, line by line."""
    steps = f"The schedule steps after every {facts.schedule.stepping}."
    if facts.is_divided:
        steps += " Each optimizer has a scheduler of its own."
    needs = f"{_needs(facts, framework)} {_notes(facts, framework)}"
    return [*wrapped(f"{_run(facts)} {steps}"), "", *wrapped(needs)]


def _run(facts: LoopFacts) -> str:
    run = facts.schedule.run
    unit = "" if run.batch_in == "samples" else " tokens"
    data = "A stream" if run.samples is None else counted(run.samples, "sample")
    words = f"{data} in batches of {_batch_words(run)}{unit}"
    if run.devices > 1:
        words += f" on each of {run.devices} devices"
    if facts.stages:
        counts = [count for _, count in facts.stages]
        words += f", {min(counts)} to {max(counts)} batches to an update"
    elif facts.accumulates:
        words += f", {run.accumulation} batches to an update"
    rest = remainder_words(facts.schedule)
    return f"{words}: {run_words(facts.schedule)}{f'; {rest}' if rest else ''}."


def _batch_words(run: Run) -> str:
    sizes = [run.batch_size, *(stage.batch_size for stage in run.stages)]
    low, high = (
        count_text(size) if run.batch_in == "tokens" else str(size)
        for size in (min(sizes), max(sizes))
    )
    return low if low == high else f"{low} to {high}"


def _needs(facts: LoopFacts, framework: Framework) -> str:
    path = ", the path of the checkpoint" if framework == "resume" else ""
    wanted = {
        "your model": True,
        "the parameters of each group": len(facts.groups) > 1,
        "your data": True,
        f"``loss_of(model, batch)``{path}": framework != "trainer",
        "``metric_of(model)``": facts.watches,
    }
    *things, last = (thing for thing, is_needed in wanted.items() if is_needed)
    listed = f"{', '.join(things)} and {last}"
    return f"Give ``train`` {listed}. {facts.schedule.class_name} is in {facts.module}.py."


def _notes(facts: LoopFacts, framework: Framework) -> str:
    devices = facts.schedule.run.devices
    starts = {
        "lightning": "Lightning starts the processes itself.",
        "accelerate": f"Start it by accelerate launch --num_processes {devices}.",
    }
    start = starts.get(framework, f"Start it by torchrun --nproc-per-node {devices}.")
    notes = {
        _NOTES[framework]: bool(_NOTES[framework]),
        _NO_SCALING: facts.is_divided and framework in ("lightning", "accelerate"),
        "The metric is what the plateau watches, such as the loss on other data.": facts.watches,
        "The metric has to be the same in every process.": facts.watches and devices > 1,
        start: devices > 1,
    }
    return " ".join(note for note, is_needed in notes.items() if is_needed)


def own_training_source(file: str) -> str:
    """Write an example, called ``file``, of a person's own training that a test drive can run."""
    return rendered("own_training.py.jinja", file=file)

"""The head of a training loop: what it is for, and what it has to be given."""

import textwrap

from rampsmith.designer.numbers import counted
from rampsmith.designer.words import remainder_words, run_words
from rampsmith.exporters.loops.facts import LoopFacts
from rampsmith.exporters.wording import WIDTH

_LOSS = "``loss_of(model, batch)``"
_DEVICE = "``loss_of`` brings the batch to the model's device."
_GIVEN = {
    "pytorch": _LOSS,
    "resume": f"{_LOSS}, the path of the checkpoint",
    "amp": _LOSS,
    "lightning": _LOSS,
    "trainer": "",
    "accelerate": _LOSS,
}
_NOTES = {
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


def headline(facts: LoopFacts, title: str) -> str:
    """Name the loop in one line."""
    return f"The training loop for {facts.schedule.class_name}: {title}."


def head(facts: LoopFacts, framework: str) -> list[str]:
    """Say what the run is, when the schedule steps and what ``train`` needs, line by line."""
    paragraphs = (
        f"{_run(facts)} {_when(facts)}",
        f"{_given(facts, framework)} {_notes(facts, framework)}",
    )
    first, second = (textwrap.wrap(each, WIDTH, break_on_hyphens=False) for each in paragraphs)
    return [*first, "", *second]


def _run(facts: LoopFacts) -> str:
    run = facts.schedule.run
    told = f"{counted(run.samples, 'sample')} in batches of {run.batch_size}"
    if run.devices > 1:
        told += f" on each of {run.devices} devices"
    if facts.accumulates:
        told += f", {run.accumulation} batches to an update"
    rest = remainder_words(facts.schedule)
    return f"{told}: {run_words(facts.schedule)}{f'; {rest}' if rest else ''}."


def _when(facts: LoopFacts) -> str:
    return f"The schedule steps after every {facts.schedule.stepping}."


def _given(facts: LoopFacts, framework: str) -> str:
    things = ["your model"]
    if len(facts.groups) > 1:
        things.append("the parameters of each group")
    things.append("your data")
    if _GIVEN[framework]:
        things.append(_GIVEN[framework])
    if facts.watches:
        things.append("``metric_of(model)``")
    listed = f"{', '.join(things[:-1])} and {things[-1]}"
    return f"Give ``train`` {listed}. {facts.schedule.class_name} is in {facts.module}.py."


def _notes(facts: LoopFacts, framework: str) -> str:
    notes = [_NOTES[framework]]
    if facts.watches:
        notes.append("The metric is what the plateau watches, such as the loss on other data.")
    if facts.watches and facts.schedule.run.devices > 1:
        notes.append("The metric has to be the same in every process.")
    if facts.schedule.run.devices > 1:
        notes.append(_start_words(facts, framework))
    return " ".join(note for note in notes if note)


def _start_words(facts: LoopFacts, framework: str) -> str:
    devices = facts.schedule.run.devices
    match framework:
        case "lightning":
            return "Lightning starts the processes itself."
        case "accelerate":
            return f"Start it by accelerate launch --num_processes {devices}."
        case _:
            return f"Start it by torchrun --nproc-per-node {devices}."

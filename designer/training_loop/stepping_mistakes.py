"""The mistakes in stepping a schedule: how to see each in one's log, and what to change."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.values.numbers import count_text, counted

MistakeName: TypeAlias = Literal[
    "per_epoch",
    "per_update",
    "per_batch",
    "before_optimizer",
    "per_process",
    "skipped_updates",
    "built_late",
    "without_state",
    "last_epoch_off",
]

MISTAKES: tuple[MistakeName, ...] = get_args(MistakeName)
RESUMED: tuple[MistakeName, ...] = ("built_late", "without_state", "last_epoch_off")
"""The mistakes that only matter when a run is resumed."""

SKIPPED = 3
"""Updates that a run in half precision skips at its start: two to four, as a rule."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in stepping a schedule, in the words of the run that it is about.

    Attributes:
        sign: how to see it in one's own log.
        harmless: the sentence for a run whose rates turn out to be the designed ones.
    """

    name: MistakeName
    title: str
    sign: str
    remedy: str
    harmless: str = "In this run it makes no difference: the rates are the same."


def possible_mistakes(schedule: Schedule) -> tuple[Mistake, ...]:
    """Return the mistakes that the loop of a schedule's run can make in stepping it."""
    loop = Loop.of(schedule)
    if loop.updates == 0:
        return ()
    return (*_at_the_wrong_place(schedule, loop), *_resumed(schedule, loop))


def calls_before(mistake: MistakeName, loop: Loop, update: int) -> int:
    """Count how often ``scheduler.step()`` was called when an update is about to be made.

    Mistakes in resuming a run change nothing in this.
    """
    index = loop.batch_of_update(update)
    found = loop.step_of_update(update)
    match mistake:
        case "per_epoch":
            found = loop.place(index).epoch
        case "per_update":
            found = update
        case "per_batch":
            found = index
        case "before_optimizer":
            found += 1
        case "per_process":
            found *= loop.run.devices
        case "skipped_updates":
            found = loop.step_of_update(max(0, update - SKIPPED))
    return found


def step_at_call(mistake: MistakeName, loop: Loop, call: int) -> int:
    """Return the step that the run is really at after so many calls of ``scheduler.step()``.

    Its metric is the one that a loop knows at the next call.
    """
    found = call
    match mistake:
        case "per_epoch":
            found = loop.place(loop.first_batch_of_epoch(call + 1) - 1).t
        case "per_update":
            found = loop.step_of_update(call)
        case "per_batch":
            found = loop.place(call).t
        case "before_optimizer":
            found = max(0, call - 1)
        case "per_process":
            found = call // loop.run.devices
        case "skipped_updates":
            found = call + SKIPPED
    return found


def usual_resume(loop: Loop) -> int:
    """Return the update before which a run may well be resumed: where a middle epoch begins."""
    index = loop.first_batch_of_epoch(loop.epochs // 2)
    update = loop.updates_before(index) if loop.epochs > 1 else loop.updates // 2
    return max(1, min(update, loop.updates - 1))


def _at_the_wrong_place(schedule: Schedule, loop: Loop) -> Iterator[Mistake]:
    run = schedule.run
    per_epoch = count_text(round(loop.updates / loop.epochs, 1))
    if schedule.stepping == "update" and loop.updates > loop.epochs and not run.is_endless:
        yield Mistake(
            "per_epoch",
            "Once per epoch instead of per update",
            f"The logged rate stays the same for a whole epoch, some {per_epoch} updates, and the "
            f"run ends at step {count_text(loop.epochs)} of {count_text(loop.steps)}.",
            "Move scheduler.step() into the loop over the batches, after optimizer.step().",
        )
    if schedule.stepping == "epoch" and loop.updates > loop.epochs:
        yield Mistake(
            "per_update",
            "Per update instead of once per epoch",
            f"The logged rate changes within an epoch, and after {counted(loop.steps, 'update')} "
            "the schedule is over.",
            "Move scheduler.step() out of the loop over the batches, to the end of the epoch.",
        )
    most = max(run.accumulation, *(stage.accumulation for stage in run.stages), 1)
    if schedule.stepping == "update" and most > 1:
        yield Mistake(
            "per_batch",
            "Per batch although gradients accumulate",
            f"The logged rate changes with every batch, {most} times between two "
            f"updates, and the schedule is over after {count_text(loop.steps)} of "
            f"{counted(loop.batches, 'batch')}.",
            "Call scheduler.step() only where optimizer.step() is called, under the same if.",
        )
    yield Mistake(
        "before_optimizer",
        "Before optimizer.step()",
        "torch warns once of lr_scheduler.step() before optimizer.step(), and the first rate in "
        "the log is already that of step 1.",
        "Call scheduler.step() after optimizer.step()."
        if schedule.stepping == "update"
        else "Call scheduler.step() at the end of the epoch, not where it begins.",
    )
    if run.devices > 1:
        yield Mistake(
            "per_process",
            f"Once per process, {run.devices} times, by Accelerate",
            f"scheduler.last_epoch in the log grows by {run.devices} at a time, and the schedule "
            f"is over after 1/{run.devices} of the run.",
            "Do not give the scheduler to accelerator.prepare(); or build the Accelerator with "
            "step_scheduler_with_optimizer=False, and call scheduler.step() yourself.",
        )
    if schedule.stepping == "update" and loop.updates > SKIPPED:
        yield Mistake(
            "skipped_updates",
            "Updates skipped by mixed precision",
            f"The logged rate lags behind the design by the {SKIPPED} updates or so that a "
            "GradScaler skips at the start, and the last rates of the schedule are never used.",
            "Little harm is done: the scheduler waits with the optimizer. Train in bfloat16, or "
            "with a smaller init_scale of the GradScaler, to skip none.",
        )


def _resumed(schedule: Schedule, loop: Loop) -> Iterator[Mistake]:
    if loop.updates < 2:
        return
    yield Mistake(
        "built_late",
        "Resumed, the scheduler built after the optimizer was loaded",
        "The first rate logged after the resume is not the one that follows the last before it.",
        "Build optimizer and scheduler first, then load both states.",
        "It does this class no harm: load_state_dict() gives the optimizer its rates at once. "
        "torch's own schedulers would make the next update with another rate.",
    )
    yield Mistake(
        "without_state",
        "Resumed without the scheduler's state",
        "After the resume the logged rates are those of the first steps again.",
        "Save scheduler.state_dict() beside the optimizer's, and load both.",
    )
    yield Mistake(
        "last_epoch_off",
        "Resumed with last_epoch one too high",
        "One rate is missing in the log at the resume, and the schedule ends one "
        f"{schedule.step_word} early.",
        "Give last_epoch the last step that is done, one less than scheduler.last_epoch was when "
        "saved; or load the state, which needs no counting.",
    )

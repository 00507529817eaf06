"""What makes a schedule impossible: with any of these it can be drawn and saved, not exported."""

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from rampsmith.designer.class_names import class_name_fault, class_name_from
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.numbers import count_text, exact_text
from rampsmith.designer.problems.impossible_tracks import wrong_curve, wrong_tracks
from rampsmith.designer.problems.problem import Fix, Problem
from rampsmith.designer.schedule import Schedule

LONGEST_RUN = 10**12
"""Steps; far beyond any training run, and safe for exact arithmetic in floats."""


def impossible(schedule: Schedule) -> Iterator[Problem]:
    """Find everything that cannot be, each with its place."""
    yield from _class_name(schedule)
    yield from _run(schedule)
    yield from _groups(schedule)
    if not schedule.segments:
        yield Problem("error", "segments", "There are no segments yet; add one to begin.")
    yield from wrong_curve(schedule)
    yield from wrong_tracks(schedule)


def _class_name(schedule: Schedule) -> Iterator[Problem]:
    fault = class_name_fault(schedule.class_name)
    if fault is not None:
        name = class_name_from(schedule.class_name or schedule.title)
        fix = Fix(f"Call it {name}", partial(replace, class_name=name))
        yield Problem("error", "class_name", fault, fix=fix)


def _run(schedule: Schedule) -> Iterator[Problem]:
    run = schedule.run
    whole = {
        "samples": run.samples,
        "batch_size": run.batch_size,
        "devices": run.devices,
        "accumulation": run.accumulation,
        "epochs": run.epochs,
        "updates": run.updates,
        "tokens_per_sample": run.tokens_per_sample,
        "total_tokens": run.total_tokens,
    }
    wrong = False
    for name, value in whole.items():
        if value is not None and value < 1:
            wrong = True
            words = name.replace("_", " ")
            yield Problem("error", f"run.{name}", f"The {words} must be at least 1, not {value}.")
    if (run.epochs, run.updates, run.total_tokens).count(None) != 2:
        wrong = True
        yield Problem(
            "error",
            "run",
            "The run's length must be given either in epochs, in updates or in tokens.",
        )
    elif run.total_tokens is not None and run.tokens_per_sample is None:
        wrong = True
        yield Problem(
            "error",
            "run.tokens_per_sample",
            f"The run is {count_text(run.total_tokens)} tokens long, but how many one sample has "
            "is not given.",
        )
    if wrong:
        return
    full = run.batch_size * run.devices
    if run.batches_per_epoch == 0:
        yield Problem(
            "error",
            "run.batch_size",
            f"A batch of {count_text(full)} is larger than the {count_text(run.samples)} samples, "
            "and the last, smaller batch is dropped: nothing is left to train on.",
            fix=Fix("Keep the last batch", partial(with_run, drop_last=False)),
        )
    elif run.updates_per_epoch == 0:
        yield Problem(
            "error",
            "run.accumulation",
            f"{count_text(run.accumulation)} batches make an update, but an epoch has only "
            f"{count_text(run.batches_per_epoch)} and a short accumulation is dropped: "
            "there is no update at all.",
            fix=Fix(
                "Keep the short accumulation",
                partial(with_run, remainder="kept"),
            ),
        )
    elif run.total_updates == 0:
        yield Problem(
            "error",
            "run.accumulation",
            f"{count_text(run.accumulation)} batches make an update, but the whole run has only "
            f"{count_text(run.batches_per_epoch * (run.epochs or 0))}: there is no update at all.",
        )
    if schedule.total_steps > LONGEST_RUN:
        yield Problem(
            "error",
            "run",
            f"The run has {count_text(schedule.total_steps)} steps; "
            f"{count_text(LONGEST_RUN)} are the most.",
        )


def _groups(schedule: Schedule) -> Iterator[Problem]:
    if not schedule.groups:
        yield Problem("error", "groups", "There is no parameter group; an optimizer has one.")
    for index, group in enumerate(schedule.groups):
        if not math.isfinite(group.base_lr):
            sentence = f"The base rate must be a finite number, not {group.base_lr}."
        elif group.base_lr < 0:
            sentence = f"The base rate must not be negative, as {exact_text(group.base_lr)} is."
        else:
            continue
        yield Problem("error", f"groups[{index}].base_lr", sentence)

"""Find what makes a run impossible: its numbers, its length, and the stages in which its batch grows."""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import partial
from itertools import pairwise

from rampsmith.designer.document.run import STAGE_UNITS, Run, Stage
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.problems.problem import Fix, Place, Problem
from rampsmith.designer.values.numbers import count_text, counted
from rampsmith.designer.values.spans import exact_amount
from rampsmith.designer.words.phrases import span_words


def run_errors(run: Run) -> Iterator[Problem]:
    """Find everything that keeps a run from being counted, each with its place."""
    faulty = (*_too_small(run), *_length(run), *_tokens(run))
    faulty = faulty or tuple(_stage_errors(run))
    yield from faulty
    if not faulty and not run.is_endless:
        yield from _batches(run)


def _too_small(run: Run) -> Iterator[Problem]:
    for field in fields(run):
        value = getattr(run, field.name)
        if type(value) is int and value < 1:
            words = field.name.replace("_", " ")
            sentence = f"The {words} must be at least 1, not {value}."
            yield Problem("error", Place("run").at(field.name), sentence)


def _length(run: Run) -> Iterator[Problem]:
    if (run.epochs, run.updates, run.total_tokens).count(None) != 2:
        yield Problem(
            "error",
            Place("run"),
            "The run's length must be given either in epochs, in updates or in tokens.",
        )
    elif run.in_epochs and run.is_endless:
        yield Problem(
            "error",
            Place("run").at("epochs"),
            "A stream without end has no epochs: give the run's length in updates or tokens.",
            fix=Fix("Take 10,000 updates", partial(with_run, epochs=None, updates=10_000)),
        )
    elif run.total_tokens is not None and run.tokens_of_one is None:
        yield Problem(
            "error",
            Place("run").at("tokens_per_sample"),
            f"The run is {count_text(run.total_tokens)} tokens long, but how many one sample has "
            "is not given.",
        )


def _tokens(run: Run) -> Iterator[Problem]:
    if not run.is_endless and run.batch_in == "tokens" and run.tokens_per_sample is None:
        yield Problem(
            "error",
            Place("run").at("tokens_per_sample"),
            "The batch is counted in tokens, but how many one sample has is not given.",
        )


def _batches(run: Run) -> Iterator[Problem]:
    """Look at a run whose numbers are possible: whether there is an update at all."""
    full = run.batch_size * run.devices
    if run.batches_per_epoch == 0:
        yield Problem(
            "error",
            Place("run").at("batch_size"),
            f"A batch of {count_text(full)} is larger than the "
            f"{counted(run.data, run.batch_word)}, "
            "and the last, smaller batch is dropped: nothing is left to train on.",
            fix=Fix("Keep the last batch", partial(with_run, drop_last=False)),
        )
    elif run.updates_per_epoch == 0:
        yield Problem(
            "error",
            Place("run").at("accumulation"),
            f"{count_text(run.accumulation)} batches make an update, but an epoch has only "
            f"{count_text(run.batches_per_epoch)} and a short accumulation is dropped: "
            "there is no update at all.",
            fix=Fix("Keep the short accumulation", partial(with_run, remainder="kept")),
        )
    elif run.total_updates == 0:
        yield Problem(
            "error",
            Place("run").at("accumulation"),
            f"{count_text(run.accumulation)} batches make an update, but the whole run has only "
            f"{count_text(run.batches_per_epoch * (run.epochs or 0))}: there is no update at all.",
        )


def _stage_errors(run: Run) -> Iterator[Problem]:
    """Find the stages that cannot be, of a run that could be without them."""
    faulty = [each for index in range(len(run.stages)) for each in _own_errors(run, index)]
    yield from faulty
    if not faulty and run.stages and replace(run, stages=()).clock is not None:
        yield from _errors_together(run)


def _own_errors(run: Run, index: int) -> Iterator[Problem]:
    """Look at the numbers of a stage."""
    stage = run.stages[index]
    for field in ("batch_size", "accumulation"):
        value = getattr(stage, field)
        if value < 1:
            words = field.replace("_", " ")
            sentence = f"The {words} of stage {index + 2} must be at least 1, not {value}."
            yield Problem("error", _place(index, field), sentence)
    fault = _place_fault(run, stage)
    if fault:
        yield Problem("error", _place(index, "begin"), f"Stage {index + 2} must begin at {fault}.")


def _errors_together(run: Run) -> Iterator[Problem]:
    """Look at stages that are possible alone: at their order, and at what is left of the data."""
    for index in range(len(run.stages)):
        if replace(run, stages=run.stages[: index + 1]).clock is None:
            sentence = f"From stage {index + 2} on there is no update: its batches are too large."
            yield Problem("error", _place(index, "batch_size"), sentence)
            return
    for index, (before, after) in enumerate(pairwise((0, *run.stage_updates))):
        if after <= before:
            sentence = (
                f"Stage {index + 2} begins with update {count_text(after)}, and the one before it "
                f"with update {count_text(before)}: nothing would be left of that."
            )
            yield Problem("error", _place(index, "begin"), sentence)


def _place(index: int, field: str) -> Place:
    return Place("run").at("stages", index, field)


def _place_fault(run: Run, stage: Stage) -> str:
    """Return what a stage's place must be instead; nothing where it is right."""
    unit = stage.begin.unit
    if unit not in STAGE_UNITS:
        return "a place in updates, epochs, batches, samples or tokens"
    if exact_amount(stage.begin) is None:
        return f"a place above 0, not {span_words(stage.begin, step_word='update')}"
    if unit == "epochs" and run.is_endless:
        return "a place in another unit: a stream without end has no epochs"
    if unit == "tokens" and run.tokens_of_one is None:
        return "a place in another unit: how many tokens a sample has is not given"
    if unit == "samples" and run.samples_of_one is None:
        return "a place in another unit: how many tokens a sample has is not given"
    return ""

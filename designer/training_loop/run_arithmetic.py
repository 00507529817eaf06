"""The counts of a run, each with its rounding in words and with its formula."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.values.numbers import count_text, counted, digits_text


@dataclass(frozen=True, slots=True)
class Count:
    """One count that follows from the run: a sentence on what is rounded, and the formula."""

    name: str
    words: str
    formula: str


def counts(schedule: Schedule) -> tuple[Count, ...]:
    """Return the counts of a run, each following from those before it; none of an impossible run."""
    loop = Loop.of(schedule)
    if loop.updates == 0:
        return ()
    run = schedule.run
    found = [] if run.is_endless else [_batches(run)]
    if run.accumulation > 1 and not run.is_endless:
        found.append(_updates(run))
    found += [_stage(run, loop, index) for index in range(len(run.stages))]
    return (*found, *_length(run, loop), _steps(schedule, loop))


def _stage(run: Run, loop: Loop, index: int) -> Count:
    """Say with which update a stage begins, and how much is seen before it."""
    update, stage = run.stage_updates[index], run.stages[index]
    batch = loop.first_batch_of_update(update)
    seen = counted(loop.clock.seen_before(batch), run.batch_word)
    batches = counted(stage.accumulation, "batch")
    size = f"{count_text(stage.batch_size)} {run.batch_in}"
    words = f"From update {count_text(update)} on, after {seen}: {batches} of {size} to an update."
    each = f"{stage.batch_size:,} × {run.devices:,} × {stage.accumulation:,}"
    product = stage.batch_size * run.devices * stage.accumulation
    return Count(f"Stage {index + 2}", words, f"{each} = {product:,} {run.batch_in} an update")


def _batches(run: Run) -> Count:
    full = run.batch_size * run.devices
    noun = run.batch_word
    whole, left = divmod(run.data, full)
    size = count_text(full)
    if run.devices > 1:
        size = f"{count_text(run.batch_size)} × {counted(run.devices, 'device')}"
    words = f"{counted(run.data, noun)} over {size} are {counted(whole, 'batch')}"
    if left and run.drop_last:
        words += f", and {counted(left, noun)} left out"
    elif left:
        words += f" and one of {count_text(left)}: {count_text(run.batches_per_epoch)}"
    below = f"({run.batch_size:,} × {run.devices:,})" if run.devices > 1 else f"{run.batch_size:,}"
    divided = f"{run.data:,} / {below}"
    formula = f"⌊{divided}⌋" if run.drop_last else f"⌈{divided}⌉"
    return Count("Batches per epoch", f"{words}.", f"{formula} = {run.batches_per_epoch:,}")


def _updates(run: Run) -> Count:
    batches, every = run.batches_per_epoch, run.accumulation
    whole, left = divmod(batches, every)
    words = f"{counted(batches, 'batch')} over {count_text(every)} are {counted(whole, 'update')}"
    divided = f"{batches:,} / {every:,}"
    match run.remainder:
        case "kept":
            formula = f"⌈{divided}⌉ = {-(-batches // every):,}"
            tail = f" and one of {counted(left, 'batch')}: {count_text(-(-batches // every))}"
        case "dropped":
            formula = f"⌊{divided}⌋ = {whole:,}"
            tail = f", and {counted(left, 'batch')} left out"
        case "carried":
            formula = f"{divided} = {digits_text(run.updates_per_epoch)}"
            tail = f", and {counted(left, 'batch')} for the next epoch"
    return Count("Updates per epoch", f"{words}{tail if left else ''}.", formula)


def _length(run: Run, loop: Loop) -> Iterator[Count]:
    exact = run.exact_updates_per_epoch
    per_epoch = (
        f"{exact:,}"
        if isinstance(exact, int)
        else f"{run.batches_per_epoch:,} / {run.accumulation:,}"
    )
    updates = count_text(loop.updates)
    if run.in_epochs and run.stages:
        epochs = run.epochs or 0
        words = f"{counted(epochs, 'epoch')} of these batches make {updates} updates."
        yield Count("Updates", words, f"{loop.updates:,}")
        return
    if run.in_epochs:
        epochs = run.epochs or 0
        product = exact * epochs
        words = f"{counted(epochs, 'epoch')} of {per_epoch} updates: {updates}"
        if product != loop.updates:
            left = loop.batches - (loop.batch_of_update(loop.updates - 1) + 1)
            words += f", and {counted(left, 'batch')} left at the end"
        formula = f"{epochs:,} × {per_epoch}"
        if product != loop.updates:
            formula = f"⌊{formula}⌋"
        yield Count("Updates", f"{words}.", f"{formula} = {loop.updates:,}")
        return
    if run.total_tokens is not None:
        tokens = counted(run.total_tokens, "token")
        if run.batch_in == "tokens":
            words = f"{tokens} are reached by update {updates}."
            full = run.batch_size * run.devices * run.accumulation
            divided = f"⌈{run.total_tokens:,} / {full:,}⌉ = {loop.updates:,}"
            formula = f"{loop.updates:,}" if run.stages or not run.is_endless else divided
            yield Count("Updates", words, formula)
        else:
            each = count_text(run.tokens_per_sample or 0)
            words = f"{tokens} at {each} a sample are reached by update {updates}."
            samples = math.ceil(run.total_tokens / max(1, run.tokens_per_sample or 1))
            formula = f"⌈{run.total_tokens:,} / {run.tokens_per_sample:,}⌉ = {samples:,} samples"
            yield Count("Updates", words, f"{formula}, {loop.updates:,} updates")
    if run.is_endless:
        return
    if run.stages:
        passes = float(run.total_epochs)
        words = f"{counted(loop.updates, 'update')} are {count_text(round(passes, 3))} epochs."
        yield Count("Epochs", words, f"{digits_text(passes)}")
        return
    whole, left = divmod(loop.batches, run.batches_per_epoch)
    words = f"{counted(loop.updates, 'update')} end with {counted(whole, 'epoch')}"
    if left:
        words = f"{counted(loop.updates, 'update')} are {counted(whole, 'epoch')} and "
        words += f"{counted(left, 'batch')} of the next"
    passes = float(run.total_epochs)
    below = per_epoch if isinstance(exact, int) else f"({per_epoch})"
    yield Count("Epochs", f"{words}.", f"{loop.updates:,} / {below} = {digits_text(passes)}")


def _steps(schedule: Schedule, loop: Loop) -> Count:
    when, formula = "after each update", f"{loop.steps:,}"
    if schedule.stepping == "epoch":
        when = "at the end of each epoch"
        if not schedule.run.in_epochs and schedule.run.total_epochs.denominator > 1:
            when += ", the last one unfinished"
            formula = f"⌈{digits_text(float(schedule.run.total_epochs))}⌉ = {loop.steps:,}"
    words = f"scheduler.step() is called {when}, {counted(loop.steps, 'time')}."
    return Count("Steps", words, formula)

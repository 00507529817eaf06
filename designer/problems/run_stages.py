"""Find what is wrong about the stages in which a run's batch grows."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from rampsmith.designer.document.run import STAGE_UNITS, Run, Stage
from rampsmith.designer.problems.problem import Place, Problem
from rampsmith.designer.values.numbers import count_text
from rampsmith.designer.values.spans import exact_amount
from rampsmith.designer.words.phrases import span_words


def stage_errors(run: Run) -> Iterator[Problem]:
    """Find the stages that cannot be, of a run that could be without them."""
    for index, stage in enumerate(run.stages):
        for field in ("batch_size", "accumulation"):
            value = getattr(stage, field)
            if value < 1:
                words = field.replace("_", " ")
                sentence = f"The {words} of stage {index + 2} must be at least 1, not {value}."
                yield Problem("error", _place(index, field), sentence)
        fault = _place_fault(run, stage)
        if fault:
            sentence = f"Stage {index + 2} must begin at {fault}."
            yield Problem("error", _place(index, "begin"), sentence)
    if not run.stages or replace(run, stages=()).clock is None:
        return
    if any(_is_faulty(run, stage) for stage in run.stages):
        return
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
    return Place("run", field=f"stages[{index}].{field}")


def _is_faulty(run: Run, stage: Stage) -> bool:
    return min(stage.batch_size, stage.accumulation) < 1 or bool(_place_fault(run, stage))


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

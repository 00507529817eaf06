"""Find what is wrong with typed formulas, with their constants and with what they ask of the run."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.evaluation.run_numbers import run_numbers
from rampsmith.designer.evaluation.span_steps import can_count
from rampsmith.designer.formulas.formula import parsed_formula
from rampsmith.designer.formulas.language import FormulaError
from rampsmith.designer.problems.problem import Fix, Place, Problem
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.words.phrases import missing_words

_EPOCHS = frozenset({"epoch", "epochs", "steps_per_epoch"})


def formula_errors(schedule: Schedule, index: int, shape: Expression) -> Iterator[Problem]:
    """Look at the formula of a segment."""
    yield from _constants(index, shape)
    name, place = schedule.segments[index].name, Place.of_segment(index)
    try:
        names = parsed_formula(shape.text, allowed=shape.allowed_names).names
    except FormulaError as error:
        sentence = f"The formula of “{name}” is wrong at character {error.begin + 1}: {error}"
        yield Problem(
            "error", place.at("shape", "text"), sentence, fix=_mended(index, shape, error)
        )
        return
    run = run_numbers(schedule)
    if names & _EPOCHS and not run.steps_per_epoch > 0:
        named = min(names & _EPOCHS)
        sentence = f"“{name}” names {named}. {missing_words('epochs')}."
        yield Problem("error", place.at("shape", "text"), sentence)
    if "tokens" in names and not run.stages:
        why = f"The {schedule.step_word}s of this run do not all see as many tokens"
        if not can_count(schedule, "tokens"):
            why = missing_words("tokens")
        yield Problem("error", place.at("shape", "text"), f"“{name}” names tokens. {why}.")


def _mended(index: int, shape: Expression, error: FormulaError) -> Fix | None:
    """Offer to write what was probably meant."""
    if not error.instead:
        return None
    text = f"{shape.text[: error.begin]}{error.instead}{shape.text[error.end :]}"
    mended = replace(shape, text=text)
    return Fix(f"Write {error.instead}", partial(with_segment, index=index, shape=mended))


def _constants(index: int, shape: Expression) -> Iterator[Problem]:
    """Look at the constants of a formula."""
    seen: set[str] = set()
    for number, constant in enumerate(shape.constants):
        place = Place.of_segment(index, "shape", "constants", number)
        for part, sentence in constant.faults():
            yield Problem("error", place.at(part), sentence)
        if constant.name in seen:
            sentence = f"There is a constant called “{constant.name}” before this one."
            yield Problem("error", place.at("name"), sentence)
        seen.add(constant.name)

"""Functions of the step in a script: which they are, and the schedule that each makes."""

import ast
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from rampsmith.designer.document.schedule import Schedule, Segment
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.sources.branches import as_formulas, curve_of_branches
from rampsmith.designer.sources.choices import T
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.interpreter import Interpreter
from rampsmith.designer.sources.reading import Notes, Reading, Unreadable
from rampsmith.designer.sources.recognition import Branch
from rampsmith.designer.sources.script import called, place_of
from rampsmith.designer.sources.sections import Section, split
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.sources.step_functions import StepFunction, scales, step_function
from rampsmith.designer.sources.stepwise import OneForEach, Stepwise, expression
from rampsmith.designer.sources.training import count, script_training
from rampsmith.designer.values.spans import Span

MOST_NUMBERS = 500
SHORTEST = 10
"""Steps; numbers below it are hardly meant for the length of a run."""


def recognises(text: SourceText) -> bool:
    """Return whether a text is code with a function that looks like one of the step."""
    return text.follow is not None and step_function(text.follow) is not None


def read(text: SourceText) -> Reading:
    """Read the function of the step that a script has.

    Raises:
        Unreadable: if it cannot be followed.
    """
    follow, notes = text.follow, text.notes
    function = None if follow is None else step_function(follow)
    if function is None or follow is None:
        raise Unreadable("There is no function of the step in this code.")
    script, node, name = follow.script, function.node, function.name
    training = script_training(follow, notes, None, None)
    calls = script.calls_by_name.get(name, [])
    by_epoch = function.counts_epochs
    row = None if function.row is None else Interpreter(follow, 1).row(function.row)
    total = (
        (None if row is None else row.length)
        or _total(follow, calls)
        or (training.epochs if by_epoch else training.steps)
    )
    if total is None and function.of_groups:
        total = training.steps or training.epochs
    if total is None:
        total = _longest_number(follow, node) or (100 if by_epoch else 1_000)
        sentence = (
            f"How long the run is; {total:,} {'epochs' if by_epoch else 'updates'} until then."
        )
        notes.add("asked for", place_of(node), sentence)
    base = training.groups[0].base_lr if training.groups else 1e-3
    common = CommonArguments(
        base_lr=base,
        steps=total,
        stepping=training.stepping or ("epoch" if by_epoch else "update"),
        batch_size=training.batch_size or 128,
        title=name.strip("_").replace("_", " ") or "schedule",
    )
    schedule = _followed(follow, notes, function, common, scales=scales(script, function))
    if training.groups:
        schedule = replace(schedule, groups=training.groups)
    return Reading(schedule, f"the function {name}", notes.all())


def _total(follow: Following, calls: list[ast.Call]) -> int | None:
    """Return how often a function is called, where that is in a loop over a range."""
    for call in calls:
        for around in follow.script.around(call):
            if isinstance(around, ast.For) and isinstance(around.iter, ast.Call):
                ends = [follow.number(each) for each in around.iter.args[:2]]
                if called(around.iter) in ("range", "trange") and ends and ends[-1] is not None:
                    return count(ends[-1])
    return None


def _longest_number(follow: Following, node: ast.AST) -> int:
    """Return the largest count that a function compares or divides by; 0 where all are small."""
    largest = 0
    for each in islice(ast.walk(node), MOST_NUMBERS):
        if isinstance(each, (ast.Name, ast.Attribute, ast.Constant)):
            number = count(follow.number(each))
            if number is not None and number < 10**9:
                largest = max(largest, number)
    return largest if largest >= SHORTEST else 0


def schedule_of_function(
    follow: Following,
    notes: Notes,
    function: FunctionValue,
    common: CommonArguments,
    *,
    previous: bool = False,
) -> Schedule:
    """Make the schedule of a function that LambdaLR or MultiplicativeLR is given.

    Raises:
        Unreadable: if it cannot be followed.
    """
    if previous:
        return _product(follow, function, common)
    return _followed(follow, notes, StepFunction("", function), common, scales=True)


def _product(follow: Following, function: FunctionValue, common: CommonArguments) -> Schedule:
    """Make the schedule of rates that are each the one before times what the function gives."""
    # One branch after the other would lose what came before; the choice stays in the formula.
    sections = Interpreter(follow, common.total).sections(function)
    choices = expression(sections[-1].value, None)
    for section in reversed(sections[:-1]):
        before = ast.Compare(ast.Name("t"), [ast.Lt()], [ast.Constant(section.end)])
        choices = ast.IfExp(before, expression(section.value, None), choices)
    text = f"previous * ({ast.unparse(choices)})"
    return common.schedule(Segment("Product", Expression(text), Span.of_the_rest()))


def _followed(
    follow: Following,
    notes: Notes,
    function: StepFunction,
    common: CommonArguments,
    *,
    scales: bool,
) -> Schedule:
    sections = _sections(Interpreter(follow, common.total), function)
    branches = [
        Branch(
            expression(_one(section.value), function.node),
            section.begin,
            section.end,
            common.base_lr,
            scales,
            common.total,
        )
        for section in sections
    ]
    if not branches:
        raise Unreadable("This function returns nothing.", place_of(function.node))
    curve = curve_of_branches(branches)
    made = replace(common.schedule(*curve.segments), repeats=curve.repeats)
    if errors(made):
        # A shape that is impossible for a design is none that was meant.
        curve = as_formulas(branches)
        made = common.schedule(*curve.segments)
    for branch in curve.formulas:
        sentence = (
            f"From step {branch.begin:,} on no shape is known that does this; it stays a formula."
        )
        notes.add("assumed", place_of(function.node), sentence)
    return made


def _sections(interpreter: Interpreter, function: StepFunction) -> Sequence[Section]:
    if function.value is not None:
        return interpreter.sections(function.value, at=function.at)
    row = None if function.row is None else interpreter.row(function.row)
    if row is None:
        return ()
    whole = row.at(Stepwise(T), function.node)
    return tuple(split([Section(0, interpreter.total, whole)]))


def _one(value: Any) -> Any:
    return value.member if isinstance(value, OneForEach) else value

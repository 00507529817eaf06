"""Functions of the step in a script: which they are, and the schedule that each makes."""

import ast
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.sources.following import (
    Following,
    FunctionValue,
    positional_parameters,
)
from rampsmith.designer.sources.interpreter import (
    Interpreter,
    OneForEach,
    expression,
)
from rampsmith.designer.sources.reading import Notes, Reading, Unreadable
from rampsmith.designer.sources.recognition import Branch, formula_of_branch, segment_of
from rampsmith.designer.sources.script import Script, called, place_of
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.sources.training import count, training_of
from rampsmith.designer.values.names import counted_name
from rampsmith.designer.values.spans import Span

STEP_PARAMETERS = (
    "it",
    "iter",
    "iteration",
    "iter_num",
    "i",
    "step",
    "steps",
    "global_step",
    "current_step",
    "cur_step",
    "step_num",
    "num_step",
    "n_step",
    "t",
    "n",
    "epoch",
    "current_epoch",
    "cur_epoch",
    "e",
    "x",
    "update",
    "num_updates",
    "update_num",
)
"""What people call the step that a rate is asked for."""
FUNCTION_WORDS = ("lr", "learning_rate", "schedule", "warmup", "decay", "anneal", "rate", "cosine")
MOST_NUMBERS = 500
SHORTEST = 10
"""Steps; numbers below it are hardly meant for the length of a run."""
LAMBDAS = ("LambdaLR", "MultiplicativeLR")


@dataclass(frozen=True)
class StepFunction:
    """A function of the step.

    Attributes:
        at: which of its arguments the step is.
        of_groups: whether it is a scheduler's own, which makes the rates of the groups.
    """

    value: FunctionValue
    at: int = 0
    of_groups: bool = False


def recognises(text: SourceText) -> bool:
    """Return whether a text is code with a function that looks like one of the step."""
    return text.script is not None and step_function(text.script) is not None


def step_function(script: Script) -> StepFunction | None:
    """Return the function of the step that a script has; the likeliest one of several."""
    for owner in script.classes.values():
        methods = {each.name: each for each in owner.body if isinstance(each, ast.FunctionDef)}
        bases = " ".join(ast.unparse(base) for base in owner.bases)
        for name in ("get_lr", "_get_closed_form_lr"):
            # One without the step as an argument is asked for its last_epoch.
            if (
                name in methods
                and len(positional_parameters(methods[name])) <= 1
                and ("LR" in bases or "Scheduler" in bases)
            ):
                return StepFunction(FunctionValue(methods[name]), of_groups=True)
    found: list[tuple[int, StepFunction]] = []
    for function in script.functions:
        names = [each.arg for each in positional_parameters(function)]
        own = names[1:] if names[:1] in (["self"], ["cls"]) else names
        at = next((at for at, name in enumerate(own) if name in STEP_PARAMETERS), None)
        likely = sum(word in function.name.lower() for word in FUNCTION_WORDS)
        if at is not None and likely:
            rank = likely + 2 * ("lr" in function.name.lower()) + 3 * _is_used(script, function)
            found.append((-rank, StepFunction(FunctionValue(function), at)))
    for bound in script.bindings.values():
        for name, nodes in bound.items():
            match nodes[-1]:
                case ast.Assign(value=ast.Lambda() as plain) if any(
                    word in name.lower() for word in FUNCTION_WORDS
                ):
                    found.append((-1, StepFunction(FunctionValue(plain))))
    return min(found, key=lambda each: each[0])[1] if found else None


def _is_used(script: Script, function: ast.FunctionDef) -> bool:
    """Return whether what a function gives is used as a rate, and not by another function."""
    for call in script.calls_by_name.get(function.name, []):
        around = next((a for a in script.around(call) if isinstance(a, ast.FunctionDef)), None)
        if around is None or (
            around is not function
            and not any(word in around.name.lower() for word in FUNCTION_WORDS)
        ):
            return True
    return False


def read(text: SourceText) -> Reading:
    """Read the function of the step that a script has.

    Raises:
        Unreadable: if it cannot be followed.
    """
    follow, notes = text.follow, text.notes
    function = None if text.script is None else step_function(text.script)
    if function is None or follow is None:
        raise Unreadable("There is no function of the step in this code.")
    script = follow.script
    node = function.value.node
    name = "get_lr" if isinstance(node, ast.Lambda) else node.name
    training = training_of(follow, notes, None, None)
    calls = script.calls_by_name.get(name, [])
    by_epoch = _counts_epochs(function)
    total = _total(follow, calls) or (training.epochs if by_epoch else training.steps)
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
    schedule = _followed(follow, notes, function, common, scales=_scales(script, function))
    if training.groups:
        schedule = replace(schedule, groups=training.groups)
    return Reading(schedule, f"the function {name}", notes.all())


def _counts_epochs(function: StepFunction) -> bool:
    if function.of_groups:
        return False
    names = [each.arg for each in positional_parameters(function.value.node)]
    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
    return names[function.at] in ("epoch", "current_epoch", "cur_epoch", "e")


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


def _scales(script: Script, function: StepFunction) -> bool:
    """Return whether a function gives a factor of the rate, going by how the code uses it."""
    node = function.value.node
    name = "" if isinstance(node, ast.Lambda) else node.name
    given = (each for call in script.calls if called(call) in LAMBDAS for each in ast.walk(call))
    return any(isinstance(each, ast.Name) and each.id == name for each in given) or any(
        _multiplies(script.parents.get(call)) for call in script.calls_by_name.get(name, [])
    )


def _multiplies(around: ast.AST | None) -> bool:
    """Return whether the rate that a group is built with is multiplied here."""
    if not isinstance(around, ast.BinOp) or not isinstance(around.op, ast.Mult):
        return False
    return any(
        isinstance(each, ast.Constant) and each.value == "initial_lr" for each in ast.walk(around)
    )


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
    return _followed(follow, notes, StepFunction(function), common, scales=True)


def _product(follow: Following, function: FunctionValue, common: CommonArguments) -> Schedule:
    """Make the schedule of rates that are each the one before times what the function gives."""
    # One branch after the other would lose what came before; the choice stays in the formula.
    pieces = Interpreter(follow, common.total).pieces(function)
    choices = expression(pieces[-1].value, None)
    for piece in reversed(pieces[:-1]):
        before = ast.Compare(ast.Name("t"), [ast.Lt()], [ast.Constant(piece.end)])
        choices = ast.IfExp(before, expression(piece.value, None), choices)
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
    interpreter = Interpreter(follow, common.total)
    pieces = interpreter.pieces(function.value, at=function.at)
    branches = [
        Branch(
            expression(_one(piece.value), function.value.node),
            piece.begin,
            piece.end,
            common.base_lr,
            scales,
            common.total,
        )
        for piece in pieces
    ]
    if not branches:
        raise Unreadable("This function returns nothing.", place_of(function.value.node))
    branches = _joined(branches)
    segments = [segment_of(branch) for branch in branches]
    made = common.schedule(*_named(_linked(segments, scales=scales)))
    if errors(made):
        # A shape that is impossible for a design is none that was meant.
        segments = [formula_of_branch(branch) for branch in branches]
        made = common.schedule(*_named(segments))
    for branch, segment in zip(branches, segments, strict=True):
        if isinstance(segment.shape, Expression):
            sentence = (
                f"From step {branch.begin:,} on no shape is known that does this; "
                "it stays a formula."
            )
            notes.add("assumed", place_of(function.value.node), sentence)
    return made


def _one(value: Any) -> Any:
    return value.member if isinstance(value, OneForEach) else value


def _joined(branches: list[Branch]) -> list[Branch]:
    """Join neighbours that do the same."""
    made: list[Branch] = []
    for branch in branches:
        same = made and ast.dump(made[-1].expression) == ast.dump(branch.expression)
        if same and made[-1].end == branch.begin:
            made[-1] = replace(made[-1], end=branch.end)
        else:
            made.append(branch)
    return made


def _linked(segments: list[Segment], *, scales: bool) -> list[Segment]:
    """Let segments begin where those before them end, so that they move together."""
    made: list[Segment] = []
    end: Level | None = Level(1.0) if scales else None
    for segment in segments:
        linked = segment
        if made and segment.start is not None and segment.start == end and segment.before is None:
            linked = replace(segment, start=None)
        made.append(linked)
        end = _arrived(segment)
    return made


def _arrived(segment: Segment) -> Level | None:
    """Return the level at which a segment arrives, where that is plain."""
    if segment.after is not None or isinstance(segment.shape, (Expression, Staircase)):
        return None
    if isinstance(segment.shape, Constant):
        return segment.start
    return segment.end if segment.shape.has_end else None


def _named(segments: list[Segment]) -> list[Segment]:
    """Name segments after what they do."""
    made: list[Segment] = []
    taken: list[str] = []
    level: float | None = None
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        begin = level if segment.start is None else segment.start.value
        end = None if segment.end is None else segment.end.value
        if isinstance(segment.shape, Expression):
            name = "Formula"
        elif isinstance(segment.shape, Constant):
            name = "Minimum" if last and number > 0 and begin != level_max(segments) else "Hold"
        elif end is not None and begin is not None and end > begin:
            name = "Warmup" if number == 0 else "Rise"
        else:
            name = "Decay"
        name = counted_name(name, taken)
        taken.append(name)
        made.append(replace(segment, name=name))
        level = begin if isinstance(segment.shape, Constant) else end
    return made


def level_max(segments: list[Segment]) -> float | None:
    """Return the highest level of some segments."""
    values = [level.value for segment in segments for level in segment.levels]
    return max(values, default=None)

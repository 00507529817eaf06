"""Find the function of the step in a script: by its name, its argument and how it is used."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.script import Function, Script, called
from rampsmith.designer.sources.trees import positional_parameters

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
    "epoch_num",
    "cur_iter",
    "current_iter",
    "iter_count",
    "global_iter",
    "update_num",
)
"""What people call the step that a rate is asked for."""
EPOCHS = ("epoch", "current_epoch", "cur_epoch", "epoch_num", "e")
FUNCTION_WORDS = ("lr", "learning_rate", "schedule", "warmup", "decay", "anneal", "rate", "cosine")
LAMBDAS = ("LambdaLR", "MultiplicativeLR")


@dataclass(frozen=True)
class StepFunction:
    """A function of the step, or a row with one rate for each step.

    Attributes:
        name: what the script calls it.
        value: the function; None where it is a row.
        row: the expression that makes the row.
        at: which of its arguments the step is.
        of_groups: whether it is a scheduler's own, which makes the rates of the groups.
    """

    name: str
    value: FunctionValue | None = None
    row: ast.expr | None = None
    at: int = 0
    of_groups: bool = False

    @property
    def node(self) -> Function | ast.expr:
        """Where it stands."""
        if self.value is not None:
            return self.value.node
        return self.row or ast.Constant(0)

    @property
    def counts_epochs(self) -> bool:
        """Whether its argument is an epoch, going by its name."""
        if self.of_groups or self.value is None:
            return False
        names = _own_parameters(self.value.node)
        return self.at < len(names) and names[self.at] in EPOCHS


def step_function(follow: Following) -> StepFunction | None:
    """Return the function of the step that a script has; the likeliest one of several."""
    script = follow.script
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
                return StepFunction(name, FunctionValue(methods[name]), of_groups=True)
    found = [*_defined(script), *_named(follow)]
    return min(found, key=lambda each: each[0])[1] if found else None


def _defined(script: Script) -> Iterator[tuple[int, StepFunction]]:
    """Yield the functions with a name of their own, and how unlikely each is."""
    for function in script.functions:
        at = _place_of_step(function)
        owner = script.parents.get(function)
        own = function.name.lower()
        around = owner.name.lower() if isinstance(owner, ast.ClassDef) else ""
        likely = sum(word in own for word in FUNCTION_WORDS)
        in_class = function.name == "__call__" or "step" in own
        if in_class and not likely:
            likely = sum(word in around for word in FUNCTION_WORDS)
        if at is not None and likely:
            rank = likely + 2 * ("lr" in own) + 3 * _is_used(script, function)
            name = around if function.name == "__call__" else function.name
            yield -rank, StepFunction(name, FunctionValue(function), at=at)


def _named(follow: Following) -> Iterator[tuple[int, StepFunction]]:
    """Yield what a name is given that is a function, or a row, and how unlikely each is."""
    for bound in list(follow.script.bindings.values()):
        for name, nodes in list(bound.items()):
            likely = sum(word in name.lower() for word in FUNCTION_WORDS)
            match nodes[-1]:
                case ast.Assign(value=ast.Lambda() as plain) if likely:
                    yield -1, StepFunction(name, FunctionValue(plain))
                case ast.Assign(value=ast.Call() as call, targets=[ast.Name()]) if likely:
                    rank = likely + 2 * ("lr" in name.lower()) + 4
                    made = follow.callable_of(follow.known(call))
                    if made is not None:
                        at = _place_of_step(made.node, given=len(made.positional))
                        yield -rank, StepFunction(name, made, at=at or 0)
                    elif _is_row(follow.script, call):
                        yield -rank, StepFunction(name, row=call)


def _is_row(script: Script, call: ast.Call) -> bool:
    """Return whether a call may make a row of rates, by NumPy or a function that uses it."""
    if called(call) in ("concatenate", "linspace"):
        return True
    made = [each for each in script.functions if each.name == called(call)]
    text = " ".join(ast.unparse(each) for each in made[-1:])
    return any(word in text for word in ("linspace", "arange", "concatenate", "np.array"))


def _own_parameters(node: Function) -> list[str]:
    names = [each.arg for each in positional_parameters(node)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _place_of_step(node: Function, *, given: int = 0) -> int | None:
    """Return which argument the step is; those that are given already are not asked."""
    names = _own_parameters(node)[given:]
    return next((at for at, name in enumerate(names) if name in STEP_PARAMETERS), None)


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


def scales(script: Script, function: StepFunction) -> bool:
    """Return whether a function gives a factor of the rate, going by how the code uses it."""
    given = (each for call in script.calls if called(call) in LAMBDAS for each in ast.walk(call))
    return any(isinstance(each, ast.Name) and each.id == function.name for each in given) or any(
        _multiplies(script.parents.get(call)) for call in script.calls_by_name[function.name]
    )


def _multiplies(around: ast.AST | None) -> bool:
    """Return whether the rate that a group is built with is multiplied here."""
    if not isinstance(around, ast.BinOp) or not isinstance(around.op, ast.Mult):
        return False
    return any(
        isinstance(each, ast.Constant) and each.value == "initial_lr" for each in ast.walk(around)
    )

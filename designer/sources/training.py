"""What a script says about its training: the groups, and how long and how often it steps."""

import ast
from dataclasses import dataclass, field
from typing import Any

from rampsmith.designer.document.schedule import Group, Stepping
from rampsmith.designer.sources.amounts import BATCH_NAMES
from rampsmith.designer.sources.arithmetic import finite
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.optimizers import named_after, optimizer_groups
from rampsmith.designer.sources.reading import Notes
from rampsmith.designer.sources.script import called, source_of
from rampsmith.designer.values.limits import MOST_STEPS

EPOCH_NAMES = (
    "num_epochs",
    "epochs",
    "n_epochs",
    "max_epochs",
    "num_train_epochs",
    "total_epochs",
    "EPOCHS",
    "NUM_EPOCHS",
    "nb_epochs",
)
STEP_NAMES = (
    "max_steps",
    "total_steps",
    "num_training_steps",
    "max_iters",
    "num_steps",
    "train_steps",
    "num_iterations",
    "max_train_steps",
    "total_iters",
    "max_iterations",
    "n_steps",
    "TOTAL_STEPS",
    "MAX_STEPS",
    "lr_decay_iters",
)
ACCUMULATION_NAMES = (
    "gradient_accumulation_steps",
    "accumulation_steps",
    "grad_accum_steps",
    "accumulate_grad_batches",
    "accum_iter",
    "grad_accumulation_steps",
)
PER_UPDATE = ("OneCycleLR", "CyclicLR")


@dataclass
class ScriptTraining:
    """The training around one scheduler of a script, as far as the script says it.

    Attributes:
        groups: the parameter groups of the optimizer; none where its rate is not known.
        stepping: when the scheduler is stepped; None where the text does not say it.
        steps: the calls of ``step()`` in the whole run; None where the text does not say it.
        epochs: passes over the data.
    """

    groups: tuple[Group, ...] = ()
    stepping: Stepping | None = None
    steps: int | None = None
    epochs: int | None = None
    batch_size: int | None = None
    accumulation: int | None = None
    found: dict[str, Any] = field(default_factory=dict)


def script_training(
    follow: Following, notes: Notes, scheduler: ast.Call | None, optimizer: ast.expr | None
) -> ScriptTraining:
    """Find what a script says about the training around a scheduler."""
    made = ScriptTraining(optimizer_groups(follow, notes, optimizer))
    _take_loops(made, follow, scheduler)
    if made.epochs is None:
        made.epochs = count(follow.by_names(EPOCH_NAMES))
    if made.steps is None and made.stepping != "epoch":
        made.steps = count(follow.by_names(STEP_NAMES))
    sizes = (follow.by_names(BATCH_NAMES), follow.by_names(ACCUMULATION_NAMES))
    made.batch_size, made.accumulation = map(count, sizes)
    if follow.script.calls_by_name.get("DataLoader"):
        made.batch_size = follow.batch_size()
    return made


def count(value: Any) -> int | None:
    """Return a value as a count; None where it is none that a run can have."""
    number = finite(value)
    if number is None or not 1 <= number <= MOST_STEPS:
        return None
    return int(number)


def _take_loops(made: ScriptTraining, follow: Following, scheduler: ast.Call | None) -> None:
    """Find where the scheduler is stepped, and how often that is."""
    script = follow.script
    names = set() if scheduler is None else set(named_after(script, scheduler))
    steps = [call for call in script.calls_by_name.get("step", []) if _steps(call, names)]
    if not steps:
        _take_framework(made, follow)
        return
    loops = [each for each in script.around(steps[0]) if isinstance(each, (ast.For, ast.While))]
    counts = [_rounds(each, follow) for each in loops]
    per_update = scheduler is not None and (
        called(scheduler) in PER_UPDATE or called(scheduler).startswith("get_")
    )
    by_epoch = [_counts_epochs(each, per_update=per_update) for each in loops]
    if len(loops) == 1 and by_epoch[0]:
        made.stepping, made.epochs = "epoch", counts[0]
    elif len(loops) >= 2:
        made.stepping, made.epochs = "update", counts[-1]
        if counts[0] and counts[-1]:
            made.steps = count(counts[0] * counts[-1])
    elif loops:
        made.stepping, made.steps = "update", counts[0]


def _steps(call: ast.Call, names: set[str]) -> bool:
    """Return whether a call of ``step`` is one of a scheduler."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in names or (not names and "sched" in name.lower())
    return False


def _rounds(loop: ast.For | ast.While, follow: Following) -> int | None:
    """Return how often a loop runs, where it goes over a range."""
    around: ast.expr | None = loop.iter if isinstance(loop, ast.For) else None
    if isinstance(around, ast.Name):
        around = follow.written(around)
    while isinstance(around, ast.Call) and called(around) in (
        "tqdm",
        "trange",
        "enumerate",
        "list",
    ):
        if called(around) == "trange":
            break
        around = around.args[0] if around.args else None
    if not isinstance(around, ast.Call) or called(around) not in ("range", "trange"):
        return None
    ends = [follow.number(each) for each in around.args[:2]]
    if len(ends) == 2 and None not in ends:
        return count((ends[1] or 0) - (ends[0] or 0))
    return count(ends[0]) if ends else None


def _counts_epochs(loop: ast.For | ast.While, *, per_update: bool) -> bool:
    if isinstance(loop, ast.While):
        return False
    target, around = source_of(loop.target), source_of(loop.iter).lower()
    if "epoch" in f"{target} {around}".lower():
        return True
    if per_update or any(word in around for word in ("step", "iter", "batch", "update")):
        return False
    return target in ("e", "ep", "_") and "range" in around


def _take_framework(made: ScriptTraining, follow: Following) -> None:
    """Find when Lightning steps the scheduler that a script hands to it."""
    bases = [ast.unparse(base) for owner in follow.script.classes.values() for base in owner.bases]
    own = any("Lightning" in base for base in bases)
    if not own and not follow.script.given.get("interval"):
        return
    intervals = [follow.known(each) for each in follow.script.given.get("interval", [])]
    made.stepping = "update" if "step" in intervals else "epoch"

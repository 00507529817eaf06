"""A person's own training: a file with a function that makes model, optimizer, batches and loss."""

import importlib.util
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.child.networks import Network
from rampsmith.designer.drive.child.optimizers import DrivenOptimizer, Optimizer
from rampsmith.designer.values.numbers import counted

MODULE = "rampsmith_own_training"
"""The name under which the file is imported."""

FUNCTION = "training"


class UnfitFileError(Exception):
    """Why a training cannot be driven, as a sentence."""


def own_function(path: str) -> Callable[[int], Any]:
    """Run a file and return its function; the file can import the modules in its folder.

    Raises:
        UnfitFileError: if it has no such function.
        BaseException: whatever running the file raises.
    """
    file = Path(path)
    spec = importlib.util.spec_from_file_location(MODULE, file)
    if spec is None or spec.loader is None:
        raise UnfitFileError("It is no Python file; its name must end with .py.")
    sys.path.insert(0, str(file.parent))
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    spec.loader.exec_module(module)
    function = getattr(module, FUNCTION, None)
    if not callable(function):
        raise UnfitFileError(f"It has no function “{FUNCTION}”.")
    made: Callable[[int], Any] = function
    return made


def own_network(
    function: Callable[[int], Any], schedule: Schedule, seed: int
) -> tuple[Network, tuple[DrivenOptimizer, ...]]:
    """Let the function of a file make everything, and set the rates of a design.

    Raises:
        UnfitFileError: if it is not what can be driven.
        BaseException: whatever the function raises.
    """
    import torch

    torch.manual_seed(seed)
    made = function(seed)
    if not isinstance(made, tuple) or len(made) != 4:
        raise UnfitFileError(f"“{FUNCTION}” must return a model, an optimizer, batches and a loss.")
    model, optimizer, batches, loss = made
    several = list(optimizer) if isinstance(optimizer, list | tuple) else [optimizer]
    for each in several:
        if not isinstance(each, torch.optim.Optimizer):
            kind = type(each).__name__
            raise UnfitFileError(f"“{FUNCTION}” returns a {kind} where an optimizer is meant.")
    if not several:
        raise UnfitFileError(f"“{FUNCTION}” returns no optimizer.")
    if not callable(loss):
        raise UnfitFileError(f"“{FUNCTION}” returns no function as the loss.")
    return Network(model, _endless(batches), loss), matched(several, schedule)


def matched(optimizers: list[Optimizer], schedule: Schedule) -> tuple[DrivenOptimizer, ...]:
    """Find the design's group of each of the optimizers' groups, and set its rate.

    Raises:
        UnfitFileError: if they do not match.
    """
    found = [group for optimizer in optimizers for group in optimizer.param_groups]
    names = _design_groups(found, schedule)
    bases = {group.name: group.base_lr for group in schedule.groups}
    # One group's rate is the design's; others that follow it too keep theirs in proportion.
    first = float(found[0]["lr"])
    for group, name in zip(found, names, strict=True):
        is_alone = len(schedule.groups) == 1 and first != 0
        scale = float(group["lr"]) / first if is_alone else 1.0
        group["lr"] = bases[name] * scale
        group.pop("initial_lr", None)  # A scheduler of the file's own may have left it.
    given = iter(names)
    return tuple(
        DrivenOptimizer(each, tuple(next(given) for _ in each.param_groups)) for each in optimizers
    )


def _design_groups(found: list[dict[str, Any]], schedule: Schedule) -> list[str]:
    groups = [group.name for group in schedule.groups]
    if len(groups) == 1:
        return groups * len(found)
    named = [group.get("name") for group in found]
    has = f"the design has {counted(len(groups), 'group')}: {', '.join(groups)}"
    if None not in named:
        strangers = [str(name) for name in named if name not in groups]
        if strangers:
            raise UnfitFileError(f"Its optimizer has a group “{strangers[0]}”, and {has}.")
        return [str(name) for name in named]
    if len(found) != len(groups):
        own = counted(len(found), "group")
        raise UnfitFileError(
            f"Its optimizer has {own} without names, and {has}; give each a “name”, or make as many."
        )
    return groups


def _endless(batches: Iterable[Any]) -> Iterator[Any]:
    """Go through batches again and again.

    Raises:
        UnfitFileError: if there are none.
    """
    while True:
        some = False
        for batch in batches:
            some = True
            yield batch
        if not some:
            raise UnfitFileError("Its batches are none, or end and cannot be gone through again.")

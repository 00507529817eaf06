"""How many samples a batch and an epoch have, as far as a script says."""

import ast
from collections.abc import Callable, Iterable
from typing import TypeAlias

from rampsmith.designer.sources.script import Script, called, source_of
from rampsmith.designer.sources.signatures import TORCH
from rampsmith.designer.sources.trees import given_names

Number: TypeAlias = Callable[[ast.expr], float | None]
"""Returns the number that an expression stands for, where it is one."""

USUAL_SAMPLES = 50_000
"""What an epoch has where the text does not say it: as many as a new run."""
USUAL_BATCH = 128

MOST_GIVEN = 50
"""A name is looked for in so many places at the most."""

BATCH_NAMES = (
    "batch_size",
    "train_batch_size",
    "per_device_train_batch_size",
    "BATCH_SIZE",
    "bs",
    "micro_batch_size",
)


def batch_size(script: Script, number: Number, loader: ast.expr | None = None) -> int:
    """Return the samples in a batch of a loader, or of the text."""
    loaders = script.calls_by_name.get("DataLoader", [])
    if loader is not None:
        named = source_of(loader).split(".")[-1]
        own = [each for each in loaders if named in given_names(script, each)]
        loaders = own or loaders
    sizes = [
        next((w.value for w in call.keywords if w.arg == "batch_size"), call.args[1:2])
        for call in loaders
    ]
    nodes = [each[0] if isinstance(each, list) and each else each for each in sizes]
    found = [number(each) for each in nodes if isinstance(each, ast.expr)]
    size = next((each for each in found if each), None) or by_names(script, number, BATCH_NAMES)
    return int(size) if size is not None and 1 <= size <= 10**9 else USUAL_BATCH


def by_names(script: Script, number: Number, names: Iterable[str]) -> float | None:
    """Return the first number that one of some names stands for anywhere in the text."""
    for name in names:
        for node in _named_so(script, name):
            found = number(node)
            if found is not None:
                return found
    return None


def _named_so(script: Script, name: str) -> list[ast.expr]:
    """Return what a name is given as anywhere: an argument's default, then what comes last."""
    default = script.argument_defaults.get(name)
    given = script.given.get(name, [])[-MOST_GIVEN:]
    if script.calls_by_name.keys() & {"SequentialLR", "ChainedScheduler"}:
        # How long a part of them takes, as total_iters of a LinearLR, is not how long the run is.
        given = [each for each in given if not _given_to_scheduler(script, each)]
    return [*([] if default is None else [default]), *reversed(given)]


def _given_to_scheduler(script: Script, value: ast.expr) -> bool:
    word = script.parents.get(value)
    call = script.parents.get(word) if isinstance(word, ast.keyword) else None
    return isinstance(call, ast.Call) and called(call) in TORCH

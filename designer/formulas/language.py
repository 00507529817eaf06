"""The words of the formulas that people type, and the error that says where one is wrong."""

import builtins
import keyword
import math
import re
from collections.abc import Iterable
from difflib import get_close_matches

PLACES: dict[str, str] = {
    "t": "steps done since the beginning",
    "n": "steps done in this segment",
    "p": "how far the segment has come, from 0 to 1",
    "start": "the level at the segment's start",
    "end": "the level at the segment's end",
    "base": "what the group is built with, as the optimizer makes it",
    "previous": "the value of the step before",
}
"""The names of what a formula is told at each step, and what they mean."""

OF_THE_RUN: dict[str, str] = {
    "epoch": "epochs done since the beginning, with the part of a begun one",
    "epochs": "epochs in the whole run",
    "total": "steps in the whole run",
    "steps_per_epoch": "steps in one epoch, on average where they differ",
    "tokens": "tokens seen since the beginning",
}
"""The names of what follows from the run."""

VARIABLES: dict[str, str] = {**PLACES, **OF_THE_RUN}
"""The names that a formula may use besides constants of its own."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    "sqrt": (1, 1),
    "exp": (1, 1),
    "expm1": (1, 1),
    "log": (1, 2),
    "log1p": (1, 1),
    "log2": (1, 1),
    "log10": (1, 1),
    "sin": (1, 1),
    "cos": (1, 1),
    "tan": (1, 1),
    "asin": (1, 1),
    "acos": (1, 1),
    "atan": (1, 1),
    "sinh": (1, 1),
    "cosh": (1, 1),
    "tanh": (1, 1),
    "erf": (1, 1),
    "floor": (1, 1),
    "ceil": (1, 1),
    "abs": (1, 1),
    "pow": (2, 2),
    "min": (2, 8),
    "max": (2, 8),
}
"""The functions that a formula may call, with their least and most arguments."""

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau}


class FormulaError(ValueError):
    """A fault of a formula, and its place.

    Attributes:
        begin: the first character that is wrong, counted from 0.
        end: the first character after it.
        instead: what was probably meant to stand there.
        name: a name that means nothing yet and could be a constant of the formula's own.
    """

    def __init__(
        self, sentence: str, begin: int, end: int, *, instead: str = "", name: str = ""
    ) -> None:
        """Keep the sentence, its place and what would mend it."""
        super().__init__(sentence)
        self.begin = begin
        self.end = max(end, begin + 1)
        self.instead = instead
        self.name = name


_CALLED_OTHERWISE: dict[str, str] = {
    "base": "lr rate learning_rate base_lr initial_lr max_lr",
    "t": "step it iter iteration global_step current_step",
    "total": "total_steps max_steps num_training_steps num_steps",
    "p": "progress frac fraction pct",
    "epochs": "num_epochs max_epochs total_epochs",
    "previous": "prev last last_lr",
    "start": "begin first initial",
    "end": "final min_lr eta_min",
    "cos": "cosine",
    "sin": "sine",
    "tan": "tangent",
    "log": "ln",
    "sqrt": "square_root",
    "pow": "power",
    "floor": "round int",
    "ceil": "ceiling",
    "min": "minimum",
    "max": "maximum",
    "abs": "fabs absolute",
}
_MEANT = {name: known for known, names in _CALLED_OTHERWISE.items() for name in names.split()}
"""What people and libraries call what a formula has another name for."""


def meant(name: str, known: Iterable[str]) -> str:
    """Find the one of some names that a person probably meant; nothing where none is near."""
    words = tuple(known)
    plain = name.lower()
    if _MEANT.get(plain) in words:
        return _MEANT[plain]
    if plain in words:
        return plain
    near = get_close_matches(plain, [each for each in words if len(each) > 2], n=1, cutoff=0.75)
    return near[0] if near else ""


_TAKEN = frozenset(
    {*VARIABLES, *FUNCTIONS, *CONSTANTS, *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}
    | {"l", "math", "self", "stages", "seen_until", "epochs_until", "epoch_stages"}
)
_OWN_NAME = re.compile("[a-z][a-z0-9_]{0,23}")


def constant_name_fault(name: str) -> str | None:
    """Explain why a constant of a formula cannot have a name; None where it can."""
    if not _OWN_NAME.fullmatch(name):
        return "has small letters, digits and _, begins with a letter and is not too long"
    if name in VARIABLES or name in FUNCTIONS or name in CONSTANTS:
        return "is none that formulas have already"
    if name in _TAKEN or re.fullmatch(r"part_\d+", name):
        return "is none that Python has already"
    return None

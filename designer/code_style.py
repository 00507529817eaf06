"""How the exported file is to be written; part of the design, so that it is written so again."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

OldestTorch: TypeAlias = Literal["2.0", "1.13"]

OLDEST_TORCHES: tuple[OldestTorch, ...] = get_args(OldestTorch)


@dataclass(frozen=True, slots=True)
class CodeStyle:
    """What the exported file has.

    Attributes:
        docstrings: whether it says what each part does.
        type_hints: whether it says of which type everything is.
        self_check: whether it carries some designed rates along and compares itself when it is run.
        oldest_torch: the oldest torch that it runs on; before 2.0 the class to derive from had
            another name, and Python was older too.
    """

    docstrings: bool = True
    type_hints: bool = True
    self_check: bool = False
    oldest_torch: OldestTorch = "2.0"

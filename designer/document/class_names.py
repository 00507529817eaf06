"""Names for the exported class: which are allowed, and what a title would make a good one."""

import builtins
import keyword
import re
from dataclasses import replace

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.shapes.registry import SHAPES

LONGEST_CLASS_NAME = 60

RESERVED = frozenset(
    {
        "Any",
        "LRScheduler",
        "Optimizer",
        "SupportsFloat",
        "Tensor",
        "_LRScheduler",
        "main",
        "math",
        "optim",
        "torch",
        "warn",
        "warnings",
        *("all_lengths", "cycle_at", "cycle_of", "cycles_length", "lowered", "shrunk"),
        *(
            "lower",
            "lower_by_share",
            "higher",
            "higher_by_share",
            "waited",
            "fallen",
            "seen_until",
            "epochs_until",
        ),
    }
    | SHAPES.keys()
)
"""Names that the exported file imports or defines itself."""

TORCHS_OWN = frozenset(
    {
        "ChainedScheduler",
        "ConstantLR",
        "CosineAnnealingLR",
        "CosineAnnealingWarmRestarts",
        "CyclicLR",
        "ExponentialLR",
        "LambdaLR",
        "LinearLR",
        "MultiStepLR",
        "MultiplicativeLR",
        "OneCycleLR",
        "PolynomialLR",
        "ReduceLROnPlateau",
        "SWALR",
        "SequentialLR",
        "StepLR",
    }
)
"""The schedulers of torch: a class may take such a name where somebody asks for it."""


def class_name_fault(name: str) -> str | None:
    """Explain in one sentence why a name cannot be the exported class's; None where it can."""
    faults = (
        (not name, "The class has no name."),
        (
            len(name) > LONGEST_CLASS_NAME,
            f"The class name has {len(name)} characters; {LONGEST_CLASS_NAME} are the most.",
        ),
        (
            not (name.isascii() and name.isidentifier()),
            f"{name!r} cannot name a class: only the letters a to z and A to Z, digits and _, no digit first.",
        ),
        (
            keyword.iskeyword(name) or keyword.issoftkeyword(name),
            f"{name!r} is a word of the Python language and cannot name a class.",
        ),
        (
            name in RESERVED or hasattr(builtins, name),
            f"A class called {name!r} would hide a name that the exported file needs.",
        ),
        (
            name.startswith("__"),
            f"{name!r} begins with two underscores, which Python keeps for itself.",
        ),
    )
    return next((sentence for wrong, sentence in faults if wrong), None)


def retitled(schedule: Schedule, title: str) -> Schedule:
    """Change a design's title; the class is called after it until somebody names the class."""
    own = {class_name_from(schedule.title), Schedule().class_name}
    name = class_name_from(title) if schedule.class_name in own else schedule.class_name
    return replace(schedule, title=title, class_name=name)


def class_name_from(text: str) -> str:
    """Make an allowed class name of any text: ``digits warmup-cosine`` to ``DigitsWarmupCosine``.

    Two numbers stay two: ``Llama 3 405B`` becomes ``Llama3_405B``.
    """
    words = re.findall(r"[A-Za-z0-9]+", text)
    name = ""
    for word in words:
        between = "_" if name[-1:].isdigit() and word[0].isdigit() else ""
        name += between + word[0].upper() + word[1:]
    if name[:1].isdigit():
        name = f"Schedule{name}"
    name = name[:LONGEST_CLASS_NAME].rstrip("_")
    if not class_name_fault(name) and name not in TORCHS_OWN:
        return name
    kept = name.removesuffix("Scheduler")
    return f"{name}Scheduler" if kept in ("", name) else f"{kept}Schedule"

"""The methods of an exported class that save its progress and what its groups hold, and restore both."""

from collections.abc import Sequence

from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.exporters.curve_code.curves import Scales
from rampsmith.exporters.curve_code.expressions import Code, verbatim
from rampsmith.exporters.curve_code.schedule_curves import Curves, base_scales
from rampsmith.exporters.curve_code.statements import Argument, Function
from rampsmith.exporters.targets.plateau_methods import SAVED, needed_lines

_STATE = Argument("state_dict", "dict[str, Any]")

_BASES: dict[Scales, str] = {
    "factor": '"base_lrs": [float(base) for base in self._bases()]',
    "base": '"base_lrs": self._bases()',
    "nothing": "",
}
"""The base rates among the numbers, where the rates depend on them."""

_SAVED = """\
return {{
    "last_epoch": self.last_epoch,{plateau}
    # Whether the rates are those that this scheduler set last.
    "active": [group["lr"] for group in groups] == last_lr,
    "groups": groups,
    "numbers": {numbers},
}}"""

_REQUIRED = """\
if "last_epoch" not in state_dict:
    raise ValueError("This state has no last_epoch, so no step to resume at.")"""

_COMPARED = """\
numbers = self.state_dict()["numbers"]
groups = state_dict.get("groups", [])
if (saved := state_dict.get("numbers", numbers)) != numbers:
    warn(f"The checkpoint has {saved}; these hold: {numbers}.", stacklevel=2)
    groups = [] if state_dict.get("active") else groups"""

_RATES = 'groups = [{"lr": float(group["lr"])} for group in self.optimizer.param_groups]'
_HELD = """\
groups: list[dict[str, Any]] = []
for group in self.optimizer.param_groups:
    held = {name: group[name] for name in self.SETS if name in group}
    groups.append({"lr": float(group["lr"]), **held})"""
_HELD_UNTYPED = _HELD.replace(": list[dict[str, Any]]", "")

_RESTORED = """\
self.last_epoch = state_dict["last_epoch"]
if self.last_epoch >= 0:
    self.last_epoch -= 1
    self._initial_step()  # goes one step on and sets the rates of that step
self._step_count = 2  # torch looks for a wrong order of calls at 1 only
for index, group in enumerate(self.optimizer.param_groups[: len(groups)]):
    rate = groups[index]["lr"]
    if isinstance(group["lr"], Tensor):
        group["lr"].fill_(rate)
    else:
        group["lr"] = rate"""

_RESTORED_TOO = """\
    for name in self.SETS:
        if name in group and name in groups[index]:
            group[name] = groups[index][name]"""


def state_methods(curves: Curves, *, has_numbers: bool) -> tuple[Function, Function]:
    """Build the methods that save the progress and go to one that was saved.

    Args:
        curves: all curves of the class.
        has_numbers: whether the constructor has numbers of its own.
    """
    watches = plateau_of(curves.schedule) is not None
    hints = curves.schedule.code.type_hints
    held = _HELD if hints else _HELD_UNTYPED
    save = [
        held if names_held(curves) else _RATES,
        "last_lr = [float(rate) for rate in self.get_last_lr()]",
        "numbers = {name: float(number) for name, number in self._numbers.items()}"
        if has_numbers
        else "",
        _SAVED.format(
            plateau=f"\n{SAVED}" if watches else "",
            numbers=_numbers(curves, has_numbers=has_numbers),
        ),
    ]
    watched = needed_lines(curves.rates) if watches else ()
    restored = _lines([_RESTORED, _RESTORED_TOO if names_held(curves) else ""])
    load = (*verbatim(_REQUIRED), *watched, *verbatim(_COMPARED), *restored)
    docstrings = (
        "Return the progress, what the groups hold, and numbers to compare only.",
        "Go to the saved step and put back what the groups held, whoever set it.",
    )
    return (
        Function("state_dict", (), _lines(save), _STATE.hint, docstrings[0]),
        Function("load_state_dict", (_STATE,), load, "None", docstrings[1]),
    )


def names_held(curves: Curves) -> tuple[str, ...]:
    """Return where a group may hold what the class sets besides the rate."""
    return tuple(dict.fromkeys(held.name for kind in curves.other_kinds for held in kind.held))


def _numbers(curves: Curves, *, has_numbers: bool) -> str:
    """Write the numbers that are compared, below each other where there are several sorts."""
    entries = ["**numbers"] if has_numbers else []
    entries += filter(None, [_BASES[base_scales(curves)]])
    if not curves.name_groups:
        told = ", ".join(entries)
        return "numbers" if told == "**numbers" else f"{{{told}}}"
    entries.append('"groups": list(self._groups.values())')
    return "".join(["{\n", *(f"        {entry},\n" for entry in entries), "    }"])


def _lines(parts: Sequence[str]) -> tuple[Code, ...]:
    return verbatim("\n".join(filter(None, parts)))

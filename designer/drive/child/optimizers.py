"""The optimizers of a task: the network's parameters, dealt out to the groups of a design."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from rampsmith.designer.document.curves import curve_keys
from rampsmith.designer.document.kinds import WEIGHT_DECAY
from rampsmith.designer.document.schedule import Group, Schedule

Optimizer: TypeAlias = Any
Parameter: TypeAlias = Any


class NoOptimizerError(Exception):
    """Why there can be no such optimizer, as a sentence."""


class DrivenOptimizer(NamedTuple):
    """An optimizer, and for each of its groups, in order, which group of the design it is."""

    optimizer: Optimizer
    names: tuple[str, ...]


def optimizers(name: str, schedule: Schedule, model: Any) -> tuple[DrivenOptimizer, ...]:
    """Make the optimizers of a name for a network, with the groups of a design.

    Each group gets a part of the network, the first the layers next to its input. Muon takes the
    matrices, and an AdamW all else; where the design has groups for Muon by name, the matrices are
    theirs, and the other groups get all else.

    Raises:
        NoOptimizerError: if this torch has no Muon.
    """
    import torch

    parameters = list(model.parameters())
    groups = schedule.groups
    decays = _decays(schedule)
    if name == "sgd":
        made = torch.optim.SGD(_dealt(parameters, groups, decays=decays), momentum=0.9)
        return (_driven(made),)
    if name == "adamw":
        return (_driven(torch.optim.AdamW(_dealt(parameters, groups, decays=decays))),)
    if not hasattr(torch.optim, "Muon"):
        version = torch.__version__
        raise NoOptimizerError(f"This torch, {version}, has no Muon; it came with 2.9.")
    matrices = [each for each in parameters if each.ndim == 2]
    others = [each for each in parameters if each.ndim != 2]
    for_muon = [group for group in groups if "muon" in group.name.lower()]
    for_others = [group for group in groups if group not in for_muon]
    muon = torch.optim.Muon(
        _dealt(matrices, for_muon or groups, decays=decays), adjust_lr_fn="match_rms_adamw"
    )
    adamw = torch.optim.AdamW(_dealt(others, for_others or groups, decays=decays))
    return (_driven(muon), _driven(adamw))


def _driven(optimizer: Optimizer) -> DrivenOptimizer:
    names = tuple(group.pop("design_group") for group in optimizer.param_groups)
    return DrivenOptimizer(optimizer, names)


def _decays(schedule: Schedule) -> bool:
    """Return whether a curve sets the weight decay."""
    return any(key.kind == WEIGHT_DECAY for key in curve_keys(schedule))


def _dealt(
    parameters: Sequence[Parameter], groups: Sequence[Group], *, decays: bool
) -> list[dict[str, Any]]:
    """Share parameters out to groups evenly, in order; a group that gets none is left out."""
    count = len(groups)
    dealt = []
    for number, group in enumerate(groups):
        begin, end = (len(parameters) * place // count for place in (number, number + 1))
        settings: dict[str, Any] = {"lr": group.base_lr, "design_group": group.name}
        if decays or WEIGHT_DECAY.name in dict(group.bases):
            settings[WEIGHT_DECAY.name] = group.base(WEIGHT_DECAY)
        if begin < end:
            dealt.append({"params": list(parameters[begin:end]), **settings})
    return dealt

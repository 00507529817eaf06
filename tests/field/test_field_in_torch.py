"""The exported classes set in torch's own optimizers what the sources of the field set."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.optim import AdamW, Muon, Optimizer

from rampsmith.designer.document.kinds import KIND_OF_NAME, WEIGHT_DECAY, own_kind
from rampsmith.designer.document.schedule import Group, Schedule
from tests.exporters.conformance import exported
from tests.field.designs import DESIGNS, GOLDEN

BETAS = (0.8, 0.96)
MUON = "muon"


def _built(kind: type[Optimizer], groups: tuple[Group, ...], **more: Any) -> Optimizer:
    """Build one of torch's optimizers with a matrix in each group."""
    return kind(
        [
            {
                "params": [torch.nn.Parameter(torch.zeros(2, 2))],
                "lr": group.base_lr,
                "weight_decay": group.base(WEIGHT_DECAY),
            }
            for group in groups
        ],
        **more,
    )


def _schedulers(schedule: Schedule) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the groups of each optimizer with its scheduler: Muon for its group, AdamW for others."""
    made = exported(schedule)
    muon = tuple(group for group in schedule.groups if group.name == MUON)
    others = tuple(group for group in schedule.groups if group.name != MUON)
    if not muon:
        # Without a word about them, the optimizer's groups are the design's.
        yield tuple(g.name for g in others), made(_built(AdamW, others, betas=BETAS))
        return
    for kind, groups, more in ((Muon, muon, {}), (AdamW, others, {"betas": BETAS})):
        names = tuple(group.name for group in groups)
        yield names, made(_built(kind, groups, **more), groups=names)


def _read(optimizer: Optimizer, index: int, kind: str) -> float:
    found = KIND_OF_NAME[kind] if kind in KIND_OF_NAME else own_kind(kind)
    return float(found.read(optimizer.param_groups[index]))


@pytest.mark.parametrize("name", DESIGNS)
def test_torchs_optimizers_train_with_the_values_of_the_source(name: str) -> None:
    schedule, row = DESIGNS[name], GOLDEN[name]
    steps = set(row["steps"])
    for names, scheduler in _schedulers(schedule):
        found: dict[tuple[str, str], list[float]] = {}
        for t in range(schedule.total_steps):
            if t in steps:
                for kind, of_groups in row["values"].items():
                    for index, group in enumerate(names):
                        if group in of_groups or "all" in of_groups:
                            value = _read(scheduler.optimizer, index, kind)
                            found.setdefault((kind, group), []).append(value)
            scheduler.optimizer.step()
            scheduler.step()
        assert found
        for (kind, group), values in found.items():
            of_groups = row["values"][kind]
            golden = of_groups[group if group in of_groups else "all"]
            assert values == pytest.approx(golden, rel=1e-12, abs=1e-12 * max(golden))


@pytest.mark.parametrize("name", ["nanochat", "modded-nanogpt", "split cooldown", "DINO"])
def test_what_a_source_leaves_alone_stays_as_the_optimizer_was_built(name: str) -> None:
    schedule, row = DESIGNS[name], GOLDEN[name]
    for names, scheduler in _schedulers(schedule):
        for _ in range(450):
            scheduler.optimizer.step()
            scheduler.step()
        for group, held in zip(names, scheduler.optimizer.param_groups, strict=True):
            if group not in row["values"].get("momentum", {}):
                assert held.get("betas", BETAS) == BETAS
            if group not in row["values"].get("weight_decay", {}):
                built = next(each for each in schedule.groups if each.name == group)
                assert held["weight_decay"] == built.base(WEIGHT_DECAY)

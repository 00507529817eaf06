"""The exported class as a module of its own, and real optimizers for it to work on."""

import importlib.util
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

from rampsmith.designer.editing.tracks import USUAL_MOMENTUM
from rampsmith.designer.proof.descriptions import MODULE, described
from rampsmith.designer.schedule import Group, Schedule

# The types of torch cannot be named here: only functions may import it.
SGD: TypeAlias = Any
LRScheduler: TypeAlias = Any

MOST_TRAINED = 32
"""Groups whose layers have gradients; updates of hundreds would take most of a proof's time."""


class NoSchedulerError(Exception):
    """The file does not hold the class that it should, as a sentence."""


@dataclass(frozen=True, slots=True)
class Rig:
    """The exported class and the schedule that it should follow."""

    scheduler_class: type[LRScheduler]
    schedule: Schedule

    def optimizer(self) -> SGD:
        """Build a network with a layer for each group, its gradients, and an optimizer."""
        return _optimizer([group.base_lr for group in self.schedule.groups], self._momentum)

    def optimizer_with_betas(self) -> Any:
        """Build the same network with an optimizer that has a beta1 in the place of momentum."""
        import torch

        rates = [group.base_lr for group in self.schedule.groups]
        return torch.optim.AdamW(_groups(rates), lr=rates[0], foreach=False)

    @property
    def _momentum(self) -> float:
        """The momentum to build an optimizer with; one that has none runs without it."""
        return 0.0 if self.schedule.momentum is None else USUAL_MOMENTUM

    def optimizer_with_tensor_rates(self) -> SGD:
        """Build the same with rates that are tensors, as compiled and captured training has."""
        import torch

        # In double precision, or the rate itself could not be the designer's.
        rates = [torch.tensor(group.base_lr, dtype=torch.float64) for group in self.schedule.groups]
        return _optimizer(rates, self._momentum)

    def scheduler(self, optimizer: SGD, **arguments: int) -> LRScheduler:
        """Build the exported scheduler with its own numbers."""
        return self.scheduler_class(optimizer, **arguments)

    def with_group(self, base_lr: float) -> "Rig":
        """Return the rig for a schedule that has one more group."""
        groups = (*self.schedule.groups, Group("added in mid-run", base_lr))
        return replace(self, schedule=replace(self.schedule, groups=groups))


def rig_or_reason(source: str, schedule: Schedule, folder: Path) -> Rig | str:
    """Import the exported file, and return the rig, or a sentence that says why there is none.

    Raises:
        MemoryError: if the file used up what it may have.
    """
    try:
        return Rig(loaded_class(source, schedule.class_name, folder), schedule)
    except MemoryError:
        raise
    except NoSchedulerError as fault:
        return str(fault)
    except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
        return f"While it was imported, {described(error)}"


def loaded_class(source: str, name: str, folder: Path) -> type[LRScheduler]:
    """Write the exported file, import it as a real module and return its class.

    Raises:
        NoSchedulerError: if there is no such class in it.
        BaseException: whatever running the file raises.
    """
    from torch.optim import lr_scheduler

    path = folder / f"{MODULE}.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(MODULE, path)
    if spec is None or spec.loader is None:
        raise NoSchedulerError(f"The exported file could not be imported from {path.name}.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    spec.loader.exec_module(module)
    found = getattr(module, name, None)
    if found is None:
        raise NoSchedulerError(f"The exported file holds no class called {name}.")
    if not (isinstance(found, type) and issubclass(found, lr_scheduler.LRScheduler)):
        raise NoSchedulerError(f"{name} in the exported file is no subclass of LRScheduler.")
    return found


def added_parameters() -> list[Any]:
    """Return the parameters of one more layer, with gradients."""
    layers = _layers(1)
    return list(layers.parameters())


def _optimizer(rates: list[Any], momentum: float) -> SGD:
    import torch

    return torch.optim.SGD(_groups(rates), lr=rates[0], momentum=momentum, foreach=False)


def _groups(rates: list[Any]) -> list[dict[str, Any]]:
    layers = _layers(len(rates))
    return [
        {"params": list(layer.parameters()), "lr": rate}
        for layer, rate in zip(layers, rates, strict=True)
    ]


def _layers(count: int) -> Any:
    """Build layers, the first ones of which have been through one forward and backward."""
    import torch

    # In double precision, as the rates are: a huge one must fail in the exported file or nowhere.
    layers = torch.nn.ModuleList(
        torch.nn.Linear(2, 1, bias=False, dtype=torch.float64) for _ in range(count)
    )
    inputs = torch.ones(4, 2, dtype=torch.float64)
    trained = layers[:MOST_TRAINED]
    loss: Any = torch.stack([layer(inputs).square().mean() for layer in trained]).sum()
    loss.backward()
    return layers

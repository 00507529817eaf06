"""The exported class as a module of its own, real optimizers for it, and the steps of training."""

import importlib.util
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from inspect import signature
from pathlib import Path
from typing import Any, TypeAlias

from rampsmith.designer.document.curves import curve_keys
from rampsmith.designer.document.kinds import KINDS, CurveKind
from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.evaluation.plateau import metric_at
from rampsmith.designer.evaluation.segment_curve import first_watched
from rampsmith.designer.evaluation.timeline import timeline
from rampsmith.designer.proof.descriptions import MODULE, exception_sentence
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.shapes.plateau import Plateau

# The types of torch cannot be named here: only functions may import it.
Optimizer: TypeAlias = Any
LRScheduler: TypeAlias = Any

ADAM_NAMES = frozenset(["lr", "betas", "weight_decay"])
"""What the groups of an AdamW hold of what curves can set."""

MOST_TRAINED = 32
"""Groups whose layers have gradients; updates of hundreds would take most of a proof's time."""


class _NoSchedulerError(Exception):
    """The file does not hold the class that it should, as a sentence."""


def set_kinds(schedule: Schedule) -> tuple[CurveKind, ...]:
    """Return what the curves of a schedule set, the rates first."""
    keys = (key for key in curve_keys(schedule) if key.kind.combines == "sets")
    return tuple(dict.fromkeys(key.kind for key in keys))


def built_number(kind: CurveKind, group: Group) -> float:
    """Return the number of a kind that the optimizer is built with for a group.

    Where it is none of the design's, it is half the usual one: a number that was left alone is told
    by it from one that was set.
    """
    return kind.neutral / 2 if kind.usual_base is None else group.base(kind)


@dataclass(frozen=True, slots=True)
class Workbench:
    """The exported class and the schedule that it should follow.

    Attributes:
        scheduler_class: the class.
        schedule: the schedule, with the groups of the optimizer that is built.
        names: what the class is given as its ``groups``, if anything.
        prefers_betas: whether the optimizer has betas although it need not have any.
    """

    scheduler_class: type[LRScheduler]
    schedule: Schedule
    names: tuple[str, ...] = ()
    prefers_betas: bool = False

    @property
    def has_betas(self) -> bool:
        """Whether its optimizer is an AdamW, not an SGD, which could not hold a beta2."""
        return self.prefers_betas or any(
            kind.held and all(held.index is not None for held in kind.held)
            for kind in set_kinds(self.schedule)
        )

    def with_betas(self) -> "Workbench":
        """Return the workbench whose optimizer has betas."""
        return replace(self, prefers_betas=True)

    def optimizer(self) -> Optimizer:
        """Build a network with a layer for each group, its gradients, and an optimizer."""
        import torch

        groups = self.schedule.groups
        built = [
            {"params": list(layer.parameters()), **self.settings(group)}
            for layer, group in zip(_layers(len(groups)), groups, strict=True)
        ]
        optimizer = torch.optim.AdamW if self.has_betas else torch.optim.SGD
        return optimizer(built, lr=groups[0].base_lr, foreach=False)

    def optimizer_with_tensor_rates(self) -> Optimizer:
        """Build the same with rates that are tensors, as compiled and captured training has."""
        import torch

        optimizer = self.optimizer()
        for group in optimizer.param_groups:
            # In double precision, or the rate itself could not be the designer's.
            group["lr"] = torch.tensor(group["lr"], dtype=torch.float64)
        return optimizer

    def settings(self, group: Group) -> dict[str, Any]:
        """Return what a group of the optimizer is built with."""
        names = ADAM_NAMES if self.has_betas else self._plain_names
        settings: dict[str, Any] = {}
        for kind in KINDS:
            held = next((each for each in kind.held if each.name in names), None)
            if held is not None and held.index is None:
                settings[held.name] = built_number(kind, group)
            elif held is not None:
                # The betas stand in the order of their kinds.
                earlier = settings.get(held.name, ())
                settings[held.name] = (*earlier, built_number(kind, group))
        return settings

    def scheduler(self, optimizer: Optimizer, **arguments: int) -> LRScheduler:
        """Build the exported scheduler with its own numbers."""
        groups = {"groups": self.names} if self.names else {}
        return self.scheduler_class(optimizer, **groups, **arguments)

    def with_group(self, group: Group) -> "Workbench":
        """Return the workbench for a schedule that has one more group."""
        groups = (*self.schedule.groups, group)
        return replace(self, schedule=replace(self.schedule, groups=groups))

    def shared(self) -> tuple["Workbench", ...]:
        """Return workbenches for two optimizers that share the groups, the second with betas.

        The groups are not in their order. There are none for a class that does not tell them apart.
        """
        if "groups" not in signature(self.scheduler_class).parameters:
            return ()
        groups = self.schedule.groups
        shares = [share[::-1] for share in (groups[::2], groups[1::2]) if share]
        return tuple(
            replace(
                self,
                schedule=replace(self.schedule, groups=share),
                names=tuple(group.name for group in share),
                prefers_betas=number == 1,
            )
            for number, share in enumerate(shares)
        )

    @property
    def _plain_names(self) -> frozenset[str]:
        """The names that an SGD needs in its groups to hold what the curves set."""
        kinds = [kind for kind in set_kinds(self.schedule) if not kind.is_own]
        return frozenset(h.name for kind in kinds for h in kind.held if h.index is None)


def moved(state: Mapping[str, Any], step: int) -> dict[str, Any]:
    """Return a scheduler's state at another step, without what the groups held at its own."""
    return {key: value for key, value in state.items() if key != "groups"} | {"last_epoch": step}


class TrainingStepper:
    """Takes the steps of a schedule as a training loop would.

    Attributes:
        first: the first step that depends on a metric; infinite without a plateau. The state of an
            earlier step follows from its number alone.
    """

    def __init__(self, schedule: Schedule) -> None:
        """Find where a metric is needed, if anywhere."""
        self._schedule = schedule
        self._shape: Plateau | None = None
        self.first: float = math.inf
        shape = schedule.segments[-1].shape if schedule.segments else None
        if isinstance(shape, Plateau):
            line = timeline(schedule)
            self._shape = shape
            self._begin = first_watched(line.begins[-1], schedule.counts_from)
            self._begin -= schedule.counts_from
            self._end = math.inf if schedule.goes_on else line.end - schedule.counts_from
            self.first = self._begin + 1

    def metric(self, step: int) -> float | None:
        """Return the metric with which the step after this one is taken."""
        if self._shape is None or not self._begin <= step < self._end:
            return None
        return metric_at(step - self._begin, self._shape, self._schedule.metric)

    def shown_metric(self, step: int) -> float | None:
        """Return the metric that a loop has at a step, needed or not; None without a plateau."""
        if self._shape is None:
            return None
        return metric_at(max(0, step - self._begin), self._shape, self._schedule.metric)

    def advance(self, step: int, scheduler: Any) -> None:
        """Do what a training loop does after this step."""
        scheduler.optimizer.step()
        metric = self.metric(step)
        if metric is None:
            scheduler.step()
        else:
            scheduler.step(metric)


def workbench_or_reason(file: ExportedFile, folder: Path) -> Workbench | str:
    """Import the exported file, and return its workbench, or a sentence why there is none.

    Raises:
        MemoryError: if the file used up what it may have.
    """
    try:
        return Workbench(_loaded_class(file, folder), file.schedule)
    except MemoryError:
        raise
    except _NoSchedulerError as fault:
        return str(fault)
    except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
        return f"While it was imported, {exception_sentence(error)}"


def _loaded_class(file: ExportedFile, folder: Path) -> type[LRScheduler]:
    """Write the exported file, import it as a real module and return its class.

    Raises:
        _NoSchedulerError: if there is no such class in it.
        BaseException: whatever running the file raises.
    """
    from torch.optim import lr_scheduler

    path = folder / f"{MODULE}.py"
    path.write_text(file.source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(MODULE, path)
    if spec is None or spec.loader is None:
        raise _NoSchedulerError(f"The exported file could not be imported from {path.name}.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    spec.loader.exec_module(module)
    name = file.schedule.class_name
    found = getattr(module, name, None)
    if found is None:
        raise _NoSchedulerError(f"The exported file holds no class called {name}.")
    if not (isinstance(found, type) and issubclass(found, lr_scheduler.LRScheduler)):
        raise _NoSchedulerError(f"{name} in the exported file is no subclass of LRScheduler.")
    return found


def added_parameters() -> list[Any]:
    """Return the parameters of one more layer, with gradients."""
    return list(_layers(1).parameters())


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

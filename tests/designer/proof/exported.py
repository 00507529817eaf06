"""A small schedule, the class that an engineer would write for it, and ways to spoil it."""

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.proof.proof_task import ProofTask
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source

GROUPS = (Group("body", 1e-3), Group("head", 1e-2))


def schedule(total_steps: int = 40) -> Schedule:
    """Warm up over ten steps, then decay to a tenth."""
    return Schedule(
        class_name="Ramp",
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(10), Level(0), Level(1)),
            Segment("Decay", Cosine(), Span.of_the_rest(), end=Level(0.1)),
        ),
        groups=GROUPS,
        run=Run(epochs=None, updates=total_steps),
    )


GOOD = """
import math
import warnings

from torch import Tensor
from torch.optim.lr_scheduler import LRScheduler


class Ramp(LRScheduler):
    def __init__(self, optimizer, warmup_steps=10, total_steps=40, last_epoch=-1):
        self._numbers = {"warmup_steps": warmup_steps, "total_steps": total_steps}
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        t = self.last_epoch
        groups = self.optimizer.param_groups
        factor = self._factor(t)
        for g in groups[len(self.base_lrs):]:
            g.setdefault("initial_lr", float(g["lr"]) / (self._factor(t - 1) or 1.0))
        rates = [float(g["initial_lr"]) * factor for g in groups]
        # HERE
        return rates

    def _factor(self, t):
        begin, end = self._numbers["warmup_steps"], self._numbers["total_steps"]
        if t < begin:
            return t / begin
        if t >= end:
            return 0.1
        weight = 0.5 * (1.0 + math.cos(math.pi * ((t - begin) / (end - begin))))
        return 1.0 * weight + 0.1 * (1.0 - weight)

    def state_dict(self):
        return {"last_epoch": self.last_epoch, "numbers": dict(self._numbers)}

    def load_state_dict(self, state):
        if state["numbers"] != self._numbers:
            warnings.warn("The checkpoint was saved with other numbers.", stacklevel=2)
        self.last_epoch = state["last_epoch"]
        self._step_count = self.last_epoch + 1
        rates = self.get_lr()
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate
        self._last_lr = rates
"""

LINE = 1 + GOOD[: GOOD.index("# HERE")].count("\n")
"""The line of the exported file at which ``spoiled`` puts its statement."""


def file_of(schedule: Schedule) -> ExportedFile:
    """Return the file that is exported of a schedule."""
    return ExportedFile(pytorch_source(schedule), schedule)


def good_task(total_steps: int = 40) -> ProofTask:
    """Return a task that passes."""
    return ProofTask(
        ExportedFile(changed("total_steps=40", f"total_steps={total_steps}"), schedule(total_steps))
    )


def changed(old: str, new: str) -> str:
    """Return the good class with one passage changed."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def spoiled(statement: str) -> str:
    """Return the good class with a statement of one line before its rates are returned."""
    return changed("# HERE", statement)


def task(source: str) -> ProofTask:
    """Return the task to prove a file for the small schedule."""
    return ProofTask(ExportedFile(source, schedule()))

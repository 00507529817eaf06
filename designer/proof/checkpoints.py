"""Checkpoints as training scripts save them, and the ways to go on from what was kept."""

import io
from collections.abc import Callable
from typing import Any, NamedTuple

from rampsmith.designer.proof.workbench import Workbench

ORDERS = {
    "optimizer loaded first": ("build", "optimizer", "scheduler"),
    "scheduler loaded first": ("build", "scheduler", "optimizer"),
    "scheduler built after the optimizer was loaded": ("optimizer", "build", "scheduler"),
}
"""The orders in which a training script may resume from a checkpoint."""


class Resume(NamedTuple):
    """A way to go on from what was kept of a scheduler at a step."""

    step: int
    words: str
    scheduler: Callable[[], Any]
    is_checkpoint: bool = False


def saved(scheduler: Any) -> bytes:
    """Save optimizer and scheduler as a training script does."""
    import torch

    file = io.BytesIO()
    states = {"optimizer": scheduler.optimizer.state_dict(), "scheduler": scheduler.state_dict()}
    torch.save(states, file)
    return file.getvalue()


def resumed(bench: Workbench, checkpoint: bytes, order: tuple[str, ...]) -> Any:
    """Build a scheduler, and load its state and the optimizer's, in one of the orders."""
    import torch

    # By default torch takes plain values only.
    states = torch.load(io.BytesIO(checkpoint), weights_only=True)
    parts = {"optimizer": bench.optimizer()}
    for part in order:
        if part == "build":
            parts["scheduler"] = bench.scheduler(parts["optimizer"])
        else:
            parts[part].load_state_dict(states[part])
    return parts["scheduler"]

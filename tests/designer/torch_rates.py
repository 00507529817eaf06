"""The rates that torch's own schedulers set."""

from collections.abc import Callable
from typing import Any

import torch
from torch.optim.lr_scheduler import LRScheduler


def stepped(make: Callable[[Any], LRScheduler], steps: int, lr: float = 1e-3) -> list[float]:
    """Step a scheduler of torch's and return the rate at every step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr, momentum=0.9)
    scheduler = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found

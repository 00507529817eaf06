"""Training by Accelerate with a scheduler that it has prepared: the designs and the results' folder are given.

Every process of a run writes the rates that its updates have used to files of its own.
"""

import json
import os
import sys
from pathlib import Path

from accelerate import Accelerator
from torch.utils.data import DataLoader

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import read_design
from tests.designer.training_loop.real_loops import Training


def trained(schedule: Schedule, accelerator: Accelerator) -> list[tuple[float, ...]]:
    """Train as Accelerate's own examples do, and tell the rates that each update used."""
    training = Training(schedule)
    loader = DataLoader(training.loader.dataset, schedule.run.batch_size)
    optimizer, scheduler, batches = accelerator.prepare(
        training.optimizer, training.scheduler, loader
    )
    used: list[tuple[float, ...]] = []
    t = 0
    for _ in range(schedule.run.epochs or 0):
        for (inputs,) in batches:
            training.backward(inputs)
            used.append(training.rates())
            optimizer.step()
            optimizer.zero_grad()
            metric = training.stepper.shown_metric(t)
            scheduler.step(*(() if metric is None else (metric,)))
            t += 1
    return used


def main(folder: Path) -> None:
    """Train with each design of a folder."""
    accelerator = Accelerator(cpu=True)
    rank = os.environ["RANK"]
    for design in sorted(folder.glob("*.ramp")):
        used = trained(read_design(design), accelerator)
        path = folder / f"{design.stem}-{rank}.json"
        path.write_text(json.dumps(used), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

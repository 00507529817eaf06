"""Copied loops, run in a process of their own: given are the folder of their designs, a framework and optimizers.

Every process of a distributed run writes the updates that it has made to a file of its own.
"""

import json
import os
import sys
from pathlib import Path

import torch

from rampsmith.designer.files.design_file import read_design
from rampsmith.exporters.words.frameworks import FRAMEWORKS
from tests.exporters.loops.runs import Given, trained

HALVES = {
    "lightning": (
        [
            ("EPOCHS = 3", "EPOCHS = 2"),
            (
                "trainer.fit(training, loader)",
                'trainer.fit(training, loader); trainer.save_checkpoint("kept")',
            ),
        ],
        [("trainer.fit(training, loader)", 'trainer.fit(training, loader, ckpt_path="kept")')],
    ),
    "accelerate": (
        [
            ("EPOCHS = 3", "EPOCHS = 2"),
            ("accelerator.end_training()", 'accelerator.save_state("kept")'),
        ],
        [("EPOCHS = 3", "EPOCHS = 1"), ("    model.train()", '    accelerator.load_state("kept")')],
    ),
}
"""What makes a loop of three epochs save after two, and then go on from there."""


def main(folder: Path, framework: str, optimizers: list[list[str]], *, in_halves: bool) -> None:
    """Train with each design, and write what every update was made with."""
    torch.set_num_threads(1)
    os.chdir(folder)
    chosen = next(each for each in FRAMEWORKS if each == framework)
    rank = os.environ.get("RANK", "0")
    for design in sorted(folder.glob("*.ramp")):
        own = folder / f"{design.stem}-{rank}"
        own.mkdir()
        schedule = read_design(design)
        updates = [
            update
            for changes in (HALVES[framework] if in_halves else [[]])
            for update in trained(Given(schedule, optimizers), chosen, own, changes=changes)
        ]
        (own / "updates.json").write_text(json.dumps(updates), encoding="utf-8")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        sys.argv[2],
        json.loads(sys.argv[3]),
        in_halves=sys.argv[4:] == ["halves"],
    )
    # torch's threads outlive their process group, and one that frees a tensor while Python ends
    # aborts the process, now and then: so Python does not end, the process does.
    os._exit(0)

"""Copied loops, run in a process of their own: the folder of their designs and a framework are given.

Every process of a distributed run writes the updates that it has made to a file of its own.
"""

import json
import os
import sys
from pathlib import Path

import torch

from rampsmith.designer.files.design_file import read_design
from rampsmith.exporters.loops.frameworks import FRAMEWORKS
from tests.exporters.loops.runs import Given, trained


def main(folder: Path, framework: str) -> None:
    """Train with each design, and write what every update was made with."""
    torch.set_num_threads(1)
    os.chdir(folder)
    chosen = next(each for each in FRAMEWORKS if each == framework)
    rank = os.environ.get("RANK", "0")
    for design in sorted(folder.glob("*.ramp")):
        own = folder / f"{design.stem}-{rank}"
        own.mkdir()
        updates = trained(Given(read_design(design)), chosen, own)
        (own / "updates.json").write_text(json.dumps(updates), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
    # torch's threads outlive their process group, and one that frees a tensor while Python ends
    # aborts the process, now and then: so Python does not end, the process does.
    os._exit(0)

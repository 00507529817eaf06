"""One process of a distributed training: runs the example and writes down what it has seen.

Started by torchrun with the folder of checkpoints, "ddp" or "fsdp", the epoch to stop after, and
the folder for what was seen.
"""

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

import torch.distributed as dist
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from train_digits import digits
from train_distributed import Training, join

EPOCHS = 3


def whole_weights(training: Training) -> dict[str, list[float]]:
    """Gather the weights in every process."""
    options = StateDictOptions(full_state_dict=True)
    states: dict[str, Any] = get_model_state_dict(training.network, options=options)
    return {name: value.flatten().tolist() for name, value in states.items()}


def train(checkpoints: str, kind: str, until: str, seen: str) -> None:
    """Train, and write down the rate of every update, and the weights before and after."""
    images, labels, _, _ = digits()
    training = Training(images, labels, EPOCHS, shards=kind == "fsdp")
    training.load(Path(checkpoints))
    before = whole_weights(training)
    rates: list[float] = []
    training.optimizer.register_step_pre_hook(
        lambda optimizer, *_: rates.append(float(optimizer.param_groups[0]["lr"]))
    )
    begun = training.scheduler.last_epoch
    while training.epoch < int(until):
        training.train_one_epoch()
        training.save(Path(checkpoints))
    found = {
        "begun": begun,
        "rates": rates,
        "last": training.scheduler.get_last_lr()[0],
        "before": before,
        "after": whole_weights(training),
    }
    Path(seen, f"{dist.get_rank()}.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    join()
    train(*sys.argv[1:])
    gc.collect()  # A network that outlives its process group may wait for it for ever.
    dist.destroy_process_group()
    os._exit(0)  # One of torch's threads that frees a tensor while Python ends would abort it.

"""Train on handwritten digits in several processes with a schedule that Rampsmith has exported.

On one machine, with two processes, on the CPU or on the first two GPUs::

    torchrun --nproc-per-node 2 train_distributed.py --checkpoint run

Started again with the same folder, it goes on where the checkpoint was saved, also with another
number of processes: the batch is that of all processes together, so that the steps stay the same.

Needs torch, scikit-learn, and digits_warmup_cosine.py and train_digits.py beside this file.
"""

import argparse
import gc
import os
import sys
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from digits_warmup_cosine import DigitsWarmupCosine
from torch import Tensor, nn
from torch.distributed.checkpoint.state_dict import get_state_dict, set_state_dict
from torch.distributed.checkpoint.state_dict_loader import load
from torch.distributed.checkpoint.state_dict_saver import save
from torch.distributed.fsdp import fully_shard
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset
from train_digits import BASE_LR, BATCH_SIZE, EPOCHS, digits


class Training:
    """This process's part of a training: its share of every batch, and what it is trained with."""

    def __init__(self, images: Tensor, labels: Tensor, epochs: int, *, shards: bool) -> None:
        torch.manual_seed(0)
        self.device = torch.get_default_device()
        data = TensorDataset(images, labels)
        share = BATCH_SIZE // dist.get_world_size()
        self.sampler: DistributedSampler[Any] = DistributedSampler(data, seed=0, drop_last=True)
        self.batches = DataLoader(data, share, sampler=self.sampler, drop_last=True)
        self.epochs = epochs
        self.epoch = 0

        network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
        if shards:
            fully_shard(network)  # every process holds a part of the weights and of their state
        self.network = network if shards else DistributedDataParallel(network)
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=BASE_LR)
        # Every process has a scheduler of its own; they agree because they count the same steps.
        updates = epochs * len(self.batches)
        self.scheduler = DigitsWarmupCosine(self.optimizer, total_steps=updates)

    def train_one_epoch(self) -> float:
        """Go through the data once and return this process's mean loss."""
        self.sampler.set_epoch(self.epoch)  # another order in every epoch, the same everywhere
        total = 0.0
        for images, labels in self.batches:
            self.optimizer.zero_grad()
            outputs = self.network(images.to(self.device))
            loss = nn.functional.cross_entropy(outputs, labels.to(self.device))
            loss.backward()
            self.optimizer.step()
            self.scheduler.step()  # in every process, after every optimizer.step()
            total += loss.item()
        self.epoch += 1
        return total / len(self.batches)

    def save(self, folder: Path) -> None:
        """Write a checkpoint of this epoch; every process writes its part."""
        network, optimizer = get_state_dict(self.network, self.optimizer)
        progress = {"scheduler": self.scheduler.state_dict(), "epoch": self.epoch}
        states = {"network": network, "optimizer": optimizer, **progress}
        save(states, checkpoint_id=folder / f"epoch_{self.epoch:04}")

    def load(self, folder: Path) -> None:
        """Go on from the newest checkpoint, whichever number of processes has written it."""
        # What says what is in a checkpoint is written last: one that was cut off is passed over.
        written = sorted(path.parent for path in folder.glob("epoch_*/.metadata"))
        if not written:
            return
        network, optimizer = get_state_dict(self.network, self.optimizer)
        progress = {"scheduler": self.scheduler.state_dict(), "epoch": self.epoch}
        states: dict[str, Any] = {"network": network, "optimizer": optimizer, **progress}
        load(states, checkpoint_id=written[-1])
        set_state_dict(
            self.network,
            self.optimizer,
            model_state_dict=states["network"],
            optim_state_dict=states["optimizer"],
        )
        self.scheduler.load_state_dict(states["scheduler"])
        self.epoch = states["epoch"]


def join() -> None:
    """Find the other processes, by what torchrun has told this one."""
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
        torch.set_default_device(device)
        dist.init_process_group("nccl", device_id=device)
    else:
        torch.set_num_threads(1)  # A network this small is fastest with one.
        dist.init_process_group("gloo")


def train(epochs: int, until: int, checkpoint: Path | None, *, shards: bool) -> None:
    """Train from the newest checkpoint, if there is one, until an epoch."""
    train_x, train_y, _, _ = digits()
    training = Training(train_x, train_y, epochs, shards=shards)
    if checkpoint:
        training.load(checkpoint)
    while training.epoch < until:
        rate = training.scheduler.get_last_lr()[0]
        loss = training.train_one_epoch()
        if dist.get_rank() == 0:
            print(f"epoch {training.epoch - 1:2}   rate {rate:.6f}   loss {loss:.4f}", flush=True)
        if checkpoint:
            training.save(checkpoint)


def main() -> int:
    """Train, or go on from the checkpoint; return the exit status."""
    parser = argparse.ArgumentParser(description="Train on handwritten digits, by torchrun.")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--until", type=int, help="stop after this epoch, to go on another time")
    parser.add_argument("--checkpoint", type=Path, help="save into this folder after every epoch")
    parser.add_argument(
        "--fsdp", action="store_true", help="shard the weights; else DDP copies them"
    )
    arguments = parser.parse_args()
    if "RANK" not in os.environ:
        parser.error("start it by torchrun --nproc-per-node 2 train_distributed.py")

    join()
    until = arguments.until or arguments.epochs
    train(arguments.epochs, until, arguments.checkpoint, shards=arguments.fsdp)
    gc.collect()  # A network that outlives its process group may wait for it for ever.
    dist.destroy_process_group()
    return 0


if __name__ == "__main__":
    sys.exit(main())

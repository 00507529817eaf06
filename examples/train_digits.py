"""Train a small network on handwritten digits with a schedule that Rampsmith has exported.

The schedule steps after every update. Half-way the training is interrupted, and a new network,
optimizer and schedule go on from the checkpoint; they end with the same weights, bit for bit.

Needs torch, scikit-learn, and digits_warmup_cosine.py beside this file.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import torch
from digits_warmup_cosine import DigitsWarmupCosine
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

EPOCHS = 20
BATCH_SIZE = 32
BASE_LR = 0.01


def digits() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return images and labels: 1,437 for training and 360 to test with."""
    images, labels = load_digits(return_X_y=True)
    split = train_test_split(images / 16, labels, test_size=360, random_state=0, stratify=labels)
    train_x, test_x, train_y, test_y = split
    return (
        torch.tensor(train_x, dtype=torch.float32),
        torch.tensor(train_y),
        torch.tensor(test_x, dtype=torch.float32),
        torch.tensor(test_y),
    )


class Training:
    """A network with all that it takes to train it."""

    def __init__(self, images: Tensor, labels: Tensor, epochs: int) -> None:
        torch.manual_seed(0)
        self.network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
        self.data = TensorDataset(images, labels)
        self.epochs = epochs
        self.epoch = 0

        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=BASE_LR)
        updates = epochs * -(-len(self.data) // BATCH_SIZE)
        self.scheduler = DigitsWarmupCosine(self.optimizer, total_steps=updates)

    def run(self, until_epoch: int, *, quiet: bool = False) -> None:
        """Train up to an epoch."""
        while self.epoch < until_epoch:
            rate = self.scheduler.get_last_lr()[0]
            loss = self.train_one_epoch()
            if not quiet:
                print(f"epoch {self.epoch:2}   rate {rate:.6f}   loss {loss:.4f}")
            self.epoch += 1

    def train_one_epoch(self) -> float:
        """Go through the data once and return the mean loss."""
        # The order depends on the epoch alone, so it is the same after a resume.
        order = torch.Generator().manual_seed(self.epoch)
        batches = DataLoader(self.data, BATCH_SIZE, shuffle=True, generator=order)
        total = 0.0
        for images, labels in batches:
            self.optimizer.zero_grad()
            loss = nn.functional.cross_entropy(self.network(images), labels)
            loss.backward()
            self.optimizer.step()
            self.scheduler.step()  # after every optimizer.step()
            total += loss.item() * len(labels)
        return total / len(self.data)

    def save(self, path: Path) -> None:
        """Write everything that a resume needs."""
        checkpoint = {
            "epoch": self.epoch,
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler.state_dict(),
        }
        torch.save(checkpoint, path)

    def load(self, path: Path) -> None:
        """Go on where a checkpoint was saved."""
        checkpoint = torch.load(path)
        self.epoch = checkpoint["epoch"]
        self.network.load_state_dict(checkpoint["network"])
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self.scheduler.load_state_dict(checkpoint["scheduler"])

    def accuracy(self, images: Tensor, labels: Tensor) -> float:
        """Return which part of the images the network reads rightly."""
        with torch.no_grad():
            right = self.network(images).argmax(dim=1) == labels
        return float(right.sum()) / len(labels)


def same_weights(one: nn.Module, other: nn.Module) -> bool:
    """Return whether two networks have the same weights, bit for bit."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def main() -> int:
    """Train, interrupt, resume and compare; return the exit status."""
    parser = argparse.ArgumentParser(description="Train on handwritten digits.")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="at least 4")
    parser.add_argument("--checkpoint", type=Path, help="keep the checkpoint here")
    arguments = parser.parse_args()
    epochs = max(4, arguments.epochs)

    torch.set_num_threads(1)  # A network this small is fastest with one.
    train_x, train_y, test_x, test_y = digits()
    training = Training(train_x, train_y, epochs)
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.checkpoint or Path(folder) / "digits.pt"
        training.run(epochs // 2)
        training.save(path)
        training.run(epochs)
        print(f"accuracy on {len(test_y)} other digits: {training.accuracy(test_x, test_y):.1%}")

        resumed = Training(train_x, train_y, epochs)
        resumed.load(path)
    resumed.run(epochs, quiet=True)

    if not same_weights(training.network, resumed.network):
        print(f"resumed after epoch {epochs // 2 - 1}: the weights differ")
        return 1
    print(f"resumed after epoch {epochs // 2 - 1}: the same weights, bit for bit")
    return 0


if __name__ == "__main__":
    sys.exit(main())

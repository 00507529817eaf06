"""Train on handwritten digits with Muon for the matrices and AdamW for everything else.

Each optimizer has a scheduler of the same exported class; ``groups`` says which of the designed
groups it serves. Muon's rate falls along a straight line and AdamW's along a cosine. The curves of
the momentum and the weight decay are Muon's alone: AdamW keeps the betas that it was built with.
Half-way the training is interrupted, and a new network goes on from the checkpoint; it ends with
the same weights, bit for bit.

Needs torch 2.9 or newer, scikit-learn, and digits_muon_adam.py beside this file.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import torch
from digits_muon_adam import DigitsMuonAdam
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

EPOCHS = 20
BATCH_SIZE = 32
MUON_LR = 0.02
ADAM_LR = 0.005
BETAS = (0.9, 0.99)


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
        hidden = [nn.Linear(64, 64), nn.Linear(64, 64)]
        head = nn.Linear(64, 10)
        self.network = nn.Sequential(hidden[0], nn.ReLU(), hidden[1], nn.ReLU(), head)
        self.data = TensorDataset(images, labels)
        self.epochs = epochs
        self.epoch = 0

        # Muon is for hidden matrices; the head and all biases are better off with AdamW.
        matrices = [layer.weight for layer in hidden]
        others = [layer.bias for layer in hidden] + list(head.parameters())
        self.muon = torch.optim.Muon(matrices, lr=MUON_LR, weight_decay=0.1)
        self.adam = torch.optim.AdamW(others, lr=ADAM_LR, betas=BETAS, weight_decay=0.0)
        updates = epochs * -(-len(self.data) // BATCH_SIZE)
        self.schedulers = [
            DigitsMuonAdam(self.muon, total_steps=updates, groups=("muon",)),
            DigitsMuonAdam(self.adam, total_steps=updates, groups=("adam",)),
        ]

    def run(self, until_epoch: int, *, quiet: bool = False) -> None:
        """Train up to an epoch."""
        while self.epoch < until_epoch:
            muon, adam = self.muon.param_groups[0], self.adam.param_groups[0]
            line = (
                f"epoch {self.epoch:2}   muon: rate {muon['lr']:.6f} momentum "
                f"{muon['momentum']:.4f} decay {muon['weight_decay']:.4f}   "
                f"adam: rate {adam['lr']:.6f} beta1 {adam['betas'][0]}"
            )
            loss = self.train_one_epoch()
            if not quiet:
                print(f"{line}   loss {loss:.4f}")
            self.epoch += 1

    def train_one_epoch(self) -> float:
        """Go through the data once and return the mean loss."""
        # The order depends on the epoch alone, so it is the same after a resume.
        order = torch.Generator().manual_seed(self.epoch)
        batches = DataLoader(self.data, BATCH_SIZE, shuffle=True, generator=order)
        total = 0.0
        for images, labels in batches:
            self.muon.zero_grad()
            self.adam.zero_grad()
            loss = nn.functional.cross_entropy(self.network(images), labels)
            loss.backward()
            self.muon.step()
            self.adam.step()
            for scheduler in self.schedulers:
                scheduler.step()  # after every update of both optimizers
            total += loss.item() * len(labels)
        return total / len(self.data)

    def save(self, path: Path) -> None:
        """Write everything that a resume needs."""
        checkpoint = {
            "epoch": self.epoch,
            "network": self.network.state_dict(),
            "muon": self.muon.state_dict(),
            "adam": self.adam.state_dict(),
            "schedulers": [scheduler.state_dict() for scheduler in self.schedulers],
        }
        torch.save(checkpoint, path)

    def load(self, path: Path) -> None:
        """Go on where a checkpoint was saved."""
        checkpoint = torch.load(path)
        self.epoch = checkpoint["epoch"]
        self.network.load_state_dict(checkpoint["network"])
        self.muon.load_state_dict(checkpoint["muon"])
        self.adam.load_state_dict(checkpoint["adam"])
        for scheduler, state in zip(self.schedulers, checkpoint["schedulers"], strict=True):
            scheduler.load_state_dict(state)

    def accuracy(self, images: Tensor, labels: Tensor) -> float:
        """Return which part of the images the network reads rightly."""
        with torch.no_grad():
            right = self.network(images).argmax(dim=1) == labels
        return float(right.sum()) / len(labels)


def same_weights(one: nn.Module, other: nn.Module) -> bool:
    """Tell whether two networks have the same weights, bit for bit."""
    pairs = zip(one.parameters(), other.parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def main() -> int:
    """Train, interrupt, resume and compare; return the exit status."""
    parser = argparse.ArgumentParser(description="Train on handwritten digits with Muon and AdamW.")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="at least 6")
    parser.add_argument("--checkpoint", type=Path, help="keep the checkpoint here")
    arguments = parser.parse_args()
    epochs = max(6, arguments.epochs)

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

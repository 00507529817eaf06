"""Train on handwritten digits with gradient accumulation; the schedule steps after every update.

An epoch has 45 batches. Four of them make an update, and the one that is left over makes a
twelfth update of its own. So the schedule steps 12 times an epoch, not 45 times.

Needs torch, scikit-learn, and digits_warmup_linear.py beside this file.
"""

import argparse
import sys
from itertools import islice

import torch
from digits_warmup_linear import DigitsWarmupLinear
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EPOCHS = 20
BATCH_SIZE = 32
ACCUMULATION = 4
BASE_LR = 0.02


def main() -> int:
    """Train and print rate, loss and accuracy; return the exit status."""
    parser = argparse.ArgumentParser(description="Train on handwritten digits, accumulating.")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="at least 3")
    epochs = max(3, parser.parse_args().epochs)

    torch.set_num_threads(1)  # A network this small is fastest with one.
    torch.manual_seed(0)
    images, labels = load_digits(return_X_y=True)
    split = train_test_split(images / 16, labels, test_size=360, random_state=0, stratify=labels)
    train_x, test_x = (torch.tensor(part, dtype=torch.float32) for part in split[:2])
    train_y, test_y = (torch.tensor(part) for part in split[2:])
    batches = DataLoader(TensorDataset(train_x, train_y), BATCH_SIZE, shuffle=True)
    updates_per_epoch = -(-len(batches) // ACCUMULATION)

    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.AdamW(network.parameters(), lr=BASE_LR)
    scheduler = DigitsWarmupLinear(optimizer, total_steps=epochs * updates_per_epoch)

    for epoch in range(epochs):
        total = 0.0
        coming = iter(batches)
        while update := list(islice(coming, ACCUMULATION)):
            samples = sum(len(labels) for _, labels in update)
            rate = scheduler.get_last_lr()[0]
            optimizer.zero_grad()
            for images, labels in update:
                loss = nn.functional.cross_entropy(network(images), labels, reduction="sum")
                (loss / samples).backward()  # a short accumulation weighs no less
                total += loss.item()
            optimizer.step()
            scheduler.step()  # after every optimizer.step(), not after every batch
        print(f"epoch {epoch:2}   rate {rate:.6f}   loss {total / len(train_y):.4f}")

    with torch.no_grad():
        right = network(test_x).argmax(dim=1) == test_y
    accuracy = float(right.sum()) / len(test_y)
    print(f"{scheduler.last_epoch} updates; accuracy on {len(test_y)} other digits: {accuracy:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

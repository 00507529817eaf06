"""Train on handwritten digits with an exported schedule that steps after every epoch.

Needs torch, scikit-learn, and cosine_warmup.py beside this file.
"""

import argparse
import sys

import torch
from cosine_warmup import CosineWarmupScheduler
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EPOCHS = 50
BATCH_SIZE = 32
BASE_LR = 0.1


def main() -> int:
    """Train and print rate, loss and accuracy; return the exit status."""
    parser = argparse.ArgumentParser(description="Train on handwritten digits, epoch by epoch.")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="at least 6")
    epochs = max(6, parser.parse_args().epochs)

    torch.set_num_threads(1)  # A network this small is fastest with one.
    torch.manual_seed(0)
    images, labels = load_digits(return_X_y=True)
    split = train_test_split(images / 16, labels, test_size=360, random_state=0, stratify=labels)
    train_x, test_x = (torch.tensor(part, dtype=torch.float32) for part in split[:2])
    train_y, test_y = (torch.tensor(part) for part in split[2:])
    batches = DataLoader(TensorDataset(train_x, train_y), BATCH_SIZE, shuffle=True)

    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(network.parameters(), lr=BASE_LR, momentum=0.9)
    scheduler = CosineWarmupScheduler(optimizer, total_epochs=epochs)

    for epoch in range(epochs):
        total = 0.0
        for images, labels in batches:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(network(images), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
        rate = scheduler.get_last_lr()[0]
        print(f"epoch {epoch:2}   rate {rate:.6f}   loss {total / len(train_y):.4f}")
        scheduler.step()  # after the epoch's last optimizer.step()

    with torch.no_grad():
        right = network(test_x).argmax(dim=1) == test_y
    accuracy = float(right.sum()) / len(test_y)
    print(f"accuracy on {len(test_y)} other digits: {accuracy:.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

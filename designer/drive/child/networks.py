"""The tasks: networks, what they are trained on, and their losses, all made from a seed."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

# The types of torch cannot be named here: only functions may import it.
Module: TypeAlias = Any
Tensor: TypeAlias = Any


class Network(NamedTuple):
    """A network, and what it is trained with.

    Attributes:
        model: the network.
        batches: what it is trained on, without end.
        loss: returns the mean loss of the network on a batch.
    """

    model: Module
    batches: Iterator[Any]
    loss: Callable[[Module, Any], Tensor]


def network(task: str, seed: int) -> Network:
    """Make the network of a task, whose weights and batches depend on the seed alone."""
    import torch

    torch.manual_seed(seed)
    return _MAKERS[task](torch.Generator().manual_seed(seed))


def _deep(generator: Any) -> Network:
    """A plain network of ten layers, which learns what another one, with two layers, computes."""
    import torch
    from torch import nn

    width, count, batch = 64, 4096, 64
    fixed = torch.Generator().manual_seed(0)
    inputs = torch.randn(count, width, generator=fixed)
    first = torch.randn(width, width, generator=fixed) / width**0.5
    second = torch.randn(width, 8, generator=fixed) / width**0.5
    targets = (inputs @ first).tanh() @ second
    layers: list[Module] = []
    for _ in range(9):
        layer = nn.Linear(width, width)
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        layers += [layer, nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(width, 8))

    def batches() -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            chosen = torch.randint(count, (batch,), generator=generator)
            yield inputs[chosen], targets[chosen]

    def loss(model: Module, pair: tuple[Tensor, Tensor]) -> Tensor:
        return nn.functional.mse_loss(model(pair[0]), pair[1])

    return Network(model, batches(), loss)


_MAKERS: dict[str, Callable[[Any], Network]] = {"deep": _deep}

"""The tasks: networks, what they are trained on, and their losses, all made from a seed."""

from collections.abc import Callable, Iterator
from functools import cache
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
        layers += [layer, nn.LeakyReLU(0.1)]
    model = nn.Sequential(*layers, nn.Linear(width, 8))

    def batches() -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            chosen = torch.randint(count, (batch,), generator=generator)
            yield inputs[chosen], targets[chosen]

    def loss(model: Module, pair: tuple[Tensor, Tensor]) -> Tensor:
        return nn.functional.mse_loss(model(pair[0]), pair[1])

    return Network(model, batches(), loss)


def _pictures(generator: Any) -> Network:
    """A network of three convolutions, which tells eight kinds of generated pictures apart."""
    import torch
    from torch import nn

    side, batch = 16, 32
    pictures, kinds = _generated_pictures(side)
    layers = ((1, 16, 1), (16, 32, 2), (32, 32, 2))
    model = nn.Sequential(
        *(
            part
            for inner, outer, stride in layers
            for part in (
                nn.Conv2d(inner, outer, 3, stride, padding=1),
                nn.BatchNorm2d(outer),
                nn.ReLU(),
            )
        ),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(32, 8),
    )

    def batches() -> Iterator[tuple[Tensor, Tensor]]:
        while True:
            chosen = torch.randint(len(kinds), (batch,), generator=generator)
            yield pictures[chosen], kinds[chosen]

    def loss(model: Module, pair: tuple[Tensor, Tensor]) -> Tensor:
        return nn.functional.cross_entropy(model(pair[0]), pair[1])

    return Network(model, batches(), loss)


@cache
def _generated_pictures(side: int) -> tuple[Tensor, Tensor]:
    """Draw stripes in eight directions, each at some place and of some width, under much noise."""
    import torch

    count = 4096
    fixed = torch.Generator().manual_seed(0)
    kinds = torch.randint(8, (count,), generator=fixed)
    angles = (kinds * (torch.pi / 8)).view(-1, 1, 1)
    places, widths = torch.rand(2, count, 1, 1, generator=fixed)
    rows, columns = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    along = rows * angles.cos() + columns * angles.sin()
    stripes = (along * (0.6 + 0.6 * widths) + 2 * torch.pi * places).sin()
    noise = torch.randn(count, side, side, generator=fixed)
    return (stripes + noise).unsqueeze(1), kinds


def _text(generator: Any) -> Network:
    """A transformer of two blocks, which predicts the next character of Python's documentation."""
    import torch
    from torch import nn

    length, width, heads, batch = 64, 64, 4, 8
    codes, characters = _documentation()
    embedding = nn.Embedding(characters, width)
    places = nn.Parameter(torch.randn(length, width) * 0.02)
    nn.init.normal_(embedding.weight, std=0.02)
    blocks = nn.ModuleList(
        nn.ModuleDict(
            {
                "before": nn.LayerNorm(width),
                "mixed": nn.Linear(width, 3 * width, bias=False),
                "joined": nn.Linear(width, width, bias=False),
                "between": nn.LayerNorm(width),
                "wide": nn.Linear(width, 4 * width),
                "narrow": nn.Linear(4 * width, width),
            }
        )
        for _ in range(2)
    )
    model = nn.ModuleDict(
        {"embedding": embedding, "blocks": blocks, "last": nn.LayerNorm(width)}
        | {"head": nn.Linear(width, characters)}
    )
    model.register_parameter("places", places)

    def batches() -> Iterator[Tensor]:
        span = torch.arange(length + 1)
        while True:
            begins = torch.randint(len(codes) - length, (batch, 1), generator=generator)
            yield codes[begins + span]

    def loss(model: Module, texts: Tensor) -> Tensor:
        x = model["embedding"](texts[:, :-1]) + model.places
        for block in model["blocks"]:
            mixed = block["mixed"](block["before"](x))
            query, key, value = (
                part.view(batch, length, heads, -1).transpose(1, 2) for part in mixed.chunk(3, -1)
            )
            seen = nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True)
            x = x + block["joined"](seen.transpose(1, 2).reshape(batch, length, width))
            x = x + block["narrow"](nn.functional.gelu(block["wide"](block["between"](x))))
        scores = model["head"](model["last"](x))
        return nn.functional.cross_entropy(scores.flatten(0, 1), texts[:, 1:].flatten())

    return Network(model, batches(), loss)


@cache
def _documentation() -> tuple[Tensor, int]:
    """Return Python's documentation as numbers of characters, and how many characters there are."""
    from pydoc_data.topics import topics

    import torch

    text = "\n".join(topics[name] for name in sorted(topics))
    # A few hundred signs occur hardly ever; all of them are one.
    data = torch.frombuffer(bytearray(text.encode("ascii", "replace")), dtype=torch.uint8)
    found, codes = torch.unique(data, return_inverse=True)
    return codes, len(found)


_MAKERS: dict[str, Callable[[Any], Network]] = {
    "deep": _deep,
    "pictures": _pictures,
    "text": _text,
}

"""The tasks and the optimizers that there are, by name; what makes them is in the child."""

from typing import NamedTuple


class TaskWords(NamedTuple):
    """A task as it is offered.

    Attributes:
        words: what it is called.
        about: what is trained on what, in a sentence.
        usual_updates: how many updates it is trained for where the design's run is longer.
        usual_optimizer: the optimizer that it has unless another one is asked for.
    """

    words: str
    about: str
    usual_updates: int
    usual_optimizer: str


TASKS: dict[str, TaskWords] = {
    "deep": TaskWords(
        "Deep network",
        "Ten plain layers without normalisation, which diverge as soon as the rate is too high.",
        1_000,
        "sgd",
    ),
    "pictures": TaskWords(
        "Convolutional network",
        "Three convolutions, which tell eight kinds of generated pictures apart.",
        1_000,
        "sgd",
    ),
    "text": TaskWords(
        "Character transformer",
        "Two blocks of a transformer, which predict the next character of Python's documentation.",
        1_000,
        "adamw",
    ),
}
"""The tasks, the quickest first."""

OPTIMIZERS: dict[str, str] = {"sgd": "SGD with momentum", "adamw": "AdamW", "muon": "Muon"}

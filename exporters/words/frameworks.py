"""The frameworks that a training loop can be written for."""

from typing import Literal, TypeAlias

Framework: TypeAlias = Literal["pytorch", "resume", "amp", "lightning", "trainer", "accelerate"]

FRAMEWORKS: dict[Framework, str] = {
    "pytorch": "plain PyTorch",
    "resume": "PyTorch with checkpoints",
    "amp": "PyTorch with mixed precision",
    "lightning": "Lightning",
    "trainer": "the Hugging Face Trainer",
    "accelerate": "Accelerate",
}
"""Each framework with its words."""

"""Torch's own schedulers as subjects; what is right for them is written down by itself."""

from collections.abc import Callable
from typing import Any

from torch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    OneCycleLR,
    SequentialLR,
    StepLR,
)

from tests.conformance.subject import Subject, Values

STOPS = (0, 1, 3, 5, 11, 17)
BASES = (0.5, 0.25)
"""Powers of two, so that recursions over halves are exact."""


def times(factor: Callable[[int], float]) -> Callable[[int, Values], Values]:
    """Say what is right where every base rate is multiplied by a factor of the step."""
    return lambda step, bases: tuple(base * factor(step) for base in bases)


def half_life(step: int) -> float:
    """Halve at every step."""
    return 0.5**step


def stairs(step: int) -> float:
    """Halve at every fourth step."""
    return 0.5 ** (step // 4)


def waiting_then_halving(step: int) -> float:
    """Wait at a quarter for five steps; then begin at the base rate and halve at every step."""
    return 0.25 if step < 5 else half_life(step - 5)


def sequence(optimizer: Any, last_epoch: int = -1) -> SequentialLR:
    """Build a sequence of two."""
    members = [ConstantLR(optimizer, 0.25, 1_000), ExponentialLR(optimizer, 0.5)]
    return SequentialLR(optimizer, members, [5], last_epoch)


def by_lambda(optimizer: Any, last_epoch: int = -1) -> LambdaLR:
    """Build a LambdaLR."""
    return LambdaLR(optimizer, half_life, last_epoch)


def cosine(optimizer: Any, T_max: int = 16, last_epoch: int = -1) -> CosineAnnealingLR:  # noqa: N803
    """Build half a cosine."""
    return CosineAnnealingLR(optimizer, T_max, 0.0, last_epoch)


def one_cycle(optimizer: Any, max_lr: float = 1.0, last_epoch: int = -1) -> OneCycleLR:
    """Build one cycle that goes up for three steps and down for six."""
    return OneCycleLR(
        optimizer,
        max_lr,
        total_steps=40,
        pct_start=0.25,
        anneal_strategy="linear",
        cycle_momentum=False,
        last_epoch=last_epoch,
    )


def exponential(optimizer: Any, gamma: float = 0.5, last_epoch: int = -1) -> ExponentialLR:
    """Build an exponential decay."""
    return ExponentialLR(optimizer, gamma, last_epoch)


def steps(optimizer: Any, step_size: int = 4, last_epoch: int = -1) -> StepLR:
    """Build a staircase."""
    return StepLR(optimizer, step_size, 0.5, last_epoch)


def linear(optimizer: Any, total_iters: int = 16, last_epoch: int = -1) -> LinearLR:
    """Build a line from a half to the base rate."""
    return LinearLR(optimizer, 0.5, 1.0, total_iters, last_epoch)


def walked(build: Callable[..., Any]) -> Callable[[int, Values], Values]:
    """Say what is right by a walk that nobody interrupts: no more than agreement with itself."""
    known: dict[Values, list[Values]] = {}

    def expected(step: int, bases: Values) -> Values:
        if bases not in known:
            subject = Subject("walked", build, bases, lambda step, bases: bases, STOPS)
            scheduler = subject.made()
            known[bases] = []
            for _ in range(39):
                known[bases].append(tuple(g["lr"] for g in scheduler.optimizer.param_groups))
                subject.advance(scheduler)
        return known[bases][step]

    return expected


OWN: dict[str, Subject] = {
    name: Subject(name, build, BASES, expected, STOPS, numbers)
    for name, build, expected, numbers in (
        ("LambdaLR", by_lambda, times(half_life), {}),
        ("ExponentialLR", exponential, times(half_life), {"gamma": 0.25}),
        ("StepLR", steps, times(stairs), {"step_size": 2}),
        ("LinearLR", linear, walked(linear), {"total_iters": 8}),
        ("CosineAnnealingLR", cosine, walked(cosine), {"T_max": 12}),
        ("OneCycleLR", one_cycle, walked(one_cycle), {"max_lr": 2.0}),
        ("SequentialLR", sequence, times(waiting_then_halving), {}),
    )
}

"""Logs of runs that follow a law, which the tests of the loss share."""

from collections.abc import Callable
from functools import cache

import numpy as np

from rampsmith.designer.loss.fitting import LossFit, fitted_loss
from rampsmith.designer.loss.logged_run import LoggedRun
from rampsmith.designer.loss.rate_path import Numbers, RatePath

WARMUP = 200
PEAK = 3e-4
SHAPES: dict[str, Callable[[Numbers], Numbers]] = {
    "constant": lambda x: 1 + 0 * x,
    "linear": lambda x: 1 - x,
    "cosine": lambda x: 0.55 + 0.45 * np.cos(np.pi * x),
    "wsd": lambda x: np.minimum(1, (1.02 - x) / 0.2),
    "stair": lambda x: np.where(x < 0.5, 1.0, 0.3),
}


def rates_of(name: str, updates: int) -> Numbers:
    """Make the rates of a schedule, after a short warmup, at each update and at the end."""
    at = np.arange(updates + 1, dtype=np.float64)
    x = np.clip((at - WARMUP) / (updates - WARMUP), 0, 1)
    found: Numbers = PEAK * SHAPES[name](x) * np.minimum(1, at / WARMUP)
    return found


def true_losses(rates: Numbers, memory: float = 0.998) -> Numbers:
    """Work out the law of arXiv 2408.11029, update by update as it is defined."""
    losses = np.full(len(rates), np.inf)
    forward = momentum = area = 0.0
    for update in range(1, len(rates)):
        fall = rates[update - 1] - rates[update]
        momentum = memory * momentum + (fall if update > WARMUP else 0.0)
        area += momentum
        forward += rates[update]
        losses[update] = 2.5 + 0.6 * forward**-0.5 - 0.4 * area
    return losses


def logged(name: str, updates: int = 6_000, noise: float = 0.001, seed: int = 0) -> LoggedRun:
    """Log such a run every 20 updates, with noise on its losses."""
    rates = rates_of(name, updates)
    at = np.arange(WARMUP, updates + 1, 20)
    losses = true_losses(rates)[at] + noise * np.random.default_rng(seed).standard_normal(len(at))
    return LoggedRun.of_columns(name, at.astype(np.float64), rates[at], losses)


def path_of(name: str, updates: int) -> RatePath:
    """Make the path of such a run, with every update."""
    return RatePath(np.arange(updates + 1, dtype=np.float64), rates_of(name, updates))


@cache
def fit_of_one() -> LossFit:
    """Fit the law to the log of one run, when a test first asks for it."""
    return fitted_loss([logged("cosine")])


@cache
def fit_of_two() -> LossFit:
    """Fit the law to the logs of two runs."""
    return fitted_loss([logged("cosine"), logged("wsd", seed=1)])

"""The rows outside of torch: originals from transformers, pytorch_optimizer, and by definition."""

import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from pytorch_optimizer.lr_scheduler import CosineAnnealingWarmupRestarts
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LambdaLR
from transformers.optimization import get_scheduler

from tests.designer.presets.originals import BEYOND, Row, Settings, drawn, factor, rate

WARM = {"num_warmup_steps": 100, "num_training_steps": 1_000, "base_lr": 5e-5}
GENERAL = ("num_warmup_steps", "num_training_steps")


def _transformers(name: str, own: list[Settings], strategy: Any, beyond: int = 0) -> Row:
    def original(optimizer: Optimizer, given: Settings) -> Any:
        special = {k: v for k, v in given.items() if k not in (*GENERAL, "base_lr", "steps")}
        general = {k: v for k, v in given.items() if k in GENERAL}
        return get_scheduler(name, optimizer, **general, scheduler_specific_kwargs=special)

    return Row(f"transformers:{name}", tuple(own), strategy, original, beyond)


@st.composite
def _warm(draw: st.DrawFn, /, **strategies: Any) -> Settings:
    warmup = draw(st.integers(0, 20))
    whole = warmup + draw(st.integers(1, 60))
    common = draw(drawn(**strategies))
    return {**common, "num_warmup_steps": warmup, "num_training_steps": whole}


@st.composite
def _polynomial(draw: st.DrawFn) -> Settings:
    common = draw(_warm(power=st.floats(0.2, 4.0)))
    return {**common, "lr_end": common["base_lr"] * draw(factor(0.0, 0.9))}


@st.composite
def _restarted(draw: st.DrawFn) -> Settings:
    common = draw(_warm())
    cycles = draw(st.integers(1, 8))
    return {**common, "num_cycles": cycles}


def even_in_floats(given: Settings) -> bool:
    """Return whether the original restarts at the steps at which whole cycles end.

    It takes progress × cycles modulo 1, and where 1/49 × 49 comes out below 1 it is a step late.
    """
    whole = given["num_training_steps"] - given["num_warmup_steps"]
    cycles = given["num_cycles"]
    return all((n / whole * cycles) % 1.0 == 0 for n in range(whole) if n * cycles % whole == 0)


@st.composite
def _minimum(draw: st.DrawFn) -> Settings:
    common = draw(_warm(num_cycles=st.sampled_from((0.5, 1.0, 1.5)) | st.floats(0.1, 3.0)))
    if draw(st.booleans()):
        return {**common, "min_lr_rate": draw(factor())}
    return {**common, "min_lr": common["base_lr"] * draw(factor())}


@st.composite
def _one_step_on(draw: st.DrawFn) -> Settings:
    common = draw(_minimum())
    start = draw(st.none() | factor())
    return common if start is None else {**common, "warmup_lr_rate": start}


@st.composite
def _stable(draw: st.DrawFn) -> Settings:
    kinds = st.sampled_from(("linear", "cosine", "1-sqrt"))
    common = draw(drawn(warmup_type=kinds, decay_type=kinds, min_lr_ratio=factor()))
    warmup, decay = draw(st.integers(0, 20)), draw(st.integers(0, 20))
    stable = draw(st.integers(1, 30))
    lengths = {"num_warmup_steps": warmup, "num_decay_steps": decay}
    if draw(st.booleans()):
        return {**common, **lengths, "num_training_steps": warmup + stable + decay}
    return {**common, **lengths, "num_stable_steps": stable, "steps": warmup + stable + decay + 9}


WAVES = st.sampled_from((0.5, 1.0, 2.0)) | st.floats(0.1, 3.0)

TRANSFORMERS: tuple[Row, ...] = (
    _transformers("constant", [{"base_lr": 1e-3, "steps": 30}], drawn(steps=st.integers(1, 50)), BEYOND),
    _transformers(
        "constant_with_warmup",
        [{"base_lr": 1e-3, "steps": 30, "num_warmup_steps": 10}],
        drawn(steps=st.integers(20, 50), num_warmup_steps=st.integers(0, 20)),
        BEYOND,
    ),
    _transformers("linear", [WARM, {**WARM, "num_warmup_steps": 0}], _warm(), BEYOND),
    _transformers("cosine", [WARM, {**WARM, "num_cycles": 2.5}], _warm(num_cycles=WAVES)),
    _transformers(
        "cosine_with_restarts",
        [WARM, *({**WARM, "num_cycles": cycles} for cycles in (2, 3, 7))],
        _restarted().filter(even_in_floats),
        BEYOND,
    ),
    _transformers("polynomial", [WARM, {**WARM, "power": 2.0, "lr_end": 1e-6}], _polynomial(), BEYOND),
    _transformers(
        "inverse_sqrt",
        [
            {"num_warmup_steps": 50, "base_lr": 1e-3, "steps": 500},
            {"num_warmup_steps": 50, "timescale": 20, "base_lr": 1e-3, "steps": 500},
            {"num_warmup_steps": 0, "base_lr": 1e-3, "steps": 500},
        ],
        drawn(
            num_warmup_steps=st.integers(0, 20),
            timescale=st.none() | st.integers(1, 100),
            steps=st.integers(20, 80),
        ),
    ),
    _transformers(
        "cosine_with_min_lr",
        [{**WARM, "min_lr": 1e-6}, {**WARM, "min_lr_rate": 0.1}],
        _minimum(),
    ),
    _transformers(
        "cosine_warmup_with_min_lr",
        [{**WARM, "min_lr_rate": 0.1}, {**WARM, "min_lr": 1e-6, "warmup_lr_rate": 0.05}],
        _one_step_on(),
        -1,
    ),
    _transformers(
        "warmup_stable_decay",
        [
            {**WARM, "num_decay_steps": 200},
            {**WARM, "num_decay_steps": 200, "decay_type": "1-sqrt", "warmup_type": "1-sqrt"},
            {**WARM, "num_decay_steps": 200, "min_lr_ratio": 0.1, "num_cycles": 1.5},
        ],
        _stable(),
        -1,
    ),
)  # fmt: skip


def _by_definition(
    name: str,
    own: list[Settings],
    strategy: Any,
    factor_of: Callable[[Settings, int], float],
    beyond: int = 0,
) -> Row:
    """Make a row whose original is its definition, a factor of the base rate, as a LambdaLR."""

    def original(optimizer: Optimizer, given: Settings) -> Any:
        return LambdaLR(optimizer, lambda t: factor_of(given, t))

    return Row(name, tuple(own), strategy, original, beyond)


def _warmup_linear(given: Settings, t: int) -> float:
    total, warmup = given["t_total"], int(given["warmup_steps"])
    if t < warmup:
        return float(t / max(1, warmup))
    return float(max(0.0, (total - t) / max(1, total - warmup)))


def _noam(given: Settings, t: int) -> float:
    n, width, warmup = t + 1, given["d"], given["W"]
    return float(width**-0.5 * min(n**-0.5, n * warmup**-1.5))


def _tri_stage(given: Settings, t: int) -> float:
    whole = given["max_update"]
    first, last = given.get("init_lr_scale", 0.01), given.get("final_lr_scale", 0.05)
    ratio = given.get("phase_ratio", (0.1, 0.4, 0.5))
    warmup, hold, decay = (int(share * whole) for share in ratio)
    if t < warmup:
        return float(first + (1 - first) * t / warmup)
    if t < warmup + hold:
        return 1.0
    n = t - warmup - hold
    return float(last if n >= decay else math.exp(math.log(last) * n / decay))


@st.composite
def _linear_drawn(draw: st.DrawFn) -> Settings:
    warmup = draw(st.integers(0, 30))
    whole = warmup + draw(st.integers(1, 60))
    return {**draw(drawn()), "warmup_steps": str(warmup), "t_total": whole}


@st.composite
def _warmup_restarts(draw: st.DrawFn) -> Settings:
    warmup = draw(st.integers(0, 10))
    first = warmup + draw(st.integers(1, 20))
    high = draw(rate())
    return {
        "base_lr": draw(rate()),
        "first_cycle_steps": first,
        "cycle_mult": draw(st.sampled_from((1.0, 2.0, 1.5)) | st.floats(0.3, 3.0)),
        "max_lr": high,
        "min_lr": high * draw(factor(0.0, 0.5)),
        "warmup_steps": warmup,
        "gamma": draw(st.sampled_from((1.0, 0.5)) | st.floats(0.3, 1.0)),
        "steps": first + draw(st.integers(0, 80)),
    }


RESTARTS: Settings = {
    "first_cycle_steps": 200,
    "max_lr": 0.1,
    "min_lr": 0.001,
    "warmup_steps": 50,
    "gamma": 0.5,
    "steps": 1_000,
    "base_lr": 0.1,
}


def _restarting(optimizer: Optimizer, given: Settings) -> Any:
    arguments = {k: v for k, v in given.items() if k not in ("steps", "base_lr")}
    return CosineAnnealingWarmupRestarts(optimizer, **arguments)


OTHERS: tuple[Row, ...] = (
    Row(
        "CosineAnnealingWarmupRestarts",
        (
            RESTARTS,
            {**RESTARTS, "cycle_mult": 2.0},
            {**RESTARTS, "cycle_mult": 1.3},
            {**RESTARTS, "cycle_mult": 0.5},
            {**RESTARTS, "cycle_mult": 2.0, "warmup_steps": 0},
        ),
        _warmup_restarts(),
        _restarting,
        -1,
        first=1,  # Without a warmup the library runs the very first step at min_lr.
    ),
    _by_definition(
        "WarmupLinearSchedule",
        [{"base_lr": 5e-5, "warmup_steps": "312", "t_total": 3_125}],
        _linear_drawn(),
        _warmup_linear,
        BEYOND,
    ),
    _by_definition(
        "Noam",
        [{"d": 512, "W": 4000, "steps": 10_000, "base_lr": 1.0}],
        drawn(d=st.integers(1, 2048), W=st.integers(1, 50), steps=st.integers(50, 120)),
        _noam,
        -1,
    ),
    _by_definition(
        "tri-stage",
        [{"base_lr": 3e-5, "max_update": 8_000}],
        drawn(
            max_update=st.integers(10, 150),
            init_lr_scale=factor(),
            final_lr_scale=factor(1e-3),
            phase_ratio=st.sampled_from(((0.1, 0.4, 0.5), (0.3, 0.3, 0.4), (0.2, 0.0, 0.8))),
        ),
        _tri_stage,
        BEYOND,
    ),
)
"""CosineWarmupScheduler has an absolute minimum and a test of its own."""

ROWS = (*TRANSFORMERS, *OTHERS)

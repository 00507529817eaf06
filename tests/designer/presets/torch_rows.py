"""The rows of torch's own schedulers: their arguments in the reference, and any allowed ones."""

from typing import Any

from hypothesis import strategies as st
from torch.optim import Optimizer, lr_scheduler
from torch.optim.swa_utils import SWALR

from tests.designer.presets.originals import BEYOND, Row, Settings, drawn, factor, rate

STEPS = st.integers(1, 80)
EPOCHS_10 = {"base_lr": 0.1, "steps": 10}
CALLS_32 = {"base_lr": 1e-3, "steps": 32}
FRAME = frozenset({"base_lr", "steps", "stepping"})


def torch_row(name: str, own: list[Settings], strategy: Any, beyond: int = 0) -> Row:
    """Make a row whose arguments go to torch as they are."""

    def original(optimizer: Optimizer, given: Settings) -> Any:
        arguments = {k: v for k, v in given.items() if k not in FRAME}
        return getattr(lr_scheduler, name)(optimizer, **arguments)

    return Row(name, tuple(own), strategy, original, beyond)


@st.composite
def _multi_step(draw: st.DrawFn) -> Settings:
    milestones = draw(st.lists(st.integers(0, 60), max_size=6))
    common = draw(drawn(gamma=factor(0.01, 2.0)))
    return {**common, "steps": 61, "milestones": tuple(milestones)}


@st.composite
def _total_iters(draw: st.DrawFn, /, least: int, **strategies: Any) -> Settings:
    iters = draw(st.integers(least, 60))
    common = draw(drawn(**strategies))
    return {**common, "total_iters": iters, "steps": iters + draw(st.integers(1, 20))}


@st.composite
def _cosine(draw: st.DrawFn) -> Settings:
    common = draw(drawn(T_max=st.integers(1, 40)))
    least = draw(st.sampled_from((0.0, 1e-4)) | st.floats(1e-8, 1.0))
    steps = common["T_max"] * draw(st.integers(1, 3)) + draw(st.integers(1, 7))
    return {**common, "eta_min": least * common["base_lr"], "steps": steps}


@st.composite
def _restarts(draw: st.DrawFn) -> Settings:
    common = draw(drawn(T_0=st.integers(1, 15), T_mult=st.integers(1, 4)))
    least = draw(st.sampled_from((0.0, 1e-4)) | st.floats(1e-8, 1.0))
    steps = common["T_0"] + draw(st.integers(0, 80))
    return {**common, "eta_min": least * common["base_lr"], "steps": steps}


def _only(given: Settings, *beginnings: str) -> Settings:
    return {k: v for k, v in given.items() if k.startswith(beginnings)}


def _without_run(given: Settings) -> Settings:
    """Leave the run's length out; base_lr is CyclicLR's own argument."""
    return {k: v for k, v in given.items() if k not in ("steps", "stepping")}


@st.composite
def _cyclic(draw: st.DrawFn) -> Settings:
    up = draw(st.integers(1, 12))
    down = draw(st.none() | st.integers(1, 12))
    base = draw(rate())
    low, high = sorted((draw(factor(0.0, 0.999)), draw(factor(0.0, 0.999))))
    return {
        "base_lr": base,
        "max_lr": base * draw(st.floats(1.0, 50.0)),
        "step_size_up": up,
        "step_size_down": down,
        "mode": draw(st.sampled_from(("triangular", "triangular2", "exp_range"))),
        "gamma": draw(factor(0.8, 1.0)),
        "cycle_momentum": draw(st.booleans()),
        "base_momentum": low,
        "max_momentum": high,
        "steps": up + (down or up) + draw(st.integers(0, 60)),
    }


@st.composite
def _one_cycle(draw: st.DrawFn) -> Settings:
    total = draw(st.integers(2, 60))
    pct = draw(st.sampled_from((0.0, 0.3, 0.25, 0.5)) | st.floats(0.0, 1.0))
    if pct * total == 1:
        pct = 0.0
    low, high = sorted((draw(factor(0.0, 0.999)), draw(factor(0.0, 0.999))))
    return {
        "base_lr": draw(rate()),
        "max_lr": draw(rate()),
        "total_steps": total,
        "pct_start": pct,
        "anneal_strategy": draw(st.sampled_from(("cos", "linear"))),
        "cycle_momentum": draw(st.booleans()),
        "base_momentum": low,
        "max_momentum": high,
        "div_factor": draw(st.floats(1.0, 100.0)),
        "final_div_factor": draw(st.floats(1.0, 1e5)),
        "three_phase": draw(st.booleans()),
    }


CYCLIC: Settings = {"base_lr": 1e-4, "max_lr": 1e-3, "step_size_up": 4, "steps": 32}
ONE_CYCLE: Settings = {"max_lr": 1e-3, "steps_per_epoch": 8, "epochs": 4, "base_lr": 1e-3}

ROWS: tuple[Row, ...] = (
    torch_row(
        "StepLR",
        [
            {**CALLS_32, "step_size": 4, "gamma": 0.5},
            {**CALLS_32, "step_size": 4, "gamma": 0.5, "stepping": "update"},
            {**EPOCHS_10, "step_size": 3, "gamma": 0.1},
        ],
        drawn(steps=STEPS, step_size=st.integers(1, 30), gamma=factor(0.01, 1.5)),
    ),
    torch_row(
        "MultiStepLR",
        [
            {**CALLS_32, "milestones": (8, 24, 28), "gamma": 0.5},
            {**EPOCHS_10, "milestones": (3, 7), "gamma": 0.1},
            {**EPOCHS_10, "milestones": (7, 3, 3), "gamma": 0.1},
        ],
        _multi_step(),
        BEYOND,
    ),
    torch_row(
        "ConstantLR",
        [{**CALLS_32, "factor": 0.5, "total_iters": 8}],
        _total_iters(0, factor=factor(1e-3)),
        BEYOND,
    ),
    torch_row(
        "LinearLR",
        [{**CALLS_32, "start_factor": 0.5, "total_iters": 8}],
        _total_iters(0, start_factor=factor(1e-3), end_factor=factor()),
        BEYOND,
    ),
    torch_row(
        "ExponentialLR",
        [{**CALLS_32, "gamma": 0.5}, {**EPOCHS_10, "gamma": 0.1}],
        drawn(steps=STEPS, gamma=factor(0.1, 1.5)),
    ),
    torch_row(
        "PolynomialLR",
        [{**CALLS_32, "total_iters": 8, "power": power} for power in (1.0, 2.0)],
        _total_iters(1, power=st.floats(0.1, 5.0)),
        BEYOND,
    ),
    torch_row(
        "CosineAnnealingLR",
        [
            {**CALLS_32, "T_max": 32, "eta_min": 1e-4},
            {**CALLS_32, "T_max": 8, "eta_min": 1e-4},
        ],
        _cosine(),
    ),
    torch_row(
        "CosineAnnealingWarmRestarts",
        [
            {**CALLS_32, "T_0": 8, "T_mult": 1, "eta_min": 1e-4},
            {**CALLS_32, "T_0": 4, "T_mult": 2},
        ],
        _restarts(),
        BEYOND,
    ),
    Row(
        "SWALR",
        (
            {"base_lr": 0.1, "steps": 30, "swa_lr": 0.05, "anneal_epochs": 10},
            {"base_lr": 0.1, "steps": 30, "swa_lr": 0.2, "anneal_strategy": "linear"},
            {"base_lr": 0.1, "steps": 5, "swa_lr": 0.2, "anneal_epochs": 0},
        ),
        drawn(
            steps=st.integers(21, 30),
            swa_lr=factor(0.01),
            anneal_epochs=st.integers(0, 20),
            anneal_strategy=st.sampled_from(("cos", "linear")),
        ),
        lambda optimizer, given: SWALR(optimizer, **_only(given, "swa_lr", "anneal")),
        BEYOND,
    ),
    Row(
        "CyclicLR",
        (
            *({**CYCLIC, "mode": mode} for mode in ("triangular", "triangular2")),
            {**CYCLIC, "mode": "exp_range", "gamma": 0.9},
            {**CYCLIC, "step_size_down": 8},
            {**CYCLIC, "mode": "triangular2", "step_size_down": 8, "cycle_momentum": False},
        ),
        _cyclic(),
        lambda optimizer, given: lr_scheduler.CyclicLR(optimizer, **_without_run(given)),
    ),
    torch_row(
        "OneCycleLR",
        [
            ONE_CYCLE,
            {**ONE_CYCLE, "anneal_strategy": "linear"},
            {**ONE_CYCLE, "three_phase": True},
            {**ONE_CYCLE, "three_phase": True, "anneal_strategy": "linear"},
            {"max_lr": 1e-3, "total_steps": 32, "cycle_momentum": False},
        ],
        _one_cycle(),
        -1,
    ),
)

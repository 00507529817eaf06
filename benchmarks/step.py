"""The cost of a step of an exported class, against torch's own schedulers doing a like job."""

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import Any

from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.pytorch import pytorch_source

STEPS = 100_000
WARMUP = 1_000
GROUPS = (1, 10, 100)
TARGETS = (1.15, 0.8, 0.65)
"""Of CosineAnnealingLR's time, at each number of groups."""
COUNTED = ("factors", "with min_lr")
"""The kinds that must keep to the targets: with an absolute level every group has a rate of its own."""
LAMBDA_TARGET = 1.0
OWN_CURVES, OWN_GROUPS = 2, 10
"""Curves of single groups' own, and all groups, where LambdaLR is given a list of lambdas."""
SEGMENTS_TARGET = 1.3
ROUNDS = 21

Maker = Callable[..., Any]


def warmup_cosine(floor: Level) -> Schedule:
    """Return warmup and cosine decay to a floor."""
    return Schedule(
        title="Benchmark",
        class_name="Benchmark",
        segments=(
            Segment("Warmup", Linear(), Span.of_steps(WARMUP), Level(0.0), Level(1.0)),
            Segment("Decay", Cosine(), Span.of_the_rest(), None, floor),
        ),
        run=Run(epochs=None, updates=STEPS),
    )


def of_segments(count: int) -> Schedule:
    """Return a schedule of so many segments of the same kind."""
    schedule = warmup_cosine(Level(0.0))
    segments = [
        Segment(f"part {number}", Cosine(), Span.of_percent(100 / count), Level(1.0), Level(0.1))
        for number in range(count)
    ]
    return replace(schedule, segments=tuple(segments))


def with_own_curves(groups: int, own: int) -> Schedule:
    """Return warmup and cosine decay, and other lengths of it for the first of the groups."""
    schedule = warmup_cosine(Level(0.01))
    names = [f"group {number}" for number in range(groups)]
    tracks = [
        Track(CurveKey(RATE, name), _with_warmup(schedule, WARMUP * (2 + number)))
        for number, name in enumerate(names[:own])
    ]
    built = [Group(name, 1e-3 * (1 + number)) for number, name in enumerate(names)]
    return replace(schedule, groups=tuple(built), tracks=tuple(tracks))


def _with_warmup(schedule: Schedule, steps: int) -> tuple[Segment, ...]:
    warmup, decay = schedule.segments
    return (replace(warmup, span=Span.of_steps(steps)), decay)


def made(schedule: Schedule) -> Maker:
    """Export a schedule and return its class."""
    module = ModuleType("exported")
    exec(compile(pytorch_source(schedule), "exported", "exec"), module.__dict__)  # noqa: S102
    maker: Maker = module.__dict__[schedule.class_name]
    return maker


def factor(t: int, warmup: int = WARMUP) -> float:
    """Compute the same warmup and decay as somebody would for LambdaLR."""
    if t < warmup:
        return t / warmup
    return 0.5 * (1.0 + math.cos(math.pi * (t - warmup) / (STEPS - warmup)))


def list_of_lambdas(groups: int, own: int) -> list[Callable[[int], float]]:
    """Write a function for each group, and other ones for the first of them."""
    others = [partial(factor, warmup=WARMUP * (2 + number)) for number in range(own)]
    return [*others, *[factor] * (groups - own)]


def in_sequence(optimizer: Any) -> Any:
    """Build the same warmup and decay of torch's own, one behind the other."""
    from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

    members = [
        LinearLR(optimizer, 1e-3, 1.0, WARMUP),
        CosineAnnealingLR(optimizer, STEPS - WARMUP),
    ]
    return SequentialLR(optimizer, members, [WARMUP])


def one_cycle(optimizer: Any) -> Any:
    """Build one cycle, without its momentum."""
    from torch.optim.lr_scheduler import OneCycleLR

    return OneCycleLR(optimizer, 1e-3, total_steps=STEPS, cycle_momentum=False)


def schedulers(groups: int, rate_of: Callable[[float], Any] = float) -> dict[str, Any]:
    """Build the schedulers to compare, each with an optimizer of its own."""
    from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR

    makers: dict[str, Maker] = {
        "CosineAnnealingLR": lambda optimizer: CosineAnnealingLR(optimizer, STEPS),
        "LambdaLR": lambda optimizer: LambdaLR(optimizer, factor),
        "OneCycleLR": one_cycle,
        "SequentialLR": in_sequence,
        "factors": made(warmup_cosine(Level(0.01))),
        "with min_lr": made(warmup_cosine(Level.of_rate(1e-5))),
        "4 segments": made(of_segments(4)),
        "64 segments": made(of_segments(64)),
    }
    return {name: maker(optimizer(groups, rate_of)) for name, maker in makers.items()}


def optimizer(groups: int, rate_of: Callable[[float], Any] = float) -> Any:
    """Build an optimizer whose groups all have base rates of their own, floats or tensors."""
    import torch

    parameters = [
        {"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate_of(1e-3 * (1 + number))}
        for number in range(groups)
    ]
    return torch.optim.SGD(parameters, lr=1e-3, foreach=False)


def tensor(rate: float) -> Any:
    """Make a rate a tensor, as compiled and captured training has it."""
    import torch

    return torch.tensor(rate)


def times(of: dict[str, Any], *, at: Iterable[int]) -> dict[str, list[float]]:
    """Measure steps at places on the curve, turn about, so that all see the same weather."""
    found: dict[str, list[float]] = {name: [] for name in of}
    for scheduler in of.values():
        scheduler.optimizer.step()
        scheduler.step()
    for place in at:
        for name, scheduler in of.items():
            scheduler.last_epoch = place
            count = 20_000 // (10 + len(scheduler.optimizer.param_groups))
            begin = time.process_time()  # Other programs do not count.
            for _ in range(count):
                scheduler.step()
            found[name].append((time.process_time() - begin) / count)
    return found


def ratio(found: dict[str, list[float]], name: str, other: str) -> float:
    """Return the median of the ratios of times measured side by side."""
    pairs = zip(found[name], found[other], strict=True)
    return statistics.median(mine / its for mine, its in pairs)


def row(words: str, value: float, target: float) -> bool:
    """Print a ratio with its target; tell whether it keeps to it."""
    kept = value <= target
    print(f"{words:<58} {value:6.2f} {target:7.2f}  {'yes' if kept else 'NO'}")
    return kept


def matrix(found: dict[str, list[float]], words: str) -> None:
    """Print the time of each scheduler's step, and its ratio to CosineAnnealingLR's."""
    print(f"{'scheduler.step()':<43} {'time':>11} {'ratio':>7}")
    for name, measured in found.items():
        of = ratio(found, name, "CosineAnnealingLR")
        print(f"{name:<20} {words:<22} {1e6 * statistics.median(measured):8.1f} µs {of:7.2f}")


def compared(groups: int, target: float) -> bool:
    """Compare at one number of groups; tell whether the kinds that count keep to the targets."""
    places = [5_000 + 4_000 * number for number in range(ROUNDS)]
    found = times(schedulers(groups), at=places)
    words = f"{groups} group{'s' if groups > 1 else ''}"
    matrix(found, f"{words}, floats")
    matrix(times(schedulers(groups, tensor), at=places[::5]), f"{words}, tensors")
    kept = True
    print(f"{'an exported class':<58} {'ratio':>6} {'target':>7}")
    for name in COUNTED:
        cosine = ratio(found, name, "CosineAnnealingLR")
        kept &= row(f"{name}, {words}: of CosineAnnealingLR", cosine, target)
        mine = row(f"{name}, {words}: of LambdaLR", ratio(found, name, "LambdaLR"), LAMBDA_TARGET)
        kept &= mine or name != COUNTED[0]
    return kept


def own_curves_compared() -> bool:
    """Compare curves of single groups' own with a list of lambdas; tell whether the target is kept."""
    from torch.optim.lr_scheduler import LambdaLR

    counts = (OWN_GROUPS, OWN_CURVES)
    of = {
        "own curves": made(with_own_curves(*counts))(optimizer(OWN_GROUPS)),
        "LambdaLR": LambdaLR(optimizer(OWN_GROUPS), list_of_lambdas(*counts)),
    }
    found = times(of, at=[5_000 + 4_000 * number for number in range(ROUNDS)])
    words = f"{OWN_CURVES} own curves, {OWN_GROUPS} groups: of a LambdaLR with a list"
    return row(words, ratio(found, "own curves", "LambdaLR"), LAMBDA_TARGET)


def main() -> int:
    """Print a table of ratios; return 1 where one of them misses its target."""
    import torch

    torch.set_num_threads(1)
    kept = True
    for groups, target in zip(GROUPS, TARGETS, strict=True):
        kept &= compared(groups, target)
    many = {str(count): made(of_segments(count))(optimizer(1)) for count in (4, 64)}
    places = [STEPS * number // ROUNDS for number in range(ROUNDS)]
    found = times(many, at=places)
    row("64 segments, all along the run: of 4", ratio(found, "64", "4"), SEGMENTS_TARGET)
    kept &= own_curves_compared()
    print("The rows of LambdaLR decide for factors and own curves only; 64 segments are told only.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

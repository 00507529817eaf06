"""Each count of a run is told with its rounding in words, and with its formula."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule, Stepping
from rampsmith.designer.training_loop.run_arithmetic import counts

DATA = Run(2_500, 32, epochs=30)
EXAMPLES: list[tuple[Run, Stepping, list[tuple[str, str]]]] = [
    (
        DATA,
        "update",
        [
            ("2,500 samples over 32 are 78 batches and one of 4: 79.", "⌈2,500 / 32⌉ = 79"),
            ("30 epochs of 79 updates: 2,370.", "30 × 79 = 2,370"),
            ("scheduler.step() is called after each update, 2,370 times.", "2,370"),
        ],
    ),
    (
        replace(DATA, drop_last=True, devices=2, accumulation=4),
        "epoch",
        [
            (
                "2,500 samples over 32 × 2 devices are 39 batches, and 4 samples left out.",
                "⌊2,500 / (32 × 2)⌋ = 39",
            ),
            ("39 batches over 4 are 9 updates and one of 3 batches: 10.", "⌈39 / 4⌉ = 10"),
            ("30 epochs of 10 updates: 300.", "30 × 10 = 300"),
            ("scheduler.step() is called at the end of each epoch, 30 times.", "30"),
        ],
    ),
    (
        replace(DATA, accumulation=4, remainder="dropped", epochs=1),
        "update",
        [
            ("2,500 samples over 32 are 78 batches and one of 4: 79.", "⌈2,500 / 32⌉ = 79"),
            ("79 batches over 4 are 19 updates, and 3 batches left out.", "⌊79 / 4⌋ = 19"),
            ("1 epoch of 19 updates: 19.", "1 × 19 = 19"),
            ("scheduler.step() is called after each update, 19 times.", "19"),
        ],
    ),
    (
        replace(DATA, accumulation=4, remainder="carried", epochs=3),
        "update",
        [
            ("2,500 samples over 32 are 78 batches and one of 4: 79.", "⌈2,500 / 32⌉ = 79"),
            (
                "79 batches over 4 are 19 updates, and 3 batches for the next epoch.",
                "79 / 4 = 19.75",
            ),
            (
                "3 epochs of 79 / 4 updates: 59, and 1 batch left at the end.",
                "⌊3 × 79 / 4⌋ = 59",
            ),
            ("scheduler.step() is called after each update, 59 times.", "59"),
        ],
    ),
    (
        Run(24, 6, epochs=None, updates=30),
        "epoch",
        [
            ("24 samples over 6 are 4 batches.", "⌈24 / 6⌉ = 4"),
            ("30 updates are 7 epochs and 2 batches of the next.", "30 / 4 = 7.5"),
            (
                "scheduler.step() is called at the end of each epoch, the last one unfinished, 8 times.",
                "⌈7.5⌉ = 8",
            ),
        ],
    ),
    (
        Run(24, 6, epochs=None, total_tokens=100_000, tokens_per_sample=512),
        "update",
        [
            ("24 samples over 6 are 4 batches.", "⌈24 / 6⌉ = 4"),
            (
                "100,000 tokens at 512 a sample are reached by update 33.",
                "⌈100,000 / 512⌉ = 196 samples, 33 updates",
            ),
            ("33 updates are 8 epochs and 1 batch of the next.", "33 / 4 = 8.25"),
            ("scheduler.step() is called after each update, 33 times.", "33"),
        ],
    ),
]


@pytest.mark.parametrize(("run", "stepping", "told"), EXAMPLES)
def test_counts_are_told_in_words_and_as_formulas(
    run: Run, stepping: Stepping, told: list[tuple[str, str]]
) -> None:
    found = counts(Schedule(run=run, stepping=stepping))
    assert [(count.words, count.formula) for count in found] == told


def test_an_impossible_run_comes_to_nothing() -> None:
    assert counts(Schedule(run=Run(batch_size=0))) == ()

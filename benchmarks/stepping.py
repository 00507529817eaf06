"""The cost of going to a place in a run, and of reading the table there, in a long and a short one."""

import random
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from benchmarks.measures import Table, processor_time, ratio, turn_about
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.presets import preset_named
from rampsmith.designer.training_loop.rows import BYS, Rows
from rampsmith.designer.training_loop.walk import STRIDES, Stop, Stride, Walk

SHORT = 1_000
LONG = 100_000_000
ROWS = 50
"""So many rows of the table are seen at once."""
TARGET = 1.5
ROUNDS = 41
PLACES = 40

Job = Callable[[int], object]


def of_updates(updates: int) -> Schedule:
    """Return warmup and cosine decay over so many updates of three batches, some carried over."""
    run = Run(1_000, 10, accumulation=3, remainder="carried", epochs=None, updates=updates)
    return replace(preset_named("warmup-cosine").make(), run=run)


def jobs(updates: int) -> dict[str, Job]:
    """Return the jobs that are compared, each for a batch of the run."""
    schedule = of_updates(updates)
    walk = Walk(schedule)

    def go(index: int) -> object:
        place = walk.loop.place(index)
        return walk.at(place.epoch, place.batch)

    found: dict[str, Job] = {"going to an epoch and a batch": go}
    for stride in STRIDES:

        def follow(index: int, stride: Stride = stride) -> object:
            return walk.after(Stop(index), stride)

        found[f"from there to the next {stride}"] = follow
    for by in BYS:
        rows = Rows(schedule, by)

        def read(index: int, rows: Rows = rows) -> object:
            row = rows.row_of(index)
            return rows.read(row, row + ROWS)

        found[f"reading {ROWS} rows there by {by}"] = read
    return found


def compared(short: Job, long: Job) -> float:
    """Return the ratio of a job in the long run to the same in the short one."""
    chance = random.Random(0)  # noqa: S311  (Places to go to are no secret.)

    def timed(job: Job, updates: int) -> Callable[[], list[float]]:
        places = [chance.randrange(3 * updates) for _ in range(PLACES * ROUNDS)]
        left = iter(places)

        def work() -> None:
            for place in islice(left, PLACES):
                job(place)

        return lambda: [processor_time(work)]

    times = turn_about({"short": timed(short, SHORT), "long": timed(long, LONG)}, rounds=ROUNDS)
    return ratio(times["long"], times["short"])


def main() -> int:
    """Print a table of ratios; return 1 where one of them misses its target."""
    table = Table(f"the loop of {LONG:,} updates : of {SHORT:,}")
    long = jobs(LONG)
    for words, short in jobs(SHORT).items():
        table.at_most(words, compared(short, long[words]), TARGET)
    return table.status


if __name__ == "__main__":
    sys.exit(main())

"""The table: which rows, which digits, and that it is never held as a whole."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given

from rampsmith.designer.document.kinds import MOMENTUM_CURVE, RATE_CURVE
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment, Track
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.files.design_file import design_text
from rampsmith.designer.presets import preset_named
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.training_loop.rows import By, Row, Rows
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.all_targets import json_table
from rampsmith.exporters.targets.table import Table
from tests.designer.designs import OWN_CURVES
from tests.designer.strategies import schedules


def table(schedule: Schedule, by: By, first: int, stop: int) -> Table:
    """Make the table that ``rampsmith table --by … --steps first:stop`` prints."""
    return Table.of_steps(Rows(schedule, by), first, stop)


def text_lines(schedule: Schedule, by: By, first: int, stop: int) -> Iterator[str]:
    return table(schedule, by, first, stop).text_lines()


def csv_lines(schedule: Schedule, by: By, first: int, stop: int) -> Iterator[str]:
    return table(schedule, by, first, stop).csv_lines()


def rows(schedule: Schedule, by: By, first: int, stop: int) -> list[Row]:
    shown = table(schedule, by, first, stop)
    return list(shown.rows.each(shown.first, shown.stop))


def ten_epochs(*segments: Segment) -> Schedule:
    """Make the beginners' tutorials' run: base 0.1, 10 epochs, stepping per epoch."""
    run = Run(samples=24, batch_size=6, epochs=10)
    return Schedule(segments=segments, stepping="epoch", groups=(Group("all", 0.1),), run=run)


STEP_LR = preset_named("step-decay").make(
    base_lr=0.1, every=Span.of_epochs(3), factor=0.1, epochs=10, stepping="epoch"
)
MULTI_STEP_LR = ten_epochs(
    Segment("High", Constant(), Span.of_epochs(3)),
    Segment("Middle", Constant(), Span.of_epochs(4), Level(0.1)),
    Segment("Low", Constant(), Span.of_epochs(3), Level(0.01)),
)
EXPONENTIAL_LR = ten_epochs(
    Segment("Decay", Exponential(), Span.of_epochs(10), Level(1.0), Level(1e-10))
)


def printed(schedule: Schedule) -> list[str]:
    """Return the rates of the table for people, as they are printed."""
    return [line.split()[-1] for line in text_lines(schedule, "epoch", 0, 10)][1:]


def test_the_tutorials_step_lr_is_printed_digit_for_digit() -> None:
    assert printed(STEP_LR) == ["0.100000"] * 3 + ["0.010000"] * 3 + ["0.001000"] * 3 + ["0.000100"]


def test_the_tutorials_multi_step_lr_is_printed_digit_for_digit() -> None:
    assert printed(MULTI_STEP_LR) == ["0.100000"] * 3 + ["0.010000"] * 4 + ["0.001000"] * 3


def test_the_tutorials_exponential_lr_is_printed_in_tenths() -> None:
    values = printed(EXPONENTIAL_LR)
    assert values[:5] == ["0.100000", "0.010000", "0.001000", "0.000100", "0.000010"]
    assert [float(value) for value in values] == pytest.approx([10.0**-n for n in range(1, 11)])


def test_the_tutorials_lambda_lr_is_printed_digit_for_digit() -> None:
    formula = ten_epochs(Segment("Typed", Expression("1 / (t + 1)"), Span.of_the_rest()))
    wanted = [0.1, 0.05, 0.033333, 0.025, 0.02, 0.016667, 0.014286, 0.0125, 0.011111, 0.01]
    assert printed(formula) == [f"{rate:.6f}" for rate in wanted]


def test_a_momentum_stands_behind_the_rates() -> None:
    track = Track(
        MOMENTUM_CURVE,
        (Segment("Fall", Linear(), Span.of_the_rest(), Level.of_rate(0.95), Level.of_rate(0.85)),),
    )
    schedule = replace(STEP_LR, tracks=(track,))
    lines = list(csv_lines(schedule, "epoch", 0, 10))
    assert lines[0] == "t,epoch,batch,rate all,momentum\n"
    assert [float(line.split(",")[4]) for line in lines[1:3]] == [0.95, 0.95 - 0.1 * 0.1]
    shown = list(text_lines(schedule, "epoch", 0, 10))
    assert shown[0].split()[-2:] == ["all", "momentum"]
    assert shown[2].split()[-2:] == ["0.100000", "0.940000"]


def test_each_kind_has_a_column_for_each_group_that_it_is_set_for() -> None:
    head, *lines = csv.reader(csv_lines(OWN_CURVES, "step", 0, 40))
    assert head == [
        *("t", "epoch", "batch", "rate body", "rate head", "rate adam"),
        *("momentum body", "momentum head"),
        *("weight_decay body", "weight_decay head", "weight_decay adam", "temperature head"),
    ]
    curves = set_curves(OWN_CURVES).values()
    for t, line in enumerate(lines):
        right = [value for curve in curves for value in curve.at(t)]
        assert list(map(float, line[3:])) == right
    document = json.loads("".join(json_table(OWN_CURVES)))
    assert document["columns"] == head
    assert document["rows"] == [[float(cell) for cell in line] for line in lines]


def test_the_table_of_the_loop_has_them_all_after_the_next_step_too() -> None:
    shown = Table.of_steps(Rows(OWN_CURVES, "step"), 0, 40, "loop")
    head = shown.heads
    assert head[7:10] == ("momentum body", "momentum head", "weight_decay body")
    assert head[15:18] == ("get_last_lr adam", "momentum body after", "momentum head after")
    rows = list(shown.values())
    before, after = (
        [place for place, name in enumerate(head) if name.endswith(ending)]
        for ending in ("decay head", "decay head after")
    )
    assert [row[after[0]] for row in rows[:-1]] == [row[before[0]] for row in rows[1:]]
    assert len({len(line) for line in shown.text_lines()}) == 1


@given(schedules(own_curves=True, repeats=True))
def test_every_curve_of_a_random_design_is_in_the_table(schedule: Schedule) -> None:
    shown = Table(Rows(schedule, "step"), 0, min(3, schedule.total_steps), "loop")
    assert {len(row) for row in shown.values()} == {len(shown.heads)}
    assert len(list(shown.text_lines())) == 1 + min(3, schedule.total_steps)


def test_the_starter_by_epoch() -> None:
    lines = list(text_lines(starter(), "epoch", 0, 900))
    assert lines[:6] == [
        "  t  epoch  batch   rate all\n",
        "  0      0      0  0.0010000\n",
        " 45      1      0  0.0055000\n",
        " 90      2      0  0.0100000\n",
        "135      3      0  0.0099248\n",
        "180      4      0  0.0097015\n",
    ]
    assert len(lines) == 21
    assert lines[-1] == "855     19      0  0.0001752\n"


def test_a_rate_too_small_for_the_decimals_is_written_with_an_exponent() -> None:
    schedule = preset_named("warmup-cosine").make(steps=1_000)
    assert list(text_lines(schedule, "step", 999, 1_000))[1].split()[-1] == "3.046e-9"


def test_the_numbers_stand_under_each_other() -> None:
    schedule = replace(starter(), groups=(Group("body", 1e-2), Group("a head", 12.5)))
    widths = {len(line) for line in text_lines(schedule, "step", 0, 2_000)}
    assert len(widths) == 1


def test_the_csv_holds_the_exact_rates_of_every_group() -> None:
    schedule = replace(starter(), groups=(Group("body, soul", 1e-2), Group('"head"', 3e-3)))
    head, *lines = csv.reader(csv_lines(schedule, "step", 0, 900))
    assert head == ["t", "epoch", "batch", "rate body, soul", 'rate "head"']
    rates = Rates(schedule)
    assert [tuple(map(float, line[3:])) for line in lines] == [rates.at(t) for t in range(900)]
    assert [int(line[0]) for line in lines] == list(range(900))


def test_rows_by_update_under_accumulation_begin_at_every_nth_batch() -> None:
    run = Run(samples=70, batch_size=10, accumulation=3, epochs=2)
    schedule = replace(starter(), run=run)
    places = [(row.t, row.epoch, row.batch) for row in rows(schedule, "update", 0, 6)]
    assert places == [(0, 0, 0), (1, 0, 3), (2, 0, 6), (3, 1, 0), (4, 1, 3), (5, 1, 6)]


def test_rows_by_update_repeat_the_rate_where_the_schedule_steps_per_epoch() -> None:
    schedule = ten_epochs(Segment("Stairs", Constant(), Span.of_the_rest()))
    found = rows(schedule, "update", 1, 3)
    assert found[0] == Row(4, 1, 0, 4, 1, {RATE_CURVE: (0.1,)}, {RATE_CURVE: (0.1,)})
    assert [(row.t, row.epoch, row.batch) for row in found[3:6]] == [
        (1, 1, 3),
        (2, 2, 0),
        (2, 2, 1),
    ]
    assert len(found) == 8


def test_rows_by_epoch_are_those_that_begin_in_the_range() -> None:
    assert [row.t for row in rows(starter(), "epoch", 1, 136)] == [45, 90, 135]


def test_the_table_goes_on_past_the_end() -> None:
    assert [row.rates for row in rows(starter(), "step", 900, 902)] == [(1e-4,)] * 2


def test_no_rows_is_a_table_too() -> None:
    assert len(list(text_lines(starter(), "step", 5, 5))) == 1


@pytest.mark.parametrize("lines", [text_lines, csv_lines])
def test_the_first_rows_of_a_run_of_ten_million_steps_come_at_once(lines: object) -> None:
    schedule = preset_named("warmup-linear").make(steps=10_000_000)
    assert callable(lines)
    assert len(list(islice(lines(schedule, "step", 0, 10_000_000), 3))) == 3


EXPORTED = """
import re, sys
from rampsmith.app.commandline.command import main
try:
    main(sys.argv[1:])
finally:
    status = open("/proc/self/status", encoding="ascii").read()
    print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1024)
"""
"""Runs a command and prints how many MB it took at most.

What getrusage tells is no less than what the tests' own process had when it began this one.
"""


@pytest.mark.long
@pytest.mark.parametrize(("target", "rows"), [("csv", 10_000_001), ("json", 10_000_000)])
def test_ten_million_steps_are_exported_to_the_end_within_500_mb(
    target: str, rows: int, tmp_path: Path
) -> None:
    design, made = tmp_path / "long.ramp", tmp_path / f"long.{target}"
    schedule = preset_named("warmup-linear").make(steps=10_000_000)
    design.write_text(design_text(schedule), encoding="utf-8")
    words = ["export", str(design), "--target", target, "-o", str(made)]
    done = subprocess.run(
        [sys.executable, "-c", EXPORTED, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) < 500
    with made.open("rb") as lines:
        assert sum(1 for _ in lines) >= rows

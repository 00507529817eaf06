"""Formulas with constants and with numbers of the run: the class gives the designer's values."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rampsmith.designer.document.curves import with_curve
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.editing.edits import with_run
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.evaluation.span_steps import counted_at
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.function import function_source
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import exported, module, optimizer
from tests.exporters.tools import clean
from tests.exporters.whole import (
    check_changed_numbers,
    check_rates,
    check_resuming,
    numbers_of,
    optimizer_for_all,
)
from tests.golden.schedules import GOLDEN

CONSTANTS = (FormulaConstant("a", 0.1), FormulaConstant("k", 0.25, 0.0, 1.0))
EPOCHS = Run(samples=70, batch_size=8, accumulation=2, epochs=5)
"""Five updates in an epoch, the last of which is short."""
CARRIED = replace(EPOCHS, remainder="carried", tokens_per_sample=3, drop_last=True)
EVEN = Run(samples=64, batch_size=8, epochs=6, tokens_per_sample=12)
STREAM = Run(
    samples=None,
    batch_size=1_000,
    batch_in="tokens",
    epochs=None,
    total_tokens=120_000,
    stages=(Stage(Span(10_000, "tokens"), 3_000), Stage(Span(40_000, "tokens"), 3_000, 2)),
)
GROWING = Run(
    samples=70,
    batch_size=8,
    accumulation=2,
    epochs=5,
    tokens_per_sample=3,
    stages=(Stage(Span(6, "steps"), 8, 3), Stage(Span(2.5, "epochs"), 5, 1)),
)
"""Five updates in the first epoch, four in the second, seven in the third, fourteen in the others."""
GROWING_RUNS = {
    "grows, kept": GROWING,
    "grows, dropped": replace(GROWING, remainder="dropped"),
    "grows, carried": replace(GROWING, remainder="carried", epochs=None, updates=40),
}
RUNS = {"even": EVEN, "short ends": EPOCHS, "carried": CARRIED, "stream": STREAM, **GROWING_RUNS}


def of(text: str, run: Run, **changes: Any) -> Schedule:
    """Make a schedule of a warmup and a formula."""
    shape = Expression(text, constants=CONSTANTS, **changes)
    segments = (
        Segment("Up", Linear(), Span.of_steps(4), Level(0.0), Level(1.0)),
        Segment("Decay", shape, Span.of_the_rest(), end=Level(0.1)),
    )
    groups = (Group("body", 1e-3), Group("head", 1e-2))
    return Schedule(segments=segments, groups=groups, run=run)


IN_EPOCHS = (
    "a + (1 - a) * exp(-k * epoch)",
    "max(a, 1 - epoch / epochs)",
    "t / steps_per_epoch * k",
)
IN_TOKENS = ("exp(-k * tokens / 1e4)", "min(1, tokens / 5e4) * a")
ANYWHERE = (
    *(
        "max(a, 1 - t / total)",
        "k * previous + a * end",
        "start + (end - start) * p**k",
        "base * k",
    ),
    *("a * start if n < 3 else k", "k"),
)


@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_class_has_the_values_of_a_formula_bit_for_bit(run: Run, absolute: bool) -> None:
    texts = [*ANYWHERE]
    texts += [] if run == STREAM else IN_EPOCHS
    texts += IN_TOKENS if run in (EVEN, CARRIED, STREAM) else []
    for text in texts:
        schedule = of(text, run, absolute=absolute)
        assert not errors(schedule), text
        check_rates(schedule)
        names: dict[str, Any] = {}
        exec(compile(function_source(schedule), "f", "exec"), names)  # noqa: S102 - our own export.
        lr_at, rates = names["lr_at"], Rates(schedule)
        takes_base = lr_at.__code__.co_argcount > 1
        for t in range(schedule.total_steps + 4):
            each = [lr_at(t, g.base_lr) if takes_base else lr_at(t) for g in schedule.groups]
            assert tuple(each) == rates.at(t), text


def test_tokens_are_those_that_the_run_has_seen_through_its_stages() -> None:
    schedule = replace(of("tokens", STREAM, absolute=True), groups=(Group("all", 1.0),))
    schedule = replace(schedule, segments=schedule.segments[1:])
    clock = STREAM.clock
    assert clock is not None
    for t in range(schedule.total_steps):
        assert Rates(schedule).at(t)[0] == clock.seen_by(t)


@pytest.mark.parametrize("run", GROWING_RUNS.values(), ids=GROWING_RUNS)
def test_an_epoch_is_the_one_that_the_run_is_in_as_its_batch_grows(run: Run) -> None:
    shape = Expression("epoch", absolute=True)
    schedule = Schedule(segments=(Segment("Typed", shape, Span.of_the_rest()),), run=run)
    clock, rates = run.clock, Rates(schedule)
    assert clock is not None
    for t in range(schedule.total_steps):
        epoch, within = clock.epoch_of(clock.batches_before(t))
        begin, end = (
            clock.updates_before(clock.first_batch_of_epoch(e)) for e in (epoch, epoch + 1)
        )
        expected = epoch + (t - begin) / (end - begin)
        if run.remainder == "carried":
            batches = clock.first_batch_of_epoch(epoch + 1) - clock.first_batch_of_epoch(epoch)
            expected = epoch + within / batches
        assert rates.at(t)[0] == pytest.approx(expected, rel=1e-14)
        assert counted_at(schedule, "epochs", t) == pytest.approx(expected, rel=1e-14)
        if run.remainder != "carried" and t == begin:
            assert rates.at(t)[0] == epoch


def test_the_epochs_of_a_batch_that_grows_follow_the_length_of_the_run() -> None:
    texts = ("a + epochs", "a + steps_per_epoch", "a + min(epoch, epochs)")
    epochs, pace, least = (of(text, GROWING, absolute=True) for text in texts)
    assert Rates(epochs).at(4)[0] == 5.1
    assert Rates(pace).at(4)[0] == pytest.approx(0.1 + 44 / 5)
    for schedule in (epochs, pace, least):
        made = exported(schedule)(optimizer_for_all(schedule), total_steps=30)
        longer = with_run(schedule, updates=30, epochs=None)
        for t in range(30):
            assert tuple(made.get_last_lr()) == Rates(longer).at(t)
            made.optimizer.step()
            made.step()


def test_an_epoch_is_what_the_run_says() -> None:
    schedule = replace(of("epoch", EVEN, absolute=True), segments=())
    shape = Expression("epoch + 100 * epochs + 10000 * steps_per_epoch", absolute=True)
    schedule = replace(schedule, segments=(Segment("Typed", shape, Span.of_the_rest()),))
    assert Rates(schedule).at(20)[0] == 2.5 + 600 + 80_000
    by_epoch = replace(schedule, stepping="epoch")
    assert Rates(by_epoch).at(2)[0] == 2 + 600 + 10_000
    check_rates(by_epoch)


def test_a_class_of_formulas_is_clean_resumes_and_takes_other_numbers(tmp_path: Path) -> None:
    texts = (
        *IN_EPOCHS,
        *IN_TOKENS,
        *ANYWHERE,
        "a + k + epoch + epochs + total + tokens + n + p + t",
    )
    schedules = [of(text, EVEN, absolute=each) for text in texts for each in (False, True)]
    schedules += [of(text, STREAM) for text in IN_TOKENS]
    schedules += [of(text, GROWING) for text in IN_EPOCHS]
    sources = [*map(pytorch_source, schedules), *map(function_source, schedules)]
    assert clean(sources, tmp_path) == ""
    for schedule in (
        of(IN_EPOCHS[0], EVEN),
        of(IN_EPOCHS[0], GROWING),
        of(IN_TOKENS[0], STREAM),
        of(ANYWHERE[1], EVEN),
    ):
        check_resuming(schedule)
        numbers = numbers_of(schedule, levels_only=False)
        assert "decay_k" in numbers
        assert check_changed_numbers(schedule, numbers) >= 2


def test_another_constant_is_a_parameter_and_nonsense_is_refused() -> None:
    schedule = of(IN_EPOCHS[0], EVEN)
    made = exported(schedule)
    scheduler = made(optimizer_for_all(schedule), decay_k=0.5, steps_per_epoch=4)
    for _ in range(20):
        scheduler.optimizer.step()
        scheduler.step()
    # Twenty steps are five epochs now.
    assert scheduler.get_last_lr()[0] == pytest.approx(1e-3 * (0.1 + 0.9 * math.exp(-0.5 * 5)))
    for wrong in ({"steps_per_epoch": 0}, {"decay_k": float("nan")}):
        with pytest.raises(ValueError, match="must be"):
            made(optimizer_for_all(schedule), **wrong)


def test_curves_beside_share_the_numbers_of_the_run() -> None:
    shape = Expression("0.5 + 0.4 * epoch / epochs * b", constants=(FormulaConstant("b", 0.5),))
    beside = replace(of("", EVEN), segments=(Segment("Typed", shape, Span.of_the_rest()),))
    schedule = with_curve(of(IN_EPOCHS[1], EVEN), MOMENTUM_CURVE, beside)
    assert not errors(schedule)
    check_rates(schedule)
    assert pytorch_source(schedule).count("steps_per_epoch: int") == 1


def test_in_a_repeat_the_epoch_counts_from_its_cycle() -> None:
    schedule = of("k + epoch * 0.1", EVEN)
    segments = tuple(replace(each, span=Span.of_steps(6)) for each in schedule.segments)
    cycles = replace(schedule, segments=segments, repeats=(Repeat("Again", 0, 1, 3, scale=0.5),))
    assert Rates(cycles).at(8)[0] == Rates(cycles).at(20)[0]
    check_rates(cycles)


def test_a_constant_may_have_a_name_that_the_code_uses_for_itself() -> None:
    names = (
        "scale",
        "low",
        "rate",
        "value",
        "name",
        "number",
        "rest",
        "cycle",
        "factor",
        "bases",
        "text",
        "key",
        "at",
        "math_",
        "whole",
        "done",
        "lap",
    )
    constants = tuple(FormulaConstant(name, 0.5 + n / 8) for n, name in enumerate(names))
    shape = Expression(f"start + p * ({' + '.join(names)}) / (1 + n)", constants=constants)
    schedule = of("k", EVEN)
    first, last = schedule.segments
    cycles = (Repeat("Again", 0, 1, 2, scale=0.5),)
    typed = replace(last, shape=shape, span=Span.of_steps(9), floor=Level(0.01))
    for repeats in ((), cycles):
        check_rates(replace(schedule, segments=(first, typed), repeats=repeats))


def test_a_file_of_a_formula_is_a_module_that_needs_math_only_where_it_does() -> None:
    source = pytorch_source(of("a * sin(k * t) + 1", EVEN))
    assert module(source).math


@pytest.mark.parametrize("last", ["(1 - p) ** 2", " + ".join(["(1 - p) ** 2 / 40"] * 40)])
def test_another_formula_is_told_of_when_a_state_is_loaded(last: str) -> None:
    def of(text: str) -> Any:
        (*before, decay) = GOLDEN["formula"].segments
        assert isinstance(decay.shape, Expression)
        shape = replace(decay.shape, text=text)
        return replace(GOLDEN["formula"], segments=(*before, replace(decay, shape=shape)))

    state = exported(of(last))(optimizer(0.1)).state_dict()
    same = exported(of(last))(optimizer(0.1))
    same.load_state_dict(state)  # no warning
    other = exported(of(f"{last} + 0 * p"))(optimizer(0.1))
    with pytest.warns(UserWarning, match="these hold: decay_formula is "):
        other.load_state_dict(state)

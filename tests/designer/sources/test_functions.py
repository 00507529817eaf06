"""Functions of the step in the styles that people write, read and compared with running them."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch.optim import SGD
from torch.optim.lr_scheduler import LambdaLR, LRScheduler

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.shapes.expression import Expression
from tests.designer.sources.reading import assert_rates, kinds, rates, read
from tests.designer.sources.scripts import ABSOLUTE, LAMBDAS, MADE, SUBCLASS


def run(code: str, count: int) -> list[float]:
    """Run code of the test's own, and ask its function of the step for so many steps."""
    from bisect import bisect_right

    space: dict[str, Any] = {"math": math, "np": np, "bisect_right": bisect_right}
    exec(code, space)  # noqa: S102 - the test's own text.
    names = [name for name in space if ("lr" in name or "rate" in name) and callable(space[name])]
    return [float(space[names[-1]](t)) for t in range(count)]


@pytest.mark.parametrize("code", ABSOLUTE.values(), ids=ABSOLUTE)
def test_a_function_of_the_step_has_the_rates_that_running_it_has(code: str) -> None:
    schedule = read(code).schedule
    count = schedule.total_steps
    assert count >= 30
    assert_rates(rates(schedule), run(code, count))


def names_of(code: str) -> list[tuple[str, str]]:
    return [(each.name, each.shape.kind) for each in read(code).schedule.segments]


def test_branches_become_segments_with_names_and_shapes() -> None:
    assert names_of(ABSOLUTE["nanoGPT"]) == [
        ("Warmup", "linear"),
        ("Decay", "cosine"),
        ("Minimum", "constant"),
    ]
    assert names_of(ABSOLUTE["trapezoid"])[0] == ("Warmup", "linear")
    assert names_of(ABSOLUTE["Noam"]) == [("Warmup", "linear"), ("Decay", "inverse_sqrt")]
    assert names_of(ABSOLUTE["polynomial"]) == [("Decay", "polynomial")]
    assert names_of(ABSOLUTE["1 - sqrt"]) == [("Hold", "constant"), ("Decay", "one_minus_sqrt")]
    assert names_of(ABSOLUTE["steps by a power"]) == [("Decay", "staircase")]


def test_the_levels_are_the_numbers_of_the_code() -> None:
    warmup, decay, *_ = read(ABSOLUTE["nanoGPT"]).schedule.segments
    assert warmup.start is not None
    assert warmup.end is not None
    assert decay.end is not None
    assert (warmup.start.value, warmup.end.value, decay.end.value) == (0.0, 6e-4, 6e-5)
    assert (warmup.first_at_start, warmup.last_at_end) == (False, False)
    assert decay.start is None


def test_what_is_no_shape_stays_a_formula_to_the_bit() -> None:
    code = ABSOLUTE["a waving formula"]
    reading = read(code)
    assert isinstance(reading.schedule.segments[0].shape, Expression)
    assert rates(reading.schedule) == run(code, 100)
    assert kinds(reading) == ["assumed"]


@pytest.mark.parametrize("text", LAMBDAS.values(), ids=LAMBDAS)
def test_a_lambda_has_the_rates_of_the_scheduler(text: str) -> None:
    code = (
        "optimizer = SGD(model.parameters(), lr=0.1)\n"
        f"scheduler = LambdaLR(optimizer, lr_lambda={text})\n"
        "for epoch in range(60):\n    scheduler.step()\n"
    )
    assert_rates(rates(read(code).schedule), walked(lambda o: LambdaLR(o, eval(text))))  # noqa: S307


def walked(make: Any, steps: int = 60) -> list[float]:
    """Step a scheduler and return what each step trains with."""
    optimizer = SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = make(optimizer)
    found = []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def test_a_function_in_a_function_knows_what_that_is_called_with() -> None:
    space: dict[str, Any] = {"math": math, "LambdaLR": LambdaLR}
    exec(MADE.partition("optimizer = SGD")[0], space)  # noqa: S102 - the test's own text.
    assert_rates(rates(read(MADE).schedule), walked(lambda o: space["make_scheduler"](o, 10, 60)))


def test_a_subclass_has_the_rates_of_the_scheduler_for_every_group() -> None:
    code = f"""\
{SUBCLASS}
optimizer = SGD([{{"params": a, "lr": 0.1}}, {{"params": b, "lr": 0.03}}], lr=0.1)
scheduler = CosineWarmupScheduler(optimizer, warmup_epochs=5, total_epochs=50, min_lr=0.001)
for epoch in range(50):
    scheduler.step()
"""
    space: dict[str, Any] = {"math": math, "LRScheduler": LRScheduler}
    exec(SUBCLASS, space)  # noqa: S102 - the test's own text.
    schedule = read(code).schedule
    wanted = walked(lambda o: space["CosineWarmupScheduler"](o, 5, 50, 0.001), 50)
    assert_rates(rates(schedule, 50), wanted)
    assert [each.shape.kind for each in schedule.segments] == ["linear", "cosine"]
    assert max(rates(schedule, 50, group=1)) == pytest.approx(0.03)


def test_a_rate_that_is_set_in_the_groups_is_read() -> None:
    code = """\
def adjust_learning_rate(optimizer, epoch, args):
    if epoch < args.warmup_epochs:
        lr = args.lr * epoch / args.warmup_epochs
    else:
        lr = args.min_lr + (args.lr - args.min_lr) * 0.5 * \\
            (1. + math.cos(math.pi * (epoch - args.warmup_epochs) / (args.epochs - args.warmup_epochs)))
    for param_group in optimizer.param_groups:
        if "lr_scale" in param_group:
            param_group["lr"] = lr * param_group["lr_scale"]
        else:
            param_group["lr"] = lr
    return lr

parser.add_argument('--epochs', default=40, type=int)
parser.add_argument('--warmup_epochs', default=4)
parser.add_argument('--lr', default=1e-3)
parser.add_argument('--min_lr', default=1e-5)
"""
    schedule = read(code).schedule

    def lr(epoch: int) -> float:
        if epoch < 4:
            return 1e-3 * epoch / 4
        return 1e-5 + (1e-3 - 1e-5) * 0.5 * (1.0 + math.cos(math.pi * (epoch - 4) / (40 - 4)))

    assert schedule.stepping == "epoch"
    assert_rates(rates(schedule), [lr(epoch) for epoch in range(40)])


def test_a_number_that_is_missing_is_asked_for() -> None:
    code = """\
def get_lr(step):
    if step < warmup_steps:
        return 1e-3 * step / warmup_steps
    return 1e-3
"""
    reading = read(code)
    assert "asked for" in kinds(reading)
    assert len(reading.schedule.segments) == 2


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("def get_lr(step):\n    return table(step)\n", "line 2, column 12: “table(step)”"),
        ("def get_lr(step):\n    while step: pass\n", "line 2"),
        ("def get_lr(step):\n    pass\n", "neither returns a rate nor sets one"),
        ("def get_lr(step):\n    return get_lr(step)\n", "is not followed"),
        (
            "a = lambda x: b(x)\nb = lambda x: a(x)\ndef get_lr(step):\n    return a(step)\n",
            "too deeply",
        ),
        ("def get_lr(step):\n    return 10 ** 10 ** 10 * step\n", "line 2"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_its_place(code: str, says: str) -> None:
    with pytest.raises(DesignError) as caught:
        read(code)
    assert says in str(caught.value)


def test_a_function_that_the_built_rate_is_multiplied_with_gives_factors() -> None:
    code = """\
max_steps = 100
optimizer = SGD([{"params": a, "lr": 0.1}, {"params": b, "lr": 0.02}])

def get_lr(step):
    return 1.0 if step < 50 else (100 - step) / 50

for step in range(max_steps):
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] * get_lr(step)
"""
    schedule = read(code).schedule
    assert schedule.is_relative
    wanted = [0.02 * (1.0 if t < 50 else (100 - t) / 50) for t in range(100)]
    assert_rates(rates(schedule, group=1), wanted)


def test_a_method_called_configure_optimizers_makes_no_lightning_of_a_model() -> None:
    code = "class GPT(nn.Module):\n    def configure_optimizers(self):\n        pass\n"
    assert read(code + ABSOLUTE["nanoGPT"]).schedule.stepping == "update"


def test_each_group_can_have_a_function_of_its_own() -> None:
    code = """\
optimizer = SGD([{"params": a, "lr": 0.1}, {"params": b, "lr": 0.02}], lr=0.1)
scheduler = LambdaLR(optimizer, [lambda e: 0.95 ** e, lambda e: 1 - e / 60])
for epoch in range(60):
    scheduler.step()
"""
    reading = read(code)
    assert reading.notes == ()
    assert_rates(rates(reading.schedule), [0.1 * 0.95**t for t in range(60)])
    assert_rates(rates(reading.schedule, group=1), [0.02 * (1 - t / 60) for t in range(60)])


@pytest.mark.parametrize(
    "text",
    [
        "0.1 * int((step - 30) / 7 + 10)",
        "0.1 * abs(int((step - 30) / 7))",
        "0.1 * (step > 10) + 0.01",
        "0.1 * (step or 7)",
        "0.1 * (step > 20 and 3)",
        "0.1 * (step < 20 or 3)",
        "0.1 * (1 + step % 10)",
        "0.1 * abs(step - 30)",
        "0.1 if 10 < step <= 40 else 0.2 if step == 50 else 0.3",
        "max(0.1, min(step / 10, 1.0, (60 - step) / 20))",
        "0.1 * (1 - step / 60) ** 0.5",
        "0.5 ** (step / 20)",
        "0.1 * pow(0.9, step)",
        "0.1 / (1 + 0.05 * step)",
        "0.1 / math.sqrt(step + 1)",
        "0.1 * math.exp(-step / 20)",
        "0.1 * math.tanh(step / 10)",
        "0.1 * (1 - (step / 60) ** 2)",
        "0.1 * math.sin(math.pi / 2 * min(step / 40, 1))",
    ],
)
def test_an_expression_has_the_rates_that_running_it_has(text: str) -> None:
    code = f"total_steps = 60\ndef get_lr(step):\n    return {text}\n"
    assert_rates(rates(read(code).schedule), run(code, 60))


@st.composite
def terms(draw: st.DrawFn, depth: int = 0) -> str:
    """Draw an expression in the step, as people could write it."""
    if depth > 2 or draw(st.booleans()):
        leaf = st.sampled_from(("step", "step / 50", "(step + 1) / 20", "1 - step / 80"))
        return draw(leaf | st.integers(1, 60).map(str) | st.sampled_from(("0.1", "1e-3", "0.75")))
    one, other = draw(terms(depth + 1)), draw(terms(depth + 1))
    form = draw(
        st.sampled_from(
            (
                "({0} + {1})",
                "({0} * {1})",
                "({0} - {1})",
                "min({0}, {1})",
                "max({0}, {1})",
                "({0} if step < 25 else {1})",
                "0.5 * (1 + math.cos(math.pi * {0} / 60)) * {1}",
                "(0.5 ** {0}) * {1}",
            )
        )
    )
    return form.format(one, other)


@given(st.lists(st.tuples(st.integers(1, 59), terms()), max_size=3), terms())
def test_any_function_of_branches_has_the_rates_that_running_it_has(
    branches: list[tuple[int, str]], last: str
) -> None:
    lines = "".join(f"    if step < {end}:\n        return {text}\n" for end, text in branches)
    code = f"total_steps = 60\ndef get_lr(step):\n{lines}    return {last}\n"
    wanted = run(code, 60)
    assume(min(wanted) >= 0 and max(wanted) < 1e90)
    assert_rates(rates(read(code).schedule, 60), wanted)

"""Every other way out of a schedule gives the designer's rates, or says why it cannot."""

import csv
import io
import itertools
import json
import math
import subprocess
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from torch.optim.lr_scheduler import LambdaLR

from rampsmith.designer.document.curves import followed
from rampsmith.designer.document.kinds import RATE, CurveKind
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import CodeStyle, Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.files.design_file import schedule_in, storable
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.decay_to_floor import DecayToFloor
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.function import function_source
from rampsmith.exporters.targets.hand_edits import hand_edits
from rampsmith.exporters.targets.sequential import sequential_source
from rampsmith.exporters.words.naming import stems
from tests.exporters.conformance import designed, optimizer, rates, walk
from tests.exporters.strategies import of_any_levels, some
from tests.exporters.tools import clean
from tests.exporters.whole import of_all_parts
from tests.golden.schedules import GOLDEN

FOLLOWABLE = {name: each for name, each in GOLDEN.items() if name != "plateau"}
RUN = Run(epochs=None, updates=60)
UP = Segment("Up", Linear(), Span.of_steps(10), Level(0.1), Level(1.0))
SAYABLE = {
    "from zero": (replace(UP, start=Level(0.0)), Segment("Hold", Constant())),
    "above one": (replace(UP, end=Level(2.0)), Segment("Hold", Constant())),
    "cosine": (UP, Segment("Decay", Cosine(), Span.of_the_rest(), None, Level(0.01))),
    "too short": (UP, Segment("Decay", Cosine(), Span.of_steps(20), None, Level(0.01))),
    "exponential": (UP, Segment("Decay", Exponential(), Span.of_steps(30), None, Level(0.01))),
    "polynomial": (UP, Segment("Decay", Polynomial(2.0), Span.of_the_rest(), None, Level(0.0))),
    "stairs": (UP, Segment("Decay", Staircase(Span.of_steps(7), 0.5), Span.of_steps(30))),
    "by epoch": (UP, Segment("Decay", DecayToFloor(Span.of_steps(7), 0.5, 0.0), Span.of_steps(30))),
    "absolute": (replace(UP, start=Level.of_rate(1e-4)), Segment("Hold", Constant())),
    "lines": (UP, Segment("Decay", Linear(), Span.of_the_rest(), Level(0.5), Level(0.0))),
}


def module(source: str) -> Any:
    """Run a file that was exported here and now."""
    made = types.ModuleType("exported")
    exec(source, made.__dict__)  # noqa: S102
    return made


def said(schedule: Schedule, kind: CurveKind, step: int, made: Any) -> dict[str, float]:
    """Ask the functions of a kind for what every group gets, if it is set."""
    names = stems([group.name for group in schedule.groups], longest=10, nameless="group")
    word = "lr" if kind == RATE else kind.name
    found: dict[str, float] = {}
    for group, name in zip(schedule.groups, names, strict=True):
        if followed(schedule, kind, group.name) is not None:
            at = getattr(made, f"{name}_{word}_at", None) or getattr(made, f"{word}_at")
            takes_base = at.__code__.co_argcount > 1
            found[group.name] = at(step, group.base(kind)) if takes_base else at(step)
    return found


def check_function(schedule: Schedule) -> None:
    """Compare functions with the designer at every step, and past the end."""
    made = module(function_source(schedule))
    stride = max(1, schedule.total_steps // 300)
    for step in range(0, schedule.total_steps + 5 * stride, stride):
        for key, curve in set_curves(schedule).items():
            values = dict(
                zip((g.name for g in curve.schedule.groups), curve.at(step), strict=False)
            )
            for name, value in said(schedule, key.kind, step, made).items():
                assert value == values.get(name, curve.at(step)[0]), f"{key} of {name}"


@pytest.mark.parametrize("schedule", FOLLOWABLE.values(), ids=FOLLOWABLE)
def test_a_function_gives_the_designers_rates_bit_for_bit(schedule: Schedule) -> None:
    check_function(schedule)


@pytest.mark.long
def test_functions_of_random_schedules_do_too() -> None:
    for schedule in itertools.chain(some(of_any_levels(), 300), some(of_all_parts(), 300)):
        if any(isinstance(segment.shape, Plateau) for segment in schedule.segments):
            with pytest.raises(ExportError, match="A plateau follows a metric"):
                function_source(schedule)
        else:
            check_function(schedule)


def test_the_common_function_is_for_the_first_group_also_where_another_has_no_name() -> None:
    groups = (Group("first", 0.5), Group("", 0.1))
    made = module(function_source(replace(GOLDEN["starter"], groups=groups)))
    rates_at = Rates(replace(GOLDEN["starter"], groups=groups)).at
    assert [made.lr_at(t) for t in range(200)] == [rates_at(t)[0] for t in range(200)]


def test_a_function_is_what_lambda_lr_takes() -> None:
    schedule = GOLDEN["warm_restarts"]
    made = module(function_source(schedule))
    functions: list[Callable[[int], float]] = [
        partial(made.lr_at, base_lr=group.base_lr) for group in schedule.groups
    ]
    scheduler = LambdaLR(optimizer(1.0, 1.0), functions)
    assert walk(scheduler, 300) == designed(schedule, range(301))


def test_a_function_cannot_follow_a_metric() -> None:
    with pytest.raises(ExportError, match="A plateau follows a metric"):
        function_source(GOLDEN["plateau"])


def sayable(name: str) -> Schedule:
    """Return a schedule that torch's own schedulers can say."""
    return Schedule(title=name, segments=SAYABLE[name], groups=(Group("all", 0.5),), run=RUN)


@pytest.mark.parametrize("name", SAYABLE)
@pytest.mark.filterwarnings("ignore:The epoch parameter in `scheduler.step")
def test_torchs_own_schedulers_give_the_designers_rates(name: str) -> None:
    once = Repeat("Once", 0, len(SAYABLE[name]) - 1, 1, scale=0.5)
    for schedule in (sayable(name), replace(sayable(name), repeats=(once,))):
        check_sequence(schedule)


def check_sequence(schedule: Schedule) -> None:
    """Compare torch's own schedulers with the designer at every step, and past the end."""
    scheduler = module(sequential_source(schedule)).scheduler_for(optimizer(0.5))
    curves = Rates(schedule)
    for step in range(70):
        (found,), (wanted,) = rates(scheduler.optimizer), curves.at(step)
        assert math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-15), step
        scheduler.optimizer.step()
        scheduler.step()


SHIFTED = replace(sayable("cosine"), counts_from=1)
UNSAYABLE = {
    "unroll them first": replace(sayable("cosine"), repeats=(Repeat("Again", 0, 0, 2),)),
    "knows no repeats": replace(
        sayable("cosine"), repeats=(Repeat("Falls", 0, 0, 1, scale=0.9, scaling="steps"),)
    ),
    "does not begin again": replace(sayable("cosine"), after="repeat"),
    "counts its steps from 0": SHIFTED,
    "CosineAnnealingLR begins at the base rate, not at 2 times it": Schedule(
        segments=(Segment("Decay", Cosine(), start=Level(2.0), end=Level(0.0)),), run=RUN
    ),
    "no scheduler of its own for “inverse square root”": GOLDEN["inverse_square_root"],
    "“polynomial” to anything but 0": Schedule(
        segments=(Segment("Decay", Polynomial(2.0), end=Level(0.5)),), run=RUN
    ),
    "A momentum goes along": GOLDEN["one_cycle"],
    "knows no curve that multiplies": GOLDEN["multiplied"],
    "the groups have several": replace(
        sayable("absolute"), groups=(Group("a", 0.5), Group("b", 0.25))
    ),
    "these have several base rates": replace(
        sayable("cosine"), groups=(Group("a", 0.5), Group("b", 0.25))
    ),
    "no multiple of a base rate of 0": replace(sayable("absolute"), groups=(Group("a", 0.0),)),
    "“exponential to a floor” with a floor": Schedule(
        segments=(Segment("Decay", DecayToFloor(Span.of_steps(7), 0.5, 0.1)),), run=RUN
    ),
    "“staircase” with stairs of part of a step": Schedule(
        segments=(Segment("Stairs", Staircase(Span.of_steps(2.5), 0.5)),), run=RUN
    ),
}


@pytest.mark.parametrize("reason", UNSAYABLE)
def test_what_torchs_own_schedulers_cannot_say_is_said_with_the_reason(reason: str) -> None:
    with pytest.raises(ExportError) as caught:
        sequential_source(UNSAYABLE[reason])
    assert reason in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_the_known_faults_are_named_where_they_would_bite() -> None:
    head = " ".join(sequential_source(sayable("cosine")).split())
    for words in ("162591", "196243", "it sets no rate when its state is loaded"):
        assert words in head


@pytest.mark.parametrize("name", ["starter", "cyclic", "cosine_warmup"])
def test_tables_hold_every_step_exactly(name: str) -> None:
    schedule = GOLDEN[name]
    heads, *lines = csv.reader(io.StringIO(TARGETS["csv"].write(schedule)))
    table = json.loads(TARGETS["json"].write(schedule))
    assert table["columns"] == heads
    assert len(table["rows"]) == len(lines) == schedule.total_steps
    curves = Rates(schedule)
    for step in range(0, schedule.total_steps, max(1, schedule.total_steps // 50)):
        count = len(schedule.groups)
        assert [float(cell) for cell in lines[step][3 : 3 + count]] == list(curves.at(step))
        assert table["rows"][step][0] == step
        assert table["rows"][step][3 : 3 + count] == list(curves.at(step))


@pytest.mark.parametrize("target", TARGETS)
def test_a_schedule_with_errors_goes_nowhere(target: str) -> None:
    with pytest.raises(ExportError, match="segments: "):
        TARGETS[target].write(Schedule())


@pytest.mark.parametrize("target", ["function", "sequential"])
def test_every_exported_program_opens_again_and_tells_changes_by_hand(target: str) -> None:
    schedule = sayable("cosine")
    source = TARGETS[target].write(schedule)
    assert schedule_in(source, source="exported.py") == storable(schedule)
    assert hand_edits(source) is None
    edits = hand_edits(source.replace("0.1", "0.2", 1) + "# more\n")
    assert edits is not None
    assert "another version" not in edits.sentence


def test_exported_programs_are_clean(tmp_path: Path) -> None:
    sources = [function_source(schedule) for schedule in FOLLOWABLE.values()]
    sources += [sequential_source(sayable(name)) for name in SAYABLE]
    plain = replace(sayable("cosine"), code=CodeStyle(docstrings=False, type_hints=False))
    sources.append(function_source(replace(GOLDEN["cyclic"], code=plain.code)))
    assert clean(sources[:-1], tmp_path) == ""
    path = tmp_path / "plain.py"
    for source in (sequential_source(plain), sources[-1]):
        path.write_text(source, encoding="utf-8")
        for command in (("format", "--check"), ("check",)):
            words = (sys.executable, "-m", "ruff", *command, "--isolated", "-q", str(path))
            assert subprocess.run(words, check=False).returncode == 0

"""Curves of single groups and of every kind are proved; each planted fault in them is found."""

from dataclasses import replace

import pytest

from rampsmith.designer.document.kinds import BETA2, MOMENTUM_CURVE, RATE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Level, Track
from rampsmith.designer.evaluation.rates import set_curves, values_at
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.comparison import Difference
from rampsmith.designer.proof.plan import examined_steps
from rampsmith.designer.proof.proof_task import ProofTask, Verdict
from rampsmith.designer.proof.step_probe import ProbeResult, StepProbe
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.values.spans import Span
from tests.designer.designs import OWN_CURVES, line_over

GOOD = """
import warnings

from torch import Tensor
from torch.optim.lr_scheduler import LRScheduler


def line(start, end, p):
    return end if p >= 1 else start + (end - start) * p


class Own(LRScheduler):
    def __init__(self, optimizer, groups=("body", "head", "adam"), last_epoch=-1):
        self._numbers = "none"
        self._names = dict(enumerate(groups))
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        t = self.last_epoch
        rates = []
        for number, group in enumerate(self.optimizer.param_groups):
            name = self._names.get(number)
            if "initial_lr" not in group:  # added at the rate of the step before
                group["initial_lr"] = group["lr"] / line(1.0, 0.0, (t - 1) / 40)
            base = float(group["initial_lr"])
            rates.append(base * (line(0.0, 1.0, t / 20) if name == "head" else line(1.0, 0.0, t / 40)))
            decay = group.setdefault("initial_weight_decay", group["weight_decay"])
            group["weight_decay"] = decay * line(1.0, 0.5, t / 40)
            if name == "head":
                group["temperature"] = line(4.0, 1.0, t / 40)
            if name != "adam":
                momentum = line(0.85, 0.95, t / 40)
                if "betas" in group:
                    group["betas"] = (momentum, group["betas"][1])
                else:
                    group["momentum"] = momentum
        return rates

    def state_dict(self):
        return {"last_epoch": self.last_epoch, "numbers": self._numbers}

    def load_state_dict(self, state):
        if state["numbers"] != self._numbers:
            warnings.warn("The checkpoint was saved with other numbers.", stacklevel=2)
        self.last_epoch = state["last_epoch"]
        self._step_count = self.last_epoch + 1
        self._last_lr = self.get_lr()
        for group, rate in zip(self.optimizer.param_groups, self._last_lr, strict=True):
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate
"""


def findings(client: WorkerClient, *changes: tuple[str, str]) -> tuple[str, ...]:
    """Prove the good class with some passages changed."""
    source = GOOD
    for old, new in changes:
        assert source.count(old) == 1
        source = source.replace(old, new)
    return client.ask(ProofTask(ExportedFile(source, OWN_CURVES))).findings


def test_a_good_class_passes_with_one_optimizer_and_with_two(client: WorkerClient) -> None:
    verdict = client.ask(ProofTask(ExportedFile(GOOD, OWN_CURVES)))
    assert verdict.findings == ()
    kinds = "3 groups (rate, momentum, weight decay, temperature)"
    assert verdict.sentence.endswith(f": 40 steps, {kinds}, resumed at 3 places")


def test_the_two_numbers_that_differ_are_told_with_what_they_are(client: WorkerClient) -> None:
    source = GOOD.replace("line(0.85, 0.95, t / 40)", "line(0.85, 0.95, t / 40) * (t != 7)")
    verdict = client.ask(ProofTask(ExportedFile(source, OWN_CURVES)))
    right = set_curves(OWN_CURVES)[MOMENTUM_CURVE].at(7)[0]
    assert verdict.difference == Difference(7, 0, right, 0.0, "momentum")
    assert Verdict.from_json(verdict.to_json()) == verdict


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'if name != "adam":',
            "if True:",
            "At step 0 the momentum of group “adam” was set to 0.85; it is to be left alone.",
        ),
        (
            'if name == "head":',
            "if True:",
            "At step 0 the temperature of group “body” was set to 4.0; it is to be left alone.",
        ),
        (
            'if name != "adam":',
            'if name == "head":',
            "At step 0 the momentum of group “body” is 0.45, not 0.85.",
        ),
        (
            "line(1.0, 0.5, t / 40)",
            "line(1.0, 0.5, t / 41)",
            "At step 1 the weight decay of group “body” is 0.04939",
        ),
        (
            "line(4.0, 1.0, t / 40)",
            "str(t)",
            "At step 0 the temperature of group “head” is no number: '0'.",
        ),
        (
            'group["temperature"] = line(4.0, 1.0, t / 40)',
            "pass",
            "At step 0 the temperature of group “head” is no number: None.",
        ),
        (
            "line(0.0, 1.0, t / 20)",
            "line(0.0, 1.0, t / 40)",
            "At step 1 the rate of group “head” is 0.00075, not 0.0015.",
        ),
    ],
    ids=[
        *("momentum touched", "value touched", "momentum not set", "weight decay"),
        *("text", "value not set", "own rate"),
    ],
)
def test_a_fault_is_told_with_the_group_and_what_it_is_about(
    client: WorkerClient, old: str, new: str, sentence: str
) -> None:
    found = findings(client, (old, new))
    assert found
    assert found[0].startswith(sentence)


def test_groups_that_are_told_by_their_place_are_found_where_two_optimizers_share_them(
    client: WorkerClient,
) -> None:
    by_place = ("dict(enumerate(groups))", 'dict(enumerate(("body", "head", "adam")))')
    (found,) = findings(client, by_place)
    assert found == (
        "With the groups shared by two optimizers, at step 0 the rate of group “body” is 0.0, "
        "not 0.1."
    )


def test_a_second_scheduler_that_takes_the_groups_of_the_first_is_found(
    client: WorkerClient,
) -> None:
    shared = ("self._names = dict(enumerate(groups))", "Own._names = dict(enumerate(groups))")
    assert any(found.startswith("With the groups shared") for found in findings(client, shared))


def test_a_late_group_is_held_to_the_common_curves(client: WorkerClient) -> None:
    frozen = ("self._names.get(number)", 'self._names.get(number, "adam")')
    (found,) = findings(client, frozen)
    assert found.startswith("With a parameter group added in mid-run, at step 6 the momentum")


def test_a_beta2_is_proved_with_an_optimizer_that_has_one(client: WorkerClient) -> None:
    curve = line_over(Level.of_rate(0.95), Level.of_rate(0.999))
    design = replace(
        OWN_CURVES, tracks=(*OWN_CURVES.tracks[:1], Track(CurveKey(BETA2, "adam"), curve))
    )
    set_it = """if name == "adam":
                group["betas"] = (group["betas"][0], line(0.95, 0.999, t / 40))
            rates.append("""
    begin = GOOD.index("            decay =")
    source = GOOD[:begin] + GOOD[GOOD.index("        return rates") :]
    verdict = client.ask(ProofTask(ExportedFile(source.replace("rates.append(", set_it), design)))
    assert verdict.findings == ()
    verdict = client.ask(ProofTask(ExportedFile(source, design)))
    assert verdict.sentence == "At step 0 the beta2 of group “adam” is 0.4995, not 0.95."


def test_a_probe_brings_every_value_home(client: WorkerClient) -> None:
    result = StepProbe(client).result(ExportedFile(GOOD, OWN_CURVES), (0, 7, 40))
    assert result.fault == ""
    curves = set_curves(OWN_CURVES)
    assert result.states == {t: values_at(curves, t) for t in (0, 7, 40)}
    lengths = {key.kind.name: len(values) for key, values in result.states[7].items()}
    assert lengths == {"rate": 3, "momentum": 2, "weight_decay": 3, "temperature": 1}
    assert ProbeResult.from_json(result.to_json()) == result


def test_the_steps_of_every_curve_are_looked_at() -> None:
    late = line_over(Level(1.0), Level(0.0), Span.of_steps(123_457))
    long = replace(OWN_CURVES, run=Run(epochs=None, updates=1_000_000), segments=late)
    own = (*line_over(Level(0.0), Level(0.0), Span.of_steps(77_777)), *late)
    common = long.tracks[1:]
    chosen = examined_steps(replace(long, tracks=(Track(CurveKey(RATE, "head"), own), *common)))
    assert {77_776, 77_777, 77_778, 123_457, 77_777 + 123_457} <= set(chosen.visited)
    assert 77_777 not in examined_steps(replace(long, tracks=common)).visited


def test_a_curve_that_is_longer_than_the_run_is_looked_at_to_its_end() -> None:
    own = Track(CurveKey(RATE, "head"), line_over(Level(1.0), Level(0.0), Span.of_steps(300)))
    assert examined_steps(replace(OWN_CURVES, tracks=(own,))).last == 300

"""A good class passes; every planted fault is found, at its first step, with both values."""

import math
from dataclasses import replace

import pytest

from rampsmith.designer.document.schedule import Level
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.proof.comparison import Difference
from rampsmith.designer.proof.proof_task import ProofTask, Verdict
from rampsmith.designer.proof.task import ExportedFile
from tests.designer.proof.exported import GOOD, LINE, changed, good_task, schedule, spoiled, task


def designed(step: int, group: int = 0) -> float:
    return Rates(schedule()).at(step)[group]


def test_a_good_class_passes_and_the_verdict_says_how_much_was_seen(client: WorkerClient) -> None:
    verdict = client.ask(good_task())
    assert verdict.findings == ()
    assert (verdict.steps, verdict.groups, verdict.resumes) == (40, 2, 3)
    version = ".".join(verdict.torch_version.split(".")[:2])
    words = f"proved in torch {version}: 40 steps, 2 groups, resumed at 3 places"
    assert (verdict.passed, verdict.sentence) == (True, words)
    assert verdict.difference is None


def test_a_long_run_is_seen_in_part_and_the_verdict_says_so(client: WorkerClient) -> None:
    verdict = client.ask(good_task(10_000_000))
    assert verdict.findings == ()
    assert 2_000 < verdict.steps < 2_100
    assert f"{verdict.steps:,} of 10,000,000 steps" in verdict.sentence


ULP_UP = "rates[0] = math.nextafter(rates[0], 1) if t == 23 else rates[0]"


def test_one_bit_at_one_step_is_found_with_both_values(client: WorkerClient) -> None:
    verdict = client.ask(task(spoiled(ULP_UP)))
    right, wrong = designed(23), math.nextafter(designed(23), 1)
    assert not verdict.passed
    assert verdict.difference == Difference(23, 0, right, wrong)
    assert verdict.sentence == f"At step 23 the rate of group “body” is {wrong!r}, not {right!r}."
    assert verdict.findings[0] == verdict.sentence


@pytest.mark.parametrize(
    ("statement", "step", "group", "found"),
    [
        ("rates[1] = 0.5 if t > 16 else rates[1]", 17, 1, 0.5),
        ("rates[0] = -rates[0] if t == 45 else rates[0]", 45, 0, -designed(45)),
        ("rates[1] = math.inf if t == 60 else rates[1]", 60, 1, math.inf),
        ("rates[0] = 0.25 if t in (80, 81) else rates[0]", 80, 0, 0.25),
        ("rates[0] = 0.25 if t > 100 else rates[0]", 121, 0, 0.25),
        ("rates[0] = -0.0 if t == 0 else rates[0]", 0, 0, -0.0),
    ],
    ids=["second group", "negative", "infinite", "past twice the end", "far past", "minus zero"],
)
def test_the_first_wrong_step_is_told(
    client: WorkerClient, statement: str, step: int, group: int, found: float
) -> None:
    verdict = client.ask(task(spoiled(statement)))
    assert verdict.difference == Difference(step, group, designed(step, group), found)
    assert verdict.sentence.startswith(f"At step {step} the rate of group “")
    assert repr(found) in verdict.sentence
    assert repr(designed(step, group)) in verdict.sentence


def test_a_rate_that_is_no_number_is_told(client: WorkerClient) -> None:
    verdict = client.ask(task(spoiled("rates[1] = math.nan if t == 31 else rates[1]")))
    assert verdict.difference is not None
    assert (verdict.difference.step, verdict.difference.group) == (31, 1)
    assert math.isnan(verdict.difference.found)
    assert "is nan, not" in verdict.sentence
    verdict = client.ask(task(spoiled("rates[1] = 'high' if t == 31 else rates[1]")))
    assert "At step 31 the rate of group “head” is no number: 'high'." in verdict.findings


def test_a_negative_rate_is_refused_even_where_the_design_has_it(client: WorkerClient) -> None:
    design = schedule()
    warmup, decay = design.segments
    wrong = replace(design, segments=(warmup, replace(decay, end=Level(-0.1))))
    source = changed("0.1 * (1.0 - weight)", "-0.1 * (1.0 - weight)")
    file = ExportedFile(source.replace("return 0.1", "return -0.1"), wrong)
    verdict = client.ask(ProofTask(file))
    step, rate = next((t, rate) for t in range(40) if (rate := Rates(wrong).at(t)[0]) < 0)
    assert verdict.sentence == f"At step {step} the rate of group “body” is negative: {rate!r}."


STATE_AS_TORCH_HAS_IT = GOOD[: GOOD.index("    def state_dict")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            spoiled("_ = warnings.warn('Mind the step.') if t == 12 else None"),
            f"At step 12 the exported file warned in line {LINE}: “Mind the step”.",
        ),
        (
            spoiled("_ = 1 / (t - 12)"),
            (
                f"At step 12 the exported file raised in line {LINE}: ZeroDivisionError: "
                "division by zero."
            ),
        ),
        (
            spoiled("_ = 1 / (t - 55)"),
            (
                f"At step 55 the exported file raised in line {LINE}: ZeroDivisionError: "
                "division by zero."
            ),
        ),
        (
            spoiled("rates = rates[:1] if t == 5 else rates"),
            "At step 5 there was an error: ValueError: ",
        ),
        (
            changed("        self._last_lr = rates\n", "")
            + "\n    def get_last_lr(self):\n        return [0.5, 0.5]\n",
            "At step 0 get_last_lr() returns [0.5, 0.5], but the optimizer's rates are [0.0, 0.0].",
        ),
        (
            STATE_AS_TORCH_HAS_IT,
            (
                "Resumed from the checkpoint of step 5 (scheduler built after the optimizer was "
                f"loaded), at step 5 the rate of group “body” is 0.0, not {designed(5)!r}."
            ),
        ),
        (
            changed("dict(self._numbers)}", 'dict(self._numbers), "me": type(self)}'),
            (
                "Resumed from the checkpoint of step 5 (optimizer loaded first), at step 5 "
                "there was an error: UnpicklingError: Weights only load failed"
            ),
        ),
        (
            changed("dict(self._numbers)}", '{}, "f": lambda: 0}'),
            "The checkpoint of step 5 could not be saved: there was an error",
        ),
        (
            changed("self._step_count = self.last_epoch + 1", "self.last_epoch += 1"),
            "Resumed from the checkpoint of step 5 (optimizer loaded first), at step 5 the rate",
        ),
        (
            changed("        super()", "        self.f = lambda: 0\n        super()"),
            "At step 5 the scheduler could not be pickled: there was an error",
        ),
        (
            GOOD
            + "\n    def __deepcopy__(self, memo):\n        raise TypeError('One is enough.')\n",
            "At step 5 the scheduler could not be deep-copied: the exported file raised in line",
        ),
        (
            GOOD
            + "\n    def __getstate__(self):\n        return {**self.__dict__, 'last_epoch': 0}\n",
            "Unpickled as it was at step 5, at step 6 the rate of group “body” is",
        ),
        (
            changed("(optimizer, last_epoch)", "(optimizer)"),
            (
                "Built with last_epoch=5, at step 6 the rate of group “body” is 0.0, "
                f"not {designed(6)!r}."
            ),
        ),
        (
            changed('if state["numbers"] != self._numbers:', "if False:"),
            "With other numbers in the checkpoint, at step 38 the exported file warned 0 times",
        ),
        (
            changed(
                "        self.last_epoch = state",
                '        self._numbers = state["numbers"]\n        self.last_epoch = state',
            ),
            "With other numbers in the checkpoint, at step 38 the exported file raised",
        ),
        (
            changed(
                '                group["lr"].fill_(rate)',
                '                group["lr"] = group["lr"] * 0 + rate',
            ),
            "With rates that are tensors, at step 38 the rate of group “body” was replaced",
        ),
        (
            changed("for g in groups]", "for g in groups][: len(self.base_lrs)]"),
            "With a parameter group added in mid-run, at step 6 there was an error: Value",
        ),
        (
            changed(" / (self._factor(t - 1) or 1.0)", ""),
            "With a group added in mid-run without an initial rate, at step 6 its rate is",
        ),
        (
            changed('{"last_epoch": self.last_epoch, ', '{"done": self.last_epoch, '),
            "At step 80 the state_dict() of the scheduler has no last_epoch.",
        ),
    ],
)
def test_a_broken_promise_is_found(client: WorkerClient, source: str, words: str) -> None:
    verdict = client.ask(task(source))
    assert not verdict.passed
    assert any(finding.startswith(words) for finding in verdict.findings), verdict.findings
    assert verdict.sentence == verdict.findings[0]


def test_every_place_that_fails_to_resume_is_left_out_of_the_count(client: WorkerClient) -> None:
    verdict = client.ask(task(STATE_AS_TORCH_HAS_IT))
    assert (verdict.passed, verdict.resumes) == (False, 0)
    assert verdict.difference is not None


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "The exported file holds no class called Ramp."),
        ("Ramp = 3", "Ramp in the exported file is no subclass of LRScheduler."),
        ("class Ramp: pass", "Ramp in the exported file is no subclass of LRScheduler."),
        ("x = 1\nclass Ramp(:", "While it was imported, the exported file raised in line 2: Synt"),
        ("import no_such_thing", "While it was imported, the exported file raised in line 1: Mod"),
        ("x = '\ud800'", "While it was imported, there was an error: UnicodeEncodeError"),
        ("x = 1\0", "While it was imported, there was an error: "),
        (
            "class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad",
            "While it was imported, the exported file raised in line 3: Bad: (unreadable: Val",
        ),
        (
            "raise KeyError('x' * 10**7)",
            "While it was imported, the exported file raised in line 1",
        ),
        (
            "import warnings\nwarnings.warn('old')",
            "While it was imported, the exported file warned",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named_as_such(
    client: WorkerClient, source: str, words: str
) -> None:
    verdict = client.ask(task(source))
    assert verdict.sentence.startswith(words)
    assert len(verdict.sentence) < 500
    assert (verdict.passed, verdict.findings) == (False, (verdict.sentence,))


@pytest.mark.parametrize("step", [10, 9_999_999, 10_000_001, 5_000_000])
def test_a_fault_in_a_long_run_is_found_at_the_telling_steps(
    client: WorkerClient, step: int
) -> None:
    good = good_task(10_000_000).file
    wrong = good.source.replace("# HERE", f"rates[0] = 0.5 if t == {step} else rates[0]")
    verdict = client.ask(ProofTask(ExportedFile(wrong, good.schedule)))
    assert verdict.difference is not None
    assert (verdict.difference.step, verdict.difference.found) == (step, 0.5)


def test_a_verdict_survives_its_journey() -> None:
    for found in (0.1, math.inf, -0.0):
        verdict = Verdict(
            passed=False,
            sentence="At step 3 …",
            findings=("a", "b"),
            steps=3,
            groups=2,
            resumes=1,
            torch_version="2.13.0+cpu",
            difference=Difference(3, 1, 0.2, found),
        )
        assert Verdict.from_json(verdict.to_json()) == verdict

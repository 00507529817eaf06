"""``rampsmith predict``: the loss that designs end with, from logs of a person's own runs."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.loss.runs import PEAK, WARMUP, rates_of, true_losses

UP = Segment("Warmup", Linear(), Span.of_steps(WARMUP), Level(0.0), Level(1.0))
FALLS = Schedule(
    segments=(UP, Segment("Decay", Linear(), Span.of_the_rest(), None, Level(0.0))),
    groups=(Group("all", PEAK),),
    run=Run(samples=None, epochs=None, updates=6_000),
)
HOLDS = replace(FALLS, segments=(UP, Segment("Hold", Constant(), Span.of_the_rest())))
LONG = replace(FALLS, run=Run(samples=None, epochs=None, updates=100_000))

Runner = Callable[..., tuple[int, str, str]]


def write_log(path: str, name: str, *, rate: str = "lr") -> None:
    """Write the log of a run that follows a law, as a logger of tables does."""
    rates = rates_of(name, 6_000)
    losses = true_losses(rates)
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["step", rate, "loss"])
        rows.writerows([at, f"{rates[at]:.6e}", f"{losses[at]:.4f}"] for at in range(20, 6_001, 20))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_design(FALLS, "falls.ramp")
    write_design(HOLDS, "holds.ramp")
    write_design(LONG, "long.ramp")
    write_log("cosine.csv", "cosine")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a function that runs a command line in this process."""

    def run(*words: str) -> tuple[int, str, str]:
        return main(words), *capsys.readouterr()

    return run


def test_the_designs_stand_in_the_order_of_their_ends_below_what_that_stands_on(
    run: Runner,
) -> None:
    status, out, err = run("predict", "falls.ramp", "holds.ramp", "--from", "cosine.csv")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0].startswith("The annealing law (arXiv 2408.11029) was fitted on 1 log")
    assert "from update 200, where its warmup ends, to 6,000" in lines[1]
    assert "one-epoch pre-training of language models" in lines[2]
    assert [line.split()[0] for line in lines[3:]] == ["holds.ramp", "falls.ramp"]


def test_the_same_is_told_to_programs(run: Runner) -> None:
    write_log("wsd.csv", "wsd")
    logs = ("--from", "cosine.csv", "--from", "wsd.csv")
    status, out, _ = run("predict", "falls.ramp", "holds.ramp", *logs, "--json")
    assert status == 0
    found = json.loads(out)
    assert any(sentence.startswith("Without wsd.csv") for sentence in found["stands_on"])
    same_rates = {"falls.ramp": "linear", "holds.ramp": "constant"}
    for each in found["designs"]:
        truth = true_losses(rates_of(same_rates[each["design"]], 6_000))[-1]
        assert each["loss"] == pytest.approx(truth, abs=0.02)
        assert each["lowest"] <= truth <= each["highest"]


def test_a_design_far_from_the_log_is_told_and_the_others_are_predicted(run: Runner) -> None:
    status, out, err = run("predict", "long.ramp", "falls.ramp", "--from", "cosine.csv")
    assert status == 1
    assert err.startswith("long.ramp: It has 100,000 updates, and the longest log 6,000")
    assert out.splitlines()[-1].startswith("falls.ramp")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("step,loss\n" + "".join(f"{n},3.0\n" for n in range(50)), "no column with the rate"),
        ("step,lr\n" + "".join(f"{n},3e-4\n" for n in range(50)), "no column with the training"),
        (
            "step,lr,loss\n" + "".join(f"{n},3e-4,{3 + 1 / (n + 1)}\n" for n in range(50)),
            "The rate never falls after its warmup",
        ),
        (
            "step,lr,loss,epoch\n"
            + "".join(f"{n},{3e-4 - n * 1e-6},{3 + 1 / (n + 1)},{n / 10}\n" for n in range(50)),
            "goes 4.9 times over the data",
        ),
        (
            "step,lr,loss\n" + "".join(f"{n},{3e-4 - n * 1e-6},{np.nan}\n" for n in range(50)),
            "not finite at update 0",
        ),
    ],
)
def test_an_unfit_log_is_refused_in_a_sentence(run: Runner, text: str, sentence: str) -> None:
    Path("bad.csv").write_text(text, encoding="utf-8")
    status, out, err = run("predict", "falls.ramp", "--from", "bad.csv")
    assert (status, out) == (2, "")
    assert err.startswith("bad.csv: ")
    assert sentence in err


def test_a_log_has_to_be_named(run: Runner) -> None:
    status, _, err = run("predict", "falls.ramp")
    assert status == 2
    assert "--from" in err

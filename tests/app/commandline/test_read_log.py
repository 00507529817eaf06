"""rampsmith read of a training log: its rates as segments."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import read_design
from tests.golden.schedules import GOLDEN


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command line in this process."""

    def run(*words: str) -> tuple[int, str, str]:
        status = main(words)
        return status, *capsys.readouterr()

    return run


def logged(schedule: Schedule, every: int) -> str:
    """Write a Trainer's log of a schedule."""
    steps = range(every, schedule.total_steps + 1, every)
    rows = [
        {"step": t, "loss": 2.0, "learning_rate": rate, "epoch": t / 100}
        for t, rate in zip(steps, Rates(schedule).of_group(0, steps), strict=True)
    ]
    return json.dumps({"global_step": schedule.total_steps, "log_history": rows})


def test_a_log_of_the_trainer_becomes_the_segments_that_were_logged(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    schedule = GOLDEN["warmup_stable_decay"]
    Path("trainer_state.json").write_text(logged(schedule, 50), encoding="utf-8")
    status, said, complained = run("read", "trainer_state.json", "-o", "made.ramp")
    assert status == 0, complained
    made = read_design("made.ramp")
    assert [each.shape for each in made.segments] == [each.shape for each in schedule.segments]
    assert made.total_steps == schedule.total_steps
    assert complained == ""
    assert said.startswith("made.ramp: Linear from 0")
    assert said.endswith("read from 2,000 rates of learning_rate, which the design has exactly.\n")


def test_a_log_that_counts_from_1_is_told_from_one_that_counts_from_0(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    rates = Rates(GOLDEN["starter"]).of_group(0, range(0, 900, 9))
    rows = [f"{9 * number + 1},{rate!r}" for number, rate in enumerate(rates)]
    Path("log.csv").write_text("\n".join(["step,lr", *rows]), encoding="utf-8")
    status, _, complained = run("read", "log.csv", "-o", "made.ramp")
    assert (status, read_design("made.ramp").segments[0].span.amount) == (0, 90)
    assert "The log counts its steps from 1" in complained


def test_rates_of_two_groups_become_two_groups(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    rates = Rates(GOLDEN["starter"]).of_group(0, range(900))
    rows = [f"{t},{rate:.8f},{10 * rate:.7f}" for t, rate in enumerate(rates)]
    text = "\n".join(["step,lr-SGD/pg1,lr-SGD/pg2", *rows])
    Path("log.csv").write_text(text, encoding="utf-8")
    status, _, complained = run("read", "log.csv", "-o", "made.ramp")
    assert status == 0, complained
    assert [group.base_lr for group in read_design("made.ramp").groups] == [0.01, 0.1]


def test_a_column_and_a_tolerance_can_be_said(run: Callable[..., tuple[int, str, str]]) -> None:
    rows = [f"{t},{1e-3 + (-1) ** t * 1e-5}" for t in range(100)]
    Path("log.csv").write_text("\n".join(["step,speed", *rows]), encoding="utf-8")
    status, _, complained = run(
        "read", "log.csv", "--column", "speed", "--within", "2e-5", "-o", "made.ramp"
    )
    assert status == 0, complained
    assert len(read_design("made.ramp").segments) == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "This has no rate, but “step”, “loss”."),
        (("--column", "lr"), "no numbers in a column “lr”"),
        (("--within", "much"), "--within: “much” is not a number."),
        (("--within", "0"), "--within: “0” is not above 0."),
    ],
)
def test_what_cannot_be_fitted_is_said_in_a_sentence(
    run: Callable[..., tuple[int, str, str]], words: tuple[str, ...], reason: str
) -> None:
    rows = [f"{t},{2 / (1 + t)}" for t in range(20)]
    Path("log.csv").write_text("\n".join(["step,loss", *rows]), encoding="utf-8")
    status, said, complained = run("read", "log.csv", *words)
    assert (status, said) == (2, "")
    assert reason in complained
    assert "Traceback" not in complained


def test_the_faults_of_what_is_no_log_are_its_own(run: Callable[..., tuple[int, str, str]]) -> None:
    Path("train.py").write_text("print('nothing')\n", encoding="utf-8")
    status, _, complained = run("read", "train.py")
    assert status == 2
    assert "No design is inside this Python file" in complained

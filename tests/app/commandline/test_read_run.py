"""rampsmith read --run: a person's own factory, run in a process of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.document.schedule import Level
from rampsmith.designer.files.design_file import read_design
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear

CODE = """\
import math
from pathlib import Path

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

Path(__file__).with_name("ran").write_text("it was run")


def make_scheduler():
    groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in (0.1, 0.01)]
    optimizer = torch.optim.SGD(groups, lr=0.1)
    warmup = LinearLR(optimizer, 0.1, 1.0, 100)
    return optimizer, SequentialLR(optimizer, [warmup, CosineAnnealingLR(optimizer, 900)], [100])


def of_an_optimizer(optimizer):
    return CosineAnnealingLR(optimizer, 500)


def get_lr(it):
    return 6e-4 * min(1.0, (it + 1) / 200) if it < 200 else 3e-4 * (1 + math.cos(math.pi * (it - 200) / 800))


def fails():
    raise ValueError("no data here")


def needs(model, data):
    pass
"""


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("train.py").write_text(CODE, encoding="utf-8")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command line in this process."""

    def run(*words: str) -> tuple[int, str, str]:
        status = main(words)
        return status, *capsys.readouterr()

    return run


def test_nothing_is_run_without_the_word(run: Callable[..., tuple[int, str, str]]) -> None:
    run("read", "train.py", "-o", "made.ramp")
    run("read", "train.py:make_scheduler", "-o", "made.ramp")
    assert not Path("ran").exists()


def test_a_factory_becomes_segments_and_groups(run: Callable[..., tuple[int, str, str]]) -> None:
    words = ("--run", "--steps", "1000", "-o", "made.ramp")
    status, _, complained = run("read", "train.py:make_scheduler", *words)
    assert status == 0, complained
    made = read_design("made.ramp")
    assert [each.shape for each in made.segments] == [Linear(), Cosine()]
    assert made.segments[0].start == Level(0.1)
    assert made.segments[0].span.amount == 100
    assert [group.base_lr for group in made.groups] == [0.1, 0.01]
    assert made.total_steps == 1_000


@pytest.mark.long
def test_a_factory_may_want_an_optimizer_and_the_scheduler_says_its_steps(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    status, _, complained = run("read", "train.py:of_an_optimizer", "--run", "-o", "made.ramp")
    assert status == 0, complained
    made = read_design("made.ramp")
    assert ([each.shape for each in made.segments], made.total_steps) == ([Cosine()], 500)
    assert "of_an_optimizer is given an SGD with the rate 0.001" in complained


@pytest.mark.long
def test_a_function_of_the_step_is_run_for_each(run: Callable[..., tuple[int, str, str]]) -> None:
    words = ("--run", "--steps", "1000", "-o", "made.ramp")
    status, _, complained = run("read", "train.py:get_lr", *words)
    assert status == 0, complained
    assert [each.shape for each in read_design("made.ramp").segments] == [Linear(), Cosine()]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("train.py:fails", "--run"), "The file raised in line 26: ValueError: no data here."),
        pytest.param(
            ("train.py:nothing", "--run"),
            "The file has no function “nothing”.",
            marks=pytest.mark.long,
        ),
        pytest.param(("train.py:needs", "--run"), "needs “model”, “data”", marks=pytest.mark.long),
        (("train.py", "--run"), "--run: the function stands after the file"),
        (("gone.py:make", "--run"), "gone.py"),
        (("train.py:fails", "--run", "--steps", "0"), "--steps: “0” is not above 0."),
    ],
)
def test_what_comes_to_nothing_is_said_in_a_sentence(
    run: Callable[..., tuple[int, str, str]], words: tuple[str, ...], reason: str
) -> None:
    status, said, complained = run("read", *words)
    assert (status, said) == (2, "")
    assert reason in complained
    assert "Traceback" not in complained

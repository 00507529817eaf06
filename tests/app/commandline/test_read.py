"""rampsmith read: a design of what people have, and what is said about it."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.files.design_file import read_design

CODE = """\
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = StepLR(optimizer, step_size=30, gamma=hyper.gamma)
for epoch in range(90):
    scheduler.step()
"""
ASKED = (
    "train.py: line 2, column 51: asked for: StepLR's gamma: “hyper.gamma” is not in the text. "
    "Take 0.1 until then.\n"
)


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


def test_what_is_read_is_summed_up_and_the_notes_have_their_places(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    status, said, complained = run("read", "train.py")
    assert status == 0
    assert said == (
        "train.py: Staircase of ratio 0.1 every 30 epochs over the rest; 90 epochs; rates all 0.1; "
        "read from the scheduler StepLR.\n"
    )
    assert complained == ASKED


def test_the_design_is_written(run: Callable[..., tuple[int, str, str]]) -> None:
    status, said, _ = run("read", "train.py", "-o", "made.ramp")
    assert status == 0
    assert said.startswith("made.ramp: Staircase")
    assert read_design("made.ramp").total_steps == 90


def test_standard_input_is_read_and_the_design_goes_to_standard_output(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "learning_rate: 1e-4\nlr_scheduler_type: cosine\nmax_steps: 100\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    status, said, complained = run("read", "-", "-o", "-")
    assert (status, complained) == (0, "")
    assert said.startswith('{\n  "rampsmith"')


def test_a_design_and_an_exported_file_are_read_too(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    assert run("read", "train.py", "-o", "made.ramp")[0] == 0
    assert run("export", "made.ramp", "-o", "made.py")[0] == 0
    for file in ("made.ramp", "made.py"):
        status, said, _ = run("read", file)
        assert status == 0
        assert said.endswith("read from a design.\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("print(1)\n", "x.py: No design is inside this Python file, and no schedule that is known"),
        ("def (\n", "x.py: line 1, column 5: This is not Python: invalid syntax."),
        ("s = StepLR(o, 0)\n", "x.py: line 1, column 5: StepLR: step_size must be at least 1"),
    ],
)
def test_what_cannot_be_read_is_refused(
    run: Callable[..., tuple[int, str, str]], text: str, says: str
) -> None:
    Path("x.py").write_text(text, encoding="utf-8")
    status, said, complained = run("read", "x.py")
    assert (status, said) == (2, "")
    assert complained.startswith(says)


def test_the_code_itself_is_never_written_over(run: Callable[..., tuple[int, str, str]]) -> None:
    status, _, complained = run("read", "train.py", "-o", "train.py")
    assert status == 2
    assert "needs another name" in complained
    assert Path("train.py").read_text(encoding="utf-8") == CODE

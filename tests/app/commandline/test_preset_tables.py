"""The tables of the beginners' tutorials come out of the command line digit for digit."""

import pytest

from rampsmith.app.commandline.command import main

BASE = ["--set", "base_lr=0.1", "--set", "epochs=10", "--set", "stepping=epoch"]
TABLES = [
    (
        ["LambdaLR", "--set", "lr_lambda=1/(t+1)"],
        "0.100000 0.050000 0.033333 0.025000 0.020000 0.016667 0.014286 0.012500 0.011111 0.010000",
    ),
    (
        ["StepLR", "--set", "step_size=3", "--set", "gamma=0.1"],
        "0.100000 0.100000 0.100000 0.010000 0.010000 0.010000 0.001000 0.001000 0.001000 0.000100",
    ),
    (
        ["MultiStepLR", "--set", "milestones=[3, 7]", "--set", "gamma=0.1"],
        "0.100000 0.100000 0.100000 0.010000 0.010000 0.010000 0.010000 0.001000 0.001000 0.001000",
    ),
    (
        ["ExponentialLR", "--set", "gamma=0.1"],
        "0.100000 0.010000 0.001000 0.000100 0.000010 0.000001 1e-7 1e-8 1e-9 1e-10",
    ),
]


@pytest.mark.parametrize(("words", "wanted"), TABLES, ids=lambda value: value[0])
def test_a_printed_table_comes_out_digit_for_digit(
    words: list[str],
    wanted: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    design = str(tmp_path_factory.mktemp("tables") / "design.ramp")
    assert main(["new", *words, *BASE, "-o", design]) == 0
    capsys.readouterr()
    assert main(["table", design, "--by", "epoch"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert [line.split()[-1] for line in lines] == wanted.split()

"""``rampsmith drive``: small networks trained with designs, told in words, as JSON and as a log."""

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.app.commandline import driving
from rampsmith.app.commandline.command import main
from rampsmith.designer.document.run import Run
from rampsmith.designer.drive.client import DriveClient
from rampsmith.designer.files.design_file import write_design
from tests.designer.drive.driven import schedule

Runner = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def client() -> Iterator[DriveClient]:
    """Start one child for all tests."""
    with DriveClient() as client:
        yield client


@pytest.fixture(autouse=True)
def _with_a_warm_child(client: DriveClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving, "DriveClient", lambda: nullcontext(client))


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_design(schedule(0.05), "good.ramp")
    write_design(schedule(1e4), "steep.ramp")
    write_design(schedule(0.01, 80_000), "long.ramp")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Return a function that runs a command line in this process."""

    def run(*words: str) -> tuple[int, str, str]:
        return main(words), *capsys.readouterr()

    return run


def test_designs_are_driven_and_told_the_lowest_loss_first(run: Runner) -> None:
    status, out, err = run(
        "drive", "steep.ramp", "long.ramp", "good.ramp", "--updates", "40", "--seeds", "2"
    )
    assert status == 0
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == ["good.ramp", "long.ramp", "steep.ramp"]
    assert " ± " in lines[0]
    assert "not finite at update 1, at 1,900 with seed 1; not finite at update " in lines[2]
    told = err.splitlines()
    assert told[:2] == [
        "long.ramp: its 80,000 steps are driven in 40 updates, 2,000 of them to each update",
        "Deep network, SGD with momentum: 240 updates",
    ]
    assert told[2].startswith("steep.ramp, seed 1 of 2: not finite at update 1, at 1,900")
    assert told[-1].startswith("good.ramp, seed 2 of 2: loss ")
    assert told[-1].endswith(" after 40 updates")


def test_json_has_every_loss_and_the_log_feeds_predict(run: Runner) -> None:
    status, out, err = run("drive", "good.ramp", "--seeds", "3", "--log", "drive.csv", "--json")
    assert status == 0
    document = json.loads(out)
    assert (document["task"], document["optimizer"], document["seeds"]) == ("deep", "sgd", 3)
    (design,) = document["designs"]
    assert design["updates"] == 40
    assert len(design["final_losses"]) == 3
    assert min(design["final_losses"]) < design["mean"] < max(design["final_losses"])
    assert design["diverged"] == []
    assert "drive.csv: the log of the drive" in err
    status, out, err = run("predict", "good.ramp", "--from", "drive.csv")
    assert (status, err) == (0, "")
    assert "good.ramp" in out


def test_the_log_replaces_nobody_s_work(run: Runner) -> None:
    words = ("drive", "good.ramp", "--updates", "10", "--log", "notes.csv")
    Path("notes.csv").write_text("my notes", encoding="utf-8")
    status, _, err = run(*words)
    assert status == 0
    assert err.endswith("notes.csv: the log of the drive; what was there is now notes.csv~\n")
    assert Path("notes.csv~").read_text(encoding="utf-8") == "my notes"
    assert Path("notes.csv").read_text(encoding="utf-8").startswith("step,")


def test_a_log_that_cannot_be_written_in_the_end_leaves_the_losses_told(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)
    status, out, err = run("drive", "good.ramp", "--updates", "10", "--log", "log.csv")
    assert status == 2
    assert out.startswith("good.ramp  ")
    assert err.endswith("log.csv: This cannot be written: no space left on device.\n")
    assert [*Path().glob("*log*"), *Path().glob(".*part")] == []


def test_a_divergence_is_in_the_json(run: Runner) -> None:
    status, out, _ = run("drive", "steep.ramp", "--json")
    assert status == 0
    (design,) = json.loads(out)["designs"]
    assert (design["mean"], design["final_losses"]) == (None, [])
    assert design["diverged"][0]["update"] == 1


def test_the_template_is_written_once_and_driven(run: Runner) -> None:
    status, out, _ = run("drive", "--template", "mine.py")
    assert status == 0
    assert out.startswith("mine.py: a training to change")
    status, _, err = run("drive", "--template", "mine.py")
    assert (status, err) == (2, "mine.py: This is there already.\n")
    status, out, err = run("drive", "good.ramp", "--own", "mine.py")
    assert status == 0
    assert err.startswith("mine.py: 40 updates\n")
    assert out.startswith("good.ramp  ")


def test_the_range_test_offers_a_base_rate(run: Runner) -> None:
    status, out, _ = run("drive", "good.ramp", "--range", "--updates", "250", "--json")
    assert status == 0
    found = json.loads(out)
    assert 1e-5 < found["steepest"] < found["turn"] < 3
    assert found["base_rate"] == float(f"{found['turn'] / 10:.1e}")
    status, out, err = run("drive", "good.ramp", "--range", "--updates", "4")
    assert (status, out) == (2, "")
    assert "good.ramp: The loss " in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "rampsmith drive: Name the designs to drive."),
        (("good.ramp", "--seeds", "17"), "rampsmith drive: There can be 1 to 16 seeds, not 17."),
        (("good.ramp", "--seeds", "many"), "--seeds: "),
        (
            ("good.ramp", "--updates", "30k"),
            "rampsmith drive: good.ramp: There can be 1 to 20,000 updates, not 30,000.",
        ),
        (("good.ramp", "--own", "no.py"), "no.py: There is no such file."),
        (
            ("good.ramp", "--own", "good.ramp", "--task", "text"),
            "rampsmith drive: --task and --own cannot both say what is trained.",
        ),
        (
            ("good.ramp", "--own", "good.ramp", "--optimizer", "sgd"),
            "rampsmith drive: --optimizer and --own cannot both say what is trained.",
        ),
        (("good.ramp", "long.ramp", "--range"), "rampsmith drive: --range is for one design."),
        (("good.ramp", "--log", "-"), "rampsmith drive: --log needs a file"),
        (
            ("good.ramp", "--template", "x.py"),
            "rampsmith drive: --template is written without a design.",
        ),
        (
            ("--template", "x.py", "--log", "y"),
            "rampsmith drive: --template is written without --log.",
        ),
        (
            ("good.ramp", "--log", "no/x.csv"),
            "no/x.csv: This cannot be written: there is no folder no.",
        ),
        (("good.ramp", "--log", "."), ".: This cannot be written: it is a folder."),
        (("good.ramp", "--task", "chess"), "rampsmith drive: "),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    run: Runner, words: tuple[str, ...], told: str
) -> None:
    status, out, err = run("drive", *words)
    assert (status, out) == (2, "")
    assert err.startswith(told)
    assert err.count("\n") == 1


def test_a_design_with_errors_is_not_driven(run: Runner) -> None:
    write_design(replace(schedule(), run=Run(samples=0)), "wrong.ramp")
    status, out, err = run("drive", "good.ramp", "wrong.ramp")
    assert (status, out) == (1, "")
    assert err.startswith("wrong.ramp: ")


def test_a_file_that_fails_is_told_in_a_sentence(run: Runner) -> None:
    Path("mine.py").write_text("import nowhere\n", encoding="utf-8")
    status, _, err = run("drive", "good.ramp", "--own", "mine.py")
    assert status == 2
    assert err == ("mine.py raised in line 1: ModuleNotFoundError: No module named 'nowhere'.\n")

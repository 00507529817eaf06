"""The program that ``make run`` starts, with and without a display."""

import os
import subprocess
import sys
import types
from dataclasses import replace
from pathlib import Path

import make_run as start
import pytest
from make_run import EXAMPLE, Job, StepError

from rampsmith.designer.document.schedule import Level
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import read_design


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Pretend that there is a display; return the list of what is opened on it."""
    opened: list[tuple[str, ...]] = []
    launch = types.ModuleType("rampsmith.app.shell.launch")

    def open_window(*paths: str) -> int:
        opened.append(paths)
        return 7

    monkeypatch.setattr(launch, "open_window", open_window, raising=False)
    monkeypatch.setitem(sys.modules, "rampsmith.app.shell.launch", launch)
    monkeypatch.setattr(start, "has_display", lambda: True)
    monkeypatch.setattr(start, "missing_for_window", lambda: None)
    return opened


def test_with_a_display_the_window_opens_on_the_starter(display: list[tuple[str, ...]]) -> None:
    assert start.main() == 7
    assert display == [()]
    assert not Path("out").exists()


def test_a_library_that_the_window_lacks_is_said(
    display: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(start, "missing_for_window", lambda: "apt install libxcb-cursor0")
    assert start.main() == 2
    assert capsys.readouterr().err == "apt install libxcb-cursor0\n"
    assert display == []


def test_without_a_display_it_says_so_and_does_the_job(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "has_display", lambda: False)
    monkeypatch.setattr(Job, "run", lambda job: 5 if job == Job() else 6)
    assert start.main() == 5
    said = "There is no display: the same job is done without a window, into out/.\n"
    assert capsys.readouterr().out == said


def test_every_step_says_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    short = tmp_path / "short.py"
    short.write_text(
        "from digits_warmup_cosine import DigitsWarmupCosine as Mine\n"
        "import digits_warmup_cosine, sys\n"
        "print(digits_warmup_cosine.__file__)\nprint('accuracy', sys.argv[1:])\nprint('resumed')\n",
        encoding="utf-8",
    )
    # A window would be drawn by a child of this test; that it is drawn well is another test's.
    drawn = tmp_path / "drawn.py"
    drawn.write_text("import sys; open(sys.argv[2], 'w').close()", encoding="utf-8")
    monkeypatch.setattr(start, "WINDOW", drawn)
    status = Job(out=tmp_path / "out", example=short).run()
    lines = capsys.readouterr().out.splitlines()
    assert status == 0, lines
    assert [line.split()[0] for line in lines] == [
        "design",
        "check",
        "export",
        "table",
        "curve",
        "window",
        "training",
    ]
    assert "900 updates, 0 problems" in lines[0]
    assert "proved in torch" in lines[1]
    assert lines[-1].endswith("training.txt: accuracy []; resumed")
    out = tmp_path / "out"
    assert read_design(out / "digits_warmup_cosine.ramp") == starter()
    log = (out / "training.txt").read_text(encoding="utf-8")
    assert Path(log.splitlines()[0]) == out / "digits_warmup_cosine.py", "it trains with its own"
    table = (out / "digits_warmup_cosine.csv").read_text(encoding="utf-8")
    assert table.startswith("t,epoch,batch,rate all\n0,0,0,0.001\n")
    assert table.count("\n") == 901
    assert (out / "digits_warmup_cosine.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "digits_warmup_cosine.svg").read_bytes().startswith(b"<svg ")


def test_a_step_that_fails_is_said_and_the_others_are_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    segments = (replace(starter().segments[0], end=Level(-1.0)), *starter().segments[1:])
    job = Job(out=tmp_path, example=EXAMPLE, design=replace(starter(), segments=segments))
    assert job.run() == 1
    lines = capsys.readouterr().out.splitlines()
    failed = [line.split()[0] for line in lines if "FAILED: " in line]
    assert {"check", "export", "training"} <= set(failed)
    assert "design" not in failed
    assert all(len(line.splitlines()) == 1 for line in lines)


def test_training_that_fails_says_its_last_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit('the weights differ')", encoding="utf-8")
    job = Job(out=tmp_path, example=broken)
    job.write_design()
    job.export()
    with pytest.raises(StepError, match="It ended with status 1: the weights differ"):
        job.train()


def test_training_without_the_example_says_that_it_is_missing(tmp_path: Path) -> None:
    job = Job(out=tmp_path, example=tmp_path / "gone.py")
    job.write_design()
    job.export()
    with pytest.raises(StepError, match=r"gone\.py is missing"):
        job.train()


def test_the_window_says_which_libraries_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "missing_for_offscreen", lambda: "apt install libgl1")
    with pytest.raises(StepError, match="apt install libgl1"):
        Job(out=tmp_path).draw_window()


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(StepError, match="longer than 0 seconds"):
        start._child(["-c", "import time; time.sleep(60)"], 0.2)


@pytest.mark.long
def test_the_whole_job_is_done_by_the_command_that_make_run_starts(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    child = subprocess.run(
        [sys.executable, str(EXAMPLE.with_name("make_run.py"))],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert (child.returncode, child.stderr) == (0, ""), child.stdout
    assert len(child.stdout.splitlines()) == 8
    made = {path.name for path in (tmp_path / "out").iterdir()}
    curve = {f"digits_warmup_cosine.{suffix}" for suffix in ("ramp", "py", "csv", "png", "svg")}
    assert made == curve | {"window.png", "training.txt"}


def test_the_example_is_there() -> None:
    assert EXAMPLE.is_file()

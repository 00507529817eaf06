"""Outputs that break, fill up or are somebody's work: the status stays true, and nothing is lost."""

import io
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.app.commandline.commands import COMMANDS
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.presets.own import saved_own

RAMPSMITH = (sys.executable, "-m", "rampsmith")
FULL = Path("/dev/full")


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """A design in a file."""
    path = tmp_path / "run.ramp"
    write_design(starter(), path)
    return path


def test_a_check_whose_reader_has_gone_still_tells_that_there_are_errors(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.ramp"
    write_design(Schedule(segments=(Segment("a", start=Level(-1.0)),)), wrong)
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*RAMPSMITH, "check", str(wrong)], stdout=writer, check=False)
    os.close(writer)
    assert done.returncode == 1


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
@pytest.mark.parametrize("words", [("--help",), ("export", "--help"), ("presets",)])
def test_a_full_disk_is_no_success(words: tuple[str, ...]) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [*RAMPSMITH, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "standard output: This cannot be written: no space left on device.\n"


def test_a_picture_never_replaces_the_design_that_it_shows(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = design.rename(design.with_suffix(".png"))
    before = picture.read_bytes()
    assert main(["plot", str(picture), "-o", str(picture)]) == 2
    assert "the design itself" in capsys.readouterr().err
    assert picture.read_bytes() == before
    assert list(picture.parent.iterdir()) == [picture]


def test_each_file_that_is_replaced_is_kept_under_a_number_of_its_own(tmp_path: Path) -> None:
    output = tmp_path / "w.ramp"
    for work in (b"first", b"second", b"second"):
        output.write_bytes(work)
        assert main(["new", "warmup-cosine", "-o", str(output)]) == 0
    assert (tmp_path / "w.ramp~").read_bytes() == b"first"
    assert (tmp_path / "w.ramp~2").read_bytes() == b"second"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_picture_keeps_what_it_replaces(design: Path) -> None:
    photo = design.with_suffix(".svg")
    photo.write_bytes(b"a photo")
    assert main(["plot", str(design), "-o", str(photo)]) == 0
    assert photo.with_name("run.svg~").read_bytes() == b"a photo"


def test_a_name_that_cannot_be_is_blamed_and_not_standard_output(
    design: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = str(design.parent / ("x" * 300 + ".py"))
    assert main(["export", str(design), "-o", name]) == 2
    assert capsys.readouterr().err.startswith(f"{name}: This cannot be written: file name too long")


WRITES = {
    "new": ("new", "mine", "-o", "{}"),
    "read": ("read", "{}", "-o", "{}"),
    "read --run": ("read", "{}:rate", "--run", "--steps", "3", "-o", "{}"),
    "export": ("export", "{}", "--force", "-o", "{}"),
    "plot": ("plot", "{}", "-o", "{}"),
    "loop": ("loop", "{}", "-o", "{}"),
    "drive": ("drive", "{}", "--log", "{}"),
    "drive, second": ("drive", "run.ramp", "{}", "--log", "{}"),
    "drive --own": ("drive", "run.ramp", "--own", "{}", "--log", "{}"),
}
"""Each command that writes, told to write over what it reads."""


def test_every_command_that_writes_is_in_the_table() -> None:
    writes = {"drive"}
    for name, (_, prepare, _) in COMMANDS.items():
        parser = ArgumentParser()
        prepare(parser)
        if "--output" in parser.format_help():
            writes.add(name)
    assert writes == {name.split()[0].rstrip(",") for name in WRITES}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("way", ["same", "linked", "hard", "around"])
def test_no_command_replaces_what_it_reads(
    design: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    way: str,
) -> None:
    folder = design.parent
    monkeypatch.chdir(folder)
    ending = {"plot": ".svg", "read --run": ".py", "drive --own": ".py"}.get(name, ".ramp")
    read = folder / f"read{ending}"
    read.write_bytes(design.read_bytes())
    if name == "new":
        read = saved_own(starter(), "mine", "").path
    elif name == "read --run":
        read.write_text("def rate(step):\n    return 0.1\n")
    before = read.read_bytes()
    other = folder / f"other{ending}"
    match way:
        case "same":
            output = str(read)
        case "linked":
            other.symlink_to(read)
            output = str(other)
        case "hard":
            other.hardlink_to(read)
            output = str(other)
        case _:
            output = str(read.parent / ".." / read.parent.name / read.name)
    words = [each.replace("{}", str(read)) for each in WRITES[name][:-1]]
    assert main([*words, output]) == 2
    sentence = capsys.readouterr().err
    assert sentence.startswith(f"{output}: This is ")
    assert sentence.endswith("; the output needs another name.\n")
    assert read.read_bytes() == before
    assert [*folder.glob("*~*")] == [*folder.glob("*.part")] == []


def test_what_the_shell_hands_over_is_not_replaced_either(design: Path) -> None:
    before = design.read_bytes()
    with design.open("rb") as opened:
        done = subprocess.run(
            [*RAMPSMITH, "export", "-", "--force", "-o", str(design)],
            stdin=opened,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "the design itself" in done.stderr
    assert design.read_bytes() == before


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
@pytest.mark.parametrize("error", ["full", "closed", "unread"])
@pytest.mark.parametrize("output", ["full", "closed", "unread"])
def test_whatever_breaks_the_status_is_one_of_ours(output: str, error: str) -> None:
    shell = {"full": ">/dev/full", "closed": ">&-", "unread": "> >(true)"}
    streams = f"{shell[output]} 2{shell[error]}"
    command = f'"$@" --help {streams}; echo $? >&3; "$@" check no.ramp {streams}; echo $? >&3'
    reader, writer = os.pipe()
    bash = f"exec 3>&{writer}; {command}"
    done = subprocess.run(
        ["/bin/bash", "-c", bash, "bash", *RAMPSMITH],
        pass_fds=[writer],
        capture_output=True,
        text=True,
        check=False,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        assert told.read().split() == ["0" if output == "unread" else "2", "2"]
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.skipif(not FULL.exists(), reason="there is no full device here")
def test_notes_that_are_lost_are_no_success(tmp_path: Path) -> None:
    code = tmp_path / "train.py"
    code.write_text(
        "from torch.optim.lr_scheduler import StepLR\nStepLR(optimizer, step_size=30)\n"
    )
    words = [*RAMPSMITH, "read", str(code), "-o", str(tmp_path / "read.ramp")]
    with FULL.open("wb") as full:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith(str(tmp_path / "read.ramp"))


def test_standard_output_is_blamed_for_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_: list[str]) -> int:
        raise OSError(28, "No space left on device", "/tmp/rampsmith-1")  # noqa: S108

    monkeypatch.setattr("rampsmith.app.commandline.command._run", refused)
    assert main(["check"]) == 2
    sentence = "/tmp/rampsmith-1: The system refused this: no space left on device.\n"  # noqa: S108
    assert capsys.readouterr().err == sentence


def test_standard_input_that_cannot_be_read_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Gone(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Gone()))
    assert main(["table", "-"]) == 2
    assert capsys.readouterr().err == "standard input: This cannot be read: input/output error.\n"

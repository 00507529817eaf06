"""Outputs that break, fill up or are somebody's work: the status stays true, and nothing is lost."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import write_design

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

"""The command line keeps what somebody changed by hand in an exported file, and shows it."""

from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.document.schedule import Level
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.edits import with_segment
from rampsmith.designer.files.design_file import write_design
from rampsmith.exporters.targets.pytorch import pytorch_source

SOURCE = pytorch_source(starter())
CHANGED = SOURCE.replace("min_factor: float = 0.01", "min_factor: float = 0.02")


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that was exported and then changed, beside its design."""
    monkeypatch.chdir(tmp_path)
    write_design(starter(), "starter.ramp")
    path = tmp_path / "exported.py"
    path.write_text(CHANGED, encoding="utf-8")
    return path


def test_export_does_not_write_over_it_unless_forced(
    exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "starter.ramp", "-o", "exported.py"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("exported.py: This was changed by hand since it was exported; ")
    assert said.count("\n") == 1
    assert exported.read_text(encoding="utf-8") == CHANGED
    assert main(["export", "starter.ramp", "-o", "exported.py", "--force"]) == 0
    assert exported.read_text(encoding="utf-8") == SOURCE
    assert main(["export", "starter.ramp", "-o", "exported.py"]) == 0


def test_numbers_that_the_design_has_too_are_written_over(exported: Path) -> None:
    end = Level(0.02)
    write_design(with_segment(starter(), 1, end=end), "starter.ramp")
    assert main(["export", "starter.ramp", "-o", "exported.py"]) == 0
    source = pytorch_source(with_segment(starter(), 1, end=end))
    assert exported.read_text(encoding="utf-8") == source
    exported.write_text(CHANGED + "# mine\n", encoding="utf-8")
    assert main(["export", "starter.ramp", "-o", "exported.py"]) == 2


def test_an_export_from_it_says_that_the_changes_are_left_out(
    exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", exported.name]) == 0
    out, err = capsys.readouterr()
    assert out == SOURCE
    assert err.startswith("exported.py: This file was changed by hand since it was exported")


@pytest.mark.parametrize("words", [["table"], ["plot", "-o", "-"], ["loop"]])
def test_what_is_made_of_it_is_said_to_be_made_of_the_design(
    exported: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    name, *rest = words
    assert main([name, exported.name, *rest]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("exported.py: This file was changed by hand since it was exported")
    assert err.count("\n") == 1
    exported.write_text(SOURCE, encoding="utf-8")
    assert main([name, exported.name, *rest]) == 0
    assert capsys.readouterr() == (out, "")

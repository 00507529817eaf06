"""``rampsmith compare``: a log beside a design, in sentences or for programs."""

import gzip
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.designer.files.design_file import write_design
from rampsmith.designer.presets import preset_named
from tests.designer.designs import OWN_CURVES

DESIGN = preset_named("warmup-cosine").make(steps=300)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_design(DESIGN, "run.ramp")


def write_log(calls: Callable[[int], int], schedule: Schedule = DESIGN, header: str = "lr") -> None:
    """Write a log of 300 updates in which the schedule was stepped in some way."""
    rates = rates_of(schedule)
    rows = (",".join(map(repr, (u, 0.5, *rates.at(calls(u))))) for u in range(300))
    Path("log.csv").write_text("\n".join((f"step,loss,{header}", *rows)))


def test_a_log_that_follows_is_told_so(capsys: Capture) -> None:
    write_log(lambda u: u)
    assert main(["compare", "run.ramp", "log.csv"]) == 0
    assert capsys.readouterr() == (
        (
            "lr: All 300 rows equal this design.\n"
            "Its updates were taken to count from 0, the rate read before scheduler.step().\n"
        ),
        "",
    )


def test_a_log_that_does_not_is_told_with_the_row_and_the_cure(capsys: Capture) -> None:
    write_log(lambda u: 4 * u)
    assert main(["compare", "run.ramp", "log.csv"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "lr: 300 of 300 rows equal this design stepped 4 times per update."
    assert lines[2].startswith("The first row that departs is step 1 (line 3): logged ")
    assert lines[3].startswith("Do not give the scheduler to accelerator.prepare();")


def test_programs_are_told_everything(capsys: Capture) -> None:
    write_log(lambda u: 4 * u)
    assert main(["compare", "run.ramp", "log.csv", "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["follows"], found["outcome"], found["explained"]) == (False, "mistake", 300)
    assert found["way"] == {"mistake": "per_process", "times": 4, "lag": 0}
    assert found["departure"]["position"] == 1
    assert found["sentence"].endswith("stepped 4 times per update.")


def test_a_step_ahead_is_told_where_the_moment_is_known(capsys: Capture) -> None:
    write_log(lambda u: u + 1)
    assert main(["compare", "run.ramp", "log.csv"]) == 0
    assert main(["compare", "run.ramp", "log.csv", "--logged", "before"]) == 1
    assert "stepped before optimizer.step(), so one step ahead." in capsys.readouterr().out


def test_every_group_has_a_line(capsys: Capture) -> None:
    write_design(OWN_CURVES, "own.ramp")
    names = ",".join(f"lr/pg{index}" for index in range(len(OWN_CURVES.groups)))
    write_log(lambda u: u, OWN_CURVES, names)
    assert main(["compare", "own.ramp", "log.csv"]) == 0
    lines = capsys.readouterr().out.splitlines()[::2]
    assert lines[1] == "lr/pg1, group head: All 300 rows equal this design."
    assert len(lines) == len(OWN_CURVES.groups)


def test_a_column_can_be_named_that_is_called_otherwise(capsys: Capture) -> None:
    write_log(lambda u: u, header="alpha")
    assert main(["compare", "run.ramp", "log.csv"]) == 2
    assert capsys.readouterr().err == (
        "log.csv: This has no rate, but “step”, “loss”, “alpha”; --column names one of the "
        "others.\n"
    )
    assert main(["compare", "run.ramp", "log.csv", "--column", "alpha"]) == 0
    assert main(["compare", "run.ramp", "log.csv", "--column", "beta"]) == 2
    assert "This has no column “beta”, but" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "log.csv: There is no such file."),
        ("", "log.csv: This file is empty."),
        ("Name,State,Runtime,lr\na,finished,7,0.5\n", "log.csv: This is a table of runs"),
    ],
)
def test_what_cannot_be_read_is_told_and_is_no_departure(
    capsys: Capture, content: str | None, sentence: str
) -> None:
    if content is not None:
        Path("log.csv").write_text(content)
    assert main(["compare", "run.ramp", "log.csv"]) == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_a_design_with_errors_cannot_be_compared(capsys: Capture) -> None:
    write_log(lambda u: u)
    write_design(Schedule(segments=DESIGN.segments, groups=()), "none.ramp")
    assert main(["compare", "none.ramp", "log.csv"]) == 2
    assert capsys.readouterr().err


def test_a_log_comes_from_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    write_log(lambda u: u)
    for data in (Path("log.csv").read_bytes(), gzip.compress(Path("log.csv").read_bytes())):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert main(["compare", "run.ramp", "-"]) == 0
        assert capsys.readouterr().out.startswith("lr: All 300 rows equal this design.")
    assert main(["compare", "-", "-"]) == 2
    assert "cannot both come" in capsys.readouterr().err


def test_a_packed_log_that_comes_from_standard_input_is_read_to_a_design(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(lambda u: u)
    packed = gzip.compress(Path("log.csv").read_bytes())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
    assert main(["read", "-", "-o", "out.ramp"]) == 0
    assert Path("out.ramp").is_file()
    capsys.readouterr()

"""The examples: that they are what Rampsmith exports today, and that they train."""

import re
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import design_text, read_design
from rampsmith.designer.problems.all_problems import problems
from rampsmith.exporters.targets.pytorch import pytorch_source

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
DESIGNS = sorted(EXAMPLES.glob("*.ramp"))


def trained(script: str, *words: str) -> list[str]:
    """Run an example in a process of its own, with warnings as errors, and return its lines."""
    child = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / script), *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (child.returncode, child.stderr) == (0, "")
    return child.stdout.splitlines()


def trained_here(script: str, *words: str) -> list[str]:
    """Run an example so in this process, where torch is loaded already; return its lines."""
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as said:
        patch.setattr(sys, "argv", [script, *words])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(EXAMPLES / script), run_name="__main__")
    assert end.value.code == 0
    return said.getvalue().splitlines()


def accuracy(line: str) -> float:
    found = re.search(r"accuracy on 360 other digits: ([\d.]+)%", line)
    assert found is not None
    return float(found[1])


def test_each_example_trains_with_the_class_of_a_design_beside_it() -> None:
    for script in EXAMPLES.glob("train_*.py"):
        imported = re.findall(
            r"^from (\w+) import", script.read_text(encoding="utf-8"), re.MULTILINE
        )
        assert {design.stem for design in DESIGNS} & set(imported), script.name


@pytest.mark.parametrize("design", DESIGNS, ids=lambda path: path.stem)
def test_the_exported_file_is_the_one_that_is_exported_today(design: Path) -> None:
    exported = design.with_suffix(".py").read_text(encoding="utf-8")
    assert exported == pytorch_source(read_design(design))


@pytest.mark.parametrize("design", DESIGNS, ids=lambda path: path.stem)
def test_the_designs_are_written_as_today_and_have_no_problems(design: Path) -> None:
    schedule = read_design(design)
    assert design.read_text(encoding="utf-8") == design_text(schedule)
    assert problems(schedule) == ()


def test_the_digits_design_is_the_starter() -> None:
    assert read_design(EXAMPLES / "digits_warmup_cosine.ramp") == starter()


def test_the_digits_are_learnt_and_the_resumed_training_is_the_same(tmp_path: Path) -> None:
    lines = trained("train_digits.py", "--checkpoint", str(tmp_path / "digits.pt"))
    assert len(lines) == 22
    assert lines[0].startswith("epoch  0   rate 0.001000   loss ")
    assert lines[2].startswith("epoch  2   rate 0.010000   loss ")
    assert accuracy(lines[20]) > 95
    assert lines[21] == "resumed after epoch 9: the same weights, bit for bit"
    assert (tmp_path / "digits.pt").stat().st_size > 0


def test_the_digits_are_learnt_epoch_by_epoch() -> None:
    lines = trained_here("train_per_epoch.py", "--epochs", "12")
    assert lines[0].startswith("epoch  0   rate 0.020000")
    assert lines[11].startswith("epoch 11   rate 0.001000")
    assert accuracy(lines[-1]) > 95


def test_the_digits_are_learnt_with_a_short_last_accumulation() -> None:
    lines = trained_here("train_accumulation.py", "--epochs", "10")
    assert lines[-1].startswith("120 updates; ")
    assert accuracy(lines[-1]) > 94


def test_the_digits_are_learnt_with_muon_and_adamw_side_by_side(tmp_path: Path) -> None:
    lines = trained("train_muon.py", "--epochs", "8", "--checkpoint", str(tmp_path / "digits.pt"))
    *epochs, last, resumed = lines
    assert epochs[0].startswith(
        "epoch  0   muon: rate 0.002400 momentum 0.8507 decay 0.1000   "
        "adam: rate 0.000600 beta1 0.9   loss "
    )
    momenta = [float(line.split("momentum")[1].split()[0]) for line in epochs]
    assert momenta == [0.8507, 0.8841, 0.9174, *[0.95] * 5]
    decays = [float(line.split("decay")[1].split()[0]) for line in epochs]
    assert decays == sorted(decays, reverse=True)
    # A momentum that is meant for Muon leaves AdamW's beta1 as it was built.
    assert {line.split("beta1")[1].split()[0] for line in epochs} == {"0.9"}
    assert accuracy(last) > 95
    assert resumed == "resumed after epoch 3: the same weights, bit for bit"


def test_a_resume_that_ends_elsewhere_is_a_failure() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import train_digits as it\n"
        "it.Training.load = lambda self, path: setattr(self, 'epoch', 2)\n"
        "sys.argv = ['it', '--epochs', '4']; sys.exit(it.main())"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, str(EXAMPLES)], capture_output=True, text=True, check=False
    )
    assert child.returncode == 1
    assert child.stdout.splitlines()[-1] == "resumed after epoch 1: the weights differ"

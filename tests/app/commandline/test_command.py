"""The command line: what each command prints, and what wrong input gets."""

import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rampsmith.app.commandline.command import NAMES, main
from rampsmith.app.commandline.commands import COMMANDS
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import design_text, read_design, write_design
from rampsmith.designer.presets import PRESETS, preset_named
from rampsmith.designer.presets.own import saved_own
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.proof.client import WorkerClient
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.designer.designs import OWN_CURVES

IMPOSSIBLE = Schedule(
    title="Impossible",
    segments=(Segment("Decay", Exponential(), Span.of_the_rest(), None, Level(0.0)),),
    run=Run(epochs=None, updates=100),
)
PROBLEM = errors(IMPOSSIBLE)[0]
FIX = PROBLEM.fix.words if PROBLEM.fix else ""
SENTENCE = f"{PROBLEM.place}: {PROBLEM.sentence} (Fix: {FIX}.)"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RAMPSMITH_TRACEBACK", raising=False)
    write_design(starter(), "starter.ramp")
    write_design(IMPOSSIBLE, "impossible.ramp")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command line in this process."""

    def run(*words: str) -> tuple[int, str, str]:
        status = main(words)
        return status, *capsys.readouterr()

    return run


Runner = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerClient]:
    """Start one worker for all tests that only need a verdict."""
    with WorkerClient() as client:
        yield client


@pytest.fixture
def warm(worker: WorkerClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands ask that worker; one of their own would import torch first."""
    name = "rampsmith.designer.proof.client.WorkerClient"
    monkeypatch.setattr(name, lambda: nullcontext(worker))


def rampsmith(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command line in a real child process."""
    settings: dict[str, Any] = {"capture_output": True, "text": True} | more
    words = (sys.executable, "-m", "rampsmith", *words)
    return subprocess.run(words, check=False, **settings)


def test_presets_lists_each_with_one_line(run: Runner) -> None:
    status, out, err = run("presets")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    heads = [line.partition(": ")[0] for line in lines[:-1] if not line.startswith(" ")]
    assert heads == list(PRESETS)
    assert "warmup-linear: Linear warmup, then linear decay to 0" in out
    assert "    step_size=10  gamma=0.1" in lines
    assert lines[-1].startswith("All take base_lr, steps, ")


def test_presets_tells_programs_everything(run: Runner) -> None:
    status, out, _ = run("presets", "--json")
    listed = {preset["name"]: preset for preset in json.loads(out)}
    assert status == 0
    assert list(listed) == list(PRESETS)
    cyclic = {argument["name"]: argument for argument in listed["CyclicLR"]["arguments"]}
    assert cyclic["mode"]["choices"] == ["triangular", "triangular2", "exp_range"]
    assert cyclic["step_size_down"]["type"] == "integer"
    assert (cyclic["step_size_down"]["optional"], cyclic["step_size_down"]["default"]) == (
        True,
        "none",
    )
    assert cyclic["base_lr"]["default"] == "1e-4"
    assert "overwrites" in listed["CyclicLR"]["description"]


def test_new_writes_a_design_to_standard_output(run: Runner) -> None:
    status, out, _ = run("new", "warmup-linear", "--set", "steps=1k", "--set", "warmup=5%")
    assert status == 0
    expected = preset_named("warmup-linear").make(steps=1_000, warmup=Span.of_percent(5))
    assert out == design_text(expected)


def test_new_writes_a_design_to_a_file_and_says_so(run: Runner) -> None:
    status, out, err = run("new", "constant", "-o", "new.ramp")
    assert (status, err) == (0, "")
    assert out == "new.ramp: Constant over the rest; 11,730 updates.\n"
    assert read_design("new.ramp") == preset_named("constant").make()


def test_new_takes_groups_and_says_which_there_are(run: Runner) -> None:
    groups = ["--group", "backbone=1e-4", "--group", "head=1e-3"]
    status, out, err = run("new", "constant", *groups, "-o", "new.ramp")
    assert (status, err) == (0, "")
    assert out == (
        "new.ramp: Constant over the rest; 11,730 updates; groups backbone 1e-4, head 1e-3.\n"
    )
    assert read_design("new.ramp").groups == (Group("backbone", 1e-4), Group("head", 1e-3))


def test_new_says_what_is_wrong_with_each_group(run: Runner) -> None:
    words = ["--group", "head", "--group", "neck=x", "--group", "a=1", "--group", "a=2"]
    status, out, err = run("new", "constant", "--set", "epochs=y", *words)
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        "epochs: “y” is not a number.",
        "“head” is not NAME=RATE.",
        "neck: “x” is not a number.",
        "The group “a” is given twice.",
    ]


def test_presets_lists_the_groups_that_one_brings(run: Runner) -> None:
    groups = (Group("backbone", 1e-4), Group("head", 1e-3))
    saved_own(replace(starter(), groups=groups), "two", "A line")
    assert "    groups:  backbone=1e-4  head=1e-3\n" in run("presets")[1]
    listed = json.loads(run("presets", "--json")[1])
    assert listed[0]["groups"] == []
    assert listed[-1]["groups"][1] == {"name": "head", "rate": 0.001}


def test_new_says_what_each_preset_takes(run: Runner) -> None:
    _, out, _ = run("new", "--help")
    assert "every=10 epochs  factor=0.1" in out


def test_check_says_that_a_good_design_is_proved_in_torch(run: Runner) -> None:
    status, out, err = run("check", "starter.ramp")
    assert (status, err) == (0, "")
    problems, proof = out.splitlines()
    assert problems == "no problems"
    assert proof.startswith("proved in torch 2.")
    assert "900 steps, 1 group" in proof


def test_check_tells_each_problem_with_its_place_and_its_fix(run: Runner) -> None:
    status, out, err = run("check", "impossible.ramp")
    assert (status, err) == (1, "")
    assert out.splitlines() == [
        f"error    {SENTENCE}",
        "not proved: a design with errors cannot be exported",
    ]


@pytest.mark.usefixtures("warm")
def test_check_tells_doubts_and_proves_all_the_same(run: Runner) -> None:
    run("new", "warmup-linear", "--set", "steps=50", "-o", "doubtful.ramp")
    status, out, _ = run("check", "doubtful.ramp")
    assert status == 0
    assert out.startswith("note     segments[0].start: The first update has rate 0")
    assert "\nproved in torch" in out


@pytest.mark.usefixtures("warm")
def test_check_fails_when_the_proof_does(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(schedule: Schedule) -> str:
        return pytorch_source(schedule).replace("return cosine(", "return 2 * cosine(")

    monkeypatch.setattr("rampsmith.exporters.targets.pytorch.pytorch_source", wrong)
    status, out, _ = run("check", "starter.ramp")
    assert status == 1
    assert "not proved: " in out


def test_check_speaks_json_to_programs(run: Runner) -> None:
    status, out, _ = run("check", "impossible.ramp", "--json")
    assert status == 1
    document = json.loads(out)
    assert document["design"] == "impossible.ramp"
    assert document["proof"] is None
    (problem,) = document["problems"]
    assert problem["severity"] == "error"
    assert problem["place"] == "segments[0].end"
    assert problem["sentence"] == PROBLEM.sentence
    assert problem["fix"] == FIX != ""


@pytest.mark.usefixtures("warm")
def test_check_gives_the_verdict_in_json_too(run: Runner) -> None:
    status, out, _ = run("check", "--json", "starter.ramp")
    assert status == 0
    document = json.loads(out)
    assert document["problems"] == []
    assert document["proof"]["passed"] is True
    assert document["proof"]["steps"] == 900


@pytest.mark.usefixtures("warm")
def test_check_shows_what_was_changed_by_hand(run: Runner) -> None:
    source = pytorch_source(starter())
    changed = source.replace("min_factor: float = 0.01", "min_factor: float = 0.02")
    Path("exported.py").write_text(changed, encoding="utf-8")
    status, out, _ = run("check", "exported.py")
    assert status == 0
    assert "changed by hand since it was exported: min_factor 0.01 → 0.02." in out
    assert "    -        min_factor: float = 0.01," in out
    assert "    +        min_factor: float = 0.02," in out
    assert "proved in torch" in out
    status, out, _ = run("check", "exported.py", "--json")
    assert status == 0
    edits = json.loads(out)["hand_edits"]
    assert "min_factor 0.01 → 0.02" in edits["sentence"]
    (number,) = edits["numbers"]
    assert number == {"name": "min_factor", "place": None, "before": 0.01, "after": 0.02}
    assert any("min_factor: float = 0.02," in line for line in edits["changes"])


def test_export_writes_the_class_to_standard_output_or_a_file(run: Runner) -> None:
    status, out, _ = run("export", "starter.ramp")
    assert (status, out) == (0, pytorch_source(starter()))
    status, said, _ = run("export", "starter.ramp", "-o", "exported.py")
    assert (status, said) == (0, "exported.py: class DigitsWarmupCosine\n")
    assert Path("exported.py").read_text(encoding="utf-8") == out


def test_export_gives_the_class_another_name(run: Runner) -> None:
    run("export", "starter.ramp", "--class-name", "Mine", "-o", "mine.py", "--target", "pytorch")
    assert "Mine" in runpy.run_path("mine.py")


@pytest.mark.parametrize("name", ["", "2fast", "class", "LRScheduler", "math", "a b", "x" * 99])
def test_export_refuses_a_name_that_cannot_be_a_class(run: Runner, name: str) -> None:
    status, out, err = run("export", "starter.ramp", "--class-name", name, "-o", "never.py")
    assert (status, out) == (2, "")
    assert err.startswith("--class-name: ")
    assert err.count("\n") == 1
    assert not Path("never.py").exists()


def test_an_exported_file_is_a_design_too(run: Runner) -> None:
    run("export", "starter.ramp", "-o", "exported.py")
    assert run("table", "exported.py") == run("table", "starter.ramp")


def test_the_table_of_the_starter(run: Runner) -> None:
    status, out, err = run("table", "starter.ramp", "--steps", "88:92")
    assert (status, err) == (0, "")
    assert out == (
        " t  epoch  batch   rate all\n"
        "88      1     43  0.0098000\n"
        "89      1     44  0.0099000\n"
        "90      2      0  0.0100000\n"
        "91      2      1  0.0100000\n"
    )


def test_the_table_of_the_tutorials_step_lr(run: Runner) -> None:
    settings = ["base_lr=0.1", "every=3", "factor=0.1", "epochs=10", "stepping=epoch"]
    words = [word for setting in settings for word in ("--set", setting)]
    run("new", "step-decay", *words, "-o", "step.ramp")
    _, out, _ = run("table", "step.ramp")
    assert [line.split()[-1] for line in out.splitlines()[1:]] == (
        ["0.100000"] * 3 + ["0.010000"] * 3 + ["0.001000"] * 3 + ["0.000100"]
    )


def test_the_table_by_batch_tells_what_the_loop_does(run: Runner) -> None:
    settings = ["samples=12", "batch_size=3", "accumulation=3", "epochs=2", "base_lr=0.1"]
    words = [word for setting in settings for word in ("--set", setting)]
    run("new", "step-decay", *words, "--set", "every=1", "-o", "small.ramp")
    status, out, err = run("table", "small.ramp", "--by", "batch", "--columns", "loop")
    assert (status, err) == (0, "")
    assert [line.split() for line in out.splitlines()[:6]] == [
        ["t", "epoch", "batch", "update", "rate", "all", "get_last_lr", "all"],
        ["0", "0", "0", "0", "0.100000", "0.100000"],
        ["0", "0", "1", "0", "0.100000", "0.100000"],
        ["0", "0", "2", "0", "0.100000", "0.010000"],
        ["1", "0", "3", "1", "0.010000", "0.001000"],
        ["2", "1", "0", "2", "0.001000", "0.001000"],
    ]
    _, out, _ = run("table", "small.ramp", "--by", "batch", "--steps", "1:3", "--csv")
    assert [line.split(",")[:3] for line in out.splitlines()[1:]] == [
        ["1", "0", "3"],
        *(["2", "1", batch] for batch in "012"),
    ]


def test_the_table_for_programs(run: Runner) -> None:
    _, out, _ = run("table", "starter.ramp", "--csv", "--by", "epoch")
    lines = out.splitlines()
    assert lines[0] == "t,epoch,batch,rate all"
    assert lines[3] == "90,2,0,0.01"
    assert len(lines) == 21


@pytest.mark.parametrize(
    ("steps", "rows"), [(":3", 3), ("898:", 2), ("0:0", 0), ("1k:1,002", 2), ("950:", 0)]
)
def test_a_range_of_steps_may_leave_out_its_ends(run: Runner, steps: str, rows: int) -> None:
    status, out, _ = run("table", "starter.ramp", "--csv", "--steps", steps)
    assert (status, len(out.splitlines())) == (0, rows + 1)


@pytest.mark.parametrize(
    "steps", ["5", "5:2", "-3:2", "a:b", "1.5:3", "0:1e999", "1:2:3", "0:1e30"]
)
def test_a_range_of_steps_that_is_none_is_refused(run: Runner, steps: str) -> None:
    status, out, err = run("table", "starter.ramp", f"--steps={steps}")
    assert (status, out) == (2, "")
    assert err.startswith("--steps: ")


@pytest.mark.parametrize(("file", "start"), [("a.png", b"\x89PNG"), ("a.SVG", b"<svg ")])
def test_plot_draws_a_picture(run: Runner, file: str, start: bytes) -> None:
    said = f"{file}: a picture as {file[-3:].upper()}\n"
    assert run("plot", "starter.ramp", "-o", file) == (0, said, "")
    assert Path(file).read_bytes().startswith(start)


def test_plot_draws_svg_to_standard_output(run: Runner) -> None:
    _, out, _ = run("plot", "starter.ramp", "-o", "-")
    assert out.startswith("<svg ")


@pytest.mark.parametrize("file", ["a.pdf", "a", "png"])
def test_plot_draws_png_and_svg_only(run: Runner, file: str) -> None:
    status, _, err = run("plot", "starter.ramp", "-o", file)
    assert status == 2
    assert err == f"--output: “{file}” ends neither in .png nor in .svg.\n"


@pytest.mark.parametrize(
    "words", [["export"], ["table"], ["plot", "-o", "never.png"], ["export", "-o", "never.py"]]
)
def test_a_design_with_errors_is_refused_with_its_problems(run: Runner, words: list[str]) -> None:
    status, out, err = run(words[0], "impossible.ramp", *words[1:])
    assert (status, out, err) == (1, "", f"impossible.ramp: {SENTENCE}\n")
    assert list(Path().glob("never*")) == []


def bad_designs() -> dict[str, bytes]:
    good = json.loads(design_text(starter()))
    text = design_text(starter())
    return {
        "not JSON": b"hello",
        "empty": b"",
        "cut short": text[:300].encode(),
        "no UTF-8": b'{"rampsmith": \xff}',
        "a misspelt word": text.replace('"stepping"', '"steping"').encode(),
        "a missing word": json.dumps({k: v for k, v in good.items() if k != "rampsmith"}).encode(),
        "a wrong type": text.replace("1437", '"many"').encode(),
        "too large a number": text.replace("0.01", "1e999").encode(),
        "a newer version": text.replace('"rampsmith": 1', '"rampsmith": 99').encode(),
        "too many segments": json.dumps(good | {"segments": good["segments"] * 5_000}).encode(),
    }


@pytest.mark.parametrize("fault", bad_designs())
@pytest.mark.parametrize("words", [["check"], ["table"], ["export", "-o", "never.py"]])
def test_a_bad_design_gets_sentences_and_nothing_is_written(
    run: Runner, fault: str, words: list[str]
) -> None:
    Path("bad.ramp").write_bytes(bad_designs()[fault])
    status, out, err = run(words[0], "bad.ramp", *words[1:])
    assert (status, out) == (2, "")
    assert err
    for line in err.splitlines():
        assert line.startswith("bad.ramp: ")
    assert not Path("never.py").exists()


def test_what_is_no_file_that_can_be_read_is_said(run: Runner) -> None:
    Path("folder").mkdir()
    Path("plain.py").write_text("print(1)\n", encoding="utf-8")
    with Path("huge.ramp").open("wb") as file:
        file.truncate(200_000_000)
    assert run("table", "gone.ramp") == (2, "", "gone.ramp: There is no such file.\n")
    assert run("table", "folder")[2].startswith("folder: This is a folder")
    assert run("table", "plain.py") == (
        2,
        "",
        "plain.py: No design is inside this Python file.\n",
    )
    assert run("table", "huge.ramp")[2].startswith("huge.ramp: This file has 200,000,000 bytes")


def test_an_output_that_cannot_be_written_is_said_and_the_old_one_is_untouched(run: Runner) -> None:
    Path("folder.py").mkdir()
    Path("old.txt").write_text("old", encoding="utf-8")
    for output in ("folder.py", "no/such/folder.py", "old.txt/x.py"):
        status, out, err = run("export", "starter.ramp", "-o", output)
        assert (status, out) == (2, "")
        assert err.startswith(f"{output}: This cannot be written: ")
    assert Path("old.txt").read_text(encoding="utf-8") == "old"


def test_new_sets_aside_what_was_there(run: Runner) -> None:
    before = Path("starter.ramp").read_bytes()
    status, out, err = run("new", "constant", "-o", "starter.ramp")
    assert (status, err) == (0, "")
    assert out.endswith("; what was there is now starter.ramp~.\n")
    assert Path("starter.ramp~").read_bytes() == before
    assert read_design("starter.ramp") == preset_named("constant").make()
    assert "~" not in run("new", "constant", "-o", "starter.ramp")[1]
    Path("empty.ramp").touch()
    assert run("new", "constant", "-o", "empty.ramp")[0] == 0
    assert not Path("empty.ramp~").exists()
    Path("full.ramp~").mkdir()
    Path("full.ramp").write_text("mine", encoding="utf-8")
    assert run("new", "constant", "-o", "full.ramp")[0] == 0
    assert Path("full.ramp~2").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("target", TARGETS)
def test_export_writes_over_its_own_files_only_unless_forced(run: Runner, target: str) -> None:
    run("new", "warmup-linear", "--set", "steps=100", "-o", "simple.ramp")
    words = ("export", "simple.ramp", "--target", target, "-o", "train.py")
    for theirs in (b"import torch\n", b"\xff", Path("starter.ramp").read_bytes()):
        Path("train.py").write_bytes(theirs)
        status, out, err = run(*words)
        assert (status, out) == (2, "")
        assert err == (
            "train.py: This is no file that Rampsmith exported; --force writes over it.\n"
        )
        assert Path("train.py").read_bytes() == theirs
    assert run(*words, "--force")[0] == 0
    run("new", "constant", "--set", "steps=100", "-o", "simple.ramp")
    assert run(*words)[0] == 0
    assert Path("train.py").read_text(encoding="utf-8") == run(*words[:4])[1]


def test_loop_sets_aside_what_was_filled_in(run: Runner) -> None:
    words = ("loop", "starter.ramp", "-o", "train.py")
    assert run(*words)[0] == run(*words)[0] == 0
    written = Path("train.py").read_text(encoding="utf-8")
    Path("train.py").write_text(written + "train(mine)\n", encoding="utf-8")
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    assert out.endswith("; what was there is now train.py~\n")
    assert Path("train.py").read_text(encoding="utf-8") == written
    assert Path("train.py~").read_text(encoding="utf-8") == written + "train(mine)\n"


def test_the_design_is_never_overwritten_by_its_class(run: Runner) -> None:
    before = Path("starter.ramp").read_bytes()
    status, _, err = run("export", "starter.ramp", "-o", "./starter.ramp")
    assert status == 2
    assert "another name" in err
    assert Path("starter.ramp").read_bytes() == before


def test_loop_writes_a_loop_of_several_optimizers(run: Runner) -> None:
    write_design(OWN_CURVES, Path("own.ramp"))
    words = ("loop", "own.ramp", "--for", "lightning")
    status, out, err = run(*words, "--optimizer", "head, body", "--optimizer", "adam")
    assert (status, err) == (0, "")
    assert 'Own(optimizers[0], groups=("head", "body")),\n' in out
    assert 'Own(optimizers[1], groups=("adam",)),\n' in out
    assert run(*words, "--optimizer", "head,body") == (
        2,
        "",
        "own.ramp: --optimizer: No optimizer has the parameter group “adam”.\n",
    )
    status, out, err = run(
        "loop", "own.ramp", "--for", "trainer", "--optimizer=head,body", "--optimizer=adam"
    )
    assert (status, out) == (1, "")
    assert err == "own.ramp: The Hugging Face Trainer takes one optimizer and one schedule.\n"


def test_loop_writes_the_training_loop_of_a_design_or_of_an_exported_class(run: Runner) -> None:
    status, out, err = run("loop", "starter.ramp")
    assert (status, err) == (0, "")
    assert "from digits_warmup_cosine import DigitsWarmupCosine\n" in out
    assert "            optimizer.step()\n            scheduler.step()\n" in out
    run("export", "starter.ramp", "-o", "mine.py")
    assert run("loop", "mine.py", "--for", "trainer", "-o", "train.py") == (
        0,
        "train.py: for the Hugging Face Trainer\n",
        "",
    )
    assert "from mine import DigitsWarmupCosine\n" in Path("train.py").read_text(encoding="utf-8")
    assert run("loop", "impossible.ramp") == (1, "", f"impossible.ramp: {SENTENCE}\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tabel", "x"], "rampsmith: There is no command “tabel”. Did you mean “table”?"),
        (["chek"], "rampsmith: There is no command “chek”. Did you mean “check”?"),
        (
            ["zzz", "y"],
            "rampsmith: There is no command “zzz”. rampsmith --help lists the commands.",
        ),
        (["--foo"], "rampsmith: There is no option “--foo”; rampsmith --help lists all."),
        (["table"], "rampsmith table: the following arguments are required: DESIGN."),
        (["export", "d", "--targ", "x"], "rampsmith export: unrecognized arguments: --targ x."),
        (["new", "warmup"], "There is no preset “warmup”. Did you mean “warmup-linear”?"),
        (["new", "constant", "--set", "epochs=0"], "The epochs must be at least 1, not 0."),
        (["new", "constant", "--set", "lr=1"], "constant has no argument “lr”."),
        (["gone.ramp"], "gone.ramp: There is no such file."),
        (["-"], "The window opens files only, not standard input."),
    ],
)
def test_bad_usage_gets_one_sentence(run: Runner, words: list[str], sentence: str) -> None:
    status, out, err = run(*words)
    assert (status, out) == (2, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_the_window_is_not_opened_without_a_display(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rampsmith.app.commandline.libraries.has_display", lambda: False)
    for words in ([], ["starter.ramp"]):
        status, _, err = run(*words)
        assert status == 2
        assert err.startswith("There is no display to open a window on")


def test_a_picture_is_opened_as_one_that_is_dropped(
    run: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []

    def open_window(*paths: str) -> int:
        opened.extend(paths)
        return 0

    monkeypatch.setattr("rampsmith.app.commandline.libraries.has_display", lambda: True)
    monkeypatch.setattr("rampsmith.app.commandline.libraries.missing_for_window", lambda: None)
    monkeypatch.setattr("rampsmith.app.shell.launch.open_window", open_window)
    picture = tmp_path / "curve.PNG"
    picture.write_bytes(b"\x89PNG")
    assert run(str(picture)) == (0, "", "")
    assert opened == [str(picture)]
    assert run(str(tmp_path / "gone.png"))[0] == 2


def test_a_missing_library_is_said_before_the_window_is_opened(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rampsmith.app.commandline.libraries.has_display", lambda: True)
    monkeypatch.setattr(
        "rampsmith.app.commandline.libraries.missing_for_window", lambda: "apt install x"
    )
    assert run() == (2, "", "apt install x\n")


def test_help_and_version_are_printed(run: Runner) -> None:
    assert run("--help")[1].startswith("usage: rampsmith [DESIGN ...]")
    assert run("--version")[1].startswith("rampsmith 0.")
    for name in ("presets", "new", "check", "export", "table", "plot"):
        status, out, err = run(name, "--help")
        assert (status, err) == (0, "")
        assert out.startswith(f"usage: rampsmith {name}")


def test_a_fault_of_the_program_is_one_sentence_and_shows_its_place_when_asked(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("rampsmith.app.commandline.command.open_designer", broken)
    status, _, err = run()
    assert status == 2
    assert err == (
        "rampsmith: This should not have happened: RuntimeError: two lines "
        "(RAMPSMITH_TRACEBACK=1 shows where).\n"
    )
    monkeypatch.setenv("RAMPSMITH_TRACEBACK", "1")
    assert "Traceback" in run()[2]


def test_an_interruption_is_quiet(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("rampsmith.app.commandline.command.open_designer", interrupted)
    assert run() == (130, "", "")


def test_a_design_comes_through_standard_input(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run("table", "starter.ramp")
    for content in (design_text(starter()), pytorch_source(starter())):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        assert run("table", "-") == expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff", "byte 0: This is not UTF-8."),
        (b" " * (16 * 1024 * 1024 + 1), "This has more than 16,777,216 bytes, which are the most."),
    ],
)
def test_bad_standard_input_is_said(
    run: Runner, monkeypatch: pytest.MonkeyPatch, content: bytes, sentence: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run("table", "-") == (2, "", f"standard input: {sentence}\n")


def test_closed_streams_are_said_as_far_as_they_can_be(
    run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdin", None)
        assert run("table", "-") == (2, "", "standard input: This is closed.\n")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        status = main(["presets"])
    assert status == 2
    assert run("presets")[2] == "standard output: This cannot be written: it is closed.\n"


def test_a_pipeline_of_real_processes_works() -> None:
    design = rampsmith("new", "warmup-stable-decay", "--set", "steps=100")
    assert (design.returncode, design.stderr) == (0, "")
    table = rampsmith("table", "-", "--steps", "5:6", "--csv", input=design.stdout)
    assert table.stdout == "t,epoch,batch,rate all\n5,0,5,0.001\n"
    exported = rampsmith("export", "-", "--class-name", "Mine", input=design.stdout)
    assert "class Mine(optim.lr_scheduler.LRScheduler):" in exported.stdout


def test_a_reader_that_stops_early_is_no_fault() -> None:
    rampsmith("new", "constant", "--set", "steps=1e7", "-o", "long.ramp")
    child = subprocess.Popen(
        [sys.executable, "-m", "rampsmith", "table", "long.ramp"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline().split() == ["t", "epoch", "batch", "rate", "all"]
        child.stdout.close()
        assert child.stderr.read() == ""
    assert child.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_behind_standard_output_is_said() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        child = rampsmith(
            "table", "starter.ramp", stdout=full, stderr=subprocess.PIPE, capture_output=False
        )
    assert child.returncode == 2
    assert child.stderr == "standard output: This cannot be written: no space left on device.\n"


def test_a_terminal_that_lacks_a_character_gets_it_escaped() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    child = rampsmith("presets", env=environment, encoding="utf-8")
    assert (child.returncode, child.stderr) == (0, "")
    assert "1 − √p" in child.stdout, "a pipe is no terminal and gets UTF-8"


def test_no_name_of_a_file_controls_the_terminal(run: Runner) -> None:
    status, _, err = run("plot", "starter.ramp", "-o", "a\x1b[2J\u202eb")
    assert (status, err) == (2, "--output: “a\\x1b[2J\\u202eb” ends neither in .png nor in .svg.\n")


@pytest.mark.parametrize(
    "words", [["table", "starter.ramp"], ["plot", "starter.ramp", "-o", "a.png"], ["presets"]]
)
def test_commands_start_without_torch_and_without_qt(words: list[str]) -> None:
    code = (
        "import sys; from rampsmith.app.commandline.command import main; status = main(sys.argv[1:])\n"
        "loaded = {'torch', 'PySide6', 'pyqtgraph', 'matplotlib'} & sys.modules.keys()\n"
        "print(status, *loaded, file=sys.stderr)"
    )
    child = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True
    )
    assert child.stderr.split() == ["0"]


def test_own_presets_are_listed_and_made_like_the_others(run: Runner) -> None:
    saved_own(starter(), "our usual", "As in the last paper")
    status, out, err = run("presets")
    assert (status, err) == (0, "")
    assert "our usual: As in the last paper [Yours]\n" in out
    listed = json.loads(run("presets", "--json")[1])
    assert (listed[-1]["name"], listed[-1]["source"]) == ("our usual", "Yours")
    status, out, _ = run("new", "our usual", "--set", "class_name=Ours", "--set", "base_lr=0.5")
    assert status == 0
    made = replace(starter(), class_name="Ours", groups=(Group("all", 0.5),))
    assert out == design_text(made)
    assert run("new", "our usuall")[2].strip().endswith("Did you mean “our usual”?")


def test_a_broken_own_preset_is_told_beside_the_others(
    run: Runner, own_presets_folder: Path
) -> None:
    own_presets_folder.mkdir(parents=True)
    (own_presets_folder / "own-x.preset.json").write_text("{}")
    status, out, err = run("presets")
    assert status == 0
    assert "warmup-linear: " in out
    assert len(err.splitlines()) == 1
    assert "The word “rampsmith_preset” is missing here." in err


def test_every_command_is_known_by_name_before_any_is_imported() -> None:
    assert list(COMMANDS) == list(NAMES)


def test_the_window_imports_nothing_of_the_commands() -> None:
    code = "import sys, rampsmith.app.commandline.command; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "rampsmith.app.commandline.command" in loaded
    assert loaded.isdisjoint(
        {
            "argparse",
            "rampsmith.app.commandline.commands",
            "rampsmith.designer.presets",
            "rampsmith.designer.sources.all_sources",
            "rampsmith.exporters.targets.all_targets",
        }
    )

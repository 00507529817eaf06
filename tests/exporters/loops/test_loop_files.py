"""The copied loops as files: clean, in the run's own words, and refused where they cannot be."""

import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rampsmith.designer.document.kinds import RATE, WEIGHT_DECAY, CurveKey
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.schedule import STEPPINGS, Group, Level, Schedule, Track
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.loops.writing import LoopError, loop_source, walked_lines
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.pytorch import pytorch_source
from rampsmith.exporters.words.frameworks import FRAMEWORKS, Framework
from rampsmith.exporters.words.naming import module_name
from tests.designer.designs import line_over
from tests.exporters.loops.runs import CYCLES, DIVIDED, FALLING, OPTIMIZERS, WARMUP_COSINE

ROOT = Path(__file__).parents[3]
LONG_NAMED = replace(
    CYCLES,
    class_name="TheLongestNameThatAClassCanHaveHereWhichIsSixtyCharactersX",
    groups=tuple(Group(f"{word} parameters of the model", 1e-5) for word in ("all", "for", "Ä")),
)
DECAYING = replace(
    LONG_NAMED, tracks=(Track(CurveKey(WEIGHT_DECAY), line_over(Level(1.0), Level(0.5))),)
)
HIDING = replace(WARMUP_COSINE, class_name="DataLoader")
RUNS = [
    Run(samples=24, batch_size=6, epochs=5),
    Run(samples=26, batch_size=4, accumulation=3, devices=2, epochs=4),
    Run(samples=26, batch_size=4, accumulation=3, remainder="dropped", drop_last=True),
    Run(samples=26, batch_size=4, accumulation=3, epochs=None, updates=10),
]


def test_every_loop_is_clean(tmp_path: Path) -> None:
    for number, schedule in enumerate([LONG_NAMED, HIDING, FALLING, DECAYING]):
        (tmp_path / f"designed_{number}.py").write_text(pytorch_source(schedule), encoding="utf-8")
        cases = enumerate(product(RUNS, STEPPINGS, FRAMEWORKS))
        for case, (run, stepping, framework) in cases:
            changed = replace(schedule, run=run, stepping=stepping)
            source = loop_source(changed, framework, module=f"designed_{number}")
            (tmp_path / f"loop_{number}_{case}.py").write_text(source, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert complaints(tmp_path) == ""


def test_every_loop_of_a_batch_that_grows_is_clean(tmp_path: Path) -> None:
    many = tuple(Stage(Span(10 * n, "steps"), 8 * n) for n in range(1, 14))
    runs = [
        Run(samples=26, batch_size=4, epochs=4, stages=many[:1]),
        Run(samples=260, batch_size=4, epochs=None, updates=99, drop_last=True, devices=2,
            stages=many[:2]),
        Run(samples=None, batch_size=4, epochs=None, updates=200, stages=many),
    ]  # fmt: skip
    (tmp_path / "designed.py").write_text(pytorch_source(CYCLES), encoding="utf-8")
    kinds: list[Framework] = ["pytorch", "amp", "resume"]
    for case, (run, framework) in enumerate(product(runs, kinds)):
        if run.is_endless and framework == "resume":
            continue
        source = loop_source(replace(CYCLES, run=run), framework, module="designed")
        assert "BATCH_SIZES = (" in source
        (tmp_path / f"loop_{case}.py").write_text(source, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert complaints(tmp_path) == ""


def test_every_loop_of_several_optimizers_is_clean(tmp_path: Path) -> None:
    groups = tuple(group.name for group in LONG_NAMED.groups)
    own = Track(CurveKey(RATE, groups[0]), line_over(Level(1.0), Level(0.5)))
    designs = [
        (DIVIDED, OPTIMIZERS),
        (replace(LONG_NAMED, tracks=(own,)), (groups[:1], groups[1:])),
        (
            replace(DECAYING, metric=FALLING.metric, segments=FALLING.segments, repeats=()),
            (groups[1:], groups[:1]),
        ),
    ]
    for number, (schedule, optimizers) in enumerate(designs):
        (tmp_path / f"designed_{number}.py").write_text(pytorch_source(schedule), encoding="utf-8")
        kinds: list[Framework] = ["pytorch", "resume", "lightning", "accelerate"]
        for case, (run, stepping, framework) in enumerate(product(RUNS, STEPPINGS, kinds)):
            changed = replace(schedule, run=run, stepping=stepping)
            source = loop_source(
                changed, framework, module=f"designed_{number}", optimizers=optimizers
            )
            (tmp_path / f"loop_{number}_{case}.py").write_text(source, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert complaints(tmp_path) == ""


@pytest.mark.parametrize(
    ("framework", "optimizers", "sentence"),
    [
        ("trainer", OPTIMIZERS, "The Hugging Face Trainer takes one optimizer"),
        ("amp", OPTIMIZERS, "mixed precision may skip the update of one optimizer"),
        ("pytorch", [["body"], ["adam"]], "No optimizer has the parameter group “head”"),
        ("pytorch", [["body", "head"], ["adam", "head"]], "“head” can have one optimizer only"),
        (
            "pytorch",
            [["body"], ["tail"]],
            "There is no parameter group “tail”; the design has “body”",
        ),
        ("pytorch", [[]], "No optimizer has the parameter group “body”"),
    ],
)
def test_a_division_that_cannot_be_is_refused_in_a_sentence(
    framework: Framework, optimizers: Any, sentence: str
) -> None:
    with pytest.raises(LoopError, match=sentence):
        loop_source(DIVIDED, framework, optimizers=optimizers)


def test_one_optimizer_that_has_every_group_needs_no_word_of_it() -> None:
    names = [group.name for group in DIVIDED.groups]
    assert loop_source(DIVIDED, "amp", optimizers=[names]) == loop_source(DIVIDED, "amp")


def test_groups_that_follow_the_same_curves_are_not_named() -> None:
    source = loop_source(CYCLES, "pytorch", optimizers=[["body"], ["head"]])
    assert "ShortRun(optimizers[1])," in source


def complaints(folder: Path) -> str:
    """Return what the formatter and the linter have to say; at best nothing."""
    commands = (
        ("ruff", "format", "--check", "--quiet", "--no-cache", "--isolated"),
        ("ruff", "check", "--quiet", "--no-cache", "--isolated"),
        # People read these files: an epoch that nothing asks for keeps its name all the same, and
        # arguments are given in the order of the head. Lightning hands over what nobody asked for.
        ("ruff", "check", "--quiet", "--no-cache", "--ignore=ARG002,B007,PLR0917"),
    )
    said = ""
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", *words, "."],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        said += done.stdout + done.stderr
    return said


def test_the_lines_of_a_walk_are_those_of_the_plain_loop() -> None:
    schedule = replace(WARMUP_COSINE, run=Run(samples=24, batch_size=3, accumulation=2, epochs=5))
    assert walked_lines(schedule) == [
        "for epoch in range(EPOCHS):",
        "    model.train()",
        "    for number, batch in enumerate(loader, 1):",
        "        loss = loss_of(model, batch)",
        "        (loss / ACCUMULATION).backward()",
        "        if number % ACCUMULATION == 0:",
        "            optimizer.step()",
        "            scheduler.step()",
        "            optimizer.zero_grad()",
    ]


@pytest.mark.parametrize(
    ("run", "head"),
    [
        (
            Run(samples=26, batch_size=3, accumulation=2),
            "for number, batch in enumerate(loader, 1):",
        ),
        (
            Run(samples=26, batch_size=3, stages=(Stage(Span(2, "epochs"), 3, 2),)),
            "for batch in parts:",
        ),
    ],
)
def test_the_lines_of_a_walk_say_what_stops_there_and_have_no_comments(run: Run, head: str) -> None:
    lines = walked_lines(replace(WARMUP_COSINE, run=run))
    assert {line.stop: line.strip() for line in lines if line.stop} == {
        "backward": head,
        "optimizer": "optimizer.step()",
        "scheduler": "scheduler.step()",
    }
    assert not any("#" in line or not line.strip() for line in lines)
    assert (
        "# the last update of an epoch"
        in loop_source(replace(WARMUP_COSINE, run=run), "pytorch").lower()
    )


def test_the_head_says_what_the_run_is() -> None:
    run = Run(samples=26, batch_size=4, accumulation=3, epochs=4)
    head = loop_source(replace(WARMUP_COSINE, run=run), "amp").split('"""')[1]
    assert " ".join(head.split()).startswith(
        "The training loop for ShortRun: PyTorch with mixed precision. 26 samples in batches of 4,"
        " 3 batches to an update: 3 updates per epoch, 12 in all; the last batch of an epoch has 2"
        " samples; the last update of an epoch has 1 batch. The schedule steps after every update."
    )


@pytest.mark.parametrize(
    ("title", "module"),
    [
        ("Digits warmup-cosine", "digits_warmup_cosine"),
        ("Torch", "schedule"),
        ("random", "schedule"),
        ("1cycle", "schedule"),
        ("Für Elise", "schedule"),
        ("class", "schedule"),
    ],
)
def test_no_module_is_named_what_cannot_be_imported(title: str, module: str) -> None:
    assert module_name(title) == module
    assert f"from {module} import ShortRun\n" in loop_source(
        replace(WARMUP_COSINE, title=title), "pytorch"
    )


def test_a_design_with_errors_has_no_loop() -> None:
    with pytest.raises(ExportError):
        loop_source(Schedule(), "pytorch")

"""The tools that an exported file has to please, each run once over a whole folder."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from torch.optim.lr_scheduler import LRScheduler

from rampsmith.designer.document.schedule import Schedule
from rampsmith.exporters.targets.pytorch import pytorch_source

ROOT = Path(__file__).parent.parent.parent


def written(schedules: Iterable[Schedule], folder: Path) -> Path:
    """Write exported files as the project's own examples would be, under the project's rules."""
    # Linters want class names in one style; which name is chosen is the user's affair.
    named = (replace(schedule, class_name="RandomScheduler") for schedule in schedules)
    return kept(map(pytorch_source, named), folder)


def kept(sources: Iterable[str], folder: Path) -> Path:
    """Write files as the project's own examples would be, under the project's rules."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    examples = folder / "examples"
    examples.mkdir()
    for number, source in enumerate(sources):
        (examples / f"scheduler_{number}.py").write_text(source, encoding="utf-8")
    return examples


def clean(sources: Iterable[str], folder: Path) -> str:
    """Return what the tools have to say of some files; at best nothing."""
    return complaints(kept(sources, folder))


HAS_THE_HINTS = "Tensor" in str(LRScheduler.get_lr.__annotations__)
"""Whether the hints of the files are those of this torch; older ones contradict them."""


def complaints(examples: Path) -> str:
    """Return what the formatter, the linter and the type checker have to say; at best nothing."""
    commands = (
        ("black", "--check", "--quiet", "--config", os.devnull),
        ("ruff", "format", "--check", "--quiet", "--no-cache"),
        ("ruff", "format", "--check", "--quiet", "--no-cache", "--isolated"),
        ("ruff", "check", "--quiet", "--no-cache"),
        ("ruff", "check", "--quiet", "--no-cache", "--isolated"),
        ("mypy", "--strict", "--config-file=", "--no-error-summary", *as_strict_as_here()),
    )
    # Reading torch takes the type checker twenty seconds; what it learned of it is kept.
    cache = ROOT / ".mypy_cache"
    said = ""
    for tool, *options in commands:
        if tool == "mypy" and not HAS_THE_HINTS:
            continue
        more = ("--cache-dir", str(cache)) if tool == "mypy" else ()
        done = subprocess.run(
            [sys.executable, "-m", tool, *options, *more, "."],
            cwd=examples,
            capture_output=True,
            text=True,
            check=False,
        )
        said += done.stdout + done.stderr
        if done.returncode and not (done.stdout or done.stderr):
            said += f"{tool} {' '.join(options)} is not content\n"
    return said


def as_strict_as_here() -> list[str]:
    """Return what the project asks of its own types: by the same rules `make types` has read torch already."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert rules["warn_unreachable"]
    codes = (f"--enable-error-code={code}" for code in rules["enable_error_code"])
    return ["--warn-unreachable", *codes]


def pyrights_complaints(examples: Path) -> str:
    """Return what pyright has to say, by its standard rules; at best nothing."""
    settings = {"typeCheckingMode": "standard"}  # basedpyright's own rules are stricter
    (examples / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable],
        cwd=examples,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr

"""Where tests stand, and what they share with each other."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

TESTS = Path(__file__).parent
ROOT = TESTS.parent


def borrowed(text: str) -> Iterator[str]:
    """Yield what a file imports from test modules."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                found = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), names=names):
                found = [f"{module}.{alias.name}" for alias in names]
            case _:
                continue
        yield from (name for name in found if ".test_" in name and name.startswith("tests."))


def test_no_file_imports_a_test_module() -> None:
    """Helpers that several tests use stand in a module of their own."""
    paths = [path for path in ROOT.glob("[!.]*/**/*.py") if "build" not in path.parts]
    assert paths
    found = {
        path.relative_to(ROOT).as_posix(): names
        for path in paths
        if (names := list(borrowed(path.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "from tests.app.plot.test_drag import show",
        "from tests.app.plot import test_drag",
        "import tests.app.plot.test_drag",
        "def f():\n    from tests.test_layers import ROOT",
    ],
)
def test_a_planted_import_of_a_test_module_is_found(text: str) -> None:
    assert len(list(borrowed(text))) == 1


@pytest.mark.parametrize("layer", ["app", "designer", "exporters"])
def test_each_folder_of_tests_has_the_name_of_a_folder_of_the_sources(layer: str) -> None:
    folders = {path.parent.relative_to(TESTS) for path in (TESTS / layer).rglob("*.py")}
    assert folders
    assert [folder for folder in sorted(folders) if not (ROOT / folder).is_dir()] == []


def test_quick_leaves_out_windows_child_processes_and_long_searches(tmp_path: Path) -> None:
    shutil.copy(TESTS / "conftest.py", tmp_path)
    (tmp_path / "proof").mkdir()
    for file, text in {
        "test_plain.py": "def test_it(): ...",
        "test_plain_and_shown.py": "def test_it(qapp): ...\ndef test_plain(): ...",
        "test_child.py": "import subprocess\ndef test_it(): ...",
        "test_tools.py": "from tests.exporters.tools import clean\ndef test_it(): ...",
        "test_more_tools.py": "from tests.exporters import tools\ndef test_it(): ...",
        "test_torch.py": "from torch.optim import SGD\ndef test_it(): ...",
        "test_says_torch.py": "def test_it(): 'import torch'",
        "test_machine.py": "from hypothesis.stateful import rule\ndef test_it(): ...",
        "proof/test_proof.py": "def test_it(): ...",
    }.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "--quick", "--collect-only", "-q", "-c", os.devnull)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if "::" in line] == [
        "test_plain.py::test_it",
        "test_plain_and_shown.py::test_plain",
        "test_says_torch.py::test_it",
    ]
    assert "3/4 tests collected (1 deselected)" in done.stdout


def test_what_is_drawn_does_not_depend_on_the_modules_loaded_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a test would fail on another machine, with more workers or beside other tests alone."""

    def drawn() -> list[int]:
        values = list[int]()

        @settings(max_examples=500, derandomize=True, database=None)
        @given(st.integers())
        def draw(value: int) -> None:
            values.append(value)

        draw()
        return values

    before = drawn()
    path = tmp_path / "local.py"
    path.write_text(f"ODD = {[7_000_001 + 2 * number for number in range(100)]}", encoding="utf-8")
    module = ModuleType("local")
    module.__file__ = str(path)
    monkeypatch.setitem(sys.modules, "local", module)
    assert drawn() == before

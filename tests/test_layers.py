"""Imports go down only, between layers and between folders; Qt and torch stay where they belong."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What is mapped as rampsmith itself.
PACKAGE = ".package/rampsmith"

# What each folder may import of Rampsmith.
MAY_IMPORT = {
    PACKAGE: {"app"},
    "app": {"app", "exporters", "designer", "templates"},
    "exporters": {"exporters", "designer", "templates"},
    "designer": {"designer"},
    "templates": set[str](),
}
# The folders of each layer, the lowest first. A folder imports what stands in the rows above its
# own here; those of one row know nothing of each other. A dot is the layer's root.
FLOORS = {
    PACKAGE: (".",),
    "app": (
        "base.svg  desktop",
        "base",
        "widgets",
        "code",
        "plot.view",
        "plot.gestures",
        "plot.items",
        "plot.controls",
        "plot",
        "segments",
        "forms  fitting",
        "checking  documents  logs  metric",
        "backdrop  compare  gallery  help  stepping",
        "drive  loss  pictures",
        "shell",
        "commandline  notebook",
    ),
    "exporters": (
        "words",
        "curve_code  drawing",
        "pictures  targets",
        "loops",
    ),
    "designer": (
        "values",
        "formulas",
        "shapes",
        "document",
        "evaluation  files",
        "editing  fitting  logs  training_loop  words",
        "diagnosis  loss  problems  proof",
        "drive",
        "drive.child",
        "presets",
        "sources",
    ),
    "templates": (".",),
}

MAY_IMPORT_QT = {"app"}
QT = {"PySide6", "shiboken6", "pyqtgraph"}
PROOF = "rampsmith.designer.proof"
DRIVE = "rampsmith.designer.drive.child"
"""The child's side of a drive, which is run as a process and imported by nobody."""
NOTEBOOK = "rampsmith.app.notebook"
"""May name the types of torch, which it is given and returns; it need not import any to run."""


def violations(root: Path) -> list[str]:
    """Return one sentence for every module and import under root that breaks a rule."""
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {reason}"
        for layer in MAY_IMPORT
        for path in sorted((root / layer).rglob("*.py"))
        for line, reason in faults(path, root, layer)
    ]


def faults(path: Path, root: Path, layer: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the broken rule of what is wrong in one file."""
    folder = ".".join(path.relative_to(root / layer).parent.parts) or "."
    # What stands at the top of a layer starts it, or says what it is; it is part of no floor.
    is_start = folder == "." and path.name in ("__init__.py", "__main__.py")
    if floor(layer, folder) is None and not is_start:
        yield 1, f"{layer} has no floor for {folder}"
    for line, target, inside in imports(path, root):
        reason = broken_rule(layer, module_name(path, root), target, inside=inside)
        if reason is None and not is_start:
            reason = broken_floor(layer, folder, target)
        if reason is not None:
            yield line, reason


def floor(layer: str, folder: str) -> int | None:
    """Return how high a folder of a layer stands; None where the table has no such folder."""
    rows = (number for number, row in enumerate(FLOORS[layer]) if folder in row.split())
    return next(rows, None)


def broken_floor(layer: str, folder: str, target: str) -> str | None:
    """Describe how an import goes up, or across, to another folder of its layer."""
    _, other_layer, *rest = f"{target}..".split(".")
    if other_layer != layer:
        return None
    listed = [name for row in FLOORS[layer] for name in row.split()]
    prefixes = (".".join(rest[:length]) for length in range(len(rest), 0, -1))
    other = next((prefix for prefix in prefixes if prefix in listed), ".")
    mine, its = floor(layer, folder), floor(layer, other)
    if other == folder or mine is None:
        return None
    if its is None or its > mine:
        return f"{folder} may not import {target}: {other} is above it"
    return f"{folder} may not import {target}: {other} is on its floor" if its == mine else None


def broken_rule(layer: str, module: str, target: str, *, inside: bool) -> str | None:
    """Name the rule of the layers that an import breaks; ``inside`` is whether a function has it."""
    top, _, rest = target.partition(".")
    if top in MAY_IMPORT:
        return f"imports {target} without rampsmith in front"
    if top == "rampsmith" and rest.partition(".")[0] not in MAY_IMPORT[layer]:
        return f"{layer} may not import {target}"
    if top in QT and layer not in MAY_IMPORT_QT:
        return f"{layer} may not import {target}: Qt belongs to app"
    if f"{target}.".startswith(f"{DRIVE}.") and not f"{module}.".startswith(f"{DRIVE}."):
        return f"imports {target}: it belongs to the child process"
    return broken_torch_rule(module, target, inside=inside) if top == "torch" else None


def broken_torch_rule(module: str, target: str, *, inside: bool) -> str | None:
    """Name the rule that an import of torch breaks."""
    if f"{module}.".startswith((f"{PROOF}.", f"{DRIVE}.", f"{NOTEBOOK}.")):
        return None if inside else "imports torch outside of a function"
    return f"imports {target}: torch belongs to {PROOF} and {DRIVE}"


def imports(path: Path, root: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield the line and the full name of each import, and whether it stands in a function.

    What only type checkers read is taken for inside of one, because it is not run either.
    """
    module = module_name(path, root)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if is_put_off(node)]
    in_functions = {child for function in functions for child in ast.walk(function)}
    for node in ast.walk(tree):
        for target in targets(node, package):
            yield getattr(node, "lineno", 0), target, node in in_functions


def is_put_off(node: ast.AST) -> bool:
    """Return whether what stands in a node is not run while the module is imported."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def targets(node: ast.AST, package: str) -> list[str]:
    """Return the full names that a node imports, by a statement or by importlib."""
    match node:
        case ast.Import():
            return [alias.name for alias in node.names]
        case ast.ImportFrom():
            parents = package.split(".")[: len(package.split(".")) - node.level + 1]
            above = ".".join(parents) if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            # "from rampsmith import app" names a layer only in its second half.
            return [f"{base}.{alias.name}" for alias in node.names]
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []


def module_name(path: Path, root: Path) -> str:
    """Return the import name of a file, rampsmith.app.shell.window for app/window.py."""
    package = root / PACKAGE
    parts = path.relative_to(package if package in path.parents else root).with_suffix("").parts
    return ".".join(("rampsmith", *(part for part in parts if part != "__init__")))


def test_imports_go_down_only() -> None:
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        (
            "designer/words/a.py",
            "import rampsmith.app.shell.window",
            "designer may not import rampsmith.app",
        ),
        ("designer/words/a.py", "from rampsmith import exporters", "designer may not import"),
        ("designer/words/a.py", "from ...exporters import code", "designer may not import"),
        ("designer/proof/a.py", "from ...app import window", "designer may not import"),
        ("exporters/words/a.py", "from rampsmith.app.plot import view", "exporters may not import"),
        (
            "templates/__init__.py",
            "import rampsmith.designer.shapes.shape",
            "templates may not import",
        ),
        ("templates/__init__.py", "from ..designer import shapes", "templates may not import"),
        ("designer/words/a.py", "def f():\n    from PySide6 import QtCore", "Qt belongs to app"),
        ("exporters/words/a.py", "import pyqtgraph as pg", "Qt belongs to app"),
        ("designer/words/a.py", "def f():\n    import torch", "torch belongs to"),
        ("designer/problems/a.py", "def f():\n    import torch", "torch belongs to"),
        ("app/base/a.py", "def f():\n    import torch.nn", "torch belongs to"),
        ("exporters/words/a.py", "from torch.optim import lr_scheduler", "torch belongs to"),
        ("designer/drive/a.py", "def f():\n    import torch", "torch belongs to"),
        ("designer/drive/child/a.py", "import torch", "outside of a function"),
        ("designer/drive/a.py", "from .child import driving", "belongs to the child process"),
        (
            "app/shell/a.py",
            "def f():\n    from rampsmith.designer.drive.child.driving import driven",
            "belongs to the child process",
        ),
        ("designer/proof/a.py", "import torch", "outside of a function"),
        ("designer/proof/a.py", "class A:\n    from torch import Tensor", "outside of a function"),
        (
            "designer/words/a.py",
            "import importlib\nimportlib.import_module('torch')",
            "torch belongs to",
        ),
        ("designer/words/a.py", "__import__('PySide6.QtCore')", "Qt belongs to app"),
        ("exporters/words/a.py", "from designer import shapes", "without rampsmith in front"),
        ("app/a.py", "import math", "app has no floor for ."),
        ("app/attic/a.py", "import math", "app has no floor for attic"),
        ("designer/a.py", "import math", "designer has no floor for ."),
        ("app/forms/a.py", "from rampsmith.app.shell import window", "shell is above it"),
        ("app/base/a.py", "def f():\n    import rampsmith.app.plot.plot", "plot is above it"),
        (
            "app/documents/a.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..shell import window",
            "shell is above it",
        ),
        ("app/checking/__init__.py", "from ..documents import recent", "documents is on its floor"),
        ("app/gallery/a.py", "from rampsmith.app.help import page", "help is on its floor"),
        ("app/base/a.py", "__import__('rampsmith.app.widgets.fields')", "widgets is above it"),
        ("designer/values/a.py", "from rampsmith.designer.shapes import x", "shapes is above it"),
        ("designer/problems/a.py", "from ..proof import job", "proof is on its floor"),
        ("exporters/words/a.py", "from ..loops import writing", "loops is above it"),
        (f"{PACKAGE}/__init__.py", "from rampsmith import designer", "may not import"),
        (f"{PACKAGE}/__init__.py", "from .exporters import table", "may not import"),
        (f"{PACKAGE}/__main__.py", "from PySide6 import QtCore", "Qt belongs to app"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, file: str, text: str, reason: str) -> None:
    planted(tmp_path, file, text)
    found = violations(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{file}:")
    assert reason in found[0]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("app/base/a.py", "from rampsmith.exporters import code\nfrom PySide6 import QtCore"),
        ("app/forms/a.py", "from ..plot import view\nfrom ...designer import shapes"),
        ("app/shell/a.py", "from . import window\nfrom rampsmith.app.shell.windows import W"),
        ("app/__main__.py", "from rampsmith.app.commandline.command import main"),
        (
            "exporters/loops/a.py",
            "import rampsmith.designer.shapes.shape\nfrom rampsmith import templates",
        ),
        ("designer/__init__.py", "from .shapes import cosine\nfrom . import spans"),
        ("designer/presets/a.py", "import rampsmith.designer.problems.problem"),
        ("designer/proof/a.py", "def f():\n    import torch\n    from torch import nn"),
        ("designer/presets/a.py", "from ...designer.proof import worker\nimport math"),
        ("designer/words/a.py", 'text = "import torch"'),
        ("designer/drive/child/a.py", "from ..events import Rows\ndef f():\n    import torch"),
        ("designer/drive/a.py", "from ...designer.proof import client"),
        (f"{PACKAGE}/__init__.py", "from rampsmith.app.notebook.design import load"),
    ],
)
def test_an_import_that_keeps_the_rules_is_not_found(tmp_path: Path, file: str, text: str) -> None:
    planted(tmp_path, file, text)
    assert violations(tmp_path) == []


def test_the_table_names_the_folders_that_there_are() -> None:
    for layer, rows in FLOORS.items():
        modules = (path.relative_to(ROOT / layer) for path in (ROOT / layer).rglob("*.py"))
        folders = {".".join(path.parent.parts) or "." for path in modules}
        named = [folder for row in rows for folder in row.split()]
        assert len(named) == len(set(named))
        # The root is named where it holds more than what a package needs.
        assert set(named) - {"."} == folders - {"."}, layer


def planted(root: Path, file: str, text: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True)
    path.write_text(text + "\n", encoding="utf-8")


def test_importing_every_module_below_app_loads_neither_qt_nor_torch() -> None:
    """The sources cannot show an import that another library does for us."""
    modules = [
        module_name(path, ROOT)
        for folder in sorted(MAY_IMPORT.keys() - {"app"})
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name != "__main__.py"
    ]
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        f"print(sorted({QT | {'torch'}!r} & sys.modules.keys()))"
    )
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (child.stderr, child.stdout.strip()) == ("", "[]")

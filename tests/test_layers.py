"""Imports go down only, and Qt and torch stay where they belong."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What each folder may import of Rampsmith.
MAY_IMPORT = {
    "app": {"app", "exporters", "designer", "templates"},
    "exporters": {"exporters", "designer", "templates"},
    "designer": {"designer"},
    "templates": set[str](),
}
MAY_IMPORT_QT = {"app"}
QT = {"PySide6", "shiboken6", "pyqtgraph"}
PROOF = "rampsmith.designer.proof"


def violations(root: Path) -> list[str]:
    """Return one sentence for every import under root that breaks a rule of the layers."""
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {reason}"
        for folder in MAY_IMPORT
        for path in sorted((root / folder).rglob("*.py"))
        for line, target, inside in imports(path, root)
        if (reason := broken_rule(folder, module_name(path, root), target, inside=inside))
    ]


def broken_rule(folder: str, module: str, target: str, *, inside: bool) -> str | None:
    """Say which rule an import breaks; inside tells that it stands in a function."""
    top, _, rest = target.partition(".")
    layer = rest.partition(".")[0]
    if top in MAY_IMPORT:
        return f"imports {target} without rampsmith in front"
    if top == "rampsmith" and layer not in MAY_IMPORT[folder]:
        return f"{folder} may not import {target}"
    if top in QT and folder not in MAY_IMPORT_QT:
        return f"{folder} may not import {target}: Qt belongs to app"
    if top == "torch" and f"{module}.".startswith(f"{PROOF}."):
        return None if inside else "imports torch outside of a function"
    if top == "torch":
        return f"imports {target}: torch belongs to {PROOF}"
    return None


def imports(path: Path, root: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield the line and the full name of each import, and whether it stands in a function."""
    module = module_name(path, root)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    in_functions = {child for function in functions for child in ast.walk(function)}
    for node in ast.walk(tree):
        for target in targets(node, package):
            yield getattr(node, "lineno", 0), target, node in in_functions


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
    """Return the import name of a file, rampsmith.app.window for app/window.py."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(("rampsmith", *(part for part in parts if part != "__init__")))


def test_imports_go_down_only() -> None:
    assert violations(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("designer/a.py", "import rampsmith.app.window", "designer may not import rampsmith.app"),
        ("designer/a.py", "from rampsmith import exporters", "designer may not import"),
        ("designer/a.py", "from ..exporters import code", "designer may not import"),
        ("designer/proof/a.py", "from ...app import window", "designer may not import"),
        ("exporters/a.py", "from rampsmith.app.plot import view", "exporters may not import"),
        ("templates/__init__.py", "import rampsmith.designer.shapes", "templates may not import"),
        ("templates/__init__.py", "from ..designer import shapes", "templates may not import"),
        ("designer/a.py", "def f():\n    from PySide6 import QtCore", "Qt belongs to app"),
        ("exporters/a.py", "import pyqtgraph as pg", "Qt belongs to app"),
        ("designer/a.py", "def f():\n    import torch", "torch belongs to"),
        ("designer/proofs.py", "def f():\n    import torch", "torch belongs to"),
        ("app/a.py", "def f():\n    import torch.nn", "torch belongs to"),
        ("exporters/a.py", "from torch.optim import lr_scheduler", "torch belongs to"),
        ("designer/proof/a.py", "import torch", "outside of a function"),
        ("designer/proof/a.py", "class A:\n    from torch import Tensor", "outside of a function"),
        ("designer/a.py", "import importlib\nimportlib.import_module('torch')", "torch belongs to"),
        ("designer/a.py", "__import__('PySide6.QtCore')", "Qt belongs to app"),
        ("exporters/a.py", "from designer import shapes", "without rampsmith in front"),
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
        ("app/a.py", "from rampsmith.exporters import code\nfrom PySide6 import QtCore"),
        ("app/a.py", "from .plot import view\nfrom ..designer import shapes"),
        ("exporters/a.py", "import rampsmith.designer.shapes\nfrom rampsmith import templates"),
        ("designer/__init__.py", "from .shapes import cosine\nfrom . import spans"),
        ("designer/proof/a.py", "def f():\n    import torch\n    from torch import nn"),
        ("designer/a.py", "from ..designer.proof import worker\nimport math"),
        ("designer/a.py", 'text = "import torch"'),
    ],
)
def test_an_import_that_keeps_the_rules_is_not_found(tmp_path: Path, file: str, text: str) -> None:
    planted(tmp_path, file, text)
    assert violations(tmp_path) == []


def planted(root: Path, file: str, text: str) -> None:
    path = root / file
    path.parent.mkdir(parents=True)
    path.write_text(text + "\n", encoding="utf-8")


def test_importing_every_module_below_app_loads_neither_qt_nor_torch() -> None:
    """What the sources cannot show: an import that another library does for us."""
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

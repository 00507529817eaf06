"""The packages agree in pyproject.toml, in the type checkers' links and in the folders."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("app", "designer", "exporters", "templates")
PACKAGE = ".package/rampsmith"
OWN = ("__init__.py", "__main__.py", "py.typed")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def packages_on_disk() -> set[str]:
    """Return the import name of the package and of each folder with an __init__.py in it."""
    inits = [path for layer in LAYERS for path in (ROOT / layer).rglob("__init__.py")]
    layers = {".".join(("rampsmith", *path.parent.relative_to(ROOT).parts)) for path in inits}
    return {"rampsmith", *layers}


def test_the_listed_packages_are_the_folders_on_disk() -> None:
    listed = SETTINGS["tool"]["setuptools"]["packages"]
    assert listed == sorted(set(listed)), "sorted, and each once"
    assert set(listed) == packages_on_disk()


def test_every_folder_with_python_in_it_is_a_package() -> None:
    folders = {path.parent for layer in LAYERS for path in (ROOT / layer).rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_every_folder_with_python_in_it_is_type_checked() -> None:
    made = {"build", "dist", "out"}
    folders = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[!.]*/**/*.py")}
    checked = set(SETTINGS["tool"]["mypy"]["files"])
    assert folders - made - set(LAYERS) == checked - {".typing/rampsmith"}


def test_the_package_and_each_layer_are_mapped_onto_their_folders() -> None:
    mapped = SETTINGS["tool"]["setuptools"]["package-dir"]
    layers = {f"rampsmith.{layer}": layer for layer in LAYERS}
    assert mapped == {"rampsmith": PACKAGE, **layers}


def test_the_package_folder_holds_its_own_files_alone() -> None:
    """A link to a layer in it would be followed, and tracebacks would name files by the link."""
    held = {path.name for path in (ROOT / PACKAGE).iterdir()}
    assert held - {"__pycache__"} == set(OWN)


def test_rampsmith_itself_is_found_as_a_package() -> None:
    """As a namespace, which it is where an old installation is left over, it would have no file."""
    import rampsmith

    assert rampsmith.__file__ is not None


def test_neither_the_root_nor_the_tests_are_packages() -> None:
    assert not (ROOT / "__init__.py").exists()
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_the_templates_are_a_package_that_can_be_read_from() -> None:
    """Without its __init__.py, importlib.resources fails in editable installs only."""
    assert (ROOT / "templates" / "__init__.py").is_file()


@pytest.mark.parametrize("name", [*LAYERS, *OWN])
def test_the_type_checkers_link_is_relative_and_leads_to_the_source(name: str) -> None:
    link = ROOT / ".typing" / "rampsmith" / name
    if os.name == "nt" and not link.is_symlink():
        pytest.skip("this checkout of git has no symbolic links")
    assert not link.readlink().is_absolute()
    source = ROOT / PACKAGE / name if name in OWN else ROOT / name
    assert link.resolve(strict=True) == source.resolve()


def test_the_pins_of_qt_leave_out_the_release_that_aborts() -> None:
    qt = [line for line in SETTINGS["project"]["dependencies"] if line.startswith("PySide6")]
    assert qt == [
        "PySide6-Essentials>=6.8,<6.12; python_version < '3.12'",
        "PySide6-Essentials>=6.8; python_version >= '3.12'",
    ]


def test_the_tested_torch_is_pinned_exactly() -> None:
    assert "torch==2.13.0" in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.long
def test_the_wheel_holds_every_package_and_every_data_file(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, source / layer)
    shutil.copytree((ROOT / PACKAGE).parent, (source / PACKAGE).parent)
    for file in ("pyproject.toml", "LICENSE", "README.md"):
        if (ROOT / file).exists():
            shutil.copy(ROOT / file, source)
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([sys.executable, *build, "-w", str(tmp_path), str(source)], check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = {name for name in wheel.namelist() if name.startswith("rampsmith/")}
    own = {f"rampsmith/{name}" for name in OWN}
    wanted = own | {
        f"rampsmith/{path.relative_to(source).as_posix()}"
        for layer in LAYERS
        for path in (source / layer).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == wanted

"""Installed as people install it: new environments by pip, pipx and uv, the main job, and removed."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
TOOLS = ("build", "check-wheel-contents", "pipx", "setuptools>=77", "twine", "uv", "wheel")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.name == "nt", reason="its folders are named as on other systems"),
]


def done(*command: str | Path, folder: Path, **environment: str) -> str:
    """Run a command that must succeed; return what it printed."""
    child = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stdout + child.stderr
    return child.stdout


@dataclass(frozen=True)
class Built:
    """The packages to install, and the tools that install them."""

    wheel: Path
    sdist: Path
    tools: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the packages from a copy of what git knows, with tools of their own."""
    folder = tmp_path_factory.mktemp("built")
    files = done("git", "ls-files", "-z", folder=ROOT).split("\0")
    for file in filter(None, files):
        if (ROOT / file).is_file() and not file.startswith(".typing/"):
            target = folder / "source" / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / file).read_bytes())
    done(sys.executable, "-m", "venv", "tools", folder=folder)
    tools = folder / "tools" / "bin"
    done(tools / "python", "-m", "pip", "install", "--quiet", *TOOLS, folder=folder)
    build = ("-m", "build", "--no-isolation", "-o", folder / "dist", folder / "source")
    said = done(tools / "python", *build, folder=folder)
    assert "would be ignored" not in said
    (wheel,) = (folder / "dist").glob("*.whl")
    (sdist,) = (folder / "dist").glob("*.tar.gz")
    return Built(wheel, sdist, tools)


def main_job(command: Path, python: Path, folder: Path) -> None:
    """Make a design, have it proved, export and draw it, and load it from Python."""
    folder.mkdir()
    design = folder / "run.ramp"
    done(command, "new", "warmup-cosine", "-o", design, folder=folder)
    assert "proved" in done(command, "check", design, folder=folder).lower()
    done(command, "export", design, "-o", folder / "run_schedule.py", folder=folder)
    for name in ("run.svg", "run.png"):
        done(command, "plot", design, "-o", folder / name, folder=folder)
        assert (folder / name).stat().st_size > 1_000
    assert "torch " in done(python, "-m", "rampsmith", "--version", folder=folder)
    code = "from rampsmith import load; print(load('run.ramp').rates(0))"
    assert done(python, "-c", code, folder=folder) == "[0.0]\n"
    window = "from rampsmith.app.shell.launch import application; application(); print('icon')"
    offscreen = {"QT_QPA_PLATFORM": "offscreen"}
    assert done(python, "-c", window, folder=folder, **offscreen) == "icon\n"


def traces(folder: Path) -> list[Path]:
    """Return what is left of Rampsmith below a folder."""
    return [path for path in folder.rglob("*rampsmith*") if path.is_file() or path.is_symlink()]


def test_the_packages_are_as_a_registry_wants_them(built: Built, tmp_path: Path) -> None:
    done(built.tools / "twine", "check", "--strict", built.wheel, built.sdist, folder=tmp_path)
    done(built.tools / "check-wheel-contents", built.wheel, folder=tmp_path)


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_pip_installs_it_and_removes_all_of_it(built: Built, tmp_path: Path, kind: str) -> None:
    done(sys.executable, "-m", "venv", "new", folder=tmp_path)
    python = tmp_path / "new" / "bin" / "python"
    package = built.wheel if kind == "wheel" else built.sdist
    pip = (python, "-m", "pip")
    done(*pip, "install", "--quiet", "-c", CONSTRAINTS, package, folder=tmp_path)
    main_job(tmp_path / "new" / "bin" / "rampsmith", python, tmp_path / "job")
    assert traces(tmp_path / "new")
    done(*pip, "uninstall", "--quiet", "--yes", "rampsmith", folder=tmp_path)
    assert traces(tmp_path / "new") == []


def test_pipx_installs_it_and_removes_all_of_it(built: Built, tmp_path: Path) -> None:
    home, commands = tmp_path / "pipx", tmp_path / "bin"
    places = {"PIPX_HOME": str(home), "PIPX_BIN_DIR": str(commands)}
    install = ("install", "--python", sys.executable, "--pip-args", f"-c {CONSTRAINTS}")
    done(built.tools / "pipx", *install, built.wheel, folder=tmp_path, **places)
    python = home / "venvs" / "rampsmith" / "bin" / "python"
    main_job(commands / "rampsmith", python, tmp_path / "job")
    assert (commands / "rampsmith-window").exists()
    done(built.tools / "pipx", "uninstall", "rampsmith", folder=tmp_path, **places)
    assert traces(commands) == []
    # A lock of pipx's own stays, which is empty.
    assert not (home / "venvs" / "rampsmith").exists()


def test_uv_installs_it_and_removes_all_of_it(built: Built, tmp_path: Path) -> None:
    places = {"UV_TOOL_DIR": str(tmp_path / "uv"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    # It is told of the wheels on this machine, as pip is.
    known = done(sys.executable, "-m", "pip", "config", "list", folder=tmp_path)
    links = [line.split("'")[1] for line in known.splitlines() if "find-links" in line]
    places |= {"UV_FIND_LINKS": links[0]} if links else {}
    install = ("tool", "install", "--python", sys.executable, "--constraints", CONSTRAINTS)
    done(built.tools / "uv", *install, built.wheel, folder=tmp_path, **places)
    python = tmp_path / "uv" / "rampsmith" / "bin" / "python"
    main_job(tmp_path / "bin" / "rampsmith", python, tmp_path / "job")
    done(built.tools / "uv", "tool", "uninstall", "rampsmith", folder=tmp_path, **places)
    assert traces(tmp_path / "uv") == []
    assert traces(tmp_path / "bin") == []

"""Settings for every test; nothing here imports Qt or torch."""

import ast
import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# Before anything makes a QApplication: tests never open a window on somebody's screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# What a person's own windows left behind, as unsaved work, would be offered in those of the tests.
_STATE = tempfile.TemporaryDirectory(prefix="rampsmith-tests-")
os.environ["XDG_STATE_HOME"] = _STATE.name
os.environ["XDG_CONFIG_HOME"] = _STATE.name

# Hypothesis mixes numbers and words of the local modules loaded so far into what it draws, and has
# no setting for it: a test would get other examples alone than after others or on another worker.
providers._get_local_constants = lambda: providers._local_constants  # These stay empty.

# Deadlines and checks of speed are off because several processes share the machine and times
# wander. The same examples come each time, so that what passed once passes again; "explore" draws
# new ones, to look for trouble.
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
settings.register_profile(
    "default", deadline=None, max_examples=50, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile(
    "quick", deadline=None, max_examples=10, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile(
    "long", deadline=None, max_examples=2000, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile("explore", deadline=None, max_examples=500, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# What --quick leaves out: folders and modules by name, modules by what they import, tests by a fixture.
LONG_NAMES = {
    "conformance",
    "distributed",
    "examples",
    "fitting",
    "loops",
    "proof",
    "test_fitted_logs.py",
    "test_read_run.py",
}
LONG_IMPORTS = {
    "hypothesis.stateful",
    "rampsmith.app.commandline.driving",
    "rampsmith.designer.drive.client",
    "subprocess",
    "tests.designer.presets.originals",
    "tests.designer.training_loop.real_loops",
    "tests.exporters.tools",
    "tests.exporters.whole",
    "torch",  # Each worker would take seconds to import it.
    "transformers",
}
NEEDS_QT = "qapp"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that `make quick` uses."""
    words = "leave out windows, child processes and long searches; try few examples of the others"
    parser.addoption("--quick", action="store_true", help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Try few examples where a quick answer is asked for."""
    if config.getoption("--quick"):
        settings.load_profile("quick")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave folders and modules unread where they hold nothing quick."""
    if not config.getoption("--quick"):
        return None
    path = collection_path
    is_long = path.name in LONG_NAMES or (path.suffix == ".py" and is_long_module(path))
    return is_long or None


def is_long_module(path: Path) -> bool:
    """Judge by what a module imports, anywhere in it, whether its tests take long."""
    text = path.read_text(encoding="utf-8")
    # To read what a module means takes a hundred times as long as to look whether it can matter.
    if not any(name.rpartition(".")[2] in text for name in LONG_IMPORTS):
        return False
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    packages = {name.partition(".")[0] for name in found}
    return not LONG_IMPORTS.isdisjoint(found | packages)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that show something, however much of it."""
    if config.getoption("--quick"):
        shown = {item for item in items if NEEDS_QT in getattr(item, "fixturenames", ())}
        items[:] = [item for item in items if item not in shown]
        config.hook.pytest_deselected(items=list(shown))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the thousands of tests themselves out of every search for garbage, and search less."""
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


@pytest.fixture(autouse=True)
def own_presets_folder(tmp_path: Path) -> Iterator[Path]:
    """Keep a person's own presets out of the tests; return the folder in their place.

    Child processes look where the variable says, where their system has it.
    """
    data = tmp_path / "data"
    place = "rampsmith.designer.presets.own.user_data_path"
    # Not the test's own patches: those end before the guard looks for what was left behind.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(data))
        patch.setattr(place, lambda *_, **__: data / "rampsmith")
        yield data / "rampsmith" / "presets"

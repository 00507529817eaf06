"""Settings for every test; nothing here imports Qt or torch."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything makes a QApplication: tests never open a window on somebody's screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# What a person's own windows left behind, as unsaved work, would be offered in those of the tests.
_STATE = tempfile.TemporaryDirectory(prefix="rampsmith-tests-")
os.environ["XDG_STATE_HOME"] = _STATE.name
os.environ["XDG_CONFIG_HOME"] = _STATE.name

# Deadlines and checks of speed are off because several processes share the machine and times
# wander. The same examples come each time, so that what passed once passes again; "explore" draws
# new ones, for whoever looks for trouble.
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
settings.register_profile(
    "default", deadline=None, max_examples=50, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile(
    "long", deadline=None, max_examples=2000, derandomize=True, suppress_health_check=SLOW
)
settings.register_profile("explore", deadline=None, max_examples=500, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def own_presets_folder(tmp_path: Path) -> Iterator[Path]:
    """Keep the presets of whoever runs the tests out of them; give the folder in their place.

    Child processes look where the variable says, where their system has it.
    """
    data = tmp_path / "data"
    place = "rampsmith.designer.presets.own_files.user_data_path"
    # Not the test's own patches: those end before the guard looks for what was left behind.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(data))
        patch.setattr(place, lambda *_, **__: data / "rampsmith")
        yield data / "rampsmith" / "presets"
